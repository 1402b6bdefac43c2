package e2e

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"

	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// built builds the program once, as a user does.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "wxrelease-e2e-")
	if err != nil {
		return "", err
	}
	return testkit.BuildProgram(dir)
})

// command is wxrelease with these arguments.
func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	path, err := built()
	require.NoError(t, err)
	return exec.Command(path, args...)
}

// ownWorld is a world without a worker, and with its own search for secrets at the end.
func ownWorld(t *testing.T, options devserver.Options) *world {
	t.Helper()
	w, err := newWorld(options, wxatest.Config{TokenSecret: tokenSecret})
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, w.searchSecrets())
		w.close()
	})
	return w
}

// environment is what the programs get: nothing of the machine's own settings.
func (w *world) environment(t *testing.T) []string {
	return append([]string{
		"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"),
		"TEMPORAL_ADDRESS=" + w.temporal.FrontendHostPort(),
		"WXRELEASE_WECHAT_URL=" + w.wechat.URL,
		"WXRELEASE_TOKEN_URL=" + w.wechat.URL + "/_sim/token?appid={appid}",
		"WXRELEASE_TOKEN_HEADER=Authorization: Bearer " + tokenSecret,
		"WXRELEASE_LOG_LEVEL=debug",
	}, payloadSettings()...)
}

// workerProcess runs the worker program; its log goes to the world's.
func (w *world) workerProcess(t *testing.T, more ...string) *exec.Cmd {
	t.Helper()
	cmd := command(t, "worker")
	cmd.Env, cmd.Stdout, cmd.Stderr = append(w.environment(t), more...), w.logs, w.logs
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return cmd
}

// The worker is killed after WeChat has accepted the submission and before it could tell; it is killed again during the review.
func TestKilledWorker(t *testing.T) {
	t.Parallel()
	w := ownWorld(t, devserver.Options{SearchAttributes: releases.SearchAttributeTypes()})
	in := w.app(t, nil)
	in.Pace.Attempt = timing.Duration(3 * time.Second)
	w.sim.Fault(wxatest.Fault{Endpoint: submitPath, AppID: in.AppID, Effect: true, Delay: patience})
	first := w.workerProcess(t)
	w.start(t, in)
	until(t, "WeChat has accepted the submission", func() bool { return len(w.accepted(in)) == 1 })
	require.NoError(t, first.Process.Kill())
	_ = first.Wait()

	second := w.workerProcess(t)
	status := w.reviewing(t, in)
	require.Equal(t, w.submitted(t, in), status.AuditID)
	require.NoError(t, second.Process.Kill())
	_ = second.Wait()
	w.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})

	w.workerProcess(t)
	require.Equal(t, workflows.OutcomeApproved, w.result(t, in).Outcome)
	require.Equal(t, []string{"submit"}, w.accepted(in))
	require.Equal(t, 1, w.sim.Calls(submitPath, in.AppID))
	w.keep(t, in, "killed-worker")
}

// A worker that is told to stop lets the call under way finish: nothing has to be reconciled.
func TestStoppedWorkerFinishesItsCall(t *testing.T) {
	t.Parallel()
	w := ownWorld(t, devserver.Options{SearchAttributes: releases.SearchAttributeTypes()})
	in := quietly(w.app(t, nil))
	w.sim.Fault(wxatest.Fault{Endpoint: submitPath, AppID: in.AppID, Effect: true, Delay: 2 * time.Second})
	first := w.workerProcess(t)
	w.start(t, in)
	until(t, "the submission is under way", func() bool { return len(w.accepted(in)) == 1 })
	require.NoError(t, first.Process.Signal(syscall.SIGTERM))
	require.NoError(t, first.Wait(), "exit code 0")

	w.workerProcess(t)
	w.reviewing(t, in)
	require.Equal(t, 1, w.sim.Calls(submitPath, in.AppID))
	// Before the submission, just before it was sent, and to compare what was accepted.
	require.Equal(t, 3, w.sim.Calls(latestPath, in.AppID), "there was nothing to reconcile")
}

// A namespace without the search attributes: the worker registers them, and a release that was started before gets them.
func TestNamespaceWithoutSearchAttributes(t *testing.T) {
	t.Parallel()
	w := ownWorld(t, devserver.Options{})
	before := w.app(t, nil)
	w.start(t, before)
	w.workerProcess(t)
	w.reviewing(t, before)
	w.decide(t, before, wxatest.Verdict{Status: wxatest.StatusApproved})
	require.Equal(t, workflows.OutcomeApproved, w.result(t, before).Outcome)
	require.Equal(t, 6, events(w.history(t, before), enumspb.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES),
		"those of two changes, and one for each stage: the start has set none")

	have, err := w.client.OperatorService().
		ListSearchAttributes(context.Background(), &operatorservice.ListSearchAttributesRequest{Namespace: "default"})
	require.NoError(t, err)
	for name, kind := range releases.SearchAttributeTypes() {
		require.Equal(t, kind, have.CustomAttributes[name], name)
	}
	after := w.app(t, nil)
	w.start(t, after)
	w.reviewing(t, after)
	w.decide(t, after, wxatest.Verdict{Status: wxatest.StatusApproved})
	require.Equal(t, workflows.OutcomeApproved, w.result(t, after).Outcome)
	require.Equal(t, 4, events(w.history(t, after), enumspb.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES))
	w.keep(t, before, "becomes-searchable")
}

// Temporal is away for a while in the middle of a review, and comes back with what it had. Who waits on the command line is
// none the wiser.
func TestTemporalOutage(t *testing.T) {
	t.Parallel()
	w := ownWorld(
		t,
		devserver.Options{SearchAttributes: releases.SearchAttributeTypes(), DBFile: filepath.Join(t.TempDir(), "temporal.db")},
	)
	in := w.app(t, nil)
	w.workerProcess(t)
	w.start(t, in)
	w.reviewing(t, in)
	waiting := command(t, "wait", in.AppID, "--timeout", "2m")
	waiting.Env, waiting.Stdout, waiting.Stderr = w.environment(t), w.logs, w.logs
	require.NoError(t, waiting.Start())
	t.Cleanup(func() { _ = waiting.Process.Kill() })
	until(t, "the wait has begun", func() bool { return strings.Contains(w.logs.String(), "waiting for the verdict") })
	require.NoError(t, w.temporal.Stop())
	w.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	again, err := devserver.Start(t.Context(), w.temporal.Options())
	require.NoError(t, err)
	w.temporal = again
	require.Equal(t, workflows.OutcomeApproved, w.result(t, in).Outcome)
	require.Equal(t, []string{"submit"}, w.accepted(in))
	require.NoError(t, waiting.Wait(), "exit code 0, for the verdict")
}
