package command

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	failurepb "go.temporal.io/api/failure/v1"
	"go.temporal.io/api/serviceerror"
	workflowpb "go.temporal.io/api/workflow/v1"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/testkit/vt"
	"github.com/wxrelease/wxrelease/starter/live"
	"github.com/wxrelease/wxrelease/workflows"
)

// onTerminal runs a command line on a terminal, in the background; result waits for its end.
func (s *fakeTemporal) onTerminal(ctx context.Context, t *testing.T, tty *vt.Terminal,
	args ...string) (result func() (code int, stderr string)) {
	t.Helper()
	var errw bytes.Buffer
	a := &app{env: append(settings.Env{"WXRELEASE_WEB_UI=http://ui"}, s.env...), stdin: strings.NewReader(""), stdout: tty, stderr: &errw,
		dial: s.dial}
	a.terminal = func(w io.Writer) *live.Terminal {
		require.Same(t, tty, w)
		return live.NewTerminal(tty, func() (int, int, error) { return tty.Width(), 24, nil }, false)
	}
	done := make(chan int)
	go func() { done <- a.run(ctx, args) }()
	return func() (int, string) { return <-done, errw.String() }
}

// trimmed are the lines of the screen without blanks at their ends, and without the cursor's.
func trimmed(tty *vt.Terminal) []string {
	lines := tty.Lines()
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines[:len(lines)-1]
}

func TestLiveView(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s, tty := &fakeTemporal{}, vt.New(80, "$ wxrelease wait wx5555666677778888")
		r := s.open("run-1", func(st *workflows.Status) { st.Waiting.NextPoll = st.StartedAt.Add(10 * time.Minute) })
		r.pending = []*workflowpb.PendingActivityInfo{{
			ActivityType: &commonpb.ActivityType{Name: "PollAudit"}, Attempt: 12,
			NextAttemptScheduleTime: timestamppb.New(time.Now().Add(9 * time.Minute)),
			LastFailure: &failurepb.Failure{FailureInfo: &failurepb.Failure_ApplicationFailureInfo{
				ApplicationFailureInfo: &failurepb.ApplicationFailureInfo{Type: "transient", Details: payloads(activities.Problem{
					Kind: activities.ProblemRefused, Code: -1, Endpoint: "/wxa/get_auditstatus", Detail: "system error",
				})},
			}},
		}}
		result := s.onTerminal(t.Context(), t, tty, "wait", testApp)
		time.Sleep(65 * time.Second)
		synctest.Wait()
		assert.Equal(t, []string{
			"$ wxrelease wait wx5555666677778888",
			"2000-01-01 00:00:00 UTC  submitted: review 430000001",
			"2000-01-01 00:00:00 UTC  " + untilDeadline,
			"2000-01-01 00:00:00 UTC  see http://ui/namespaces/default/workflows/wxrelease%2Fwx5555666677778888/run-1/user-metadata",
			"⠴ wx5555666677778888 1.4.0  review                                        1m05s",
			"  ✓ privacy check ─ ✓ submission ─ ● review ─ ○ verdict",
			"  waiting for  the verdict, for 1m5s; waiting on: WeChat",
			"  deadline     in 13d23h (2000-01-15 00:00:00 UTC)",
			"  next poll    in 7m55s (2000-01-01 00:09:00 UTC)",
			"  attempts     PollAudit, attempt 12; last: /wxa/get_auditstatus: errcode -1:",
			"               system error",
			"  last code    -1: WeChat was busy or failed inside. A read had no effect; a",
			"               write may have happened.",
			"  audit id     430000001",
			"  Ctrl-C stops watching; the release goes on · stops by itself in 58m55s",
		}, trimmed(tty))
		assert.True(t, tty.Hidden())

		tty.Resize(40)
		time.Sleep(time.Second)
		synctest.Wait()
		assert.Contains(t, trimmed(tty), "  ✓✓●○ review", "it follows the size of the window")

		tty.Resize(80)
		s.finish(r, workflows.OutcomeRejected)
		code, errw := result()
		assert.Equal(t, exitRejected, code)
		assert.Empty(t, errw)
		assert.False(t, tty.Hidden(), "the cursor is back")
		text := strings.Join(trimmed(tty), "\n")
		assert.NotContains(t, text, "Ctrl-C", "the answer stands in the place of the live view")
		assert.NotContains(t, text, "●")
		assert.Equal(t, 1, strings.Count(text, "$ wxrelease wait"), "and nothing above it was touched")
		assert.Contains(t, text, "Ended: rejected\n\nmini program  wx5555666677778888\n")
	})
}

