package activities

import (
	"context"
	"errors"
	"time"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// SubmitInput is the argument of SubmitAudit.
type SubmitInput struct {
	AppID   string                 `json:"appid"`
	Version string                 `json:"version"`
	Audit   wxa.SubmitAuditRequest `json:"audit"`
	Since   time.Time              `json:"since"` // when the release began
	// An earlier run of this release may have submitted already.
	ReadFirst bool `json:"read_first,omitempty"`
	// The newest review before the first submission; nil when it is not known, then Since decides what is ours.
	Before *Before `json:"before,omitempty"`
	// The review of the Mini Program's last release.
	Previous Previous `json:"previous,omitzero"`
	// Any open review of this version is taken over.
	Adopt bool `json:"adopt,omitempty"`
	// How long WeChat may answer "system error" before the release stops; default 30m.
	Limit timing.Duration `json:"limit"`
	// The same for 61039, which a new upload brings back; default 1h.
	DetectionLimit timing.Duration `json:"detection_limit"`
	// The same for a WeChat that cannot be reached, and for a submission of which nobody can learn what became; default 14d.
	OutageLimit timing.Duration `json:"outage_limit"`
	Pace        timing.Pace     `json:"pace"`

	ScheduledAt time.Time `json:"scheduled_at,omitzero"`  // when the workflow asked for it, by the Temporal server's clock
	CallsPerson bool      `json:"calls_person,omitempty"` // the workflow knows FailureNeedsPerson
	Parked      bool      `json:"parked,omitempty"`       // a person was called
	OutSince    time.Time `json:"out_since,omitzero"`     // a submission may be out since then; what the failure that called told
}

func (in SubmitInput) withDefaults() SubmitInput {
	in.Limit.Default(submitLimit)
	in.DetectionLimit.Default(detectionLimit)
	in.OutageLimit.Default(outageLimit)
	in.Pace = in.Pace.WithDefaults()
	return in
}

// Submission is an accepted submission.
type Submission struct {
	AuditID     int64     `json:"audit_id"`
	SubmittedAt time.Time `json:"submitted_at,omitzero"` // WeChat's clock; zero when WeChat did not say
	Adopted     bool      `json:"adopted,omitempty"`     // found by reading: its reply was lost, or it is taken over
	TakenOver   bool      `json:"taken_over,omitempty"`  // adopted, and this release did not submit it
	// WeChat has told the review's version.
	VersionSeen bool `json:"version_seen,omitempty"`
	// The review's version where it is not the release's: somebody uploaded another one in the moment of the submission.
	OtherVersion string `json:"other_version,omitempty"`
}

// submission is one attempt at SubmitAudit.
type submission struct {
	*attempt
	in  SubmitInput
	app *wxa.App
}

// SubmitAudit sends the trial version for review, once. submit_audit has no idempotency key, and every accepted submission
// spends a unit of the platform's month. So each attempt reads the newest review before it sends: ours is adopted, somebody
// else's stops the release. Once a submission may be out, no answer of WeChat's ends the release before it is known what
// became of it: a person is called, and the reading goes on.
//
// Two attempts that overlap (the first one stalled, Temporal began the second) are kept apart by WeChat itself, which
// accepts one open review for each Mini Program.
//
// WeChat docs: submit_audit, get_latest_auditstatus.
func (a *Activities) SubmitAudit(ctx context.Context, in SubmitInput) (Submission, error) {
	s := submission{attempt: a.begin(ctx, in.AppID, in.Version), in: in.withDefaults(), app: a.WeChat.App(in.AppID)}
	defer s.end()
	if in.Since.Before(a.RestoredFrom) {
		s.afterRestore()
	}
	switch first := s.Attempt == 0 && !s.lost; {
	case first && !in.OutSince.IsZero():
		s.mayBeOutSince(in.OutSince)
	case s.lost, first && (in.ReadFirst || s.late()):
		s.mayBeOut()
	}
	if found, err := s.find(); err != nil || found != nil {
		return orNone(found), err
	}
	if err := s.beforeSending(); err != nil {
		return Submission{}, err
	}
	// A cancelled release lets the call end, so that it is known what there is to take back. The client ends it by itself.
	id, err := s.app.SubmitAudit(context.WithoutCancel(ctx), s.in.Audit)
	if err != nil {
		return s.afterRefusal(err)
	}
	return s.accepted(id), nil
}

// late tells a first attempt that comes later than first attempts do: an operator may have reset the activity, and what earlier
// attempts remembered is gone.
func (s submission) late() bool {
	return !s.in.ScheduledAt.IsZero() && s.now().Sub(s.in.ScheduledAt) > 3*time.Second
}

// afterRestore is for a release whose history was put back to an older copy: it may have submitted since, and what it knows as the
// newest review from before may be its own.
func (s *submission) afterRestore() {
	s.in.Before = nil
	if !s.Restored {
		s.mu.Lock()
		s.Restored = true
		s.mu.Unlock()
		s.mayBeOut()
	}
}

func orNone(found *Submission) Submission {
	if found == nil {
		return Submission{}
	}
	return *found
}

// patience is how this step bears trouble: nothing ends it while a submission may be out.
func (s submission) patience() patience {
	return patience{
		pace: s.in.Pace, key: s.in.AppID, open: s.out(), calls: s.in.CallsPerson, parked: s.in.Parked,
		limit: time.Duration(s.in.OutageLimit), expired: FailureExpired, tokenLimit: time.Duration(s.in.Limit),
	}
}

// fail repeats the step after err, calls a person, or ends it. A submission of which nobody could learn anything for the whole
// limit ends it too: that limit is the deadline for the verdict.
func (s submission) fail(err error) error {
	if s.ctx.Err() == nil {
		if err := s.tooLate(problemOf(err)); err != nil {
			return err
		}
	}
	return s.attempt.fail(s.patience(), err)
}

// tooLate ends a release that knows for its whole limit no more than that it may have submitted.
func (s submission) tooLate(p Problem) error {
	lasted := s.now().Sub(s.OutSince)
	if !s.out() || lasted < time.Duration(s.in.OutageLimit) {
		return nil
	}
	return stop(FailureExpired, p.lasting(ProblemGaveUpUnsure, lasted))
}

// conclude ends the release for a reason that is no error of the client, unless a submission may be out: then a person is called.
func (s submission) conclude(name string, p Problem) error {
	if !s.out() {
		return stop(name, p)
	}
	if err := s.tooLate(p); err != nil {
		return err
	}
	p.MayBeOut = true
	s.see(refused)
	return s.callPerson(s.patience(), p)
}

// afterRefusal decides what a failed submit_audit means.
func (s submission) afterRefusal(err error) (Submission, error) {
	var invalid wxa.FieldError
	if isAnswer(err) && !wxa.IsCode(err, wxa.CodeAuditInProgress) {
		s.hidden(false)
	}
	switch {
	case errors.As(err, &invalid):
		return Submission{}, s.conclude(FailureBlocked, problemOf(err))
	case wxa.IsCode(err, wxa.CodeAuditInProgress):
		if found, readErr := s.find(); readErr != nil || found != nil {
			return orNone(found), readErr
		}
		return Submission{}, s.openButUnseen(err)
	case wxa.IsCode(err, wxa.CodePrivacyCheckRunning):
		return Submission{}, s.stillChecking(time.Duration(s.in.DetectionLimit), s.patience(), err)
	case wxa.ClassOf(err) == wxa.ClassAmbiguous && isAnswer(err):
		s.mayBeOut()
		s.seeCode(submitBusy, problemOf(err).Code)
		return Submission{}, s.repeat(s.patience(), err)
	case wxa.ClassOf(err) == wxa.ClassAmbiguous:
		s.mayBeOut()
	case s.out() && conditionOf(err) == refused && s.ctx.Err() == nil:
		// Whatever is wrong with this one, an earlier one may be in: the refusal counts once the reads have settled.
		s.see(refused)
		return Submission{}, s.repeat(s.patience(), err)
	}
	return Submission{}, s.fail(err)
}

// lastingError is WeChat's "system error", or another refusal that says nothing, that does not go away.
func lastingError(code int, lasted time.Duration) Problem {
	p := problemOf(&wxa.Error{Code: code, Endpoint: "/wxa/submit_audit", Write: true})
	p.Kind, p.Lasted = ProblemLastingError, lastedFor(lasted)
	return p
}
