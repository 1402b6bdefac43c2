package activities

import (
	"time"

	"github.com/wxrelease/wxrelease/wxa"
)

// owner says whose the newest review of a Mini Program is.
type owner int

const (
	noReview      owner = iota // there is none, or an older one that is over: nothing stands in the way
	ownReview                  // this release submitted it, or takes it over
	foreignReview              // an open one that this release did not submit
	unclearReview              // WeChat's answer lacks the fields that would tell
	hidingReview               // another version's that is over and newer than ours would be: what became of ours cannot be read
)

// Previous is the review that the Mini Program's last release submitted.
type Previous struct {
	AuditID int64 `json:"audit_id,omitempty"` // 0: none
	Seen    bool  `json:"seen,omitempty"`     // that release saw its verdict; one that was not seen is taken over
}

// claim is what a release knows about the review that it calls its own.
type claim struct {
	version  string
	before   *Before   // the newest review before the first submission, nil when nobody read it then
	known    int64     // one that was there, and over, before anything was sent, though before does not tell it; 0 for none
	since    time.Time // when the release began, by the Temporal server's clock; decides only without before
	previous Previous  // the review of the Mini Program's last release
	adopt    bool      // an open review of this version may be anybody's
	out      bool      // a submission may be out
	begun    bool      // one may have been sent, by somebody whom nobody can ask any more
}

// whose decides from the newest review. What was there before is known by its id: a review known from before is never ours,
// and one that came after, of our version, is. Where nobody read what was there before, the moment decides when the release
// began. A review without user_version is ours only if nothing else can be meant.
func (c claim) whose(latest *wxa.LatestAudit, now time.Time) owner {
	if latest == nil {
		return noReview
	}
	other := noReview
	if !latest.Status.Final() {
		other = foreignReview
	}
	same, nameless := latest.UserVersion == c.version, latest.UserVersion == ""
	switch {
	case !same && !nameless && other == noReview && c.out && c.cameSince(latest, now):
		return hidingReview
	case !same && !nameless:
		return other
	case latest.AuditID == c.previous.AuditID && (c.previous.Seen || latest.Status == wxa.StatusWithdrawn):
		return other
	case latest.AuditID == c.previous.AuditID:
		return ownReview
	case c.adopt && same && other == foreignReview:
		return ownReview
	case c.before != nil && (latest.AuditID == c.before.AuditID || latest.AuditID == c.known):
		return other
	case c.before != nil && !c.out && other == noReview && !(c.begun && same):
		// Nothing was sent yet, and it is over: WeChat did not show it when it was asked what was there before.
		return noReview
	case c.before != nil && (same || c.out):
		return ownReview
	case c.before != nil:
		return unclearReview
	default:
		return c.byTime(latest, other, now)
	}
}

// cameSince tells whether a review may have come since this release may have submitted: WeChat shows the newest one only.
func (c claim) cameSince(latest *wxa.LatestAudit, now time.Time) bool {
	if c.before != nil {
		return latest.AuditID != c.before.AuditID && latest.AuditID != c.known
	}
	earliest, _ := onWeChatsClock(c.since, now, latest)
	return latest.SubmittedAt.IsZero() || !latest.SubmittedAt.Before(earliest)
}

// byTime decides by the moment of the submission, for a release of which nobody knows what was there before it.
func (c claim) byTime(latest *wxa.LatestAudit, other owner, now time.Time) owner {
	same := latest.UserVersion == c.version
	if latest.SubmittedAt.IsZero() {
		if same && other == foreignReview {
			// Open and of our version: that very version is what the release wants reviewed.
			return ownReview
		}
		return unclearReview
	}
	earliest, surely := onWeChatsClock(c.since, now, latest)
	switch {
	case latest.SubmittedAt.Before(earliest):
		return other
	case !latest.SubmittedAt.Before(surely), same && other == foreignReview:
		return ownReview
	default:
		return unclearReview
	}
}

const (
	// clockTolerance covers the whole seconds of submit_audit_time and of the Date header, and the time on the way.
	clockTolerance = 5 * time.Second
	// blindTolerance is for an answer without a Date header: how far WeChat's clock may be from ours.
	blindTolerance = 2 * time.Minute
)

// onWeChatsClock turns a moment of the Temporal server's clock into one of WeChat's: the earliest that it can have been there,
// and a moment that was surely after it.
func onWeChatsClock(moment, now time.Time, latest *wxa.LatestAudit) (earliest, surely time.Time) {
	if latest.ReadAt.IsZero() {
		return moment.Add(-blindTolerance), moment.Add(blindTolerance)
	}
	there := moment.Add(latest.ReadAt.Sub(now)).Add(-clockTolerance)
	return there, there
}
