package simulation

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// violation is something that must not be: kind groups those of one cause.
type violation struct{ kind, text string }

func (v violation) String() string { return v.kind + ": " + v.text }

// check finds everything that is wrong with a run.
func (r *run) check() []violation {
	c := &checker{run: r, submitted: map[int64]bool{}}
	for _, e := range r.wechat.sim.Ledger() {
		if e.Action == wxatest.ActionSubmit {
			c.submitted[e.AuditID] = true
		}
	}
	for _, x := range r.wechat.exchanges {
		// What a worker read before it died is known to nobody.
		if x.by == nil || !x.by.isDead() {
			c.exchanges = append(c.exchanges, x)
		}
	}
	c.once()
	c.ends()
	if r.err == nil {
		c.truth()
		c.openReviews()
		c.people()
		c.limits()
	}
	c.requests()
	c.restraint()
	return c.found
}

type checker struct {
	*run
	submitted map[int64]bool // reviews that WeChat accepted from us
	exchanges []exchange
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

// once: WeChat accepts one submission of a release, of the right version, and we take back none but our own.
func (c *checker) once() {
	if n := len(c.submitted); n > 1 {
		c.add("submitted twice", "WeChat accepted %d submissions", n)
	}
	for _, e := range c.wechat.sim.Ledger() {
		at := e.At.Add(-c.schedule.ClockOffset).Sub(c.start)
		switch e.Action {
		case wxatest.ActionSubmit:
			if upload, ok := c.did(doUpload); ok && upload < at-5*time.Minute && e.Version != c.schedule.Input.Version {
				c.add("wrong version", "version %s was submitted although it had been there since %s", e.Version, upload)
			}
		case wxatest.ActionUndo:
			if !c.submitted[e.AuditID] && e.AuditID != c.status.AuditID {
				c.add("foreign review withdrawn", "review %d is not ours", e.AuditID)
			}
		}
	}
}

// ends: a release ends, or is visibly waiting for a person when all its limits are over.
func (c *checker) ends() {
	if c.err != nil {
		c.add("failed", "%v", c.err)
	}
	if !c.horizon {
		return
	}
	last := c.samples[len(c.samples)-1].Status
	if !last.NeedsHuman || last.Problem == nil {
		c.add("endless", "open after all limits, in stage %s, and no person is called", last.Stage)
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
		case rv.Version != s.Version || rv.Submitted.Before(c.start.Add(c.schedule.ClockOffset-2*time.Second)):
			c.add("stranger's verdict", "%s by review %d of %s, submitted %s before the release",
				s.Outcome, rv.AuditID, rv.Version, c.start.Sub(rv.Submitted))
		}
		return
	}
	for id := range c.submitted {
		rv, _ := find(c.reviews, id)
		switch s.Outcome {
		case workflows.OutcomeCancelled:
		case workflows.OutcomeExpired:
			if !rv.open() && c.read(statusPath, c.changed[id], rv.Status) {
				c.add("verdict missed", "expired, but review %d was read with status %d", id, rv.Status)
			}
		default:
			if c.revoked() || (s.Outcome == workflows.OutcomeBusy && !rv.open() && c.hiddenBehindStranger()) {
				continue
			}
			c.add("submitted and given up", "ended as %s although WeChat accepted review %d, which has status %d; problem: %s",
				s.Outcome, id, rv.Status, c.problem())
		}
	}
	if c.problemSays("authorisation back") {
		if _, ok := c.did(doRevoke); !ok {
			c.add("revocation that never was", "the release ended by it")
		}
	}
}

// read tells whether the release was told a status after a moment.
func (c *checker) read(endpoint string, since time.Duration, status int) bool {
	return slices.ContainsFunc(c.exchanges, func(x exchange) bool {
		return x.Endpoint == endpoint && x.At >= since && x.Answered <= c.ended && x.Code == 0 && x.Status == status
	})
}

