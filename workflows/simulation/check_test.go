package simulation

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// violation is something that must not be: kind groups those of one cause.
type violation struct{ kind, text string }

func (v violation) String() string { return v.kind + ": " + v.text }

// check finds everything that is wrong with a run.
func (r *run) check() []violation {
	c := &checker{run: r, submitted: map[int64]bool{}}
	for _, e := range r.wechat.sim.Ledger() {
		// Of one that is about another version, uploaded in that moment, nobody knows without its id that it is ours.
		// Nor of one that its caller had given up and that came when the next one was over.
		late := r.landed[e.AuditID] && len(c.submitted) > 0
		if e.Action == wxatest.ActionSubmit && !late && (e.Version == r.schedule.Input.Version || e.AuditID == r.status.AuditID) {
			c.submitted[e.AuditID] = true
		}
	}
	for _, x := range r.wechat.exchanges {
		// What a worker read before it died is known to nobody, and a token is not WeChat's.
		if (x.by == nil || !x.by.isDead()) && x.Endpoint != tokenCall {
			c.exchanges = append(c.exchanges, x)
		}
	}
	c.tried = r.trials()
	c.once()
	c.ends()
	if r.err == nil {
		c.truth()
		c.openReviews()
		c.people()
		c.early()
	}
	c.late()
	c.conduct()
	c.requests()
	c.restraint()
	return c.found
}

type checker struct {
	*run
	submitted map[int64]bool // reviews that WeChat accepted from us, as far as anybody can know
	exchanges []exchange
	tried     []*trial
	found     []violation
}

func (c *checker) add(kind, format string, args ...any) {
	c.found = append(c.found, violation{kind, fmt.Sprintf(format, args...)})
}

// did tells whether an act was done before the release ended, and when first.
func (c *checker) did(which ...deed) (at time.Duration, ok bool) {
	for i, when := range c.done {
		if slices.Contains(which, c.schedule.Acts[i].Do) && when <= c.ended && (!ok || when < at) {
			at, ok = when, true
		}
	}
	return at, ok
}

func find(reviews []review, id int64) (review, bool) {
	i := slices.IndexFunc(reviews, func(rv review) bool { return rv.AuditID == id })
	if i < 0 {
		return review{}, false
	}
	return reviews[i], true
}

// once: WeChat accepts one submission of a release, and we take back none but our own.
func (c *checker) once() {
	if n := len(c.submitted); n > 1 {
		c.add("submitted twice", "WeChat accepted %d submissions", n)
	}
	for _, e := range c.wechat.sim.Ledger() {
		if e.Action == wxatest.ActionUndo && !c.submitted[e.AuditID] && e.AuditID != c.status.AuditID {
			c.add("foreign review withdrawn", "review %d is not ours", e.AuditID)
		}
	}
}

// ends: a release ends when all its limits are over, and nothing is lost where one run goes on as another.
func (c *checker) ends() {
	if c.err != nil {
		c.add("failed", "%v", c.err)
	}
	if c.horizon {
		last := c.samples[len(c.samples)-1].Status
		c.add("endless", "open after all limits, in stage %s, a person is called: %v, %s", last.Stage, last.NeedsHuman, problemOf(last))
	}
	if c.lost > 0 {
		c.add("signal lost", "%d signals were unread when a run was continued", c.lost)
	}
}

// verdicts are the outcomes that say what WeChat decided.
var verdicts = map[workflows.Outcome]int{
	workflows.OutcomeApproved:  wxatest.StatusApproved,
	workflows.OutcomeRejected:  wxatest.StatusRejected,
	workflows.OutcomeWithdrawn: wxatest.StatusWithdrawn,
}

