package workflows

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// continued runs a release until it continues as a new run, and gives the new run's input.
func continued(t *testing.T, err error) ReleaseInput {
	t.Helper()
	var next *workflow.ContinueAsNewError
	require.ErrorAs(t, err, &next)
	var in ReleaseInput
	require.NoError(t, converter.GetDefaultDataConverter().FromPayloads(next.Input, &in))
	require.NotNil(t, in.Carried)
	return in
}

// A run that the server finds too long goes on as another one with everything it had: nothing is sent or asked twice.
func TestContinuesAsNewWithItsState(t *testing.T) {
	first := &script{poll: openForEver}
	first.detect = func() (activities.Detection, error) {
		return activities.Detection{Before: &activities.Before{AuditID: 7, RunID: "default-test-run-id"}}, nil
	}
	env := newEnv(t, first)
	in := testInput()
	in.Expedite = Expedite{Policy: ExpediteAfter, After: timing.Duration(40 * time.Hour)}
	extended := update(env, time.Hour, UpdateExtendDeadline, ExtendRequest{More: timing.Duration(24 * time.Hour)})
	env.RegisterDelayedCallback(func() { env.SetContinueAsNewSuggested(true) }, 26*time.Hour)
	pushLater(env, 30*time.Hour, "weapp_audit_delay")
	env.ExecuteWorkflow(WorkflowType, in)
	require.NoError(t, extended.err)
	next := continued(t, env.GetWorkflowError())
	require.Equal(t, StageReview, next.Carried.Status.Stage)
	require.Contains(t, next.Carried.Status.Timeline[len(next.Carried.Status.Timeline)-1].Event, "delay", "the push is not lost")

	second := &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		if attempt < 3 {
			return reviewing(in)
		}
		return approved()
	}}
	env = newEnv(t, second)
	env.SetStartTime(next.Carried.Status.StartedAt.Add(30*time.Hour + time.Minute))
	status := run(t, env, next)
	require.Equal(t, OutcomeApproved, status.Outcome)
	before := next.Carried.Status
	require.Equal(t, before.StartedAt, status.StartedAt)
	require.Equal(t, before.Deadline, status.Deadline)
	require.Equal(t, before.SubmittedAt, status.SubmittedAt)
	require.Equal(t, before.Timeline, status.Timeline[:len(before.Timeline)])
	require.NotContains(t, second.seen(), "detect")
	require.NotContains(t, second.seen(), "submit")
	require.Equal(t, []string{"poll hint"}, second.seen(), "what the push called for")
	require.Equal(t, ByPush, status.VerdictBy)

	// A plan to expedite is kept.
	require.True(t, before.SubmittedAt.Add(40*time.Hour).Equal(next.Carried.ExpediteAt))
	third := &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		if attempt < 300 {
			return reviewing(in)
		}
		return approved()
	}}
	env = newEnv(t, third)
	env.SetStartTime(next.Carried.Status.StartedAt.Add(30*time.Hour + time.Minute))
	run(t, env, next)
	require.Equal(t, 1, count(third.seen(), "expedite"))
}

func TestContinuesBetweenTheStepsBeforeTheReview(t *testing.T) {
	s := &script{detect: waitOnce(time.Hour)}
	env := newEnv(t, s)
	env.SetContinueAsNewSuggested(true)
	env.ExecuteWorkflow(WorkflowType, testInput())
	next := continued(t, env.GetWorkflowError())
	require.NotContains(t, s.seen(), "submit")

	second := approvedAfter(1)
	status := run(t, newEnv(t, second), next)
	require.Equal(t, OutcomeApproved, status.Outcome)
	require.NotContains(t, second.seen(), "detect")
	require.Contains(t, second.seen(), "submit")
}

// A parked step continues too, and does not forget that a submission may be out.
func TestContinuesWhileParked(t *testing.T) {
	s := &script{submit: func(in activities.SubmitInput) (activities.Submission, error) {
		if in.Parked {
			return activities.Submission{}, waiting(48 * time.Hour)
		}
		return activities.Submission{}, needsPerson(activities.Problem{Message: "no"}, time.Now())
	}}
	env := newEnv(t, s)
	env.RegisterDelayedCallback(func() { env.SetContinueAsNewSuggested(true) }, time.Hour)
	update(env, 2*time.Hour, UpdatePollNow, Request{})
	// The update's own call stops the step while its handler still runs; the next one finds it quiet.
	pushLater(env, 3*time.Hour, "weapp_audit_success")
	env.ExecuteWorkflow(WorkflowType, testInput())
	next := continued(t, env.GetWorkflowError())
	require.True(t, next.Carried.Parked)
	require.False(t, next.Carried.OutSince.IsZero())

	again := approvedAfter(1)
	var got activities.SubmitInput
	again.submit = func(in activities.SubmitInput) (activities.Submission, error) {
		got = in
		return activities.Submission{AuditID: testAudit, Adopted: true}, nil
	}
	status := run(t, newEnv(t, again), next)
	require.True(t, got.Parked)
	require.Equal(t, next.Carried.OutSince, got.OutSince)
	require.False(t, status.NeedsHuman)
}

