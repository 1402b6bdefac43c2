package telemetry

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

const shop = "wx5555666677778888"

func newMetrics(t *testing.T) *Metrics {
	t.Helper()
	m, err := NewMetrics(slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	return m
}

// scraped are the lines of a scrape that begin with our own prefix, without the buckets.
func scraped(t *testing.T, m *Metrics) string {
	t.Helper()
	answer := httptest.NewRecorder()
	m.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Equal(t, http.StatusOK, answer.Code)
	var kept []string
	for line := range strings.Lines(answer.Body.String()) {
		if strings.HasPrefix(line, "wxrelease_") && !strings.Contains(line, "_bucket{") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// observed calls a simulated WeChat under the metrics' eyes.
func observed(t *testing.T, m *Metrics, spans *tracetest.InMemoryExporter) (*wxa.Client, *wxatest.Sim) {
	t.Helper()
	sim := wxatest.New(wxatest.Config{})
	sim.AddApp(wxatest.App{AppID: shop, TrialVersion: "1.4.0"})
	server := httptest.NewServer(sim)
	t.Cleanup(func() { server.Close(); sim.Close() })
	observer, err := m.WeChat(sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans)).Tracer("test"))
	require.NoError(t, err)
	c, err := wxa.New(wxa.Config{BaseURL: server.URL, Tokens: wxa.FixedToken(sim.Token(shop)), Observer: observer})
	require.NoError(t, err)
	return c, sim
}

// Requests to WeChat are counted by endpoint and by how they ended, refusals by code; a code that nobody knows is one label.
func TestRequestsToWeChat(t *testing.T) {
	m, spans := newMetrics(t), tracetest.NewInMemoryExporter()
	c, sim := observed(t, m, spans)
	app := c.App(shop)
	_, err := app.VersionInfo(t.Context())
	require.NoError(t, err)
	sim.Fault(wxatest.Fault{Endpoint: "/wxa/queryquota", HTTPStatus: 503})
	_, err = app.Quota(t.Context())
	require.NoError(t, err, "it was repeated")
	for _, code := range []int{61004, 987654, 987655} {
		sim.Fault(wxatest.Fault{Endpoint: "/wxa/queryquota", Errcode: code})
		_, err = app.Quota(t.Context())
		require.Error(t, err)
	}
	sim.Fault(wxatest.Fault{Endpoint: "/wxa/getversioninfo", Body: "<html>"})
	_, err = app.VersionInfo(t.Context())
	require.Error(t, err)

	got := scraped(t, m)
	for _, line := range []string{
		`wxrelease_wechat_request_seconds_count{endpoint="/wxa/getversioninfo",result="lost"} 1`,
		`wxrelease_wechat_request_seconds_count{endpoint="/wxa/getversioninfo",result="ok"} 1`,
		`wxrelease_wechat_request_seconds_count{endpoint="/wxa/queryquota",result="ok"} 1`,
		`wxrelease_wechat_request_seconds_count{endpoint="/wxa/queryquota",result="refused"} 3`,
		`wxrelease_wechat_repeats_total{endpoint="/wxa/queryquota"} 1`,
		`wxrelease_wechat_refusals_total{class="unknown",endpoint="/wxa/queryquota",errcode="other"} 2`,
		`errcode="61004"} 1`,
	} {
		assert.Contains(t, got, line)
	}
	assert.NotContains(t, got, shop, "no label of one Mini Program")

	all := spans.GetSpans()
	require.Len(t, all, 6)
	assert.Equal(t, "WeChat /wxa/getversioninfo", all[0].Name)
	text := ""
	for _, span := range all {
		for _, a := range span.Attributes {
			text += string(a.Key) + "=" + a.Value.String() + "\n"
		}
		text += span.Status.Description + "\n"
	}
	assert.Regexp(t, `wechat.errcode=61004\nwechat.rid=\S+`, text)
	for _, secret := range sim.Secrets() {
		assert.NotContains(t, text+got, secret)
	}
}

// What a worker measures of releases begins at zero, and has its own labels only.
func TestFiguresOfReleases(t *testing.T) {
	m := newMetrics(t)
	handler := m.Temporal()
	assert.Contains(t, scraped(t, m), "wxrelease_releases_ended_total{outcome=\"approved\",verdict_by=\"push\"} 0\n")
	// As the SDK calls it.
	sdk := map[string]string{"namespace": "default", "task_queue": "wxrelease", "workflow_type": "ReleaseWorkflow", "worker_type": "none"}
	labels := map[string]string{"outcome": "approved", "verdict_by": "push"}
	handler.WithTags(sdk).WithTags(labels).Counter(workflows.FigureEnded).Inc(1)
	handler.WithTags(sdk).Timer(workflows.FigureDetection).Record(20 * time.Second)
	got := scraped(t, m)
	assert.Contains(t, got, "wxrelease_releases_ended_total{outcome=\"approved\",verdict_by=\"push\"} 1\n")
	assert.Contains(t, got, "wxrelease_release_detection_seconds_sum 20\n")
	assert.Equal(t, 20, strings.Count(got, "wxrelease_releases_ended_total{"))
}

// What is left of the quota is read with a Mini Program whose calls succeed, every ten minutes at most.
func TestQuota(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMetrics(t)
		reads := 0 // the second is refused
		m.RegisterQuota(nil)
		m.quota.read = func(_ context.Context, appid string) (*wxa.Quota, error) {
			if reads++; reads < 3 {
				assert.Equal(t, shop, appid)
			}
			if reads == 2 {
				return nil, errors.New("-1")
			}
			return &wxa.Quota{Rest: 20, Limit: 25}, nil
		}
		assert.NotContains(t, scraped(t, m), "quota", "nobody to ask with")
		m.quota.heard(shop)
		want := "wxrelease_quota_left{of=\"submit\"} 20\nwxrelease_quota_limit{of=\"submit\"} 25\n"
		assert.Equal(t, want, scraped(t, m), "and nothing about expediting, of which WeChat told nothing")
		assert.Equal(t, want, scraped(t, m))
		assert.Equal(t, 1, reads)
		m.quota.heard("wx1111111111111111")
		time.Sleep(quotaEvery)
		assert.Empty(t, scraped(t, m), "refused: not known now")
		time.Sleep(quotaAgain)
		assert.Empty(t, scraped(t, m), "nobody to ask with")
		m.quota.heard("wx1111111111111111")
		assert.Equal(t, want, scraped(t, m))
		assert.Equal(t, 3, reads)
	})
}

