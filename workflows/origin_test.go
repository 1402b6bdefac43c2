package workflows

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

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
