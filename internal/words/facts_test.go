package words

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

var factsAt = time.Date(2026, 11, 26, 5, 4, 0, 0, time.UTC)

// fullProblem has every value that a kind may want.
func fullProblem(kind activities.ProblemKind) activities.Problem {
	return activities.Problem{
		Kind: kind, Of: activities.ProblemRefused, Code: 61004, Class: "fix", RID: "1-2", Endpoint: "/wxa/submit_audit", Detail: "88",
		AuditID: 7, Status: wxa.StatusReviewing, Version: "1.4.0", OtherVersion: "1.3.9", SubmittedAt: factsAt,
		Lasted: timing.Duration(time.Hour),
	}
}

func fullMoment(kind workflows.MomentKind) workflows.Moment {
	p := fullProblem(activities.ProblemRefused)
	return workflows.Moment{
		At: factsAt, Kind: kind, AuditID: 7, Status: wxa.StatusApproved, Reason: []string{"材料不足"}, Event: "weapp_audit_fail", By: "小李",
		Cause: "版本有误",
		More:  timing.Duration(48 * time.Hour), Until: factsAt, Outcome: workflows.OutcomeQuota, Problem: &p,
	}
}

// inBoth checks that a text is there in both languages, and that no English is left in Chinese.
func inBoth(t *testing.T, what any, text Text, english string) {
	t.Helper()
	en, zh := text.In(English), text.In(Chinese)
	assert.NotEmpty(t, en, what)
	assert.NotEqual(t, english, en, "%v: only its name", what)
	assert.True(t, strings.ContainsFunc(zh, han), "%v: %q is not Chinese", what, zh)
	assert.Empty(t, EnglishIn(zh), "%v: %q", what, zh)
	assert.NotContains(t, en+zh, "{", what)
}

func TestEveryKindOfFactHasItsWords(t *testing.T) {
	for _, kind := range workflows.MomentKinds {
		m := fullMoment(kind)
		if kind == workflows.MomentExpediteText {
			m.Text = "旧记录"
		}
		inBoth(t, kind, Moment(m), string(kind))
	}
	for _, kind := range activities.ProblemKinds {
		if kind != activities.ProblemFailed { // says what the error said
			inBoth(t, kind, Problem(fullProblem(kind)), string(kind))
		}
		for _, out := range []bool{false, true} {
			p := fullProblem(kind)
			p.MayBeOut = out
			meaning, remedy := Remedy(p)
			if kind != activities.ProblemReviewOver && kind != activities.ProblemNoneAccepted {
				inBoth(t, kind, meaning, "")
				inBoth(t, kind, remedy, "")
			}
		}
	}
	for _, state := range workflows.ExpediteStates {
		p := fullProblem(activities.ProblemRefused)
		inBoth(t, state, Expedite(&workflows.Expediting{State: state, PlannedFor: factsAt, AskedAt: factsAt, By: "小李", Problem: &p}),
			string(state))
	}
	for _, kind := range workflows.AnswerKinds {
		p := fullProblem(activities.ProblemRefused)
		a := workflows.Answer{Kind: kind, AuditID: 7, Status: wxa.StatusDelayed, Reason: []string{"材料不足"}, Within: 45, Problem: &p}
		if kind != workflows.AnswerText {
			inBoth(t, kind, Answer(a), string(kind))
		}
	}
	for _, kind := range workflows.RefusalKinds {
		p, ended := fullProblem(activities.ProblemRefused), fullMoment(workflows.MomentEnded)
		r := workflows.Refusal{Kind: kind, AuditID: 7, Status: wxa.StatusApproved, Waiting: workflows.WaitDetection, Ended: &ended,
			More: 9, Limit: 8, Problem: &p}
		if kind != workflows.RefusedText {
			inBoth(t, kind, Refused(r), string(kind))
		}
	}
	for _, kind := range workflows.StepKinds {
		inBoth(t, kind, Step(workflows.Step{Kind: kind, Version: "1.4.0", AuditID: 7, By: "小李"}), string(kind))
	}
	for _, timer := range workflows.Timers {
		inBoth(t, timer, Timer(timer), string(timer))
		for _, l := range Langs {
			got, ok := TimerLabelled(Timer(timer).In(l))
			assert.True(t, ok && got == timer, timer)
		}
	}
}

