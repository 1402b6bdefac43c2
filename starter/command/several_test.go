package command

import (
	"context"
	"sync"
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
		code, out, errw := s.wxrelease(t.Context(), t, "start", "--all", "-f", file)
		assert.Equal(t, exitBusy, code, errw)
		assert.Equal(t, `NAME    APPID               VERSION  EXIT CODE  RESULT
first   wx1111111111111111  1.4.0    0          started version 1.4.0 of wx1111111111111111
second  wx2222222222222222  2.0-1    6          another release of wx2222222222222222 is open since 2000-01-01 00:00:00 UTC (run other): wait for it, or cancel it, then start again
-       wx3333333333333333  1.4.0    0          started version 1.4.0 of wx3333333333333333
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
			"wx1111111111111111": workflows.OutcomeApproved, "wx2222222222222222": workflows.OutcomeRejected,
			"wx3333333333333333": workflows.OutcomeApproved,
		}
		go func() {
			time.Sleep(time.Hour)
			for _, r := range s.runs {
				s.finish(r, ends[r.status.AppID])
			}
		}()
		code, out, errw := s.wxrelease(t.Context(), t, "start", "--all", "--wait", "--wait-timeout", "2h", "-f", file, "-o", "json")
		assert.Equal(t, exitRejected, code)
		got := object(t, out)
		rows := got["releases"].([]any)
		require.Len(t, rows, 3)
		assert.Equal(t, 0.0, rows[0].(map[string]any)["exit_code"])
		assert.Equal(t, 3.0, rows[1].(map[string]any)["exit_code"])
		assert.Equal(t, 3.0, got["exit_code"])
		assert.Contains(t, errw, "  second wx2222222222222222  Ended: rejected\n", "each line says which release it is about")
	})
}

// Many releases begin a few at a time, however many there are; what waits for its verdict holds none of the others up.
func TestSeveralBeginAFewAtATime(t *testing.T) {
	many := make([]workflows.ReleaseInput, 100)
	for _, tt := range []struct {
		name        string
		takes, last time.Duration // one release; until the last one has begun
		together    int
	}{
		{"quick", 10 * time.Millisecond, 12 * 10 * time.Millisecond, beginTogether},
		{"waiting for the verdict", 24 * time.Hour, 12 * beginTime, len(many)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began, running, most := time.Now(), 0, 0
				var begun []time.Duration
				var mu sync.Mutex
				ans, err := (&app{}).several(t.Context(), many, func(context.Context, workflows.ReleaseInput) (*releaseAnswer, error) {
					mu.Lock()
					begun = append(begun, time.Since(began))
					running++
					most = max(most, running)
					mu.Unlock()
					time.Sleep(tt.takes)
					mu.Lock()
					defer mu.Unlock()
					running--
					return nil, nil
				})
				require.NoError(t, err)
				assert.Len(t, ans.(*releasesAnswer).Releases, len(many))
				assert.Equal(t, tt.together, most)
				require.Len(t, begun, len(many))
				assert.Zero(t, begun[beginTogether-1])
				assert.NotZero(t, begun[beginTogether], "the next one waits for room")
				assert.Equal(t, tt.last, begun[len(begun)-1])
			})
		})
	}
}

// Stopped in the middle of a long list, each release still has its answer.
func TestSeveralStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), beginTime/2)
		defer stop()
		ans, err := (&app{}).several(ctx, make([]workflows.ReleaseInput, 100),
			func(ctx context.Context, _ workflows.ReleaseInput) (*releaseAnswer, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			})
		require.NoError(t, err)
		for _, r := range ans.(*releasesAnswer).Releases {
			assert.Equal(t, exitFailed, r.ExitCode)
		}
	})
}
