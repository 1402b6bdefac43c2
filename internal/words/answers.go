package words

import (
	"strings"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/workflows"
)

// Answers to what an operator asks of a release.
var (
	answerRead        = message("review {audit_id} is {status}", "审核单 {audit_id} 的状态为“{status}”")
	answerReadBecause = message("review {audit_id} is {status}: {reason}", "审核单 {audit_id} 的状态为“{status}”：{reason}")
	answerAsking      = message(
		"WeChat is asked again now; the release's status tells what comes of it",
		"正在再次查询微信；结果见提审任务的状态",
	)
	answerStillAsking = message(
		"no answer within {within} ({problem}); the release goes on asking, its status tells what comes of it",
		"{within}内没有应答（{problem}）；提审任务会继续申请，结果见其状态",
	)
	answerStillTakes = message(
		"no answer within {within} ({problem}); the release goes on taking the review back, its status tells what comes of it",
		"{within}内没有应答（{problem}）；提审任务会继续撤回审核，结果见其状态",
	)
	refusedTooLate    = message("too late: {ending}, at {ended_at}", "太晚了：{ending}，于 {ended_at}")
	refusedCancelling = message("too late: the release is being cancelled", "太晚了：提审任务正在取消")
	refusedBusy       = message(
		"this run has taken too many requests and is about to continue as a new one: ask again in a minute",
		"本次运行收到的请求过多，即将由新的运行接续：请一分钟后再试",
	)
	refusedTooEarly = message(
		"too early: no review is open yet, the release waits for: {for}",
		"太早了：还没有审核中的审核单，当前等待：{for}",
	)
	refusedWithdrawing = message("too late: review {audit_id} is being withdrawn", "太晚了：审核单 {audit_id} 正在撤回")
	refusedExpediting  = message(
		"WeChat is already being asked to expedite review {audit_id}",
		"正在为审核单 {audit_id} 申请加急，无需重复",
	)
	refusedExpedited = message("review {audit_id} is already expedited", "审核单 {audit_id} 已加急")
	refusedOverFirst = message(
		"review {audit_id} was over before it could be withdrawn: {status}",
		"审核单 {audit_id} 在撤回之前已结束：{status}",
	)
	refusedEndedFirst = message("the release ended first", "提审任务已先结束")
	refusedNoMore     = message(
		"say how much longer: a duration above zero, such as 2d or 12h",
		"请填写延长多久：大于零的时长，例如 2d 或 12h",
	)
	refusedTooLong  = message("{more} is more than the {limit} that one extension may add", "{more}超过了一次最多可延长的 {limit}")
	refusedNoAnswer = message(
		"no answer within {limit} ({problem}); the release goes on asking by itself",
		"{limit}内没有应答（{problem}）；提审任务会自行继续查询",
	)
)

// Answer says the answer to an operator's update.
func Answer(a workflows.Answer) Text {
	switch a.Kind {
	case workflows.AnswerExpedited:
		return expediteAccepted.Of()
	case workflows.AnswerAlready:
		return expediteAlready.Of()
	case workflows.AnswerWithdrawn:
		return withdrawn.Of(a.AuditID)
	case workflows.AnswerRead:
		if len(a.Reason) == 0 {
			return answerRead.Of(a.AuditID, a.Status)
		}
		return answerReadBecause.Of(a.AuditID, a.Status, strings.Join(a.Reason, " "))
	case workflows.AnswerAsking:
		return answerAsking.Of()
	case workflows.AnswerStillAsking:
		return answerStillAsking.Of(a.Within, problemIn(a.Problem))
	case workflows.AnswerStillTakeBack:
		return answerStillTakes.Of(a.Within, problemIn(a.Problem))
	case workflows.AnswerText:
		return Lines(a.Text)
	default:
		return Lines(string(a.Kind))
	}
}

// Refused says why an update is not done; what WeChat refused comes with what to do.
func Refused(r workflows.Refusal) Text {
	switch r.Kind {
	case workflows.RefusedTooLate:
		if r.Ended == nil {
			return refusedEndedFirst.Of()
		}
		return refusedTooLate.Of(Ending(*r.Ended), r.Ended.At)
	case workflows.RefusedCancelling:
		return refusedCancelling.Of()
	case workflows.RefusedBusy:
		return refusedBusy.Of()
	case workflows.RefusedTooEarly:
		return refusedTooEarly.Of(r.Waiting)
	case workflows.RefusedWithdrawing:
		return refusedWithdrawing.Of(r.AuditID)
	case workflows.RefusedExpediting:
		return refusedExpediting.Of(r.AuditID)
	case workflows.RefusedExpedited:
		return refusedExpedited.Of(r.AuditID)
	case workflows.RefusedOverFirst:
		return refusedOverFirst.Of(r.AuditID, r.Status)
	case workflows.RefusedReviewEnded:
		return refusedEndedFirst.Of()
	case workflows.RefusedNoMore:
		return refusedNoMore.Of()
	case workflows.RefusedMoreTooLong:
		return refusedTooLong.Of(r.More, r.Limit)
	case workflows.RefusedNoAnswer:
		return refusedNoAnswer.Of(r.Limit, problemIn(r.Problem))
	case workflows.RefusedByWeChat:
		return withRemedy(r.Problem)
	case workflows.RefusedText:
		return Lines(r.Text)
	default:
		return Lines(string(r.Kind))
	}
}

func problemIn(p *activities.Problem) Text {
	if p == nil {
		return Text{}
	}
	return Problem(*p)
}

// withRemedy is a problem, and what to do about it on a line of its own.
func withRemedy(p *activities.Problem) Text {
	if p == nil {
		return Text{}
	}
	_, remedy := Remedy(*p)
	return Lines(Problem(*p), remedy)
}
