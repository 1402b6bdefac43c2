package words

import (
	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/wxa"
)

// What stands in the way, by kind.
var (
	refusedCall      = message("{endpoint}: errcode {code}: {detail}", "微信接口 {endpoint} 返回错误码 {code}：{detail}")
	refusedSomewhere = message("errcode {code}: {detail}", "微信返回错误码 {code}：{detail}")
	refusedBriefly   = message("errcode {code}", "微信返回错误码 {code}")
	noAnswer         = message("{endpoint}: no answer that can be read: {detail}", "微信接口 {endpoint} 没有可读的应答：{detail}")
	noAnswerUnsure   = message("{endpoint}: no answer that can be read, it may have taken effect: {detail}",
		"微信接口 {endpoint} 没有可读的应答，请求可能已经生效：{detail}")
	noToken        = message("no token to be had: {detail}", "无法取得令牌：{detail}")
	noTokenReason  = message("no token to be had: {reason}", "无法取得令牌：{reason}")
	noTokenRefused = message("no token to be had: {refusal}", "无法取得令牌：{refusal}")
	notAuthorised  = message("the merchant has taken this platform's authorisation back", "商家已取消对本平台的授权")
	invalid        = message("the submission breaks a documented limit: {detail}", "提审内容超出官方文档的限制：{detail}")
	failed         = message("{detail}", "{detail}")
	gaveUp         = message("gave up after {lasted}: {problem}", "持续 {lasted}，已放弃：{problem}")
	gaveUpUnsure   = message(
		"gave up {lasted} after a submission of which nobody knows whether WeChat accepted it: {problem}",
		"提审后 {lasted}仍无法确认微信是否受理，已放弃：{problem}",
	)
	checkLasts   = message("the privacy check was not over after {lasted} (61039)", "隐私接口检测在 {lasted}后仍未完成（61039）")
	noneAccepted = message(
		"gave up after {lasted}: WeChat answers no submission, and none of them is in",
		"持续 {lasted}，已放弃：微信对提审没有应答，也没有提审被受理",
	)
	lastingError = message(
		"every submission was refused in the same way for {lasted}: errcode {code}",
		"{lasted}内每次提审都返回同样的错误码 {code}",
	)
	foreignReview  = message("review {audit_id} is {status}", "审核单 {audit_id} 的状态为“{status}”")
	foreignVersion = message(
		"review {audit_id} of version {version} is {status}",
		"审核单 {audit_id}（{version} 版本）的状态为“{status}”",
	)
	submittedAt  = message("{problem}, submitted {submitted_at}", "{problem}，提审于 {submitted_at}")
	unseenReview = message("WeChat says that a review is open (85009) but shows none", "微信称已有版本在审核中（85009），但查询不到")
	laterReview  = message(
		"review {audit_id}, version {version}, came after this release may have submitted",
		"审核单 {audit_id}（{version} 版本）是在本次提审可能已提交之后出现的",
	)
	unclearOwner = message("the newest review, {audit_id} ({status}), came without `user_version` or `submit_audit_time`, so it cannot "+
		"be told whether this release submitted it",
		"最近的审核单 {audit_id}（{status}）没有返回 `user_version` 或 `submit_audit_time`，无法判断是否由本次提审提交")
	notNewest = message(
		"review {audit_id} is not over and is not the newest review of this Mini Program",
		"审核单 {audit_id} 尚未结束，但不是该小程序最近的审核单",
	)
	trialVersion = message(
		"the trial version is {other_version:q}, not {version:q}",
		"体验版的版本是 {other_version:q}，而不是 {version:q}",
	)
	reviewVersion = message(
		"review {audit_id} is about version {other_version}, not {version}",
		"审核单 {audit_id} 审核的是 {other_version} 版本，而不是 {version} 版本",
	)
	reviewOver = message("the review is already over: {status}", "审核已结束：{status}")
	notQueued  = message(
		"WeChat still says that the open review is not in its queue: {refusal}",
		"微信仍称该审核单不在待审核队列：{refusal}",
	)

	checkRuns = message(
		"WeChat's privacy check is still running after {lasted} (61039)",
		"隐私接口检测已进行 {lasted}，尚未完成（61039）",
	)
	reviewOpen     = message("review {audit_id} is open", "审核单 {audit_id} 审核中")
	reviewIs       = message("review {audit_id} is {status}", "审核单 {audit_id} 的状态为“{status}”")
	readingAgain   = message("reading once more whether WeChat took the submission", "再次查询微信是否已受理提审")
	effectNotShown = message("a withdrawal was sent, and its effect is not shown yet", "撤回请求已发出，微信尚未显示其结果")
	notVisible     = message("no review of this release is visible yet", "尚查询不到本次提审的审核单")
)

// Problem says what stands in the way, without what it means and what to do. A problem of an older worker, or of a kind that is
// newer than this program, is said in its own English.
func Problem(p activities.Problem) Text { return problemAs(p.Kind, p) }

