package workflows

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// Answer is the answer to an operator's update, as facts. The extend-deadline update answers a time instead.
type Answer struct {
	Kind    AnswerKind          `json:"kind,omitempty"`
	AuditID int64               `json:"audit_id,omitempty"`
	Status  wxa.Status          `json:"status,omitzero"`   // with the kind read: what WeChat says of the review
	Reason  []string            `json:"reason,omitempty"`  // with the kind read: lines of WeChat's text about a delay
	Within  timing.Duration     `json:"within,omitzero"`   // how long WeChat did not answer
	Problem *activities.Problem `json:"problem,omitempty"` // what it answered instead, or how the calls failed
	Text    string              `json:"text,omitempty"`    // English; an older worker answers nothing else
}

// AnswerKind says what came of a request.
type AnswerKind string

const (
	AnswerExpedited     AnswerKind = "expedited"         // WeChat has accepted it
	AnswerAlready       AnswerKind = "already-expedited" // the review was in the fast lane before
	AnswerWithdrawn     AnswerKind = "withdrawn"         // AuditID
	AnswerRead          AnswerKind = "read"              // AuditID, Status, Reason
	AnswerAsking        AnswerKind = "asking"            // WeChat is asked now; the status tells what comes of it
	AnswerStillAsking   AnswerKind = "still-expediting"  // no answer yet, the release goes on: Within, Problem
	AnswerStillTakeBack AnswerKind = "still-withdrawing" // the same
	AnswerText          AnswerKind = "text"              // an older worker's: Text
)

// AnswerKinds are all kinds.
var AnswerKinds = []AnswerKind{
	AnswerExpedited, AnswerAlready, AnswerWithdrawn, AnswerRead, AnswerAsking, AnswerStillAsking, AnswerStillTakeBack, AnswerText,
}

// UnmarshalJSON reads a text too, which an older worker answers.
func (a *Answer) UnmarshalJSON(data []byte) error {
	*a = Answer{}
	if len(data) > 0 && data[0] == '"' {
		a.Kind = AnswerText
		return json.Unmarshal(data, &a.Text)
	}
	type plain Answer
	return json.Unmarshal(data, (*plain)(a))
}

// FailureRefused names the failure of an update that was refused. Its details are an [activities.Problem], empty where nothing
// was asked of WeChat, and a [Refusal]: see [RefusalIn].
const FailureRefused = "refused"

// Refusal says why an update is not done, as facts.
type Refusal struct {
	Kind    RefusalKind     `json:"kind,omitempty"`
	AuditID int64           `json:"audit_id,omitempty"`
	Status  wxa.Status      `json:"status,omitzero"`
	Waiting WaitFor         `json:"waiting,omitempty"` // with the kind too-early
	Ended   *Moment         `json:"ended,omitempty"`   // with the kind too-late: how and when the release ended
	More    timing.Duration `json:"more,omitzero"`     // with the kind more-too-long
	Limit   timing.Duration `json:"limit,omitzero"`    // more-too-long: the most; no-answer: how long was waited
	// With the kinds by-wechat and no-answer. On the wire it is a detail of its own, which older clients read.
	Problem *activities.Problem `json:"-"`
	Text    string              `json:"text,omitempty"` // English; an older worker tells nothing else
}

// RefusalKind says why.
type RefusalKind string

