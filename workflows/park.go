package workflows

import (
	"context"
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/wxa"
)

// insist runs a step before the review until it has a result. Where the step needs a person, one is called and the step runs
// again, parked: it goes on by itself as soon as what is wrong is cured. A person who asks for it, and a push, make a parked step
// try at once. input is asked for each run; stopped is told when a run was stopped, and what it knew is lost with it.
func insist[In, Out any](ctx workflow.Context, r *release, step Step, activity func(context.Context, In) (Out, error),
	input func() In, stopped func()) (Out, error) {
	pushes := workflow.GetSignalChannel(ctx, SignalAuditEvent)
	for {
		var out Out
		run, stop := workflow.WithCancel(ctx)
		future, again := begin(r.step(run, step), activity, input()), false
		for !future.IsReady() {
			s := workflow.NewSelector(ctx)
			s.AddFuture(future, func(workflow.Future) {})
			if !again {
				// A step that is not parked asks WeChat soon by itself.
				s.AddReceive(r.calls, func(workflow.ReceiveChannel, bool) { again = r.receive(ctx) != callAnswered && r.parked })
			}
			if r.parked && !again {
				s.AddReceive(pushes, func(workflow.ReceiveChannel, bool) { r.drain(ctx, pushes); again = true })
			}
			if s.Select(ctx); again {
				stop()
			}
		}
		err := future.Get(ctx, &out)
		stop()
		problem, outSince, needsPerson := personNeeded(err)
		_, _, ends := outcomeOf(err)
		if !r.outSince.IsZero() && r.parked {
			// An older worker does not know what may be out.
			ends = ends && knows(err)
		}
		switch {
		case err == nil:
			r.unpark(ctx)
			return out, nil
		case needsPerson:
			if r.revokedBy(problem) {
				return out, err
			}
			r.outSince = outSince
			r.park(ctx, problem)
			r.publish(ctx)
		case again && !ends && ctx.Err() == nil:
			// Stopped; or it failed in a way that Temporal would have repeated, had it not been stopped.
			stopped()
			for r.calls.Len() > 0 {
				// They all want what is done now anyway.
				r.receive(ctx)
			}
			if err := r.continueIfLong(ctx); err != nil {
				return out, err
			}
		case !ends && ctx.Err() == nil && changed(ctx, changePark):
			// A failure that this worker does not know, from a newer one perhaps, ends nothing.
			r.park(ctx, problemIn(err))
			r.publish(ctx)
			if err := r.timer(ctx, parkedPause, TimerStep).future.Get(ctx, nil); err != nil {
				return out, err
			}
		default:
			r.revokedBy(problemIn(err))
			return out, err
		}
	}
}

// park calls a person. What the release was doing goes on by itself.
func (r *release) park(ctx workflow.Context, problem *activities.Problem) {
	r.parked, r.status.NeedsHuman, r.status.Problem = true, true, problem
	r.note(ctx, Moment{Kind: MomentPersonNeeded, Problem: problem})
	r.callsPerson(ctx, problem)
	w := *r.status.Waiting
	w.Whose = WhoseOperator
	r.wait(w)
}

// quiet tells a parked step not to call a person again. After a push that the authorisation is gone it must tell what WeChat says.
func (r *release) quiet() bool { return r.parked && !r.unauthorized }

// unpark is for WeChat's first good answer.
func (r *release) unpark(ctx workflow.Context) {
	r.unauthorized = false
	if !r.parked {
		return
	}
	r.parked, r.status.NeedsHuman, r.status.Problem = false, false, nil
	r.note(ctx, Moment{Kind: MomentGoesOn})
	r.warnOfOtherVersion(ctx)
	if r.status.Waiting != nil {
		w := *r.status.Waiting
		w.Whose = WhoseWeChat
		r.wait(w)
	}
}

// personNeeded reads a failure that calls a person: the problem, and since when a submission may be out.
func personNeeded(err error) (*activities.Problem, time.Time, bool) {
	app, ok := errors.AsType[*temporal.ApplicationError](err)
	if !ok || app.Type() != activities.FailureNeedsPerson {
		return nil, time.Time{}, false
	}
	var p activities.Problem
	var outSince time.Time
	if app.Details(&p, &outSince) != nil {
		p.Message = app.Error()
	}
	return &p, outSince, true
}

// knows tells a final failure of a worker that knows what may be out.
func knows(err error) bool {
	var p activities.Problem
	var yes bool
	app, ok := errors.AsType[*temporal.ApplicationError](err)
	return ok && app.Details(&p, &yes) == nil && yes
}

// revokedBy tells whether the merchant has taken the authorisation back: a push said so, and so does this refusal. From then on
// WeChat refuses every call for this Mini Program, a withdrawal too.
func (r *release) revokedBy(p *activities.Problem) bool {
	asked := r.unauthorized
	// WeChat was asked; a refusal of much later is not this push's.
	r.unauthorized = false
	if !asked || !p.Revoked {
		return false
	}
	r.revoked = true
	// WeChat refuses every call for the Mini Program from now on; a review that is open goes on without us.
	r.status.Problem = activities.NewProblem(activities.Problem{
		Kind: activities.ProblemRevoked, Code: p.Code, RID: p.RID, Endpoint: p.Endpoint, Revoked: true,
	})
	return true
}

// whileAuthorized gives a context for the steps. A push that the merchant took the authorisation back makes the step that runs
// ask WeChat, and the answer decides. One from before the release tells nothing.
func (r *release) whileAuthorized(ctx workflow.Context) workflow.Context {
	steps, stop := workflow.WithCancel(ctx)
	workflow.Go(ctx, func(ctx workflow.Context) {
		for {
			var event Unauthorized
			workflow.GetSignalChannel(ctx, SignalUnauthorized).Receive(ctx, &event)
			if r.status.Outcome != OutcomeOpen {
				return
			}
			if !changed(ctx, changeUnauthorized) {
				r.unauthorized = true
				r.revokedBy(&activities.Problem{Revoked: true})
				stop()
				return
			}
			if !event.At.IsZero() && event.At.Before(r.status.StartedAt.Add(-pushTolerance)) {
				continue
			}
			r.note(ctx, Moment{Kind: MomentRevocationPushed})
			if now := workflow.Now(ctx); now.Sub(r.askedAt) >= time.Duration(r.in.Pace.Hint) {
				// However many there are, WeChat is asked once a minute.
				r.unauthorized, r.askedAt = true, now
				r.call(callUnauthorized)
			}
		}
	})
	return steps
}

// pushTolerance is how far WeChat's clock may be from Temporal's when an old push is told from a new one.
const pushTolerance = 2 * time.Minute

// warnOfOtherVersion calls a person for a review that is about another version than the release.
func (r *release) warnOfOtherVersion(ctx workflow.Context) {
	if r.otherVersion == "" {
		return
	}
	r.status.NeedsHuman, r.status.Problem = true, otherVersion(r.status.AuditID, r.otherVersion, r.in.Version)
	r.note(ctx, Moment{Kind: MomentPersonNeeded, Problem: r.status.Problem})
	r.callsPerson(ctx, r.status.Problem)
}

// otherVersion is the problem of a review that is about another version than the release.
func otherVersion(audit int64, got, want string) *activities.Problem {
	return activities.NewProblem(activities.Problem{
		Kind: activities.ProblemReviewVersion, Class: wxa.ClassFix.String(), AuditID: audit, Version: want, OtherVersion: got,
	})
}
