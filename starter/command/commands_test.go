package command

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	failurepb "go.temporal.io/api/failure/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/serviceerror"
	workflowpb "go.temporal.io/api/workflow/v1"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
)

// object reads the one JSON object of a command.
func object(t *testing.T, out string) map[string]any {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(out))
	var got map[string]any
	require.NoError(t, dec.Decode(&got), "%s", out)
	assert.False(t, dec.More(), "one object and nothing else:\n%s", out)
	return got
}

func releaseFileAt(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "wxrelease.yaml")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestStart(t *testing.T) {
	isolate(t)
	file := releaseFileAt(t, smallFile)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		code, out, errw := s.wxrelease(t.Context(), t, "start", "-f", file)
		assert.Equal(t, exitOK, code)
		assert.Equal(t, `started version 1.4.0 of wx5555666677778888
workflow      wxrelease/wx5555666677778888
run           run-1
web ui        http://ui/namespaces/default/workflows/wxrelease%2Fwx5555666677778888/run-1/user-metadata
`, out)
		assert.Empty(t, errw)

		code, out, _ = s.wxrelease(t.Context(), t, "start", "-f", file, "-o", "json")
		assert.Equal(t, exitOK, code)
		attached := object(t, out)
		assert.Equal(t, true, attached["attached"], "the same content attaches to the open release")
		assert.Equal(t, "run-1", attached["run_id"])
		assert.Equal(t, "review", attached["status"].(map[string]any)["stage"])

		code, out, _ = s.wxrelease(t.Context(), t, "start", "-f", file, "--set-version", "1.5.0", "-o", "json")
		assert.Equal(t, exitBusy, code)
		got := object(t, out)
		assert.Equal(t, map[string]any{"version": "1.4.0", "run_id": "run-1", "since": "2000-01-01T00:00:00Z"}, got["busy"])
		assert.Equal(t, 6.0, got["exit_code"])
		assert.Len(t, s.runs, 1)

		s.finish(s.runs[0], workflows.OutcomeRejected)
		_, out, _ = s.wxrelease(t.Context(), t, "start", "-f", file, "-o", "json")
		assert.Equal(t, "run-2", object(t, out)["run_id"], "after the end the same content is a new release")
	})
}

func TestStartWaits(t *testing.T) {
	isolate(t)
	file := releaseFileAt(t, smallFile)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		go func() { time.Sleep(time.Hour); s.finish(s.run(0), workflows.OutcomeApproved) }()
		code, out, errw := s.wxrelease(t.Context(), t, "start", "-f", file, "--wait", "--wait-timeout", "2h")
		assert.Equal(t, exitOK, code)
		lines := texts(out)
		assert.Equal(t, "started version 1.4.0 of wx5555666677778888, run run-1", lines[0])
		assert.Equal(t, "see http://ui/namespaces/default/workflows/wxrelease%2Fwx5555666677778888/run-1/user-metadata", lines[1])
		assert.Contains(t, out, "\noutcome       approved\n")
		assert.Empty(t, errw)
	})
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		code, out, _ := s.wxrelease(t.Context(), t, "start", "-f", file, "--wait", "--wait-timeout", "2h", "-o", "json")
		assert.Equal(t, exitOpen, code)
		got := object(t, out)
		assert.Equal(t, false, got["attached"])
		assert.Equal(t, "open", got["status"].(map[string]any)["outcome"])
		assert.Equal(t, 5.0, got["exit_code"])
	})
}

func TestStartUnreachable(t *testing.T) {
	isolate(t)
	file := releaseFileAt(t, smallFile)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{down: serviceerror.NewUnavailable("connection refused")}
		began := time.Now()
		code, _, errw := s.wxrelease(t.Context(), t, "start", "-f", file)
		assert.Equal(t, exitFailed, code)
		assert.Contains(t, errw, `wxrelease: reaching Temporal at localhost:7233 for namespace "default": `)
		assert.Contains(t, errw, "Check that the server runs")
		assert.LessOrEqual(t, time.Since(began), dialTimeout)
	})
}

