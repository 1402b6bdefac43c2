package activities

import (
	"context"
	"fmt"
	"time"

	"github.com/wxrelease/wxrelease/wxa"
)

// PollMode says why PollAudit looks.
type PollMode string

const (
	PollRegular PollMode = "regular" // nobody called: first look after Pace.Poll, then ever more seldom
	PollHint    PollMode = "hint"    // a push or a person called: look now, and again soon if WeChat's status lags behind
	PollOnce    PollMode = "once"    // look now and answer whatever is there
	PollParked  PollMode = "parked"  // access was refused and a person knows: keep trying, answer as soon as WeChat does
)

// PollInput is the argument of PollAudit.
type PollInput struct {
	AppID       string    `json:"appid"`
	AuditID     int64     `json:"audit_id"`
	SubmittedAt time.Time `json:"submitted_at"` // by the Temporal server's clock
	Mode        PollMode  `json:"mode"`
	Pace        Pace      `json:"pace"`
}

// Review is what WeChat says of a review.
type Review struct {
	Status      wxa.Status `json:"status,omitzero"`       // missing only next to an error
	Reason      []string   `json:"reason,omitempty"`      // lines of text: why rejected or delayed
	Screenshots []string   `json:"screenshots,omitempty"` // media ids of a rejection
}

// freshID is how long after the submission an unknown audit id (85012) may still be WeChat's own lag.
const freshID = 5 * time.Minute

// PollAudit waits for the verdict by asking. The pauses are Temporal's retry delays, so that a review of two weeks is one
// activity in the history, and a worker holds nothing while it pauses. Only modes once and parked answer with a review that
// is not over.
//
// WeChat docs: get_auditstatus.
func (a *Activities) PollAudit(ctx context.Context, in PollInput) (Review, error) {
	n := attempt(ctx)
	if in.Mode == PollRegular && n == 1 {
		// An activity cannot be scheduled for later, so its first attempt only sets the alarm.
		return Review{}, later(failureWaiting, fmt.Sprintf("review %d has just begun", in.AuditID), pollPause(in, n))
	}
	got, err := a.WeChat.App(in.AppID).AuditStatus(ctx, in.AuditID)
	if err != nil {
		return Review{}, a.pollFailure(ctx, in, err)
	}
	review := Review{Status: got.Status, Reason: wxa.ReasonLines(got.Reason), Screenshots: got.Screenshots}
	if got.Status.Final() || in.Mode == PollOnce || in.Mode == PollParked {
		return review, nil
	}
	text := fmt.Sprintf("review %d at look %d: %s", in.AuditID, looks(in.Mode, n), got.Status)
	return Review{}, later(failureWaiting, text, pollPause(in, n))
}

// pollFailure handles a read that failed. While a review is open nothing but a clear word from WeChat ends the release:
// refused access and unknown codes stop this activity so that the workflow can call a person, and then keep being tried.
func (a *Activities) pollFailure(ctx context.Context, in PollInput, err error) error {
	if ctx.Err() != nil {
		return err
	}
	class := wxa.ClassOf(err)
	switch {
	case wxa.IsCode(err, wxa.CodeInvalidAuditID) && in.SubmittedAt.Add(freshID).After(serverNow(ctx)()):
		return later(failureTransient, fmt.Sprintf("WeChat does not know review %d yet: %v", in.AuditID, err), time.Duration(in.Pace.Retry))
	case in.Mode == PollParked && (class == wxa.ClassUnknown || isAccess(err)), class == wxa.ClassQuota && in.Mode != PollOnce:
		return later(failureTransient, err.Error(), pollPause(in, attempt(ctx)))
	default:
		return fail(ctx, in.Pace, in.AppID, err)
	}
}

// looks is how often WeChat was asked up to this attempt.
func looks(mode PollMode, attempt int) int {
	if mode == PollRegular {
		return attempt - 1
	}
	return attempt
}

// pollPause is the pause after the nth attempt.
func pollPause(in PollInput, n int) time.Duration {
	first := in.Pace.Poll
	if in.Mode == PollHint {
		first = in.Pace.Hint
	}
	return spread(grow(first, 2, in.Pace.PollMax, n), fmt.Sprintf("%s/%d", in.AppID, in.AuditID), n)
}

// NextLook tells when PollAudit, begun at start and undisturbed, will ask WeChat next after now. Transient failures in
// between move it, so it is a good guess; Temporal's pending activity has the exact time.
func NextLook(in PollInput, start, now time.Time) time.Time {
	look := start
	for n := 1; !look.After(now) && n < 10_000; n++ {
		look = look.Add(pollPause(in, n))
	}
	return look
}
