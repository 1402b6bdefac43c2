package activities

import (
	"time"

	"github.com/wxrelease/wxrelease/wxa"
)

// Here is decided what an open review means for a submission: whose the newest review is, and what 85009 says, "a version is in
// review already".

// find reads the newest review. A result means that it is ours; an error that the release must stop or read again.
func (s submission) find() (*Submission, error) {
	latest, err := s.app.LatestAudit(s.ctx)
	if err != nil {
		return nil, s.fail(err)
	}
	in, known := s.in, latest != nil && s.in.Before != nil && latest.AuditID == s.in.Before.AuditID
	c := claim{
		version: in.Version, before: in.Before, known: s.Known, since: in.Since, previous: in.Previous, adopt: in.Adopt, out: s.out(),
	}
	switch c.whose(latest, s.now()) {
	case ownReview:
		return &Submission{
			AuditID: latest.AuditID, SubmittedAt: latest.SubmittedAt, Adopted: true,
			VersionSeen: latest.UserVersion == in.Version,
			TakenOver:   known || latest.AuditID == in.Previous.AuditID || !s.out(),
		}, nil
	case foreignReview:
		if known {
			// It was open before anything was sent and still is: WeChat, which takes one at a time, has none of ours.
			s.notOut()
		}
		return nil, s.conclude(FailureBusy, busyWith(latest, in.Version))
	case unclearReview:
		// Sending again could submit twice, and taking over a stranger's review could publish the wrong code.
		return nil, s.unclear(Problem{Kind: ProblemUnclearOwner, AuditID: latest.AuditID, Status: latest.Status})
	case hidingReview:
		// WeChat shows the newest review only: our own may have been accepted and be over. Sending again could submit twice.
		return nil, s.conclude(FailureBlocked, Problem{
			Kind: ProblemLaterReview, AuditID: latest.AuditID, Status: latest.Status, Version: in.Version,
			OtherVersion: wxa.Cut(latest.UserVersion, TextLimit/4),
		})
	default:
		if latest != nil && !s.out() {
			s.knew(latest.AuditID)
		}
		return nil, nil
	}
}

// unclear is for a review of which nobody can tell whose it is. One that came since this release read what was there before is
// most likely ours, also where an operator's reset has wiped that something was sent: it ends nothing for as long as the review
// may last.
func (s submission) unclear(p Problem) error {
	if s.in.Before == nil || s.out() {
		return s.conclude(FailureBlocked, p)
	}
	if s.see(refused); s.Main.lasted() >= time.Duration(s.in.OutageLimit) {
		return stop(FailureBlocked, p)
	}
	return s.callPerson(s.patience(), p)
}

// openButUnseen handles 85009 when the newest review is none of ours and over, or there is none: either a withdrawal or our
// own submission is not through everywhere yet, or the open review was submitted before the merchant authorised this platform.
// Time tells, unless a submission of ours may be out.
func (s submission) openButUnseen(err error) error {
	s.see(unseen)
	p := problemOf(err)
	p.Kind, p.MayBeOut = ProblemUnseenReview, s.out()
	if s.out() {
		// What is open may be ours.
		s.hidden(true)
	}
	switch left := time.Duration(s.in.Limit) - s.Main.lasted(); {
	case left > 0:
		return s.later(failureTransient, p, min(s.pause(s.patience()), left))
	case s.out():
		if err := s.tooLate(p); err != nil {
			return err
		}
		return s.callPerson(s.patience(), p)
	default:
		return stop(FailureBusy, p)
	}
}

// busyWith is the problem of an open review that is not ours; WeChat accepts one at a time.
func busyWith(latest *wxa.LatestAudit, version string) Problem {
	p := Problem{
		Kind: ProblemForeignReview, Code: wxa.CodeAuditInProgress, Class: wxa.ClassFix.String(),
		AuditID: latest.AuditID, Status: latest.Status,
		Version: version, OtherVersion: wxa.Cut(latest.UserVersion, TextLimit/4),
	}
	if !latest.SubmittedAt.IsZero() {
		p.SubmittedAt = latest.SubmittedAt.UTC()
	}
	return p
}
