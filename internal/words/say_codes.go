package words

import "github.com/wxrelease/wxrelease/wxa"

// What a release does when WeChat answers with a code.
var (
	retriedMinute  = message("yes, a minute or more later", "会，一分钟或更久之后")
	retriedBackoff = message("yes, with growing pauses", "会，间隔逐渐加长")
	retriedAtPace  = message("yes, at WeChat's pace, until the limit of the step", "会，按微信的节奏，直到该步骤的时限")
	retriedToken   = message(
		"at once with a fresh token, then with growing pauses; before the submission at most for limits.submit, then the release "+
			"ends as credentials",
		"立即刷新令牌重试，之后间隔逐渐加长；提审之前最多重试 limits.submit 那么久，之后任务以 credentials 结束",
	)
	retriedAccess = message(
		"no: the release ends as credentials; once a submission may be out it calls a person and goes on trying",
		"不会：任务以 credentials 结束；如果可能已经提审，则请人处理，并继续尝试",
	)
	retriedDone    = message("not needed: the wanted state is there, which is read back", "无需：期望的状态已经达成，会查询确认")
	retriedUnclear = message("after reading the state at WeChat: what did happen is adopted", "先查询微信侧的状态：已经发生的直接采用")
	retriedQuota   = message(
		"no: the release ends as quota; once a submission may be out it calls a person and goes on trying",
		"不会：任务以 quota 结束；如果可能已经提审，则请人处理，并继续尝试",
	)
	retriedNot = message(
		"no: the release ends as blocked; once a submission may be out it calls a person and goes on trying",
		"不会：任务以 blocked 结束；如果可能已经提审，则请人处理，并继续尝试",
	)

	NotACode    = message("{value:q} is not an error code such as 61039", "{value:q} 不是形如 61039 的错误码")
	UnknownCode = message(
		"WeChat documents no code {codes}; a release that gets one stops as blocked and shows WeChat's whole message. WeChat's "+
			"support can look the call up by its rid for 7 days",
		"微信官方文档中没有错误码 {codes}；遇到时，提审任务以 blocked 结束并显示微信的完整报错。7 天之内，微信客服可以凭 rid "+
			"查询这次调用",
	)
)

// Retried says what a release does when WeChat answers with a code.
func Retried(info wxa.Info) Text {
	m := retriedNot
	switch {
	case info.Code == wxa.CodeMinuteQuota:
		m = retriedMinute
	case info.Class == wxa.ClassTransient:
		m = retriedBackoff
	case info.Class == wxa.ClassWait:
		m = retriedAtPace
	case info.Class == wxa.ClassToken:
		m = retriedToken
	case info.Access:
		m = retriedAccess
	case info.Class == wxa.ClassIdempotent:
		m = retriedDone
	case info.Class == wxa.ClassAmbiguous:
		m = retriedUnclear
	case info.Class == wxa.ClassQuota:
		m = retriedQuota
	}
	return m.Of()
}
