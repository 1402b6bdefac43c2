package workflows

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// A push "unauthorized" and then a refusal that is not the revocation, while a submission may be out: hot loop.
func TestHotLoopUnauthorizedOtherRefusal(t *testing.T) {
	calls := 0
	s := &script{poll: openForEver, submit: func(in activities.SubmitInput) (activities.Submission, error) {
		calls++
		if calls > 2000 {
			return activities.Submission{AuditID: testAudit}, nil
		}
		if in.Parked {
			return activities.Submission{}, waiting(time.Hour)
		}
		if calls == 1 {
			return activities.Submission{}, waiting(3 * time.Hour)
		}
		// What the real one does at once: out, refused, not parked.
		return activities.Submission{}, needsPerson(activities.Problem{Code: 61007, Message: "no permission"}, time.Now())
	}}
	env := newEnv(t, s)
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(SignalUnauthorized, Unauthorized{At: env.Now()}) }, 30*time.Minute)
	var at int
	env.RegisterDelayedCallback(func() { at = calls }, time.Hour)
	env.RegisterDelayedCallback(env.CancelWorkflow, 2*time.Hour)
	env.ExecuteWorkflow(WorkflowType, testInput())
	require.Less(t, at, 20, "submissions tried within half an hour of the push")
}

// Poll-now of a parked step before the review: the run never continues as new.
func TestPollNowOnlyNeverContinues(t *testing.T) {
	s := &script{submit: func(in activities.SubmitInput) (activities.Submission, error) {
		if in.Parked {
			return activities.Submission{}, waiting(48 * time.Hour)
		}
		return activities.Submission{}, needsPerson(activities.Problem{Message: "no"}, time.Now())
	}}
	env := newEnvWith(t, s, Options{ContinueAfterUpdates: 20})
	for i := range 100 {
		update(env, time.Hour+time.Duration(i)*time.Minute, UpdatePollNow, Request{})
	}
	env.RegisterDelayedCallback(env.CancelWorkflow, 24*time.Hour)
	env.ExecuteWorkflow(WorkflowType, testInput())
	continued(t, env.GetWorkflowError())
}

// A step that is stopped for a new try and meanwhile fails in a way that would be repeated: the server reports that failure, not a
// Cancellation. The new try comes at once, as it does after one.
func TestStoppedStepThatFails(t *testing.T) {
	s := &script{poll: func(activities.PollInput, int) (activities.Review, error) { return approved() }}
	env := newEnv(t, s)
	n := 0
	s.submit = func(in activities.SubmitInput) (activities.Submission, error) {
		n++
		switch n {
		case 1:
			return activities.Submission{}, needsPerson(activities.Problem{Message: "no"}, time.Time{})
		case 2:
			// What the server makes of a retryable failure whose cancellation was requested: final as far as the workflow sees.
			env.SignalWorkflow(SignalAuditEvent, AuditEvent{})
			return activities.Submission{}, temporal.NewApplicationErrorWithOptions(
				"-1; next try in 1m",
				"transient",
				temporal.ApplicationErrorOptions{NonRetryable: true},
			)
		default:
			return activities.Submission{AuditID: testAudit}, nil
		}
	}
	status := run(t, env, testInput())
	require.Equal(t, OutcomeApproved, status.Outcome)
	require.Equal(t, 3, n)
	require.Less(t, status.SubmittedAt.Sub(status.StartedAt), time.Minute)
}

// The poll learns the verdict while the last look fails: it counts, also in a run that is to continue as a new one.
func TestThePollIsHeardAtTheDeadline(t *testing.T) {
	for name, long := range map[string]bool{"short run": false, "long run": true} {
		t.Run(name, func(t *testing.T) {
			in := testInput()
			in.Limits.Review = timing.Duration(2 * time.Hour)
			s := &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
				switch {
				case in.Mode == activities.PollOnce && attempt < 3:
					return activities.Review{}, waiting(15 * time.Second)
				case in.Mode == activities.PollOnce:
					return activities.Review{}, failure(activities.FailureBlocked)
				case attempt == 1:
					due := activities.NextPoll(in, in.Began).Sub(in.Began)
					return activities.Review{}, waiting(2*time.Hour + 10*time.Second - due)
				default:
					return approved()
				}
			}}
			env := newEnv(t, s)
			env.RegisterDelayedCallback(func() { env.SetContinueAsNewSuggested(long) }, time.Hour)
			require.Equal(t, OutcomeApproved, run(t, env, in).Outcome)
		})
	}
}

