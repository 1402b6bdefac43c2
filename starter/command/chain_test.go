package command

import (
	"context"
	"fmt"
	"io"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
)

// A release whose run has become long goes on in another run: who waits for it waits on, also across several and across an outage.
func TestWaitFollowsAContinuedRun(t *testing.T) {
	isolate(t)
	for _, command := range [][]string{
		{"wait", testApp, "--timeout", "3h"},
		{"status", testApp, "--watch"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &fakeTemporal{}
			r := s.open("run-1")
			go func() {
				time.Sleep(10 * time.Minute)
				r = s.continueAs(r, "run-2")
				time.Sleep(10 * time.Minute)
				s.setDown(serviceerror.NewUnavailable("connection refused"))
				r = s.continueAs(s.continueAs(r, "run-3"), "run-4")
				time.Sleep(10 * time.Minute)
				s.setDown(nil)
				time.Sleep(10*time.Minute + time.Second)
				s.finish(r, workflows.OutcomeApproved)
			}()
			began := time.Now()
			code, out, errw := s.wxrelease(t.Context(), t, command...)
			assert.Equal(t, exitOK, code, errw)
			assert.Equal(t, 40*time.Minute+time.Second, time.Since(began), "the end is noticed at once")
			lines := texts(out)
			assert.Contains(t, lines, "the run had become long; the release goes on in run run-2")
			assert.Contains(t, lines, "the run had become long; the release goes on in run run-4")
			assert.Contains(t, out, "\nrun           run-4\n")
			assert.Contains(t, out, "\nstarted       2000-01-01 00:00:00 UTC\n", "it is the same release")
			submitted := 0
			for _, line := range lines {
				if line == "submitted: review 430000001" {
					submitted++
				}
			}
			assert.Equal(t, 1, submitted, "the time line goes on as well")
		})
	}
}

// The release that was followed is not confused with one that somebody starts later, however its end is noticed.
func TestWaitKnowsItsRelease(t *testing.T) {
	isolate(t)
	file := releaseFileAt(t, smallFile)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		go func() {
			time.Sleep(time.Minute)
			s.setDown(serviceerror.NewUnavailable("connection refused"))
			next := s.continueAs(s.run(0), "long-2")
			s.finish(next, workflows.OutcomeRejected)
			s.open("another")
			time.Sleep(time.Minute)
			s.setDown(nil)
		}()
		code, out, _ := s.wxrelease(t.Context(), t, "start", "--wait", "-f", file, "-o", "json")
		assert.Equal(t, exitRejected, code)
		assert.Equal(t, "long-2", object(t, out)["run_id"])
	})
}

// A release is cancelled also when its run is continued as a new one in that moment; a later release is not.
func TestCancelKnowsItsRelease(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		r := s.continueAs(s.open("run-1"), "run-2")
		code, _, errw := s.wxrelease(t.Context(), t, "cancel", testApp)
		assert.Equal(t, exitOK, code, errw)
		require.Len(t, s.cancels, 1)
		assert.Equal(t, "run-1", s.cancels[0].GetFirstExecutionRunId())
		assert.True(t, r.cancel)
	})
}

// However many releases one process follows, it asks Temporal so many times a second at most.
func TestFollowersShareAPace(t *testing.T) {
	isolate(t)
	const watched = 5 * time.Minute
	for _, n := range []int{1, 20, 400} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &fakeTemporal{}
				a := &app{env: settings.Env{}, dial: s.dial, stdout: io.Discard, stderr: io.Discard}
				c, err := a.connect(t.Context())
				require.NoError(t, err)
				defer c.Close()
				ctx, stop := context.WithTimeout(t.Context(), watched)
				defer stop()
				var all sync.WaitGroup
				for i := range n {
					appid := fmt.Sprintf("wx%016d", i)
					s.open("run-"+appid, func(st *workflows.Status) { st.AppID = appid })
					all.Go(func() {
						f := &follower{app: a, c: c, appid: appid}
						_, _ = f.follow(ctx, 0)
					})
				}
				all.Wait()
				looks := s.calls["DescribeWorkflowExecutionRequest"]
				assert.LessOrEqual(t, looks, int(watched/releases.PauseEach)+2*n)
				assert.GreaterOrEqual(t, looks, n*int(watched/max(releases.PauseLongest, time.Duration(n)*releases.PauseEach))/2,
					"and yet looks at each of them")
				assert.LessOrEqual(t, s.calls["QueryWorkflowRequest"], looks)
			})
		})
	}
}
