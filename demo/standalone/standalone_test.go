package standalone

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

const (
	platformAppID  = "wx0f1e2d3c4b5a6978"
	platformSecret = "platform-secret-of-these-tests"
	pushToken      = "push-token-of-these-tests"
	pushKey        = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

	// patience bounds every wait for something that must happen.
	patience = 2 * time.Minute
)

// TestMain is wxrelease standalone where a test starts this program anew, to be killed.
func TestMain(m *testing.M) {
	if os.Getenv("BE_STANDALONE") != "" {
		program.Main(func(ctx context.Context) int { return Run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr) })
	}
	os.Exit(m.Run())
}

// installation is one machine beside a simulated WeChat.
type installation struct {
	t                    *testing.T
	sim                  *wxatest.Sim
	wechat               string
	dir                  string
	temporal, ui, bridge int            // ports
	logs                 testkit.Buffer // of all processes
	client               *releases.Client
}

func freePort(t *testing.T) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func newInstallation(t *testing.T) *installation {
	i := &installation{t: t, dir: t.TempDir(), temporal: freePort(t), ui: freePort(t), bridge: freePort(t)}
	at := "http://127.0.0.1:" + strconv.Itoa(i.bridge)
	i.sim = wxatest.New(wxatest.Config{
		Speed: 1, Seed: 1, Logger: testkit.DebugLog(&i.logs),
		Platform: wxatest.Platform{AppID: platformAppID, Secret: platformSecret},
		Callback: wxatest.Callback{
			URL: at + "/wechat/$APPID$/messages", EventsURL: at + "/wechat/events", Token: pushToken, EncodingAESKey: pushKey,
		},
	})
	server := httptest.NewServer(i.sim)
	i.wechat = server.URL
	t.Cleanup(func() { server.Close(); i.sim.Close() })
	c, err := client.NewLazyClient(client.Options{
		HostPort: "127.0.0.1:" + strconv.Itoa(i.temporal), Logger: log.NewStructuredLogger(testkit.DebugLog(&i.logs)),
	})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	i.client = releases.New(c, releases.Options{})
	return i
}

func (i *installation) env(more ...string) settings.Env {
	return append(settings.Env{
		"HOME=" + i.dir, "PATH=" + os.Getenv("PATH"), "BE_STANDALONE=1",
		"WXRELEASE_WECHAT_URL=" + i.wechat, "WXRELEASE_BRIDGE_ADDR=127.0.0.1:" + strconv.Itoa(i.bridge),
		"WXRELEASE_PLATFORM_APPID=" + platformAppID, "WXRELEASE_PLATFORM_SECRET=" + platformSecret,
		"WXRELEASE_PUSH_TOKEN=" + pushToken, "WXRELEASE_PUSH_KEY=" + pushKey,
		// Another server that the commands on this machine may be set to.
		"TEMPORAL_ADDRESS=127.0.0.1:1", "TEMPORAL_TLS=true",
	}, more...)
}

func (i *installation) args(folder string, more ...string) []string {
	return append([]string{
		"--data", filepath.Join(i.dir, folder), "--temporal-port", strconv.Itoa(i.temporal), "--ui-port", strconv.Itoa(i.ui),
	}, more...)
}

// begin starts it as a process and waits until its bridge is ready.
func (i *installation) begin(folder string) *exec.Cmd {
	i.t.Helper()
	cmd := exec.Command(os.Args[0], i.args(folder)...)
	cmd.Env, cmd.Stdout, cmd.Stderr = i.env(), &i.logs, &i.logs
	require.NoError(i.t, cmd.Start())
	i.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	i.until("the bridge is ready", func() bool {
		response, err := http.Get("http://127.0.0.1:" + strconv.Itoa(i.bridge) + "/readyz")
		if err != nil {
			return false
		}
		defer response.Body.Close()
		return response.StatusCode == http.StatusOK
	})
	return cmd
}

func (i *installation) kill(cmd *exec.Cmd) {
	i.t.Helper()
	require.NoError(i.t, cmd.Process.Kill())
	var exit *exec.ExitError
	require.ErrorAs(i.t, cmd.Wait(), &exit)
}

