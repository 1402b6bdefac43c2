package workflows

import (
	"cmp"
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
)

// end settles how the release ended, takes an open review back if it was cancelled, and lets every message be answered.
func (r *release) end(ctx workflow.Context, err error) (Status, error) {
	stopped := temporal.IsCanceledError(err) || errors.Is(ctx.Err(), workflow.ErrCanceled)
	cancelled := r.status.Outcome == OutcomeOpen && !r.revoked && stopped
	// A cancelled context runs nothing; the clean-up has its own.
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	switch outcome, problem, ok := outcomeOf(err); {
	case cancelled:
		r.cancel(ctx)
	case r.revoked:
		r.conclude(ctx, OutcomeBlocked)
	case ok:
		r.status.Problem = problem
		r.conclude(ctx, outcome)
	}
	r.stopRequests()
	if waitErr := workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) }); waitErr != nil {
		return r.status, waitErr
	}
	r.publish(ctx)
	switch {
	case cancelled:
		return r.status, temporal.NewCanceledError(r.status)
	case r.status.Outcome == OutcomeOpen:
		return r.status, err
	default:
		return r.status, nil
	}
}

// conclude records the outcome; a release has one, the first.
func (r *release) conclude(ctx workflow.Context, outcome Outcome) {
	if r.status.Outcome != OutcomeOpen {
		return
	}
	r.status.Outcome, r.status.Stage = outcome, StageDone
	r.status.Waiting, r.status.Cancelling, r.status.EndedAt = nil, false, workflow.Now(ctx).UTC()
	r.status.NeedsHuman = needsHuman(outcome)
	r.expediteAt = time.Time{}
	if e := r.status.Expedite; e != nil && (e.State == ExpeditePlanned || e.State == ExpediteAsking) {
		// It came to nothing.
		r.status.Expedite = nil
	}
	r.note(ctx, r.status.Ending())
	r.countEnd(ctx)
}

// cancel withdraws the open review of a cancelled release.
func (r *release) cancel(ctx workflow.Context) {
	r.stopRequests()
	r.status.Cancelling, r.parked = true, false
	if r.status.NeedsHuman && changed(ctx, changeCancel) {
		// Whatever was wrong is not what the release waits for now.
		r.status.NeedsHuman, r.status.Problem = false, nil
	}
	r.wait(Waiting{For: WaitWithdrawal, Since: workflow.Now(ctx).UTC(), Whose: WhoseWeChat})
	r.noteCancel(ctx)
	nothingSent := r.status.Stage == StageDetect && r.outSince.IsZero()
	if nothingSent && !(r.readFirst && changed(ctx, changeReset)) {
		r.status.Problem = nil
		r.conclude(ctx, OutcomeCancelled)
		return
	}
	r.showsCancel = r.searchable && changed(ctx, changeShowsCancel)
	r.publish(ctx)
	got, err := r.withdraw(ctx, 0)
	for {
		problem, sentAt, needsPerson := personNeeded(err)
		if !needsPerson {
			break
		}
		r.undoneAt = cmp.Or(sentAt, r.undoneAt)
		r.park(ctx, problem)
		r.publish(ctx)
		got, err = r.withdraw(ctx, 0)
	}
	if got.AuditID != 0 {
		r.status.AuditID = got.AuditID
	}
	switch {
	case err != nil:
		r.status.Problem = problemIn(err)
		r.note(ctx, Moment{Kind: MomentWithdrawFailed, Problem: r.status.Problem})
		r.conclude(ctx, OutcomeCancelFailed)
		return
	case got.AuditID == 0:
		r.note(ctx, Moment{Kind: MomentNothingToWithdraw})
	case got.Withdrawn:
		r.note(ctx, Moment{Kind: MomentWithdrawn, AuditID: got.AuditID})
	default:
		r.note(ctx, Moment{Kind: MomentOverFirst, AuditID: got.AuditID, Status: got.Status})
	}
	r.status.Problem = nil
	r.conclude(ctx, OutcomeCancelled)
}

// withdraw takes this release's review back if it is open. within bounds it for somebody who waits for the answer; 0 means that
// it goes on until it is known what came of it.
func (r *release) withdraw(ctx workflow.Context, within time.Duration) (activities.Withdrawal, error) {
	ctx = r.step(ctx, Step{Kind: StepWithdraw})
	if within > 0 {
		ctx = workflow.WithScheduleToCloseTimeout(ctx, within)
	}
	return execute(ctx, stub.WithdrawAudit, activities.WithdrawInput{
		AppID: r.in.AppID, AuditID: r.status.AuditID, Version: r.in.Version, Since: r.status.StartedAt,
		Before: r.before, Previous: r.in.Previous, Pace: r.in.Pace,
		Out: r.readFirst || !r.outSince.IsZero(), SentAt: r.undoneAt, CallsPerson: within == 0, Parked: r.parked,
		// An attempt that was lost with its worker, or stopped, may have submitted, and the review may be over by now.
		Begun: r.status.Stage == StageSubmit,
	})
}
