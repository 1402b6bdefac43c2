package workflows

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wxrelease/wxrelease/activities"
)

// The time line says who cancelled: the cancellation itself does not reach the workflow with its reason.
func TestCancelSaysWho(t *testing.T) {
	open := func(in activities.PollInput, _ int) (activities.Review, error) { return reviewing(in) }
	for _, c := range []struct {
		notes []CancelNote
		want  string
	}{
		{nil, "Cancelled"},
		{[]CancelNote{{By: "wang"}}, "wang cancels the release"},
		{[]CancelNote{{By: "wang", Reason: "wrong build"}}, "wang cancels the release: wrong build"},
		{[]CancelNote{{Reason: "wrong build"}}, "An operator cancels the release: wrong build"},
		{[]CancelNote{{By: "wang", Reason: "not sent after all"}, {By: "li"}}, "li cancels the release"},
	} {
		s := &script{poll: open}
		env := newEnv(t, s)
		env.RegisterDelayedCallback(func() {
			for _, note := range c.notes {
				env.SignalWorkflow(SignalCancelNote, note)
			}
			env.CancelWorkflow()
		}, time.Hour+time.Minute)
		env.ExecuteWorkflow(WorkflowType, testInput())
		var cancelled *temporal.CanceledError
		require.ErrorAs(t, env.GetWorkflowError(), &cancelled)
		var status Status
		require.NoError(t, cancelled.Details(&status))
		var lines []string
		for _, m := range status.Timeline {
			lines = append(lines, m.Text)
		}
		require.Contains(t, lines, c.want)
		require.Equal(t, OutcomeCancelled, status.Outcome)
		require.Equal(t, []string{"detect", "submit", "poll regular", "withdraw"}, s.seen(), "a note does nothing else")
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
			info.Memo = &commonpb.Memo{Fields: map[string]*commonpb.Payload{MemoFirstStart: payload}}
		}
		require.Equal(t, want, StartOf(info), memo)
	}
}
