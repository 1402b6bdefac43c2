package workflows

import (
	"cmp"
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
	r.atOnce = changed(ctx, changeAtOnce)
	poll := r.startPolls(ctx, mode, began)
	deadline := r.timer(ctx, r.status.Deadline.Sub(now), TimerDeadline)
	r.planExpedite(now)
	beside, stopBeside := workflow.WithCancel(ctx)
	workflow.Go(beside, r.expediteByPolicy)
	if r.withdrawing {
		workflow.Go(beside, r.goOnWithdrawing)
	}
	r.waitForVerdict()
	r.publish(ctx)
	defer func() {
		// Where the run ends in this task, all that it waits for ends with it.
		if !r.atOnce || r.status.Outcome == OutcomeOpen || !workflow.AllHandlersFinished(ctx) {
			poll.stop()
			deadline.stop()
		}
		stopBeside()
	}()

	for r.status.Outcome == OutcomeOpen {
		var err error
		again := func(mode activities.PollMode) {
			poll.stop()
			poll = r.startPolls(ctx, mode, workflow.Now(ctx).UTC())
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
				if r.by != ByPoll && (r.poll.Mode == activities.PollParked || r.poll.TellOpen) {
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
			if err = r.hear(ctx); err == nil && r.status.Outcome == OutcomeOpen {
				again(r.urgent(ctx))
			}
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
				if r.status.Outcome == OutcomeOpen {
					again(r.urgent(ctx))
				}
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
		if err == nil && r.long(ctx) && !(poll.future.IsReady() && changed(ctx, changeHeard)) {
			// A poll that ended beside the last one is heard first: the next run would not know what it read.
			err = r.continueIfLong(ctx)
		}
		if err != nil {
			return err
		}
		r.publish(ctx)
	}
	return nil
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
