package workflows

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/wxa"
)

// review waits for the verdict. Three things can happen: the poll finds the review over, a push or an operator calls for a
// read, or the deadline comes. Only WeChat's status decides; everything else makes us read it.
func (r *release) review(ctx workflow.Context) error {
	now := workflow.Now(ctx).UTC()
	pushes := workflow.GetSignalChannel(ctx, SignalAuditEvent)
	mode, began := activities.PollRegular, now
	if r.continued {
		// The polls go on at their pace. What was to be asked at once still is.
		mode = r.poll.Mode
		if mode == activities.PollRegular {
			began = r.poll.Began
		}
	} else {
		r.by = ByPoll
		r.status.Stage, r.status.SubmittedAt, r.status.Deadline = StageReview, now, now.Add(time.Duration(r.in.Limits.Review))
	}
	poll := r.startPoll(ctx, mode, began)
	deadline := r.timer(ctx, r.status.Deadline.Sub(now), TimerDeadline)
	r.planExpedite(now)
	beside, stopBeside := workflow.WithCancel(ctx)
	workflow.Go(beside, r.expediteByPolicy)
	if r.withdrawing {
		workflow.Go(beside, r.goOnWithdrawing)
	}
	r.waitForVerdict()
	r.publish(ctx)
	defer func() { poll.stop(); deadline.stop(); stopBeside() }()

	for r.status.Outcome == OutcomeOpen {
		var err error
		again := func(mode activities.PollMode) {
			poll.stop()
			poll = r.startPoll(ctx, mode, workflow.Now(ctx).UTC())
			r.waitForVerdict()
		}
		s := workflow.NewSelector(ctx)
		s.AddReceive(ctx.Done(), func(workflow.ReceiveChannel, bool) { err = ctx.Err() })
		s.AddFuture(poll.future, func(f workflow.Future) {
			var got activities.Review
			if err = f.Get(ctx, &got); err != nil {
				unknowing := r.poll.Mode == activities.PollParked
				if err = r.pollFailed(ctx, err); err == nil && unknowing {
					// A parked poll does not fail, unless an older worker runs it: it must not fail as fast as it can.
					poll = r.after(ctx, parkedPause, TimerPoll, func(ctx workflow.Context) running {
						return r.startPoll(ctx, activities.PollParked, workflow.Now(ctx).UTC())
					})
				} else if err == nil {
					again(activities.PollParked)
				}
				return
			}
			r.seen(ctx, got, r.by)
			if r.status.Outcome == OutcomeOpen {
				mode := activities.PollRegular
				if r.by != ByPoll && r.poll.Mode == activities.PollParked {
					// WeChat answers again; what the push was about may still come.
					mode = activities.PollHint
				}
				r.by = ByPoll
				again(mode)
			}
		})
		s.AddReceive(pushes, func(workflow.ReceiveChannel, bool) {
			r.drain(ctx, pushes)
			if r.covered(ctx) && changed(ctx, changeCovered) {
				return
			}
			r.by = ByPush
			again(r.urgent(ctx))
		})
		s.AddReceive(r.calls, func(workflow.ReceiveChannel, bool) {
			switch r.receive(ctx) {
			case callPoll:
				r.by = ByOperator
				again(r.urgent(ctx))
			case callUnauthorized:
				r.by = ByPush
				again(r.urgent(ctx))
			case callOver:
				again(r.urgent(ctx))
			case callAnswered:
				// A person's own poll may have shown that WeChat answers again.
				if r.status.Outcome == OutcomeOpen && r.poll.Mode == activities.PollParked && !r.parked {
					again(activities.PollRegular)
				}
			case callDeadline:
				deadline.stop()
				deadline = r.timer(ctx, r.status.Deadline.Sub(workflow.Now(ctx)), TimerExtended)
				r.waitForVerdict()
			}
		})
		s.AddFuture(deadline.future, func(workflow.Future) { err = r.lastPoll(ctx, poll) })
		s.Select(ctx)
		if err == nil && !(poll.future.IsReady() && changed(ctx, changeHeard)) {
			// A poll that ended beside the last look is heard first: the next run would not know what it read.
			err = r.continueIfLong(ctx)
		}
		if err != nil {
			return err
		}
		r.publish(ctx)
	}
	return nil
}

