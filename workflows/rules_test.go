package workflows

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// callsPerson is a refusal that somebody must cure.
var callsPerson = needsPerson(activities.Problem{Message: "no"}, time.Time{})

// failure is a final one, as workers that do not call a person give.
func failure(name string) error {
	return temporal.NewNonRetryableApplicationError("no", name, nil, activities.Problem{Message: "no"})
}

// inside runs a piece of a workflow with the state of a release, in stage review, two seconds after the environment's start.
func inside(t *testing.T, prepare func(*testsuite.TestWorkflowEnvironment), piece func(workflow.Context, *release)) {
	t.Helper()
	env := newEnv(t, &script{})
	env.RegisterWorkflowWithOptions(func(ctx workflow.Context) error {
		r := newRelease(ctx, testInput().WithDefaults(), Options{})
		r.status.Stage = StageReview
		if err := workflow.SetUpdateHandler(ctx, "hold", func(ctx workflow.Context) error { return workflow.Sleep(ctx, time.Hour) }); err != nil {
			return err
		}
		if err := workflow.Sleep(ctx, 2*time.Second); err != nil {
			return err
		}
		piece(ctx, r)
		return nil
	}, workflow.RegisterOptions{Name: "piece"})
	if prepare != nil {
		env.RegisterDelayedCallback(func() { prepare(env) }, time.Second)
	}
	env.ExecuteWorkflow("piece")
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())
}

// Nothing that was said to a run is lost when it continues: one that has an unread message, or an unanswered update, stays.
func TestUnreadMessagesKeepARun(t *testing.T) {
	signal := func(name string, arg any) func(*testsuite.TestWorkflowEnvironment) {
		return func(env *testsuite.TestWorkflowEnvironment) { env.SignalWorkflow(name, arg) }
	}
	for _, c := range []struct {
		name    string
		prepare func(*testsuite.TestWorkflowEnvironment)
		within  func(*release)
		stays   bool
	}{
		{"nothing", nil, nil, false},
		{"a push", signal(SignalAuditEvent, AuditEvent{}), nil, true},
		{"a push of a revocation", signal(SignalUnauthorized, Unauthorized{}), nil, true},
		{"a call", nil, func(r *release) { r.call(callPoll) }, true},
		{"an update", func(env *testsuite.TestWorkflowEnvironment) {
			env.UpdateWorkflow("hold", "1", &testsuite.TestUpdateCallback{
				OnAccept: func() {}, OnReject: func(err error) { t.Error(err) }, OnComplete: func(any, error) {},
			})
		}, nil, true},
		{"a release that is over", nil, func(r *release) { r.status.Outcome = OutcomeApproved }, true},
		{"a short run", nil, func(r *release) { r.updates = r.options.mostUpdates() - 1 }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got error
			inside(t, c.prepare, func(ctx workflow.Context, r *release) {
				r.updates = r.options.mostUpdates()
				if c.within != nil {
					c.within(r)
				}
				got = r.continueIfLong(ctx)
			})
			require.Equal(t, c.stays, got == nil)
		})
	}
}

// What only the state tells goes along.
func TestCarriedState(t *testing.T) {
	undone := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	var next *release
	inside(t, nil, func(ctx workflow.Context, r *release) {
		r.readFirst = true
		r.updates, r.otherVersion, r.unauthorized, r.undoneAt, r.withdrawing, r.tookBack = r.options.mostUpdates(), "1.3.9", true, undone, true, true
		r.versionSeen, r.expedited, r.by = true, true, ByPush
		next = newRelease(ctx, continued(t, r.continueIfLong(ctx)), Options{})
	})
	require.Equal(t, "1.3.9", next.otherVersion)
	require.True(t, next.readFirst && next.inherits, "a run before this one may have submitted")
	require.True(t, next.unauthorized)
	require.True(t, undone.Equal(next.undoneAt))
	require.True(t, next.withdrawing && next.tookBack && next.versionSeen && next.expedited && next.continued)
	require.Equal(t, ByPush, next.by)
}

// A request to hurry that WeChat has not answered when the run continues goes on in the next one.
func TestContinuesWhileExpediting(t *testing.T) {
	s := &script{
		poll:     openForEver,
		expedite: func() (activities.Expedited, error) { return activities.Expedited{}, waiting(10 * time.Hour) },
	}
	env := newEnv(t, s)
	update(env, time.Hour, UpdateExpedite, Request{})
	env.RegisterDelayedCallback(func() { env.SetContinueAsNewSuggested(true) }, 2*time.Hour)
	pushLater(env, 3*time.Hour, "weapp_audit_delay")
	env.ExecuteWorkflow(WorkflowType, testInput())
	next := continued(t, env.GetWorkflowError())

	second := approvedAfter(3)
	env = newEnv(t, second)
	env.SetStartTime(next.Carried.Status.StartedAt.Add(3 * time.Hour))
	status := run(t, env, next)
	require.Equal(t, 1, count(second.seen(), "expedite"))
	require.Equal(t, ExpediteAccepted, status.Expedite.State)
}

