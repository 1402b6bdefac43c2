package words

import (
	"strings"

	"github.com/wxrelease/wxrelease/workflows"
)

var (
	detecting        = message("waiting for WeChat's privacy check of the uploaded code", "等待微信对已上传代码的隐私接口检测")
	detected         = message("the privacy check is over", "隐私接口检测已完成")
	detectionSkipped = message(
		"the privacy check is not waited for any longer: an earlier run may have submitted already",
		"不再等待隐私接口检测：先前的运行可能已经提审",
	)
	submitted = message("submitted: review {audit_id}", "已提审：审核单 {audit_id}")
	found     = message(
		"found the submitted review {audit_id} by reading it, its reply was lost",
		"提审的应答丢失，已查询到审核单 {audit_id}",
	)
	tookOver = message(
		"took over review {audit_id}, which an earlier run or somebody else submitted",
		"已接管审核单 {audit_id}（由先前的运行或他人提交）",
	)
	personNeeded     = message("a person must act: {problem}", "需要人工处理：{problem}")
	goesOn           = message("what was wrong is over, the release goes on", "问题已消除，提审任务继续进行")
	delayed          = message("WeChat delays the review: {reason}", "微信延后审核：{reason}")
	delayedSilently  = message("WeChat delays the review and does not say why", "微信延后审核，未说明原因")
	pushed           = message("WeChat pushed: {event}; reading the status", "收到微信推送：{event}；正在查询状态")
	pushedSomething  = message("a push came; reading the status", "收到推送；正在查询状态")
	revocationPushed = message(
		"WeChat pushed: the merchant has taken the authorisation back; asking WeChat",
		"收到微信推送：商家已取消授权；正在向微信核实",
	)
	expediteAsked    = message("{by} asks to expedite", "{by} 要求申请加急")
	expediteAccepted = message(
		"WeChat accepted to expedite the review; a verdict is usual within 2 to 12 hours",
		"微信已受理加急，通常 2 至 12 小时内出审核结果",
	)
	expediteAlready   = message("the review was expedited already", "该审核单此前已加急")
	notExpedited      = message("not expedited: {problem}", "未能加急：{problem}")
	expediteText      = message("expedite: {text}", "加急：{text}")
	withdrawAsked     = message("{by} asks to withdraw the review", "{by} 要求撤回审核")
	withdrawn         = message("review {audit_id} is withdrawn", "审核单 {audit_id} 已撤回")
	withdrawFailed    = message("the review could not be taken back: {problem}", "审核未能撤回：{problem}")
	nothingToWithdraw = message("no review of this release was open", "本次提审没有审核中的审核单")
	overFirst         = message(
		"review {audit_id} was over before it could be taken back: {status}",
		"审核单 {audit_id} 在撤回之前已结束：{status}",
	)
	deadlineExtended = message("{by} extends the deadline by {more} to {until}", "{by} 将截止时间延长 {more}，至 {until}")
	cancelRequested  = message("{by} cancels the release", "{by} 取消提审任务")
	cancelBecause    = message("{by} cancels the release: {cause}", "{by} 取消提审任务：{cause}")
	cancelSilently   = message("the cancellation of the release was requested", "已收到取消提审任务的请求")

	somebody = message("an operator", "运营人员")

	manyTimes = message("{moment} ({times} times in a row)", "{moment}（连续 {times} 次）")
	cutLines  = message("… {lines:line|lines} more", "… 另有 {lines} 行")
)

