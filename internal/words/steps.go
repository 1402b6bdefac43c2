package words

import (
	"github.com/wxrelease/wxrelease/workflows"
)

// Labels of activities and timers in the Temporal UI, and their names in a history.
var (
	stepDetect     = message("Wait for the privacy check of {version}", "等待 {version} 的隐私接口检测")
	stepDetectAny  = message("Wait for the privacy check", "等待隐私接口检测")
	stepSubmit     = message("Submit {version} for review", "将 {version} 提审")
	stepPoll       = message("Poll review {audit_id} from time to time", "定时查询审核单 {audit_id}")
	stepPollNow    = message("Poll review {audit_id} now", "立即查询审核单 {audit_id}")
	stepPollParked = message("Keep trying to poll review {audit_id}", "持续尝试查询审核单 {audit_id}")
	stepPollAsked  = message("Poll review {audit_id} once", "查询一次审核单 {audit_id}")
	stepPollFor    = message("Poll review {audit_id} once, asked by {by}", "查询一次审核单 {audit_id}（{by} 要求）")
	stepPollLast   = message("Last poll of review {audit_id} at the deadline", "截止时最后一次查询审核单 {audit_id}")
	stepExpedite   = message("Ask WeChat to expedite review {audit_id}", "为审核单 {audit_id} 申请加急")
	stepWithdraw   = message("Take the review of {version} back", "撤回 {version} 的审核")
	stepOf         = message("{step} · {name}", "{step} · {name}")
)

// Step names an activity.
func Step(s workflows.Step) Text {
	switch s.Kind {
	case workflows.StepDetect:
		if s.Version == "" {
			return stepDetectAny.Of()
		}
		return stepDetect.Of(s.Version)
	case workflows.StepSubmit:
		return stepSubmit.Of(s.Version)
	case workflows.StepPoll:
		return stepPoll.Of(s.AuditID)
	case workflows.StepPollNow:
		return stepPollNow.Of(s.AuditID)
	case workflows.StepPollParked:
		return stepPollParked.Of(s.AuditID)
	case workflows.StepPollAsked:
		if s.By == "" {
			return stepPollAsked.Of(s.AuditID)
		}
		return stepPollFor.Of(s.AuditID, s.By)
	case workflows.StepPollLast:
		return stepPollLast.Of(s.AuditID)
	case workflows.StepExpedite:
		return stepExpedite.Of(s.AuditID)
	case workflows.StepWithdraw:
		return stepWithdraw.Of(s.Version)
	default:
		return Lines(string(s.Kind))
	}
}

var timers = map[workflows.Timer]*Message{
	workflows.TimerDeadline: message("Deadline for the verdict", "审核结果的截止时间"),
	workflows.TimerExtended: message("Deadline for the verdict, extended", "审核结果的截止时间（已延长）"),
	workflows.TimerPoll:     message("Pause before the review is polled again", "再次查询审核前的间隔"),
	workflows.TimerStep:     message("Pause before the step is tried again", "重试该步骤前的间隔"),
	workflows.TimerExpedite: message("Ask WeChat to expedite the review if it is not over then", "届时审核仍未结束则申请加急"),
}

// Timer names a timer.
func Timer(t workflows.Timer) Text {
	if m, ok := timers[t]; ok {
		return m.Of()
	}
	return Lines(string(t))
}

// TimerLabelled tells which timer has a label that a worker gave it, in whatever language of ours that worker speaks.
func TimerLabelled(label string) (workflows.Timer, bool) {
	for _, t := range workflows.Timers {
		for _, l := range Langs {
			if timers[t].In(l) == label {
				return t, true
			}
		}
	}
	return "", false
}