// A status with everything in it, as text and as JSON.
func TestStatus(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		r := s.open("run-1", func(st *workflows.Status) {
			st.NeedsHuman = true
			st.Problem = &activities.Problem{Code: 48001, Message: "/wxa/get_auditstatus: errcode 48001: api unauthorized",
				Meaning: "not allowed", Remedy: "grant permission set 18", RID: "65a1"}
			st.Expedite = &workflows.Expediting{State: workflows.ExpediteAlready}
			st.Reason = []string{"first\x1b[31m line", "second line"}
			st.Screenshots = []string{"M1", "M2"}
			st.Privacy = &activities.Detection{WithoutAuth: []string{"wx.a"}, WithoutConf: []string{"wx.b", "wx.c"}}
			st.SubmittedAt = st.StartedAt
			st.Waiting.NextPoll = st.StartedAt.Add(10 * time.Minute)
		})
		r.pending = []*workflowpb.PendingActivityInfo{{
			ActivityType: &commonpb.ActivityType{Name: "PollAudit"}, Attempt: 12,
			NextAttemptScheduleTime: timestamppb.New(time.Now().Add(10 * time.Minute)),
			LastFailure:             &failurepb.Failure{Message: "under review; next try in 10m"},
		}}
		code, out, errw := s.wxrelease(t.Context(), t, "status", testApp)
		assert.Equal(t, exitOK, code, "status tells, it does not judge")
		assert.Empty(t, errw)
		assert.Equal(t, `mini program  wx5555666677778888
version       1.4.0
stage         review
outcome       open
audit id      430000001
needs         a person; the release goes on by itself once the problem is cured
waiting       the verdict since 2000-01-01 00:00:00 UTC, next poll about 2000-01-01 00:10:00 UTC, until 2000-01-15 00:00:00 UTC at the latest; waiting on: WeChat
problem       /wxa/get_auditstatus: errcode 48001: api unauthorized
meaning       not allowed
what to do    grant permission set 18
rid           65a1
expedite      the review was expedited already
reason        first [31m line
              second line
screenshots   M1
              M2
no permission wx.a
not declared  wx.b, wx.c
started       2000-01-01 00:00:00 UTC
submitted     2000-01-01 00:00:00 UTC
pending       PollAudit, attempt 12 at 2000-01-01 00:10:00 UTC; last: under review; next try in 10m
workflow      wxrelease/wx5555666677778888
run           run-1
web ui        http://ui/namespaces/default/workflows/wxrelease%2Fwx5555666677778888/run-1/user-metadata
time line
  2000-01-01 00:00:00 UTC  submitted: review 430000001
`, out)

		_, out, _ = s.wxrelease(t.Context(), t, "status", testApp, "-o", "json")
		got := object(t, out)
		assert.Equal(t, "worker", got["answered_by"])
		assert.Equal(t, "running", got["execution"])
		assert.Equal(t, 430000001.0, got["status"].(map[string]any)["audit_id"])
		assert.Equal(t, []any{map[string]any{
			"activity": "PollAudit", "attempt": 12.0, "next_attempt": "2000-01-01T00:10:00Z",
			"last_failure": "under review; next try in 10m",
		}}, got["pending"])
	})
}

func TestStatusWithoutWorker(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{noWorker: true}
		r := s.open("run-1")
		r.pending = []*workflowpb.PendingActivityInfo{{ActivityType: &commonpb.ActivityType{Name: "PollAudit"}, Attempt: 3}}
		began := time.Now()
		code, out, _ := s.wxrelease(t.Context(), t, "status", testApp)
		assert.Equal(t, exitOK, code)
		assert.LessOrEqual(t, time.Since(began), releases.QueryTimeout)
		for _, line := range []string{"version       1.4.0\n", "stage         review\n", "audit id      430000001\n",
			"pending       PollAudit, attempt 3\n", "note          no worker answered ("} {
			assert.Contains(t, out, line)
		}
		_, out, _ = s.wxrelease(t.Context(), t, "status", testApp, "-o", "json")
		assert.Equal(t, "server", object(t, out)["answered_by"])
	})
}

