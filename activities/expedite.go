package activities

import (
	"context"
	"fmt"

	"github.com/wxrelease/wxrelease/wxa"
)

// ExpediteInput is the argument of ExpediteAudit.
type ExpediteInput struct {
	AppID   string `json:"appid"`
	AuditID int64  `json:"audit_id"`
	Pace    Pace   `json:"pace"`
}

// Expedited tells what came of asking WeChat to hurry.
type Expedited struct {
	Asked bool   `json:"asked"` // the review is in the fast lane
	Note  string `json:"note"`  // one sentence for people
}

// notQueuedTries bounds the repeats of 89402 for a review that is open: WeChat was seen to need some minutes after a submission.
const notQueuedTries = 5

// ExpediteAudit asks WeChat to hurry. It never fails a release: what WeChat refuses becomes a note, and the review goes on
// at its ordinary pace. A repeat is harmless, WeChat answers it with 89404.
//
// WeChat docs: speedupaudit.
func (a *Activities) ExpediteAudit(ctx context.Context, in ExpediteInput) (Expedited, error) {
	app := a.WeChat.App(in.AppID)
	err := app.SpeedupAudit(ctx, in.AuditID)
	switch {
	case err == nil:
		return Expedited{true, "WeChat accepted the request to hurry; a verdict is usual within 2 to 12 hours"}, nil
	case wxa.IsCode(err, wxa.CodeSpeedupDone):
		return Expedited{true, "the review was expedited already"}, nil
	case wxa.IsCode(err, wxa.CodeSpeedupNotQueued):
		return a.notQueued(ctx, in, err)
	}
	switch wxa.ClassOf(err) {
	case wxa.ClassTransient, wxa.ClassAmbiguous, wxa.ClassWait:
		return Expedited{}, fail(ctx, in.Pace, in.AppID, err)
	}
	if ctx.Err() != nil {
		return Expedited{}, err
	}
	p := problemOf(err)
	note := "not expedited: " + p.Message
	if p.Meaning != "" {
		note += ". " + p.Meaning
	}
	return Expedited{false, note}, nil
}

// notQueued asks whether 89402 means "already over" or "not queued yet".
func (a *Activities) notQueued(ctx context.Context, in ExpediteInput, refusal error) (Expedited, error) {
	review, err := a.WeChat.App(in.AppID).AuditStatus(ctx, in.AuditID)
	switch {
	case err != nil:
		return Expedited{}, fail(ctx, in.Pace, in.AppID, err)
	case review.Status.Final():
		return Expedited{false, fmt.Sprintf("not expedited: the review is already over (%s)", review.Status)}, nil
	case attempt(ctx) >= notQueuedTries:
		return Expedited{false, fmt.Sprintf("not expedited: WeChat still says that the open review is not in its queue: %v", refusal)}, nil
	default:
		n := attempt(ctx)
		return Expedited{}, later(failureTransient, refusal.Error(), spread(grow(3*in.Pace.Busy, 1, 3*in.Pace.Busy, n), in.AppID, n))
	}
}