// The version of the open review is known to be another one; the approval's comparison tells nothing (a newer review, no version told).
func TestOtherVersionForgotten(t *testing.T) {
	s := approvedAfter(3)
	s.submit = func(activities.SubmitInput) (activities.Submission, error) {
		return activities.Submission{AuditID: testAudit, OtherVersion: "1.3.9"}, nil
	}
	status := run(t, newEnv(t, s), testInput())
	require.Equal(t, OutcomeBlocked, status.Outcome, "problem: %+v", status.Problem)
	require.True(t, status.NeedsHuman)
}

// A push that comes right when the run continues: the look that it called for is not made by the new run.
func TestPushAtContinue(t *testing.T) {
	first := &script{poll: openForEver}
	env := newEnv(t, first)
	env.RegisterDelayedCallback(func() { env.SetContinueAsNewSuggested(true) }, 26*time.Hour)
	pushLater(env, 30*time.Hour, "weapp_audit_success")
	env.ExecuteWorkflow(WorkflowType, testInput())
	next := continued(t, env.GetWorkflowError())

	second := &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		if in.Mode != activities.PollRegular || attempt > 1 {
			return approved()
		}
		return reviewing(in)
	}}
	env = newEnv(t, second)
	env.SetStartTime(next.Carried.Status.StartedAt.Add(30*time.Hour + time.Second))
	status := run(t, env, next)
	require.Less(
		t,
		status.EndedAt.Sub(next.Carried.Status.StartedAt.Add(30*time.Hour+time.Second)),
		time.Minute,
		"polls: %v by %s",
		second.seen(),
		status.VerdictBy,
	)
}

// Poll-now during a parked privacy check says that a submission may be out.
func TestParkedDetectMarksOut(t *testing.T) {
	s := approvedAfter(1)
	n := 0
	s.detectWith = func(in activities.DetectionInput) (activities.Detection, error) {
		n++
		switch n {
		case 1:
			return activities.Detection{}, needsPerson(activities.Problem{Message: "no"}, time.Time{})
		case 2:
			return activities.Detection{}, waiting(48 * time.Hour)
		default:
			return activities.Detection{}, nil
		}
	}
	var got activities.SubmitInput
	s.submit = func(in activities.SubmitInput) (activities.Submission, error) {
		got = in
		return activities.Submission{AuditID: testAudit}, nil
	}
	env := newEnv(t, s)
	update(env, time.Hour, UpdatePollNow, Request{})
	run(t, env, testInput())
	require.True(t, got.OutSince.IsZero(), "nothing was ever sent, yet a submission may be out since %s", got.OutSince)
}

// An operator's accepted expedite is wiped from the status at the end, and at continue-as-new, by the policy's plan.
func TestExpediteWiped(t *testing.T) {
	in, s := testInput(), approvedAfter(10)
	in.Expedite = Expedite{Policy: ExpediteAfter, After: timing.Duration(20 * time.Hour)}
	env := newEnv(t, s)
	update(env, 55*time.Minute, UpdateExpedite, Request{})
	status := run(t, env, in)
	require.Equal(t, 1, count(s.seen(), "expedite"))
	require.Equal(t, ExpediteAccepted, status.Expedite.State)
}

