package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// What is counted adds up: each submission to a release that names it, to one that gave up without knowing, or to nobody.
func TestCount(t *testing.T) {
	p := plan{Seed: 3, Releases: []release{
		{AppID: "wx1", Pushes: pushing{Name: "twice"}, Start: byClient, Expedite: workflows.ExpediteAlways},
		{AppID: "wx2", Pushes: pushing{Name: "never"}, Start: byTwo},
		{AppID: "wx3", Pushes: pushing{Name: "twice"}, Start: byTwo},
		{AppID: "wx4", Start: byCommand},
	}}
	records := []*record{
		{Runs: []ending{says("a", "rejected", 1), says("b", "approved", 2)}, Asked: map[deed]int{doWithdraw: 2},
			Mail: map[letterKind]mail{stale: {Sent: 1, Refused: 1}}, Took: []time.Duration{time.Second}},
		{Runs: []ending{says("a", "quota", 0), says("b", "approved", 3)}, Asked: map[deed]int{doWithdraw: 1}, Told: map[deed]int{doWithdraw: 1},
			Mail: map[letterKind]mail{stale: {Sent: 2, Unreached: 2}}, Took: []time.Duration{3 * time.Second}},
		{Runs: []ending{{Outcome: "expired", Unsure: true}, says("b", "cancelled", 0), {Failure: "failed"}}, Took: []time.Duration{2 * time.Second}},
		nil,
	}
	effect := func(appid, action string, id int64) wxatest.Effect {
		return wxatest.Effect{AppID: appid, Action: action, AuditID: id}
	}
	h := held{
		Ledger: []wxatest.Effect{
			effect("wx1", wxatest.ActionSubmit, 1), effect("wx1", wxatest.ActionSubmit, 2), effect("wx1", wxatest.ActionSubmit, 9),
			effect("wx2", wxatest.ActionSubmit, 3), effect("wx2", wxatest.ActionUndo, 3), effect("wx2", wxatest.ActionSpeedup, 3),
			effect("wx3", wxatest.ActionSubmit, 4),
		},
		Reviews: map[string][]review{
			"wx1": {{1, version, rejected}, {2, version, approved}, {9, version, approved}}, "wx2": {{3, version, withdrawn}},
			"wx3": {{4, version, approved}},
		},
	}
	pushes := []wxatest.Push{
		{AppID: "wx1", AuditID: 1, Success: true}, {AppID: "wx3", AuditID: 4}, {AppID: "wx3", AuditID: 4, Success: true},
		{AppID: "wx3", Event: "authorized", Success: true}, {Event: "component_verify_ticket", Success: true},
	}
	got := count(p, records, h, pushes)
	assert.Equal(t, tally{
		Seed: 3, Planned: 4, Started: 3, Releases: 7, Failed: 1, One: 4, None: 2, Double: 1, Told: 3, True: 2, ByPolicy: 2, Undone: 1, Hurried: 1,
		Outcomes: map[workflows.Outcome]int{"rejected": 1, "approved": 2, "quota": 1, "expired": 1, "cancelled": 1},
		Asked:    map[deed]int{doWithdraw: 3}, Answered: map[deed]int{doWithdraw: 1}, Ways: map[starting]int{byClient: 1, byTwo: 2},
		Mail:   map[letterKind]mail{stale: {Sent: 3, Refused: 1, Unreached: 2}},
		Pushed: map[string]pushCount{"twice": {Releases: 2, Sent: 3, Taken: 2, Lost: 1}, "never": {Releases: 1}},
		Median: 2 * time.Second, Slowest: 3 * time.Second,
	}, got)
	assert.Equal(t, 1, count(plan{Releases: p.Releases[:1]}, []*record{{Runs: []ending{says("a", "cancelled", 0)}}},
		held{Ledger: h.Ledger[:1]}, nil).Unknown)

	var out bytes.Buffer
	got.tell(&out, []violation{{"wx2", wrongVerdict, "run b says approved"}})
	for _, want := range []string{
		"Seed 3: 3 of 4 Mini Programs", "**1 violations.**", "- wx2 **verdict told is not WeChat's**: run b says approved\n",
		"| double submissions | 1 | 0 |", "| verdicts told | 3 |  |\n| of those WeChat's own | 2 | 3 |", "| twice | 2 | 3 | 2 | 1 |",
		"| withdrawals in all | 3 |  | 1 |", "| replayed: signed a day ago | 3 | 0 | 1 | 2 |",
	} {
		assert.Contains(t, out.String(), want)
	}
	assert.NotContains(t, out.String(), "All holds")
}
