package simulation

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/sdk/testsuite"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// during does what the schedule has for the time while a call is under way.
func (r *run) during(path string, n int, answered bool) {
	for i, a := range r.schedule.Acts {
		if a.During == path && a.Nth == n && a.Answered == answered {
			r.at(r.since(), func() { r.do(i) })
			// The environment gets to it while the call waits.
			_ = r.pause(context.Background(), 2*time.Second)
		}
	}
}

// do is one act, once.
func (r *run) do(i int) {
	r.mu.Lock()
	if _, done := r.done[i]; done {
		r.mu.Unlock()
		return
	}
	r.done[i] = r.env.Now().Sub(r.start)
	r.mu.Unlock()
	a := r.schedule.Acts[i]
	r.logf("act: %s", a.Do)
	switch a.Do {
	case doPollNow, doExpedite, doWithdraw:
		r.update(string(a.Do), workflows.Request{By: "li"})
	case doExtend:
		r.update(string(a.Do), workflows.ExtendRequest{By: "li", More: timing.Duration(a.More)})
	case doCancel:
		r.whenUp(func() {
			r.mu.Lock()
			if r.cancelAt < 0 {
				r.cancelAt = r.env.Now().Sub(r.start)
			}
			r.mu.Unlock()
			r.env.CancelWorkflow()
		})
	case doPush:
		r.push("weapp_audit_success")
	case doOldRevoke:
		r.unauthorized(r.start.Add(r.schedule.ClockOffset-48*time.Hour), true)
	case doFalsePush:
		r.unauthorized(r.env.Now().Add(r.schedule.ClockOffset), false)
	default:
		if err := r.atWeChat(a.Do); err != nil {
			r.logf("act: %s: %v", a.Do, err)
		}
		if a.Do == doRevoke {
			r.unauthorized(r.env.Now().Add(r.schedule.ClockOffset), false)
		}
	}
}

// atWeChat changes something there.
func (r *run) atWeChat(do deed) error {
	w := r.wechat
	if lag := r.unshown(); lag > 0 && do == doOutside {
		// The merchant sees no more of it than we do, and withdraws what is shown.
		r.at(r.since()+lag, func() { _ = r.atWeChat(do) })
		return fmt.Errorf("the review is not yet shown, waiting %s", lag)
	}
	w.mu.Lock()
	var err error
	switch do {
	case doOutside:
		err = w.sim.WithdrawFromOutside(appid)
	case doUpload:
		err = w.sim.Upload(appid, "9.9.9", "by somebody else")
	case doReupload:
		err = w.sim.Upload(appid, r.schedule.App.TrialVersion, "again")
	case doForeign:
		plan := wxatest.Plan{{After: 5 * time.Hour, Status: wxatest.StatusApproved}}
		_, err = w.sim.OpenForeignReview(appid, wxatest.ForeignReview{Version: "9.9.9", Plan: plan})
	case doRevoke:
		err = w.sim.Update(appid, func(a *wxatest.App) { a.Unauthorized = 61003 })
	case doRestore:
		err = w.sim.Update(appid, func(a *wxatest.App) { a.Unauthorized = 0 })
	case doNoAccess:
		err = w.sim.Update(appid, func(a *wxatest.App) { a.IPRefused = true })
	case doGiveAccess:
		err = w.sim.Update(appid, func(a *wxatest.App) { a.IPRefused = false })
	default:
		err = fmt.Errorf("nobody knows how to do this")
	}
	w.mu.Unlock()
	r.reviewsMayHaveChanged()
	return err
}

// unshown is how long it takes until the newest review is shown.
func (r *run) unshown() time.Duration {
	all := r.wechat.reviews()
	if len(all) == 0 {
		return 0
	}
	lag, at := r.schedule.App.ReadLag, all[len(all)-1].Submitted
	if r.schedule.App.ForgottenByLatest && r.schedule.App.ForgottenAfter == 0 {
		lag = max(lag, r.schedule.App.ForgottenFor)
	}
	return at.Add(lag).Sub(r.env.Now())
}

// update sends an operator's request.
func (r *run) update(name string, arg any) {
	u := &update{At: r.since(), Name: name}
	r.mu.Lock()
	r.updates = append(r.updates, u)
	id := fmt.Sprintf("%s/%d", name, len(r.updates))
	r.mu.Unlock()
	r.send(u, id, arg)
}

