package workflows

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
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
