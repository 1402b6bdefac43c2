package command

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/workflows"
)

// A start by hand that is repeated after the approval does not submit again: it says so and is a success.
func TestStartOfWhatIsApproved(t *testing.T) {
	isolate(t)
	file := releaseFileAt(t, smallFile)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{env: settings.Env{"USER=wang"}}
		start := func(args ...string) (int, string, string) {
			return s.wxrelease(t.Context(), t, append([]string{"start", "-f", file}, args...)...)
		}
		_, _, _ = start()
		time.Sleep(time.Hour)
		s.finish(s.runs[0], workflows.OutcomeApproved)

		const words = "version 1.4.0 of wx5555666677778888 is approved already: the last release had the same content, so none was " +
			"started\nto release it once more, add --again\n"
		code, out, errw := start()
		assert.Equal(t, exitOK, code, errw)
		assert.True(t, strings.HasPrefix(out, words+"workflow "), out)
		_, out, _ = start("--lang", "zh")
		assert.True(t, strings.HasPrefix(out, "wx5555666677778888 的 1.4.0 版本已审核通过：上一个提审任务的内容相同，因此没有开始新任务\n要再次提审，请加 --again\n"), out)
		_, out, _ = start("-o", "json")
		got := object(t, out)
		assert.Equal(t, true, got["approved"])
		assert.Equal(t, true, got["attached"])
		assert.Equal(t, "approved", got["status"].(map[string]any)["outcome"])

		began := time.Now()
		code, out, _ = start("--wait")
		assert.Equal(t, exitOK, code)
		assert.Zero(t, time.Since(began), "there is nothing to wait for")
		assert.Contains(t, out, "\noutcome       approved\n")
		assert.Contains(t, texts(out), "to release it once more, add --again")
		_, out, _ = start("-o", "junit")
		assert.Contains(t, out, `tests="1" failures="0" errors="0" skipped="0"`)

		code, out, _ = start("--dry-run")
		assert.Equal(t, exitOK, code)
		assert.True(t, strings.HasPrefix(out, "nothing was sent; a start would find this: "+words), out)
		_, out, _ = start("--dry-run", "-o", "json")
		assert.Equal(t, true, object(t, out)["approved"])
		assert.Equal(t, "attach", object(t, out)["would"])
		require.Len(t, s.runs, 1)

		_, out, _ = start("--again")
		assert.True(t, strings.HasPrefix(out, "started version 1.4.0 "), out)
		require.Len(t, s.runs, 2)
	})
}

// What a release is to take over is said before it starts, and when it does.
func TestStartAdopts(t *testing.T) {
	isolate(t)
	file, adopting := releaseFileAt(t, smallFile), releaseFileAt(t, smallFile+"adopt: true\n")
	for _, args := range [][]string{{"-f", file, "--adopt"}, {"-f", adopting}} {
		synctest.Test(t, func(t *testing.T) {
			s := &fakeTemporal{}
			start := func(more ...string) (int, string, string) {
				return s.wxrelease(t.Context(), t, append(append([]string{"start"}, args...), more...)...)
			}
			const words = "\nan open review of this version is taken over, whoever submitted it; the status tells its id\n"
			_, out, _ := start("--dry-run")
			assert.True(t, strings.HasPrefix(out, "nothing was sent; a start would begin the release of version 1.4.0 of "+
				"wx5555666677778888"+words), out)
			_, out, _ = start("--dry-run", "-o", "json")
			assert.Equal(t, true, object(t, out)["adopt"])
			_, out, _ = start("--lang", "zh")
			assert.True(t, strings.HasPrefix(out, "已开始 wx5555666677778888 的 1.4.0 版本的提审任务\n该版本审核中的审核单无论由谁提交都会被接管，审核单号见任务的状态\n"), out)
			require.Len(t, s.runs, 1)
			assert.True(t, s.runs[0].input.Adopt)
			_, out, _ = start("-o", "json")
			assert.Equal(t, true, object(t, out)["attached"], "whose review it may take over is no part of the content")
			assert.NotContains(t, out, `"adopt"`)
			s.finish(s.runs[0], workflows.OutcomeBusy)
			_, out, _ = start("--wait", "--wait-timeout", "1m")
			assert.Contains(t, texts(out), "an open review of this version is taken over, whoever submitted it; the status tells its id")
		})
	}
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		_, out, _ := s.wxrelease(t.Context(), t, "start", "-f", file)
		assert.NotContains(t, out, "taken over")
		assert.False(t, s.runs[0].input.Adopt)
	})
}

