package command

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	failurepb "go.temporal.io/api/failure/v1"
	historypb "go.temporal.io/api/history/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wxrelease/wxrelease/releases"
)

func recorded(t *testing.T, path string) []*historypb.HistoryEvent {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	h, err := client.HistoryFromJSON(f, client.HistoryJSONOptions{})
	require.NoError(t, err)
	return h.GetEvents()
}

// Every recorded history begins and ends in words, and no line of it is empty or shows Temporal's bookkeeping.
func TestHistoryOfEveryPath(t *testing.T) {
	isolate(t)
	paths, err := filepath.Glob("../../workflows/testdata/history/*/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			events := recorded(t, path)
			synctest.Test(t, func(t *testing.T) {
				s := &fakeTemporal{noWorker: true}
				s.open("run-1").events = events
				code, out, errw := s.wxrelease(t.Context(), t, "history", testApp)
				assert.Equal(t, exitOK, code, errw)
				rows := strings.Split(strings.TrimRight(out, "\n"), "\n")
				if strings.HasPrefix(rows[0], "note  ") {
					// The run before it is not there, and so neither is the start.
					rows = rows[1:]
				} else {
					assert.Regexp(t, `^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC  started: version \S+ of wx[0-9a-z]{16}`, rows[0])
				}
				assert.Regexp(t, `\n20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC  (ended: [a-z]+|terminated by |the record has become long: `+
					`goes on in run )`, out)
				for _, row := range rows {
					assert.Regexp(t, `^(20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC| {23})  \S`, row)
				}
				for _, bookkeeping := range []string{"WORKFLOW", "EVENT_TYPE", "{", "metadata"} {
					assert.NotContains(t, out, bookkeeping)
				}
			})
		})
	}
}

// The words for one eventful release.
func TestHistoryWords(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{noWorker: true}
		r := s.open("run-1")
		r.info.Memo = &commonpb.Memo{Fields: map[string]*commonpb.Payload{releases.MemoStartedBy: payload("li")}}
		r.pending = []*workflowpb.PendingActivityInfo{{
			ActivityType: &commonpb.ActivityType{Name: "PollAudit"}, Attempt: 12,
			NextAttemptScheduleTime: timestamppb.New(time.Now().Add(time.Hour)),
			LastFailure:             &failurepb.Failure{Message: "under review; next try in 10m"},
		}}
		for i, e := range eventful() {
			e.EventId, e.EventTime = int64(i+1), timestamppb.New(time.Now().Add(time.Duration(i)*time.Minute))
			r.events = append(r.events, e)
		}
		began := time.Now()
		code, out, errw := s.wxrelease(t.Context(), t, "history", testApp)
		assert.Equal(t, exitOK, code, errw)
		assert.Zero(t, time.Since(began), "no worker is asked")
		assert.Equal(t, `2000-01-01 00:00:00 UTC  started: version 1.4.0 of wx5555666677778888, by li, from https://ci/1
2000-01-01 00:02:00 UTC  Submit 1.4.0 for review
2000-01-01 00:04:00 UTC  Submit 1.4.0 for review: review 430000001, found there after a reply that was lost, at attempt 2; the one before: /wxa/submit_audit: cut off
2000-01-01 00:05:00 UTC  Deadline for the verdict: set to 2000-01-15 00:05:00 UTC
2000-01-01 00:06:00 UTC  WeChat pushed weapp_audit_delay
2000-01-01 00:07:00 UTC  Li, support asks for extend-deadline by 2d
2000-01-01 00:08:00 UTC  answered: 2000-01-17 00:05:00 UTC
2000-01-01 00:09:00 UTC  an operator asks for withdraw
2000-01-01 00:10:00 UTC  answered: refused: 87013: used up
2000-01-01 00:11:00 UTC  PollAudit
2000-01-01 00:13:00 UTC  PollAudit: rejected
                         1: first [31m line
                         2: second
2000-01-01 00:14:00 UTC  cancellation requested by wxrelease@host: wrong build
2000-01-01 00:15:00 UTC  a worker could not go on, and tries again: nondeterministic
2000-01-01 00:16:00 UTC  a worker began to work on the release and was lost
2000-01-01 00:18:00 UTC  Deadline for the verdict: reached
2000-01-01 00:19:00 UTC  terminated by wang: enough; an open review stays open at WeChat
now                   PollAudit, attempt 12 at 2000-01-01 01:00:00 UTC; last: under review; next try in 10m
`, out)

		_, out, _ = s.wxrelease(t.Context(), t, "history", testApp, "-o", "json")
		got := object(t, out)
		assert.Equal(t, "li", got["started_by"])
		assert.Equal(t, map[string]any{"at": "2000-01-01T00:02:00Z", "event_id": 3.0, "text": "Submit 1.4.0 for review"},
			got["history"].([]any)[1])
		assert.Len(t, got["pending"], 1)

		code, _, errw = s.wxrelease(t.Context(), t, "history", testApp, "--run", "other")
		assert.Equal(t, exitFailed, code)
		assert.Contains(t, errw, "knows no release")
	})
}

