package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// wxrelease runs the command line as CI does and gives its exit code and output.
func (w *world) wxrelease(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	cmd := command(t, args...)
	cmd.Env = w.environment(t)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	_, _ = w.logs.Write(append(out.Bytes(), errs.Bytes()...))
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// releaseFile writes a release file for a Mini Program.
func releaseFile(t *testing.T, in workflows.ReleaseInput, more string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "wxrelease.yaml")
	text := `appid: ` + in.AppID + `
version: ` + `"` + in.Version + `"` + `
audit:
  item_list:
    - address: pages/index/index
      first_class: 工具
      second_class: 效率
      first_id: 287
      second_id: 616
pace: {detection: 20ms, poll: 50ms, poll_max: 100ms, hint: 50ms, retry: 30ms, busy: 40ms}
` + more
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	return path
}

// Each way a release can end, as CI sees it.
func TestCommandLineExitCodes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		code   int
		change func(*wxatest.App)
		fault  *wxatest.Fault
		more   string
		says   string
		before func(t *testing.T, in workflows.ReleaseInput)
	}{
		{name: "approved", code: 0, change: plan(wxatest.StatusApproved), says: "approved"},
		{name: "rejected", code: 3, change: plan(wxatest.StatusRejected), says: "服务类目"},
		{name: "expired", code: 10, more: "limits: {review: 500ms}\n", says: "expired"},
		{name: "detection expired", code: 10, fault: &wxatest.Fault{Endpoint: detectPath, Errcode: 61039, Times: -1}, more: "limits: {detection: 300ms}\n", says: "61039"},
		{name: "no quota", code: 7, fault: &wxatest.Fault{Endpoint: submitPath, Errcode: 85085, Times: -1}, says: "85085"},
		{name: "no access", code: 8, change: func(a *wxatest.App) { a.IPRefused = true }, says: "61004"},
		{name: "blocked", code: 9, change: func(a *wxatest.App) { a.PrivacyBlocked = true }, says: "61040"},
		{name: "busy with a stranger's review", code: 6, says: "1.3.9", before: func(t *testing.T, in workflows.ReleaseInput) {
			_, err := shared.sim.OpenForeignReview(in.AppID, wxatest.ForeignReview{Version: "1.3.9"})
			require.NoError(t, err)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := shared.app(t, c.change)
			if c.fault != nil {
				f := *c.fault
				f.AppID = in.AppID
				shared.sim.Fault(f)
			}
			if c.before != nil {
				c.before(t, in)
			}
			file := releaseFile(t, in, c.more)
			code, stdout, stderr := shared.wxrelease(t, "start", "-f", file, "--wait", "--wait-timeout", "1m")
			require.Equal(t, c.code, code, stdout+stderr)
			require.Contains(t, stdout+stderr, c.says)
		})
	}
}

// plan ends every review at once.
func plan(status int) func(*wxatest.App) {
	return func(a *wxatest.App) {
		v := wxatest.Verdict{After: 1, Status: status}
		if status == wxatest.StatusRejected {
			v.Reason = "1:服务类目不符:<br>(1):示例"
		}
		a.Plans = []wxatest.Plan{{v}}
	}
}

// The life of a release on the command line: started twice, watched, given up waiting, cancelled.
func TestCommandLineCommands(t *testing.T) {
	t.Parallel()
	in := shared.app(t, nil)
	file := releaseFile(t, in, "")

	code, stdout, stderr := shared.wxrelease(t, "start", "-f", file, "-o", "json")
	require.Zero(t, code, stderr)
	var started releases.Started
	require.NoError(t, json.Unmarshal([]byte(stdout), &started), stdout)
	require.Equal(t, workflows.WorkflowID(in.AppID), started.WorkflowID)

	code, stdout, stderr = shared.wxrelease(t, "start", "-f", file, "-o", "json")
	require.Zero(t, code, stderr)
	var again releases.Started
	require.NoError(t, json.Unmarshal([]byte(stdout), &again))
	require.True(t, again.Attached)
	require.Equal(t, started.RunID, again.RunID)

	code, stdout, stderr = shared.wxrelease(t, "start", "-f", releaseFile(t, in, "expedite: always\n"))
	require.Equal(t, 6, code, stdout+stderr)

	shared.reviewing(t, in)
	code, stdout, stderr = shared.wxrelease(t, "wait", in.AppID, "--timeout", "300ms")
	require.Equal(t, 5, code, stdout+stderr)

	code, stdout, stderr = shared.wxrelease(t, "status", in.AppID, "-o", "json")
	require.Zero(t, code, stderr)
	require.Contains(t, stdout, `"stage": "review"`)
	require.Contains(t, stdout, `"audit_id": `)

	code, stdout, stderr = shared.wxrelease(t, "list", "--stage", "review")
	require.Zero(t, code, stderr)
	require.Contains(t, stdout, in.AppID)

	code, stdout, stderr = shared.wxrelease(t, "cancel", in.AppID, "--wait")
	require.Zero(t, code, stdout+stderr)
	require.Equal(t, []string{"submit", "undo"}, shared.accepted(in))
	code, stdout, stderr = shared.wxrelease(t, "wait", in.AppID)
	require.Equal(t, 4, code, stdout+stderr)
}