func problemAs(kind activities.ProblemKind, p activities.Problem) Text {
	switch kind {
	case activities.ProblemRefused, activities.ProblemNoAnswer, activities.ProblemNoToken, activities.ProblemInvalid,
		activities.ProblemFailed:
		return callProblem(kind, p)
	case activities.ProblemGaveUp:
		return gaveUp.Of(p.Lasted, inner(p))
	case activities.ProblemGaveUpUnsure:
		return gaveUpUnsure.Of(p.Lasted, inner(p))
	case activities.ProblemCheckLasts:
		return checkLasts.Of(p.Lasted)
	case activities.ProblemNoneAccepted:
		return noneAccepted.Of(p.Lasted)
	case activities.ProblemLastingError:
		return lastingError.Of(p.Lasted, p.Code)
	case activities.ProblemForeignReview:
		return foreign(p)
	case activities.ProblemUnseenReview:
		return unseenReview.Of()
	case activities.ProblemLaterReview:
		return laterReview.Of(p.AuditID, p.OtherVersion)
	case activities.ProblemUnclearOwner, activities.ProblemUnclearWithdrawal:
		return unclearOwner.Of(p.AuditID, p.Status)
	case activities.ProblemNotNewest:
		return notNewest.Of(p.AuditID)
	case activities.ProblemTrialVersion:
		return trialVersion.Of(p.OtherVersion, p.Version)
	case activities.ProblemReviewVersion:
		return reviewVersion.Of(p.AuditID, p.OtherVersion, p.Version)
	case activities.ProblemReviewOver:
		return reviewOver.Of(p.Status)
	case activities.ProblemNotQueued:
		return notQueued.Of(callProblem(activities.ProblemRefused, p))
	case activities.ProblemRevoked:
		return notAuthorised.Of()
	default:
		return waitProblem(kind, p)
	}
}

// waitProblem says what a step waits for between two attempts.
func waitProblem(kind activities.ProblemKind, p activities.Problem) Text {
	switch kind {
	case activities.ProblemCheckRuns:
		return checkRuns.Of(p.Lasted)
	case activities.ProblemReviewOpen:
		if p.Status == wxa.StatusMissing {
			return reviewOpen.Of(p.AuditID)
		}
		return reviewIs.Of(p.AuditID, p.Status)
	case activities.ProblemReadingAgain:
		return readingAgain.Of()
	case activities.ProblemEffectNotShown:
		return effectNotShown.Of()
	case activities.ProblemNotVisible:
		return notVisible.Of()
	case "":
		return Lines(p.Message)
	default:
		if p.Message == "" {
			return Lines(string(kind))
		}
		return Lines(p.Message)
	}
}

// inner is what lasted.
func inner(p activities.Problem) Text {
	switch p.Of {
	case activities.ProblemGaveUp, activities.ProblemGaveUpUnsure, "":
		return Lines(p.Detail)
	default:
		return problemAs(p.Of, p)
	}
}

// callProblem says the problem of a call.
func callProblem(kind activities.ProblemKind, p activities.Problem) Text {
	switch {
	case kind == activities.ProblemNoToken && p.Revoked:
		return notAuthorised.Of()
	case kind == activities.ProblemNoToken && tokenReasons[p.Reason] != nil && p.Code != 0:
		return noTokenReason.Of(withAnswer.Of(tokenReasons[p.Reason], callProblem(activities.ProblemRefused, withoutOwnWords(p))))
	case kind == activities.ProblemNoToken && tokenReasons[p.Reason] != nil:
		return noTokenReason.Of(tokenReasons[p.Reason])
	case kind == activities.ProblemNoToken && p.Code != 0:
		return noTokenRefused.Of(callProblem(activities.ProblemRefused, p))
	case kind == activities.ProblemNoToken:
		return noToken.Of(p.Detail)
	case kind == activities.ProblemRefused && p.Detail == "":
		return refusedBriefly.Of(p.Code)
	case kind == activities.ProblemRefused && p.Endpoint == "":
		return refusedSomewhere.Of(p.Code, p.Detail)
	case kind == activities.ProblemRefused:
		return refusedCall.Of(p.Endpoint, p.Code, p.Detail)
	case kind == activities.ProblemNoAnswer && p.Class == wxa.ClassAmbiguous.String():
		return noAnswerUnsure.Of(p.Endpoint, p.Detail)
	case kind == activities.ProblemNoAnswer:
		return noAnswer.Of(p.Endpoint, p.Detail)
	case kind == activities.ProblemInvalid:
		return invalid.Of(p.Detail)
	default:
		return failed.Of(p.Detail)
	}
}

// withoutOwnWords leaves out the detail, which is the English of the source's error and not WeChat's.
func withoutOwnWords(p activities.Problem) activities.Problem {
	p.Detail = ""
	return p
}

func foreign(p activities.Problem) Text {
	text := foreignReview.Of(p.AuditID, p.Status)
	if p.OtherVersion != "" {
		text = foreignVersion.Of(p.AuditID, p.OtherVersion, p.Status)
	}
	if p.SubmittedAt.IsZero() {
		return text
	}
	return submittedAt.Of(text, p.SubmittedAt)
}