func TestStatusOfTheLastRelease(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{noWorker: true}
		s.finish(s.open("run-1"), workflows.OutcomeRejected)
		code, out, _ := s.wxrelease(t.Context(), t, "status", testApp, "-o", "json")
		assert.Equal(t, exitOK, code)
		got := object(t, out)
		assert.Equal(t, "result", got["answered_by"])
		assert.Equal(t, "completed", got["execution"])
		assert.Equal(t, "rejected", got["status"].(map[string]any)["outcome"])
	})
}

func TestCancel(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{env: settings.Env{"USER=wang"}}
		s.open("run-1")
		code, out, _ := s.wxrelease(t.Context(), t, "cancel", testApp, "--reason", "wrong build")
		assert.Equal(t, exitOK, code)
		assert.True(t, strings.HasPrefix(out, "the cancellation of version 1.4.0 of wx5555666677778888 is requested; the release takes "+
			"its review back if one is open\n"+
			"that is done once it has ended, see: `wxrelease wait wx5555666677778888`\n"), out)
		require.Len(t, s.cancels, 1)
		assert.Equal(t, "wang: wrong build", s.cancels[0].GetReason(), "also where an older worker runs")
		assert.Equal(t, "run-1", s.cancels[0].GetFirstExecutionRunId(), "this release and no later one")
		require.Len(t, s.signals, 1)
		assert.Equal(t, workflows.SignalCancelNote, s.signals[0].GetSignalName())
		assert.Equal(t, workflows.CancelNote{By: "wang", Reason: "wrong build"}, decoded[workflows.CancelNote](s.signals[0].GetInput()))

		_, out, _ = s.wxrelease(t.Context(), t, "cancel", testApp, "--by", "Li, support", "--lang", "zh")
		assert.Equal(t, "Li, support", s.cancels[1].GetReason())
		assert.True(t, strings.HasPrefix(out, "已请求取消 wx5555666677778888 的 1.4.0 版本的提审任务；"), out)
	})
}

func TestCancelNothing(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		s.finish(s.open("run-1"), workflows.OutcomeApproved)
		code, _, errw := s.wxrelease(t.Context(), t, "cancel", testApp)
		assert.Equal(t, exitBlocked, code)
		assert.Equal(t, "wxrelease: nothing to cancel: the last release of wx5555666677778888, version 1.4.0, ended as approved at "+
			"2000-01-01 00:00:00 UTC\n", errw)
		assert.Empty(t, s.cancels)
	})
}

func TestCancelWaits(t *testing.T) {
	isolate(t)
	for outcome, want := range map[workflows.Outcome]int{
		workflows.OutcomeCancelled: exitOK,
		workflows.OutcomeWithdrawn: exitOK,
		workflows.OutcomeApproved:  exitFailed, // too late is not what was wanted
		workflows.OutcomeRejected:  exitRejected,
		// The review is open still: what was asked for is not done.
		workflows.OutcomeCancelFailed: exitBlocked,
	} {
		t.Run(string(outcome), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &fakeTemporal{}
				r := s.open("run-1")
				go func() { time.Sleep(time.Minute); s.finish(r, outcome) }()
				code, out, _ := s.wxrelease(t.Context(), t, "cancel", testApp, "--wait", "-o", "json")
				assert.Equal(t, want, code)
				got := object(t, out)
				assert.Equal(t, string(outcome), got["status"].(map[string]any)["outcome"])
				assert.EqualValues(t, want, got["exit_code"])
			})
		})
	}
}

