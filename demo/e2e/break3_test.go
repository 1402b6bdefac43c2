package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// kill -9 of the worker after WeChat has accepted the submission, and a push that the authorisation is gone while it is dead.
func TestBreakKilledWhileStopped(t *testing.T) {
	t.Parallel()
	w := ownWorld(t, devserver.Options{SearchAttributes: workflows.SearchAttributeTypes()})
	in := w.app(t, nil)
	in.Pace.Attempt = activities.Duration(4 * time.Second)
	w.sim.Fault(wxatest.Fault{Endpoint: submitPath, AppID: in.AppID, Effect: true, Delay: patience})
	first := w.workerProcess(t)
	started := w.start(t, in)
	until(t, "WeChat has accepted the submission", func() bool { return len(w.accepted(in)) == 1 })
	require.NoError(t, w.client.SignalWorkflow(t.Context(), started.WorkflowID, "", workflows.SignalUnauthorized, workflows.Unauthorized{}))
	time.Sleep(500 * time.Millisecond)
	require.NoError(t, first.Process.Kill())
	_ = first.Wait()
	w.workerProcess(t)
	time.Sleep(25 * time.Second)
	run, err := w.client.DescribeWorkflowExecution(t.Context(), started.WorkflowID, "")
	require.NoError(t, err)
	for _, e := range w.history(t, in).Events {
		if f := e.GetActivityTaskTimedOutEventAttributes(); f != nil {
			t.Log("timed out:", f.Failure.GetTimeoutFailureInfo().GetTimeoutType(), f.RetryState)
		}
		if f := e.GetWorkflowExecutionFailedEventAttributes(); f != nil {
			t.Log("workflow failed:", f.Failure.Message, f.Failure.GetCause().GetMessage())
		}
	}
	require.Equal(t, enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING, run.WorkflowExecutionInfo.Status, "accepted %v", w.accepted(in))
}
