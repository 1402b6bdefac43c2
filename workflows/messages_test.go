package workflows

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/activities"
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
		{"after, still waiting then", Expedite{Policy: ExpediteAfter, After: activities.Duration(time.Hour)}, 1},
		{"after, over before", Expedite{Policy: ExpediteAfter, After: activities.Duration(30 * 24 * time.Hour)}, 0},
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
			require.Contains(t, status.Expedite, "not expedited")
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
	require.Equal(t, "accepted", asked.answer)
	require.ErrorContains(t, again.refusal, "already expedited")
	require.Equal(t, 1, count(s.seen(), "expedite"))
	require.Equal(t, "accepted", status.Expedite)
}

// A policy's timer that fires after an operator has asked must not spend a second unit.
func TestExpediteOnceWhoeverAsks(t *testing.T) {
	in, s := testInput(), approvedAfter(30)
	in.Expedite = Expedite{Policy: ExpediteAfter, After: activities.Duration(2 * time.Hour)}
	env := newEnv(t, s)
	update(env, 55*time.Minute, UpdateExpedite, Request{})
	require.Equal(t, OutcomeApproved, run(t, env, in).Outcome)
	require.Equal(t, 1, count(s.seen(), "expedite"))
}

// WeChat keeps answering 89401 while the review ends: the update is answered and the release does not wait for it.
func TestVerdictDuringExpedite(t *testing.T) {
	s := approvedAfter(3)
	s.expedite = func() (activities.Expedited, error) {
		return activities.Expedited{}, temporal.NewApplicationErrorWithOptions("89401", "transient", temporal.ApplicationErrorOptions{NextRetryDelay: time.Hour})
	}
	env := newEnv(t, s)
	asked := update(env, 15*time.Minute, UpdateExpedite, Request{})
	require.Equal(t, OutcomeApproved, run(t, env, testInput()).Outcome)
	require.NoError(t, asked.err)
	require.Contains(t, asked.answer, "the release goes on asking")
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
	require.Equal(t, "review 430000001 is withdrawn", asked.answer)
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
		return activities.Withdrawal{}, temporal.NewApplicationErrorWithOptions("87013", activities.FailureQuota, temporal.ApplicationErrorOptions{
			NonRetryable: true, Details: []any{activities.Problem{Message: "no withdrawals left", Remedy: "Wait until tomorrow."}},
		})
	}
	env := newEnv(t, s)
	asked := update(env, 55*time.Minute, UpdateWithdraw, Request{})
	require.Equal(t, OutcomeApproved, run(t, env, testInput()).Outcome)
	require.ErrorContains(t, asked.err, "no withdrawals left. Wait until tomorrow.")
}

func TestPollNow(t *testing.T) {
	t.Run("still open", func(t *testing.T) {
		s := approvedAfter(12)
		env := newEnv(t, s)
		asked := update(env, 55*time.Minute, UpdatePollNow, Request{By: "li"})
		status := run(t, env, testInput())
		require.Equal(t, "review 430000001 is reviewing", asked.answer)
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
		require.Equal(t, "review 430000001 is approved", asked.answer)
		require.Equal(t, ByOperator, status.VerdictBy)
		require.Less(t, status.EndedAt.Sub(status.StartedAt), 61*time.Minute)
	})
}

func TestUpdatesThatMakeNoSense(t *testing.T) {
	s := approvedAfter(12)
	env := newEnv(t, s)
	zero := update(env, time.Minute, UpdateExtendDeadline, ExtendRequest{})
	years := update(env, 2*time.Minute, UpdateExtendDeadline, ExtendRequest{More: activities.Duration(900 * 24 * time.Hour)})
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
		last    string // of the time line
		outcome Outcome
	}{
		{"during the privacy check", &script{poll: open, detect: func() (activities.Detection, error) {
			return activities.Detection{}, temporal.NewApplicationErrorWithOptions("61039", "waiting", temporal.ApplicationErrorOptions{NextRetryDelay: time.Hour})
		}}, []string{"detect"}, "Cancelled", OutcomeCancelled},
		{"during a submission with unknown result", &script{poll: open,
			submit: func(activities.SubmitInput) (activities.Submission, error) {
				return activities.Submission{}, temporal.NewApplicationErrorWithOptions("cut", "transient", temporal.ApplicationErrorOptions{NextRetryDelay: 3 * time.Hour})
			},
			withdraw: func(in activities.WithdrawInput) (activities.Withdrawal, error) {
				if in.AuditID != 0 {
					return activities.Withdrawal{}, errors.New("the id cannot be known")
				}
				return activities.Withdrawal{AuditID: testAudit, Status: wxa.StatusWithdrawn, Withdrawn: true}, nil
			},
		}, []string{"detect", "submit", "withdraw"}, "Review 430000001 is withdrawn", OutcomeCancelled},
		{"during the review", &script{poll: open}, []string{"detect", "submit", "poll regular", "withdraw"}, "Review 430000001 is withdrawn", OutcomeCancelled},
		{"during the review, withdrawals used up", &script{poll: open, withdraw: func(activities.WithdrawInput) (activities.Withdrawal, error) {
			return activities.Withdrawal{}, temporal.NewApplicationErrorWithOptions("87013", activities.FailureQuota, temporal.ApplicationErrorOptions{
				NonRetryable: true, Details: []any{activities.Problem{Message: "no withdrawals left"}}})
		}}, []string{"detect", "submit", "poll regular", "withdraw"}, "The review could not be taken back: no withdrawals left", OutcomeCancelFailed},
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
			require.Equal(t, c.last, lines[len(lines)-2].Text)
		})
	}
}

func TestInvalidInputFails(t *testing.T) {
	env := newEnv(t, &script{})
	env.ExecuteWorkflow(WorkflowType, ReleaseInput{AppID: "nonsense"})
	require.ErrorContains(t, env.GetWorkflowError(), "appid")
}