// truth: the outcome is what WeChat holds.
func (c *checker) truth() {
	s := c.status
	if want, decided := verdicts[s.Outcome]; decided {
		rv, known := find(c.reviews, s.AuditID)
		switch {
		case !known:
			c.add("untrue outcome", "%s, but WeChat has no review %d", s.Outcome, s.AuditID)
		case rv.Status != want:
			c.add("untrue outcome", "%s, but review %d has status %d", s.Outcome, s.AuditID, rv.Status)
		case !rv.Submitted.Before(c.start) && !c.compared(rv.AuditID) && c.strangerCame():
			// A newer review hides whose version this one is of: get_auditstatus does not tell it.
		case rv.Submitted.Before(c.start) || rv.Version != s.Version && s.Outcome == workflows.OutcomeApproved && !c.schedule.App.OmitVersion:
			c.add("stranger's verdict", "%s by review %d of %s, submitted %s before the release",
				s.Outcome, rv.AuditID, rv.Version, c.start.Sub(rv.Submitted))
		}
		return
	}
	for id := range c.submitted {
		rv, _ := find(c.reviews, id)
		switch s.Outcome {
		case workflows.OutcomeCancelled, workflows.OutcomeCancelFailed:
		case workflows.OutcomeExpired:
			if !rv.open() && c.read(c.changed[id], rv.Status) && (rv.Status != wxatest.StatusApproved || c.compared(id)) {
				c.add("verdict missed", "expired, but review %d was read with status %d", id, rv.Status)
			}
		default:
			byRevocation := c.problemIs(activities.ProblemRevoked)
			otherVersion := c.problemIs(activities.ProblemReviewVersion) && rv.Version != s.Version && rv.Status == wxatest.StatusApproved
			if byRevocation || otherVersion || s.Outcome == workflows.OutcomeBusy && !rv.open() && c.hiddenBehindStranger() {
				continue
			}
			c.add("submitted and given up", "ended as %s although WeChat accepted review %d, which has status %d; problem: %s",
				s.Outcome, id, rv.Status, c.problem())
		}
	}
	if c.problemIs(activities.ProblemRevoked) && !c.revoked() {
		c.add("revocation that never was", "the release ended by it")
	}
	if len(c.submitted) == 0 && s.Outcome != workflows.OutcomeExpired && !c.problemIs(activities.ProblemRevoked) && c.unsettled() {
		c.add("gave up too soon", "ended as %s so soon after a submission that may be in: %s", s.Outcome, c.problem())
	}
}

// settled is how long WeChat's reads may lag behind its writes.
const settled = 5 * time.Minute

// unsettled tells that a submission may still come to light: WeChat's reads may not show it yet. A release that knows of a
// stranger's review that was open before it knows that there is none of its own.
func (c *checker) unsettled() bool {
	switch c.status.Outcome {
	case workflows.OutcomeQuota, workflows.OutcomeBlocked, workflows.OutcomeCredentials, workflows.OutcomeDetectionExpired:
	default:
		return false
	}
	return slices.ContainsFunc(c.exchanges, func(x exchange) bool {
		return x.mayBeOut() && x.Answered > c.ended-settled+time.Second && x.Answered <= c.ended
	})
}

// read tells whether the release was told a status after a moment.
func (c *checker) read(since time.Duration, status int) bool {
	return slices.ContainsFunc(c.exchanges, func(x exchange) bool {
		return x.Endpoint == statusPath && x.At >= since && x.Answered <= c.ended && x.Code == 0 && x.Status == status
	})
}

// compared tells whether the release was told the version of its review, by the step that submitted or together with the
// approval, which counts only then.
func (c *checker) compared(id int64) bool {
	return slices.ContainsFunc(c.tried, func(t *trial) bool {
		approved := slices.ContainsFunc(
			t.calls,
			func(x exchange) bool { return x.Endpoint == statusPath && x.Status == wxatest.StatusApproved },
		)
		return (approved || t.of.name == "SubmitAudit") && !t.isDead() && slices.ContainsFunc(t.calls, func(x exchange) bool {
			return x.Endpoint == latestPath && x.Code == 0 && x.AuditID == id && x.Version != ""
		})
	})
}

// hiddenBehindStranger tells that the newest review is not ours: what became of ours before its id was known, nobody can read.
func (c *checker) hiddenBehindStranger() bool {
	if len(c.reviews) == 0 {
		return false
	}
	newest := c.reviews[len(c.reviews)-1]
	return c.status.AuditID == 0 && newest.open() && !c.submitted[newest.AuditID]
}

