package activities

import (
	"errors"
	"net/http"
	"time"

	"github.com/wxrelease/wxrelease/wxa"
)

// condition is what stands between an activity and its result. Every limit and every bounded repeat is about one condition.
type condition string

const (
	checking   condition = "checking"    // the privacy check runs: 61039
	reviewing  condition = "reviewing"   // the review is open: status 2 or 4
	busy       condition = "busy"        // WeChat answers -1, 9402202, or that there were too many calls in a minute
	submitBusy condition = "submit-busy" // the same, about a submission: it may be in nevertheless
	outage     condition = "outage"      // no answer at all
	unreadable condition = "unreadable"  // an answer that is not WeChat's, or lacks what decides
	tokenless  condition = "tokenless"   // no token to be had, or WeChat refuses every one: says nothing about the release
	unseen     condition = "unseen"      // WeChat says that a review is open (85009) and shows none
	invisible  condition = "invisible"   // a review that should be there is not shown
	unknownID  condition = "unknown-id"  // WeChat does not know the review's id: 85012
	notQueued  condition = "not-queued"  // 89402: the review is not in the queue for expediting
	nothing    condition = "nothing"     // 87012: there is nothing to withdraw
	undone     condition = "undone"      // a withdrawal was sent, or may have been, and the review is still shown as open
	refused    condition = "refused"     // an answer that a repeat does not change
)

// conditionOf tells which condition an error of the client is.
func conditionOf(err error) condition {
	class, lost, source := wxa.ClassOf(err), (*wxa.TransportError)(nil), (*wxa.TokenError)(nil)
	var refusal interface{ Refused() bool }
	passing := class == wxa.ClassTransient || class == wxa.ClassAmbiguous || class == wxa.ClassWait
	switch {
	case wxa.IsCode(err, wxa.CodePrivacyCheckRunning):
		return checking
	case errors.As(err, &refusal) && refusal.Refused():
		// The source of tokens knows that the merchant gives no access.
		return refused
	case wxa.IsTokenSource(err), class == wxa.ClassToken, errors.As(err, &source) && passing, class == wxa.ClassWait && isAccess(err):
		return tokenless
	case isAnswer(err) && passing:
		return busy
	case errors.As(err, &lost) && lost.Status == http.StatusOK:
		return unreadable
	case passing:
		return outage
	default:
		return refused
	}
}

// passing tells what may be over at the next try and says nothing about the matter itself. It interrupts another condition
// without ending it.
func (c condition) passing() bool {
	return c == busy || c == outage || c == unreadable || c == tokenless
}

// clock is one condition as it is met again and again.
type clock struct {
	What  condition `json:"what,omitempty"`
	Since time.Time `json:"since,omitzero"`  // when it was met first, without a break since then
	Seen  time.Time `json:"seen,omitzero"`   // when it was met last
	Count int       `json:"count,omitempty"` // how often in a row
}

// see notes that the condition was met, watched after a pause. Time in which nobody watched, because there was no worker, does not
// count: the condition is taken to have begun that much later.
func (c *clock) see(what condition, now time.Time, pause time.Duration) {
	if what != c.What {
		*c = clock{What: what, Since: now}
	} else if away := now.Sub(c.Seen) - pause - unwatched; away > 0 {
		c.Since = c.Since.Add(away)
	}
	c.Seen = now
	c.Count++
}

func (c clock) lasted() time.Duration { return c.Seen.Sub(c.Since) }
