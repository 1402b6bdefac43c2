package workflows

import (
	"cmp"
	"errors"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/wxa"
)

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
	got, err := execute(step, stub.ExpediteAudit, activities.ExpediteInput{
		AppID: r.in.AppID, AuditID: r.status.AuditID, Pace: r.in.Pace, Version: r.in.Version,
	})
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
	r.count(ctx, FigureExpedited, map[string]string{"state": string(answered.State)})
	if got.Over != nil && changed(ctx, changeOver) {
		// WeChat may fall silent before the poll's next turn. An approval counts only with the review's version, which is polled for.
		if got.Over.Status != wxa.StatusApproved {
			r.seen(ctx, *got.Over, ByPoll)
		}
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
