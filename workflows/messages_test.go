package workflows

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// approvedAfter is a script whose review ends after so many looks of the regular poll.
func approvedAfter(looks int) *script {
	return &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		if in.Mode == activities.PollRegular && attempt > looks {
			return approved()
		}
		return reviewing(in)
	}}
}

func TestExpeditePolicies(t *testing.T) {
	for _, c := range []struct {
		name   string
		policy Expedite
		want   int
	}{
		{"never", Expedite{Policy: ExpediteNever}, 0},
		{"always", Expedite{Policy: ExpediteAlways}, 1},
		{"after, still waiting then", Expedite{Policy: ExpediteAfter, After: timing.Duration(time.Hour)}, 1},
		{"after, over before", Expedite{Policy: ExpediteAfter, After: timing.Duration(30 * 24 * time.Hour)}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, s := testInput(), approvedAfter(12)
			in.Expedite = c.policy
			status := run(t, newEnv(t, s), in)
			require.Equal(t, OutcomeApproved, status.Outcome)
			require.Equal(t, c.want, count(s.seen(), "expedite"))
		})
	}
}

func TestRefusedExpediteNeverFailsARelease(t *testing.T) {
	for name, answer := range map[string]func() (activities.Expedited, error){
		"note": func() (activities.Expedited, error) {
			return activities.Expedited{Note: "not expedited: no units left"}, nil
		},
		"failure": func() (activities.Expedited, error) {
			return activities.Expedited{}, temporal.NewNonRetryableApplicationError("odd", "odd", nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			in, s := testInput(), approvedAfter(5)
			in.Expedite.Policy, s.expedite = ExpediteAlways, answer
			status := run(t, newEnv(t, s), in)
			require.Equal(t, OutcomeApproved, status.Outcome)
			require.Contains(t, []ExpediteState{ExpediteRefused, ExpediteFailed}, status.Expedite.State)
		})
	}
}

func TestExpediteByOperator(t *testing.T) {
	s := approvedAfter(12)
	s.detect = waitOnce(10 * time.Minute)
	env := newEnv(t, s)
	early := update(env, time.Minute, UpdateExpedite, Request{By: "li"})
	asked := update(env, 55*time.Minute, UpdateExpedite, Request{By: "li"})
	again := update(env, 61*time.Minute, UpdateExpedite, Request{By: "wang"})
	status := run(t, env, testInput())
	require.ErrorContains(t, early.refusal, "too early")
	require.NoError(t, errors.Join(asked.refusal, asked.err))
	require.Equal(t, AnswerExpedited, kindOf(asked))
	require.ErrorContains(t, again.refusal, "already expedited")
	require.Equal(t, 1, count(s.seen(), "expedite"))
	require.Equal(t, ExpediteAccepted, status.Expedite.State)
	require.Equal(t, "li", status.Expedite.By)
}

// A policy's timer that fires after an operator has asked must not spend a second unit.
func TestExpediteOnceWhoeverAsks(t *testing.T) {
	in, s := testInput(), approvedAfter(30)
	in.Expedite = Expedite{Policy: ExpediteAfter, After: timing.Duration(2 * time.Hour)}
	env := newEnv(t, s)
	update(env, 55*time.Minute, UpdateExpedite, Request{})
	require.Equal(t, OutcomeApproved, run(t, env, in).Outcome)
	require.Equal(t, 1, count(s.seen(), "expedite"))
}

// WeChat keeps answering 89401 while the review ends: the update is answered and the release does not wait for it.
func TestVerdictDuringExpedite(t *testing.T) {
	s := approvedAfter(3)
	s.expedite = func() (activities.Expedited, error) {
		return activities.Expedited{}, temporal.NewApplicationErrorWithOptions(
			"89401",
			"transient",
			temporal.ApplicationErrorOptions{NextRetryDelay: time.Hour},
		)
	}
	env := newEnv(t, s)
	asked := update(env, 15*time.Minute, UpdateExpedite, Request{})
	require.Equal(t, OutcomeApproved, run(t, env, testInput()).Outcome)
	require.NoError(t, asked.err)
	require.Equal(t, AnswerStillAsking, kindOf(asked))
}