func TestEveryEnumHasItsWords(t *testing.T) {
	var values []any
	for _, v := range workflows.WaitFors {
		values = append(values, v)
	}
	for _, v := range workflows.Whoses {
		values = append(values, v)
	}
	for _, v := range workflows.Outcomes {
		values = append(values, v)
	}
	for _, v := range workflows.Stages {
		values = append(values, v)
	}
	for _, v := range []workflows.VerdictBy{workflows.ByPush, workflows.ByPoll, workflows.ByOperator} {
		values = append(values, v)
	}
	for _, v := range []workflows.ExpeditePolicy{workflows.ExpediteNever, workflows.ExpediteAlways, workflows.ExpediteAfter} {
		values = append(values, v)
	}
	for status := wxa.StatusMissing; status <= wxa.StatusOther; status++ {
		values = append(values, status)
	}
	for _, v := range values {
		assert.Contains(t, enums, v)
		assert.True(t, strings.ContainsFunc(Chinese.Say(v), han), v)
	}
	for _, outcome := range workflows.Outcomes {
		inBoth(t, outcome, Ending(workflows.Moment{Outcome: outcome, AuditID: 7}), "")
	}
}

// What comes from an older worker, or a newer one, is said as it is.
func TestForeignFactsStayAsTheyAre(t *testing.T) {
	for _, l := range Langs {
		assert.Equal(t, "Submitted: review 7", l.Say(Moment(workflows.Moment{Text: "Submitted: review 7"})))
		assert.Equal(t, "brand-new", l.Say(Moment(workflows.Moment{Kind: "brand-new"})))
		assert.Equal(t, "planned for 2026", l.Say(Expedite(&workflows.Expediting{Text: "planned for 2026"})))
		assert.Empty(t, l.Say(Expedite(nil)))
		old := activities.Problem{Code: 61004, Message: "message", Meaning: "meaning", Remedy: "remedy"}
		meaning, remedy := Remedy(old)
		assert.Equal(t, []string{"message", "meaning", "remedy"}, []string{l.Say(Problem(old)), l.Say(meaning), l.Say(remedy)})
		assert.Equal(t, "newer", l.Say(Problem(activities.Problem{Kind: "brand-new", Message: "newer"})))
		assert.Contains(t, l.Say(Waiting(workflows.Waiting{For: "WeChat's verdict", Whose: "WeChat"})), "WeChat's verdict")
		assert.Equal(t, "old", l.Say(Answer(workflows.Answer{Kind: workflows.AnswerText, Text: "old"})))
		assert.Equal(t, "old", l.Say(Refused(workflows.Refusal{Kind: workflows.RefusedText, Text: "old"})))
	}
	again := activities.Problem{Kind: activities.ProblemGaveUp, Of: activities.ProblemGaveUp, Detail: "88"}
	assert.Contains(t, Problem(again).In(English), "88", "no endless turn")
	meaning, remedy := Remedy(again)
	assert.True(t, meaning.IsZero() && remedy.IsZero())
}

// Sentences that operators read most, as they read them.
func TestFactsInChinese(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*3600)
	zh := Chinese.In(shanghai)
	for want, text := range map[string]Text{
		"审核单 7 审核不通过（由人工查询得知）": Ending(workflows.Moment{Outcome: workflows.OutcomeRejected, AuditID: 7,
			VerdictBy: workflows.ByOperator}),
		"小李将截止时间延长 2 天，至 2026-11-26 13:04:00 CST": Moment(fullMoment(workflows.MomentDeadlineExtended)),
		"收到微信推送：审核不通过；正在查询状态（连续 3 次）": Moment(workflows.Moment{
			Kind: workflows.MomentPushed, Event: "weapp_audit_fail", Times: 3}),
		"审核结果，自 2026-11-26 13:04:00 CST 起，最迟至 2026-11-26 14:04:00 CST；等待方：微信": Waiting(workflows.Waiting{
			For: workflows.WaitVerdict, Since: factsAt, Until: factsAt.Add(time.Hour), Whose: workflows.WhoseWeChat}),
		"持续 1 小时，已放弃：微信接口 /wxa/submit_audit 返回错误码 61004：88":    Problem(fullProblem(activities.ProblemGaveUp)),
		"审核单 7（1.3.9 版本）的状态为“审核中”，提审于 2026-11-26 13:04:00 CST": Problem(fullProblem(activities.ProblemForeignReview)),
		"已收到取消提审任务的请求":                                         Moment(workflows.Moment{Kind: workflows.MomentCancelRequested}),
		"运营人员取消提审任务：版本有误": Moment(workflows.Moment{Kind: workflows.MomentCancelRequested,
			Cause: "版本有误"}),
		"已停止：额度已用完：微信返回错误码 85085": Ending(workflows.Moment{Outcome: workflows.OutcomeQuota, Problem: &activities.Problem{
			Kind: activities.ProblemRefused, Code: 85085}}),
	} {
		assert.Equal(t, want, zh.Say(text))
	}
}

