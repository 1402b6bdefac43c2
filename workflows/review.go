package workflows

import (
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/wxa"
)

// call is what an operator's update wants from the review loop.
type call int

const (
	callLook     call = iota // look at WeChat now
	callLooked               // a person's own look has been answered
	callDeadline             // the deadline has moved
)

// review waits for the verdict. Three things can happen: the poll finds the review over, a push or an operator calls for a
// look, or the deadline comes. Only WeChat's status decides; everything else makes us read it.
func (r *release) review(ctx workflow.Context) error {
	now := workflow.Now(ctx).UTC()
	r.status.Stage, r.status.SubmittedAt, r.status.Deadline = StageReview, now, now.Add(time.Duration(r.in.Limits.Review))
	pushes := workflow.GetSignalChannel(ctx, SignalAuditEvent)

	poll := r.look(ctx, activities.PollRegular)
	deadline := r.alarm(ctx, r.status.Deadline.Sub(now), "Deadline for the verdict")
	beside, stopBeside := workflow.WithCancel(ctx)
	workflow.Go(beside, r.expediteByPolicy)
	r.waitForVerdict()
	r.publish(ctx)
	defer func() { poll.stop(); deadline.stop(); stopBeside() }()

	by := ByPoll
	for r.status.Outcome == OutcomeOpen {
		var err error
		again := func(mode activities.PollMode) {
			poll.stop()
			poll = r.look(ctx, mode)
		}
		s := workflow.NewSelector(ctx)
		s.AddReceive(ctx.Done(), func(workflow.ReceiveChannel, bool) { err = ctx.Err() })
		s.AddFuture(poll.future, func(f workflow.Future) {
			var got activities.Review
			if err = f.Get(ctx, &got); err != nil {
				if err = r.pollFailed(ctx, err); err == nil {
					again(activities.PollParked)
				}
				return
			}
			r.seen(ctx, got, by)
			if r.status.Outcome == OutcomeOpen {
				by = ByPoll
				again(activities.PollRegular)
			}
		})
		s.AddReceive(pushes, func(c workflow.ReceiveChannel, _ bool) {
			// However many there are, they all say the same: look.
			for {
				var event AuditEvent
				if !c.ReceiveAsync(&event) {
					break
				}
				r.note(ctx, "%s", pushText(event))
			}
			by = ByPush
			again(activities.PollHint)
		})
		s.AddReceive(r.calls, func(c workflow.ReceiveChannel, _ bool) {
			var what call
			c.Receive(ctx, &what)
			switch what {
			case callLook:
				by = ByOperator
				again(activities.PollHint)
			case callLooked:
				if r.status.Outcome == OutcomeOpen && r.poll.Mode == activities.PollParked && !r.parked {
					again(activities.PollRegular)
				}
			case callDeadline:
				deadline.stop()
				deadline = r.alarm(ctx, r.status.Deadline.Sub(workflow.Now(ctx)), "Deadline for the verdict, extended")
				r.waitForVerdict()
			}
		})
		s.AddFuture(deadline.future, func(workflow.Future) { err = r.lastLook(ctx) })
		s.Select(ctx)
		if err != nil {
			return err
		}
		r.publish(ctx)
	}
	return nil
}

// pending is something that runs beside the loop and can be stopped.
type pending struct {
	future workflow.Future
	stop   func()
}

// look begins a poll.
func (r *release) look(ctx workflow.Context, mode activities.PollMode) pending {
	r.poll = activities.PollInput{
		AppID: r.in.AppID, AuditID: r.status.AuditID, SubmittedAt: r.status.SubmittedAt, Mode: mode, Pace: r.in.Pace,
	}
	r.pollBegan = workflow.Now(ctx)
	ctx, stop := workflow.WithCancel(ctx)
	ctx = r.step(ctx, pollSummary(mode, r.status.AuditID))
	// A poll that is not wanted any more is not waited for; reading once too often is harmless.
	ctx = workflow.WithWaitForCancellation(ctx, false)
	return pending{begin(ctx, stub.PollAudit, r.poll), stop}
}

// alarm begins a timer.
func (r *release) alarm(ctx workflow.Context, d time.Duration, summary string) pending {
	ctx, stop := workflow.WithCancel(ctx)
	return pending{workflow.NewTimerWithOptions(ctx, d, workflow.TimerOptions{Summary: summary}), stop}
}