func (r *run) send(u *update, id string, arg any) {
	r.whenUp(func() {
		u.Sent, u.Stage = r.since(), r.stage()
		again := false
		r.env.UpdateWorkflow(u.Name, id, &testsuite.TestUpdateCallback{
			OnReject: func(err error) { u.Refusal = err; r.logf("update %s refused: %v", id, err) },
			OnAccept: func() {
				if again = r.betweenRuns(); !again {
					u.accepted, u.Accepted = true, r.since()
				}
			},
			OnComplete: func(answer any, err error) {
				if again {
					// The run had ended: the server gives it to the next one.
					r.at(r.since(), func() { r.send(u, id, arg) })
					return
				}
				u.complete, u.Answer, u.Err, u.Answered = true, answer, err, r.since()
				u.Reviews = r.wechat.reviews()
				r.at(r.since()+3*time.Second, r.sample)
				r.at(r.since()+patienceOfPeople+3*time.Second, r.sample)
				r.logf("update %s answered: %v, %v", id, answer, err)
			},
		}, arg)
	})
}

// whenUp does something as soon as a worker is there to see it.
func (r *run) whenUp(f func()) {
	if wait := r.down(); wait > 0 {
		r.at(r.since()+wait, f)
		return
	}
	f()
}

func (r *run) unauthorized(at time.Time, old bool) {
	r.count("signal")
	if !old {
		r.mu.Lock()
		r.revocations = append(r.revocations, r.env.Now().Sub(r.start))
		r.mu.Unlock()
		r.whenUp(func() { r.warned = append(r.warned, r.since()) })
	}
	r.signal(workflows.SignalUnauthorized, workflows.Unauthorized{At: at})
}

// signal reaches the release as soon as a worker is there.
func (r *run) signal(name string, arg any) {
	r.whenUp(func() {
		if name == workflows.SignalUnauthorized {
			r.count("unauthorized seen")
		}
		r.env.SignalWorkflow(name, arg)
	})
}

// push is a review event that reaches the release.
func (r *run) push(event string) {
	at := r.env.Now().Add(r.schedule.ClockOffset)
	switch r.schedule.Pushes.Time {
	case timeAbsent:
		at = time.Time{}
	case timeFuture:
		at = at.Add(100 * 365 * 24 * time.Hour)
	case timePast:
		at = time.Unix(1, 0)
	}
	r.count("signal")
	r.logf("push: %s", event)
	r.signal(workflows.SignalAuditEvent, workflows.AuditEvent{Event: event, At: at})
}

// events are the pushes that tell a status.
var events = map[int]string{
	wxatest.StatusApproved: "weapp_audit_success", wxatest.StatusRejected: "weapp_audit_fail", wxatest.StatusDelayed: "weapp_audit_delay",
}

// reviewsMayHaveChanged sends the pushes of what has changed, and comes back when the next change is due.
func (r *run) reviewsMayHaveChanged() {
	p := r.schedule.Pushes
	for _, rv := range r.wechat.reviews() {
		r.mu.Lock()
		was, known := r.reviewed[rv.AuditID]
		r.reviewed[rv.AuditID] = rv.Status
		r.mu.Unlock()
		if known && was != rv.Status {
			r.logf("WeChat: review %d is %d", rv.AuditID, rv.Status)
			r.mu.Lock()
			r.changed[rv.AuditID] = r.env.Now().Sub(r.start)
			r.mu.Unlock()
			if event := events[rv.Status]; event != "" && !p.None && p.Early == 0 && !rv.Submitted.Before(r.start) {
				for range max(1, p.Times) {
					r.at(r.since()+p.Late, func() { r.push(event) })
				}
			}
		}
		if rv.Next.IsZero() {
			continue
		}
		next := rv.Next.Sub(r.start)
		key := pushKey{rv.AuditID, int(next / time.Second), false}
		r.mu.Lock()
		again := r.pushed[key]
		r.pushed[key] = true
		r.mu.Unlock()
		if again {
			continue
		}
		r.at(next, r.reviewsMayHaveChanged)
		if p.Early > 0 && !p.None {
			r.at(max(r.since(), next-p.Early), func() { r.push("weapp_audit_success") })
		}
	}
}

func describe(f wxatest.Fault) string {
	text := ""
	switch {
	case f.Cut != "":
		text = "cut " + string(f.Cut)
	case f.Errcode != 0:
		text = fmt.Sprintf("errcode %d", f.Errcode)
	case f.HTTPStatus != 0:
		text = fmt.Sprintf("HTTP %d", f.HTTPStatus)
	case f.Body != "":
		text = "foreign body"
	case f.EmptyBody:
		text = "empty body"
	}
	if f.Effect {
		text += " with effect"
	}
	return "[" + text + "]"
}
