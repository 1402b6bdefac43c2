package activities

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/activity"

	"github.com/wxrelease/wxrelease/wxa"
)

// SubmitInput is the argument of SubmitAudit.
type SubmitInput struct {
	AppID          string                 `json:"appid"`
	Version        string                 `json:"version"`
	Audit          wxa.SubmitAuditRequest `json:"audit"`
	Since          time.Time              `json:"since"`                // when the release began; an older review is not ours
	ReadFirst      bool                   `json:"read_first,omitempty"` // an earlier run of this release may have submitted already
	Limit          Duration               `json:"limit"`                // how long WeChat may answer "system error" before the release stops
	DetectionLimit Duration               `json:"detection_limit"`      // the same for 61039, which a new upload brings back
	OutageLimit    Duration               `json:"outage_limit"`         // the same for a WeChat that cannot be reached
	Pace           Pace                   `json:"pace"`
}

// Submission is an accepted submission.
type Submission struct {
	AuditID     int64     `json:"audit_id"`
	SubmittedAt time.Time `json:"submitted_at,omitzero"` // WeChat's clock; zero when WeChat did not say
	Adopted     bool      `json:"adopted,omitempty"`     // found by reading, after a reply that was lost
}

// SubmitAudit sends the trial version for review, once. submit_audit has no idempotency key, and every accepted submission
// spends a unit of the platform's month. So an attempt that cannot know what became of an earlier one, and one that is told
// that a review is open (85009), reads the newest review first: ours is adopted, somebody else's stops the release.
//
// Two attempts that overlap (the first one stalled, Temporal began the second) are kept apart by WeChat itself, which
// accepts one open review for each Mini Program.
//
// WeChat docs: submit_audit, get_latest_auditstatus.
func (a *Activities) SubmitAudit(ctx context.Context, in SubmitInput) (Submission, error) {
	now := serverNow(ctx)
	if in.ReadFirst || attempt(ctx) > 1 {
		found, ok, err := a.findOwnReview(ctx, in, now)
		if err != nil || ok {
			return found, err
		}
	}
	if err := a.checkTrialVersion(ctx, in); err != nil {
		return Submission{}, err
	}
	id, err := a.WeChat.App(in.AppID).SubmitAudit(ctx, in.Audit)
	if err == nil {
		return Submission{AuditID: id, SubmittedAt: now()}, nil
	}
	return a.afterRefusal(ctx, in, now, err)
}

// fail repeats the step after err, or ends it: also when WeChat has been out of reach for the whole limit.
func (in SubmitInput) fail(ctx context.Context, err error) error {
	return within(ctx, in.OutageLimit, FailureExpired, fail(ctx, in.Pace, in.AppID, err), err)
}

// checkTrialVersion stops a release of another version than the one that was uploaded last. submit_audit has no version
// parameter: it takes whatever is the trial version, so a failed upload would send the version before for review.
//
// WeChat docs: getversioninfo.
func (a *Activities) checkTrialVersion(ctx context.Context, in SubmitInput) error {
	info, err := a.WeChat.App(in.AppID).VersionInfo(ctx)
	if err != nil {
		return in.fail(ctx, err)
	}
	// Without a trial version, or without its name, submit_audit itself tells what is wrong.
	if info.Trial == nil || info.Trial.Version == "" || info.Trial.Version == in.Version {
		return nil
	}
	return stop(FailureBlocked, Problem{
		Message: fmt.Sprintf("the trial version is %s, not %s", info.Trial.Version, in.Version),
		Meaning: "WeChat reviews the version that was uploaded last, and that is another one; nothing was sent.",
		Remedy:  "Upload the version, or correct the release file's version, and start again.",
	})
}

// afterRefusal decides what a failed submit_audit means.
func (a *Activities) afterRefusal(ctx context.Context, in SubmitInput, now func() time.Time, err error) (Submission, error) {
	var invalid wxa.FieldError
	switch {
	case errors.As(err, &invalid):
		return Submission{}, stop(FailureBlocked, Problem{Message: err.Error(), Meaning: "The submission breaks a documented limit; nothing was sent.", Remedy: "Correct the release file and start again."})
	case wxa.IsCode(err, wxa.CodeAuditInProgress):
		found, ok, readErr := a.findOwnReview(ctx, in, now)
		if readErr != nil || ok {
			return found, readErr
		}
		return Submission{}, a.openButUnseen(ctx, in, err)
	case wxa.IsCode(err, wxa.CodePrivacyCheckRunning):
		return Submission{}, stillChecking(ctx, in.DetectionLimit, in.Pace, in.AppID, err)
	case wxa.ClassOf(err) == wxa.ClassAmbiguous && isAnswer(err):
		if lasted := busyFor(ctx, now()); lasted >= time.Duration(in.Limit) {
			return Submission{}, stop(FailureBlocked, lastingBusy(err, lasted))
		}
	default:
		notBusy(ctx)
	}
	return Submission{}, in.fail(ctx, err)
}