// seen takes in what WeChat says of the review.
func (r *release) seen(ctx workflow.Context, got activities.Review, by VerdictBy) {
	if r.parked {
		r.parked, r.status.NeedsHuman, r.status.Problem = false, false, nil
		r.note(ctx, "WeChat answers again")
		r.waitForVerdict()
	}
	outcome := verdict(got.Status)
	if outcome == OutcomeOpen {
		return
	}
	r.status.Reason, r.status.Screenshots, r.status.VerdictBy = got.Reason, got.Screenshots, by
	r.conclude(ctx, outcome)
}

// pollFailed handles a poll that cannot go on. Refused access, and a code that no list knows, do not lose the open review: a
// person is called, and the poll goes on quietly. Anything else ends the release.
func (r *release) pollFailed(ctx workflow.Context, err error) error {
	outcome, problem, ok := outcomeOf(err)
	if !ok || (outcome != OutcomeCredentials && problem.Class != wxa.ClassUnknown.String()) {
		return err
	}
	r.parked, r.status.NeedsHuman, r.status.Problem = true, true, problem
	r.note(ctx, "WeChat refuses to tell the review's status, a person must act: %s", problem.Message)
	r.waitForVerdict()
	return nil
}

// lastLook reads the status when the deadline has come: a verdict that nobody told us about still counts.
func (r *release) lastLook(ctx workflow.Context) error {
	final := r.step(ctx, "Last look at the deadline")
	final = workflow.WithRetryPolicy(final, temporal.RetryPolicy{MaximumAttempts: finalLookTries})
	in := r.poll
	in.Mode = activities.PollOnce
	got, err := execute(final, stub.PollAudit, in)
	switch {
	case temporal.IsCanceledError(err):
		return err
	case err != nil:
		r.status.Problem = problemIn(err)
	default:
		r.seen(ctx, got, ByPoll)
	}
	if r.status.Deadline.After(workflow.Now(ctx)) {
		// An operator has moved the deadline meanwhile; the loop sets the new alarm.
		return nil
	}
	r.conclude(ctx, OutcomeExpired)
	return nil
}

// expediteByPolicy asks WeChat to hurry when the policy says so and nobody else has. It runs beside the review loop: nothing
// that comes of it ends a release.
func (r *release) expediteByPolicy(ctx workflow.Context) {
	switch r.in.Expedite.Policy {
	case ExpediteAlways:
	case ExpediteAfter:
		after := time.Duration(r.in.Expedite.After)
		r.status.Expedite = "planned for " + clock(workflow.Now(ctx).Add(after))
		r.publish(ctx)
		timer := workflow.NewTimerWithOptions(ctx, after, workflow.TimerOptions{Summary: "Ask WeChat to hurry if it still reviews then"})
		if timer.Get(ctx, nil) != nil {
			return
		}
	default:
		return
	}
	if r.expediting || r.expedited || r.status.Outcome != OutcomeOpen {
		return
	}
	// What went wrong is in the status.
	_, _ = r.expedite(ctx)
	r.publish(ctx)
}

// expedite asks WeChat to hurry, now, and records the answer.
func (r *release) expedite(ctx workflow.Context) (activities.Expedited, error) {
	r.expediting = true
	ctx = workflow.WithWaitForCancellation(r.step(ctx, "Ask WeChat to hurry"), false)
	got, err := execute(ctx, stub.ExpediteAudit, activities.ExpediteInput{AppID: r.in.AppID, AuditID: r.status.AuditID, Pace: r.in.Pace})
	r.expediting = false
	if r.status.Outcome != OutcomeOpen {
		return got, errors.New("the review ended first: " + ending(r.status))
	}
	if err != nil {
		got.Note = "not expedited: " + problemIn(err).Message
	}
	r.expedited, r.status.Expedite = got.Asked, got.Note
	r.note(ctx, "Expedite: %s", got.Note)
	return got, err
}

// outcomeOf translates the final failure of a step; ok is false for anything that is not one.
func outcomeOf(err error) (Outcome, *activities.Problem, bool) {
	app, ok := errors.AsType[*temporal.ApplicationError](err)
	if !ok {
		return OutcomeOpen, nil, false
	}
	outcome, ok := failureOutcomes[app.Type()]
	return outcome, problemIn(err), ok
}

// problemIn reads the problem that a failure carries.
func problemIn(err error) *activities.Problem {
	p := activities.Problem{Message: err.Error()}
	if app, ok := errors.AsType[*temporal.ApplicationError](err); ok && app.HasDetails() {
		// Details of another shape leave the message, which says it all.
		_ = app.Details(&p)
	}
	return &p
}