func TestExpediteWipedAtContinue(t *testing.T) {
	in, s := testInput(), &script{poll: openForEver}
	in.Expedite = Expedite{Policy: ExpediteAfter, After: timing.Duration(20 * time.Hour)}
	env := newEnv(t, s)
	update(env, 55*time.Minute, UpdateExpedite, Request{})
	env.RegisterDelayedCallback(func() { env.SetContinueAsNewSuggested(true) }, time.Hour)
	pushLater(env, 2*time.Hour, "weapp_audit_delay")
	env.ExecuteWorkflow(WorkflowType, in)
	next := continued(t, env.GetWorkflowError())
	require.Equal(t, ExpediteAccepted, next.Carried.Status.Expedite.State)
	second := &script{poll: openForEver}
	env = newEnv(t, second)
	env.SetStartTime(next.Carried.Status.StartedAt.Add(2*time.Hour + time.Second))
	var during Status
	env.RegisterDelayedCallback(func() { during = query(t, env) }, time.Minute)
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Hour)
	env.ExecuteWorkflow(WorkflowType, next)
	require.Equal(t, ExpediteAccepted, during.Expedite.State)
}

// A last look that failed while an operator extended the deadline leaves its problem for ever.
func TestProblemOfAFailedLastLookStays(t *testing.T) {
	in := testInput()
	in.Limits.Review = timing.Duration(2 * time.Hour)
	onceTries := 0
	s := &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		if in.Mode == activities.PollOnce {
			onceTries++
			if onceTries == 1 {
				return activities.Review{}, waiting(30 * time.Minute)
			}
			return activities.Review{}, temporal.NewNonRetryableApplicationError(
				"no answer",
				activities.FailureBlocked,
				nil,
				activities.Problem{Message: "no answer"},
			)
		}
		return reviewing(in)
	}}
	env := newEnv(t, s)
	update(env, 2*time.Hour+10*time.Minute, UpdateExtendDeadline, ExtendRequest{More: timing.Duration(48 * time.Hour)})
	var during Status
	env.RegisterDelayedCallback(func() { during = query(t, env) }, 20*time.Hour)
	env.RegisterDelayedCallback(env.CancelWorkflow, 24*time.Hour)
	env.ExecuteWorkflow(WorkflowType, in)
	require.False(t, during.NeedsHuman)
	require.Nil(t, during.Problem, "%+v", during.Problem)
}

// Approved, with the problem of a review "about another version" that the comparison at the approval did not confirm.
func TestCancelNoteLostAtContinue(t *testing.T) {
	s := &script{poll: openForEver}
	env := newEnv(t, s)
	env.RegisterDelayedCallback(func() { env.SetContinueAsNewSuggested(true) }, time.Hour)
	env.RegisterDelayedCallback(func() {
		env.SignalWorkflow(SignalCancelNote, CancelNote{By: "li", Reason: "wrong build"})
		env.SignalWorkflow(SignalAuditEvent, AuditEvent{Event: "weapp_audit_delay"})
	}, 2*time.Hour)
	env.ExecuteWorkflow(WorkflowType, testInput())
	next := continued(t, env.GetWorkflowError())
	require.Equal(t, "wrong build", next.Carried.Cancels.Reason, "the note of the cancellation that is about to come")
}

// A reset of a continued run forgets that an earlier run may have submitted.
func TestResetOfContinuedRun(t *testing.T) {
	r := &release{in: testInput(), readFirst: true}
	r.resume(Carried{Status: Status{Stage: StageSubmit, Outcome: OutcomeOpen}})
	require.True(t, r.readFirst)
}

// Withdraw asked while parked and refused etc: needs_human.
func TestUnauthorizedFlood(t *testing.T) {
	s := &script{poll: openForEver}
	env := newEnv(t, s)
	for i := range 300 {
		env.RegisterDelayedCallback(
			func() { env.SignalWorkflow(SignalUnauthorized, Unauthorized{At: env.Now()}) },
			time.Hour+time.Duration(i)*time.Second,
		)
	}
	env.RegisterDelayedCallback(env.CancelWorkflow, 3*time.Hour)
	env.ExecuteWorkflow(WorkflowType, testInput())
	require.Less(t, count(s.seen(), "poll hint"), 25, "pushes within a minute share one poll")
}

