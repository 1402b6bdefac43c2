package wxatest

import (
	"errors"
	"fmt"
	"time"
)

// ErrNothingOpen is about an app without an open review.
var ErrNothingOpen = errors.New("wxatest: no review is open")

// Decide is the reviewer at WeChat: the open review gets this status now, and its push is sent as [App.Push] says. A final
// status ends the plan; with another one the plan goes on.
func (s *Sim) Decide(appid string, v Verdict) error {
	if err := v.check(); err != nil {
		return fmt.Errorf("wxatest: decide: %w", err)
	}
	return s.withOpen(appid, func(a *app, r *review, now time.Time) {
		s.apply(a, r, v, now)
		s.push(a, r, v, now)
	})
}

// WithdrawFromOutside withdraws the open review by other means than this platform's API. It costs no undo allowance.
func (s *Sim) WithdrawFromOutside(appid string) error {
	return s.withOpen(appid, func(a *app, r *review, now time.Time) {
		s.apply(a, r, Verdict{Status: StatusWithdrawn}, now)
	})
}

// withOpen changes the open review and waits for the pushes that come of it.
func (s *Sim) withOpen(appid string, do func(a *app, r *review, now time.Time)) error {
	return s.act(func(now time.Time) error {
		a, err := s.find(appid)
		if err != nil {
			return err
		}
		r := a.openReview()
		if r == nil {
			return fmt.Errorf("%w for %s", ErrNothingOpen, appid)
		}
		do(a, r, now)
		return nil
	})
}

// act does something now and waits for the pushes that come of it.
func (s *Sim) act(do func(now time.Time) error) error {
	deliveries, err := s.doNow(do)
	for _, d := range deliveries {
		s.deliver(d)
	}
	return err
}

func (s *Sim) doNow(do func(now time.Time) error) ([]delivery, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.settle()
	err := do(now)
	s.rearm(now)
	return s.takeDeliveries(), err
}

// ForeignReview is a review that this tool did not submit.
type ForeignReview struct {
	Version string `json:"version"`
	Desc    string `json:"desc,omitempty"`
	Plan    Plan   `json:"plan,omitempty"` // nil: the app's next one
	// Invisible: it was submitted before the merchant authorised this platform. submit_audit answers 85009 because of it,
	// but no query shows it.
	Invisible bool `json:"invisible,omitempty"`
}

// OpenForeignReview opens a review that somebody else submitted: it is not in the ledger, and it spends the platform's quota
// only when it is visible, that is when another tool of the same platform submitted it.
func (s *Sim) OpenForeignReview(appid string, f ForeignReview) (auditID int64, err error) {
	if err := f.Plan.check(); err != nil {
		return 0, fmt.Errorf("wxatest: foreign review: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.settle()
	a, err := s.find(appid)
	if err != nil {
		return 0, err
	}
	if r := a.openReview(); r != nil {
		return 0, fmt.Errorf("wxatest: %s: review %d is open already", appid, r.id)
	}
	r := s.startReview(a, version{f.Version, f.Desc, now}, f.Plan)
	r.invisible = f.Invisible
	if !f.Invisible {
		s.usage(now).submitted++
	}
	s.rearm(now)
	return r.id, nil
}
