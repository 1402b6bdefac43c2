package workflows

import (
	"time"

	"github.com/wxrelease/wxrelease/timing"
)

// extendLimit bounds one extension of the deadline; more is taken for a mistake.
const extendLimit = 90 * 24 * time.Hour

// open refuses what makes sense only for a release that goes on.
func (r *release) open() error {
	switch {
	case r.status.Outcome != OutcomeOpen:
		end := r.status.Ending()
		return Refusal{Kind: RefusedTooLate, AuditID: r.status.AuditID, Ended: &end}.failure()
	case r.cancelling():
		return Refusal{Kind: RefusedCancelling}.failure()
	case r.updates >= refusedUpdates:
		return Refusal{Kind: RefusedBusy}.failure()
	default:
		return nil
	}
}

// inReview refuses what makes sense only while WeChat reviews.
func (r *release) inReview() error {
	if err := r.open(); err != nil {
		return err
	}
	if r.status.Stage != StageReview {
		return Refusal{Kind: RefusedTooEarly, Waiting: r.status.Waiting.For}.failure()
	}
	return nil
}

// undisturbed refuses what makes no sense while the review is being withdrawn.
func (r *release) undisturbed() error {
	if err := r.inReview(); err != nil {
		return err
	}
	if r.withdrawing {
		return Refusal{Kind: RefusedWithdrawing, AuditID: r.status.AuditID}.failure()
	}
	return nil
}

func (r *release) mayExpedite(Request) error {
	switch err := r.undisturbed(); {
	case err != nil:
		return err
	case r.expediting:
		return Refusal{Kind: RefusedExpediting, AuditID: r.status.AuditID}.failure()
	case r.expedited:
		return Refusal{Kind: RefusedExpedited, AuditID: r.status.AuditID}.failure()
	default:
		return nil
	}
}

func (r *release) mayWithdraw(Request) error { return r.undisturbed() }

func (r *release) mayExtendDeadline(in ExtendRequest) error {
	switch more := time.Duration(in.More); {
	case more <= 0:
		return Refusal{Kind: RefusedNoMore}.failure()
	case more > extendLimit:
		return Refusal{Kind: RefusedMoreTooLong, More: in.More, Limit: timing.Duration(extendLimit)}.failure()
	default:
		return r.inReview()
	}
}

// mayPollNow allows a poll while WeChat reviews, and before that where a step waits for what a person has cured.
func (r *release) mayPollNow(Request) error {
	if err := r.open(); err == nil && r.parked && r.status.Stage != StageReview {
		return nil
	}
	return r.inReview()
}