// revoked tells whether a push said that the authorisation is gone, and WeChat after it.
func (c *checker) revoked() bool {
	return slices.ContainsFunc(c.revocations, func(at time.Duration) bool {
		return slices.ContainsFunc(c.wechat.exchanges, func(x exchange) bool {
			return x.Answered >= at && x.Answered <= c.ended && (x.Code == 61003 || x.Code == refusedToken)
		})
	})
}

func (c *checker) problemIs(kind activities.ProblemKind) bool { return problemIs(c.status, kind) }

func (c *checker) problem() string { return problemOf(c.status) }

func problemIs(s workflows.Status, kind activities.ProblemKind) bool {
	return s.Problem != nil && s.Problem.Kind == kind
}

func problemOf(s workflows.Status) string {
	if s.Problem == nil {
		return "no problem"
	}
	return s.Problem.Message
}

// openReviews: no open review of ours is left behind unless the outcome says so.
func (c *checker) openReviews() {
	s := c.status
	for id := range c.submitted {
		rv, _ := find(c.after, id)
		if !rv.open() {
			continue
		}
		switch {
		case s.Outcome == workflows.OutcomeExpired:
		case s.Outcome == workflows.OutcomeCancelFailed && s.Problem != nil:
		case c.problemIs(activities.ProblemRevoked) && (s.AuditID == id || s.AuditID == 0):
		default:
			c.add("open review forgotten", "review %d is open, the release ended as %s", id, s.Outcome)
		}
	}
}

// people: needs_human is true exactly when somebody must act.
func (c *checker) people() {
	s := c.status
	nobody := []workflows.Outcome{workflows.OutcomeApproved, workflows.OutcomeWithdrawn, workflows.OutcomeCancelled}
	want := !slices.Contains(nobody, s.Outcome)
	if s.NeedsHuman != want {
		c.add("needs_human", "%v at the end, outcome %s", s.NeedsHuman, s.Outcome)
	}
	if s.NeedsHuman && s.Problem == nil && s.Outcome != workflows.OutcomeRejected && s.Outcome != workflows.OutcomeExpired {
		c.add("needs_human", "without a problem, outcome %s", s.Outcome)
	}
	for _, one := range c.samples {
		c.called(one)
	}
}

// called: a person is called while one is needed.
func (c *checker) called(one sample) {
	s := one.Status
	if s.Outcome != workflows.OutcomeOpen {
		return // as at the end; the run only answers who still waits
	}
	if s.NeedsHuman && s.Problem == nil {
		c.add("needs_human", "without a problem at %s", one.At)
	}
	late := !s.Deadline.IsZero() && one.At >= s.Deadline.Sub(c.start) // the last poll runs, and what beside it is answered waits
	if w := s.Waiting; w != nil && s.Stage == workflows.StageReview && !s.NeedsHuman && w.PollMode == activities.PollParked && !late {
		c.add("needs_human", "parked at %s, and nobody is called", one.At)
	}
	for id := range c.submitted {
		if strings.HasPrefix(problemOf(s), fmt.Sprintf("review %d is reviewing", id)) && !c.schedule.App.OmitVersion {
			c.add("needs_human", "because of review %d, which is ours, at %s", id, one.At)
		}
	}
	last := c.lastTrial(one.At)
	switch {
	case last == nil || s.Cancelling || last.answeredAt() > one.At-time.Second || c.lostAfter(last, one.At) || c.resetAfter(last, one.At):
	case s.NeedsHuman && problemIs(s, activities.ProblemReviewVersion):
	case s.Stage == workflows.StageReview && c.otherVersionShown(one.At) && !s.NeedsHuman:
		c.add("needs_human", "false at %s although another version is reviewed", one.At)
	case s.Stage != workflows.StageReview:
		needs := last.kind == refused && (last.last.Endpoint == latestPath || last.of.name == "WaitForDetection")
		if needs && !s.NeedsHuman {
			c.add("needs_human", "false at %s although WeChat refuses us with %d since %s", one.At, last.last.Code, last.answeredAt())
		}
	case last.of.name != "PollAudit":
	case s.NeedsHuman && c.undoFails(one.At):
	case s.NeedsHuman == (last.kind == fine) && c.lookingOnce(one.At):
		// What a poll learns beside the last look is taken in after it.
	case s.NeedsHuman && last.kind == fine:
		c.add("needs_human", "true at %s although WeChat answered at %s", one.At, last.answeredAt())
	case last.once() && last.answeredAt() > one.At-patienceOfPeople:
		// Somebody is being answered.
	case last.once() && slices.ContainsFunc(c.tried, func(t *trial) bool { return t.of == last.of && t.number > last.number && t.isDead() }):
		// The look ended with its worker, so that the release was not told what its earlier tries met.
	case !s.NeedsHuman && last.kind == refused:
		c.add("needs_human", "false at %s although WeChat refuses us with %d since %s", one.At, last.last.Code, last.answeredAt())
	}
}

