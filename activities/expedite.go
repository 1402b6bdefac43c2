package activities

import (
	"context"
	"fmt"
	"time"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// ExpediteInput is the argument of ExpediteAudit.
type ExpediteInput struct {
	AppID   string      `json:"appid"`
	AuditID int64       `json:"audit_id"`
	Pace    timing.Pace `json:"pace"`
}

// Expedited tells what came of asking WeChat to hurry.
type Expedited struct {
	Asked   bool     `json:"asked"`             // the review is in the fast lane
	Note    string   `json:"note"`              // one sentence for people
	Refused *Problem `json:"refused,omitempty"` // WeChat's refusal
	Over    bool     `json:"over,omitempty"`    // WeChat's status showed that the review is over
}

// notQueuedTries bounds the repeats of 89402 for a review that is open: WeChat was seen to need some minutes after a submission.
const notQueuedTries = 5

// ExpediteAudit asks WeChat to hurry. It never fails a release: what WeChat refuses becomes a note, and the review goes on
// at its ordinary pace. A repeat is harmless, WeChat answers it with 89404.
//
// WeChat docs: speedupaudit.
func (a *Activities) ExpediteAudit(ctx context.Context, in ExpediteInput) (Expedited, error) {
	in.Pace = in.Pace.WithDefaults()
	t := a.begin(ctx)
	defer t.end()
	// Refusals are handled here; what is left is trouble on the way, which ends with the review at the latest.
	p := patience{pace: in.Pace, key: in.AppID, open: true}
	err := a.WeChat.App(in.AppID).SpeedupAudit(ctx, in.AuditID)
	switch {
	case err == nil:
		return Expedited{Asked: true, Note: "WeChat accepted the request to hurry; a verdict is usual within 2 to 12 hours"}, nil
	case wxa.IsCode(err, wxa.CodeSpeedupDone):
		return Expedited{Asked: true, Note: "the review was expedited already"}, nil
	case wxa.IsCode(err, wxa.CodeSpeedupNotQueued):
		return a.notQueued(t, p, in, err)
	case conditionOf(err) != refused || ctx.Err() != nil:
		return Expedited{}, t.fail(p, err)
	}
	return refusedToHurry(problemOf(err)), nil
}

func refusedToHurry(p Problem) Expedited {
	note := "not expedited: " + p.Message
	if p.Meaning != "" {
		note += ". " + p.Meaning
	}
	return Expedited{Note: wxa.Cut(note, TextLimit), Refused: &p}
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
		problem.Message = fmt.Sprintf("the review is already over (%s)", review.Status)
		problem.Meaning, problem.Remedy = "", ""
		over := refusedToHurry(problem)
		over.Over = true
		return over, nil
	case t.Main.Count >= notQueuedTries:
		problem.Message = fmt.Sprintf("WeChat still says that the open review is not in its queue: %s", problem.Message)
		return refusedToHurry(problem), nil
	default:
		return Expedited{}, t.later(failureTransient, refusal.Error(), timing.Jitter(3*time.Duration(in.Pace.Busy), in.AppID, t.Main.Count))
	}
}
