package main

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// Each thing that must not be is found, and what is right is not called wrong.
func TestCheck(t *testing.T) {
	submit := wxatest.Effect{Action: wxatest.ActionSubmit, AuditID: 7}
	undo, speedup := wxatest.Effect{Action: wxatest.ActionUndo, AuditID: 7}, wxatest.Effect{Action: wxatest.ActionSpeedup, AuditID: 7}
	for name, tt := range map[string]struct {
		act     act
		outcome workflows.Outcome
		audit   int64
		last    int
		effects []wxatest.Effect
		want    string
	}{
		"approved":               {actNothing, "approved", 7, 0, []wxatest.Effect{submit}, ""},
		"rejected":               {actAgain, "rejected", 7, 1, []wxatest.Effect{submit}, ""},
		"expedited":              {actExpedite, "approved", 7, 0, []wxatest.Effect{submit, speedup}, ""},
		"withdrawn":              {actWithdraw, "withdrawn", 7, 3, []wxatest.Effect{submit, undo}, ""},
		"withdrawn from outside": {actOutside, "withdrawn", 7, 3, []wxatest.Effect{submit}, ""},
		"too late to withdraw":   {actWithdraw, "approved", 7, 0, []wxatest.Effect{submit}, ""},
		"cancelled":              {actCancel, "cancelled", 7, 3, []wxatest.Effect{submit, undo}, ""},
		"cancelled before":       {actCancel, "cancelled", 0, 0, nil, ""},
		"over before cancelled":  {actCancel, "cancelled", 7, 1, []wxatest.Effect{submit}, ""},

		"two submissions": {actNothing, "approved", 7, 0, []wxatest.Effect{submit, submit}, "was submitted 2 times"},
		"two undos":       {actCancel, "cancelled", 7, 3, []wxatest.Effect{submit, undo, undo}, "was taken back 2 times, planned was: cancel"},
		"undo of nobody": {actExpedite, "withdrawn", 7, 3, []wxatest.Effect{submit, undo},
			"was taken back 1 times, planned was: expedite"},
		"two expedites": {actExpedite, "approved", 7, 0, []wxatest.Effect{submit, speedup, speedup},
			"was expedited 2 times, planned was: expedite"},
		"expedite of nobody": {actNothing, "approved", 7, 0, []wxatest.Effect{submit, speedup}, "was expedited 1 times, planned was: nothing"},
		"nothing submitted":  {actNothing, "approved", 0, 0, nil, "ended approved, and nothing was submitted"},
		"not approved":       {actNothing, "approved", 7, 1, []wxatest.Effect{submit}, "says approved, WeChat's status is 1"},
		"not rejected":       {actNothing, "rejected", 7, 0, []wxatest.Effect{submit}, "says rejected, WeChat's status is 0"},
		"not withdrawn":      {actWithdraw, "withdrawn", 7, 2, []wxatest.Effect{submit}, "says withdrawn, WeChat's status is 2"},
		"withdrawn by nobody": {actNothing, "withdrawn", 7, 3, []wxatest.Effect{submit},
			"says withdrawn, planned was: nothing"},
		"cancelled by nobody": {actExtend, "cancelled", 7, 3, []wxatest.Effect{submit}, "says cancelled, planned was: extend"},
		"cancelled and open":  {actCancel, "cancelled", 7, 2, []wxatest.Effect{submit}, "says cancelled, and its review is open at WeChat"},
		"delayed and cancelled": {actCancel, "cancelled", 7, 4, []wxatest.Effect{submit},
			"says cancelled, and its review is open at WeChat"},
		"unexplained":   {actNothing, "expired", 7, 2, []wxatest.Effect{submit}, "ended expired, which nothing that happened explains"},
		"another audit": {actNothing, "approved", 8, 0, []wxatest.Effect{submit}, "knows review 8, WeChat accepted 7"},
	} {
		t.Run(name, func(t *testing.T) {
			got := check(facts{
				course: course{act: tt.act}, effects: tt.effects, last: tt.last,
				result: result{ended: true, status: workflows.Status{Outcome: tt.outcome, AuditID: tt.audit}},
			})
			if tt.want == "" {
				assert.Empty(t, got)
			} else {
				assert.Contains(t, got, tt.want)
			}
		})
	}
	assert.Equal(t, []string{"is still open"}, check(facts{}))
}
