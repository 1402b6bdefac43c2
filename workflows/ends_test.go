package workflows

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/wxa"
)

// A cancelled release leaves no old trouble behind, and what others wait for is answered before its review is back.
func TestCancelSettlesAll(t *testing.T) {
	back, s := 0, &script{poll: func(in activities.PollInput, _ int) (activities.Review, error) {
		if in.Mode == activities.PollRegular {
			return activities.Review{}, callsPerson
		}
		return activities.Review{}, waiting(20 * time.Second)
	}}
	s.withdraw = func(in activities.WithdrawInput) (activities.Withdrawal, error) {
		if back++; back == 1 {
			return activities.Withdrawal{}, waiting(time.Hour)
		}
		return activities.Withdrawal{AuditID: in.AuditID, Status: wxa.StatusWithdrawn, Withdrawn: true}, nil
	}
	env := newEnv(t, s)
	asked := update(env, time.Hour, UpdatePollNow, Request{})
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Hour+10*time.Second)
	var early error
	env.RegisterDelayedCallback(func() { early = asked.err }, time.Hour+15*time.Second)
	env.ExecuteWorkflow(WorkflowType, testInput())
	require.ErrorContains(t, early, "the release ended first")
	var cancelled *temporal.CanceledError
	require.ErrorAs(t, env.GetWorkflowError(), &cancelled)
	var status Status
	require.NoError(t, cancelled.Details(&status))
	require.Equal(t, OutcomeCancelled, status.Outcome)
	require.Nil(t, status.Problem)
	require.False(t, status.NeedsHuman)
}

func TestWhoMustActAtTheEnd(t *testing.T) {
	for _, outcome := range []Outcome{OutcomeOpen, OutcomeApproved, OutcomeWithdrawn, OutcomeCancelled} {
		require.False(t, needsHuman(outcome), outcome)
	}
	for _, outcome := range []Outcome{OutcomeRejected, OutcomeCancelFailed, OutcomeExpired, OutcomeDetectionExpired, OutcomeBusy, OutcomeQuota,
		OutcomeCredentials, OutcomeBlocked} {
		require.True(t, needsHuman(outcome), outcome)
	}
}

// server is a Temporal that knows one run, which has ended.
type server struct {
	client.Client
	last *workflowservice.DescribeWorkflowExecutionResponse
}

func (s server) DescribeWorkflowExecution(context.Context, string, string) (*workflowservice.DescribeWorkflowExecutionResponse, error) {
	return s.last, nil
}

// A start finds the last release there already only if that one was approved, and takes its review for known only where it was seen.
func TestPreviewOfAnEndedRelease(t *testing.T) {
	in := testInput()
	content, err := digest(in)
	require.NoError(t, err)
	fields := func(texts map[string]string) map[string]*commonpb.Payload {
		all := map[string]*commonpb.Payload{}
		for name, text := range texts {
			payload, err := converter.GetDefaultDataConverter().ToPayload(text)
			require.NoError(t, err)
			all[name] = payload
		}
		return all
	}
	seen := []Outcome{OutcomeApproved, OutcomeRejected, OutcomeWithdrawn, OutcomeCancelled}
	for _, outcome := range append(seen, OutcomeCancelFailed, OutcomeExpired, OutcomeBlocked, OutcomeOpen) {
		last := &workflowservice.DescribeWorkflowExecutionResponse{WorkflowExecutionInfo: &workflowpb.WorkflowExecutionInfo{
			Status:           enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED,
			Memo:             &commonpb.Memo{Fields: fields(map[string]string{memoContent: content, MemoVersion: in.Version})},
			SearchAttributes: &commonpb.SearchAttributes{IndexedFields: fields(map[string]string{"WxOutcome": string(outcome), "WxAuditId": "7"})},
		}}
		got, err := Preview(t.Context(), server{last: last}, in, Origin{})
		require.NoError(t, err)
		if outcome == OutcomeApproved {
			require.Equal(t, Previewed{Would: WouldAttach, Ended: true, Approved: true}, got)
			got, err = Preview(t.Context(), server{last: last}, in, Origin{Again: true})
			require.NoError(t, err)
		}
		previous := activities.Previous{AuditID: 7, Seen: slices.Contains(seen, outcome)}
		require.Equal(t, Previewed{Would: WouldStart, previous: previous}, got, outcome)
	}
}
