package activities

import (
	"context"
	"fmt"
	"time"

	"github.com/wxrelease/wxrelease/wxa"
)

// WithdrawInput is the argument of WithdrawAudit.
type WithdrawInput struct {
	AppID   string    `json:"appid"`
	AuditID int64     `json:"audit_id,omitempty"` // 0: it is not known whether there is a review at all
	Version string    `json:"version"`
	Since   time.Time `json:"since"` // when the release began
	Pace    Pace      `json:"pace"`
}

// Withdrawal tells what there was to take back.
type Withdrawal struct {
	AuditID   int64      `json:"audit_id,omitempty"`
	Status    wxa.Status `json:"status,omitzero"` // of our review; missing when there is none
	Withdrawn bool       `json:"withdrawn"`       // it was open and is taken back now
}

// WithdrawAudit takes this release's open review back. undocodeaudit has no id and withdraws whatever is open, and there are
// 5 a day and 10 a month for a Mini Program; so every attempt reads first and touches nothing but our own open review.
//
// WeChat docs: undocodeaudit, get_latest_auditstatus.
func (a *Activities) WithdrawAudit(ctx context.Context, in WithdrawInput) (Withdrawal, error) {
	app, now := a.WeChat.App(in.AppID), serverNow(ctx)
	latest, err := app.LatestAudit(ctx)
	if err != nil {
		return Withdrawal{}, fail(ctx, in.Pace, in.AppID, err)
	}
	if !in.owns(latest, now()) {
		if in.AuditID == 0 && attempt(ctx) == 1 {
			// The submission's reply was lost perhaps; give WeChat a moment to show the review.
			return Withdrawal{}, later(failureWaiting, "no review of this release is visible yet", time.Duration(in.Pace.Retry))
		}
		return a.notNewest(ctx, in)
	}
	out := Withdrawal{AuditID: latest.AuditID, Status: latest.Status}
	if latest.Status.Final() {
		// Withdrawn by an earlier attempt whose reply was lost, or by somebody else: either way it is taken back.
		out.Withdrawn = latest.Status == wxa.StatusWithdrawn
		return out, nil
	}
	err = app.UndoAudit(ctx)
	switch {
	case err == nil:
		out.Status, out.Withdrawn = wxa.StatusWithdrawn, true
		return out, nil
	case wxa.IsCode(err, wxa.CodeUndoForbidden):
		// Nothing is open any more: the next attempt reads what it came to. WeChat's answers may lag, so not for ever.
		if attempt(ctx) < notQueuedTries {
			return Withdrawal{}, later(failureTransient, err.Error(), time.Duration(in.Pace.Retry))
		}
		return Withdrawal{}, stop(FailureBlocked, problemOf(err))
	default:
		return Withdrawal{}, fail(ctx, in.Pace, in.AppID, err)
	}
}

// owns tells whether the newest review is this release's.
func (in WithdrawInput) owns(latest *wxa.LatestAudit, now time.Time) bool {
	if latest == nil {
		return false
	}
	if in.AuditID != 0 {
		return latest.AuditID == in.AuditID
	}
	return whose(latest, in.Version, onWeChatsClock(in.Since, now, latest)) == ownReview
}

// notNewest is for a release whose review is not the newest one: it is over, or there never was one.
func (a *Activities) notNewest(ctx context.Context, in WithdrawInput) (Withdrawal, error) {
	if in.AuditID == 0 {
		return Withdrawal{}, nil
	}
	review, err := a.WeChat.App(in.AppID).AuditStatus(ctx, in.AuditID)
	switch {
	case err != nil:
		return Withdrawal{}, fail(ctx, in.Pace, in.AppID, err)
	case !review.Status.Final():
		return Withdrawal{}, stop(FailureBlocked, Problem{
			Message: fmt.Sprintf("review %d is %s but is not the newest review of this Mini Program", in.AuditID, review.Status),
			Meaning: "undocodeaudit takes no id, so it could withdraw another review; nothing was withdrawn.",
			Remedy:  "Look at both reviews in the platform's console.",
		})
	default:
		return Withdrawal{AuditID: in.AuditID, Status: review.Status, Withdrawn: review.Status == wxa.StatusWithdrawn}, nil
	}
}