// A long release goes on in new runs. All of them are told, in the language asked for, as far as Temporal has their records; a
// run that is asked for by its id is told alone. Marks of the workflow's versions and its index entries are nobody's news.
func TestHistoryOfSeveralRuns(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{noWorker: true}
		minute := 0
		for i, events := range chain() {
			r := s.open(fmt.Sprintf("run-%d", i+1))
			for n, e := range events {
				e.EventId, e.EventTime = int64(n+1), timestamppb.New(time.Now().Add(time.Duration(minute)*time.Minute))
				r.events = append(r.events, e)
				minute++
			}
		}
		code, out, errw := s.wxrelease(t.Context(), t, "history", testApp)
		assert.Equal(t, exitOK, code, errw)
		assert.Equal(t, `2000-01-01 00:00:00 UTC  started: version 1.4.0 of wx5555666677778888, by li
2000-01-01 00:01:00 UTC  Submit 1.4.0 for review
2000-01-01 00:02:00 UTC  Submit 1.4.0 for review: a person must act, it goes on trying meanwhile: `+
			`/wxa/get_latest_auditstatus: errcode 61004: not in the list
                         `+codeRemedy(61004)+`
2000-01-01 00:06:00 UTC  the record has become long: goes on in run run-2
2000-01-01 00:07:00 UTC  goes on from run run-1: version 1.4.0 of wx5555666677778888
2000-01-01 00:08:00 UTC  Submit 1.4.0 for review
2000-01-01 00:09:00 UTC  Submit 1.4.0 for review: review 430000001, taken over from an earlier run or somebody else, about version 1.4.1, which is another one
2000-01-01 00:10:00 UTC  Take the review of 1.4.0 back
2000-01-01 00:11:00 UTC  Take the review of 1.4.0 back: given up: every submission was refused in the same way for 31m: errcode -1
2000-01-01 00:12:00 UTC  WeChat pushed that the merchant has taken the platform's authorisation back
2000-01-01 00:13:00 UTC  the record has become long: goes on in run run-3
2000-01-01 00:14:00 UTC  goes on from run run-2: version 1.4.0 of wx5555666677778888
2000-01-01 00:16:00 UTC  cancellation requested by 7@host: wang: wrong build
2000-01-01 00:17:00 UTC  ended: cancel-failed: review 430000001 is not over and is not the newest review of this Mini Program
`, out)

		_, out, _ = s.wxrelease(t.Context(), t, "history", testApp, "--lang", "zh")
		assert.Equal(t, `2000-01-01 00:00:00 UTC  开始：wx5555666677778888 的 1.4.0 版本，由 li 发起
2000-01-01 00:01:00 UTC  将 1.4.0 提审
2000-01-01 00:02:00 UTC  将 1.4.0 提审：需要人工处理，其间继续尝试：`+
			`微信接口 /wxa/get_latest_auditstatus 返回错误码 61004：not in the list
                         请在微信开放平台（open.weixin.qq.com）将 errmsg 中给出的 IP 加入第三方平台的白名单IP地址列表；平台尚未全网发布时，修改只对授权测试列表中的帐号生效。
2000-01-01 00:06:00 UTC  记录已很长：由运行 run-2 接续
2000-01-01 00:07:00 UTC  接续运行 run-1：wx5555666677778888 的 1.4.0 版本
2000-01-01 00:08:00 UTC  将 1.4.0 提审
2000-01-01 00:09:00 UTC  将 1.4.0 提审：审核单 430000001，接管自先前的运行或他人，审核的是另一个版本 1.4.1
2000-01-01 00:10:00 UTC  撤回 1.4.0 的审核
2000-01-01 00:11:00 UTC  撤回 1.4.0 的审核：已放弃：31 分钟内每次提审都返回同样的错误码 -1
2000-01-01 00:12:00 UTC  收到微信推送：商家已取消对本平台的授权
2000-01-01 00:13:00 UTC  记录已很长：由运行 run-3 接续
2000-01-01 00:14:00 UTC  接续运行 run-2：wx5555666677778888 的 1.4.0 版本
2000-01-01 00:16:00 UTC  请求取消，操作人 7@host：wang: wrong build
2000-01-01 00:17:00 UTC  结束：已取消，但审核未能撤回 (cancel-failed)：审核单 430000001 尚未结束，但不是该小程序最近的审核单
`, out)

		_, out, _ = s.wxrelease(t.Context(), t, "history", testApp, "-o", "json", "--lang", "zh")
		got := object(t, out)
		all := got["history"].([]any)
		assert.Equal(t, map[string]any{"at": "2000-01-01T00:01:00Z", "event_id": 2.0, "run_id": "run-1",
			"text": "Submit 1.4.0 for review"}, all[1])
		assert.NotContains(t, all[len(all)-1], "run_id")
		assert.NotContains(t, got, "note")

		_, out, _ = s.wxrelease(t.Context(), t, "history", testApp, "--run", "run-2")
		assert.Equal(t, "note                  the release began in earlier runs, the one before is run-1; all of them: `wxrelease "+
			"history wx5555666677778888`\n"+
			"2000-01-01 00:07:00 UTC  goes on from run run-1: version 1.4.0 of wx5555666677778888\n",
			out[:strings.Index(out, "2000-01-01 00:08")])
		assert.NotContains(t, out, "run-3:")

		// The first run is past the namespace's retention time.
		s.runs = s.runs[1:]
		_, out, _ = s.wxrelease(t.Context(), t, "history", testApp)
		assert.True(t, strings.HasPrefix(out, "note                  Temporal has no record any more of run run-1 and of those before "+
			"it, which this release began with\n"+
			"2000-01-01 00:07:00 UTC  goes on from run run-1"), out)
	})
}

// The same words in Chinese; no line of any recorded history stays English but for what is WeChat's or a person's.
func TestHistoryInChinese(t *testing.T) {
	isolate(t)
	paths, err := filepath.Glob("../../workflows/testdata/history/*/*.json")
	require.NoError(t, err)
	for _, path := range paths {
		events := recorded(t, path)
		synctest.Test(t, func(t *testing.T) {
			s := &fakeTemporal{noWorker: true}
			s.open("run-1").events = events
			_, out, _ := s.wxrelease(t.Context(), t, "history", testApp, "--lang", "zh")
			for row := range strings.Lines(out) {
				if strings.HasPrefix(row, "20") {
					assert.True(t, han(row), "%s: %s", path, row)
				}
			}
		})
	}
}
