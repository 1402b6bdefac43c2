package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// reset resets a run to the nth of its completed workflow tasks.
func (w *world) reset(t *testing.T, run releases.Started, nth int) {
	t.Helper()
	h, err := readHistory(t.Context(), w.client, run.WorkflowID, run.RunID)
	require.NoError(t, err)
	for _, e := range h.Events {
		if e.EventType != enumspb.EVENT_TYPE_WORKFLOW_TASK_COMPLETED {
			continue
		}
		if nth--; nth == 0 {
			_, err = w.client.ResetWorkflowExecution(t.Context(), &workflowservice.ResetWorkflowExecutionRequest{
				Namespace:                 "default",
				WorkflowExecution:         &commonpb.WorkflowExecution{WorkflowId: run.WorkflowID, RunId: run.RunID},
				Reason:                    "test",
				WorkflowTaskFinishEventId: e.EventId,
				RequestId:                 "reset " + run.RunID,
			})
			require.NoError(t, err)
			return
		}
	}
	require.FailNow(t, "the run has not so many workflow tasks")
}

// Resets, by whatever point and whatever clock: what is out is found, what was there before is not ours.
func TestResetsFindWhatIsOut(t *testing.T) {
	t.Parallel()
	ahead := ownWorld(t, devserver.Options{SearchAttributes: releases.SearchAttributeTypes()})
	tokens, err := ahead.tokenService()
	require.NoError(t, err)
	w, err := ahead.startWorker(tokens)
	require.NoError(t, err)
	t.Cleanup(w.Stop)
	require.NoError(t, ahead.sim.UpdatePlatform(func(p *wxatest.Platform) { p.ClockAhead = time.Minute }))
	for name, task := range map[string]int{"to the first task": 1, "to the task after the detection": 2} {
		t.Run(name, func(t *testing.T) {
			in := quietly(ahead.app(t, nil))
			// A review of the same version that was withdrawn a moment before.
			_, err := ahead.sim.OpenForeignReview(in.AppID, wxatest.ForeignReview{Version: in.Version})
			require.NoError(t, err)
			require.NoError(t, ahead.sim.Decide(in.AppID, wxatest.Verdict{Status: wxatest.StatusWithdrawn}))
			started := ahead.start(t, in)
			ahead.reviewing(t, in)
			audit := ahead.submitted(t, in)
			ahead.reset(t, started, task)
			until(t, "the reset run is in review", func() bool {
				s := ahead.status(t, in)
				return s.Stage == workflows.StageReview && s.AuditID == audit
			})
			ahead.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
			ahead.push(t, in, "weapp_audit_success")
			require.Equal(t, workflows.OutcomeApproved, ahead.result(t, in).Outcome)
			ahead.submitted(t, in)
		})
	}
}

// resetLostSubmission starts a release whose reply to the submission is lost, and resets the activity, heartbeat wiped, while it
// pauses before its next attempt.
func resetLostSubmission(t *testing.T, in workflows.ReleaseInput) {
	t.Helper()
	in.Pace.Retry, in.Pace.RetryMax = ms(3_600_000), ms(3_600_000)
	shared.sim.Fault(wxatest.Fault{Endpoint: submitPath, AppID: in.AppID, Cut: wxatest.CutAfter})
	started := shared.start(t, in)
	until(t, "the submission is in", func() bool { return len(shared.accepted(in)) == 1 })
	until(t, "the activity pauses", func() bool {
		run, err := shared.client.DescribeWorkflowExecution(t.Context(), started.WorkflowID, "")
		require.NoError(t, err)
		return len(run.PendingActivities) == 1 && run.PendingActivities[0].NextAttemptScheduleTime != nil
	})
	_, err := shared.client.WorkflowService().ResetActivity(t.Context(), &workflowservice.ResetActivityRequest{
		Namespace: "default", Execution: &commonpb.WorkflowExecution{WorkflowId: started.WorkflowID},
		Activity: &workflowservice.ResetActivityRequest_Type{Type: "SubmitAudit"}, ResetHeartbeat: true,
	})
	require.NoError(t, err)
}

// An operator resets the activity after a submission whose reply was lost.
func TestResetOfTheActivityDoesNotSubmitAgain(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	resetLostSubmission(t, in)
	status := shared.reviewing(t, in)
	require.Equal(t, shared.submitted(t, in), status.AuditID)
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	shared.push(t, in, "weapp_audit_success")
	shared.result(t, in)
}

// After a lost reply WeChat refuses to tell: a person is called, and the review is found when it answers again.
func TestRefusedAfterALostReply(t *testing.T) {
	t.Parallel()
	for _, code := range []int{61004, 61007, 48001, 50002, 43002, 45009, 86002, 77777} {
		in := quietly(shared.app(t, nil))
		shared.sim.Fault(wxatest.Fault{Endpoint: submitPath, AppID: in.AppID, Cut: wxatest.CutAfter})
		shared.start(t, in)
		until(t, "the submission is in", func() bool { return len(shared.accepted(in)) == 1 })
		// It may have been read already; then there is nothing to see here.
		shared.sim.Fault(wxatest.Fault{Endpoint: latestPath, AppID: in.AppID, Errcode: code, Times: 3})
		status := shared.reviewing(t, in)
		require.Equal(t, shared.submitted(t, in), status.AuditID, code)
		shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
		shared.push(t, in, "weapp_audit_success")
		require.Equal(t, workflows.OutcomeApproved, shared.result(t, in).Outcome)
		require.Equal(t, []string{"submit"}, shared.accepted(in))
	}
	in := quietly(shared.app(t, nil))
	shared.sim.Fault(wxatest.Fault{Endpoint: submitPath, AppID: in.AppID, Cut: wxatest.CutAfter})
	shared.sim.Fault(wxatest.Fault{Endpoint: latestPath, AppID: in.AppID, Errcode: 61004, Nth: 3, Times: 4})
	shared.start(t, in)
	until(t, "a person is called", func() bool { return shared.status(t, in).NeedsHuman })
	require.Equal(t, workflows.StageSubmit, shared.status(t, in).Stage)
	shared.reviewing(t, in)
	require.False(t, shared.status(t, in).NeedsHuman)
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	shared.push(t, in, "weapp_audit_success")
	require.Equal(t, workflows.OutcomeApproved, shared.result(t, in).Outcome)
	shared.keep(t, in, "parked-after-a-lost-reply")
}