// findOwnReview reads the newest review. ok means that it is ours; an error that the release must stop or look again.
func (a *Activities) findOwnReview(ctx context.Context, in SubmitInput, now func() time.Time) (found Submission, ok bool, err error) {
	latest, err := a.WeChat.App(in.AppID).LatestAudit(ctx)
	if err != nil {
		return Submission{}, false, in.fail(ctx, err)
	}
	switch whose(latest, in.Version, onWeChatsClock(in.Since, now(), latest)) {
	case ownReview:
		return Submission{AuditID: latest.AuditID, SubmittedAt: latest.SubmittedAt, Adopted: true}, true, nil
	case foreignReview:
		return Submission{}, false, stop(FailureBusy, busyWith(latest))
	case unclearReview:
		return Submission{}, false, stop(FailureBlocked, Problem{
			Message: fmt.Sprintf("the newest review, %d (%s), came without user_version and submit_audit_time, so it cannot be told whether this release submitted it", latest.AuditID, latest.Status),
			Meaning: "Sending again could submit twice; taking over a stranger's review could publish the wrong code. So nothing more was sent.",
			Remedy:  "Look the review up in the platform's console. Start again once no review is open.",
		})
	default:
		return Submission{}, false, nil
	}
}

// openButUnseen handles 85009 when the newest review is none of ours and over, or there is none: either a withdrawal is not
// through everywhere yet, or the open review was submitted before the merchant authorised this platform. Time tells.
func (a *Activities) openButUnseen(ctx context.Context, in SubmitInput, err error) error {
	if left := time.Duration(in.Limit) - waited(ctx); left > 0 {
		n := attempt(ctx)
		pause := spread(grow(in.Pace.Busy, 1.5, 5*in.Pace.Busy, n), in.AppID, n)
		return later(failureTransient, "WeChat says that a review is open (85009) but shows none", min(pause, left))
	}
	p := problemOf(err)
	p.Meaning = "A review is open that this platform cannot see, most likely one that was submitted before the merchant authorised it."
	p.Remedy = "Wait for that review to end or let the merchant withdraw it, then start again."
	return stop(FailureBusy, p)
}

func busyWith(latest *wxa.LatestAudit) Problem {
	p := Problem{
		Code:    wxa.CodeAuditInProgress,
		Class:   wxa.ClassFix.String(),
		Message: fmt.Sprintf("review %d is %s", latest.AuditID, latest.Status),
		Meaning: "Another review of this Mini Program is open that this release did not submit; WeChat accepts one at a time.",
		Remedy:  "Wait for its verdict or withdraw it, then start again.",
	}
	if latest.UserVersion != "" {
		p.Message += ", version " + latest.UserVersion
	}
	if !latest.SubmittedAt.IsZero() {
		p.Message += ", submitted " + latest.SubmittedAt.UTC().Format(time.RFC3339)
	}
	return p
}

// lastingBusy is WeChat's "system error" that does not go away, with what staff and users found behind it.
func lastingBusy(err error, lasted time.Duration) Problem {
	p := problemOf(err)
	p.Message = fmt.Sprintf("submit_audit was refused in the same way for %s: %v", Duration(lasted.Round(time.Second)), err)
	if wxa.IsCode(err, wxa.CodeSystemBusy) {
		p.Meaning = "WeChat's \"system error\" on a submission often hides another fault."
		p.Remedy = "Check that the Mini Program has an approved category and that the item list names it, that the texts are plain UTF-8, and upload the code once more; then start again."
	}
	return p
}

// busySince travels from one attempt to the next as heartbeat details, which Temporal stores with the failed attempt.
type busySince struct {
	At time.Time `json:"at,omitzero"`
}

// busyFor tells how long WeChat has answered "busy" without a break.
func busyFor(ctx context.Context, now time.Time) time.Duration {
	var since busySince
	if activity.HasHeartbeatDetails(ctx) {
		// Unreadable details mean only that the count begins anew.
		_ = activity.GetHeartbeatDetails(ctx, &since)
	}
	if since.At.IsZero() {
		since.At = now
	}
	activity.RecordHeartbeat(ctx, since)
	return now.Sub(since.At)
}

// notBusy forgets the count: something else went wrong, an outage for example, which has no limit of its own.
func notBusy(ctx context.Context) { activity.RecordHeartbeat(ctx, busySince{}) }
