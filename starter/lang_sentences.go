package main

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// sentence gives a sentence that the workflow or one of its steps has said. They are in histories in English; the Chinese is
// found by their shape. A sentence of another shape, from a newer worker or from WeChat, stays as it is.
func (l lang) sentence(text string) string {
	if l != chinese || text == "" {
		return text
	}
	for _, p := range sentencePatterns() {
		m := p.match.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		args := make([]any, len(m)-1)
		for i, part := range m[1:] {
			args[i] = l.word(l.sentence(part))
		}
		return l.fill(p.chinese, args)
	}
	return text
}

// fill puts texts where a format has its verbs, all of which are texts by now.
func (l lang) fill(format string, args []any) string {
	return lang("").say(strings.NewReplacer("%d", "%s", "]d", "]s").Replace(format), args...)
}

type sentencePattern struct {
	match   *regexp.Regexp
	chinese string
}

// sentencePatterns makes regular expressions of the formats.
var sentencePatterns = sync.OnceValue(func() []sentencePattern {
	all := slices.Concat(chineseAnswers, chineseSentences)
	patterns := make([]sentencePattern, len(all))
	for i, m := range all {
		expr := regexp.QuoteMeta(m[0])
		expr = strings.NewReplacer("%s", "(.+?)", "%v", "(.+?)", "%q", "(.+?)", "%d", `(-?\d+)`).Replace(expr)
		patterns[i] = sentencePattern{regexp.MustCompile("(?s)^" + expr + "$"), m[1]}
	}
	return patterns
})

