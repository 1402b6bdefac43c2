package live

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
)

var (
	english = words.English.In(time.UTC)
	chinese = words.Chinese.In(time.UTC)
)

func shown(name string, s workflows.Status) *Shown {
	return &Shown{
		release: Release{AppID: "wx1", Name: name},
		last:    &releases.Release{AppID: "wx1", Version: "1.4.2", Execution: releases.ExecutionRunning, Status: &s},
	}
}

func TestRow(t *testing.T) {
	open := workflows.Status{
		Stage: workflows.StageReview, Outcome: workflows.OutcomeOpen, AuditID: 44,
		Waiting:  &workflows.Waiting{For: workflows.WaitVerdict, Since: now, NextPoll: now.Add(time.Minute)},
		Expedite: &workflows.Expediting{Text: "asked WeChat"},
	}
	want := Row{
		Name: "Tea", AppID: "wx1", Version: "1.4.2", State: "review", AuditID: 44, Since: now, NextPoll: now.Add(time.Minute),
		Detail: "waits for the verdict; asked WeChat",
	}
	assert.Equal(t, want, shown("Tea", open).row(english))
	named := open
	named.Name = "Tea"
	assert.Equal(t, want, shown("", named).row(english), "the status knows the merchant's name")
	nameless := shown("", open).row(english)
	assert.Equal(t, []string{"wx1", ""}, []string{nameless.Name, nameless.AppID}, "without a name the appid stands in its place")

	ended := workflows.Status{
		Stage: workflows.StageDone, Outcome: workflows.OutcomeRejected, VerdictBy: workflows.ByPush, Reason: []string{"1: a", "2: b"},
	}
	assert.Equal(t, Row{
		Name: "Tea", AppID: "wx1", Version: "1.4.2", State: "rejected", Tone: Bad, Ended: true, Detail: "heard by a push; 1: a 2: b",
	}, shown("Tea", ended).row(english))
	assert.Equal(t, "审核不通过", shown("Tea", ended).row(chinese).State)

	parked := workflows.Status{
		Stage: workflows.StageSubmit, Outcome: workflows.OutcomeOpen, NeedsHuman: true,
		Problem: &activities.Problem{Code: 61040, Message: "errmsg", Meaning: "privacy settings are missing", Remedy: "add them"},
	}
	row := shown("Tea", parked).row(english)
	assert.Equal(t, Warn, row.Tone)
	assert.Equal(t, "needs a person; 61040 privacy settings are missing: add them", row.Detail)
	parked.Problem = &activities.Problem{Message: "cannot connect"}
	assert.Equal(t, "needs a person; cannot connect", shown("Tea", parked).row(english).Detail)

	open.Cancelling = true
	assert.Equal(t, "cancelling", shown("Tea", open).row(english).State)
	silent := shown("Tea", open)
	silent.silent = now
	assert.Equal(t, "waits for the verdict; Temporal does not answer", silent.row(english).Detail)
	assert.Equal(t, Row{Name: "Tea", AppID: "wx1", State: "?"}, (&Shown{release: Release{AppID: "wx1", Name: "Tea"}}).row(english))
}