// hiddenBehindStranger tells that the newest review is not ours: what became of ours before its id was known, nobody can read.
func (c *checker) hiddenBehindStranger() bool {
	newest := c.reviews[len(c.reviews)-1]
	return c.status.AuditID == 0 && newest.open() && !c.submitted[newest.AuditID]
}

// revoked tells whether the merchant has taken the authorisation back before the release ended, for all that it can know.
func (c *checker) revoked() bool {
	_, ok := c.did(doRevoke)
	return ok
}

func (c *checker) problemSays(text string) bool { return strings.Contains(c.problem(), text) }

func (c *checker) problem() string {
	if c.status.Problem == nil {
		return "none"
	}
	return c.status.Problem.Message
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
		case s.Outcome == workflows.OutcomeCancelled && s.NeedsHuman && s.Problem != nil:
		case s.NeedsHuman && s.Problem != nil && c.revoked() && (s.AuditID == id || s.AuditID == 0):
		default:
			c.add("open review forgotten", "review %d is open, the release ended as %s", id, s.Outcome)
		}
	}
}

// people: needs_human is true exactly when somebody must act.
func (c *checker) people() {
	s := c.status
	want := true
	switch s.Outcome {
	case workflows.OutcomeApproved, workflows.OutcomeWithdrawn:
		want = false
	case workflows.OutcomeCancelled:
		want = s.NeedsHuman // see openReviews
	}
	if s.NeedsHuman != want {
		c.add("needs_human", "%v at the end, outcome %s", s.NeedsHuman, s.Outcome)
	}
	if s.NeedsHuman && s.Problem == nil && s.Outcome != workflows.OutcomeRejected && s.Outcome != workflows.OutcomeExpired {
		c.add("needs_human", "without a problem, outcome %s", s.Outcome)
	}
	for _, one := range c.samples {
		if one.Status.Stage != workflows.StageReview || one.Last.Answered > one.At-time.Second || one.Last.Endpoint == "" {
			continue
		}
		if needs := one.Status.NeedsHuman; needs && one.Last.Code == 0 {
			c.add("needs_human", "true at %s although WeChat answered at %s", one.At, one.Last.Answered)
		} else if !needs && refusesUs(one.Last.Code) {
			c.add("needs_human", "false at %s although WeChat refuses us with %d since %s", one.At, one.Last.Code, one.Last.Answered)
		}
	}
}

// refusesUs tells whether a code on get_auditstatus stays until somebody does something.
func refusesUs(code int) bool {
	info, known := wxa.Lookup(code)
	return code > 0 && (!known || info.Access)
}

// requests: who was let in is answered, and truly.
func (c *checker) requests() {
	for _, u := range c.updates {
		if u.accepted && !u.complete {
			c.add("update unanswered", "%s at %s", u.Name, u.At)
		}
		if u.Name != string(doWithdraw) || !u.complete || u.Err != nil {
			continue
		}
		for id := range c.submitted {
			if rv, _ := find(u.Reviews, id); rv.open() {
				c.add("update untrue", "withdraw was answered with %v, but review %d is open", u.Answer, id)
			}
		}
	}
}

// restraint: waiting adds no history, and WeChat is asked with measure.
func (c *checker) restraint() {
	flips, was := 0, false
	for _, x := range c.exchanges {
		if refused := x.Code != 0 && x.Code != noCode; x.Endpoint == statusPath && refused != was {
			flips, was = flips+1, refused
		}
	}
	asked := c.counts["signal"] + len(c.updates)
	if got, most := c.counts["activity"]+c.counts["timer"], 10+3*(asked+flips); got > most {
		c.add("history grows", "%d activities and timers, at most %d for %d signals and updates and %d changes of WeChat's mind",
			got, most, asked, flips)
	}
	if got, most := len(c.exchanges), 600+40*asked+int(c.ended/time.Hour)*120; got > most {
		c.add("too many calls", "%d, at most %d in %s", got, most, c.ended)
	}
}
