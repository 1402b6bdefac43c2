package workflows

import (
	"slices"
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
		want  Moment
	}{
		{nil, Moment{}},
		{[]CancelNote{{By: "wang"}}, Moment{By: "wang"}},
		{[]CancelNote{{By: "wang", Reason: "wrong build"}}, Moment{By: "wang", Cause: "wrong build"}},
		{[]CancelNote{{Reason: "wrong build"}}, Moment{Cause: "wrong build"}},
		{[]CancelNote{{By: "wang", Reason: "not sent after all"}, {By: "li"}}, Moment{By: "li"}},
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
		at := slices.IndexFunc(status.Timeline, func(m Moment) bool { return m.Kind == MomentCancelRequested })
		require.Positive(t, at)
		require.Equal(t, c.want, Moment{By: status.Timeline[at].By, Cause: status.Timeline[at].Cause})
		require.Equal(t, OutcomeCancelled, status.Outcome)
		require.Equal(t, []string{"detect", "submit", "poll regular", "withdraw"}, s.seen(), "a note does nothing else")
	}
}
