package kubernetes

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/wxrelease/wxrelease/internal/pgtest"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/testkit"
)

// patience bounds what is waited for.
const patience = time.Minute

// built builds the image's program once, into a folder that goes with the tests.
var built = sync.OnceValues(func() (string, error) {
	return testkit.BuildProgram(binaries)
})

var binaries string

func TestMain(m *testing.M) {
	var err error
	if binaries, err = os.MkdirTemp("", "wxrelease-kubernetes-"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(binaries)
	pgtest.Stop()
	os.Exit(code)
}

// network leads the names of Services to addresses of this machine.
type network map[string]string

// service stands for a Service: it is there before its pods are. rules are those of an Ingress, where one stands before it.
type service struct {
	*httptest.Server
	pod   atomic.Pointer[url.URL]
	rules func(path string) bool
}

func newService(t *testing.T, rules func(path string) bool) *service {
	s := &service{rules: rules}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(s.pod.Load()) }}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case rules != nil && !rules(r.URL.Path):
			http.NotFound(w, r)
		case s.pod.Load() == nil:
			http.Error(w, "no pod", http.StatusServiceUnavailable)
		default:
			proxy.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *service) address() string { return s.Listener.Addr().String() }

// announced is what a program says once it listens.
var announced = map[string]*regexp.Regexp{
	"wxrelease-worker": regexp.MustCompile(`"msg":"Serving metrics","on":"([^"]+)"`),
	"wxrelease-bridge": regexp.MustCompile(`"msg":"Taking pushes","on":"([^"]+)"`),
	"simulator":        regexp.MustCompile(`WeChat's API +http://(\S+)\n`),
}

// output is a program's, and tells its address as soon as it stands there.
type output struct {
	testkit.Buffer
	line  *regexp.Regexp
	found chan string
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.Buffer.Write(p)
	if m := o.line.FindStringSubmatch(o.String()); m != nil {
		select {
		case o.found <- m[1]:
		default:
		}
	}
	return n, err
}

// process is the program of a Deployment's pod.
type process struct {
	one     corev1.Container
	env     settings.Env
	address string
	cmd     *exec.Cmd
	out     *output
	ended   chan error
}

// prepare gives the program of a Deployment with its own command and environment. Of that, only host names and the port on which it
// listens are of this machine, and more, which is this test's.
func (n network) prepare(t *testing.T, c cluster, name string, more ...string) *process {
	t.Helper()
	d := of[*appsv1.Deployment](c)[name]
	p := &process{one: container(t, d), ended: make(chan error, 1)}
	for _, pair := range append(c.environment(t, d), more...) {
		variable, value, _ := strings.Cut(pair, "=")
		if value == ":"+itoa(int64(p.one.Ports[0].ContainerPort)) {
			value = "127.0.0.1:0"
		}
		for host, address := range n {
			value = strings.ReplaceAll(value, host, address)
		}
		p.env = append(p.env, variable+"="+value)
	}
	p.env = append(p.env, "HOME="+t.TempDir())
	return p
}

// run starts such a program and waits until it listens.
func (n network) run(t *testing.T, c cluster, name string, more ...string) *process {
	t.Helper()
	p := n.prepare(t, c, name, more...)
	p.cmd = p.command(t, p.one.Command[1:]...)
	p.out = &output{line: announced[name], found: make(chan string, 1)}
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	require.NoError(t, p.cmd.Start())
	go func() { p.ended <- p.cmd.Wait(); close(p.ended) }()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.ended
		if t.Failed() {
			t.Logf("%s:\n%s", name, p.out)
		}
	})
	select {
	case p.address = <-p.out.found:
	case err := <-p.ended:
		require.Fail(t, "it has ended", "%v", err)
	case <-time.After(patience):
		require.Fail(t, "it does not listen")
	}
	return p
}

// command is another one in the same container, as kubectl exec runs it.
func (p *process) command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	require.Equal(t, "wxrelease", p.one.Command[0])
	path, err := built()
	require.NoError(t, err)
	cmd := exec.Command(path, args...)
	cmd.Env = p.env
	return cmd
}

// behind has a Service lead to the pod.
func (p *process) behind(s *service) { s.pod.Store(&url.URL{Scheme: "http", Host: p.address}) }

// probe does what the kubelet does.
func (p *process) probe(probe *corev1.Probe) bool {
	return p.get(probe.HTTPGet.Path, probe.TimeoutSeconds) == http.StatusOK
}

func (p *process) get(path string, timeout int32) int {
	client := &http.Client{Timeout: max(time.Second, seconds(timeout)), Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get("http://" + p.address + path)
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	return response.StatusCode
}

// ready waits until the kubelet would call the pod ready.
func (p *process) ready(t *testing.T) {
	t.Helper()
	if p.one.StartupProbe != nil {
		until(t, "it has started", func() bool { return p.probe(p.one.StartupProbe) })
	}
	until(t, "it is ready", func() bool { return p.probe(p.one.ReadinessProbe) })
	if p.one.LivenessProbe != nil {
		assert.True(t, p.probe(p.one.LivenessProbe))
	}
}

// stop ends the pod as the kubelet does.
func (p *process) stop(t *testing.T) {
	t.Helper()
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	select {
	case err := <-p.ended:
		assert.NoError(t, err, "exit code 0")
	case <-time.After(patience):
		assert.Fail(t, "it does not stop")
	}
}

// until waits for a condition on what can be seen from outside.
func until(t *testing.T, what string, condition func() bool) {
	t.Helper()
	testkit.Until(t, patience, what, condition)
}