// lookingOnce tells whether a last look was under way, the pauses between its tries included.
func (c *checker) lookingOnce(at time.Duration) bool {
	return slices.ContainsFunc(c.tried, func(first *trial) bool {
		return first.once() && first.started.Sub(c.start) <= at && slices.ContainsFunc(c.tried, func(last *trial) bool {
			return last.of == first.of && last.answeredAt() >= at
		})
	})
}

// resetAfter tells that the run was reset since: the next one polls at its pace, and has not heard yet what this one was told.
func (c *checker) resetAfter(last *trial, at time.Duration) bool {
	return slices.ContainsFunc(c.resets, func(reset time.Duration) bool { return reset >= last.answeredAt() && reset <= at })
}

// lostAfter tells that the next attempts were lost with their workers: nobody was there to call anybody.
func (c *checker) lostAfter(last *trial, at time.Duration) bool {
	lost := false
	for _, t := range c.tried {
		if t.of.name == "WithdrawAudit" || t.of.name == "ExpediteAudit" {
			continue // what an operator asks for; it goes on beside the step that calls
		}
		if started := t.started.Sub(c.start); started >= last.answeredAt() && started <= at && t.of != last.of {
			lost = t.isDead()
		}
	}
	return lost
}

// undoFails tells that the release is taking its review back and cannot.
func (c *checker) undoFails(at time.Duration) bool {
	var last *trial
	for _, t := range c.tried {
		switch {
		case t.of.name != "WithdrawAudit" || len(t.calls) == 0:
		case t.answeredAt() <= at:
			last = t
		case last != nil && last.of == t.of:
			return true
		}
	}
	return last != nil && last.kind != fine
}

// otherVersionShown tells whether the step that submitted was shown that WeChat reviews another version.
func (c *checker) otherVersionShown(before time.Duration) bool {
	return slices.ContainsFunc(c.tried, func(t *trial) bool {
		i := slices.IndexFunc(t.calls, func(x exchange) bool { return x.Endpoint == submitPath && x.Code == 0 })
		if i < 0 || t.isDead() || t.last.Endpoint != latestPath || t.last.Code != 0 || t.answeredAt() > before-time.Second {
			return false
		}
		return t.last.AuditID == t.calls[i].AuditID && t.last.Version != "" && t.last.Version != c.schedule.Input.Version
	})
}

// unheard tells that nobody waited for the answer any more: the workflow had stopped the activity, or its run had ended.
func (c *checker) unheard(t *trial) bool {
	return !t.of.left.IsZero() && t.of.left.Sub(c.start) <= t.answeredAt()
}

// lastTrial is the last attempt before a moment that had an answer which somebody knows, nil for none.
func (c *checker) lastTrial(before time.Duration) (last *trial) {
	for _, t := range c.tried {
		beside := t.of.name == "ExpediteAudit" || t.of.name == "WithdrawAudit"
		known := len(t.calls) > 0 && t.answeredAt() <= before && !t.isDead() && !c.unheard(t)
		if known && !beside && (last == nil || t.answeredAt() >= last.answeredAt()) {
			last = t
		}
	}
	return last
}
