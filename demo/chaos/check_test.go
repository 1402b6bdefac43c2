package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

const appid = "wx0000000000000001"

// Shorthands of the table.
const (
	approved  = wxatest.StatusApproved
	rejected  = wxatest.StatusRejected
	reviewing = wxatest.StatusReviewing
	withdrawn = wxatest.StatusWithdrawn
	delayed   = wxatest.StatusDelayed
)

// submits, undoes and hurries are entries of the ledger.
func submits(id int64) wxatest.Effect {
	return wxatest.Effect{AppID: appid, Action: wxatest.ActionSubmit, AuditID: id}
}

func undoes(id int64) wxatest.Effect {
	return wxatest.Effect{AppID: appid, Action: wxatest.ActionUndo, AuditID: id}
}

func hurries(id int64) wxatest.Effect {
	return wxatest.Effect{AppID: appid, Action: wxatest.ActionSpeedup, AuditID: id}
}

// says is a release that ended; the ids follow each other in time.
func says(id string, o workflows.Outcome, audit int64) ending {
	return ending{ID: id, Outcome: o, AuditID: audit, StartedAt: time.Unix(int64(id[0]), 0)}
}

// checkCase is a made-up world. want "" is one in which all holds.
type checkCase struct {
	name    string
	want    violationKind
	plan    release
	record  record
	ledger  []wxatest.Effect
	reviews []review
}

