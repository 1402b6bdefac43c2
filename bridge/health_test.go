package bridge

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func get(path string) *http.Request { return httptest.NewRequest(http.MethodGet, path, nil) }

func TestHealth(t *testing.T) {
	w := newWorld(t)
	rec := w.do(get("/healthz"))
	assert.Equal(t, http.StatusOK, rec.Code)
	assert.Equal(t, "ok\n", rec.Body.String())
	assert.Equal(t, http.StatusMethodNotAllowed, w.do(httptest.NewRequest(http.MethodPost, "/healthz", nil)).Code)
}

func TestReady(t *testing.T) {
	hang := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	deaf := func(context.Context) error { time.Sleep(time.Hour); return nil } // virtual
	for _, tt := range []struct {
		name     string
		temporal func(context.Context) error
		store    *fakeStore
		want     string // "" is ready
		took     time.Duration
	}{
		{"all well", func(context.Context) error { return nil }, &fakeStore{}, "", 0},
		{"no credentials", func(context.Context) error { return nil }, nil, "", 0},
		{"Temporal is away", func(context.Context) error { return errAway }, &fakeStore{}, "temporal cannot be reached\n", 0},
		{"store is away", func(context.Context) error { return nil }, &fakeStore{err: errAway}, "store cannot be used\n", 0},
		{"both hang", hang, &fakeStore{hang: true}, "temporal cannot be reached\nstore cannot be used\n", checkTimeout},
		{"does not heed the limit", deaf, &fakeStore{}, "temporal cannot be reached\n", checkTimeout},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, func(c *Config) {
					c.CheckTemporal, c.Credentials = tt.temporal, nil
					if tt.store != nil {
						c.Credentials = tt.store
					}
				})
				began := time.Now()
				rec := w.do(get("/readyz"))
				assert.Equal(t, tt.took, time.Since(began))
				defer w.Close()
				if tt.want == "" {
					assert.Equal(t, http.StatusOK, rec.Code)
					assert.Equal(t, "ok\n", rec.Body.String())
				} else {
					assert.Equal(t, http.StatusServiceUnavailable, rec.Code)
					assert.Equal(t, tt.want, rec.Body.String())
					assert.Equal(t, strings.Count(tt.want, "\n"), strings.Count(w.log.String(), "Not ready"))
				}
			})
		})
	}
}

// Whoever asks for readiness all the time does not thereby ask Temporal all the time.
func TestReadyIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var looks atomic.Int32
		w := newWorld(t, func(c *Config) {
			c.CheckTemporal = func(context.Context) error {
				looks.Add(1)
				time.Sleep(time.Second)
				return nil
			}
		})
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() { assert.Equal(t, http.StatusOK, w.do(get("/readyz")).Code) })
		}
		all.Wait()
		assert.EqualValues(t, 1, looks.Load())
	})
}

func TestTicketAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		assert.Empty(t, w.scrape(), "there is no ticket")
		w.store.ticket = time.Now().Add(-time.Minute)
		assert.Equal(t, "ticket_age_seconds 60", w.scrape())
		time.Sleep(time.Minute)
		assert.Equal(t, "ticket_age_seconds 120", w.scrape())
		w.store.err = errAway
		assert.Empty(t, w.scrape(), "an unknown age is none, and the other metrics are still there")
		assert.Contains(t, w.log.String(), `msg="The age of the last ticket is unknown" error=away`)
	})
}

// What somebody makes an alarm of is written down, in both languages.
func TestMetricsAreDocumented(t *testing.T) {
	w := newWorld(t)
	descs := make(chan *prometheus.Desc)
	go func() { w.metrics.registry.Describe(descs); close(descs) }()
	words := []string{handedOver, noRelease, passedOn, ignored, answered, nameless, unreadable, unavailable}
	for _, f := range flaws {
		words = append(words, f.name)
	}
	for desc := range descs {
		if name, found := strings.CutPrefix(desc.String(), `Desc{fqName: "wxrelease_`); found {
			words = append(words, "wxrelease_"+strings.SplitN(name, `"`, 2)[0])
		}
	}
	assert.Len(t, words, 8+len(flaws)+7)
	for _, file := range []string{"../docs/observability.md", "../docs/observability.zh-CN.md"} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, word := range words {
			assert.Regexp(t, "`"+word+"[`{]", string(text), file)
		}
	}
}

func TestMetricsHaveHelpAndProcess(t *testing.T) {
	w := newWorld(t)
	isSuccess(t, w.do(request(t, messagesPath, approved)))
	text := w.do(get("/metrics")).Body.String()
	for _, want := range []string{
		"# HELP wxrelease_bridge_pushes_total Pushes that WeChat signed, by kind and by what became of them.\n# TYPE " +
			"wxrelease_bridge_pushes_total counter\n",
		"# TYPE wxrelease_bridge_handover_seconds histogram\n", `wxrelease_bridge_handover_seconds_bucket{to="temporal",le="4"} 1`,
		"go_goroutines ",
		`wxrelease_bridge_last_push_timestamp_seconds{kind="weapp_audit_success"} 1.`,
	} {
		assert.Contains(t, text, want)
	}
}