// Temporal is asked for the open releases twice a minute at most; what it does not tell is left out.
func TestOpenReleases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMetrics(t)
		var asked []releases.Query
		var down error
		m.MustRegister(newOpenReleases(func(_ context.Context, q releases.Query) (int64, error) {
			asked = append(asked, q)
			return int64(len(asked)), down
		}, m.logger))
		assert.Equal(t, `wxrelease_open_releases{stage="detect"} 2
wxrelease_open_releases{stage="review"} 6
wxrelease_open_releases{stage="submit"} 4
wxrelease_open_releases_needing_a_person 1
wxrelease_slow_releases{stage="detect"} 3
wxrelease_slow_releases{stage="review"} 7
wxrelease_slow_releases{stage="submit"} 5
`, scraped(t, m))
		assert.Equal(t, releases.Query{NeedsHuman: true}, asked[0])
		assert.Equal(t, releases.Query{Stage: workflows.StageReview, OlderThan: 7 * 24 * time.Hour}, asked[6])
		scraped(t, m)
		assert.Len(t, asked, 7)
		time.Sleep(countEvery)
		down = errors.New("down")
		assert.Empty(t, scraped(t, m))
		assert.Len(t, asked, 8)
	})
}

func TestTicketAge(t *testing.T) {
	m := newMetrics(t)
	var pushed time.Time
	var err error
	m.RegisterTicketAge(func(context.Context) (time.Time, error) { return pushed, err })
	assert.Empty(t, scraped(t, m), "there is none")
	pushed = time.Now().Add(-time.Minute)
	assert.Regexp(t, `^wxrelease_ticket_age_seconds 60\.\d+\n$`, scraped(t, m))
	err = errors.New("the store is away")
	assert.Empty(t, scraped(t, m))
}

// The three addresses, until the program ends.
func TestServe(t *testing.T) {
	var logged testkit.Buffer
	m, err := NewMetrics(testkit.DebugLog(&logged))
	require.NoError(t, err)
	on, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	var why atomic.Value
	why.Store("temporal cannot be reached")
	ended := make(chan error, 1)
	go func() { ended <- m.Serve(ctx, on, func(context.Context) string { return why.Load().(string) }) }()
	get := func(path string) (int, string) {
		answer, err := http.Get("http://" + on.Addr().String() + path)
		require.NoError(t, err)
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		return answer.StatusCode, string(text)
	}
	code, text := get("/readyz")
	assert.Equal(t, http.StatusServiceUnavailable, code)
	assert.Equal(t, "temporal cannot be reached\n", text)
	code, _ = get("/healthz")
	assert.Equal(t, http.StatusOK, code)
	why.Store("")
	code, _ = get("/readyz")
	assert.Equal(t, http.StatusOK, code)
	code, text = get("/metrics")
	assert.Equal(t, http.StatusOK, code)
	assert.Contains(t, text, "process_start_time_seconds")
	code, _ = get("/")
	assert.Equal(t, http.StatusNotFound, code)
	stop()
	assert.NoError(t, <-ended)
}
