package command

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"go.temporal.io/api/serviceerror"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
)

// texts gives the progress lines without their times.
func texts(out string) []string {
	var lines []string
	for line := range strings.Lines(out) {
		if at, text, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  "); ok && strings.HasSuffix(at, " UTC") {
			lines = append(lines, text)
		}
	}
	return lines
}

// isolate keeps a temporal.toml of the machine out of the tests.
func isolate(t *testing.T) {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
}

const untilDeadline = "waiting for the verdict since 2000-01-01 00:00:00 UTC, until 2000-01-15 00:00:00 UTC at the latest; waiting " +
	"on: WeChat"

func TestWaitTellsChangesAndEndsByOutcome(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		r := s.open("run-1")
		go func() {
			time.Sleep(10 * time.Minute)
			s.change(r, func(st *workflows.Status) {
				st.Timeline = append(st.Timeline, workflows.Moment{At: time.Now(), Text: "Expedite: asked"})
				st.Waiting.NextPoll = time.Now().Add(time.Hour)
			})
			time.Sleep(10 * time.Minute)
			s.finish(r, workflows.OutcomeRejected)
		}()
		began := time.Now()
		code, out, errw := s.wxrelease(t.Context(), t, "wait", testApp)
		assert.Equal(t, exitRejected, code)
		assert.Equal(t, 20*time.Minute, time.Since(began), "the end is noticed at once, whatever the pause between looks")
		assert.Equal(t, []string{"submitted: review 430000001", untilDeadline, "Expedite: asked", "Ended: rejected"}, texts(out)[:4])
		assert.Contains(t, out, "\noutcome       rejected\n")
		assert.Contains(t, out, "\nweb ui        http://ui/namespaces/default/workflows/wxrelease%2Fwx5555666677778888/run-1/user-metadata\n")
		assert.Empty(t, errw)
	})
}

func TestWaitAfterTheEnd(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		s.finish(s.open("run-1"), workflows.OutcomeRejected)
		s.finish(s.open("run-2"), workflows.OutcomeApproved)
		s.setNoWorker(true)
		began := time.Now()
		code, out, _ := s.wxrelease(t.Context(), t, "wait", testApp, "-o", "json")
		assert.Equal(t, exitOK, code, "the last run counts, and no worker is needed for it")
		assert.Contains(t, out, `"run_id": "run-2"`)
		assert.Zero(t, time.Since(began))
	})
}

func TestWaitExitCodes(t *testing.T) {
	isolate(t)
	for outcome, want := range exitOutcome {
		if outcome == workflows.OutcomeOpen {
			continue // see TestWaitRunsOut
		}
		t.Run(string(outcome), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &fakeTemporal{}
				r := s.open("run-1")
				go func() { time.Sleep(time.Minute); s.finish(r, outcome) }()
				code, out, _ := s.wxrelease(t.Context(), t, "wait", testApp)
				assert.Equal(t, want, code)
				assert.Contains(t, out, "\noutcome       "+string(outcome)+"\n")
			})
		})
	}
}

// An outcome of a newer worker is a technical failure, never success.
func TestWaitUnknownOutcome(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		s.finish(s.open("run-1"), "published-to-moon")
		code, _, _ := s.wxrelease(t.Context(), t, "wait", testApp)
		assert.Equal(t, exitFailed, code)
	})
}

func TestWaitRunsOut(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		s.open("run-1")
		began := time.Now()
		code, out, errw := s.wxrelease(t.Context(), t, "wait", testApp, "--timeout", "1d", "-o", "json")
		assert.Equal(t, exitOpen, code)
		assert.Equal(t, 24*time.Hour, time.Since(began))
		assert.Contains(t, out, `"error": "the wait of 1d ran out, and there is no verdict yet. The release goes on. Attach `+
			`again with: `+"`wxrelease wait wx5555666677778888`"+`"`)
		assert.Contains(t, out, `"stage": "review"`)
		assert.Contains(t, out, `"exit_code": 5`)
		assert.Equal(t, []string{"submitted: review 430000001", untilDeadline}, texts(errw), "progress goes beside the object")
		assert.Empty(t, s.cancels)
	})
}

func TestWaitInterrupted(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		s.open("run-1")
		ctx, interrupt := context.WithCancel(t.Context())
		go func() { time.Sleep(5 * time.Minute); interrupt() }()
		code, _, errw := s.wxrelease(ctx, t, "wait", testApp)
		assert.Equal(t, exitOpen, code)
		assert.Equal(t, "wxrelease: stopped waiting as asked, and there is no verdict yet. The release goes on. Attach again with: "+
			"`wxrelease wait wx5555666677778888`\n", errw)
		assert.Empty(t, s.cancels, "the release is left alone")
	})
}

func TestWaitSurvivesAnOutage(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		r := s.open("run-1")
		go func() {
			time.Sleep(5 * time.Minute)
			s.setDown(serviceerror.NewUnavailable("connection refused"))
			time.Sleep(10 * time.Minute)
			s.setDown(nil)
			time.Sleep(5 * time.Minute)
			s.finish(r, workflows.OutcomeApproved)
		}()
		code, out, _ := s.wxrelease(t.Context(), t, "wait", testApp)
		assert.Equal(t, exitOK, code)
		lines := texts(out)
		assert.Equal(t, []string{"submitted: review 430000001", untilDeadline}, lines[:2])
		assert.Contains(t, lines[2], "Temporal does not answer, still trying: ")
		assert.Equal(t, []string{"Temporal answers again", "Ended: approved"}, lines[3:5])
	})
}

