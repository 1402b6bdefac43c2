package e2e

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// A run is lost with its review open: the next start of the same version takes the review over, without being asked to.
func TestTakesOverTheReviewOfALostRun(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	shared.start(t, in)
	shared.reviewing(t, in)
	require.NoError(t, shared.client.TerminateWorkflow(t.Context(), workflows.WorkflowID(in.AppID), "", "lost"))
	shared.start(t, in)
	status := shared.reviewing(t, in)
	require.Equal(t, shared.submitted(t, in), status.AuditID)
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	shared.push(t, in, "weapp_audit_success")
	require.Equal(t, workflows.OutcomeApproved, shared.result(t, in).Outcome)
	require.Equal(t, []string{"submit"}, shared.accepted(in))
	shared.keep(t, in, "taken-over")
}

// A release ends without knowing its verdict, which comes later: the next start tells it instead of submitting again.
func TestTakesOverAVerdictThatNobodySaw(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	in.Limits.Review = ms(300)
	shared.start(t, in)
	require.Equal(t, workflows.OutcomeExpired, shared.result(t, in).Outcome)
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	in.Pace.Poll = ms(50)
	shared.start(t, in)
	require.Equal(t, workflows.OutcomeApproved, shared.result(t, in).Outcome)
	require.Equal(t, []string{"submit"}, shared.accepted(in))
}

// An open review that somebody else submitted is taken over only when the release says so, and only if it is of this version.
func TestAdopt(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	audit, err := shared.sim.OpenForeignReview(in.AppID, wxatest.ForeignReview{Version: in.Version})
	require.NoError(t, err)
	shared.start(t, in)
	status := shared.result(t, in)
	require.Equal(t, workflows.OutcomeBusy, status.Outcome)
	require.Contains(t, remedy(status), "--adopt")

	in.Adopt = true
	shared.start(t, in)
	require.Equal(t, audit, shared.reviewing(t, in).AuditID)
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusRejected, Reason: "1:no"})
	shared.push(t, in, "weapp_audit_fail")
	require.Equal(t, workflows.OutcomeRejected, shared.result(t, in).Outcome)
	require.Empty(t, shared.accepted(in))

	other := quietly(shared.app(t, nil))
	other.Adopt = true
	_, err = shared.sim.OpenForeignReview(other.AppID, wxatest.ForeignReview{Version: "1.3.9"})
	require.NoError(t, err)
	shared.start(t, other)
	require.Equal(t, workflows.OutcomeBusy, shared.result(t, other).Outcome)
}

// A repeated start of what was approved last submits nothing, unless it is asked to.
func TestRepeatedStartOfAnApprovedRelease(t *testing.T) {
	t.Parallel()
	in := shared.app(t, nil)
	first := shared.start(t, in)
	shared.reviewing(t, in)
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	shared.result(t, in)
	again := shared.start(t, in)
	require.True(t, again.Attached && again.Approved)
	require.Equal(t, first.RunID, again.RunID)
	anew, err := releases.New(shared.client, clientOptions()).Start(t.Context(), in, releases.Origin{Again: true})
	require.NoError(t, err)
	require.False(t, anew.Attached)
	shared.reviewing(t, in)
	require.Equal(t, []string{"submit", "submit"}, shared.accepted(in))
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusRejected})
	require.Equal(t, workflows.OutcomeRejected, shared.result(t, in).Outcome)
	require.False(t, shared.start(t, in).Attached, "what was rejected is started again")
	require.NoError(t, shared.client.TerminateWorkflow(t.Context(), workflows.WorkflowID(in.AppID), "", "done"))
}

// A release that is being cancelled takes its review back; nobody attaches to it as if it went on.
func TestStartBesideACancelledRelease(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	shared.start(t, in)
	shared.reviewing(t, in)
	shared.sim.Fault(wxatest.Fault{Endpoint: latestPath, AppID: in.AppID, Errcode: -1, Times: -1})
	require.NoError(t, shared.client.CancelWorkflow(t.Context(), workflows.WorkflowID(in.AppID), ""))
	until(t, "the cancellation is seen", func() bool { return shared.status(t, in).Cancelling })
	_, err := releases.New(shared.client, clientOptions()).Start(t.Context(), in, releases.Origin{})
	var busy *releases.BusyError
	require.True(t, errors.As(err, &busy), err)
	require.True(t, busy.Cancelling)
	require.ErrorContains(t, err, "is being cancelled")
	_, err = shared.update(t, in, workflows.UpdateExpedite, workflows.Request{})
	require.ErrorContains(t, err, "being cancelled")
	shared.sim.ClearFaults()
	until(t, "the review is withdrawn", func() bool { return len(shared.accepted(in)) == 2 })
}

// A cancelled release whose review cannot be taken back says so.
func TestCancelThatFails(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	shared.start(t, in)
	shared.reviewing(t, in)
	shared.sim.Fault(wxatest.Fault{Endpoint: undoPath, AppID: in.AppID, Errcode: 87013, Times: -1})
	status := shared.cancel(t, in)
	require.Equal(t, workflows.OutcomeCancelFailed, status.Outcome)
	require.True(t, status.NeedsHuman)
	require.Equal(t, 87013, status.Problem.Code)
	shared.keep(t, in, "cancel-failed")
}