func TestWithdrawByOperator(t *testing.T) {
	var withdrawn atomic.Bool
	s := &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		// WeChat's status lags behind its own withdrawal.
		if withdrawn.Load() && in.Mode == activities.PollHint && attempt > 1 {
			return activities.Review{Status: wxa.StatusWithdrawn}, nil
		}
		return reviewing(in)
	}}
	s.withdraw = func(in activities.WithdrawInput) (activities.Withdrawal, error) {
		withdrawn.Store(true)
		return activities.Withdrawal{AuditID: in.AuditID, Status: wxa.StatusWithdrawn, Withdrawn: true}, nil
	}
	env := newEnv(t, s)
	asked := update(env, 55*time.Minute, UpdateWithdraw, Request{By: "li"})
	status := run(t, env, testInput())
	require.NoError(t, errors.Join(asked.refusal, asked.err))
	require.Equal(t, Answer{Kind: AnswerWithdrawn, AuditID: testAudit}, asked.answer)
	require.Equal(t, OutcomeWithdrawn, status.Outcome)
	require.Equal(t, ByOperator, status.VerdictBy)
}

func TestWithdrawTooLate(t *testing.T) {
	var over atomic.Bool
	s := &script{poll: func(in activities.PollInput, _ int) (activities.Review, error) {
		if over.Load() {
			return approved()
		}
		return reviewing(in)
	}}
	s.withdraw = func(in activities.WithdrawInput) (activities.Withdrawal, error) {
		over.Store(true)
		return activities.Withdrawal{AuditID: in.AuditID, Status: wxa.StatusApproved}, nil
	}
	env := newEnv(t, s)
	asked := update(env, 55*time.Minute, UpdateWithdraw, Request{})
	status := run(t, env, testInput())
	require.ErrorContains(t, asked.err, "was over before it could be withdrawn: approved")
	require.Equal(t, OutcomeApproved, status.Outcome)
}

func TestWithdrawRefusedByWeChat(t *testing.T) {
	s := approvedAfter(12)
	s.withdraw = func(activities.WithdrawInput) (activities.Withdrawal, error) {
		return activities.Withdrawal{}, temporal.NewApplicationErrorWithOptions(
			"87013",
			activities.FailureQuota,
			temporal.ApplicationErrorOptions{
				NonRetryable: true, Details: []any{activities.Problem{Message: "no withdrawals left", Remedy: "Wait until tomorrow."}},
			},
		)
	}
	env := newEnv(t, s)
	asked := update(env, 55*time.Minute, UpdateWithdraw, Request{})
	require.Equal(t, OutcomeApproved, run(t, env, testInput()).Outcome)
	require.ErrorContains(t, asked.err, "no withdrawals left")
}

func TestPollNow(t *testing.T) {
	t.Run("still open", func(t *testing.T) {
		s := approvedAfter(12)
		env := newEnv(t, s)
		asked := update(env, 55*time.Minute, UpdatePollNow, Request{By: "li"})
		status := run(t, env, testInput())
		require.Equal(t, Answer{Kind: AnswerRead, AuditID: testAudit, Status: wxa.StatusReviewing}, asked.answer)
		require.Equal(t, ByPoll, status.VerdictBy)
	})
	t.Run("over", func(t *testing.T) {
		s := &script{poll: func(in activities.PollInput, _ int) (activities.Review, error) {
			if in.Mode == activities.PollOnce {
				return approved()
			}
			return reviewing(in)
		}}
		env := newEnv(t, s)
		asked := update(env, 55*time.Minute, UpdatePollNow, Request{By: "li"})
		status := run(t, env, testInput())
		require.Equal(t, Answer{Kind: AnswerRead, AuditID: testAudit, Status: wxa.StatusApproved}, asked.answer)
		require.Equal(t, ByOperator, status.VerdictBy)
		require.Less(t, status.EndedAt.Sub(status.StartedAt), 61*time.Minute)
	})
}

func TestUpdatesThatMakeNoSense(t *testing.T) {
	s := approvedAfter(12)
	env := newEnv(t, s)
	zero := update(env, time.Minute, UpdateExtendDeadline, ExtendRequest{})
	years := update(env, 2*time.Minute, UpdateExtendDeadline, ExtendRequest{More: timing.Duration(900 * 24 * time.Hour)})
	run(t, env, testInput())
	require.ErrorContains(t, zero.refusal, "above zero")
	require.ErrorContains(t, years.refusal, "one extension may add")
}

