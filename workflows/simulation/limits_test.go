package simulation

import (
	"slices"
	"time"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

const (
	// whole is what a limit may lack because moments are rounded.
	whole = time.Second
	// pause is how much later than its limit a condition may end what it is about: one pause between two attempts, and slow answers.
	pause = 10 * time.Minute
)

// early: no limit ends a release before its condition has lasted for it, without a break and with somebody watching.
func (c *checker) early() {
	s, limits := c.status, c.schedule.Input.WithDefaults().Limits
	detect, submit := c.rows("WaitForDetection"), c.rows("SubmitAudit")
	lasted := func(what string, d time.Duration, limit timing.Duration) {
		if d < time.Duration(limit)-whole {
			c.add(what+" early", "it lasted %s of %s; problem: %s", d, limit, c.problem())
		}
	}
	last := c.lastTrial(c.ended)
	switch {
	case s.Outcome == workflows.OutcomeDetectionExpired:
		d := max(longest(detect, checking), longest(detect, told), longest(submit, checking))
		lasted("detection limit", d, limits.Detection)
	case s.Outcome == workflows.OutcomeCredentials && last != nil && last.kind == tokenless && last.of.name == "WaitForDetection":
		lasted("token limit", longest(detect, tokenless), limits.Detection)
	case s.Outcome == workflows.OutcomeCredentials && last != nil && last.kind == tokenless:
		lasted("token limit", longest(submit, tokenless), limits.Submit)
	case s.Outcome == workflows.OutcomeBlocked && slices.Contains([]int{wxa.CodeSystemBusy, wxa.CodeConcurrentCall}, problemCode(s)):
		lasted("submit limit", longest(submit, submitBusy), limits.Submit)
	case s.Outcome == workflows.OutcomeBusy && !c.strangersOpen():
		lasted("busy", longest(submit, unseen), limits.Submit)
	case s.Outcome == workflows.OutcomeExpired && s.AuditID != 0:
		if s.EndedAt.Before(s.Deadline) || s.Deadline.Sub(s.SubmittedAt) < time.Duration(limits.Review) {
			c.add("expired early", "at %s, the deadline is %s", s.EndedAt, s.Deadline)
		}
		c.lastLook()
	case s.Outcome == workflows.OutcomeExpired && !c.knowsNothing(time.Duration(limits.Review)):
		lasted("expired", longest(submit, told), limits.Review)
	}
}

// knowsNothing tells whether a submission may have been in for so long, for all that the release could learn.
func (c *checker) knowsNothing(limit time.Duration) bool {
	var since, sent time.Duration
	var told []time.Duration // since when, for all that one step told the next; what it learnt later is lost when it is stopped
	hidden := false          // WeChat said after it that a review is open, and showed none
	out := len(c.resets) > 0 // what the run before did, the next one cannot know
	var of *activityRun
	lost := false // the attempt before
	for _, t := range c.tried {
		if t.of.name != "SubmitAudit" {
			continue
		}
		begun := t.started.Sub(c.start)
		if of != t.of {
			if !out && c.stoppedBetween(of, t.of) {
				// What a stopped step did is lost.
				out, since = true, begun
			}
			if out || since > 0 { // since the beginning for a run that was reset
				told = append(told, since)
			}
			lost = lost || out
			of = t.of
		}
		if (t.isDead() || t.comesLate()) && !out {
			out, since = true, begun
		}
		if lost || t.isDead() || t.comesLate() {
			// When the one before it sent is not known.
			sent = max(sent, begun)
		}
		lost = t.isDead()
		for _, x := range t.calls {
			shown := x.Endpoint == latestPath && x.kind() == fine && x.At > sent+2*settled && !c.hiddenBehindStranger() && !c.strangerCame()
			if x.Endpoint == submitPath && (x.kind() != silence && x.kind() != unreadable) {
				hidden = x.Code == wxa.CodeAuditInProgress && out
			}
			switch {
			case x.mayBeOut() || x.Code == wxa.CodeAuditInProgress:
				if sent = max(sent, x.Answered); !out {
					out, since = true, x.At
				}
			case shown && len(c.submitted) == 0 && !t.isDead() && !hidden:
				out = false
			}
		}
	}
	return (out || len(told) > 0) && c.ended-slices.Min(append(told, since)) >= limit-whole
}

// stoppedBetween tells whether a step that submits was stopped before one of them and not before the other, nil for none, which
// may not have begun an attempt at all.
func (c *checker) stoppedBetween(last, next *activityRun) bool {
	for _, a := range c.activities {
		after := last == nil || a.seq >= last.seq
		if a.name == "SubmitAudit" && a.stopped && after && a.seq < next.seq {
			return true
		}
	}
	return false
}

// comesLate tells a first attempt of which nobody can tell whether it is one: an operator can reset an activity.
func (t *trial) comesLate() bool {
	return t.number == 1 && t.started.Sub(t.of.scheduled) > 5*time.Second
}

// lastLook: before a review is given up at its deadline, WeChat answered, or failed to for four times.
func (c *checker) lastLook() {
	looks := 0
	for _, t := range c.tried {
		in, ok := t.of.arg.(activities.PollInput)
		if !ok || in.Mode != activities.PollOnce || t.started.Before(c.status.Deadline.Add(-time.Minute)) {
			continue
		}
		if looks++; t.kind == fine && len(t.calls) > 0 && !t.isDead() {
			return
		}
	}
	if looks < 4 {
		c.add("last look", "the release expired after %d", looks)
	}
}

func problemCode(s workflows.Status) int {
	if s.Problem == nil {
		return 0
	}
	return s.Problem.Code
}

// late: what has a limit ends by it.
func (c *checker) late() {
	limits := c.schedule.Input.WithDefaults().Limits
	over := func(name string, limit time.Duration, kinds ...kind) {
		for _, r := range c.rows(name) {
			if slices.Contains(kinds, r.kind) && !r.resets && r.watched() > limit+pause+c.slack(r) {
				c.add("limit late", "%s met %s for %s, its limit is %s", name, r.kind, r.watched(), limit)
			}
		}
	}
	if len(c.resets) == 0 {
		over("WaitForDetection", time.Duration(limits.Detection), checking, told, tokenless)
	}
	if !c.perhapsOut() {
		over("SubmitAudit", time.Duration(limits.Detection), checking)
		over("SubmitAudit", time.Duration(limits.Submit), tokenless, unseen)
		over("SubmitAudit", time.Duration(limits.Review), told)
	}
	over("SubmitAudit", time.Duration(limits.Submit)+settled, submitBusy)
	over("WithdrawAudit", 24*time.Hour, told, tokenless)
	over("WithdrawAudit", 3*settled, nothing)
}

// slack is what deaths of workers add: each is noticed late, and what it had met may be forgotten.
func (c *checker) slack(row) time.Duration { return time.Duration(c.deaths()) * pause }

// perhapsOut tells whether a submission may have been out at some time.
func (c *checker) perhapsOut() bool {
	for _, a := range c.activities {
		if a.name == "SubmitAudit" && a.stopped {
			return true
		}
	}
	return len(c.resets) > 0 || slices.ContainsFunc(c.tried, func(t *trial) bool {
		return t.of.name == "SubmitAudit" && (t.isDead() || t.comesLate() || slices.ContainsFunc(t.calls, exchange.mayBeOut))
	})
}

// strangerCame tells whether a stranger's review came since the release began. WeChat shows the newest review only, so it may
// hide ours for ever.
func (c *checker) strangerCame() bool {
	for _, r := range c.reviews {
		if !c.submitted[r.AuditID] && !r.Submitted.Before(c.start) {
			return true
		}
	}
	return false
}

// strangersOpen tells whether a review that is not ours was open in the course of the release.
func (c *checker) strangersOpen() bool {
	if _, ok := c.did(doForeign); ok {
		return true
	}
	for _, e := range c.schedule.Earlier {
		if last := e.Plan[len(e.Plan)-1]; last.After > e.Age-time.Second {
			return true
		}
	}
	return false
}