// urgent is how WeChat is asked at once: parked, a poll ends with WeChat's first good answer, whatever it is. After a push that
// the authorisation is gone it must tell a refusal.
func (r *release) urgent(ctx workflow.Context) activities.PollMode {
	if r.quiet() && changed(ctx, changePark) {
		return activities.PollParked
	}
	return activities.PollHint
}

// running is something that runs beside the loop and can be stopped.
type running struct {
	future workflow.Future
	stop   func()
}

// startPoll begins a poll, of polls in a row that began at a moment.
func (r *release) startPoll(ctx workflow.Context, mode activities.PollMode, began time.Time) running {
	r.poll = activities.PollInput{
		AppID: r.in.AppID, AuditID: r.status.AuditID, Version: r.in.Version, SubmittedAt: r.status.SubmittedAt, Began: began, Mode: mode,
		Pace: r.in.Pace, CallsPerson: true, TellDelay: true,
	}
	if r.versionSeen {
		r.poll.Version = "" // nothing is left to compare
	}
	if d := r.status.Delay; d != nil {
		r.poll.Delayed, r.poll.Delay = true, d.Reason
	}
	ctx, stop := workflow.WithCancel(ctx)
	ctx = r.step(ctx, Step{Kind: StepOfPoll(mode)})
	// A poll that is not wanted any more is not waited for; reading once too often is harmless.
	ctx = workflow.WithWaitForCancellation(ctx, false)
	return running{begin(ctx, stub.PollAudit, r.poll), stop}
}

// timer begins a timer.
func (r *release) timer(ctx workflow.Context, d time.Duration, what Timer) running {
	ctx, stop := workflow.WithCancel(ctx)
	var options workflow.TimerOptions
	if r.options.Words != nil {
		options.Summary = r.options.Words.Timer(what)
	}
	return running{workflow.NewTimerWithOptions(ctx, d, options), stop}
}

// parkedPause is how long a parked poll that failed is left alone.
const parkedPause = 10 * time.Minute

// after begins something after a pause.
func (r *release) after(ctx workflow.Context, pause time.Duration, what Timer, begin func(workflow.Context) running) running {
	ctx, stop := workflow.WithCancel(ctx)
	future, set := workflow.NewFuture(ctx)
	workflow.Go(ctx, func(ctx workflow.Context) {
		var got activities.Review
		err := r.timer(ctx, pause, what).future.Get(ctx, nil)
		if err == nil {
			err = begin(ctx).future.Get(ctx, &got)
		}
		set.Set(got, err)
	})
	return running{future, stop}
}

// eventLimit bounds the name of a push, in bytes.
const eventLimit = 100

// drain reads all pushes that are there. However many there are, they all say the same: read the status.
func (r *release) drain(ctx workflow.Context, pushes workflow.ReceiveChannel) {
	var event AuditEvent
	for pushes.ReceiveAsync(&event) {
		r.note(ctx, Moment{Kind: MomentPushed, Event: wxa.Cut(event.Event, eventLimit)})
		event = AuditEvent{}
	}
}

// covered tells that a push needs no poll of its own: one that asked at once has begun a moment ago, and its first repeat is
// still to come.
func (r *release) covered(ctx workflow.Context) bool {
	return r.poll.Mode != activities.PollRegular && workflow.Now(ctx).Sub(r.poll.Began) < time.Duration(r.in.Pace.Hint)*9/10
}

// seen takes in what WeChat says of the review.
func (r *release) seen(ctx workflow.Context, got activities.Review, by VerdictBy) {
	r.unpark(ctx)
	if got.Status == wxa.StatusDelayed {
		r.delayed(ctx, got.Reason)
	}
	outcome := verdict(got.Status)
	if outcome == OutcomeOpen {
		return
	}
	r.status.Reason, r.status.Screenshots, r.status.VerdictBy = got.Reason, got.Screenshots, by
	// A read that does not tell leaves what is known.
	if other := cmp.Or(got.OtherVersion, r.otherVersion); outcome == OutcomeApproved && other != "" {
		r.status.Problem = otherVersion(r.status.AuditID, other, r.in.Version)
		outcome = OutcomeBlocked
	}
	r.conclude(ctx, outcome)
}

