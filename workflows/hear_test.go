package workflows

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/wxa"
)

// A push is read in the task that takes it. What that read does not learn is left to a poll, and whatever the push says, only what was
// read counts.
func TestPushIsReadAtOnce(t *testing.T) {
	over := func(context.Context, activities.PollInput) (activities.Review, error) { return approved() }
	open := func(context.Context, activities.PollInput) (activities.Review, error) {
		return activities.Review{Status: wxa.StatusReviewing}, nil
	}
	for name, c := range map[string]struct {
		read    func(context.Context, activities.PollInput) (activities.Review, error)
		seen    []string
		outcome Outcome
	}{
		"approved": {over, []string{"detect", "submit"}, OutcomeApproved},
		"rejected": {func(context.Context, activities.PollInput) (activities.Review, error) {
			return activities.Review{Status: wxa.StatusRejected, Reason: []string{"1:no"}}, nil
		}, []string{"detect", "submit"}, OutcomeRejected},
		"another version": {func(context.Context, activities.PollInput) (activities.Review, error) {
			return activities.Review{Status: wxa.StatusApproved, OtherVersion: "1.3.9"}, nil
		}, []string{"detect", "submit"}, OutcomeBlocked},
		"still open": {open, []string{"detect", "submit", "poll hint"}, OutcomeApproved},
		"no status": {func(context.Context, activities.PollInput) (activities.Review, error) {
			return activities.Review{}, nil
		}, []string{"detect", "submit", "poll hint"}, OutcomeApproved},
		"no answer": {func(context.Context, activities.PollInput) (activities.Review, error) {
			return activities.Review{}, errors.New("cut")
		}, []string{"detect", "submit", "poll hint"}, OutcomeApproved},
		"calls are elsewhere": {nil, []string{"detect", "submit", "poll hint"}, OutcomeApproved},
	} {
		t.Run(name, func(t *testing.T) {
			s := &script{poll: func(activities.PollInput, int) (activities.Review, error) { return approved() }}
			reads := 0
			options := Options{}
			if c.read != nil {
				options.readNow = func(ctx context.Context, in activities.PollInput) (activities.Review, error) {
					reads++
					require.Equal(t, activities.PollOnce, in.Mode)
					require.EqualValues(t, testAudit, in.AuditID)
					return c.read(ctx, in)
				}
			}
			env := newEnvWith(t, s, options)
			pushLater(env, 5*time.Minute, "weapp_audit_fail")
			status := run(t, env, testInput())
			require.Equal(t, c.outcome, status.Outcome)
			require.Equal(t, ByPush, status.VerdictBy)
			require.Equal(t, c.seen, s.seen())
			require.Less(t, status.EndedAt.Sub(status.StartedAt), 6*time.Minute)
			if c.read != nil {
				require.Equal(t, 1, reads)
			}
		})
	}
}

// A push that comes before the review is known to be open is read as soon as it is.
func TestEarlyPushIsReadAtOnce(t *testing.T) {
	s := &script{}
	env := newEnvWith(t, s, Options{readNow: func(context.Context, activities.PollInput) (activities.Review, error) { return approved() }})
	s.submit = func(activities.SubmitInput) (activities.Submission, error) {
		env.SignalWorkflow(SignalAuditEvent, AuditEvent{Event: "weapp_audit_success"})
		return activities.Submission{AuditID: testAudit}, nil
	}
	status := run(t, env, testInput())
	require.Equal(t, OutcomeApproved, status.Outcome)
	require.Equal(t, []string{"detect", "submit"}, s.seen())
}

// A release that waits for a person hears by its parked poll: whatever WeChat refuses it, is refused to a read at once as well.
func TestParkedReleaseReadsByItsPoll(t *testing.T) {
	polls := 0
	s := &script{poll: func(in activities.PollInput, _ int) (activities.Review, error) {
		polls++
		if polls == 1 {
			return activities.Review{}, needsPerson(activities.Problem{Code: 61004, Message: "61004"}, time.Time{})
		}
		if polls == 2 {
			return activities.Review{}, waiting(12 * time.Hour)
		}
		return approved()
	}}
	reads := 0
	env := newEnvWith(t, s, Options{readNow: func(context.Context, activities.PollInput) (activities.Review, error) {
		reads++
		return approved()
	}})
	pushLater(env, time.Hour, "weapp_audit_success")
	require.Equal(t, OutcomeApproved, run(t, env, testInput()).Outcome)
	require.Zero(t, reads)
	require.Equal(t, []string{"detect", "submit", "poll regular", "poll parked", "poll parked"}, s.seen())
}

// A release that is cancelled while a push is read takes its review back.
func TestCancelledWhileAPushIsRead(t *testing.T) {
	s := &script{poll: func(in activities.PollInput, _ int) (activities.Review, error) { return reviewing(in) }}
	var cancel func()
	env := newEnvWith(t, s, Options{readNow: func(ctx context.Context, _ activities.PollInput) (activities.Review, error) {
		cancel()
		return activities.Review{}, errors.New("cut")
	}})
	cancel = env.CancelWorkflow
	pushLater(env, time.Minute, "weapp_audit_success")
	env.ExecuteWorkflow(WorkflowType, testInput())
	require.Error(t, env.GetWorkflowError())
	require.Equal(t, "withdraw", s.seen()[len(s.seen())-1])
}

// The first regular poll is as far off as it ever was, and asks at once then.
func TestFirstPollIsATimer(t *testing.T) {
	s := &script{poll: func(in activities.PollInput, _ int) (activities.Review, error) {
		require.True(t, in.Due)
		return approved()
	}}
	status := run(t, newEnv(t, s), testInput())
	first := activities.NextPoll(activities.PollInput{
		AppID: status.AppID, AuditID: testAudit, Began: status.SubmittedAt, Mode: activities.PollRegular,
	}, status.SubmittedAt)
	require.WithinDuration(t, first, status.EndedAt, time.Second)
	require.Equal(t, []string{"detect", "submit", "poll regular"}, s.seen())
}