// Unauthorized pushes keep the privacy check's limit from ever being reached.
func TestUnauthorizedRestartsTheLimit(t *testing.T) {
	s := &script{poll: openForEver}
	began := time.Time{}
	env := newEnv(t, s)
	s.detectWith = func(in activities.DetectionInput) (activities.Detection, error) {
		// The activity's own clock begins with the activity.
		if began.IsZero() {
			began = env.Now()
		}
		return activities.Detection{}, waiting(2 * time.Hour)
	}
	for i := range 10 {
		env.RegisterDelayedCallback(
			func() { env.SignalWorkflow(SignalUnauthorized, Unauthorized{At: env.Now()}) },
			time.Duration(i+1)*30*time.Minute,
		)
	}
	env.RegisterDelayedCallback(env.CancelWorkflow, 6*time.Hour)
	env.ExecuteWorkflow(WorkflowType, testInput())
	require.LessOrEqual(t, count(s.seen(), "detect"), 3, "each push starts the check's clock anew")
}

var _ = wxa.StatusApproved

// The continued run of a reset run: what its detection reads is what the run before the reset has done.
func TestBeforeOfAContinuedResetRun(t *testing.T) {
	s := approvedAfter(1)
	s.detect = func() (activities.Detection, error) {
		return activities.Detection{Before: &activities.Before{AuditID: testAudit, RunID: "default-test-run-id"}}, nil
	}
	var got activities.SubmitInput
	s.submit = func(in activities.SubmitInput) (activities.Submission, error) {
		got = in
		return activities.Submission{AuditID: testAudit}, nil
	}
	in := testInput()
	in.Carried = &Carried{ReadFirst: true, Status: Status{AppID: in.AppID, Version: in.Version, Stage: StageDetect, Outcome: OutcomeOpen,
		StartedAt: time.Now().Add(-time.Hour), Waiting: &Waiting{For: "the privacy check"}}}
	run(t, newEnv(t, s), in)
	require.Nil(t, got.Before, "%+v", got.Before)
}

// An older worker runs the parked submission, refused: the release ends although a submission may be out.
func TestOlderWorkerEndsAParkedSubmission(t *testing.T) {
	s, n := approvedAfter(1), 0
	s.submit = func(in activities.SubmitInput) (activities.Submission, error) {
		switch n++; n {
		case 1:
			return activities.Submission{}, needsPerson(activities.Problem{Code: 61004, Message: "no"}, time.Now())
		case 2:
			return activities.Submission{}, temporal.NewNonRetryableApplicationError(
				"61004",
				activities.FailureCredentials,
				nil,
				activities.Problem{Code: 61004, Message: "no"},
			)
		default:
			return activities.Submission{AuditID: testAudit, Adopted: true}, nil
		}
	}
	status := run(t, newEnv(t, s), testInput())
	require.Equal(t, OutcomeApproved, status.Outcome)
}

// Cancelled in the privacy check, but an earlier run has submitted.
func TestCancelInDetectOfAReadFirstRun(t *testing.T) {
	s := &script{detect: waitOnce(10 * time.Hour)}
	in := testInput()
	in.Carried = &Carried{ReadFirst: true, Status: Status{AppID: in.AppID, Version: in.Version, Stage: StageDetect, Outcome: OutcomeOpen,
		StartedAt: time.Now().Add(-time.Hour), Waiting: &Waiting{For: "the privacy check"}}}
	env := newEnv(t, s)
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Hour)
	env.ExecuteWorkflow(WorkflowType, in)
	require.Equal(t, 1, count(s.seen(), "withdraw"))
}

// The withdrawal that an operator asked for comes through while the last look is made: "expired, still open" is not the truth.
func TestWithdrawnDuringTheLastLook(t *testing.T) {
	in := testInput()
	in.Limits.Review = timing.Duration(2 * time.Hour)
	tries := 0
	s := &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		if in.Mode == activities.PollOnce {
			if tries++; tries == 1 {
				return activities.Review{}, waiting(20 * time.Second)
			}
			return activities.Review{Status: wxa.StatusReviewing}, nil
		}
		return reviewing(in)
	}}
	w := 0
	s.withdraw = func(in activities.WithdrawInput) (activities.Withdrawal, error) {
		if w++; w == 1 {
			return activities.Withdrawal{}, waiting(15 * time.Second)
		}
		return activities.Withdrawal{AuditID: in.AuditID, Status: wxa.StatusWithdrawn, Withdrawn: true}, nil
	}
	env := newEnv(t, s)
	asked := update(env, 2*time.Hour+4*time.Second, UpdateWithdraw, Request{By: "li"})
	status := run(t, env, in)
	t.Log(asked.answer, asked.err, asked.refusal)
	require.NotEqual(t, OutcomeExpired, status.Outcome, "%v", status.Timeline)
}

