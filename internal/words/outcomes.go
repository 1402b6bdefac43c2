package words

import (
	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/workflows"
)

var (
	endApproved     = message("review {audit_id} is approved", "审核单 {audit_id} 审核通过")
	endRejected     = message("review {audit_id} is rejected", "审核单 {audit_id} 审核不通过")
	endWithdrawn    = message("review {audit_id} is withdrawn", "审核单 {audit_id} 已撤回")
	endSeenBy       = message("{ending} (learnt by {verdict_by})", "{ending}（由{verdict_by}得知）")
	endCancelled    = message("the release is cancelled", "提审任务已取消")
	endCancelFailed = message(
		"the release is cancelled, but its review could not be taken back and may be open at WeChat",
		"提审任务已取消，但审核未能撤回，在微信侧可能仍在审核中",
	)
	endExpired = message(
		"no verdict until the deadline; review {audit_id} is still open at WeChat",
		"到截止时间仍无审核结果；审核单 {audit_id} 在微信侧仍在审核中",
	)
	endExpiredUnknown = message("the limit ran out before WeChat was known to have accepted the submission", "时限已到，仍未确认微信是否受理提审")
	endOpen           = message("the release is open", "提审任务进行中")
	endStopped        = message("stopped: {outcome}", "已停止：{outcome}")
	because           = message("{ending}: {problem}", "{ending}：{problem}")
)

// Ending says how a release ended: a moment of the kind ended, or [workflows.Status.Ending].
func Ending(m workflows.Moment) Text {
	end := outcomeText(m)
	switch {
	case m.VerdictBy != "":
		return endSeenBy.Of(end, m.VerdictBy)
	case m.Problem != nil:
		return because.Of(end, Problem(*m.Problem))
	default:
		return end
	}
}

func outcomeText(m workflows.Moment) Text {
	switch m.Outcome {
	case workflows.OutcomeApproved:
		return endApproved.Of(m.AuditID)
	case workflows.OutcomeRejected:
		return endRejected.Of(m.AuditID)
	case workflows.OutcomeWithdrawn:
		return endWithdrawn.Of(m.AuditID)
	case workflows.OutcomeCancelled:
		return endCancelled.Of()
	case workflows.OutcomeCancelFailed:
		return endCancelFailed.Of()
	case workflows.OutcomeExpired:
		if m.AuditID == 0 {
			return endExpiredUnknown.Of()
		}
		return endExpired.Of(m.AuditID)
	case workflows.OutcomeOpen:
		return endOpen.Of()
	default:
		return endStopped.Of(m.Outcome)
	}
}

// nextSteps are what people do after an ending that no problem explains.
var nextSteps = map[workflows.Outcome]*Message{
	workflows.OutcomeApproved: message(
		"Publish the version: an approval publishes nothing.", "请发布该版本：审核通过并不会自动发布。"),
	workflows.OutcomeRejected: message(
		"Correct what the reason names, upload the code again, and start the next release.", "请按原因修改，重新上传代码，再开始新的提审。"),
	workflows.OutcomeWithdrawn: message("Start again when the version is ready.", "版本就绪后重新提审。"),
	workflows.OutcomeCancelFailed: message(
		"Withdraw the review in the platform's console, or take it over with: wxrelease start --adopt",
		"请在平台后台撤回该审核单，或接管它：wxrelease start --adopt"),
	workflows.OutcomeExpired: message(
		"Go on waiting with: wxrelease start --adopt. Or withdraw the review in the platform's console.",
		"可继续等待：wxrelease start --adopt；或在平台后台撤回该审核单。"),
}

// Next says what to do about an ended release. It is zero while the release is open, where nothing is to be done, and where a problem
// has a remedy of its own.
func Next(s workflows.Status) Text {
	next := nextSteps[s.Outcome]
	if s.Problem != nil || next == nil {
		return Text{}
	}
	return next.Of()
}

var (
	notTakenBack = message(
		"the release is cancelled, but its review could not be taken back. It may be open at WeChat still: wait for its verdict "+
			"there, or take it over with: wxrelease start --adopt",
		"提审任务已取消，但审核未能撤回。它在微信侧可能仍在审核中：请等待其审核结果，或接管它：wxrelease start --adopt",
	)
	notTakenBackBecause = message(
		"the release is cancelled, but its review could not be taken back: {problem}. It may be open at WeChat still: wait for "+
			"its verdict there, or take it over with: wxrelease start --adopt",
		"提审任务已取消，但审核未能撤回：{problem}。它在微信侧可能仍在审核中：请等待其审核结果，或接管它：wxrelease start --adopt",
	)
)

// NotTakenBack tells who wanted to cancel that the review may be open still, and what to do.
func NotTakenBack(p *activities.Problem) Text {
	if p == nil {
		return notTakenBack.Of()
	}
	return notTakenBackBecause.Of(Problem(*p))
}
