package activities

import (
	"fmt"
	"time"

	"github.com/wxrelease/wxrelease/timing"
)

// PollMode says why PollAudit asks.
type PollMode string

const (
	PollRegular PollMode = "regular" // nobody called: first after Pace.Poll, then ever more seldom
	PollHint    PollMode = "hint"    // a push or a person called: ask now, and again soon if WeChat's status lags behind
	PollOnce    PollMode = "once"    // ask now and answer whatever is there
	PollParked  PollMode = "parked"  // WeChat refused to answer and a person knows: keep trying, answer as soon as WeChat does
)

// NextPoll tells when a poll that began at a moment asks WeChat next after another moment, if nothing disturbs it. The times follow
// from the begin alone: neither a worker's death nor a new run of the workflow makes them more frequent. Without the begin there is
// nothing to tell: the zero time.
func NextPoll(in PollInput, after time.Time) time.Time {
	if in.Began.IsZero() {
		return time.Time{}
	}
	pace, key := in.Pace.WithDefaults(), fmt.Sprintf("%s/%d", in.AppID, in.AuditID)
	first := pace.Poll
	if in.Mode == PollHint {
		first = pace.Hint
	}
	limit := time.Duration(max(first, pace.PollMax))
	at := in.Began
	for n := 1; n < 10_000; n++ {
		// No pause is longer than the limit: what the jitter adds to it, it takes.
		pause := timing.Jitter(timing.Backoff(first, 2, timing.Duration(limit), n), key, n)
		if pause > limit {
			pause = 2*limit - pause
		}
		if at = at.Add(pause); at.After(after) {
			return at
		}
	}
	return after.Add(limit)
}
