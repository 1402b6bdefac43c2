package simulation

import (
	"slices"
	"time"

	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// whole is what a limit may lack because moments are rounded.
const whole = time.Second

// limits: none ends a release earlier than its condition has lasted.
func (c *checker) limits() {
	s, limits := c.status, c.schedule.Input.WithDefaults().Limits
	switch code := problemCode(s); {
	case s.Outcome == workflows.OutcomeDetectionExpired:
		lasted := max(c.checking(), c.lasted([]string{detectPath, submitPath}, wxa.CodePrivacyCheckRunning))
		if lasted < time.Duration(limits.Detection)-whole {
			c.add("detection limit early", "61039 lasted %s of %s", lasted, limits.Detection)
		}
	case s.Outcome == workflows.OutcomeBlocked && (code == -1 || code == wxa.CodeConcurrentCall) && len(c.submitted) == 0:
		lasted := c.lasted([]string{submitPath}, -1, wxa.CodeConcurrentCall)
		if lasted < time.Duration(limits.Submit)-whole {
			c.add("submit limit early", "%d lasted %s of %s", code, lasted, limits.Submit)
		}
	case s.Outcome == workflows.OutcomeBusy && !c.strangersOpen():
		lasted := c.lasted([]string{submitPath}, wxa.CodeAuditInProgress)
		if lasted < time.Duration(limits.Submit)-whole {
			c.add("busy early", "no foreign review is open, and 85009 lasted %s of %s", lasted, limits.Submit)
		}
	case s.Outcome == workflows.OutcomeExpired && s.AuditID != 0:
		if s.EndedAt.Before(s.Deadline) || s.Deadline.Sub(s.SubmittedAt) < time.Duration(limits.Review) {
			c.add("expired early", "at %s, the deadline is %s", s.EndedAt, s.Deadline)
		}
	case s.Outcome == workflows.OutcomeExpired:
		if silence := c.ended - c.lastWord(); silence < time.Duration(limits.Review)-whole {
			c.add("expired early", "WeChat was out of reach for %s of %s", silence, limits.Review)
		}
	}
}

func problemCode(s workflows.Status) int {
	if s.Problem == nil {
		return 0
	}
	return s.Problem.Code
}

// lasted is the longest time for which every word of WeChat at these endpoints was one of the codes.
func (c *checker) lasted(endpoints []string, codes ...int) (longest time.Duration) {
	since := time.Duration(-1)
	for _, x := range c.exchanges {
		switch {
		case !slices.Contains(endpoints, x.Endpoint) || x.Code == noCode:
		case !slices.Contains(codes, x.Code):
			since = -1
		case since < 0:
			since = x.At
		default:
			longest = max(longest, x.Answered-since)
		}
	}
	return longest
}

// checking is how long WeChat's privacy check was running when the release ended, whatever was heard of it.
func (c *checker) checking() time.Duration {
	upload, _ := c.did(doUpload, doReupload)
	if upload+c.schedule.App.Detection < c.ended {
		return 0
	}
	return c.ended
}

// lastWord is when WeChat last gave a submission an answer with a code.
func (c *checker) lastWord() (at time.Duration) {
	for _, x := range c.exchanges {
		if x.Endpoint == submitPath && x.Code != noCode && x.Answered <= c.ended {
			at = x.Answered
		}
	}
	return at
}

// strangersOpen tells whether a review that is not ours was open in the course of the release.
func (c *checker) strangersOpen() bool {
	if _, ok := c.did(doForeign); ok {
		return true
	}
	for _, e := range c.schedule.Earlier {
		if last := e.Plan[len(e.Plan)-1]; last.After > e.Age || last.Status == wxatest.StatusDelayed {
			return true
		}
	}
	return false
}
