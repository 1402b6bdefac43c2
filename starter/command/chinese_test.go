package command

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"github.com/stretchr/testify/assert"
	commonpb "go.temporal.io/api/common/v1"
	failurepb "go.temporal.io/api/failure/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

func han(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

func codeMeaning(code int) string { info, _ := wxa.Lookup(code); return info.Meaning }
func codeRemedy(code int) string  { info, _ := wxa.Lookup(code); return info.Remedy }

// Who stands in the way, in the reader's language.
func TestBusyInChinese(t *testing.T) {
	at := time.Date(2026, 11, 26, 13, 4, 5, 0, time.UTC)
	for busy, want := range map[*releases.BusyError]string{
		{AppID: "wx1", Version: "1.4.0", RunID: "r", Since: at, By: "li", From: "https://ci/1"}: "wx1 的另一个提审任务（1.4.0 版本，内容不同）进行中，" +
			"始于 2026-11-26 13:04:05 UTC，由 li 发起，来自 https://ci/1（运行 r）：请等待它结束，或取消它，然后重新开始",
		{AppID: "wx1", RunID: "r", Since: at, From: "https://ci/1"}: "wx1 的另一个提审任务进行中，" +
			"始于 2026-11-26 13:04:05 UTC，来自 https://ci/1（运行 r）：请等待它结束，或取消它，然后重新开始",
		{AppID: "wx1", Version: "1.4.0", RunID: "r", Since: at, Cancelling: true}: "wx1 的 1.4.0 版本的提审任务正在取消，" +
			"始于 2026-11-26 13:04:05 UTC（运行 r）：正在撤回审核；请等待它结束，然后重新开始",
	} {
		assert.Equal(t, want, words.Chinese.Error(&codedError{exitBusy, busy}))
	}
}

// An operator reads the answer, or the refusal and its remedy, in Chinese.
func TestOperationsInChinese(t *testing.T) {
	isolate(t)
	s := &fakeTemporal{decide: func(update string) (any, string) {
		if update == workflows.UpdateWithdraw {
			return nil, "no quota"
		}
		return workflows.Answer{Kind: workflows.AnswerRead, AuditID: 430000001, Status: wxa.StatusDelayed, Reason: []string{"材料不足"}}, ""
	}}
	s.open("run-1")
	_, out, _ := s.wxrelease(t.Context(), t, "poll", testApp, "--lang", "zh")
	assert.Equal(t, "审核单 430000001 的状态为“审核延后”：材料不足\n", out)
	_, out, _ = s.wxrelease(t.Context(), t, "poll", testApp, "--lang", "zh", "-o", "json")
	assert.Contains(t, out, `"answer": "review 430000001 is delayed: 材料不足"`)
	assert.Contains(t, out, `"kind": "read"`)

	s.problem = &activities.Problem{
		Kind: activities.ProblemRefused, Code: wxa.CodeUndoQuota, Class: "quota", Endpoint: "/wxa/undocodeaudit", Detail: "88",
	}
	s.refusal = &workflows.Refusal{Kind: workflows.RefusedByWeChat}
	code, _, errw := s.wxrelease(t.Context(), t, "withdraw", testApp, "--lang", "zh")
	_, zhRemedy := words.Remedy(*s.problem)
	assert.Equal(t, exitQuota, code)
	assert.Equal(t, "wxrelease：微信接口 /wxa/undocodeaudit 返回错误码 87013：88\n"+zhRemedy.In(words.Chinese)+"\n", errw)
}

func TestCodesInChinese(t *testing.T) {
	code, out, _ := (&fakeTemporal{}).wxrelease(t.Context(), t, "codes", "61039", "--lang", "zh")
	assert.Equal(t, exitOK, code)
	assert.Contains(t, out, "错误码        61039\n类别          wait\n含义          已上传代码的隐私接口检测尚未完成。\n处理办法      请每分钟查询一次。")
	_, out, _ = (&fakeTemporal{}).wxrelease(t.Context(), t, "codes", "61039", "--lang", "zh", "-o", "json")
	assert.Contains(t, out, `"meaning": "The privacy check of the uploaded code is not over yet."`)
}

// A status with everything in it, in Chinese; the values of JSON stay English.
func TestStatusInChinese(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		r := s.open("run-1", func(st *workflows.Status) {
			st.NeedsHuman = true
			st.Problem = &activities.Problem{
				Code: 61004, Message: "/wxa/get_auditstatus for wx5555666677778888: errcode 61004: access clientip is not registered",
				Meaning: codeMeaning(61004), Remedy: codeRemedy(61004),
			}
			st.Expedite = &workflows.Expediting{State: workflows.ExpeditePlanned, PlannedFor: st.StartedAt.Add(6 * time.Hour)}
			st.Waiting.NextPoll = st.StartedAt.Add(10 * time.Minute)
		})
		r.pending = []*workflowpb.PendingActivityInfo{{
			ActivityType: &commonpb.ActivityType{Name: "PollAudit"}, Attempt: 12,
			NextAttemptScheduleTime: timestamppb.New(time.Now().Add(10 * time.Minute)),
			LastFailure: &failurepb.Failure{
				Message: "review 430000001 is reviewing; next try in 10m", FailureInfo: &failurepb.Failure_ApplicationFailureInfo{
					ApplicationFailureInfo: &failurepb.ApplicationFailureInfo{Type: "waiting", Details: payloads(activities.Problem{
						Kind: activities.ProblemReviewOpen, AuditID: 430000001, Status: wxa.StatusReviewing,
					})},
				},
			},
		}}
		code, out, errw := s.wxrelease(t.Context(), t, "status", testApp, "--lang", "zh")
		assert.Equal(t, exitOK, code)
		assert.Empty(t, errw)
		assert.Equal(t, `小程序        wx5555666677778888
版本          1.4.0
阶段          审核中
结果          进行中 (open)
审核单        430000001
需要          人工处理；问题解决后提审任务会自动继续
等待          审核结果，自 2000-01-01 00:00:00 UTC 起，下次查询约在 2000-01-01 00:10:00 UTC，最迟至 2000-01-15 00:00:00 UTC；等待方：微信
问题          /wxa/get_auditstatus for wx5555666677778888: errcode 61004: access clientip is not registered
含义          调用方 IP 不在第三方平台的白名单中；errmsg 中给出了微信看到的 IP。
处理办法      请在微信开放平台（open.weixin.qq.com）将 errmsg 中给出的 IP 加入第三方平台的白名单IP地址列表；平台尚未全网发布时，修改只对授权测试列表中的帐号生效。
加急          计划于 2000-01-01 06:00:00 UTC 申请加急
开始          2000-01-01 00:00:00 UTC
待执行        PollAudit，第 12 次尝试，将于 2000-01-01 00:10:00 UTC；上次：审核单 430000001 的状态为“审核中”
工作流        wxrelease/wx5555666677778888
运行          run-1
Web UI        http://ui/namespaces/default/workflows/wxrelease%2Fwx5555666677778888/run-1/user-metadata
时间线
  2000-01-01 00:00:00 UTC  已提审：审核单 430000001
`, out)

		_, english, _ := s.wxrelease(t.Context(), t, "status", testApp, "-o", "json")
		_, chinese, _ := s.wxrelease(t.Context(), t, "status", testApp, "-o", "json", "--lang", "zh")
		assert.Equal(t, english, chinese)
	})
}

func TestWaitInChinese(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		s.open("run-1")
		code, out, errw := s.wxrelease(t.Context(), t, "wait", testApp, "--timeout", "1h", "--lang", "zh")
		assert.Equal(t, exitOpen, code)
		assert.Equal(t, []string{
			"已提审：审核单 430000001", "等待审核结果，自 2000-01-01 00:00:00 UTC 起，最迟至 2000-01-15 00:00:00 UTC；等待方：微信",
		}, texts(out)[:2])
		assert.Equal(t, "wxrelease：等待 1 小时，时间已到，尚无审核结果。提审任务继续进行。重新接入：`wxrelease wait wx5555666677778888`\n", errw)
	})
	code, _, errw := (&fakeTemporal{}).wxrelease(t.Context(), t, "wait", testApp, "--lang", "xx")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errw, `--lang: "xx" is none of en, zh`)
}