const (
	RefusedTooLate     RefusalKind = "too-late"      // the release has ended: Ended
	RefusedCancelling  RefusalKind = "cancelling"    // it is being cancelled
	RefusedBusy        RefusalKind = "busy"          // the run is about to continue as a new one; ask again in a minute
	RefusedTooEarly    RefusalKind = "too-early"     // no review is open yet: Waiting
	RefusedWithdrawing RefusalKind = "withdrawing"   // the review is being withdrawn: AuditID
	RefusedExpediting  RefusalKind = "expediting"    // WeChat is being asked already: AuditID
	RefusedExpedited   RefusalKind = "expedited"     // WeChat has accepted it already: AuditID
	RefusedOverFirst   RefusalKind = "review-over"   // the review was over before it could be withdrawn: AuditID, Status
	RefusedReviewEnded RefusalKind = "ended-first"   // the release ended while the request was under way
	RefusedNoMore      RefusalKind = "more-missing"  // extend-deadline without a time above zero
	RefusedMoreTooLong RefusalKind = "more-too-long" // More, Limit
	RefusedNoAnswer    RefusalKind = "no-answer"     // WeChat did not answer within Limit: Problem
	RefusedByWeChat    RefusalKind = "by-wechat"     // Problem
	RefusedText        RefusalKind = "text"          // an older worker's: Text
)

// RefusalKinds are all kinds.
var RefusalKinds = []RefusalKind{
	RefusedTooLate, RefusedCancelling, RefusedBusy, RefusedTooEarly, RefusedWithdrawing, RefusedExpediting,
	RefusedExpedited, RefusedOverFirst,
	RefusedReviewEnded, RefusedNoMore, RefusedMoreTooLong, RefusedNoAnswer, RefusedByWeChat, RefusedText,
}

// Error is the refusal in plain English, for readers of Temporal's failure.
func (r Refusal) Error() string {
	switch r.Kind {
	case RefusedTooLate:
		return fmt.Sprintf("too late: the release ended as %s at %s", r.Ended.Outcome, r.Ended.At.UTC().Format(time.RFC3339))
	case RefusedCancelling:
		return "too late: the release is being cancelled"
	case RefusedBusy:
		return "this run has taken too many requests and is about to continue as a new one: ask again in a minute"
	case RefusedTooEarly:
		return fmt.Sprintf("too early: no review is open yet, the release waits for: %s", r.Waiting)
	case RefusedWithdrawing:
		return fmt.Sprintf("too late: review %d is being withdrawn", r.AuditID)
	case RefusedExpediting:
		return fmt.Sprintf("WeChat is already being asked to expedite review %d", r.AuditID)
	case RefusedExpedited:
		return fmt.Sprintf("review %d is already expedited", r.AuditID)
	case RefusedOverFirst:
		return fmt.Sprintf("review %d was over before it could be withdrawn: %s", r.AuditID, r.Status)
	case RefusedReviewEnded:
		return "the release ended first"
	case RefusedNoMore:
		return "\"more\" must be a duration above zero, such as 2d or 12h"
	case RefusedMoreTooLong:
		return fmt.Sprintf("%s is more than the %s that one extension may add", r.More, r.Limit)
	case RefusedNoAnswer:
		return fmt.Sprintf("no answer within %s (%s); the release goes on asking by itself", r.Limit, r.message())
	case RefusedByWeChat:
		return r.message()
	default:
		return r.Text
	}
}

func (r Refusal) message() string {
	if r.Problem == nil {
		return ""
	}
	return r.Problem.Message
}

// failure is the refusal as an update's failure; it never fails the release.
func (r Refusal) failure() error {
	var p activities.Problem
	if r.Problem != nil {
		p = *r.Problem
	}
	return temporal.NewNonRetryableApplicationError(r.Error(), FailureRefused, nil, p, r)
}

// RefusalIn reads the refusal that an update's failure carries; ok is false for any other error. A worker that is older tells the
// problem and its text, or the text alone.
func RefusalIn(err error) (r Refusal, ok bool) {
	app, ok := errors.AsType[*temporal.ApplicationError](err)
	if !ok {
		return Refusal{}, false
	}
	var p activities.Problem
	if app.Type() == FailureRefused && app.HasDetails() {
		if app.Details(&p, &r) != nil {
			r = Refusal{}
			if app.Details(&p) != nil {
				p = activities.Problem{}
			}
		}
	}
	if p != (activities.Problem{}) {
		r.Problem = &p
	}
	if r.Kind == "" {
		r.Kind, r.Text = RefusedText, app.Message()
	}
	return r, true
}