func TestLiveViewInChinese(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s, tty := &fakeTemporal{env: settings.Env{"LANG=zh_CN.UTF-8"}}, vt.New(60)
		s.open("run-1", func(st *workflows.Status) {
			st.NeedsHuman, st.Waiting.Whose = true, workflows.WhoseOperator
			st.Problem = &activities.Problem{Code: 61003, Meaning: codeMeaning(61003), Remedy: codeRemedy(61003)}
		})
		ctx, interrupt := context.WithCancel(t.Context())
		result := s.onTerminal(ctx, t, tty, "wait", testApp, "--timeout", "0s")
		time.Sleep(time.Minute)
		synctest.Wait()
		lines := trimmed(tty)
		assert.Equal(t, []string{
			"⠋ wx5555666677778888 1.4.0  审核中                   1 分钟",
			"  ✓ 隐私接口检测 ─ ✓ 提审 ─ ● 审核 ─ ○ 审核结果",
			"  需要        人工处理；问题解决后提审任务会自动继续",
			"  等待        审核结果，已等待 1 分钟；等待方：人工处理",
			"  截止        13 天 23 小时后（2000-01-15 00:00:00 UTC）",
			"  最近错误码  61003: 商家没有授权给本第三方平台，或已取消授",
			"              权。",
			"  处理办法    请小程序管理员重新授权给第三方平台。",
			"  审核单      430000001",
			"  Ctrl-C 只停止查看，提审任务继续进行",
		}, lines[len(lines)-10:])
		for _, line := range lines[len(lines)-10:] {
			assert.LessOrEqual(t, live.Width(line), 59)
		}

		interrupt()
		code, errw := result()
		assert.Equal(t, exitOpen, code)
		assert.Equal(t, "wxrelease：已按要求停止等待，尚无审核结果。提审任务继续进行。重新接入：`wxrelease wait wx5555666677778888`\n", errw)
		assert.Contains(t, strings.Join(trimmed(tty), "\n"), "\n阶段          审核中\n", "the final state stays")
		assert.False(t, tty.Hidden())
	})
}

func TestLiveViewDuringAnOutage(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s, tty := &fakeTemporal{}, vt.New(100)
		r := s.open("run-1")
		result := s.onTerminal(t.Context(), t, tty, "status", testApp, "--watch")
		time.Sleep(time.Minute)
		s.setDown(serviceerror.NewUnavailable("connection refused"))
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		assert.Contains(t, strings.Join(trimmed(tty), "\n"), "still trying; what stands here is from before")
		s.setDown(nil)
		time.Sleep(time.Minute)
		synctest.Wait()
		assert.NotContains(t, strings.Join(trimmed(tty), "\n"), "what stands here is from before")
		s.finish(r, workflows.OutcomeRejected)
		code, _ := result()
		assert.Equal(t, exitOK, code, "status tells, it does not judge")
	})
}

func TestWatchInAPipe(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		s.open("run-1")
		ctx, interrupt := context.WithCancel(t.Context())
		go func() { time.Sleep(5 * time.Minute); interrupt() }()
		code, out, errw := s.wxrelease(ctx, t, "status", testApp, "--watch")
		assert.Equal(t, exitOK, code)
		assert.Empty(t, errw)
		assert.Equal(t, []string{"submitted: review 430000001", untilDeadline}, texts(out)[:2])
		assert.True(t, strings.HasSuffix(out, "\n\nstopped waiting as asked, and there is no verdict yet. The release goes on. Attach "+
			"again with: `wxrelease wait wx5555666677778888`\n"), out)
	})
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		s.open("run-1")
		go func() { time.Sleep(time.Minute); s.setDown(serviceerror.NewPermissionDenied("key expired", "")) }()
		code, _, errw := s.wxrelease(t.Context(), t, "status", testApp, "--watch")
		assert.Equal(t, exitFailed, code)
		assert.Contains(t, errw, "key expired")
	})
}

// While a release takes its review back the live view says so.
func TestLiveViewOfACancelledRelease(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s, tty := &fakeTemporal{}, vt.New(80)
		r := s.open("run-1")
		r.cancel = true
		result := s.onTerminal(t.Context(), t, tty, "wait", testApp)
		time.Sleep(time.Minute)
		synctest.Wait()
		assert.Regexp(t, `wx5555666677778888 1\.4\.0  cancelling `, strings.Join(trimmed(tty), "\n"))
		s.finish(r, workflows.OutcomeCancelled)
		code, _ := result()
		assert.Equal(t, exitWithdrawn, code)
	})
}

func TestNoTerminal(t *testing.T) {
	a := &app{}
	assert.Nil(t, a.terminalOf(io.Discard), "a buffer is no terminal")
	file, err := os.Create(t.TempDir() + "/out")
	require.NoError(t, err)
	defer file.Close()
	assert.Nil(t, a.terminalOf(file), "a file is none either")
}
