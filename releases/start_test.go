package releases

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
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/workflows"
)

var testInput = workflows.ReleaseInput{AppID: "wx5555666677778888", Version: "1.4.0"}

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
	in := testInput
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
	seen := []workflows.Outcome{workflows.OutcomeApproved, workflows.OutcomeRejected, workflows.OutcomeWithdrawn,
		workflows.OutcomeCancelled}
	for _, outcome := range append(seen, workflows.OutcomeCancelFailed, workflows.OutcomeExpired, workflows.OutcomeBlocked,
		workflows.OutcomeOpen) {
		last := &workflowservice.DescribeWorkflowExecutionResponse{WorkflowExecutionInfo: &workflowpb.WorkflowExecutionInfo{
			Status: enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED,
			Memo:   &commonpb.Memo{Fields: fields(map[string]string{memoContent: content, MemoVersion: in.Version})},
			SearchAttributes: &commonpb.SearchAttributes{IndexedFields: fields(map[string]string{"WxOutcome": string(outcome),
				"WxAuditId": "7"})},
		}}
		got, err := New(server{last: last}, Options{}).Preview(t.Context(), in, Origin{})
		require.NoError(t, err)
		if outcome == workflows.OutcomeApproved {
			require.Equal(t, Plan{Kind: PlanAttach, Ended: true, Approved: true}, got)
			got, err = New(server{last: last}, Options{}).Preview(t.Context(), in, Origin{Again: true})
			require.NoError(t, err)
		}
		previous := activities.Previous{AuditID: 7, Seen: slices.Contains(seen, outcome)}
		require.Equal(t, Plan{Kind: PlanStart, previous: previous}, got, outcome)
	}
}

func TestStartOf(t *testing.T) {
	own := time.Date(2026, 9, 30, 8, 0, 0, 0, time.UTC)
	for memo, want := range map[string]time.Time{
		"":                     own,
		"yesterday":            own,
		"2026-09-01T08:00:00Z": time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC),
		"2026-09-30T07:59:58Z": own, // the same start by another clock
		"2026-09-30T08:10:00Z": own,
	} {
		info := &workflowpb.WorkflowExecutionInfo{StartTime: timestamppb.New(own)}
		if memo != "" {
			payload, err := converter.GetDefaultDataConverter().ToPayload(memo)
			require.NoError(t, err)
			info.Memo = &commonpb.Memo{Fields: map[string]*commonpb.Payload{workflows.MemoFirstStart: payload}}
		}
		require.Equal(t, want, New(nil, Options{}).startOf(info), memo)
	}
}

// By which name people know the merchant is no part of the content: a start that knows it attaches to one that does not.
func TestNameIsNoContent(t *testing.T) {
	in := testInput
	plain, err := digest(in)
	require.NoError(t, err)
	in.Name, in.Adopt = "茶馆", true
	named, err := digest(in)
	require.NoError(t, err)
	require.Equal(t, plain, named)
	in.Version = "1.4.1"
	other, err := digest(in)
	require.NoError(t, err)
	require.NotEqual(t, plain, other)
}
