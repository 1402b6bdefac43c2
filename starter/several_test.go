package main

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/workflows"
)

func TestWorse(t *testing.T) {
	for code := exitOK; code <= exitExpired; code++ {
		assert.Contains(t, badness, code)
		assert.Equal(t, code, worse(exitOK, code))
		assert.Equal(t, exitFailed, worse(code, exitFailed))
	}
	assert.Equal(t, exitRejected, worse(exitOpen, exitRejected))
	assert.Equal(t, exitCredentials, worse(exitCredentials, exitBlocked))
}

// Each app of a file is a release of its own; the command ends with the worst exit code.
func TestStartAll(t *testing.T) {
	isolate(t)
	file := releaseFileAt(t, sharedFile)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{env: settings.Env{"VERSION=1.4.0", "BETA=1"}}
		s.open("other", func(st *workflows.Status) { st.AppID = "wx2222222222222222" })
		code, out, errw := s.starter(t.Context(), t, "start", "--all", "-f", file)
		assert.Equal(t, exitBusy, code, errw)
		assert.Equal(t, `APPID               VERSION  EXIT CODE  RESULT
wx1111111111111111  1.4.0    0          started version 1.4.0 of wx1111111111111111
wx2222222222222222  2.0-1    6          another release of wx2222222222222222 is open since 2000-01-01 00:00 UTC (run other): wait for it, or cancel it, then start again
wx3333333333333333  1.4.0    0          started version 1.4.0 of wx3333333333333333
`, out)
		assert.Len(t, s.runs, 3)
	})
}

func TestStartAllWaits(t *testing.T) {
	isolate(t)
	file := releaseFileAt(t, sharedFile)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{env: settings.Env{"VERSION=1.4.0", "BETA=1"}}
		ends := map[string]workflows.Outcome{
			"wx1111111111111111": workflows.OutcomeApproved, "wx2222222222222222": workflows.OutcomeRejected, "wx3333333333333333": workflows.OutcomeApproved,
		}
		go func() {
			time.Sleep(time.Hour)
			for _, r := range s.runs {
				s.finish(r, ends[r.status.AppID])
			}
		}()
		code, out, errw := s.starter(t.Context(), t, "start", "--all", "--wait", "--wait-timeout", "2h", "-f", file, "-o", "json")
		assert.Equal(t, exitRejected, code)
		got := object(t, out)
		rows := got["releases"].([]any)
		require.Len(t, rows, 3)
		assert.Equal(t, 0.0, rows[0].(map[string]any)["exit_code"])
		assert.Equal(t, 3.0, rows[1].(map[string]any)["exit_code"])
		assert.Equal(t, 3.0, got["exit_code"])
		assert.Contains(t, errw, "  wx2222222222222222  Ended: rejected\n", "each line says which release it is about")
	})
}
