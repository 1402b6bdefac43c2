package live

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/workflows"
)

func TestFromStatus(t *testing.T) {
	s := workflows.Status{
		AppID: "wx1", Version: "1.4.2", Stage: workflows.StageReview, Outcome: workflows.OutcomeOpen, AuditID: 44,
		Waiting:  &workflows.Waiting{For: "the verdict", Since: now, NextPoll: now.Add(time.Minute)},
		Expedite: &workflows.Expediting{Text: "asked WeChat"},
	}
	assert.Equal(t, Row{
		Name: "Tea", AppID: "wx1", Version: "1.4.2", Stage: "review", Outcome: "open", AuditID: 44,
		Waiting: "the verdict", Since: now, NextPoll: now.Add(time.Minute), Note: "asked WeChat",
	}, FromStatus("Tea", s))

	s = workflows.Status{Stage: workflows.StageDone, Outcome: workflows.OutcomeRejected, VerdictBy: workflows.ByPush, Reason: []string{"1: a", "2: b"}}
	assert.Equal(t, Row{Name: "Tea", Stage: "done", Outcome: "rejected", VerdictBy: "push", Note: "1: a 2: b"}, FromStatus("Tea", s))

	s = workflows.Status{Stage: workflows.StageSubmit, Outcome: workflows.OutcomeOpen, NeedsHuman: true,
		Problem: &activities.Problem{Code: 61040, Message: "errmsg", Meaning: "privacy settings are missing", Remedy: "add them"}}
	r := FromStatus("Tea", s)
	assert.True(t, r.NeedsHuman)
	assert.Equal(t, "61040 privacy settings are missing: add them", r.Note)
	s.Problem = &activities.Problem{Message: "cannot connect"}
	assert.Equal(t, "cannot connect", FromStatus("Tea", s).Note)
}