// moments are the kinds whose values are in the order of the message's places.
var moments = map[workflows.MomentKind]func(m workflows.Moment) Text{
	workflows.MomentDetecting:         func(workflows.Moment) Text { return detecting.Of() },
	workflows.MomentDetected:          func(workflows.Moment) Text { return detected.Of() },
	workflows.MomentDetectionSkipped:  func(workflows.Moment) Text { return detectionSkipped.Of() },
	workflows.MomentSubmitted:         func(m workflows.Moment) Text { return submitted.Of(m.AuditID) },
	workflows.MomentFound:             func(m workflows.Moment) Text { return found.Of(m.AuditID) },
	workflows.MomentTookOver:          func(m workflows.Moment) Text { return tookOver.Of(m.AuditID) },
	workflows.MomentPersonNeeded:      func(m workflows.Moment) Text { return personNeeded.Of(momentProblem(m)) },
	workflows.MomentGoesOn:            func(workflows.Moment) Text { return goesOn.Of() },
	workflows.MomentDelayed:           delayMoment,
	workflows.MomentPushed:            pushMoment,
	workflows.MomentRevocationPushed:  func(workflows.Moment) Text { return revocationPushed.Of() },
	workflows.MomentExpediteAsked:     func(m workflows.Moment) Text { return expediteAsked.Of(By(m.By)) },
	workflows.MomentExpediteAccepted:  func(workflows.Moment) Text { return expediteAccepted.Of() },
	workflows.MomentExpediteAlready:   func(workflows.Moment) Text { return expediteAlready.Of() },
	workflows.MomentExpediteRefused:   func(m workflows.Moment) Text { return notExpedited.Of(momentProblem(m)) },
	workflows.MomentExpediteFailed:    func(m workflows.Moment) Text { return notExpedited.Of(momentProblem(m)) },
	workflows.MomentExpediteText:      func(m workflows.Moment) Text { return expediteText.Of(m.Text) },
	workflows.MomentWithdrawAsked:     func(m workflows.Moment) Text { return withdrawAsked.Of(By(m.By)) },
	workflows.MomentWithdrawn:         func(m workflows.Moment) Text { return withdrawn.Of(m.AuditID) },
	workflows.MomentWithdrawFailed:    func(m workflows.Moment) Text { return withdrawFailed.Of(momentProblem(m)) },
	workflows.MomentNothingToWithdraw: func(workflows.Moment) Text { return nothingToWithdraw.Of() },
	workflows.MomentOverFirst:         func(m workflows.Moment) Text { return overFirst.Of(m.AuditID, m.Status) },
	workflows.MomentDeadlineExtended:  func(m workflows.Moment) Text { return deadlineExtended.Of(By(m.By), m.More, m.Until) },
	workflows.MomentCancelRequested:   cancelMoment,
	workflows.MomentEnded:             func(m workflows.Moment) Text { return Ending(m) },
}

// Moment says what happened. A line of an older worker, or of a kind that is newer than this program, is said as it is.
func Moment(m workflows.Moment) Text {
	say, ok := moments[m.Kind]
	var text Text
	switch {
	case ok:
		text = say(m)
	case m.Text != "":
		text = Lines(m.Text)
	default:
		text = Lines(string(m.Kind))
	}
	if m.Times > 1 {
		return manyTimes.Of(text, m.Times)
	}
	return text
}

// Moments says a time line, oldest first, each line with its time. Of a very long one the workflow has cut the middle.
func Moments(s workflows.Status) []Text {
	var lines []Text
	for i, m := range s.Timeline {
		if i == workflows.FirstMoments && s.TimelineCut > 0 {
			lines = append(lines, cutLines.Of(s.TimelineCut))
		}
		lines = append(lines, Sequence[any](m.At, "  ", Moment(m)))
	}
	return lines
}

// By is who asked for something; an operator where nobody told.
func By(name string) Text {
	if name == "" {
		return somebody.Of()
	}
	return Lines(name)
}

func momentProblem(m workflows.Moment) Text {
	if m.Problem == nil {
		return Text{}
	}
	return Problem(*m.Problem)
}

func delayMoment(m workflows.Moment) Text {
	if len(m.Reason) == 0 {
		return delayedSilently.Of()
	}
	return delayed.Of(strings.Join(m.Reason, " "))
}

func pushMoment(m workflows.Moment) Text {
	if _, known := pushes[m.Event]; !known {
		return pushedSomething.Of()
	}
	return pushed.Of(Push(m.Event))
}

func cancelMoment(m workflows.Moment) Text {
	switch {
	case m.Cause != "":
		return cancelBecause.Of(By(m.By), m.Cause)
	case m.By != "":
		return cancelRequested.Of(By(m.By))
	default:
		return cancelSilently.Of()
	}
}