func TestCancel(t *testing.T) {
	open := func(in activities.PollInput, _ int) (activities.Review, error) { return reviewing(in) }
	for _, c := range []struct {
		name    string
		script  *script
		calls   []string
		last    MomentKind // of the time line
		outcome Outcome
	}{
		{"during the privacy check", &script{poll: open, detect: func() (activities.Detection, error) {
			return activities.Detection{}, temporal.NewApplicationErrorWithOptions("61039", "waiting", temporal.ApplicationErrorOptions{NextRetryDelay: time.Hour})
		}}, []string{"detect"}, MomentCancelRequested, OutcomeCancelled},
		{"during a submission with unknown result", &script{poll: open,
			submit: func(activities.SubmitInput) (activities.Submission, error) {
				return activities.Submission{}, temporal.NewApplicationErrorWithOptions("cut", "transient", temporal.ApplicationErrorOptions{NextRetryDelay: 3 * time.Hour})
			},
			withdraw: func(in activities.WithdrawInput) (activities.Withdrawal, error) {
				if in.AuditID != 0 || !in.Begun {
					return activities.Withdrawal{}, temporal.NewNonRetryableApplicationError("no id, and the submission may be in", "asked wrongly", nil)
				}
				return activities.Withdrawal{AuditID: testAudit, Status: wxa.StatusWithdrawn, Withdrawn: true}, nil
			},
		}, []string{"detect", "submit", "withdraw"}, MomentWithdrawn, OutcomeCancelled},
		{"during the review", &script{poll: open}, []string{"detect", "submit", "poll regular", "withdraw"}, MomentWithdrawn, OutcomeCancelled},
		{"during the review, withdrawals used up", &script{poll: open, withdraw: func(activities.WithdrawInput) (activities.Withdrawal, error) {
			return activities.Withdrawal{}, temporal.NewApplicationErrorWithOptions("87013", activities.FailureQuota, temporal.ApplicationErrorOptions{
				NonRetryable: true, Details: []any{activities.Problem{Message: "no withdrawals left"}}})
		}}, []string{"detect", "submit", "poll regular", "withdraw"}, MomentWithdrawFailed, OutcomeCancelFailed},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := newEnv(t, c.script)
			env.RegisterDelayedCallback(env.CancelWorkflow, time.Hour+time.Minute)
			env.ExecuteWorkflow(WorkflowType, testInput())
			require.True(t, env.IsWorkflowCompleted())
			var cancelled *temporal.CanceledError
			require.ErrorAs(t, env.GetWorkflowError(), &cancelled)
			var status Status
			require.NoError(t, cancelled.Details(&status))
			require.Equal(t, c.outcome, status.Outcome)
			require.Equal(t, c.outcome == OutcomeCancelFailed, status.NeedsHuman)
			require.Equal(t, c.calls, c.script.seen())
			lines := status.Timeline
			require.Equal(t, c.last, lines[len(lines)-2].Kind)
		})
	}
}

// What was valid when a release began may not be so for a newer worker; only what can never work fails.
func TestTheWorkflowDoesNotValidate(t *testing.T) {
	env := newEnv(t, &script{})
	env.ExecuteWorkflow(WorkflowType, ReleaseInput{})
	require.ErrorContains(t, env.GetWorkflowError(), "needs an appid and a version")

	in := testInput()
	in.AppID, in.Audit.ItemList = "wx1", nil
	require.Error(t, in.Validate())
	require.Equal(t, OutcomeApproved, run(t, newEnv(t, approvedAfter(1)), in).Outcome)
}

// The next look is worked out from now, not from the last thing that happened in the workflow.
func TestStatusTellsTheNextPoll(t *testing.T) {
	env := newEnv(t, approvedAfter(60))
	var s Status
	env.RegisterDelayedCallback(func() { s = query(t, env) }, 10*time.Hour)
	run(t, env, testInput())
	require.Equal(t, StageReview, s.Stage)
	require.Equal(t, WhoseWeChat, s.Waiting.Whose)
	require.Equal(t, s.Deadline, s.Waiting.Until)
	require.Zero(t, s.Waiting.NextPoll)
	for _, after := range []time.Duration{0, 25 * time.Minute, 10 * time.Hour, 9 * 24 * time.Hour} {
		now := s.SubmittedAt.Add(after)
		next := s.NextPoll(now)
		require.True(t, next.After(now))
		require.Less(t, next.Sub(now), 132*time.Minute)
	}
	// Looks are after 10 and 30 minutes, each moved by a tenth at most.
	require.WithinDuration(t, s.SubmittedAt.Add(30*time.Minute), s.NextPoll(s.SubmittedAt.Add(20*time.Minute)), 3*time.Minute)
	require.Zero(t, Status{}.NextPoll(time.Now()))
}

