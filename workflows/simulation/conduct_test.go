package simulation

import (
	"slices"
	"time"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// conduct: what the release does at WeChat, whatever comes of it.
func (c *checker) conduct() {
	for _, t := range c.tried {
		c.readsBeforeItSends(t)
		c.looksTwice(t)
	}
	c.hurries()
	c.asksAtOnce()
	if ended := c.status.EndedAt; c.err == nil && !ended.IsZero() {
		for _, m := range c.status.Timeline {
			if m.At.After(ended) {
				c.add("told after the end", "%q at %s, ended at %s", m.Kind, m.At, ended)
			}
		}
	}
}

// readsBeforeItSends: each attempt reads the newest review and the trial version before it submits, and submits no other one.
func (c *checker) readsBeforeItSends(t *trial) {
	sent := slices.IndexFunc(t.calls, func(x exchange) bool { return x.Endpoint == submitPath })
	if sent < 0 {
		return
	}
	read, looked := false, false
	for _, x := range t.calls[:sent] {
		read = read || x.Endpoint == latestPath && x.kind() == fine
		looked = looked || x.Endpoint == versionPath && x.Code == 0 && (x.Version == c.schedule.Input.Version || x.Version == "")
	}
	if !read {
		c.add("sent without reading", "at %s", t.calls[sent].At)
	}
	if !looked {
		c.add("wrong version", "sent at %s", t.calls[sent].At)
	}
}

// looksTwice: that WeChat does not know an id (85012) is not believed before the newest review was read.
func (c *checker) looksTwice(t *trial) {
	i := slices.IndexFunc(t.calls, func(x exchange) bool { return x.Endpoint == statusPath && x.Code == wxa.CodeInvalidAuditID })
	if i < 0 || t.isDead() || t.of.name != "PollAudit" {
		return
	}
	if !slices.ContainsFunc(t.calls[i:], func(x exchange) bool { return x.Endpoint == latestPath || x.Endpoint == tokenCall }) {
		c.add("85012 believed", "at %s", t.calls[i].At)
	}
}

// asksAtOnce: a push that the authorisation is gone makes an open review be read, once a minute at most.
func (c *checker) asksAtOnce() {
	if c.status.SubmittedAt.IsZero() || len(c.resets)+len(c.chained) > 0 || c.err != nil {
		return
	}
	ended := c.ended
	if c.cancelAt >= 0 {
		ended = min(ended, c.cancelAt)
	}
	for _, at := range c.warned {
		read := slices.ContainsFunc(c.tried, func(t *trial) bool {
			begun := t.started.Sub(c.start)
			return t.of.name == "PollAudit" && begun > at-time.Minute && begun < at+time.Minute
		})
		old := at+c.schedule.ClockOffset < 0 // as far as the push tells
		if slices.ContainsFunc(c.schedule.Down, func(w window) bool { return w.From < at+2*time.Minute && w.From+w.For > at }) {
			continue // the worker that saw it was gone again
		}
		if !old && at > c.status.SubmittedAt.Sub(c.start)+time.Minute && at+2*time.Minute < ended && !read {
			c.add("push unheeded", "a revocation was pushed at %s, and nobody asked", at)
		}
	}
}

// hurries: WeChat is asked to hurry when the policy says so.
func (c *checker) hurries() {
	expedite := c.schedule.Input.WithDefaults().Expedite
	s := c.status
	if expedite.Policy == workflows.ExpediteNever || s.SubmittedAt.IsZero() || len(c.resets) > 0 || c.err != nil {
		return
	}
	due := s.SubmittedAt.Sub(c.start) + time.Duration(expedite.After)
	for _, w := range c.schedule.Down {
		due += w.For
	}
	asked := slices.ContainsFunc(c.tried, func(t *trial) bool { return t.of.name == "ExpediteAudit" })
	ended := c.ended
	if c.cancelAt >= 0 {
		ended = min(ended, c.cancelAt)
	}
	if ended > due+time.Minute && !asked {
		c.add("never hurried", "it was to be at %s, the release ended at %s", due, c.ended)
	}
}

// patienceOfPeople is how long somebody waits for the answer to an update.
const patienceOfPeople = 45*time.Second + whole

// requests: who was let in is answered, soon and truly.
func (c *checker) requests() {
	for _, u := range c.updates {
		if u.void {
			continue
		}
		if u.accepted && !u.complete {
			c.add("update unanswered", "%s at %s", u.Name, u.At)
		}
		if u.complete && u.Answered-u.Accepted > patienceOfPeople {
			c.add("update slow", "%s at %s was answered after %s", u.Name, u.At, u.Answered-u.Accepted)
		}
		// A server lets no run continue that has an unheard cancellation; the environment may.
		chained := slices.Contains(c.chained, c.cancelAt)
		if u.accepted && c.cancelAt >= 0 && u.Accepted > c.cancelAt && !chained {
			c.add("update too late", "%s at %s, cancelled at %s", u.Name, u.At, c.cancelAt)
		}
		if u.Refusal != nil {
			c.refusal(u)
		}
		if u.Name == string(doWithdraw) && u.complete && u.Err == nil {
			c.withdrawal(u)
		}
		if answer, _ := u.Answer.(workflows.Answer); u.complete && answer.Kind == workflows.AnswerAsking {
			c.askedAgain(u)
		}
	}
}

// askedAgain: a step before the review that a person wants to be tried again is, as soon as the attempt that runs has ended.
func (c *checker) askedAgain(u *update) {
	until := u.Answered + 5*time.Minute
	disturbed := func(at time.Duration) bool { return at >= u.Answered && at <= until }
	if until > c.ended || c.cancelAt >= 0 && c.cancelAt < until || slices.ContainsFunc(c.resets, disturbed) {
		return
	}
	for _, w := range c.schedule.Down {
		if w.From <= until && w.From+w.For >= u.Answered {
			return
		}
	}
	// The attempt that runs may also do it.
	begun := slices.ContainsFunc(c.tried, func(t *trial) bool {
		return disturbed(t.started.Sub(c.start)) || t.kind == fine && t.started.Sub(c.start) < u.Answered && disturbed(t.answeredAt())
	})
	if !begun {
		c.add("not asked again", "%s at %s", u.Name, u.At)
	}
}

// refusal: nobody is refused for a reason that is none.
func (c *checker) refusal(u *update) {
	refusal, _ := workflows.RefusalIn(u.Refusal)
	switch {
	case u.Name == string(doExtend) && refusal.Kind == workflows.RefusedWithdrawing,
		u.Stage == workflows.StageReview && refusal.Kind == workflows.RefusedTooEarly:
		c.add("update refused", "%s at %s: %s", u.Name, u.At, refusal.Error())
	}
}

// withdrawal: the answer is true, and what was promised is done.
func (c *checker) withdrawal(u *update) {
	answer, _ := u.Answer.(workflows.Answer)
	promised := answer.Kind == workflows.AnswerStillTakeBack
	for id := range c.submitted {
		if rv, _ := find(u.Reviews, id); rv.open() && !promised {
			c.add("update untrue", "withdraw was answered with %v, but review %d is open", u.Answer, id)
		}
	}
	for _, v := range c.updates {
		forbidden := v.Name == string(doWithdraw) || v.Name == string(doExpedite)
		if v != u && forbidden && v.accepted && v.Accepted > u.Accepted && v.Accepted < u.Answered {
			c.add("update while withdrawing", "%s at %s", v.Name, v.At)
		}
	}
	if !promised || len(c.resets) > 0 {
		return
	}
	until := u.Answered + 30*time.Minute
	for _, w := range c.schedule.Down {
		until += w.For
	}
	tried := slices.ContainsFunc(c.tried, func(t *trial) bool {
		return t.of.name == "WithdrawAudit" && t.started.Sub(c.start) >= u.Answered-time.Second
	})
	for _, at := range c.chained {
		// The next run takes it up again.
		if at > u.Answered && c.ended > at+30*time.Minute {
			again, over := false, c.told(workflows.MomentWithdrawFailed, u.Answered, at)
			for _, t := range c.tried {
				begun := t.started.Sub(c.start)
				if t.of.name == "WithdrawAudit" {
					again = again || begun >= at
					over = over || t.done && begun >= u.Answered-time.Second && t.answeredAt() <= at && !c.unheard(t)
				}
			}
			tried = tried && (again || over)
		}
	}
	if c.ended > until && !tried {
		c.add("promise broken", "withdraw at %s was promised to go on", u.At)
	}
}

// told tells whether the time line has a line of the kind between two moments.
func (c *checker) told(kind workflows.MomentKind, from, until time.Duration) bool {
	return slices.ContainsFunc(c.status.Timeline, func(m workflows.Moment) bool {
		at := m.At.Sub(c.start)
		return m.Kind == kind && at >= from && at <= until
	})
}

// restraint: waiting adds no history, and WeChat is asked with measure.
func (c *checker) restraint() {
	flips, was := 0, false
	for _, t := range c.tried {
		if in := t.kind != fine; len(t.calls) > 0 && in != was {
			flips, was = flips+1, in
		}
	}
	asked := c.counts["signal"] + len(c.updates)
	runs := 1 + len(c.chained) + len(c.resets)
	if got, most := c.counts["activity"]+c.counts["timer"], 10*runs+3*(asked+flips); got > most {
		c.add("history grows", "%d activities and timers, at most %d for %d signals and updates and %d changes of WeChat's mind",
			got, most, asked, flips)
	}
	if got, most := len(c.exchanges), 600+40*asked+int(c.ended/time.Hour)*120; got > most {
		c.add("too many calls", "%d, at most %d in %s", got, most, c.ended)
	}
	c.coalesced()
}

// coalesced: pushes that come together make WeChat be asked once.
func (c *checker) coalesced() {
	if len(c.updates)+c.counts["unauthorized seen"]+len(c.chained) > 0 {
		return
	}
	var last *activityRun
	for _, t := range c.tried {
		in, isPoll := t.of.arg.(activities.PollInput)
		if !isPoll || t.of == last {
			continue
		}
		hinted := in.Mode == activities.PollHint && last != nil && last.hintedWithin(50*time.Second, in)
		if hinted && c.status.Delay == nil && !c.expeditedAt(in.Began) {
			c.add("pushes not coalesced", "at %s", t.started.Sub(c.start))
		}
		last = t.of
	}
}

// expeditedAt tells whether an answer about expediting came in that moment: when the review is over, its status is read at once.
func (c *checker) expeditedAt(at time.Time) bool {
	return slices.ContainsFunc(c.tried, func(t *trial) bool {
		return t.of.name == "ExpediteAudit" && len(t.calls) > 0 && c.start.Add(t.answeredAt()).Equal(at)
	})
}

// hintedWithin tells whether an activity asked at once, and so shortly before another one began.
func (a *activityRun) hintedWithin(d time.Duration, next activities.PollInput) bool {
	in := a.arg.(activities.PollInput)
	return in.Mode == activities.PollHint && next.Began.Sub(in.Began) < d
}