var checkCases = []*checkCase{
	{name: "approved", record: record{Runs: []ending{says("a", "approved", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, approved}}},
	{name: "rejected, as planned", plan: release{Verdict: rejected}, record: record{Runs: []ending{says("a", "rejected", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, rejected}}},
	{name: "rejected, and approved after a restart", plan: release{Verdict: rejected},
		record: record{Runs: []ending{says("b", "approved", 8), says("a", "rejected", 7)}},
		ledger: []wxatest.Effect{submits(7), submits(8)}, reviews: []review{{7, version, rejected}, {8, version, approved}}},
	{name: "a withdrawal that raced with the verdict and won",
		record: record{Asked: map[deed]int{doWithdraw: 1}, Told: map[deed]int{doWithdraw: 1}, Runs: []ending{says("a", "withdrawn", 7)}},
		ledger: []wxatest.Effect{submits(7), undoes(7)}, reviews: []review{{7, version, withdrawn}}},
	{name: "and lost", record: record{Asked: map[deed]int{doWithdraw: 1}, Runs: []ending{says("a", "approved", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, approved}}},
	{name: "withdrawn by the merchant", record: record{Told: map[deed]int{doOutside: 1}, Runs: []ending{says("a", "withdrawn", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, withdrawn}}},
	{name: "cancelled before it was submitted", record: record{Asked: map[deed]int{doCancel: 1}, Runs: []ending{says("a", "cancelled", 0)}}},
	{name: "cancelled and taken back", record: record{Asked: map[deed]int{doCancel: 2}, Runs: []ending{says("a", "cancelled", 7)}},
		ledger: []wxatest.Effect{submits(7), undoes(7)}, reviews: []review{{7, version, withdrawn}}},
	{name: "cancelled when it was over", record: record{Asked: map[deed]int{doCancel: 1}, Runs: []ending{says("a", "cancelled", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, approved}}},
	{name: "expired, and taken over by the next", plan: release{Limit: time.Second},
		record: record{Runs: []ending{says("a", "expired", 7), says("b", "approved", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, approved}}},
	{name: "expired, and open at WeChat", plan: release{Limit: time.Second}, record: record{Runs: []ending{says("a", "expired", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, delayed}}},
	{name: "expired without knowing, and submitted by the next", plan: release{Limit: time.Second},
		record: record{Runs: []ending{
			{ID: "a", Outcome: "expired", Unsure: true, StartedAt: time.Unix(1, 0)}, says("b", "approved", 8),
		}},
		ledger: []wxatest.Effect{submits(7), submits(8)}, reviews: []review{{7, version, approved}, {8, version, approved}}},
	{name: "expired without knowing, and nothing was in", plan: release{Limit: time.Second},
		record: record{Runs: []ending{{ID: "a", Outcome: "expired", Unsure: true}}}},
	{name: "expedited by its policy and by a person", plan: release{Expedite: workflows.ExpediteAlways},
		record: record{Asked: map[deed]int{doExpedite: 1}, Told: map[deed]int{doExpedite: 1}, Runs: []ending{says("a", "approved", 7)}},
		ledger: []wxatest.Effect{submits(7), hurries(7)}, reviews: []review{{7, version, approved}}},
	{name: "quota used up", plan: release{Obstacle: usedUp}, record: record{Runs: []ending{says("a", "quota", 0)}}},
	{name: "busy", plan: release{Obstacle: stranger}, record: record{Runs: []ending{says("a", "busy", 0)}},
		reviews: []review{{3, "9.9.9", reviewing}}},
	{name: "the command's code", plan: release{Verdict: rejected},
		record: record{Runs: []ending{says("a", "rejected", 7)}, Exits: []exit{{"a", 3}}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, rejected}}},
	{name: "forged pushes refused", record: record{Runs: []ending{says("a", "approved", 7)},
		Mail: map[letterKind]mail{unsigned: {Sent: 2, Refused: 2}, untrue: {Sent: 1, Taken: 1}}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, approved}}},

	{name: "no run", want: neverStarted},
	{name: "open", want: stillOpen, record: record{Runs: []ending{says("a", "open", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, approved}}},
	{name: "failed", want: withoutEnd, record: record{Runs: []ending{{ID: "a", Failure: "failed"}}}},
	{name: "withdrawn by nobody", want: wrongOutcome, record: record{Runs: []ending{says("a", "withdrawn", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, withdrawn}}},
	{name: "cancelled by nobody", want: wrongOutcome, record: record{Runs: []ending{says("a", "cancelled", 0)}}},
	{name: "blocked by nothing", want: wrongOutcome, record: record{Runs: []ending{says("a", "blocked", 0)}}},
	{name: "approved beyond an obstacle", want: wrongOutcome, plan: release{Obstacle: privacy},
		record: record{Runs: []ending{says("a", "approved", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, approved}}},
	{name: "cancel-failed although nothing keeps it from being taken back", want: wrongOutcome,
		record: record{Asked: map[deed]int{doCancel: 1}, Runs: []ending{says("a", "cancel-failed", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, approved}}},
	{name: "expired although it was extended", want: wrongOutcome, plan: release{Limit: time.Second},
		record: record{Asked: map[deed]int{doExtend: 1}, Told: map[deed]int{doExtend: 1}, Runs: []ending{says("a", "expired", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, approved}}},
	{name: "expired without a limit", want: wrongOutcome, record: record{Runs: []ending{says("a", "expired", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, approved}}},
	{name: "approved, WeChat has rejected", want: wrongVerdict, record: record{Runs: []ending{says("a", "approved", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, rejected}}},
	{name: "approved, WeChat still reviews", want: wrongVerdict, record: record{Runs: []ending{says("a", "approved", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, reviewing}}},
	{name: "rejected, WeChat has approved", want: wrongVerdict, plan: release{Verdict: rejected},
		record: record{Runs: []ending{says("a", "rejected", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, approved}}},
	{name: "withdrawn, WeChat has approved", want: wrongVerdict,
		record: record{Asked: map[deed]int{doWithdraw: 1}, Runs: []ending{says("a", "withdrawn", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, approved}}},
	{name: "approved by a review that WeChat does not have", want: wrongVerdict, record: record{Runs: []ending{says("a", "approved", 9)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, approved}}},
	{name: "submitted twice", want: doubleSubmission, record: record{Runs: []ending{says("a", "approved", 8)}},
		ledger: []wxatest.Effect{submits(7), submits(8)}, reviews: []review{{7, version, approved}, {8, version, approved}}},
	{name: "submitted twice by one of two", want: doubleSubmission, plan: release{Verdict: rejected},
		record: record{Runs: []ending{says("a", "rejected", 7), says("b", "approved", 9)}},
		ledger: []wxatest.Effect{submits(7), submits(8), submits(9)},
		reviews: []review{
			{7, version, rejected}, {8, version, approved}, {9, version, approved},
		}},
	{name: "submitted twice by one that expired without knowing", want: doubleSubmission, plan: release{Limit: time.Second},
		record: record{Runs: []ending{{ID: "a", Outcome: "expired", Unsure: true}}},
		ledger: []wxatest.Effect{submits(7), submits(8)}, reviews: []review{{7, version, approved}, {8, version, reviewing}}},
	{name: "expired in review, and no review", want: noSubmission, plan: release{Limit: time.Second},
		record: record{Runs: []ending{says("a", "expired", 0)}}},
	{name: "a stranger's review taken for ours", want: strangersReview, record: record{Runs: []ending{says("a", "approved", 3)}},
		reviews: []review{{3, version, approved}}},
	{name: "two releases that name one review", want: strangersReview, plan: release{Verdict: rejected},
		record: record{Runs: []ending{says("a", "rejected", 7), says("b", "rejected", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, rejected}}},
	{name: "approved out of nothing", want: noSubmission, record: record{Runs: []ending{says("a", "approved", 0)}}},
	{name: "cancelled, and nobody knows of the submission", want: needlessOne,
		record: record{Asked: map[deed]int{doCancel: 1}, Runs: []ending{says("a", "cancelled", 0)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, reviewing}}},
	{name: "quota used up after a submission", want: needlessOne, plan: release{Obstacle: usedUp},
		record: record{Runs: []ending{says("a", "quota", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, reviewing}}},
	{name: "cancelled and open at WeChat", want: leftOpen,
		record: record{Asked: map[deed]int{doCancel: 1}, Runs: []ending{says("a", "cancelled", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, delayed}}},
	{name: "withdrawn twice for two asks", want: withdrawnTwice,
		record: record{Asked: map[deed]int{doWithdraw: 2}, Runs: []ending{says("a", "withdrawn", 7)}},
		ledger: []wxatest.Effect{submits(7), undoes(7), undoes(7)}, reviews: []review{{7, version, withdrawn}}},
	{name: "withdrawn, nobody asked", want: withdrawnTwice,
		record: record{Told: map[deed]int{doOutside: 1}, Runs: []ending{says("a", "withdrawn", 7)}},
		ledger: []wxatest.Effect{submits(7), undoes(7)}, reviews: []review{{7, version, withdrawn}}},
	{name: "expedited, nobody asked", want: expeditedTwice, record: record{Runs: []ending{says("a", "approved", 7)}},
		ledger: []wxatest.Effect{submits(7), hurries(7)}, reviews: []review{{7, version, approved}}},
	{name: "expedited twice", want: expeditedTwice, plan: release{Expedite: workflows.ExpediteAlways},
		record: record{Asked: map[deed]int{doExpedite: 3}, Runs: []ending{says("a", "approved", 7)}},
		ledger: []wxatest.Effect{submits(7), hurries(7), hurries(7)}, reviews: []review{{7, version, approved}}},
	{name: "told withdrawn", want: untrueAnswer,
		record: record{Asked: map[deed]int{doWithdraw: 1}, Told: map[deed]int{doWithdraw: 1}, Runs: []ending{says("a", "approved", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, approved}}},
	{name: "told expedited", want: untrueAnswer,
		record: record{Asked: map[deed]int{doExpedite: 1}, Told: map[deed]int{doExpedite: 1}, Runs: []ending{says("a", "approved", 7)}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, approved}}},
	{name: "0 for a rejection", want: wrongExit, plan: release{Verdict: rejected},
		record: record{Runs: []ending{says("a", "rejected", 7)}, Exits: []exit{{"a", 0}}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, rejected}}},
	{name: "a forged push taken", want: forgeryTaken,
		record: record{Runs: []ending{says("a", "approved", 7)}, Mail: map[letterKind]mail{stale: {Sent: 1, Taken: 1}}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, approved}}},
	{name: "a command that panicked", want: oddAnswer,
		record: record{Runs: []ending{says("a", "approved", 7)}, Odd: []string{"wxrelease [poll]: exit code 2"}},
		ledger: []wxatest.Effect{submits(7)}, reviews: []review{{7, version, approved}}},
}

// Of what is made up to be wrong in one way the check finds just that, and in what is right nothing.
func TestCheck(t *testing.T) {
	for _, tt := range checkCases {
		t.Run(tt.name, func(t *testing.T) {
			tt.plan.AppID = appid
			others := []wxatest.Effect{{AppID: "wx0000000000000002", Action: wxatest.ActionSubmit, AuditID: 99}}
			h := held{Ledger: append(others, tt.ledger...), Reviews: map[string][]review{appid: tt.reviews}}
			var kinds []violationKind
			for _, v := range check(tt.plan, &tt.record, h) {
				assert.Equal(t, appid, v.AppID)
				assert.NotEmpty(t, v.Text)
				kinds = append(kinds, v.Kind)
			}
			if tt.want == "" {
				assert.Empty(t, kinds)
				return
			}
			assert.Contains(t, kinds, tt.want)
		})
	}
}

// An interrupted run does not count what has had no time to end.
func TestInterruptionExplains(t *testing.T) {
	kept := ended([]violation{{Kind: stillOpen}, {Kind: neverStarted}, {Kind: wrongVerdict}})
	assert.Equal(t, []violation{{Kind: wrongVerdict}}, kept)
}