func TestDelayIsKept(t *testing.T) {
	s := &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		switch {
		case !in.Delayed && attempt < 3:
			return reviewing(in)
		case !in.Delayed:
			return activities.Review{Status: wxa.StatusDelayed, Reason: []string{"资质审核"}}, nil
		case in.Mode == activities.PollOnce:
			return activities.Review{Status: wxa.StatusDelayed, Reason: in.Delay}, nil
		case attempt < 10:
			return reviewing(in)
		default:
			return approved()
		}
	}}
	env := newEnv(t, s)
	var during Status
	env.RegisterDelayedCallback(func() { during = query(t, env) }, time.Hour)
	asked := update(env, 61*time.Minute, UpdatePollNow, Request{})
	status := run(t, env, testInput())
	require.Equal(t, []string{"资质审核"}, during.Delay.Reason)
	require.Equal(t, Answer{Kind: AnswerRead, AuditID: testAudit, Status: wxa.StatusDelayed, Reason: []string{"资质审核"}}, asked.answer)
	require.Equal(t, OutcomeApproved, status.Outcome)
	require.Equal(t, during.Delay, status.Delay)
	require.Empty(t, status.Reason)
	require.Equal(t, 2, count(s.seen(), "poll regular"))
}

// A plan to expedite that came to nothing is not shown beside an approval.
func TestPlanToExpediteEndsWithTheReview(t *testing.T) {
	in := testInput()
	in.Expedite = Expedite{Policy: ExpediteAfter, After: timing.Duration(30 * 24 * time.Hour)}
	env := newEnv(t, approvedAfter(6))
	var during Status
	env.RegisterDelayedCallback(func() { during = query(t, env) }, 30*time.Minute)
	status := run(t, env, in)
	require.Equal(t, ExpeditePlanned, during.Expedite.State)
	require.Equal(t, 30*24*time.Hour, during.Expedite.PlannedFor.Sub(during.SubmittedAt))
	require.Nil(t, status.Expedite)
}

// The deadline is moved while the last look is under way: the release goes on.
func TestDeadlineMovedDuringTheLastLook(t *testing.T) {
	looks := 0
	s := &script{poll: func(in activities.PollInput, _ int) (activities.Review, error) {
		if in.Mode == activities.PollOnce {
			if looks++; looks == 1 {
				return activities.Review{}, waiting(10 * time.Minute)
			}
		}
		return reviewing(in)
	}}
	in := testInput()
	in.Limits.Review = timing.Duration(3 * time.Hour)
	env := newEnv(t, s)
	extended := update(env, 3*time.Hour+5*time.Minute, UpdateExtendDeadline, ExtendRequest{More: timing.Duration(5 * time.Hour)})
	status := run(t, env, in)
	require.NoError(t, extended.refusal)
	require.Equal(t, OutcomeExpired, status.Outcome)
	require.Equal(t, 8*time.Hour, status.EndedAt.Sub(status.SubmittedAt))
}

// The last look is tried more than once, and its verdict counts.
func TestLastLookIsTriedAgain(t *testing.T) {
	s := &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		switch {
		case in.Mode != activities.PollOnce:
			return reviewing(in)
		case in.Tries != 4:
			return activities.Review{}, temporal.NewNonRetryableApplicationError("tries", "blocked", nil)
		case attempt < 4:
			return activities.Review{}, waiting(5 * time.Second)
		default:
			return approved()
		}
	}}
	require.Equal(t, OutcomeApproved, run(t, newEnv(t, s), testInput()).Outcome)
}

// A person's look that finds WeChat answering again ends the parking at once.
func TestParkedPollResumesAfterAnOperatorsLook(t *testing.T) {
	s := &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		switch {
		case in.Mode == activities.PollParked:
			return activities.Review{}, waiting(24 * time.Hour)
		case in.Mode == activities.PollOnce:
			return reviewing(in)
		case in.Began.Sub(in.SubmittedAt) < time.Minute:
			return activities.Review{}, needsPerson(activities.Problem{Message: "no"}, time.Time{})
		default:
			return approved()
		}
	}}
	env := newEnv(t, s)
	update(env, 2*time.Hour, UpdatePollNow, Request{})
	status := run(t, env, testInput())
	require.Equal(t, OutcomeApproved, status.Outcome)
	require.Less(t, status.EndedAt.Sub(status.StartedAt), 3*time.Hour)
}
