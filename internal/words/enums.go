package words

import (
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// Words for the values of the facts. [Reader.Say] says a value by them.
var (
	_ = word(workflows.StageDetect, "privacy check", "隐私接口检测")
	_ = word(workflows.StageSubmit, "submission", "提审")
	_ = word(workflows.StageReview, "review", "审核中")
	_ = word(workflows.StageDone, "done", "已结束")

	_ = word(workflows.OutcomeOpen, "open", "进行中")
	_ = word(workflows.OutcomeApproved, "approved", "审核通过")
	_ = word(workflows.OutcomeRejected, "rejected", "审核不通过")
	_ = word(workflows.OutcomeWithdrawn, "withdrawn", "审核已撤回")
	_ = word(workflows.OutcomeCancelled, "cancelled", "已取消")
	_ = word(workflows.OutcomeCancelFailed, "cancelled, but the review could not be taken back", "已取消，但审核未能撤回")
	_ = word(workflows.OutcomeExpired, "no verdict until the deadline", "到截止时间仍无审核结果")
	_ = word(workflows.OutcomeDetectionExpired, "privacy check not over in time", "隐私接口检测超时")
	_ = word(workflows.OutcomeBusy, "another review is open", "已有其他版本在审核中")
	_ = word(workflows.OutcomeQuota, "allowance used up", "额度已用完")
	_ = word(workflows.OutcomeCredentials, "token, permission or IP list", "令牌、权限或 IP 白名单有误")
	_ = word(workflows.OutcomeBlocked, "something must be changed first", "需要修改后重新提审")

	_ = word(wxa.StatusMissing, "not read", "未查询到状态")
	_ = word(wxa.StatusApproved, "approved", "审核通过")
	_ = word(wxa.StatusRejected, "rejected", "审核不通过")
	_ = word(wxa.StatusReviewing, "under review", "审核中")
	_ = word(wxa.StatusWithdrawn, "withdrawn", "已撤回")
	_ = word(wxa.StatusDelayed, "delayed", "审核延后")
	_ = word(wxa.StatusOther, "in a status that is not documented", "处于文档没有列出的状态")

	_ = word(workflows.ByPush, "a push", "微信推送")
	_ = word(workflows.ByPoll, "a poll", "定时查询")
	_ = word(workflows.ByOperator, "a person's poll", "人工查询")

	_ = word(workflows.WaitDetection, "the privacy check", "隐私接口检测")
	_ = word(workflows.WaitAcceptance, "WeChat to accept the submission", "微信受理提审")
	_ = word(workflows.WaitVerdict, "the verdict", "审核结果")
	_ = word(workflows.WaitWithdrawal, "WeChat to take the review back", "微信撤回审核")

	_ = word(workflows.WhoseWeChat, "WeChat", "微信")
	_ = word(workflows.WhoseOperator, "a person", "人工处理")

	_ = word(workflows.ExpediteNever, "never", "不申请")
	_ = word(workflows.ExpediteAlways, "right after the submission", "提审后立即申请")
	_ = word(workflows.ExpediteAfter, "after a time", "审核一段时间后申请")
)

// Pushes about a review, by the event's name.
var pushes = map[string]*Message{
	"weapp_audit_success": message("approved", "审核通过"),
	"weapp_audit_fail":    message("rejected", "审核不通过"),
	"weapp_audit_delay":   message("the review is delayed", "审核延后"),
}

// Push says what a push is about; one that is not known by its name.
func Push(event string) Text {
	if m, ok := pushes[event]; ok {
		return m.Of()
	}
	return Lines(event)
}
