package live

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/internal/testkit/vt"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
)

// follow shows two releases; the second never had an answer.
func follow(v *View) (one, two *Shown) {
	one = v.Follow(Release{AppID: "wx1111111111111111", Name: "Tea", Label: "Tea"})
	two = v.Follow(Release{AppID: "wx2222222222222222"})
	one.Changed(releases.Change{Kind: releases.ChangeStage, At: now, Stage: workflows.StageReview})
	two.Changed(releases.Change{Kind: releases.ChangeSilent, At: now, Err: errors.New("connection refused\nand more\x1b[2J")})
	one.Polled(&releases.Release{
		Version: "1.4.0", WorkflowURL: "http://ui/1", Execution: releases.ExecutionRunning,
		Status: &workflows.Status{Stage: workflows.StageReview, Outcome: workflows.OutcomeOpen},
	}, false)
	two.Polled(nil, true)
	return one, two
}

// Where lines cannot be replaced there are lines alone, one for each change.
func TestViewWithoutTerminal(t *testing.T) {
	var out strings.Builder
	v := New(&out, nil, english)
	one, two := follow(v)
	v.Line(now, "", "done")
	one.End()
	two.End()
	assert.Equal(t, "2026-03-02 09:30:00 UTC  Tea  stage review\n"+
		"2026-03-02 09:30:00 UTC  Temporal does not answer, still trying: connection refused\n"+
		"2026-03-02 09:30:00 UTC  done\n", out.String())
}

// On a terminal the lines scroll away above the present states, which go when the last release does.
func TestViewOnTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tty := vt.New(90)
		v := New(tty, NewTerminal(tty, func() (int, int, error) { return tty.Width(), 24, nil }, false), words.English.In(time.UTC))
		one, two := follow(v)
		want := []string{
			"2026-03-02 09:30:00 UTC  Tea  stage review",
			"2026-03-02 09:30:00 UTC  Temporal does not answer, still trying: connection refused",
			"2000-01-01 00:00:00 UTC  Tea  see http://ui/1",
			"NAME                VERSION  STATE     AUDIT ID   FOR     NEXT",
			"Tea                 1.4.0    review",
			"wx2222222222222222           ?",
			"2 releases: 1 review, 1 ?",
			"",
		}
		lines := func() []string {
			all := tty.Lines()
			for i := range all {
				all[i] = strings.TrimRight(all[i], " ")
			}
			return all
		}
		assert.Equal(t, want, lines())
		time.Sleep(time.Second)
		one.End()
		assert.Equal(t, want, lines())
		two.End()
		assert.Equal(t, append(want[:3:3], ""), lines())
		assert.False(t, tty.Hidden(), "the cursor is back")
		v.Line(now, "", "an answer")
		assert.Equal(t, "2026-03-02 09:30:00 UTC  an answer", lines()[3])
	})
}

func TestWhereToRedraw(t *testing.T) {
	env := func(kv ...string) func(string) string {
		return func(k string) string {
			if len(kv) == 2 && kv[0] == k {
				return kv[1]
			}
			return ""
		}
	}
	assert.True(t, redraws(true, env("TERM", "xterm")))
	assert.False(t, redraws(false, env("TERM", "xterm")))
	assert.False(t, redraws(true, env("TERM", "dumb")))
	assert.False(t, redraws(true, env("CI", "true")))
}

// Every change has its words, in both languages.
func TestChangeText(t *testing.T) {
	for _, kind := range []releases.ChangeKind{
		releases.ChangeMoment, releases.ChangeWaiting, releases.ChangeStage, releases.ChangeRunReset, releases.ChangeRunContinued,
		releases.ChangeNoWorker, releases.ChangeWorkerBack, releases.ChangeSilent, releases.ChangeAnswers,
	} {
		c := releases.Change{
			Kind: kind, RunID: "run-2", Stage: workflows.StageReview, Err: errors.New("503"),
			Moment:  workflows.Moment{Kind: workflows.MomentSubmitted, AuditID: 7},
			Waiting: workflows.Waiting{For: workflows.WaitVerdict, Whose: workflows.WhoseWeChat, Since: now},
		}
		assert.NotEqual(t, string(kind), changeText(english, c))
		assert.NotEmpty(t, changeText(english, c), kind)
		assert.Empty(t, words.EnglishIn(changeText(chinese, c)), kind)
		assert.NotEqual(t, changeText(english, c), changeText(chinese, c), kind)
	}
	waits := releases.Change{Kind: releases.ChangeWaiting, Waiting: workflows.Waiting{For: workflows.WaitVerdict,
		Whose: workflows.WhoseWeChat, Since: now}}
	assert.Equal(t, "waiting for the verdict since 2026-03-02 09:30:00 UTC; waiting on: WeChat", changeText(english, waits))
}