// An open review of the same version may be taken over; one that stands in the way of a submission that may be out is waited for.
func TestForeignReviewsRemedy(t *testing.T) {
	p := fullProblem(activities.ProblemForeignReview)
	said := func() string { _, remedy := Remedy(p); return remedy.In(English) }
	assert.NotContains(t, said(), "--adopt")
	p.OtherVersion = p.Version
	assert.Contains(t, said(), "start again with --adopt")
	p.MayBeOut = true
	assert.Contains(t, said(), "goes on by itself")
}

func TestMomentsOfALongTimeLine(t *testing.T) {
	s := workflows.Status{TimelineCut: 17}
	for i := range workflows.FirstMoments + 2 {
		s.Timeline = append(s.Timeline, workflows.Moment{At: factsAt, Kind: workflows.MomentSubmitted, AuditID: int64(i)})
	}
	lines := Moments(s)
	require.Len(t, lines, workflows.FirstMoments+3)
	assert.Equal(t, "2026-11-26 05:04:00 UTC  submitted: review 0", lines[0].In(English))
	assert.Equal(t, "… 17 lines more", lines[workflows.FirstMoments].In(English))
}

func TestWebUI(t *testing.T) {
	open := workflows.Status{
		AppID: "wx5555666677778888", Name: "茶|馆", Version: "1.4.0", Stage: workflows.StageReview, Outcome: workflows.OutcomeOpen,
		AuditID: 7,
		Waiting: &workflows.Waiting{For: workflows.WaitVerdict, Since: factsAt, Until: factsAt.Add(time.Hour),
			Whose: workflows.WhoseWeChat},
	}
	for i := range 60 {
		open.Timeline = append(open.Timeline, workflows.Moment{At: factsAt, Kind: workflows.MomentSubmitted, AuditID: int64(i)})
	}
	en := English.WebUI(nil)
	text := en.Details(open)
	require.Contains(t, text, "**Waiting for the verdict** since 2026-11-26 05:04:00 UTC, until 2026-11-26 06:04:00 UTC at the latest. "+
		"Waiting on: **WeChat**. ")
	require.Contains(t, text, "at first after 10m, at last every 2h; the pending activity or timer shows when next.")
	require.Contains(t, text, "| Merchant | 茶\\|馆 |\n| Version | 1.4.0 |\n| Stage | review |\n| Outcome | open |\n| Audit id | 7 |\n")
	require.Contains(t, text, "- … 10 lines before these\n- 2026-11-26 05:04:00 UTC submitted: review 10\n")
	require.NotContains(t, text, "A person must act")
	require.Empty(t, EnglishIn(Chinese.WebUI(nil).Details(open)))

	ended := open
	ended.Waiting, ended.Stage, ended.Outcome, ended.VerdictBy, ended.EndedAt = nil, workflows.StageDone, workflows.OutcomeRejected,
		workflows.ByPush, factsAt
	ended.Reason, ended.Timeline = []string{"<script>|*bold*"}, nil
	p := fullProblem(activities.ProblemRefused)
	p.Detail = "line one\nline two"
	ended.Problem, ended.Delay, ended.Privacy = &p, &workflows.Delay{Since: factsAt, Reason: []string{"slow"}},
		&activities.Detection{WithoutConf: []string{"a", "b"}}
	text = en.Details(ended)
	require.True(t, strings.HasPrefix(text, "**review 7 is rejected (learnt by a push)**, at 2026-11-26 05:04:00 UTC."), text)
	for _, want := range []string{`- &lt;script>\|\*bold\*`, "| Meaning | ", "| What to do | ", "| rid | 1-2 |",
		"**Delayed since 2026-11-26 05:04:00 UTC**", "- slow", "| APIs not declared | a, b |"} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "line one\nline two")
	require.NotContains(t, text, "Time line")
	require.NotContains(t, text, "Screenshots")
	require.Equal(t, 1, strings.Count(text, "What to do"), "the problem's own")
	ended.Problem, ended.Screenshots = nil, []string{"M1", "M2"}
	text = en.Details(ended)
	require.Contains(t, text, "| What to do | Correct what the reason names, ")
	require.Contains(t, text, "**Screenshots, as media ids**\n\n- M1\n- M2\n")

	open.NeedsHuman = true
	require.True(t, strings.HasPrefix(Chinese.WebUI(time.FixedZone("CST", 8*3600)).Details(open), "**需要人工处理**"))
	step := workflows.Step{Kind: workflows.StepSubmit, Version: "1.4.0", Name: strings.Repeat("馆", 300)}
	require.LessOrEqual(t, len(en.Step(step)), summaryLimit)
	step.Name = "茶馆"
	require.Equal(t, "将 1.4.0 提审 · 茶馆", Chinese.WebUI(nil).Step(step))
	require.Equal(t, "审核结果的截止时间", Chinese.WebUI(nil).Timer(workflows.TimerDeadline))
}

