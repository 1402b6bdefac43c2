package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// violation is something that must not be, with all that a person wants to know who looks into it.
type violation struct {
	AppID string // "": of no one Mini Program
	Kind  violationKind
	Text  string // what WeChat has, and what the release says
}

type violationKind string

const (
	neverStarted     violationKind = "never started"
	stillOpen        violationKind = "still open"
	withoutEnd       violationKind = "ended without an outcome"
	wrongOutcome     violationKind = "an outcome that nothing explains"
	wrongVerdict     violationKind = "verdict told is not WeChat's"
	doubleSubmission violationKind = "submitted twice"
	strangersReview  violationKind = "a review that nobody submitted"
	noSubmission     violationKind = "a verdict without a submission"
	needlessOne      violationKind = "submitted and given up"
	leftOpen         violationKind = "open review left behind"
	withdrawnTwice   violationKind = "withdrawn more often than asked"
	expeditedTwice   violationKind = "expedited more often than asked"
	untrueAnswer     violationKind = "answer to a person is not true"
	wrongExit        violationKind = "exit code is not the outcome's"
	forgeryTaken     violationKind = "forged push taken"
	oddAnswer        violationKind = "a request went wrong"
	oddProcess       violationKind = "a program ended as it should not"
	oddLog           violationKind = "a log tells of a fault of ours"
)

// check finds all that is wrong with a Mini Program's releases.
func check(r release, rec *record, h held) []violation {
	c := &checker{release: r, record: rec, reviews: h.Reviews[r.AppID]}
	for _, e := range h.Ledger {
		if e.AppID == r.AppID {
			c.ledger = append(c.ledger, e)
		}
	}
	slices.SortStableFunc(rec.Runs, func(a, b ending) int { return a.StartedAt.Compare(b.StartedAt) })
	c.ends()
	c.verdicts()
	c.submissions()
	c.leftOpen()
	c.people()
	c.rest()
	return c.found
}

type checker struct {
	release
	*record
	ledger  []wxatest.Effect // of this Mini Program
	reviews []review
	found   []violation
}

func (c *checker) add(kind violationKind, format string, args ...any) {
	c.found = append(c.found, violation{c.AppID, kind, fmt.Sprintf(format, args...)})
}

// accepted lists the reviews of one kind of call that WeChat accepted.
func (c *checker) accepted(action string) (ids []int64) {
	for _, e := range c.ledger {
		if e.Action == action {
			ids = append(ids, e.AuditID)
		}
	}
	return ids
}

func (c *checker) find(id int64) (review, bool) {
	i := slices.IndexFunc(c.reviews, func(v review) bool { return v.AuditID == id })
	if i < 0 {
		return review{}, false
	}
	return c.reviews[i], true
}

// ends: every release has ended, and as something explains that happened to it.
func (c *checker) ends() {
	if len(c.Runs) == 0 {
		c.add(neverStarted, "no start of it succeeded")
	}
	for n, one := range c.Runs {
		switch {
		case one.Failure != "":
			c.add(withoutEnd, "run %s: %s", one.ID, one.Failure)
		case one.Outcome == workflows.OutcomeOpen:
			c.add(stillOpen, "run %s; WeChat has %s; problem: %s", one.ID, c.told(), one.Problem)
		case !slices.Contains(c.explained(n), one.Outcome):
			c.add(wrongOutcome, "run %s says %s (%s), planned was %v; WeChat has %s",
				one.ID, one.Outcome, one.Problem, c.explained(n), c.told())
		}
	}
}

// byObstacle is what a release ends as that cannot be reviewed.
var byObstacle = map[obstacle]workflows.Outcome{
	endlessCheck: workflows.OutcomeDetectionExpired, usedUp: workflows.OutcomeQuota, privacy: workflows.OutcomeBlocked,
	noAddress: workflows.OutcomeCredentials, stranger: workflows.OutcomeBusy,
}