// Many updates, a cron of poll-now for example: the run continues long before the server refuses them.
func TestManyUpdatesContinueTheRun(t *testing.T) {
	const most = 90
	s := &script{poll: openForEver}
	env := newEnvWith(t, s, Options{ContinueAfterUpdates: most})
	var answers []*outcome
	for i := range 100 {
		answers = append(answers, update(env, time.Hour+time.Duration(i)*time.Minute, UpdatePollNow, Request{}))
	}
	env.ExecuteWorkflow(WorkflowType, testInput())
	continued(t, env.GetWorkflowError())
	for i, a := range answers[:most] {
		require.NotNil(t, a.answer, i)
	}
}

// Thousands of pushes keep nothing from ending, and the state stays small.
func TestTenThousandPushes(t *testing.T) {
	s := &script{poll: openForEver}
	env := newEnv(t, s)
	// A hundred every ten seconds.
	sent := 0
	var send func()
	send = func() {
		for range 100 {
			env.SignalWorkflow(SignalAuditEvent, AuditEvent{Event: []string{"weapp_audit_delay", "weapp_audit_success"}[sent/1000%2]})
			sent++
		}
		if sent < 10_000 {
			env.RegisterDelayedCallback(send, 10*time.Second)
		}
	}
	env.RegisterDelayedCallback(send, time.Minute)
	env.RegisterDelayedCallback(env.CancelWorkflow, 3*time.Hour)
	began := time.Now()
	env.ExecuteWorkflow(WorkflowType, testInput())
	require.True(t, env.IsWorkflowCompleted())
	require.Less(t, time.Since(began), 20*time.Second)
	polls := count(s.seen(), "poll hint")
	require.Less(t, polls, 25, "pushes within a minute share one poll")
	var cancelled *temporal.CanceledError
	require.ErrorAs(t, env.GetWorkflowError(), &cancelled)
	var status Status
	require.NoError(t, cancelled.Details(&status))
	require.Less(t, len(status.Timeline), 40)
}

func TestTimelineIsBounded(t *testing.T) {
	s := &script{poll: openForEver}
	env := newEnv(t, s)
	for i := range 400 {
		update(
			env,
			time.Hour+time.Duration(i)*time.Minute,
			UpdateExtendDeadline,
			ExtendRequest{By: fmt.Sprint("person ", i), More: timing.Duration(time.Second)},
		)
	}
	var status Status
	env.RegisterDelayedCallback(func() { status = query(t, env) }, 24*time.Hour)
	env.RegisterDelayedCallback(env.CancelWorkflow, 25*time.Hour)
	env.ExecuteWorkflow(WorkflowType, testInput())
	require.Len(t, status.Timeline, FirstMoments+lastMoments)
	require.Equal(t, 403-FirstMoments-lastMoments, status.TimelineCut)
	require.Equal(t, MomentDetecting, status.Timeline[0].Kind)
	require.Equal(t, "person 399", status.Timeline[len(status.Timeline)-1].By)
}

// Whatever others write, a run's state and failures stay far below the server's limit of 2 MB.
func TestTextsOfOthersAreBounded(t *testing.T) {
	long := strings.Repeat("审", 500_000)
	s := &script{poll: openForEver, withdraw: func(activities.WithdrawInput) (activities.Withdrawal, error) {
		return activities.Withdrawal{}, temporal.NewApplicationErrorWithOptions(
			long,
			activities.FailureQuota,
			temporal.ApplicationErrorOptions{NonRetryable: true},
		)
	}}
	env := newEnv(t, s)
	asked := update(env, time.Hour, UpdateWithdraw, Request{By: long})
	var status Status
	env.RegisterDelayedCallback(func() { status = query(t, env) }, 2*time.Hour)
	env.RegisterDelayedCallback(env.CancelWorkflow, 3*time.Hour)
	env.ExecuteWorkflow(WorkflowType, testInput())
	require.Error(t, asked.err)
	require.Less(t, len(asked.err.Error()), 3000)
	for _, m := range status.Timeline {
		text, err := json.Marshal(m)
		require.NoError(t, err)
		require.Less(t, len(text), activities.TextLimit+500)
	}
	require.Contains(t, status.Timeline[3].By, "cut, 1500000 bytes in all")
}