// A file with a mistake never reaches anything, and all mistakes are told at once with their places.
func TestCommandLineRefusesAWrongFile(t *testing.T) {
	t.Parallel()
	in := shared.app(t, nil)
	code, stdout, stderr := shared.wxrelease(t, "start", "-f", releaseFile(t, in, "expidite: always\nlimits: {review: soon}\n"))
	require.Equal(t, 2, code)
	require.Contains(t, stdout+stderr, "expidite")
	require.Contains(t, stdout+stderr, "wxrelease.yaml:11:")
	require.Zero(t, shared.sim.Calls("", in.AppID))
	require.False(t, strings.Contains(stdout+stderr, tokenSecret))
}

// Operators on the command line: what makes no sense is refused in the release's own words.
func TestCommandLineOperatorCommands(t *testing.T) {
	t.Parallel()
	in := shared.app(t, nil)
	code, _, stderr := shared.wxrelease(t, "start", "-f", releaseFile(t, in, ""))
	require.Zero(t, code, stderr)
	shared.reviewing(t, in)

	code, stdout, stderr := shared.wxrelease(t, "expedite", in.AppID, "--by", "li")
	require.Zero(t, code, stderr)
	require.Contains(t, stdout, "accepted")
	code, stdout, stderr = shared.wxrelease(t, "expedite", in.AppID, "--by", "wang")
	require.Equal(t, 9, code)
	require.Contains(t, stdout+stderr, "already expedited")
	code, _, stderr = shared.wxrelease(t, "extend", in.AppID, "--more", "2d")
	require.Zero(t, code, stderr)
	code, stdout, stderr = shared.wxrelease(t, "poll", in.AppID)
	require.Zero(t, code, stderr)
	require.Contains(t, stdout, "is under review")
	code, stdout, stderr = shared.wxrelease(t, "history", in.AppID)
	require.Zero(t, code, stderr)
	require.Contains(t, stdout, "Submit 1.4.0 for review: review ")
	code, _, stderr = shared.wxrelease(t, "withdraw", in.AppID, "--by", "li")
	require.Zero(t, code, stderr)
	code, stdout, stderr = shared.wxrelease(t, "wait", in.AppID)
	require.Equal(t, 4, code, stdout+stderr)
	code, stdout, stderr = shared.wxrelease(t, "withdraw", in.AppID)
	require.NotZero(t, code)
	require.Contains(t, stdout+stderr, "withdrawn")
	require.Equal(t, []string{"submit", "speedup", "undo"}, shared.accepted(in))
}

// A CI job that is run again finds its release, also after the end; another run of the pipeline starts a new one.
func TestCommandLineRepeatedCIRun(t *testing.T) {
	t.Parallel()
	in := shared.app(t, plan(wxatest.StatusRejected))
	file := releaseFile(t, in, "")
	runID := func(args ...string) (string, int) {
		code, stdout, stderr := shared.wxrelease(t, append([]string{"start", "-f", file, "--wait", "-o", "json"}, args...)...)
		var answer struct {
			RunID string `json:"run_id"`
		}
		require.NoError(t, json.Unmarshal([]byte(stdout), &answer), stdout+stderr)
		return answer.RunID, code
	}
	first, code := runID("--run-id", "4711")
	require.Equal(t, 3, code)
	again, code := runID("--run-id", "4711")
	require.Equal(t, 3, code, "the same verdict")
	require.Equal(t, first, again)
	require.Equal(t, []string{"submit"}, shared.accepted(in))
	other, _ := runID("--run-id", "4712")
	require.NotEqual(t, first, other)
	require.Equal(t, []string{"submit", "submit"}, shared.accepted(in))
}