func (i *installation) until(what string, condition func() bool) {
	i.t.Helper()
	deadline := time.Now().Add(patience)
	for !condition() {
		if time.Now().After(deadline) {
			require.Fail(i.t, "waited in vain until "+what, i.logs.String())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (i *installation) input(n int) workflows.ReleaseInput {
	ms := func(n int) timing.Duration { return timing.Duration(time.Duration(n) * time.Millisecond) }
	appid := fmt.Sprintf("wx%016d", n)
	i.sim.AddApp(wxatest.App{AppID: appid, TrialVersion: "1.4.0", Plans: []wxatest.Plan{{{After: 1000 * time.Hour, Status: wxatest.StatusApproved}}}})
	return workflows.ReleaseInput{
		AppID: appid, Version: "1.4.0",
		Audit: wxa.SubmitAuditRequest{ItemList: []wxa.AuditItem{{FirstClass: "工具", SecondClass: "效率", FirstID: 287, SecondID: 616}}},
		Pace:  timing.Pace{Detection: ms(50), Retry: ms(50), RetryMax: ms(500), Busy: ms(100), Hint: ms(100), Attempt: ms(2000)},
	}
}

func (i *installation) submitted() map[string]int {
	all := map[string]int{}
	for _, e := range i.sim.Ledger() {
		if e.Action == wxatest.ActionSubmit {
			all[e.AppID]++
		}
	}
	return all
}

// approve has WeChat approve every release and waits for them to end so.
func (i *installation) approve(inputs []workflows.ReleaseInput) {
	i.t.Helper()
	for _, in := range inputs {
		require.NoError(i.t, i.sim.Decide(in.AppID, wxatest.Verdict{Status: wxatest.StatusApproved}))
	}
	i.ended(inputs)
}

func (i *installation) ended(inputs []workflows.ReleaseInput) {
	i.t.Helper()
	ctx, cancel := context.WithTimeout(i.t.Context(), patience)
	defer cancel()
	for _, in := range inputs {
		var s workflows.Status
		require.NoError(i.t, i.client.Temporal().GetWorkflow(ctx, workflows.WorkflowID(in.AppID), "").Get(ctx, &s))
		require.Equal(i.t, workflows.OutcomeApproved, s.Outcome)
	}
	for appid, times := range i.submitted() {
		require.Equal(i.t, 1, times, "submissions of %s", appid)
	}
}

// Releases go on after kill -9 as if nothing had been, and from a copy that is older than what has happened since.
func TestInstallationOutlastsKillsAndComesBackFromACopy(t *testing.T) {
	const count = 40
	i := newInstallation(t)
	running := i.begin("data")
	i.sim.PushTicket()
	var inputs []workflows.ReleaseInput
	for n := range count {
		in := i.input(n + 1)
		_, err := i.client.Start(t.Context(), in, releases.Origin{})
		require.NoError(t, err)
		inputs = append(inputs, in)
		if n == count/2 {
			i.until("some are submitted", func() bool { return len(i.submitted()) > count/8 })
			i.kill(running)
			running = i.begin("data")
		}
	}

	// The copy is of a moment at which some are not submitted yet.
	copied := filepath.Join(i.dir, "copy")
	var out, errs bytes.Buffer
	code := Backup(t.Context(), []string{"--data", filepath.Join(i.dir, "data"), "--to", copied}, i.env(), &out, &errs)
	require.Equal(t, program.OK, code, errs.String())
	assert.Contains(t, out.String(), "credentials.db")
	assert.Contains(t, out.String(), filepath.Join(i.dir, "data", "store.key"))

	i.until("all are submitted", func() bool { return len(i.submitted()) == count })
	i.kill(running)
	running = i.begin("data")
	i.approve(inputs[:count/2])
	i.kill(running)

	// The machine is lost; the copy and the key are left.
	restored := filepath.Join(i.dir, "restored")
	require.NoError(t, os.Rename(copied, restored))
	key, err := os.ReadFile(filepath.Join(i.dir, "data", "store.key"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(restored, "store.key"), key, 0o600))
	i.begin("restored")
	for _, in := range inputs[count/2:] {
		require.NoError(t, i.sim.Decide(in.AppID, wxatest.Verdict{Status: wxatest.StatusApproved}))
	}
	// What was pushed before the copy came back nobody tells again: an operator has the releases ask.
	i.until("all have ended", func() bool {
		list, err := i.client.List(t.Context(), releases.Query{})
		require.NoError(t, err)
		for _, release := range list.Releases {
			_, _ = i.client.PollNow(t.Context(), release, workflows.Request{}) // refused before there is a review
		}
		return len(list.Releases) == 0
	})
	i.ended(inputs)
	for _, text := range []string{platformSecret, pushToken, pushKey, strings.TrimSpace(string(key))} {
		assert.NotContains(t, i.logs.String(), text)
	}
	for _, name := range []string{"store.key", "temporal.toml", "credentials.db", "."} {
		info, err := os.Stat(filepath.Join(i.dir, "data", name))
		require.NoError(t, err)
		assert.Zero(t, info.Mode().Perm()&0o077, name)
	}
}

// A data folder has one process, its files are never overwritten by a copy, and what is wrong is said before anything starts.
func TestRefusals(t *testing.T) {
	i := newInstallation(t)
	i.begin("data")
	run := func(f func(context.Context, []string, settings.Env, *bytes.Buffer) int, env settings.Env, args ...string) (int, string) {
		var errs bytes.Buffer
		code := f(t.Context(), args, env, &errs)
		assert.NotContains(t, errs.String(), platformSecret)
		return code, errs.String()
	}
	standalone := func(ctx context.Context, args []string, env settings.Env, errs *bytes.Buffer) int {
		return Run(ctx, args, env, errs, errs)
	}
	backup := func(ctx context.Context, args []string, env settings.Env, errs *bytes.Buffer) int {
		return Backup(ctx, args, env, errs, errs)
	}
	other := i.args("data", "--temporal-port", strconv.Itoa(freePort(t)), "--ui-port", strconv.Itoa(freePort(t)))
	code, says := run(standalone, i.env(), other...)
	assert.Equal(t, program.Failed, code)
	assert.Contains(t, says, "in use by another server")

	code, says = run(standalone, i.env(), i.args("other")...)
	assert.Equal(t, program.Failed, code)
	assert.Contains(t, says, "port "+strconv.Itoa(i.temporal)+" on 127.0.0.1 is in use")

	code, says = run(standalone, settings.Env{"HOME=" + i.dir}, i.args("other")...)
	assert.Equal(t, program.Usage, code)
	assert.Equal(t, 1, strings.Count(says, "WXRELEASE_PLATFORM_SECRET: not set"), says)
	code, says = run(standalone, i.env("WXRELEASE_LANG=zh"), i.args("other", "--ui-port", "0")...)
	assert.Equal(t, program.Usage, code)
	assert.Contains(t, says, "--ui-port：0 不是端口")

	code, says = run(standalone, i.env(), i.args("data", "--health")...)
	assert.Equal(t, program.OK, code, says)

	code, says = run(backup, nil)
	assert.Equal(t, program.Usage, code)
	assert.Contains(t, says, "--to: not given")
	code, says = run(backup, nil, "--data", filepath.Join(i.dir, "data"), "--to", i.dir)
	assert.Equal(t, program.Failed, code)
	assert.Contains(t, says, "is there already")
	code, says = run(backup, nil, "--data", filepath.Join(i.dir, "nowhere"), "--to", filepath.Join(i.dir, "copy"))
	assert.Equal(t, program.Failed, code)
	assert.Contains(t, says, "nowhere")
	assert.NoDirExists(t, filepath.Join(i.dir, "copy"))
}

// A file of another server's version is left alone, and the way on is said.
func TestDatabaseOfAnotherVersion(t *testing.T) {
	i := newInstallation(t)
	file := filepath.Join(i.dir, "temporal.db")
	require.NoError(t, withDatabase(file, func(db *sql.DB) error {
		_, err := db.Exec("CREATE TABLE executions (shard_id INTEGER)")
		return err
	}))
	before, err := os.ReadFile(file)
	require.NoError(t, err)
	var errs bytes.Buffer
	assert.Equal(t, program.Failed, Run(t.Context(), i.args("."), i.env(), &errs, &errs))
	assert.Contains(t, errs.String(), "made by a Temporal server of another version")
	assert.Contains(t, errs.String(), "wxrelease start --adopt")
	after, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(before, after))
}
