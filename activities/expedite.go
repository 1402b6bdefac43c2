package activities

import (
	"context"
	"time"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// ExpediteInput is the argument of ExpediteAudit.
type ExpediteInput struct {
	AppID   string      `json:"appid"`
	AuditID int64       `json:"audit_id"`
	Pace    timing.Pace `json:"pace"`
	Version string      `json:"version,omitempty"` // for the log
}

// Expedited tells what came of the request to expedite.
type Expedited struct {
	Asked   bool     `json:"asked"`             // the review is in the fast lane
	Already bool     `json:"already,omitempty"` // and was before
	Note    string   `json:"note"`              // plain English, for the Temporal UI; all that an older worker tells
	Refused *Problem `json:"refused,omitempty"` // WeChat's refusal
	Over    *Review  `json:"over,omitempty"`    // the review, where WeChat's status showed that it is over; OtherVersion is not told
}

// notQueuedTries bounds the repeats of 89402 for a review that is open: WeChat was seen to need some minutes after a submission.
const notQueuedTries = 5

// ExpediteAudit asks WeChat to expedite the review. It never fails a release: what WeChat refuses is a result, and the review goes on
// at its ordinary pace. A repeat is harmless, WeChat answers it with 89404.
//
// WeChat docs: speedupaudit.
func (a *Activities) ExpediteAudit(ctx context.Context, in ExpediteInput) (Expedited, error) {
	in.Pace = in.Pace.WithDefaults()
	t := a.begin(ctx, in.AppID, in.Version)
	defer t.end()
	// Refusals are handled here; what is left is trouble on the way, which ends with the review at the latest.
	p := patience{pace: in.Pace, key: in.AppID, open: true}
	err := a.WeChat.App(in.AppID).SpeedupAudit(ctx, in.AuditID)
	switch {
	case err == nil:
		return Expedited{Asked: true, Note: "WeChat accepted the request to expedite; a verdict is usual within 2 to 12 hours"}, nil
	case wxa.IsCode(err, wxa.CodeSpeedupDone):
		return Expedited{Asked: true, Already: true, Note: "the review was expedited already"}, nil
	case wxa.IsCode(err, wxa.CodeSpeedupNotQueued):
		return a.notQueued(t, p, in, err)
	case conditionOf(err) != refused || ctx.Err() != nil:
		return Expedited{}, t.fail(p, err)
	}
	return notExpedited(problemOf(err)), nil
}

func notExpedited(p Problem) Expedited {
	refused := NewProblem(p)
	return Expedited{Note: wxa.Cut("not expedited: "+refused.Message, TextLimit), Refused: refused}
}

// notQueued asks whether 89402 means "already over" or "not queued yet".
func (a *Activities) notQueued(t *attempt, p patience, in ExpediteInput, refusal error) (Expedited, error) {
	review, err := a.WeChat.App(in.AppID).AuditStatus(t.ctx, in.AuditID)
	if err != nil {
		return Expedited{}, t.fail(p, err)
	}
	t.see(notQueued)
	problem := problemOf(refusal)
	switch {
	case review.Status.Final():
		problem.Kind, problem.AuditID, problem.Status = ProblemReviewOver, in.AuditID, review.Status
		over, verdict := notExpedited(problem), t.reviewOf(*review)
		over.Over = &verdict
		return over, nil
	case t.Main.Count >= notQueuedTries:
		problem.Kind, problem.AuditID = ProblemNotQueued, in.AuditID
		return notExpedited(problem), nil
	default:
		return Expedited{}, t.later(failureTransient, problem, timing.Jitter(3*time.Duration(in.Pace.Busy), in.AppID, t.Main.Count))
	}
}
