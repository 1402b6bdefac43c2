package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// A push stops the attempt of a parked submission that runs; before the attempt hears of it WeChat answers -1.
func TestStoppedAttemptFails(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	shared.sim.Fault(wxatest.Fault{Endpoint: submitPath, AppID: in.AppID, Cut: wxatest.CutAfter})
	shared.sim.Fault(wxatest.Fault{Endpoint: latestPath, AppID: in.AppID, Errcode: 61004, Nth: 3, Times: 1})
	shared.sim.Fault(wxatest.Fault{Endpoint: latestPath, AppID: in.AppID, Errcode: -1, Nth: 3, Times: 1, Delay: 2 * time.Second})
	shared.start(t, in)
	until(t, "a person is called", func() bool { return shared.status(t, in).NeedsHuman })
	time.Sleep(500 * time.Millisecond)
	shared.push(t, in, "weapp_audit_success")
	time.Sleep(4 * time.Second)
	run, err := shared.client.DescribeWorkflowExecution(t.Context(), workflows.WorkflowID(in.AppID), "")
	require.NoError(t, err)
	for _, e := range shared.history(t, in).Events {
		if f := e.GetActivityTaskFailedEventAttributes(); f != nil {
			t.Log("failed:", f.Failure.Message, f.RetryState)
		}
		if f := e.GetWorkflowExecutionFailedEventAttributes(); f != nil {
			t.Log("workflow failed:", f.Failure.Message, f.Failure.GetCause().GetMessage())
		}
	}
	require.Equal(t, enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING, run.WorkflowExecutionInfo.Status)
}

// The same for the first, unparked attempt and a push that the authorisation is gone.
func TestUnauthorizedPushWhileSubmitting(t *testing.T) {
	t.Parallel()
	for _, endpoint := range []string{detectPath, latestPath, submitPath} {
		in := quietly(shared.app(t, nil))
		shared.sim.Fault(wxatest.Fault{Endpoint: endpoint, AppID: in.AppID, Errcode: -1, Times: 1, Effect: true, Delay: 2 * time.Second})
		started := shared.start(t, in)
		time.Sleep(700 * time.Millisecond)
		require.NoError(t, shared.client.SignalWorkflow(t.Context(), started.WorkflowID, "", workflows.SignalUnauthorized, workflows.Unauthorized{}))
		time.Sleep(4 * time.Second)
		run, err := shared.client.DescribeWorkflowExecution(t.Context(), workflows.WorkflowID(in.AppID), "")
		require.NoError(t, err)
		t.Log(endpoint, run.WorkflowExecutionInfo.Status)
		if run.WorkflowExecutionInfo.Status != enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
			t.Errorf("%s: the release ended: %s; accepted %v", endpoint, run.WorkflowExecutionInfo.Status, shared.accepted(in))
		}
	}
}

// An operator resets the activity, heartbeat wiped, after a lost reply; WeChat's reads tell no version.
func TestResetActivityNameless(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, func(a *wxatest.App) { a.OmitVersion = true }))
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
	time.Sleep(2 * time.Second)
	run, err := shared.client.DescribeWorkflowExecution(t.Context(), workflows.WorkflowID(in.AppID), "")
	require.NoError(t, err)
	if run.WorkflowExecutionInfo.Status != enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
		t.Errorf("%+v", shared.result(t, in))
	}
}

// The hot loop on a real server.
func TestHotLoop(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	in.Pace.Busy = activities.Duration(time.Minute)
	in.Pace.Retry = activities.Duration(2 * time.Second)
	shared.sim.Fault(wxatest.Fault{Endpoint: submitPath, AppID: in.AppID, Cut: wxatest.CutAfter})
	shared.sim.Fault(wxatest.Fault{Endpoint: latestPath, AppID: in.AppID, Errcode: 61007, Nth: 3, Times: -1})
	started := shared.start(t, in)
	until(t, "a person is called", func() bool { return shared.status(t, in).NeedsHuman })
	before := len(shared.history(t, in).Events)
	require.NoError(t, shared.client.SignalWorkflow(t.Context(), started.WorkflowID, "", workflows.SignalUnauthorized, workflows.Unauthorized{}))
	time.Sleep(5 * time.Second)
	after := len(shared.history(t, in).Events)
	require.Less(t, after-before, 60)
}