// An update can arrive with the first workflow task, before the run has said anything.
func TestUpdateWithTheFirstTask(t *testing.T) {
	for _, name := range []string{UpdateExpedite, UpdateWithdraw, UpdatePollNow} {
		s := approvedAfter(1)
		env := newEnv(t, s)
		early := update(env, 0, name, Request{})
		run(t, env, testInput())
		require.ErrorContains(t, early.refusal, "too early", name)
	}
}

// What a person asked for is answered within a minute; what takes longer goes on, and keeps nobody from the deadline.
func TestRequestsAreAnsweredWithinAMinute(t *testing.T) {
	slow := func() error { return waiting(10 * time.Minute) }
	s := &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		if in.Mode == activities.PollOnce {
			return activities.Review{}, slow()
		}
		return reviewing(in)
	}}
	tries := 0
	s.withdraw = func(in activities.WithdrawInput) (activities.Withdrawal, error) {
		if tries++; tries < 5 {
			return activities.Withdrawal{}, slow()
		}
		return activities.Withdrawal{AuditID: in.AuditID, Status: wxa.StatusWithdrawn, Withdrawn: true}, nil
	}
	expedites := 0
	s.expedite = func() (activities.Expedited, error) {
		if expedites++; expedites < 3 {
			return activities.Expedited{}, slow()
		}
		return activities.Expedited{Asked: true, Note: "accepted"}, nil
	}
	env := newEnv(t, s)
	var expedited, looked, withdrawn, extended, again *outcome
	expedited = update(env, time.Hour, UpdateExpedite, Request{})
	looked = update(env, 3*time.Hour, UpdatePollNow, Request{})
	withdrawn = update(env, 4*time.Hour, UpdateWithdraw, Request{})
	extended = update(env, 4*time.Hour+2*time.Minute, UpdateExtendDeadline, ExtendRequest{More: timing.Duration(time.Hour)})
	again = update(env, 4*time.Hour+3*time.Minute, UpdateExpedite, Request{})
	twice := update(env, 4*time.Hour+4*time.Minute, UpdateWithdraw, Request{})
	var answered [3]bool
	env.RegisterDelayedCallback(func() { answered[0] = expedited.answer != nil }, time.Hour+time.Minute)
	env.RegisterDelayedCallback(func() { answered[1] = looked.err != nil }, 3*time.Hour+time.Minute)
	env.RegisterDelayedCallback(func() { answered[2] = withdrawn.answer != nil }, 4*time.Hour+time.Minute)
	env.RegisterDelayedCallback(env.CancelWorkflow, 8*time.Hour)
	env.ExecuteWorkflow(WorkflowType, testInput())
	require.Equal(t, [3]bool{true, true, true}, answered)
	require.Equal(t, AnswerStillAsking, kindOf(expedited))
	require.ErrorContains(t, looked.err, "goes on asking by itself")
	require.Equal(t, AnswerStillTakeBack, kindOf(withdrawn))
	require.NoError(t, extended.refusal)
	require.NoError(t, extended.err)
	require.ErrorContains(t, again.refusal, "being withdrawn")
	require.ErrorContains(t, twice.refusal, "being withdrawn")
	require.Greater(t, tries, 4)
	require.Equal(t, 3, expedites)
}

// While a cancelled release takes its review back it says so, and refuses what makes no sense any more.
func TestCancellingIsSaid(t *testing.T) {
	s := &script{poll: openForEver}
	s.withdraw = func(in activities.WithdrawInput) (activities.Withdrawal, error) {
		if in.AuditID == testAudit && count(s.seen(), "withdraw") == 1 && s.waits == 0 {
			s.waits++
			return activities.Withdrawal{}, waiting(time.Hour)
		}
		return activities.Withdrawal{AuditID: in.AuditID, Status: wxa.StatusWithdrawn, Withdrawn: true}, nil
	}
	env := newEnv(t, s)
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Hour)
	var during Status
	env.RegisterDelayedCallback(func() { during = query(t, env) }, time.Hour+time.Minute)
	refused := update(env, time.Hour+2*time.Minute, UpdateExtendDeadline, ExtendRequest{More: timing.Duration(time.Hour)})
	env.ExecuteWorkflow(WorkflowType, testInput())
	require.True(t, during.Cancelling)
	require.Equal(t, OutcomeOpen, during.Outcome)
	require.ErrorContains(t, refused.refusal, "being cancelled")
}
