package kubernetes

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"

	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/internal/pgtest"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

func startTemporal(t *testing.T) *devserver.Server {
	t.Helper()
	s, err := devserver.Start(t.Context(), devserver.Options{UIPort: devserver.NoUI})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Stop() })
	return s
}

// The release of the simulator's example. Only a push can bring its verdict.
func example(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../deploy/simulator-release.yaml")
	require.NoError(t, err)
	return strings.NewReplacer("poll: 5s", "poll: 1h", "poll_max: 20s", "poll_max: 1h").Replace(string(text))
}

const exampleApp = "wx1000000000000001"

// released starts the example's release in a worker's pod and waits for its end. decide is called once its review is open.
func released(t *testing.T, worker *process, opened func() bool, decide func()) {
	t.Helper()
	var out, log bytes.Buffer
	start := worker.command(t, "start", "-f", "-", "--wait", "-o", "json")
	start.Stdin, start.Stdout, start.Stderr = strings.NewReader(example(t)), &out, &log
	require.NoError(t, start.Start())
	ended := make(chan error, 1)
	go func() { ended <- start.Wait() }()
	t.Cleanup(func() { _ = start.Process.Kill() })
	until(t, "the review is open", opened)
	decide()
	select {
	case err := <-ended:
		require.NoError(t, err, "%s%s", &out, &log)
	case <-time.After(patience):
		require.Fail(t, "no verdict", "%s", &log)
	}
	var end struct {
		Status struct {
			Outcome   string
			VerdictBy string `json:"verdict_by"`
		}
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &end), "%s", &out)
	assert.Equal(t, "approved", end.Status.Outcome)
	assert.Equal(t, "push", end.Status.VerdictBy)
}

// Out of the box the simulator's world works: its programs start with what their pods give them, their probes answer, and a release
// is submitted and approved by a push.
func TestSimulatorRuns(t *testing.T) {
	c := render(t, "simulator")
	pushes, wechat := newService(t, nil), newService(t, nil)
	n := network{
		"temporal:7233":         startTemporal(t).FrontendHostPort(),
		"wxrelease-bridge:8450": pushes.address(), "simulator:9100": wechat.address(),
	}
	for _, s := range of[*corev1.Service](c) {
		for _, port := range s.Spec.Ports {
			if port.Port != 8233 { // the Web UI, for people
				assert.Contains(t, n, s.Name+":"+itoa(int64(port.Port)))
			}
		}
	}
	simulator := n.run(t, c, "simulator")
	simulator.behind(wechat)
	simulator.ready(t)
	bridge := n.run(t, c, "wxrelease-bridge")
	bridge.behind(pushes)
	bridge.ready(t)
	worker := n.run(t, c, "wxrelease-worker")
	worker.ready(t)

	app := wechat.URL + "/_sim/apps/" + exampleApp
	released(t, worker, func() bool {
		response, err := http.Get(app)
		require.NoError(t, err)
		defer response.Body.Close()
		var view struct{ Reviews []any }
		require.NoError(t, json.NewDecoder(response.Body).Decode(&view))
		return len(view.Reviews) > 0
	}, func() {
		response, err := http.Post(app+"/decide", "application/json", strings.NewReader(`{"status":0}`))
		require.NoError(t, err)
		defer response.Body.Close()
		require.Equal(t, http.StatusOK, response.StatusCode)
	})
	doctor, err := worker.command(t, "doctor").CombinedOutput()
	require.NoError(t, err, "%s", doctor)
	assert.Regexp(t, `ok +bridge`, string(doctor))
	worker.stop(t)
	bridge.stop(t)
}

// ingress gives what the manifest of the Ingress lets through.
func ingress(t *testing.T, c cluster) func(path string) bool {
	t.Helper()
	rules := of[*networkingv1.Ingress](c)["wxrelease-bridge"].Spec.Rules
	require.Len(t, rules, 1)
	require.Len(t, rules[0].HTTP.Paths, 1)
	one := rules[0].HTTP.Paths[0]
	require.Equal(t, networkingv1.PathTypePrefix, *one.PathType)
	prefix := strings.TrimSuffix(one.Path, "/") // whole parts of the path count
	return func(path string) bool { return path == prefix || strings.HasPrefix(path, prefix+"/") }
}