// Texts that JSON writes six times as long.
func TestCarriedSize(t *testing.T) {
	line := strings.Repeat("<", activities.TextLimit)
	lines := slices.Repeat([]string{line}, 20) // what an activity gives at most
	s := &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		if in.TellDelay && !in.Delayed && in.Mode == activities.PollRegular && attempt > 1 {
			return activities.Review{Status: wxa.StatusDelayed, Reason: lines}, nil
		}
		return reviewing(in)
	}}
	s.detect = func() (activities.Detection, error) {
		return activities.Detection{WithoutAuth: lines, WithoutConf: lines}, nil
	}
	env := newEnv(t, s)
	env.RegisterDelayedCallback(func() { env.SetContinueAsNewSuggested(true) }, 26*time.Hour)
	pushLater(env, 30*time.Hour, "weapp_audit_delay")
	env.ExecuteWorkflow(WorkflowType, testInput())
	var next *workflow.ContinueAsNewError
	require.ErrorAs(t, env.GetWorkflowError(), &next)
	require.Less(t, next.Input.Size(), 2_000_000)
}

// Holds: cancelled after it continued, a release takes its review back, in review and before.
func TestHoldsCancelAfterContinue(t *testing.T) {
	for _, stage := range []Stage{StageSubmit, StageReview} {
		var got activities.WithdrawInput
		s := &script{poll: openForEver, submit: func(activities.SubmitInput) (activities.Submission, error) {
			return activities.Submission{}, waiting(10 * time.Hour)
		}, withdraw: func(in activities.WithdrawInput) (activities.Withdrawal, error) {
			got = in
			return activities.Withdrawal{AuditID: testAudit, Withdrawn: true, Status: wxa.StatusWithdrawn}, nil
		}}
		in := testInput()
		now := time.Now()
		in.Carried = &Carried{Before: &activities.Before{AuditID: 7}, OutSince: now, Parked: true, Status: Status{
			AppID: in.AppID, Version: in.Version, Stage: stage, Outcome: OutcomeOpen, NeedsHuman: true, StartedAt: now, SubmittedAt: now, Deadline: now.Add(100 * time.Hour),
			Waiting: &Waiting{For: "x"}}}
		if stage == StageReview {
			in.Carried.Status.AuditID = testAudit
			in.Carried.Poll = activities.PollInput{AuditID: testAudit, Began: now, Mode: activities.PollParked}
		}
		env := newEnv(t, s)
		early := update(env, 0, UpdatePollNow, Request{})
		env.RegisterDelayedCallback(env.CancelWorkflow, time.Hour)
		env.ExecuteWorkflow(WorkflowType, in)
		require.NotNil(t, got.Before, stage)
		require.Equal(t, 1, count(s.seen(), "withdraw"))
		require.NoError(t, early.refusal)
	}
}

// A verdict that asking to expedite meets is taken in at once: the poll's next turn may come too late. An approval is polled for,
// because it counts only with the review's version.
func TestAVerdictThatExpeditingMeets(t *testing.T) {
	for met, want := range map[wxa.Status]Outcome{
		wxa.StatusApproved: OutcomeApproved, wxa.StatusRejected: OutcomeRejected, wxa.StatusWithdrawn: OutcomeWithdrawn,
	} {
		s := &script{poll: func(in activities.PollInput, _ int) (activities.Review, error) {
			if in.Mode == activities.PollHint && met == wxa.StatusApproved {
				return approved()
			}
			return reviewing(in)
		}}
		s.expedite = func() (activities.Expedited, error) {
			over := &activities.Review{Status: met, Reason: []string{"1:x"}}
			return activities.Expedited{Refused: &activities.Problem{Code: 89402}, Over: over}, nil
		}
		in := testInput()
		in.Expedite = Expedite{Policy: ExpediteAfter, After: timing.Duration(5 * time.Minute)}
		status := run(t, newEnv(t, s), in)
		require.Equal(t, want, status.Outcome)
		require.Equal(t, ByPoll, status.VerdictBy)
		require.Equal(t, 5*time.Minute, status.EndedAt.Sub(status.SubmittedAt))
		if met == wxa.StatusRejected {
			require.Equal(t, []string{"1:x"}, status.Reason)
		}
	}
}

