package e2e

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// A run in review is reset to its first task; while the reset run waits for the privacy check it is cancelled.
func TestCancelOfAResetRun(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	started := shared.start(t, in)
	shared.reviewing(t, in)
	shared.sim.Fault(wxatest.Fault{Endpoint: detectPath, AppID: in.AppID, Errcode: 61039, Times: -1})
	shared.reset(t, started, 1)
	until(t, "detect again", func() bool { return shared.status(t, in).Stage == workflows.StageDetect })
	seen := shared.sim.Calls(detectPath, in.AppID)
	until(t, "it waits for the check", func() bool { return shared.sim.Calls(detectPath, in.AppID) > seen })
	require.NoError(t, shared.client.CancelWorkflow(t.Context(), started.WorkflowID, ""))
	_ = shared.client.GetWorkflow(t.Context(), started.WorkflowID, "").Get(t.Context(), nil)
	require.Equal(t, []string{"submit", "undo"}, shared.accepted(in))
}

// Names that JSON escapes.
func TestLongSummary(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	shared.start(t, in)
	shared.reviewing(t, in)
	answer, err := shared.update(t, in, workflows.UpdatePollNow, workflows.Request{By: strings.Repeat("<&", 100)})
	t.Log(answer, err)
	require.NoError(t, err)
}

func TestLongVersion(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, func(a *wxatest.App) { a.TrialVersion = strings.Repeat("<&", 32) }))
	_, err := releases.New(shared.client, clientOptions()).Start(t.Context(), in, releases.Origin{})
	require.NoError(t, err)
	shared.reviewing(t, in)
}

// Signals that cannot be read.
func TestCorruptSignals(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	started := shared.start(t, in)
	shared.reviewing(t, in)
	for _, name := range []string{workflows.SignalAuditEvent, workflows.SignalUnauthorized, workflows.SignalCancelNote} {
		require.NoError(t, shared.client.SignalWorkflow(t.Context(), started.WorkflowID, "", name, []int{1, 2}))
		require.NoError(t, shared.client.SignalWorkflow(t.Context(), started.WorkflowID, "", name, nil))
	}
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	shared.push(t, in, "weapp_audit_success")
	require.Equal(t, workflows.OutcomeApproved, shared.result(t, in).Outcome)
}

// Cancelled with its note that cannot be read.
func TestCorruptCancelNote(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	started := shared.start(t, in)
	shared.reviewing(t, in)
	require.NoError(t, shared.client.SignalWorkflow(t.Context(), started.WorkflowID, "", workflows.SignalCancelNote, []int{1, 2}))
	require.NoError(t, shared.client.CancelWorkflow(t.Context(), started.WorkflowID, ""))
	until(t, "undone", func() bool { return len(shared.accepted(in)) == 2 })
}