// explained lists what the nth release of the Mini Program may end as. What two of them race for is not known beforehand: a
// withdrawal with the verdict, a cancellation with anything.
func (c *checker) explained(n int) (all []workflows.Outcome) {
	if c.Asked[doCancel] > 0 {
		all = append(all, workflows.OutcomeCancelled)
	}
	if end, hindered := byObstacle[c.Obstacle]; hindered {
		return append(all, end)
	}
	all = append(all, outcomeOf[c.Verdict])
	if n > 0 {
		all = append(all, workflows.OutcomeApproved) // of its second review
	}
	if c.Asked[doWithdraw] > 0 || c.Told[doOutside] > 0 {
		all = append(all, workflows.OutcomeWithdrawn)
	}
	if c.Limit > 0 && (n > 0 || c.Told[doExtend] == 0) {
		all = append(all, workflows.OutcomeExpired)
	}
	return all
}

// outcomeOf is what a final status makes of a release.
var outcomeOf = map[int]workflows.Outcome{
	wxatest.StatusApproved: workflows.OutcomeApproved, wxatest.StatusRejected: workflows.OutcomeRejected,
	wxatest.StatusWithdrawn: workflows.OutcomeWithdrawn,
}

// told says what WeChat has.
func (c *checker) told() string {
	var texts []string
	for _, v := range c.reviews {
		texts = append(texts, fmt.Sprintf("review %d of %s %s", v.AuditID, v.Version, reviewStatus[v.Status]))
	}
	if len(texts) == 0 {
		return "no review"
	}
	return strings.Join(texts, ", ")
}

// verdicts: what a release says of its review is what WeChat holds.
func (c *checker) verdicts() {
	for _, one := range c.Runs {
		if !decided(one.Outcome) || one.Failure != "" {
			continue
		}
		if v, known := c.find(one.AuditID); !known || outcomeOf[v.Status] != one.Outcome || v.open() {
			c.add(wrongVerdict, "run %s says %s of review %d; WeChat has %s", one.ID, one.Outcome, one.AuditID, c.told())
		}
	}
}

// decided tells an outcome that says what WeChat decided.
func decided(o workflows.Outcome) bool {
	return o == workflows.OutcomeApproved || o == workflows.OutcomeRejected || o == workflows.OutcomeWithdrawn
}

// unseen tells an outcome after which the next release takes the review over.
func unseen(o workflows.Outcome) bool {
	return o == workflows.OutcomeExpired || o == workflows.OutcomeCancelFailed
}

// submissions: WeChat accepted one of each release that was reviewed, and none of any other.
func (c *checker) submissions() {
	submitted, owners := c.accepted(wxatest.ActionSubmit), c.owners()
	unsure := c.unsure()
	for _, id := range submitted {
		if len(owners[id]) == 0 && unsure > 0 {
			unsure--
		} else if len(owners[id]) == 0 {
			// One that has not ended need not know it yet.
			if open := slices.ContainsFunc(c.Runs, func(one ending) bool { return one.Outcome == workflows.OutcomeOpen }); open {
				continue
			}
			kind := needlessOne
			if len(submitted) > 1 {
				kind = doubleSubmission
			}
			c.add(kind, "WeChat accepted %v; review %d is no release's; the releases say %s", submitted, id, c.says())
		}
	}
	for id, runs := range owners {
		if !slices.Contains(submitted, id) {
			c.add(strangersReview, "run %s says review %d; WeChat accepted %v", runs[0].ID, id, submitted)
		}
		for _, one := range runs[:len(runs)-1] {
			if !unseen(one.Outcome) {
				c.add(strangersReview, "review %d is of %d releases, they say %s", id, len(runs), c.says())
			}
		}
	}
	for _, one := range c.Runs {
		switch o := one.Outcome; {
		case one.Failure != "" || o == workflows.OutcomeOpen || o == workflows.OutcomeCancelled:
		case (decided(o) || o == workflows.OutcomeExpired && !one.Unsure) && one.AuditID == 0:
			c.add(noSubmission, "run %s says %s and no review; WeChat has %s", one.ID, o, c.told())
		case !decided(o) && !unseen(o) && one.AuditID != 0:
			c.add(needlessOne, "run %s says %s of review %d; WeChat has %s", one.ID, o, one.AuditID, c.told())
		}
	}
}