// chineseSentences are the formats of packages workflows and activities, tried in this order.
var chineseSentences = [][2]string{
	{"Waiting for WeChat's privacy check of the uploaded code", "等待微信对已上传代码的隐私接口检测"},
	{"The privacy check is over", "隐私接口检测已完成"},
	{"Found the submitted review %d by reading it, its reply was lost", "提审的应答丢失，已查询到审核单 %d"},
	{"Submitted: review %d", "已提审：审核单 %d"},
	{"Expedite: %s", "加急：%s"},
	{"%s asks to expedite", "%s 申请加急"},
	{"%s asks to withdraw the review", "%s 要求撤回审核"},
	{"The review could not be withdrawn: %s", "审核未能撤回：%s"},
	{"%s extends the deadline by %s to %s", "%s 将截止时间延长 %s，至 %s"},
	{"Cancelled", "已取消"},
	{"The review could not be taken back: %s", "审核未能撤回：%s"},
	{"No review of this release was open", "本次发布没有审核中的审核单"},
	{"Review %d was over before it could be taken back: %s", "审核单 %d 在撤回之前已结束：%s"},
	{"WeChat answers again", "微信恢复应答"},
	{"WeChat refuses to tell the review's status, a person must act: %s", "微信拒绝返回审核状态，需要人工处理：%s"},
	{"WeChat pushed: approved. Reading the status", "收到微信推送：审核通过。正在查询状态"},
	{"WeChat pushed: rejected. Reading the status", "收到微信推送：审核不通过。正在查询状态"},
	{"WeChat pushed: the review is delayed. Reading the status", "收到微信推送：审核延后。正在查询状态"},
	{"A push came. Reading the status", "收到推送。正在查询状态"},
	{"Review %d is approved (seen by %s)", "审核单 %d 审核通过（来源：%s）"},
	{"Review %d is rejected (seen by %s)", "审核单 %d 审核不通过（来源：%s）"},
	{"Review %d is withdrawn (seen by %s)", "审核单 %d 已撤回（来源：%s）"},
	{"Review %d is withdrawn", "审核单 %d 已撤回"},
	{"The release is cancelled", "发布已取消"},
	{"The limit ran out before WeChat accepted the submission", "微信受理提审之前已超过时限"},
	{"No verdict until the deadline; review %d is still open at WeChat", "截止时间前没有审核结果；审核单 %d 在微信侧仍在审核中"},
	{"The release is open", "发布进行中"},
	{"Stopped: %s: %s", "已停止：%s：%s"},
	{"Stopped: %s", "已停止：%s"},

	{"planned for %s", "计划于 %s 申请加急"},
	{"WeChat accepted the request to hurry; a verdict is usual within 2 to 12 hours", "微信已受理加急，通常 2 至 12 小时内出审核结果"},
	{"the review was expedited already", "该审核单此前已加急"},
	{"not expedited: the review is already over (%s)", "未加急：审核已结束（%s）"},
	{"not expedited: WeChat still says that the open review is not in its queue: %v", "未加急：微信仍称该审核单不在待审核队列：%s"},
	{"not expedited: %s", "未加急：%s"},

	{"%s; next try in %s", "%s；%s 后重试"},
	{"review %d has just begun", "审核单 %d 刚开始审核"},
	{"review %d at look %d: %s", "审核单 %d 第 %d 次查询：%s"},
	{"WeChat's privacy check is still running after %s (61039)", "隐私接口检测已进行 %s，尚未完成（61039）"},
	{"WeChat says that a review is open (85009) but shows none", "微信称已有版本在审核中（85009），但查询不到"},
	{"WeChat does not know review %d yet: %v", "微信尚查询不到审核单 %d：%s"},
	{"gave up after %s: %s", "%s 后放弃：%s"},
	{"the trial version is %s, not %s", "体验版的版本是 %s，而不是 %s"},
	{"the newest review, %d (%s), came without user_version and submit_audit_time, so it cannot be told whether this release submitted it", "最近的审核单 %d（%s）没有 user_version 和 submit_audit_time，无法判断是否由本次发布提交"},
	{"review %d is %s but is not the newest review of this Mini Program", "审核单 %d 的状态为“%s”，但不是该小程序最近的审核单"},
	{"review %d is %s", "审核单 %d 的状态为“%s”"},
	{"no review of this release is visible yet", "尚查询不到本次发布的审核单"},
	{"WeChat reviews the version that was uploaded last, and that is another one; nothing was sent.", "微信审核的是最近一次上传的体验版，而当前的体验版是另一个版本；没有发送任何请求。"},
	{"Upload the version, or correct the release file's version, and start again.", "请上传该版本，或修改发布文件中的版本，然后重新开始。"},
	{"Sending again could submit twice; taking over a stranger's review could publish the wrong code. So nothing more was sent.", "再次发送可能重复提审；接管他人的审核单可能发布错误的代码。因此没有再发送任何请求。"},
	{"Look the review up in the platform's console. Start again once no review is open.", "请在第三方平台后台查看该审核单。没有审核中的版本后再重新开始。"},
	{"Another review of this Mini Program is open that this release did not submit; WeChat accepts one at a time.", "该小程序有一个不是由本次发布提交的审核单正在审核中；微信同一时间只受理一个。"},
	{"Wait for its verdict or withdraw it, then start again.", "请等待它的审核结果或撤回它，然后重新开始。"},
	{"undocodeaudit takes no id, so it could withdraw another review; nothing was withdrawn.", "撤回接口（undocodeaudit）不接受审核 id，可能撤回另一个审核单；因此没有撤回。"},
	{"Look at both reviews in the platform's console.", "请在第三方平台后台查看这两个审核单。"},
	{"The submission breaks a documented limit; nothing was sent.", "提审内容超出官方文档的限制；没有发送任何请求。"},
	{"Correct the release file and start again.", "请修改发布文件后重新开始。"},

	// What a release does about a code.
	{"yes, a minute or more later", "会，一分钟或更久之后"},
	{"yes, with growing pauses", "会，间隔逐渐加长"},
	{"yes, at WeChat's pace, until the limit of the step", "会，按微信的节奏，直到该步骤的时限"},
	{"once, at once, with a fresh token; then the release ends as credentials", "立即用刷新后的令牌重试一次；仍失败则发布以“凭据或权限有误”（credentials）结束"},
	{"no: the release ends as credentials; while a review is open it asks for a person and looks again", "不会：发布以“凭据或权限有误”（credentials）结束；审核期间则请人处理，并继续查询"},
	{"not needed: the wanted state is there, which is read back", "无需：期望的状态已经达成，会查询确认"},
	{"after reading the state at WeChat: what did happen is adopted", "先查询微信侧的状态：已经发生的直接采用"},
	{"no: the release ends as quota", "不会：发布以“额度已用完”（quota）结束"},
	{"no: the release ends as blocked", "不会：发布以“需要修改后重试”（blocked）结束"},

	// What this program says itself, on the same occasion also in JSON, where it stays English.
	{"started version %s of %s", "已开始发布 %[2]s 的 %[1]s 版本"},
	{"attached to the open release, which has the same content: version %s of %s", "已接入内容相同的进行中发布：%[2]s 的 %[1]s 版本"},
	{"this CI run has started version %s of %s before, and that release ended as %s\nto start a new one from the same CI run, add --again", "本次 CI 运行此前已发布 %[2]s 的 %[1]s 版本，结果为“%[3]s”\n要在同一次 CI 运行中重新发布，请加 --again"},
	{"this CI run has started version %s of %s before, and that release ended as %s", "本次 CI 运行此前已发布 %[2]s 的 %[1]s 版本，结果为“%[3]s”"},
	{"nothing was sent; a start would find this: %s", "没有发送任何请求；如果开始发布：%s"},
	{"nothing was sent; a start would begin the release of version %s of %s", "没有发送任何请求；如果开始发布，将发布 %[2]s 的 %[1]s 版本"},
	{"no worker answered (%s); this is what Temporal itself knows", "没有 worker 应答（%s）；以下是 Temporal 自身的记录"},
	{"none in time", "超时"},
	{"the run ended as %s: %s", "运行以“%s”结束：%s"},
	{"somebody terminated the run", "运行被人终止"},
	{"the release of %s did not finish: %s", "%s 的发布没有完成：%s"},
	{"%s, and there is no verdict yet. Temporal does not answer at present. The release goes on. Attach again with: %s", "%s，尚无审核结果。Temporal 目前没有应答。发布继续进行。重新接入：%s"},
	{"%s, and there is no verdict yet. The release goes on. Attach again with: %s", "%s，尚无审核结果。发布继续进行。重新接入：%s"},
	{"%s before Temporal answered. Nothing was changed. Attach again with: %s", "%s，Temporal 尚未应答。没有任何改动。重新接入：%s"},
	{"%s before Temporal answered: %s", "%s，Temporal 尚未应答：%s"},
	{"the wait of %s ran out", "等待 %s 已到时限"},
	{"stopped waiting as asked", "已按要求停止等待"},
	{"namespace %q knows no release of %s: none was started, or its record is past the namespace's retention time. See: %s", "命名空间 %s 中没有 %s 的发布：从未开始，或其记录已超过命名空间的保留期。参见：%s"},
	{"reaching Temporal at %s for namespace %q: %v\nCheck that the server runs and that TEMPORAL_ADDRESS, TEMPORAL_TLS and TEMPORAL_API_KEY, or the TEMPORAL_PROFILE, are right; then run this again", "连接 Temporal %s（命名空间 %s）：%s\n请确认服务端正在运行，且 TEMPORAL_ADDRESS、TEMPORAL_TLS、TEMPORAL_API_KEY 或 TEMPORAL_PROFILE 正确，然后重试"},
	{"no answer within %s", "%s 内没有应答"},
	{"another release of %s, version %s with other content, is open since %s (run %s): wait for it, or cancel it, then start again", "%s 的另一个发布（%s 版本，内容不同）自 %s 起进行中（运行 %s）：请等待它结束或取消它，然后重新开始"},
	{"another release of %s is open since %s (run %s): wait for it, or cancel it, then start again", "%s 的另一个发布自 %s 起进行中（运行 %s）：请等待它结束或取消它，然后重新开始"},
	{"%s, started by %s, from %s", "%s，由 %s 发起，来自 %s"},
	{"%s, started by %s", "%s，由 %s 发起"},
	{"nothing to cancel: the last release of %s, version %s, ended as %q at %s", "没有可取消的发布：%s 最近一次发布（%s 版本）已于 %[4]s 结束，结果为 %[3]s"},
	{"too late to cancel: the release ended as approved", "取消太晚：该版本已审核通过"},
}