// A review that could not be taken back is no success, whoever asks and however it is told: undocodeaudit has answered 87013.
func TestCancelFailed(t *testing.T) {
	isolate(t)
	fail := func(s *fakeTemporal, r *testRun) {
		s.change(r, func(st *workflows.Status) {
			st.NeedsHuman = true
			st.Problem = &activities.Problem{
				Code: 87013, Class: "quota", Message: "/wxa/undocodeaudit for wx5555666677778888: errcode 87013: no quota to undo code",
				Meaning: codeMeaning(87013), Remedy: codeRemedy(87013),
			}
		})
		s.finish(r, workflows.OutcomeCancelFailed)
	}
	const words = "the release is cancelled, but its review could not be taken back: /wxa/undocodeaudit for wx5555666677778888: " +
		"errcode 87013: no quota to undo code. " +
		"It may be open at WeChat still: wait for its verdict there, or take it over with: wxrelease start --adopt"
	for _, noAttrs := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			s := &fakeTemporal{noAttrs: noAttrs}
			r := s.open("run-1")
			go func() { time.Sleep(time.Minute); fail(s, r) }()
			code, out, errw := s.wxrelease(t.Context(), t, "cancel", testApp, "--wait")
			assert.Equal(t, exitBlocked, code)
			assert.Contains(t, out, "\noutcome       cancel-failed\n")
			assert.Contains(t, out, "\nmeaning       "+codeMeaning(87013)+"\n")
			assert.Equal(t, "wxrelease: "+words+"\n", errw)

			code, _, errw = s.wxrelease(t.Context(), t, "wait", testApp, "--lang", "zh")
			assert.Equal(t, exitBlocked, code)
			assert.Empty(t, errw)
			code, out, _ = s.wxrelease(t.Context(), t, "status", testApp, "--lang", "zh")
			assert.Equal(t, exitOK, code)
			assert.Contains(t, out, "\n结果          已取消，但审核未能撤回 (cancel-failed)\n")
			_, out, _ = s.wxrelease(t.Context(), t, "list", "--all", "-o", "json")
			assert.Equal(t, "cancel-failed", object(t, out)["releases"].([]any)[0].(map[string]any)["outcome"])
		})
	}
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		r := s.open("run-1")
		go func() { time.Sleep(time.Minute); fail(s, r) }()
		code, out, _ := s.wxrelease(t.Context(), t, "cancel", testApp, "--wait", "-o", "junit")
		assert.Equal(t, exitBlocked, code)
		assert.Contains(t, out, `failures="1"`)
		assert.Contains(t, out, `<failure type="cancel-failed" message="wx5555666677778888 1.4.0: cancel-failed">`)
		assert.Contains(t, out, "errcode 87013")
	})
}

// A cancelled run that does not say what became of its review is no success either.
func TestCancelledWithoutAWord(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{noAttrs: true}
		r := s.open("run-1")
		go func() {
			time.Sleep(time.Minute)
			s.end(r, enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED, &historypb.HistoryEvent{
				EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
				Attributes: &historypb.HistoryEvent_WorkflowExecutionCanceledEventAttributes{
					WorkflowExecutionCanceledEventAttributes: &historypb.WorkflowExecutionCanceledEventAttributes{},
				},
			})
		}()
		code, out, _ := s.wxrelease(t.Context(), t, "cancel", testApp, "--wait")
		assert.Equal(t, exitFailed, code)
		assert.Contains(t, out, "did not say what became of its review")
	})
}

// What a release that needs somebody does meanwhile: an open one heals by itself, an ended one does nothing more.
func TestStatusNeedsSomebody(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		r := s.open("run-1", func(st *workflows.Status) { st.NeedsHuman = true })
		needs := func(args ...string) string {
			_, out, _ := s.wxrelease(t.Context(), t, append([]string{"status", testApp}, args...)...)
			for line := range strings.Lines(out) {
				if strings.HasPrefix(line, "needs ") || strings.HasPrefix(line, "需要") {
					return strings.Join(strings.Fields(line)[1:], " ")
				}
			}
			return ""
		}
		assert.Equal(t, "a person; the release goes on by itself once the problem is cured", needs())
		assert.Equal(t, "人工处理；问题解决后提审任务会自动继续", needs("--lang", "zh"))
		s.finish(r, workflows.OutcomeRejected)
		assert.Equal(t, "a person; this release is over, another one must be started", needs())
		assert.Equal(t, "人工处理；本次提审任务已结束，需重新发起", needs("--lang", "zh"))
	})
}