// delayed keeps what WeChat says of a delay.
func (r *release) delayed(ctx workflow.Context, reason []string) {
	switch d := r.status.Delay; {
	case d == nil:
		r.status.Delay = &Delay{Since: workflow.Now(ctx).UTC(), Reason: reason}
	case slices.Equal(d.Reason, reason):
		return
	default:
		r.status.Delay = &Delay{Since: d.Since, Reason: reason}
	}
	r.note(ctx, Moment{Kind: MomentDelayed, Reason: short(reason)})
}

// short bounds the lines of a reason for the time line; the status has them whole.
func short(reason []string) []string {
	var lines []string
	left := activities.TextLimit
	for _, line := range reason {
		if left <= 0 {
			break
		}
		line = wxa.Cut(line, left)
		left -= len(line)
		lines = append(lines, line)
	}
	return lines
}

// pollFailed handles a poll that cannot go on: a person is called, and the poll goes on quietly. Only a revocation that WeChat
// confirms ends the release: from then on nobody will ever tell us the verdict.
func (r *release) pollFailed(ctx workflow.Context, err error) error {
	problem, _, needsPerson := personNeeded(err)
	if !needsPerson {
		// From an activity that an older worker ran, or a newer one.
		outcome, old, ok := outcomeOf(err)
		switch {
		case temporal.IsCanceledError(err):
			return err
		case ok && (outcome == OutcomeCredentials || old.Class == wxa.ClassUnknown.String()):
		case !changed(ctx, changePark):
			return err
		}
		problem = problemIn(err)
	}
	if r.revokedBy(problem) {
		return err
	}
	r.park(ctx, problem)
	return nil
}

// lastPoll reads the status when the deadline has come: a verdict that nobody told us about still counts.
func (r *release) lastPoll(ctx workflow.Context, beside running) error {
	in := r.poll
	in.Mode, in.Tries = activities.PollOnce, lastPollTries
	step := r.step(ctx, Step{Kind: StepPollLast})
	// Beside the tries, which an older worker does not know, and which a worker that dies does not count.
	step = workflow.WithRetryPolicy(step, temporal.RetryPolicy{InitialInterval: 5 * time.Second, BackoffCoefficient: 1, MaximumAttempts: 4 * lastPollTries})
	got, err := execute(step, stub.PollAudit, in)
	switch {
	case temporal.IsCanceledError(err):
		return err
	case err == nil:
		r.seen(ctx, got, ByPoll)
	}
	if r.status.Deadline.After(workflow.Now(ctx)) {
		// An operator has moved the deadline meanwhile; the loop sets the new timer.
		return nil
	}
	if r.status.Outcome == OutcomeOpen && beside.future.IsReady() && changed(ctx, changeLastPoll) {
		// The poll has learnt something meanwhile; the loop takes it in first.
		return nil
	}
	if r.tookBack {
		// WeChat took the withdrawal; that its status lags behind makes the review no open one.
		r.status.VerdictBy = ByOperator
		r.conclude(ctx, OutcomeWithdrawn)
	}
	if err != nil && r.status.Outcome == OutcomeOpen {
		r.status.Problem = problemIn(err)
	}
	r.conclude(ctx, OutcomeExpired)
	return nil
}

// planExpedite sets when the policy asks WeChat to expedite. A run that continues another has its plan already.
func (r *release) planExpedite(now time.Time) {
	switch {
	case r.continued:
	case r.in.Expedite.Policy == ExpediteAlways:
		r.expediteAt = now
	case r.in.Expedite.Policy == ExpediteAfter:
		r.expediteAt = now.Add(time.Duration(r.in.Expedite.After))
	}
}