func TestPlan(t *testing.T) {
	in := workflows.ReleaseInput{AppID: "wx5555666677778888", Name: "茶馆", Version: "1.4.0", Expedite: workflows.Expedite{
		Policy: workflows.ExpediteAfter, After: timing.Duration(6 * time.Hour)}}
	summary, details := English.Plan(in, "li|wang", "https://ci.example/7")
	require.Equal(t, "茶馆 wx5555666677778888 1.4.0", summary)
	require.Contains(t, details, "| for the privacy check | 1h |\n| for the verdict | 14d |\n| Expedite | after 6h |\n\nStarted by "+
		"li\\|wang.\n\nCI job: <https://ci.example/7>\n")
	_, details = Chinese.Plan(in, "", "")
	require.Contains(t, details, "| 审核结果 | 14 天 |\n| 加急 | 审核 6 小时后申请 |")
	require.NotContains(t, details, "发起")
	require.NotContains(t, details, "CI")
}

// JSON has the English beside the facts, whatever anybody's language.
func TestSpell(t *testing.T) {
	p := fullProblem(activities.ProblemTrialVersion)
	s := workflows.Status{
		Timeline: []workflows.Moment{{Kind: workflows.MomentSubmitted, AuditID: 7, Times: 3}, {Text: "Cancelled"}},
		Problem:  &p, Expedite: &workflows.Expediting{State: workflows.ExpediteAlready},
	}
	Spell(&s)
	require.Equal(t, "submitted: review 7", s.Timeline[0].Text)
	require.Equal(t, 3, s.Timeline[0].Times)
	require.Equal(t, "Cancelled", s.Timeline[1].Text)
	require.Equal(t, `the trial version is "1.3.9", not "1.4.0"`, s.Problem.Message)
	require.NotEmpty(t, s.Problem.Meaning)
	require.NotEmpty(t, s.Problem.Remedy)
	require.Equal(t, "the review was expedited already", s.Expedite.Text)
	old := workflows.Status{Problem: &activities.Problem{Message: "m", Meaning: "n"}}
	Spell(&old)
	require.Equal(t, &activities.Problem{Message: "m", Meaning: "n"}, old.Problem)
}

func BenchmarkDetails(b *testing.B) {
	s := workflows.Status{AppID: "wx5555666677778888", Waiting: &workflows.Waiting{For: workflows.WaitVerdict}}
	for i := range 200 {
		s.Timeline = append(s.Timeline, workflows.Moment{At: time.Unix(int64(i), 0), Kind: workflows.MomentPushed,
			Event: "weapp_audit_success"})
	}
	ui := Chinese.WebUI(nil)
	for b.Loop() {
		ui.Details(s)
	}
}

// Why there is no token is said by its reason, with what cures it, in both languages.
func TestNoToken(t *testing.T) {
	p := activities.Problem{Kind: activities.ProblemNoToken, Reason: "not-listed", Detail: "wx1 gives no access: it is not in the list"}
	assert.Equal(t, "无法取得令牌：它不在微信的已授权帐号列表中", Problem(p).In(Chinese))
	_, remedy := Remedy(p)
	assert.Contains(t, remedy.In(Chinese), "`wxrelease auth url`")
	p.Code, p.Endpoint = 61023, "/cgi-bin/component/api_authorizer_token"
	assert.Equal(t, "无法取得令牌：它不在微信的已授权帐号列表中：微信返回错误码 61023", Problem(p).In(Chinese))
	meaning, remedy := Remedy(p)
	assert.False(t, meaning.IsZero())
	assert.True(t, remedy.Is(AuthoriseAgain))
	for reason := range tokenReasons {
		assert.False(t, tokenAdvice(reason).IsZero(), reason)
	}
	p.Reason = "of a newer worker"
	_, remedy = Remedy(p)
	assert.False(t, remedy.Is(AuthoriseAgain))
	assert.Contains(t, Problem(p).In(Chinese), "61023")
}