func TestWaitRunsOutDuringAnOutage(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		s.open("run-1")
		go func() {
			time.Sleep(5 * time.Minute)
			s.setDown(serviceerror.NewUnavailable("connection refused"))
		}()
		code, _, errw := s.wxrelease(t.Context(), t, "wait", testApp, "--timeout", "10m")
		assert.Equal(t, exitOpen, code)
		assert.Contains(t, errw, "Temporal does not answer at present. The release goes on.")
	})
}

// A server that never answered is given up soon: outages pass, wrong addresses do not.
func TestWaitNeverReached(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{down: serviceerror.NewUnavailable("connection refused")}
		began := time.Now()
		code, out, errw := s.wxrelease(t.Context(), t, "wait", testApp)
		assert.Equal(t, exitFailed, code)
		assert.Less(t, time.Since(began), releases.Patience+dialTimeout+releases.PauseLongest)
		assert.GreaterOrEqual(t, time.Since(began), releases.Patience)
		assert.Len(t, texts(out), 1)
		assert.Contains(t, errw, "reaching Temporal at localhost:7233")
	})
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{down: serviceerror.NewUnavailable("connection refused")}
		code, _, errw := s.wxrelease(t.Context(), t, "wait", testApp, "--timeout", "20s")
		assert.Equal(t, exitFailed, code, "nothing is known, so it is not 5")
		assert.Contains(t, errw, "the wait of 20s ran out before Temporal answered: ")
		assert.Contains(t, errw, "connection refused")
	})
}

func TestWaitDenied(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		s.open("run-1")
		go func() {
			time.Sleep(5 * time.Minute)
			s.setDown(serviceerror.NewPermissionDenied("key expired", ""))
		}()
		code, _, errw := s.wxrelease(t.Context(), t, "wait", testApp)
		assert.Equal(t, exitFailed, code)
		assert.Contains(t, errw, "key expired")
	})
}

func TestWaitWithoutRelease(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		code, _, errw := (&fakeTemporal{}).wxrelease(t.Context(), t, "wait", testApp)
		assert.Equal(t, exitFailed, code)
		assert.Equal(t, "wxrelease: namespace \"default\" knows no release of wx5555666677778888: none was started, or its record is "+
			"past the namespace's retention time. See: `wxrelease list --all`\n", errw)
		assert.Zero(t, time.Since(began))
	})
}

func TestWaitWithoutWorker(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{noWorker: true}
		r := s.open("run-1", func(st *workflows.Status) { st.Stage = workflows.StageDetect })
		go func() {
			time.Sleep(10 * time.Minute)
			s.setNoWorker(false)
			time.Sleep(10 * time.Minute)
			s.finish(r, workflows.OutcomeApproved)
		}()
		code, out, _ := s.wxrelease(t.Context(), t, "wait", testApp)
		assert.Equal(t, exitOK, code)
		assert.Equal(t, []string{
			"no worker answers; the release goes on when one runs", "stage detect", "a worker answers again",
			"submitted: review 430000001", untilDeadline, "Ended: approved",
		}, texts(out)[:6])
	})
}

func TestWaitFailedRun(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		s.fail(s.open("run-1"), "the release's input cannot work")
		code, out, errw := s.wxrelease(t.Context(), t, "wait", testApp)
		assert.Equal(t, exitFailed, code)
		assert.Contains(t, errw, "the release of wx5555666677778888 did not finish: the run ended as failed: the release's input "+
			"cannot work")
		assert.Contains(t, out, "if a review is open at WeChat, it stays open")
	})
}

func TestWaitTerminatedRun(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		r := s.open("run-1")
		go func() { time.Sleep(time.Minute); s.terminate(r) }()
		code, out, errw := s.wxrelease(t.Context(), t, "wait", testApp, "-o", "json")
		assert.Equal(t, exitFailed, code)
		assert.Contains(t, out, `"failure": "somebody terminated the run"`)
		assert.Contains(t, out, `"outcome": ""`, "an ended run is not open")
		assert.NotEmpty(t, errw)
	})
}

func TestWaitFollowsAReset(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		r := s.open("run-1")
		go func() {
			time.Sleep(time.Minute)
			again := s.open("run-2")
			again.info.FirstRunId = "run-1"
			s.terminate(r)
			time.Sleep(time.Minute)
			s.finish(again, workflows.OutcomeApproved)
		}()
		code, out, _ := s.wxrelease(t.Context(), t, "wait", testApp)
		assert.Equal(t, exitOK, code)
		assert.Contains(t, texts(out), "the run was reset, following run run-2")
	})
	// A later release of the same Mini Program is another matter.
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		r := s.open("run-1")
		go func() {
			time.Sleep(time.Minute)
			s.terminate(r)
			s.open("run-2")
		}()
		code, _, _ := s.wxrelease(t.Context(), t, "wait", testApp)
		assert.Equal(t, exitFailed, code)
	})
}