// A run that continues one whose plan was carried out, with whatever came of it, makes no plan of its own.
func TestContinuedWithoutAPlan(t *testing.T) {
	for _, policy := range []Expedite{{Policy: ExpediteAlways}, {Policy: ExpediteAfter, After: timing.Duration(time.Minute)}} {
		s := approvedAfter(3)
		in, now := testInput(), time.Now()
		in.Expedite = policy
		in.Carried = &Carried{By: ByPoll, Poll: activities.PollInput{Mode: activities.PollRegular, Began: now}, Status: Status{
			AppID: in.AppID, Version: in.Version, Stage: StageReview, Outcome: OutcomeOpen, AuditID: testAudit, StartedAt: now, SubmittedAt: now,
			Deadline: now.Add(100 * time.Hour), Expedite: &Expediting{Text: "not expedited: used up"}}}
		status := run(t, newEnv(t, s), in)
		require.Zero(t, count(s.seen(), "expedite"), policy.Policy)
		require.Equal(t, &Expediting{Text: "not expedited: used up"}, status.Expedite)
	}
}

// A parked poll that fails, as one of another version of this program may, is left alone for a while.
func TestFailingParkedPollPauses(t *testing.T) {
	polls := 0
	s := &script{poll: func(activities.PollInput, int) (activities.Review, error) {
		if polls++; polls > 100 {
			return approved()
		}
		return activities.Review{}, failure(activities.FailureBlocked)
	}}
	env := newEnv(t, s)
	var within int
	env.RegisterDelayedCallback(func() { within = polls }, time.Hour)
	env.RegisterDelayedCallback(env.CancelWorkflow, 2*time.Hour)
	env.ExecuteWorkflow(WorkflowType, testInput())
	require.InDelta(t, 7, within, 2, "one every %s", parkedPause)
}

// After a push of a revocation a step that is parked tells what WeChat says, instead of going on quietly.
func TestParkedStepsTellARevocation(t *testing.T) {
	gone := activities.Problem{Code: 61003, Message: "gone", Revoked: true}
	for _, stage := range []Stage{StageDetect, StageSubmit, StageReview} {
		t.Run(string(stage), func(t *testing.T) {
			pushed, s := false, approvedAfter(1)
			answer := func(parked bool) error {
				switch {
				case parked:
					return waiting(200 * time.Hour)
				case pushed:
					return needsPerson(gone, time.Time{})
				default:
					return callsPerson
				}
			}
			switch stage {
			case StageDetect:
				s.detectWith = func(in activities.DetectionInput) (activities.Detection, error) {
					return activities.Detection{}, answer(in.Parked)
				}
			case StageSubmit:
				s.submit = func(in activities.SubmitInput) (activities.Submission, error) {
					return activities.Submission{}, answer(in.Parked)
				}
			default:
				s.poll = func(in activities.PollInput, _ int) (activities.Review, error) {
					return activities.Review{}, answer(in.Mode == activities.PollParked)
				}
			}
			env := newEnv(t, s)
			env.RegisterDelayedCallback(func() {
				pushed = true
				env.SignalWorkflow(SignalUnauthorized, Unauthorized{At: env.Now()})
			}, time.Hour)
			env.RegisterDelayedCallback(env.CancelWorkflow, 10*time.Hour)
			status := run(t, env, testInput())
			require.Equal(t, OutcomeBlocked, status.Outcome)
			require.Less(t, status.EndedAt.Sub(status.StartedAt), 2*time.Hour)
		})
	}
}

// A refusal that says "revoked" ends a release only where a push says so too, and WeChat has not answered well since then.
func TestRevocationWithoutAPush(t *testing.T) {
	for _, c := range []struct {
		name   string
		pushed time.Duration // after the start, by WeChat's clock
		arrive bool
		want   Outcome
	}{
		{"no push", 0, false, OutcomeApproved},
		{"answered since", 30 * time.Minute, true, OutcomeApproved},
		{"a push from a moment before the start", -time.Minute, true, OutcomeBlocked},
		{"an old push", -3 * time.Minute, true, OutcomeApproved},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &script{}
			s.poll = func(in activities.PollInput, attempt int) (activities.Review, error) {
				switch {
				case in.Mode == activities.PollParked:
					return approved()
				case in.Mode == activities.PollHint && c.want == OutcomeApproved:
					return activities.Review{Status: wxa.StatusDelayed}, nil
				case in.Mode == activities.PollRegular && attempt < 10:
					return reviewing(in)
				default:
					return activities.Review{}, needsPerson(activities.Problem{Code: 61003, Message: "gone", Revoked: true}, time.Time{})
				}
			}
			env := newEnv(t, s)
			start := env.Now()
			if c.arrive {
				env.RegisterDelayedCallback(
					func() { env.SignalWorkflow(SignalUnauthorized, Unauthorized{At: start.Add(c.pushed)}) },
					35*time.Minute,
				)
			}
			status := run(t, env, testInput())
			require.Equal(t, c.want, status.Outcome)
			require.Equal(t, c.arrive && c.pushed > -pushTolerance, slices.Contains(s.seen(), "poll hint"))
		})
	}
}