// A withdrawal that called a person may be out: the next one knows it.
func TestAParkedWithdrawalKnowsWhatIsOut(t *testing.T) {
	sent := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s := &script{poll: openForEver}
	var inputs []activities.WithdrawInput
	s.withdraw = func(in activities.WithdrawInput) (activities.Withdrawal, error) {
		if inputs = append(inputs, in); len(inputs) == 1 {
			return activities.Withdrawal{}, needsPerson(activities.Problem{Message: "no answer"}, sent)
		}
		return activities.Withdrawal{AuditID: testAudit, Withdrawn: true}, nil
	}
	env := newEnv(t, s)
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Hour)
	env.ExecuteWorkflow(WorkflowType, testInput())
	require.Len(t, inputs, 2)
	require.True(t, inputs[0].SentAt.IsZero())
	require.True(t, sent.Equal(inputs[1].SentAt), inputs[1].SentAt)
}

// A push that the authorisation is gone, and WeChat answers well: the person who was called for something else is needed no more.
func TestAFalseRevocationEndsTheCall(t *testing.T) {
	var modes []string
	s := &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		modes = append(modes, string(in.Mode))
		switch {
		case len(modes) == 1:
			return activities.Review{}, needsPerson(activities.Problem{Code: 61004}, time.Time{})
		case in.TellOpen:
			return activities.Review{Status: wxa.StatusReviewing}, nil
		case in.Mode == activities.PollParked:
			return activities.Review{}, waiting(10 * time.Hour)
		}
		return activities.Review{}, waiting(time.Hour)
	}}
	env := newEnv(t, s)
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(SignalUnauthorized, Unauthorized{}) }, time.Hour)
	var before, after Status
	env.RegisterDelayedCallback(func() { before = query(t, env) }, 59*time.Minute)
	env.RegisterDelayedCallback(func() { after = query(t, env) }, 61*time.Minute)
	env.RegisterDelayedCallback(env.CancelWorkflow, 2*time.Hour)
	env.ExecuteWorkflow(WorkflowType, testInput())
	require.True(t, before.NeedsHuman)
	require.False(t, after.NeedsHuman)
	require.Equal(t, []string{"regular", "parked", "hint", "hint"}, modes[:4])
}

// The last poll was refused, and an operator has moved the deadline meanwhile: the refusal calls a person now, not at the poll's
// next turn.
func TestARefusedLastPollCallsAPersonWhenTheDeadlineHasMoved(t *testing.T) {
	s := &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		switch {
		case in.Mode == activities.PollOnce && attempt == 1:
			return activities.Review{}, waiting(time.Minute)
		case in.Mode == activities.PollOnce:
			return activities.Review{}, temporal.NewNonRetryableApplicationError(
				"61004",
				activities.FailureCredentials,
				nil,
				activities.Problem{Code: 61004},
			)
		case in.Mode == activities.PollHint:
			return activities.Review{}, needsPerson(activities.Problem{Code: 61004}, time.Time{})
		}
		return activities.Review{}, waiting(100 * time.Hour)
	}}
	in := testInput()
	in.Limits.Review = timing.Duration(6 * time.Hour)
	env := newEnv(t, s)
	update(env, 6*time.Hour+30*time.Second, UpdateExtendDeadline, ExtendRequest{More: timing.Duration(3 * time.Hour)})
	var after Status
	env.RegisterDelayedCallback(func() { after = query(t, env) }, 6*time.Hour+2*time.Minute)
	env.RegisterDelayedCallback(env.CancelWorkflow, 7*time.Hour)
	env.ExecuteWorkflow(WorkflowType, in)
	require.True(t, after.NeedsHuman)
	require.Equal(t, 61004, after.Problem.Code)
}
