package activities

import (
	"context"
	"fmt"
	"time"

	"github.com/wxrelease/wxrelease/wxa"
)

// WithdrawInput is the argument of WithdrawAudit.
type WithdrawInput struct {
	AppID    string    `json:"appid"`
	AuditID  int64     `json:"audit_id,omitempty"` // 0: it is not known whether there is a review at all
	Version  string    `json:"version"`
	Since    time.Time `json:"since"`             // when the release began
	Before   *Before   `json:"before,omitempty"`  // the newest review before the first submission
	Previous Previous  `json:"previous,omitzero"` // the review of the Mini Program's last release
	Limit    Duration  `json:"limit,omitzero"`    // how long WeChat may be out of reach; default 24h
	Pace     Pace      `json:"pace"`
}

func (in WithdrawInput) withDefaults() WithdrawInput {
	orDefault(&in.Limit, withdrawLimit)
	in.Pace = in.Pace.WithDefaults()
	return in
}

// Withdrawal tells what there was to take back.
type Withdrawal struct {
	AuditID   int64      `json:"audit_id,omitempty"`
	Status    wxa.Status `json:"status,omitzero"` // of our review; missing when there is none
	Withdrawn bool       `json:"withdrawn"`       // it was open and is taken back now
}

// withdrawal is one attempt at WithdrawAudit.
type withdrawal struct {
	*attempt
	in  WithdrawInput
	app *wxa.App
}

// WithdrawAudit takes this release's open review back. undocodeaudit has no id and withdraws whatever is open, and there are
// 5 a day and 10 a month for a Mini Program; so every attempt reads first and touches nothing but our own open review.
//
// WeChat docs: undocodeaudit, get_latest_auditstatus.
func (a *Activities) WithdrawAudit(ctx context.Context, in WithdrawInput) (Withdrawal, error) {
	w := withdrawal{attempt: a.begin(ctx), in: in.withDefaults(), app: a.WeChat.App(in.AppID)}
	defer w.end()
	latest, err := w.app.LatestAudit(ctx)
	if err != nil {
		return Withdrawal{}, w.fail(err)
	}
	if !w.owns(latest) {
		return w.notShown()
	}
	out := Withdrawal{AuditID: latest.AuditID, Status: latest.Status}
	if latest.Status.Final() {
		// Withdrawn by an earlier attempt whose reply was lost, or by somebody else: either way it is taken back.
		out.Withdrawn = latest.Status == wxa.StatusWithdrawn
		return out, nil
	}
	err = w.app.UndoAudit(context.WithoutCancel(ctx))
	switch {
	case err == nil:
		out.Status, out.Withdrawn = wxa.StatusWithdrawn, true
		return out, nil
	case wxa.IsCode(err, wxa.CodeUndoForbidden):
		// Nothing is open any more: the next attempt reads what it came to. WeChat's reads may lag, so not for ever.
		w.see(nothing)
		if w.settled() {
			return Withdrawal{}, stop(FailureBlocked, problemOf(err))
		}
		return Withdrawal{}, w.repeat(w.patience(), err)
	default:
		return Withdrawal{}, w.fail(err)
	}
}

func (w withdrawal) patience() patience {
	limit := time.Duration(w.in.Limit)
	return patience{pace: w.in.Pace, key: w.in.AppID, limit: limit, expired: FailureExpired, tokenLimit: limit}
}

// fail repeats the step after err, or ends it. One refusal among good answers must not leave the review open; only a used-up
// allowance is final at once.
func (w withdrawal) fail(err error) error {
	if w.ctx.Err() == nil && conditionOf(err) == refused && wxa.ClassOf(err) != wxa.ClassQuota {
		w.see(refused)
		if !w.settled() {
			return w.repeat(w.patience(), err)
		}
	}
	return w.attempt.fail(w.patience(), err)
}

// settled tells whether WeChat has said the same for so long, and so often, that its reads are taken to show what its writes did.
func (w withdrawal) settled() bool {
	return w.Count >= 4 && w.lasted() >= 5*time.Duration(w.in.Pace.Busy)
}

// owns tells whether the newest review is this release's.
func (w withdrawal) owns(latest *wxa.LatestAudit) bool {
	if latest == nil {
		return false
	}
	if w.in.AuditID != 0 {
		return latest.AuditID == w.in.AuditID
	}
	c := claim{version: w.in.Version, before: w.in.Before, since: w.in.Since, previous: w.in.Previous, out: true}
	return c.whose(latest, w.now()) == ownReview
}

// notShown is for a release whose review is not the newest one: it is over, there never was one, or WeChat does not show it yet.
func (w withdrawal) notShown() (Withdrawal, error) {
	if w.in.AuditID != 0 {
		review, err := w.app.AuditStatus(w.ctx, w.in.AuditID)
		switch {
		case err != nil && wxa.IsCode(err, wxa.CodeInvalidAuditID):
		case err != nil:
			return Withdrawal{}, w.fail(err)
		case review.Status.Final():
			return Withdrawal{AuditID: w.in.AuditID, Status: review.Status, Withdrawn: review.Status == wxa.StatusWithdrawn}, nil
		}
	}
	w.see(invisible)
	switch {
	case !w.settled():
		text := "no review of this release is visible yet"
		return Withdrawal{}, w.later(failureWaiting, text, jitter(w.pause(w.in.Pace), w.in.AppID, w.Count))
	case w.in.AuditID == 0:
		return Withdrawal{}, nil
	default:
		return Withdrawal{}, stop(FailureBlocked, Problem{
			Message: fmt.Sprintf("review %d is not over and is not the newest review of this Mini Program", w.in.AuditID),
			Meaning: "undocodeaudit takes no id, so it could withdraw another review; nothing was withdrawn.",
			Remedy:  "Look at both reviews in the platform's console.",
		})
	}
}