// What is wrong with the review itself is told again when WeChat answers again.
func TestOtherVersionIsToldAfterParking(t *testing.T) {
	s := &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		if in.Mode == activities.PollRegular && attempt == 2 {
			return activities.Review{}, callsPerson
		}
		return reviewing(in)
	}}
	s.submit = func(activities.SubmitInput) (activities.Submission, error) {
		return activities.Submission{AuditID: testAudit, OtherVersion: "1.3.9"}, nil
	}
	env := newEnv(t, s)
	var during Status
	env.RegisterDelayedCallback(func() { during = query(t, env) }, 15*time.Minute)
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Hour)
	env.ExecuteWorkflow(WorkflowType, testInput())
	require.Contains(t, s.seen(), "poll parked")
	require.True(t, during.NeedsHuman)
	require.Contains(t, during.Problem.Message, "1.3.9")
	require.Equal(t, WhoseWeChat, during.Waiting.Whose)
}

// A run that has taken too many updates says so, and pushes of a revocation leave one call, however many there are.
func TestBrakes(t *testing.T) {
	inside(t, nil, func(_ workflow.Context, r *release) {
		r.updates = refusedUpdates - 1
		require.NoError(t, r.open())
		r.updates = refusedUpdates
		require.ErrorContains(t, r.open(), "about to continue as a new one: ask again in a minute")
	})
	inside(t, nil, func(ctx workflow.Context, r *release) {
		for range 2 {
			r.call(callUnauthorized)
			r.call(callUnauthorized)
			require.Equal(t, 1, r.calls.Len())
			require.Equal(t, callUnauthorized, r.receive(ctx))
		}
	})
}

// The start that a client wrote counts for a reset run alone: the client's clock may be wrong.
func TestStartedAtIsTemporals(t *testing.T) {
	in, env := testInput(), newEnv(t, approvedAfter(1))
	in.StartedAt = env.Now().Add(-time.Hour)
	require.Equal(t, env.Now().UTC(), run(t, env, in).StartedAt)
}

// Attempts that are lost one after the other are repeated as soon as the first. The SDK's test environment does not grow pauses.
func TestLostAttemptsAreRepeatedSoon(t *testing.T) {
	inside(t, nil, func(ctx workflow.Context, r *release) {
		policy := workflow.GetActivityOptions(r.step(ctx, Step{})).RetryPolicy
		require.Equal(t, 5*time.Second, policy.InitialInterval)
		require.EqualValues(t, 1, policy.BackoffCoefficient)
		require.EqualValues(t, unlimited, policy.MaximumAttempts)
	})
}

// A refusal that a person's look meets is the poll's at once: it calls for what it needs.
func TestRefusedPollNowIsFollowed(t *testing.T) {
	s := &script{poll: func(in activities.PollInput, _ int) (activities.Review, error) {
		switch in.Mode {
		case activities.PollOnce:
			return activities.Review{}, failure(activities.FailureCredentials)
		case activities.PollHint:
			return activities.Review{}, callsPerson
		case activities.PollParked:
			return activities.Review{}, waiting(200 * time.Hour)
		default:
			return reviewing(in)
		}
	}}
	env := newEnv(t, s)
	asked := update(env, 61*time.Minute, UpdatePollNow, Request{})
	var during Status
	env.RegisterDelayedCallback(func() { during = query(t, env) }, 62*time.Minute)
	env.RegisterDelayedCallback(env.CancelWorkflow, 63*time.Minute)
	env.ExecuteWorkflow(WorkflowType, testInput())
	require.ErrorContains(t, asked.err, "no")
	require.True(t, during.NeedsHuman)
}

// A parked poll that a push started answers whatever is there; what the push was about may come later, so WeChat is asked again soon.
func TestPushWhileParkedIsFollowed(t *testing.T) {
	cured := false
	s := &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		switch {
		case cured && in.Mode == activities.PollHint && attempt > 1:
			return approved()
		case cured:
			return reviewing(in)
		case in.Mode == activities.PollParked:
			return activities.Review{}, waiting(200 * time.Hour)
		default:
			return activities.Review{}, callsPerson
		}
	}}
	env := newEnv(t, s)
	env.RegisterDelayedCallback(func() { cured = true }, time.Hour)
	pushLater(env, time.Hour+time.Minute, "weapp_audit_success")
	env.RegisterDelayedCallback(env.CancelWorkflow, 50*time.Hour)
	require.Equal(t, OutcomeApproved, run(t, env, testInput()).Outcome)
	require.Equal(t, "poll hint", s.seen()[len(s.seen())-1])
}
