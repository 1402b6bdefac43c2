package activities

import (
	"errors"
	"fmt"
	"time"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// Problem is what stands in the way, as facts: its kind and the values that belong to the kind. It travels as the detail of a
// failure. What it means and what to do about it is for readers to say, in their language, from the kind and the code.
type Problem struct {
	Kind ProblemKind `json:"kind,omitempty"` // "" from an older worker, which wrote sentences only
	// The kind of what lasted so long, with the kinds gave-up and gave-up-unsure; the other values are that one's too.
	Of       ProblemKind `json:"of,omitempty"`
	Code     int         `json:"code,omitempty"`     // errcode; 0 when the problem is not WeChat's refusal
	Class    string      `json:"class,omitempty"`    // the class of the error, see [wxa.Class]
	RID      string      `json:"rid,omitempty"`      // request id that WeChat's support asks for
	Endpoint string      `json:"endpoint,omitempty"` // the call's path, such as /wxa/submit_audit
	// Words of others, at most [TextLimit] bytes: WeChat's errmsg with the kind refused, else the English of the error.
	Detail string `json:"detail,omitempty"`

	AuditID      int64           `json:"audit_id,omitempty"`      // the review that this is about
	Status       wxa.Status      `json:"status,omitzero"`         // of that review
	Version      string          `json:"version,omitempty"`       // the release's
	OtherVersion string          `json:"other_version,omitempty"` // the one that was met: of the review, or the trial version
	SubmittedAt  time.Time       `json:"submitted_at,omitzero"`   // of that review, by WeChat's clock
	Lasted       timing.Duration `json:"lasted,omitzero"`         // for how long by now
	// A submission of this release may be at WeChat: the release goes on by itself once it is known what became of it.
	MayBeOut bool `json:"may_be_out,omitempty"`
	// Why the source of tokens gave none, by a short name of the source's own.
	Reason string `json:"reason,omitempty"`
	// The merchant has taken the platform's authorisation back.
	Revoked bool `json:"revoked,omitempty"`

	// Plain English in one line, where no better words are at hand: Temporal's failure message, logs.
	Message string `json:"message,omitempty"`
	// From an older worker, in English.
	Meaning string `json:"meaning,omitempty"`
	Remedy  string `json:"remedy,omitempty"`
}

// ProblemKind says what stands in the way.
type ProblemKind string

// Problems of a call. Each has Detail, and Endpoint as far as there is one.
const (
	ProblemRefused  ProblemKind = "refused"   // WeChat answered with an errcode: Code, Class, RID
	ProblemNoAnswer ProblemKind = "no-answer" // no answer that can be read; with Class ambiguous the call may have taken effect
	ProblemNoToken  ProblemKind = "no-token"  // the source of tokens gave none: Reason as far as it tells, Code where WeChat refused one
	ProblemInvalid  ProblemKind = "invalid"   // the submission breaks a documented limit, nothing was sent
	ProblemFailed   ProblemKind = "failed"    // another error
)

// Problems that a step has found.
const (
	ProblemGaveUp       ProblemKind = "gave-up"        // Of has lasted for the step's limit: Lasted
	ProblemGaveUpUnsure ProblemKind = "gave-up-unsure" // the same, and nobody knows whether WeChat accepted the submission
	ProblemCheckLasts   ProblemKind = "check-lasts"    // the privacy check was not over in time: Code, Lasted
	ProblemNoneAccepted ProblemKind = "none-accepted"  // WeChat answers no submission, and none of them is in: Lasted
	ProblemLastingError ProblemKind = "lasting-error"  // every submission was refused in the same way: Code, Lasted
	// A review is open that is not ours: Code, AuditID, Status, OtherVersion, SubmittedAt, Version.
	ProblemForeignReview ProblemKind = "foreign-review"
	ProblemUnseenReview  ProblemKind = "unseen-review" // WeChat says that a review is open, and shows none: Code
	ProblemLaterReview   ProblemKind = "later-review"  // a newer review hides what became of ours: AuditID, OtherVersion
	// WeChat's answer does not tell whose the newest review is: AuditID, Status.
	ProblemUnclearOwner      ProblemKind = "unclear-owner"      // so nothing more was sent
	ProblemUnclearWithdrawal ProblemKind = "unclear-withdrawal" // so nothing was withdrawn
	ProblemNotNewest         ProblemKind = "not-newest"         // ours is open and not the newest, a withdrawal could hit another: AuditID
	ProblemTrialVersion      ProblemKind = "trial-version"      // the trial version is another one: Version, OtherVersion
	ProblemReviewVersion     ProblemKind = "review-version"     // the review is about another version: AuditID, Version, OtherVersion
	ProblemReviewOver        ProblemKind = "review-over"        // the review is over, WeChat expedites it no more: Status
	ProblemNotQueued         ProblemKind = "not-queued"         // WeChat still says that the open review is not in its queue: Code, Detail
	ProblemRevoked           ProblemKind = "revoked"            // the merchant has taken the authorisation back: Code, RID
)

// What a step waits for between two attempts; no fault of anybody's.
const (
	ProblemCheckRuns      ProblemKind = "check-runs"       // the privacy check: Lasted
	ProblemReviewOpen     ProblemKind = "review-open"      // the verdict: AuditID, Status where it was read
	ProblemReadingAgain   ProblemKind = "reading-again"    // one more read of whether WeChat took the submission
	ProblemEffectNotShown ProblemKind = "effect-not-shown" // WeChat to show what a withdrawal did
	ProblemNotVisible     ProblemKind = "not-visible"      // WeChat to show a review of this release
)

// ProblemKinds are all kinds.
var ProblemKinds = []ProblemKind{
	ProblemRefused, ProblemNoAnswer, ProblemNoToken, ProblemInvalid, ProblemFailed,
	ProblemGaveUp, ProblemGaveUpUnsure, ProblemCheckLasts, ProblemNoneAccepted, ProblemLastingError,
	ProblemForeignReview, ProblemUnseenReview, ProblemLaterReview,
	ProblemUnclearOwner, ProblemUnclearWithdrawal, ProblemNotNewest, ProblemTrialVersion, ProblemReviewVersion,
	ProblemReviewOver, ProblemNotQueued, ProblemRevoked,
	ProblemCheckRuns, ProblemReviewOpen, ProblemReadingAgain, ProblemEffectNotShown, ProblemNotVisible,
}

// problemOf gives the facts of an error.
func problemOf(err error) Problem {
	p := Problem{Kind: ProblemFailed, Class: wxa.ClassOf(err).String(), Detail: wxa.Cut(err.Error(), TextLimit)}
	var answer *wxa.Error
	var lost *wxa.TransportError
	var invalid wxa.FieldError
	var source *wxa.TokenError
	if errors.As(err, &answer) {
		p.Kind, p.Code, p.RID, p.Endpoint = ProblemRefused, answer.Code, wxa.Cut(answer.RID, TextLimit/10), answer.Endpoint
		p.Detail = wxa.Cut(answer.Msg, TextLimit)
	}
	switch {
	case errors.As(err, &source):
		p.Kind, p.Detail = ProblemNoToken, wxa.Cut(source.Err.Error(), TextLimit)
		if why := (interface{ Why() string })(nil); errors.As(source.Err, &why) {
			p.Reason = wxa.Cut(why.Why(), TextLimit/10)
		}
	case p.Code != 0:
	case errors.As(err, &lost):
		p.Kind, p.Endpoint, p.Detail = ProblemNoAnswer, lost.Endpoint, wxa.Cut(lost.Err.Error(), TextLimit)
	case errors.As(err, &invalid):
		p.Kind = ProblemInvalid
	}
	p.Revoked = isRevoked(err)
	p.Message = wxa.Cut(err.Error(), TextLimit)
	return p
}

// withMessage fills the plain English; what an error said stays.
func (p Problem) withMessage() Problem {
	if text := p.plain(); text != "" {
		p.Message = text
	}
	p.Message = wxa.Cut(p.Message, TextLimit)
	return p
}

// plain says the kinds that a step has found; "" for the problems of a call, and for what lasted: those have their message.
func (p Problem) plain() string {
	switch p.Kind {
	case ProblemCheckLasts:
		return fmt.Sprintf("the privacy check was not over after %s (%d)", p.Lasted, p.Code)
	case ProblemNoneAccepted:
		return fmt.Sprintf("gave up after %s: WeChat answers no submission, and none of them is in", p.Lasted)
	case ProblemLastingError:
		return fmt.Sprintf("submit_audit was refused in the same way for %s: errcode %d", p.Lasted, p.Code)
	case ProblemForeignReview:
		text := fmt.Sprintf("review %d is %s", p.AuditID, p.Status)
		if p.OtherVersion != "" {
			text += ", version " + p.OtherVersion
		}
		if !p.SubmittedAt.IsZero() {
			text += ", submitted " + p.SubmittedAt.UTC().Format(time.RFC3339)
		}
		return text
	case ProblemUnseenReview:
		return "WeChat says that a review is open (85009) but shows none"
	case ProblemLaterReview:
		return fmt.Sprintf("review %d, version %s, came after this release may have submitted", p.AuditID, p.OtherVersion)
	case ProblemUnclearOwner, ProblemUnclearWithdrawal:
		return fmt.Sprintf("the newest review, %d (%s), came without user_version or submit_audit_time, "+
			"so it cannot be told whether this release submitted it", p.AuditID, p.Status)
	case ProblemNotNewest:
		return fmt.Sprintf("review %d is not over and is not the newest review of this Mini Program", p.AuditID)
	case ProblemTrialVersion:
		return fmt.Sprintf("the trial version is %q, not %q", p.OtherVersion, p.Version)
	case ProblemReviewVersion:
		return fmt.Sprintf("review %d is about version %s, not %s", p.AuditID, p.OtherVersion, p.Version)
	case ProblemReviewOver:
		return fmt.Sprintf("the review is already over (%s)", p.Status)
	case ProblemNotQueued:
		return "WeChat still says that the open review is not in its queue: " + p.Detail
	case ProblemRevoked:
		return "the merchant has taken this platform's authorisation back"
	default:
		return p.plainWait()
	}
}

// plainWait says what a step waits for.
func (p Problem) plainWait() string {
	switch p.Kind {
	case ProblemCheckRuns:
		return fmt.Sprintf("WeChat's privacy check is still running after %s (61039)", p.Lasted)
	case ProblemReviewOpen:
		if p.Status == wxa.StatusMissing {
			return fmt.Sprintf("review %d is open", p.AuditID)
		}
		return fmt.Sprintf("review %d is %s", p.AuditID, p.Status)
	case ProblemReadingAgain:
		return "reading once more whether WeChat took the submission"
	case ProblemEffectNotShown:
		return "a withdrawal was sent, and its effect is not shown yet"
	case ProblemNotVisible:
		return "no review of this release is visible yet"
	default:
		return ""
	}
}

// lasting is the problem that this one has lasted too long.
func (p Problem) lasting(kind ProblemKind, lasted time.Duration) Problem {
	p = p.withMessage()
	p.Kind, p.Of, p.Lasted = kind, p.Kind, lastedFor(lasted)
	format := "gave up after %s: %s"
	if kind == ProblemGaveUpUnsure {
		format = "gave up %s after a submission of which nobody knows whether WeChat accepted it: %s"
	}
	p.Message = wxa.Cut(fmt.Sprintf(format, p.Lasted, p.Message), TextLimit)
	return p
}

// NewProblem is a problem with its plain English.
func NewProblem(p Problem) *Problem {
	p = p.withMessage()
	return &p
}

// Brief is the problem for a line of a time line, of which there are many: without the sentences that follow from its kind.
func (p Problem) Brief() Problem {
	if p.Kind != "" {
		p.Message, p.Meaning, p.Remedy = "", "", ""
	}
	return p
}

// Same tells whether two problems are the same fault. Request ids and WeChat's wording differ each time.
func (p Problem) Same(q Problem) bool {
	alike := func(p Problem) Problem {
		p.RID, p.SubmittedAt = "", p.SubmittedAt.UTC()
		if p.Code != 0 {
			p.Detail, p.Message = "", ""
		}
		return p
	}
	return alike(p) == alike(q)
}

// lastedFor rounds how long something has lasted.
func lastedFor(d time.Duration) timing.Duration { return timing.Duration(d.Round(time.Second)) }
