package activities

import (
	"context"
	"time"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// WithdrawInput is the argument of WithdrawAudit.
type WithdrawInput struct {
	AppID    string          `json:"appid"`
	AuditID  int64           `json:"audit_id,omitempty"` // 0: it is not known whether there is a review at all
	Version  string          `json:"version"`
	Since    time.Time       `json:"since"`             // when the release began
	Before   *Before         `json:"before,omitempty"`  // the newest review before the first submission
	Previous Previous        `json:"previous,omitzero"` // the review of the Mini Program's last release
	Limit    timing.Duration `json:"limit,omitzero"`    // how long WeChat may be out of reach; default 24h
	Pace     timing.Pace     `json:"pace"`
	Out      bool            `json:"out,omitempty"`    // with no AuditID: a submission was sent, or may have been
	SentAt   time.Time       `json:"sent_at,omitzero"` // a withdrawal may have been sent then
	Begun    bool            `json:"begun,omitempty"`  // with no AuditID: the step that submits has begun, so one that is over may be ours
	// As for the other activities.
	CallsPerson bool `json:"calls_person,omitempty"`
	Parked      bool `json:"parked,omitempty"`
}

func (in WithdrawInput) withDefaults() WithdrawInput {
	in.Limit.Default(withdrawLimit)
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
	w := withdrawal{attempt: a.begin(ctx, in.AppID, in.Version), in: in.withDefaults(), app: a.WeChat.App(in.AppID)}
	defer w.end()
	if !in.SentAt.IsZero() && !w.out() {
		w.mayBeOutSince(in.SentAt)
	}
	latest, err := w.app.LatestAudit(ctx)
	if err != nil {
		return Withdrawal{}, w.fail(err)
	}
	switch w.whose(latest) {
	case ownReview:
	case unclearReview:
		return w.unclear(latest)
	default:
		return w.notShown()
	}
	out := Withdrawal{AuditID: latest.AuditID, Status: latest.Status}
	if latest.Status.Final() {
		// Withdrawn by an earlier attempt whose reply was lost, or by somebody else: either way it is taken back.
		out.Withdrawn = latest.Status == wxa.StatusWithdrawn
		return out, nil
	}
	if settles := w.SentAt.Add(w.in.Pace.Lag()).Sub(w.now()); w.out() && settles > 0 {
		// One is out already: the read may lag behind it.
		w.see(undone)
		return Withdrawal{}, w.later(failureWaiting, Problem{Kind: ProblemEffectNotShown}, min(w.pause(w.patience()), settles))
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
	}
	if wxa.ClassOf(err) == wxa.ClassAmbiguous {
		w.mayBeOut()
		return Withdrawal{}, w.noEffect(err)
	}
	return Withdrawal{}, w.fail(err)
}

// noEffect repeats a withdrawal that got no answer, calls a person, or ends the step. The reads between two of them are fine and
// show the review open, so none of the clocks of trouble runs long.
func (w withdrawal) noEffect(err error) error {
	if w.ctx.Err() != nil {
		return err
	}
	w.see(undone)
	switch {
	case w.Main.lasted() >= time.Duration(w.in.Limit):
		return stop(FailureExpired, gaveUp(w.Main, err))
	case w.Main.lasted() >= personAfter:
		return w.callPerson(w.patience(), problemOf(err))
	}
	return w.repeat(w.patience(), err)
}

func (w withdrawal) patience() patience {
	limit := time.Duration(w.in.Limit)
	return patience{
		pace: w.in.Pace, key: w.in.AppID, calls: w.in.CallsPerson, parked: w.in.Parked,
		limit: limit, expired: FailureExpired, tokenLimit: limit,
	}
}

// fail repeats the step after err, or ends it. One refusal among good answers must not leave the review open; only a used-up
// allowance is final at once.
func (w withdrawal) fail(err error) error {
	if w.ctx.Err() == nil && conditionOf(err) == refused && (wxa.ClassOf(err) != wxa.ClassQuota || w.out()) {
		w.see(refused)
		if !w.settled() {
			return w.repeat(w.patience(), err)
		}
	}
	return w.attempt.fail(w.patience(), err)
}

// settled tells whether WeChat has said the same for so long, and so often, that its reads are taken to show what its writes did.
func (w withdrawal) settled() bool {
	return w.Main.Count >= 4 && w.Main.lasted() >= w.in.Pace.Lag()
}

// whose tells whose the newest review is.
func (w withdrawal) whose(latest *wxa.LatestAudit) owner {
	switch {
	case latest == nil:
		return noReview
	case w.in.AuditID == 0:
		c := claim{version: w.in.Version, before: w.in.Before, since: w.in.Since, previous: w.in.Previous, out: w.in.Out, begun: w.in.Begun}
		return c.whose(latest, w.now())
	case latest.AuditID == w.in.AuditID:
		return ownReview
	default:
		return foreignReview
	}
}

// unclear is for a review of which nobody can tell whose it is: it may be ours, and withdrawing it could hit a stranger's.
func (w withdrawal) unclear(latest *wxa.LatestAudit) (Withdrawal, error) {
	w.see(invisible)
	if !w.settled() || latest.Status.Final() {
		return w.notYet()
	}
	return Withdrawal{}, stop(FailureBlocked, Problem{Kind: ProblemUnclearWithdrawal, AuditID: latest.AuditID, Status: latest.Status})
}

// notYet waits for what WeChat may show later; when it has had its time there is nothing.
func (w withdrawal) notYet() (Withdrawal, error) {
	if w.settled() {
		return Withdrawal{}, nil
	}
	return Withdrawal{}, w.later(failureWaiting, Problem{Kind: ProblemNotVisible}, w.pause(w.patience()))
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
	if !w.settled() || w.in.AuditID == 0 {
		return w.notYet()
	}
	// undocodeaudit takes no id: it could withdraw the newer one.
	return Withdrawal{}, stop(FailureBlocked, Problem{Kind: ProblemNotNewest, AuditID: w.in.AuditID})
}