// A release that is being cancelled is not attached to, and nobody waits for it by start.
func TestStartWhileCancelling(t *testing.T) {
	isolate(t)
	file := releaseFileAt(t, smallFile)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		_, _, _ = s.wxrelease(t.Context(), t, "start", "-f", file)
		_, _, _ = s.wxrelease(t.Context(), t, "cancel", testApp)
		const words = "a release of wx5555666677778888, version 1.4.0, is being cancelled, open since 2000-01-01 00:00:00 UTC (run " +
			"run-1): it is taking its review back; wait for its end, then start again"
		for _, args := range [][]string{nil, {"--wait"}, {"--dry-run"}, {"--again"}} {
			began := time.Now()
			code, _, errw := s.wxrelease(t.Context(), t, append([]string{"start", "-f", file}, args...)...)
			assert.Equal(t, exitBusy, code, args)
			assert.Equal(t, "wxrelease: "+words+"\n", errw)
			assert.Zero(t, time.Since(began))
		}
		_, _, errw := s.wxrelease(t.Context(), t, "start", "-f", file, "--lang", "zh")
		assert.Equal(t, "wxrelease：wx5555666677778888 的 1.4.0 版本的提审任务正在取消，始于 2000-01-01 00:00:00 UTC（运行 run-1）：正在撤回审核；请等待它结束，然后重新开始\n",
			errw)
		_, out, _ := s.wxrelease(t.Context(), t, "start", "-f", file, "-o", "json")
		assert.Equal(t, true, object(t, out)["busy"].(map[string]any)["cancelling"])

		look := func(worker string) {
			_, out, _ = s.wxrelease(t.Context(), t, "status", testApp)
			assert.Contains(t, out, "\noutcome       open, cancelling\n", worker)
			_, out, _ = s.wxrelease(t.Context(), t, "status", testApp, "-o", "json")
			assert.Equal(t, true, object(t, out)["status"].(map[string]any)["cancelling"], worker)
			_, out, _ = s.wxrelease(t.Context(), t, "list")
			assert.Contains(t, out, "  open, cancelling  ", worker)
			_, out, _ = s.wxrelease(t.Context(), t, "list", "-o", "json")
			assert.Equal(t, true, object(t, out)["releases"].([]any)[0].(map[string]any)["cancelling"], worker)
		}
		look("one that does not know it")
		s.change(s.runs[0], func(st *workflows.Status) { st.Cancelling = true })
		look("one that does")
		s.setNoWorker(true)
		look("none")
		s.finish(s.runs[0], workflows.OutcomeCancelled)
		_, out, _ = s.wxrelease(t.Context(), t, "status", testApp)
		assert.Contains(t, out, "\noutcome       cancelled\n")
		_, out, _ = s.wxrelease(t.Context(), t, "start", "-f", file)
		assert.True(t, strings.HasPrefix(out, "started "), out)
	})
}

// Of the apps of a file only those are started once more whose last release failed.
func TestStartOnlyFailed(t *testing.T) {
	isolate(t)
	file := releaseFileAt(t, sharedFile)
	for _, env := range []settings.Env{nil, github} {
		synctest.Test(t, func(t *testing.T) {
			s := &fakeTemporal{env: append(settings.Env{"VERSION=1.4.0", "BETA=1"}, env...)}
			all := func(args ...string) (int, string) {
				code, out, errw := s.wxrelease(t.Context(), t, append([]string{"start", "--all", "-f", file}, args...)...)
				assert.Empty(t, errw)
				return code, out
			}
			_, out := all("--only", "failed")
			assert.Contains(t, out, "skipped: version 1.4.0 of wx1111111111111111 would be the first release")
			require.Empty(t, s.runs)
			code, _ := all()
			assert.Equal(t, exitOK, code)
			require.Len(t, s.runs, 3)
			outcomes := map[string]workflows.Outcome{"wx1111111111111111": workflows.OutcomeApproved,
				"wx2222222222222222": workflows.OutcomeRejected}
			for _, r := range s.runs {
				if outcome := outcomes[r.status.AppID]; outcome != "" {
					s.finish(r, outcome)
				}
			}
			code, out = all("--only", "failed", "--dry-run")
			assert.Equal(t, exitOK, code)
			const rest = `NAME    APPID               VERSION  EXIT CODE  RESULT
first   wx1111111111111111  1.4.0    0          skipped: version 1.4.0 of wx1111111111111111 was approved
second  wx2222222222222222  2.0-1    0          RESULT
-       wx3333333333333333  1.4.0    0          skipped: version 1.4.0 of wx3333333333333333 is open
`
			assert.Equal(t, strings.Replace(rest, "RESULT\n-",
				"nothing was sent; a start would begin the release of version 2.0-1 of wx2222222222222222\n-", 1), out)
			code, out = all("--only", "failed")
			assert.Equal(t, exitOK, code)
			assert.Equal(t, strings.Replace(rest, "RESULT\n-", "started version 2.0-1 of wx2222222222222222\n-", 1), out)
			require.Len(t, s.runs, 4)

			for _, r := range s.runs {
				if r.last == nil {
					s.finish(r, workflows.OutcomeApproved)
				}
			}
			_, out = all("--only", "failed", "-o", "json")
			for _, r := range object(t, out)["releases"].([]any) {
				assert.Equal(t, true, r.(map[string]any)["skipped"])
				assert.Equal(t, "approved", r.(map[string]any)["status"].(map[string]any)["outcome"])
			}
			_, out = all("--only", "failed", "-o", "junit")
			assert.Contains(t, out, `tests="3" failures="0" errors="0" skipped="3"`)
			code, out = all("--wait")
			assert.Equal(t, exitOK, code, "without --only what is done is skipped as well")
			require.Len(t, s.runs, 4, out)
		})
	}
	for args, want := range map[string]string{
		"--only failed":       "--only: only goes with --all",
		"--all --only broken": `--only: "broken" is not failed`,
	} {
		code, _, errw := (&fakeTemporal{}).wxrelease(t.Context(), t, append([]string{"start", "-f", file}, strings.Fields(args)...)...)
		assert.Equal(t, exitUsage, code)
		assert.Contains(t, errw, want)
	}
}
