package e2e

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"

	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// A run that hears more messages than a history should hold continues as a new one, again and again. To everybody else it is one release: who waits
// for the first run gets the result of the last, nothing is submitted twice, no request of a person is lost.
func TestLongRunContinues(t *testing.T) {
	t.Parallel()
	w := ownWorld(t, devserver.Options{SearchAttributes: releases.SearchAttributeTypes(), LongHistory: 150})
	tokens, err := w.tokenService()
	require.NoError(t, err)
	worker, err := w.startWorker(tokens)
	require.NoError(t, err)
	t.Cleanup(worker.Stop)
	in := quietly(w.app(t, nil))
	in.Expedite = workflows.Expedite{Policy: workflows.ExpediteAfter, After: ms(3_600_000)}
	started := w.start(t, in)
	first := w.reviewing(t, in)
	var senders sync.WaitGroup
	const pushes, looks = 200, 40
	senders.Go(func() {
		for range pushes {
			w.push(t, in, "weapp_audit_delay")
		}
	})
	var refused []error
	senders.Go(func() {
		for range looks {
			if _, err := w.update(t, in, workflows.UpdatePollNow, workflows.Request{By: "cron"}); err != nil {
				refused = append(refused, err)
			}
		}
	})
	senders.Wait()
	require.Empty(t, refused)
	status := w.status(t, in)
	require.Equal(t, first.SubmittedAt, status.SubmittedAt)
	require.Equal(t, first.Deadline, status.Deadline)
	require.Equal(t, first.StartedAt, status.StartedAt)
	require.Equal(t, first.Expedite, status.Expedite)
	require.Less(t, len(status.Timeline), 40)

	run, err := w.client.DescribeWorkflowExecution(t.Context(), started.WorkflowID, "")
	require.NoError(t, err)
	require.NotEqual(t, started.RunID, run.WorkflowExecutionInfo.Execution.RunId, "it has continued")
	require.Less(t, run.WorkflowExecutionInfo.HistoryLength, int64(400))
	fields := run.WorkflowExecutionInfo.Memo.GetFields()
	var version, since string
	require.NoError(t, plain().FromPayload(fields[releases.MemoVersion], &version))
	require.NoError(t, plain().FromPayload(fields[workflows.MemoFirstStart], &since))
	require.Equal(t, in.Version, version)
	require.Equal(t, first.StartedAt.Format(time.RFC3339), since)
	require.Contains(t, run.WorkflowExecutionInfo.SearchAttributes.GetIndexedFields(), workflows.AttrAuditID.GetName())
	again := w.start(t, in)
	require.True(t, again.Attached, "a start finds it all the same")

	w.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	w.push(t, in, "weapp_audit_success")
	var last workflows.Status
	require.NoError(t, w.client.GetWorkflow(t.Context(), started.WorkflowID, started.RunID).Get(t.Context(), &last))
	require.Equal(t, workflows.OutcomeApproved, last.Outcome)
	require.Equal(t, []string{"submit"}, w.accepted(in))
	h, err := readHistory(t.Context(), w.client, started.WorkflowID, started.RunID)
	require.NoError(t, err)
	require.Equal(t, 1, events(h, enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW))
	w.keepRun(t, started, "continued-first")
	w.keep(t, in, "continued-last")
}

// A worker dies late in a long wait: the attempt that is lost with it is repeated within half a minute, whatever came before.
func TestAttemptLostLateIsMissedSoon(t *testing.T) {
	t.Parallel()
	in := shared.app(t, nil)
	in.Pace.Attempt = ms(120_000)
	started := shared.start(t, in)
	until(t, "many looks", func() bool { return shared.sim.Calls(statusPath, in.AppID) > 20 })
	h, err := readHistory(t.Context(), shared.client, started.WorkflowID, started.RunID)
	require.NoError(t, err)
	for _, e := range h.Events {
		if a := e.GetActivityTaskScheduledEventAttributes(); a != nil {
			// Nothing heard for so long, and then the pause: the retry policy does not count what went before.
			require.LessOrEqual(t, a.HeartbeatTimeout.AsDuration()+a.RetryPolicy.InitialInterval.AsDuration(), 30*time.Second)
			require.EqualValues(t, 1, a.RetryPolicy.BackoffCoefficient)
		}
	}
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	require.Equal(t, workflows.OutcomeApproved, shared.result(t, in).Outcome)
}