// With the platform's settings and a store in PostgreSQL, pushes come through the Ingress. While Temporal is away the bridge stays in
// the Service and goes on to store tickets.
func TestPlatformRuns(t *testing.T) {
	c := append(render(t, "platform", platform), examples(t)...)
	for _, s := range of[*corev1.Secret](c) {
		if _, there := s.StringData["store"]; there {
			s.StringData["store"] = pgtest.Database(t)
		}
	}
	pushes := newService(t, ingress(t, c))
	sim := wxatest.New(wxatest.Config{
		Platform: wxatest.Platform{AppID: appid, Secret: filled["platform_secret"]},
		Callback: wxatest.Callback{
			URL: pushes.URL + "/wechat/$APPID$/messages", EventsURL: pushes.URL + "/wechat/events",
			Token: filled["push_token"], EncodingAESKey: filled["push_key"],
		},
	})
	t.Cleanup(sim.Close)
	wechat := httptest.NewServer(sim)
	t.Cleanup(wechat.Close)
	temporal := startTemporal(t)
	n := network{"temporal-frontend.temporal:7233": temporal.FrontendHostPort()}
	more := "WXRELEASE_WECHAT_URL=" + wechat.URL

	bridge := n.run(t, c, "wxrelease-bridge", more)
	bridge.behind(pushes)
	bridge.ready(t)
	for path, want := range map[string]int{
		"/wechat/events": http.StatusForbidden, "/wechat/" + exampleApp + "/messages": http.StatusForbidden,
		"/metrics": http.StatusNotFound, "/readyz": http.StatusNotFound, "/healthz": http.StatusNotFound, "/wechats": http.StatusNotFound,
	} {
		response, err := http.Post(pushes.URL+path, "text/xml", nil)
		require.NoError(t, err)
		response.Body.Close()
		assert.Equal(t, want, response.StatusCode, path)
	}
	sim.PushTicket()
	require.True(t, lastPush(sim).Success, "%+v", lastPush(sim))

	worker := n.run(t, c, "wxrelease-worker", more)
	worker.ready(t)
	sim.AddApp(wxatest.App{
		AppID: exampleApp, TrialVersion: "1.4.0",
		Plans: []wxatest.Plan{{{After: 1000 * time.Hour, Status: wxatest.StatusApproved}}},
	})
	released(t, worker, func() bool { return len(sim.Ledger()) > 0 }, func() {
		require.NoError(t, sim.Decide(exampleApp, wxatest.Verdict{Status: wxatest.StatusApproved}))
	})

	require.NoError(t, temporal.Stop())
	until(t, "the bridge misses Temporal", func() bool { return bridge.get("/readyz", 5) == http.StatusServiceUnavailable })
	until(t, "the worker misses Temporal", func() bool { return !worker.probe(worker.one.ReadinessProbe) })
	assert.True(t, bridge.probe(bridge.one.ReadinessProbe), "it stays in the Service")
	sim.PushTicket()
	assert.Equal(t, "component_verify_ticket", lastPush(sim).Event)
	assert.True(t, lastPush(sim).Success, "%+v", lastPush(sim))
	for _, p := range []*process{bridge, worker} {
		assert.True(t, p.probe(p.one.LivenessProbe), "a new start would not help")
		p.stop(t)
	}
}

// lastPush is what WeChat pushed last.
func lastPush(sim *wxatest.Sim) wxatest.Push {
	all := sim.Pushes()
	return all[len(all)-1]
}

// A setting that cannot be right ends the program with words, so that a rollout stands still and kubectl logs says why.
func TestMissingSecretIsTold(t *testing.T) {
	c := render(t, "platform", platform)
	for _, s := range of[*corev1.Secret](examples(t)) {
		if s.Name != "wxrelease-common" {
			c = append(c, s)
		}
	}
	n := network{}
	p := n.prepare(t, c, "wxrelease-worker")
	out, err := p.command(t, p.one.Command[1:]...).CombinedOutput()
	var exit *exec.ExitError
	require.ErrorAs(t, err, &exit)
	assert.Equal(t, 2, exit.ExitCode())
	assert.Contains(t, string(out), "WXRELEASE_STORE_FILE")
}
