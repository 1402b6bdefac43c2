package wxatest

import (
	"fmt"
	"slices"
	"time"
)

// The wire values of a review's status.
const (
	StatusApproved  = 0
	StatusRejected  = 1
	StatusReviewing = 2
	StatusWithdrawn = 3 // never pushed
	StatusDelayed   = 4 // not final
)

// Plan is the course of one review, in order of time. A plan that does not end with a final status leaves the review open
// for ever.
type Plan []Verdict

// Verdict is one change of a review's status.
type Verdict struct {
	After  time.Duration `json:"-"` // simulated, since the submission; ignored by [Sim.Decide]
	Status int           `json:"-"` // wire value, so 0 is approved
	// Reason is why rejected or delayed: HTML as WeChat writes it, "1:…<br>". It may hold control characters and, from Go,
	// bytes that are no UTF-8, as people's texts do; [App].RawTexts puts them into the JSON as they are, as WeChat does.
	Reason      string `json:"reason,omitempty"`
	Screenshots string `json:"screenshots,omitempty"` // of a rejection: media ids joined with |
}

func (v Verdict) check() error {
	if v.Status < StatusApproved || v.Status > StatusDelayed {
		return fmt.Errorf("status %d is not one of 0 to 4", v.Status)
	}
	if v.After < 0 {
		return fmt.Errorf("after %v is negative", v.After)
	}
	return nil
}

func (p Plan) check() error {
	for i, v := range p {
		if err := v.check(); err != nil {
			return err
		}
		if i > 0 && v.After < p[i-1].After {
			return fmt.Errorf("after %v comes behind after %v", v.After, p[i-1].After)
		}
		if i < len(p)-1 && final(v.Status) {
			return fmt.Errorf("status %d is final, but something follows it", v.Status)
		}
	}
	return nil
}

func final(status int) bool {
	return status == StatusApproved || status == StatusRejected || status == StatusWithdrawn
}

// review is one submission. Sim.mu guards it.
type review struct {
	id          int64
	version     version // at is the moment of submission
	status      int
	reason      string
	screenshots string
	expedited   bool
	invisible   bool      // submitted before the platform was authorised
	busyUntil   time.Time // after an undo: submit_audit does not know of it yet
	steps       []*step   // still to come
	past        []state   // what it was since when, the present included
}

// state is what a review has been since a moment.
type state struct {
	since time.Time
	statusFields
}

// at gives what the review was at a moment, nil before its submission.
func (r *review) at(moment time.Time) *statusFields {
	for i := len(r.past) - 1; i >= 0; i-- {
		if !r.past[i].since.After(moment) {
			return &r.past[i].statusFields
		}
	}
	return nil
}

// step is a planned change with the events that make it and its push.
type step struct {
	verdict      Verdict
	at           time.Time
	change, push *event // push: only when it comes before the change
	pushed       bool
}

func (r *review) open() bool { return !final(r.status) }

// openReview gives the review that is open, nil when there is none.
func (a *app) openReview() *review {
	if n := len(a.reviews); n > 0 && a.reviews[n-1].open() {
		return a.reviews[n-1]
	}
	return nil
}

// latest gives the newest review that the platform can see and that is shown, nil when there is none.
func (a *app) latest(shown func(*review) bool) *review {
	for _, r := range slices.Backward(a.reviews) {
		if !r.invisible && shown(r) {
			return r
		}
	}
	return nil
}

// startReview opens a review of the given version. plan nil: the app's own.
func (s *Sim) startReview(a *app, v version, plan Plan) *review {
	if plan == nil {
		plan = Plan{{After: s.cfg.ReviewTime, Status: StatusApproved}}
		if n := len(a.Plans); n > 0 {
			plan = a.Plans[min(len(a.reviews), n-1)]
		}
	}
	r := &review{id: s.nextAudit, version: v}
	r.become(Verdict{Status: StatusReviewing}, v.at)
	s.nextAudit += 1 + s.rng.Int64N(9)
	a.reviews = append(a.reviews, r)
	for _, verdict := range plan {
		r.steps = append(r.steps, &step{verdict: verdict, at: v.at.Add(verdict.After)})
	}
	for _, st := range r.steps {
		s.scheduleStep(a, r, st, v.at)
	}
	return r
}

// scheduleStep puts one planned change and its push into the queue, not before now.
func (s *Sim) scheduleStep(a *app, r *review, st *step, now time.Time) {
	push := func(at time.Time) {
		if !st.pushed {
			st.pushed = true
			s.push(a, r, st.verdict, at)
		}
	}
	st.change = s.schedule(later(st.at, now), func(at time.Time) {
		s.apply(a, r, st.verdict, at)
		if len(r.steps) > 0 && r.steps[0] == st {
			r.steps = r.steps[1:]
		}
		push(at)
	})
	st.push = nil
	if early := a.Push.Early; early > 0 {
		st.push = s.schedule(later(st.at.Add(-early), now), push)
	}
}

func (r *review) become(v Verdict, at time.Time) {
	r.status, r.reason, r.screenshots = v.Status, v.Reason, v.Screenshots
	r.past = append(r.past, state{at, statusFields{v.Status, typed(v.Reason), v.Screenshots}})
}

// apply makes a verdict the review's status.
func (s *Sim) apply(a *app, r *review, v Verdict, at time.Time) {
	r.become(v, at)
	if final(v.Status) {
		r.cancelSteps()
	}
	s.cfg.Logger.Info("review", "appid", a.AppID, "auditid", r.id, "status", v.Status, "at", at)
}

// cancelSteps drops everything planned; a push that is out already stays out.
func (r *review) cancelSteps() {
	for _, st := range r.steps {
		st.change.cancelled = true
		if st.push != nil {
			st.push.cancelled = true
		}
	}
	r.steps = nil
}

// expedite moves what is planned closer, in proportion, so that the review ends no later than within.
func (s *Sim) expedite(a *app, r *review, now time.Time, within time.Duration) {
	r.expedited = true
	if len(r.steps) == 0 {
		return
	}
	left := r.steps[len(r.steps)-1].at.Sub(now)
	if left <= within {
		return
	}
	steps := r.steps
	r.cancelSteps()
	for _, st := range steps {
		st.at = now.Add(time.Duration(float64(st.at.Sub(now)) * float64(within) / float64(left)))
		r.steps = append(r.steps, st)
		s.scheduleStep(a, r, st, now)
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