// unsure counts releases that ended without having learnt what became of their submission, and say so: their limit was over.
func (c *checker) unsure() (n int) {
	for _, one := range c.Runs {
		if one.Unsure && one.AuditID == 0 && one.Outcome == workflows.OutcomeExpired {
			n++
		}
	}
	return n
}

// owners gives the releases by the reviews that they name, in their order.
func (c *checker) owners() map[int64][]ending {
	of := map[int64][]ending{}
	for _, one := range c.Runs {
		if one.AuditID != 0 {
			of[one.AuditID] = append(of[one.AuditID], one)
		}
	}
	return of
}

func (c *checker) says() string {
	var texts []string
	for _, one := range c.Runs {
		texts = append(texts, fmt.Sprintf("%s of review %d (run %s)", one.Outcome, one.AuditID, one.ID))
	}
	return strings.Join(texts, ", ")
}

// leftOpen: no review of ours is open at WeChat unless its release says so.
func (c *checker) leftOpen() {
	owners := c.owners()
	for _, id := range c.accepted(wxatest.ActionSubmit) {
		v, known := c.find(id)
		if !known || !v.open() || len(owners[id]) == 0 {
			continue
		}
		if last := owners[id][len(owners[id])-1]; last.Outcome != workflows.OutcomeOpen && !unseen(last.Outcome) {
			c.add(leftOpen, "review %d is %s; run %s says %s", id, reviewStatus[v.Status], last.ID, last.Outcome)
		}
	}
}

// people: what they ask for is done once, and what they are answered is true.
func (c *checker) people() {
	undone, hurried := c.accepted(wxatest.ActionUndo), c.accepted(wxatest.ActionSpeedup)
	undos := c.Asked[doWithdraw] + c.Asked[doCancel]
	hurries := c.Asked[doExpedite]
	if c.Expedite == workflows.ExpediteAlways {
		hurries += len(c.Runs)
	}
	if len(undone) > undos || twice(undone) {
		c.add(withdrawnTwice, "WeChat accepted withdrawals of %v; asked for %d times", undone, undos)
	}
	if len(hurried) > hurries || twice(hurried) {
		c.add(expeditedTwice, "WeChat accepted expediting %v; asked for %d times", hurried, hurries)
	}
	withdrawn := slices.ContainsFunc(c.reviews, func(v review) bool { return v.Status == wxatest.StatusWithdrawn })
	if c.Told[doWithdraw] > 0 && !withdrawn {
		c.add(untrueAnswer, "a person was told that the review is withdrawn; WeChat has %s", c.told())
	}
	if c.Told[doExpedite] > 0 && len(hurried) == 0 {
		c.add(untrueAnswer, "a person was told that the review is expedited; WeChat accepted none")
	}
}

func twice(ids []int64) bool {
	seen := map[int64]bool{}
	for _, id := range ids {
		if seen[id] {
			return true
		}
		seen[id] = true
	}
	return false
}

// exitOf is the exit code of a command that waited, docs/exit-codes.md.
var exitOf = map[workflows.Outcome]int{
	workflows.OutcomeApproved: 0, workflows.OutcomeRejected: 3, workflows.OutcomeWithdrawn: 4, workflows.OutcomeCancelled: 4,
	workflows.OutcomeBusy: 6, workflows.OutcomeQuota: 7, workflows.OutcomeCredentials: 8, workflows.OutcomeBlocked: 9,
	workflows.OutcomeCancelFailed: 9, workflows.OutcomeExpired: 10, workflows.OutcomeDetectionExpired: 10,
}

// rest: commands, forgeries, and what went wrong while it was asked.
func (c *checker) rest() {
	for _, e := range c.Exits {
		for _, one := range c.Runs {
			if want, known := exitOf[one.Outcome]; one.ID == e.Run && (!known || want != e.Code) {
				c.add(wrongExit, "wxrelease start --wait ended with %d; run %s says %s", e.Code, one.ID, one.Outcome)
			}
		}
	}
	for kind, m := range c.Mail {
		if kind.forged() && m.Taken > 0 {
			c.add(forgeryTaken, "the bridge took %d %q", m.Taken, kind)
		}
	}
	for _, text := range c.Odd {
		c.add(oddAnswer, "%s", text)
	}
}