// expediteByPolicy asks WeChat to expedite when the policy says so and nobody else has. It runs beside the review loop: nothing
// that comes of it ends a release.
func (r *release) expediteByPolicy(ctx workflow.Context) {
	now := workflow.Now(ctx).UTC()
	if r.expediteAt.IsZero() || r.expedited {
		return
	}
	if wait := r.expediteAt.Sub(now); wait > 0 {
		r.status.Expedite = &Expediting{State: ExpeditePlanned, PlannedFor: r.expediteAt}
		r.fresh = false
		r.publish(ctx)
		if r.timer(ctx, wait, TimerExpedite).future.Get(ctx, nil) != nil {
			return
		}
	}
	r.expediteAt = time.Time{}
	if r.expediting || r.expedited || r.status.Outcome != OutcomeOpen {
		return
	}
	// What went wrong is in the status.
	_, _ = r.expedite(ctx, "", 0)
	r.publish(ctx)
}

// expedite asks WeChat to expedite the review, now, and records the answer. by is the operator who wants it, "" for the policy.
// within bounds it for somebody who waits for the answer; a request that is not answered by then goes on beside the review.
func (r *release) expedite(ctx workflow.Context, by string, within time.Duration) (activities.Expedited, error) {
	r.expediting, r.fresh = true, false
	asked := Expediting{State: ExpediteAsking, AskedAt: workflow.Now(ctx).UTC(), By: by}
	if before := r.status.Expedite; before != nil && before.State == ExpediteAsking {
		asked.AskedAt, asked.By = before.AskedAt, cmp.Or(by, before.By)
	}
	r.status.Expedite = &asked
	step := workflow.WithWaitForCancellation(r.step(ctx, Step{Kind: StepExpedite}), false)
	if within > 0 {
		step = workflow.WithScheduleToCloseTimeout(step, within)
	}
	got, err := execute(step, stub.ExpediteAudit, activities.ExpediteInput{AppID: r.in.AppID, AuditID: r.status.AuditID, Pace: r.in.Pace})
	if r.status.Outcome != OutcomeOpen {
		r.expediting = false
		return got, errEndedFirst
	}
	if outOfTime(err) {
		workflow.Go(ctx, func(ctx workflow.Context) {
			_, _ = r.expedite(ctx, by, 0)
			r.publish(ctx)
		})
		return got, err
	}
	r.expediting, r.expedited = false, got.Asked
	answered, told := expediteAnswer(got, err)
	answered.AskedAt, answered.By = asked.AskedAt, asked.By
	r.status.Expedite = &answered
	r.note(ctx, told)
	if got.Over && changed(ctx, changeOver) {
		// The verdict is there; the deadline may come, or WeChat fall silent, before the poll's next turn.
		r.call(callOver)
	}
	return got, err
}

// errEndedFirst is for a request that was under way when the release ended.
var errEndedFirst = errors.New("the release ended first")

// expediteAnswer tells what came of asking, for the status and for the time line.
func expediteAnswer(got activities.Expedited, err error) (Expediting, Moment) {
	switch {
	case err != nil:
		p := problemIn(err)
		return Expediting{State: ExpediteFailed, Problem: p}, Moment{Kind: MomentExpediteFailed, Problem: p}
	case got.Refused != nil:
		return Expediting{State: ExpediteRefused, Problem: got.Refused}, Moment{Kind: MomentExpediteRefused, Problem: got.Refused}
	case got.Already:
		return Expediting{State: ExpediteAlready}, Moment{Kind: MomentExpediteAlready}
	case got.Asked:
		return Expediting{State: ExpediteAccepted}, Moment{Kind: MomentExpediteAccepted}
	default:
		text := wxa.Cut(got.Note, activities.TextLimit)
		return Expediting{State: ExpediteRefused, Text: text}, Moment{Kind: MomentExpediteText, Text: text}
	}
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
	if err == nil {
		return &activities.Problem{}
	}
	p := activities.Problem{Message: wxa.Cut(err.Error(), activities.TextLimit)}
	if app, ok := errors.AsType[*temporal.ApplicationError](err); ok {
		p.Message = wxa.Cut(app.Message(), activities.TextLimit)
		if app.HasDetails() {
			// Details of another shape leave the message, which says it all.
			_ = app.Details(&p)
		}
	}
	return &p
}
