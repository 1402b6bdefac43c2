package main

import (
	"fmt"

	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// facts are what is known of a release when the storm is over.
type facts struct {
	course
	result
	effects []wxatest.Effect // what WeChat accepted, in its order
	last    int              // status of the newest review at WeChat
}

func (f facts) count(action string) int {
	n := 0
	for _, e := range f.effects {
		if e.Action == action {
			n++
		}
	}
	return n
}

// check names everything that must not be. A release submits once at most, asks for nothing that nobody wanted, and tells what WeChat
// decided.
func check(f facts) (violations []string) {
	wrong := func(format string, args ...any) { violations = append(violations, fmt.Sprintf(format, args...)) }
	submits, undos, expedites := f.count(wxatest.ActionSubmit), f.count(wxatest.ActionUndo), f.count(wxatest.ActionSpeedup)
	if !f.ended {
		wrong("is still open")
		return violations
	}
	if submits > 1 {
		wrong("was submitted %d times", submits)
	}
	mayUndo := f.act == actWithdraw || f.act == actCancel
	if undos > 1 || undos == 1 && !mayUndo {
		wrong("was taken back %d times, planned was: %s", undos, f.act)
	}
	if expedites > 1 || expedites == 1 && f.act != actExpedite {
		wrong("was expedited %d times, planned was: %s", expedites, f.act)
	}
	outcome := f.status.Outcome
	if submits == 0 && outcome != workflows.OutcomeCancelled {
		wrong("ended %s, and nothing was submitted", outcome)
		return violations
	}
	// The ways in which each outcome is true.
	switch outcome {
	case workflows.OutcomeApproved:
		if f.last != wxatest.StatusApproved {
			wrong("says approved, WeChat's status is %d", f.last)
		}
	case workflows.OutcomeRejected:
		if f.last != wxatest.StatusRejected {
			wrong("says rejected, WeChat's status is %d", f.last)
		}
	case workflows.OutcomeWithdrawn:
		if f.last != wxatest.StatusWithdrawn {
			wrong("says withdrawn, WeChat's status is %d", f.last)
		}
		if f.act != actWithdraw && f.act != actOutside {
			wrong("says withdrawn, planned was: %s", f.act)
		}
	case workflows.OutcomeCancelled:
		if f.act != actCancel {
			wrong("says cancelled, planned was: %s", f.act)
		}
		if submits == 1 && (f.last == wxatest.StatusReviewing || f.last == wxatest.StatusDelayed) {
			wrong("says cancelled, and its review is open at WeChat")
		}
	default:
		wrong("ended %s, which nothing that happened explains", outcome)
	}
	if submits == 1 && outcome != workflows.OutcomeCancelled && f.status.AuditID != f.effects[0].AuditID {
		wrong("knows review %d, WeChat accepted %d", f.status.AuditID, f.effects[0].AuditID)
	}
	return violations
}
