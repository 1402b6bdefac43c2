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

// startPolls begins polls in a row. The first regular one is some time off: until then a timer costs less than an activity.
func (r *release) startPolls(ctx workflow.Context, mode activities.PollMode, began time.Time) running {
	if !r.atOnce || mode != activities.PollRegular {
		return r.startPoll(ctx, mode, began)
	}
	r.poll = r.pollInput(mode, began)
	first := activities.NextPoll(r.poll, workflow.Now(ctx))
	return r.after(ctx, first.Sub(workflow.Now(ctx)), TimerPoll, func(ctx workflow.Context) running {
		r.poll = r.pollInput(mode, began)
		r.poll.Due = true
		return r.runPoll(ctx)
	})
}

// startPoll begins a poll, of polls in a row that began at a moment.
func (r *release) startPoll(ctx workflow.Context, mode activities.PollMode, began time.Time) running {
	r.poll = r.pollInput(mode, began)
	return r.runPoll(ctx)
}

func (r *release) pollInput(mode activities.PollMode, began time.Time) activities.PollInput {
	in := activities.PollInput{
		AppID: r.in.AppID, AuditID: r.status.AuditID, Version: r.in.Version, SubmittedAt: r.status.SubmittedAt, Began: began, Mode: mode,
		Pace: r.in.Pace, CallsPerson: true, TellDelay: true, TellOpen: r.parked && mode == activities.PollHint,
	}
	if r.versionSeen {
		in.Version = "" // nothing is left to compare
	}
	if d := r.status.Delay; d != nil {
		in.Delayed, in.Delay = true, d.Reason
	}
	return in
}

func (r *release) runPoll(ctx workflow.Context) running {
	ctx, stop := workflow.WithCancel(ctx)
	ctx = r.step(ctx, Step{Kind: StepOfPoll(r.poll.Mode)})
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

// hearLimit bounds the read in a workflow task. It is well below a task's own limit of 10 s.
const hearLimit = 4 * time.Second

// hear reads the review in the very task that took a push: the verdict then needs no further one. It may read twice, where the worker
// dies; a read changes nothing. Whatever it does not learn is left to a poll. An error means that the run is cancelled.
func (r *release) hear(ctx workflow.Context) error {
	if !r.atOnce || r.quiet() {
		return nil
	}
	in := r.poll
	in.Mode, in.Tries = activities.PollOnce, 1
	var got activities.Review
	local := workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
		ScheduleToCloseTimeout: hearLimit, RetryPolicy: &temporal.RetryPolicy{MaximumAttempts: 1},
	})
	err := workflow.ExecuteLocalActivity(local, r.options.readAudit, in).Get(ctx, &got)
	if err == nil && verdict(got.Status) != OutcomeOpen {
		r.seen(ctx, got, ByPush)
	}
	return ctx.Err()
}

// errElsewhere says that the calls of WeChat are not made on this worker.
var errElsewhere = errors.New("the calls of WeChat are made elsewhere")

func (o Options) readAudit(ctx context.Context, in activities.PollInput) (activities.Review, error) {
	if o.readNow == nil {
		return activities.Review{}, errElsewhere
	}
	return o.readNow(ctx, in)
}

// lastPoll reads the status when the deadline has come: a verdict that nobody told us about still counts.
func (r *release) lastPoll(ctx workflow.Context, beside running) error {
	in := r.poll
	in.Mode, in.Tries = activities.PollOnce, lastPollTries
	step := r.step(ctx, Step{Kind: StepPollLast})
	// Beside the tries, which an older worker does not know, and which a worker that dies does not count.
	step = workflow.WithRetryPolicy(step, temporal.RetryPolicy{
		InitialInterval: 5 * time.Second, BackoffCoefficient: 1, MaximumAttempts: 4 * lastPollTries,
	})
	got, err := execute(step, stub.PollAudit, in)
	switch {
	case temporal.IsCanceledError(err):
		return err
	case err == nil:
		r.seen(ctx, got, ByPoll)
	}
	if r.status.Deadline.After(workflow.Now(ctx)) {
		// An operator has moved the deadline meanwhile; the loop sets the new timer.
		if err != nil && r.status.Outcome == OutcomeOpen && changed(ctx, changeMoved) {
			// The poll meets the same refusal at once, and calls for what it needs.
			r.call(callOver)
		}
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
