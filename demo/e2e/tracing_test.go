package e2e

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	collectorpb "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// collector takes spans as an OpenTelemetry collector does.
type collector struct {
	mu    sync.Mutex
	spans map[string]map[string]*tracepb.Span // by trace and name
}

func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var request collectorpb.ExportTraceServiceRequest
	if err != nil || r.URL.Path != "/v1/traces" || proto.Unmarshal(body, &request) != nil {
		http.Error(w, "not spans", http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, resource := range request.GetResourceSpans() {
		for _, scope := range resource.GetScopeSpans() {
			for _, span := range scope.GetSpans() {
				trace := string(span.GetTraceId())
				if c.spans[trace] == nil {
					c.spans[trace] = map[string]*tracepb.Span{}
				}
				c.spans[trace][span.GetName()] = span
			}
		}
	}
}

// together tells whether one trace has all of these spans, and gives it.
func (c *collector) together(names ...string) (map[string]*tracepb.Span, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, trace := range c.spans {
		all := true
		for _, name := range names {
			all = all && trace[name] != nil
		}
		if all {
			return trace, true
		}
	}
	return nil, false
}

// A release is one trace from the command that starts it to each call of WeChat, with WeChat's request id where it refuses.
func TestTraceOfARelease(t *testing.T) {
	t.Parallel()
	w := ownWorld(t, devserver.Options{SearchAttributes: releases.SearchAttributeTypes()})
	c := &collector{spans: map[string]map[string]*tracepb.Span{}}
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	traced := []string{"OTEL_EXPORTER_OTLP_ENDPOINT=" + server.URL, "OTEL_BSP_SCHEDULE_DELAY=100"}
	w.workerProcess(t, traced...)
	in := w.app(t, nil)
	w.sim.Fault(wxatest.Fault{Endpoint: detectPath, AppID: in.AppID, Errcode: 61039})

	file := filepath.Join(t.TempDir(), "wxrelease.yaml")
	text := "appid: " + in.AppID + "\nversion: " + in.Version + `
audit:
  item_list: [{address: pages/index/index, title: 首页, tag: 工具, first_class: 工具, second_class: 效率, first_id: 287, second_id: 616}]
pace: {detection: 50ms}
`
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	start := command(t, "start", "-f", file)
	start.Env = append(w.environment(t), traced...)
	out, err := start.CombinedOutput()
	require.NoError(t, err, string(out))
	const started = "StartWorkflow:ReleaseWorkflow"
	_, told := c.together(started)
	require.True(t, told, "the command sends its spans before it ends")

	const refused, submitted = "WeChat " + detectPath, "WeChat " + submitPath
	var trace map[string]*tracepb.Span
	until(t, "the trace of the submission", func() bool {
		var ok bool
		trace, ok = c.together(started, "RunActivity:WaitForDetection", "RunActivity:SubmitAudit", refused, submitted)
		return ok
	})
	require.Equal(t, trace["RunActivity:SubmitAudit"].GetSpanId(), trace[submitted].GetParentSpanId())
	require.Equal(t, 1, w.sim.Calls(submitPath, in.AppID))
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, spans := range c.spans {
		for _, span := range spans {
			for _, secret := range w.sim.Secrets() {
				require.NotContains(t, span.String(), secret)
			}
		}
	}
}
