package command

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// sentence gives a sentence that the workflow or one of its steps has said. They are in histories in English; the Chinese is
// found by their shape. A refusal is followed by what it means and what to do. A sentence of another shape, from a newer worker
// or from WeChat, stays as it is.
func (l lang) sentence(text string) string {
	if l != chinese || text == "" {
		return text
	}
	if all, ok := l.oneSentence(text); ok {
		return all
	}
	for at := 0; ; at += len(". ") {
		next := strings.Index(text[at:], ". ")
		if next < 0 {
			return text
		}
		at += next
		if rest, ok := l.oneSentence(text[at+len(". "):]); ok {
			return strings.TrimSuffix(l.sentence(text[:at]), "。") + "。" + rest
		}
	}
}

// oneSentence finds a whole text by its shape, or in the table of codes.
func (l lang) oneSentence(text string) (string, bool) {
	if zh, ok := codeSentences()[strings.TrimSuffix(text, ".")]; ok {
		return zh, true
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
		return l.fill(p.chinese, args), true
	}
	return "", false
}

// fill puts texts where a format has its verbs, all of which are texts by now.
func (l lang) fill(format string, args []any) string {
	return lang("").say(strings.NewReplacer("%d", "%s", "]d", "]s").Replace(format), args...)
}

type sentencePattern struct {
	match   *regexp.Regexp
	chinese string
}

// sentencePatterns makes regular expressions of the formats. %v takes as much as it can, the other verbs as little.
var sentencePatterns = sync.OnceValue(func() []sentencePattern {
	var patterns []sentencePattern
	for _, m := range slices.Concat(chineseCore, chineseSentences) {
		expr := regexp.QuoteMeta(m[0])
		expr = strings.NewReplacer("%s", "(.+?)", "%v", "(.+)", "%q", "(.+?)", "%d", `(-?\d+)`).Replace(expr)
		patterns = append(patterns, sentencePattern{regexp.MustCompile("(?s)^" + expr + "$"), m[1]})
	}
	return patterns
})

// chineseSentences are the formats of this program's own sentences, tried in this order. In JSON they stay English.
var chineseSentences = [][2]string{
	// What a release does about a code.
	{"yes, a minute or more later", "会，一分钟或更久之后"},
	{"yes, with growing pauses", "会，间隔逐渐加长"},
	{"yes, at WeChat's pace, until the limit of the step", "会，按微信的节奏，直到该步骤的时限"},
	{
		"at once with a fresh token, then with growing pauses; before the submission at most for limits.submit, then the release ends as credentials",
		"立即用刷新后的令牌重试，之后间隔逐渐加长；提审之前最多重试 limits.submit 那么久，然后提审任务以“凭据或权限有误”（credentials）结束",
	},
	{
		"no: the release ends as %s; once a submission may be out it calls a person and goes on trying",
		"不会：提审任务以“%s”结束；如果可能已经提审，则请人处理，并继续尝试",
	},
	{"not needed: the wanted state is there, which is read back", "无需：期望的状态已经达成，会查询确认"},
	{"after reading the state at WeChat: what did happen is adopted", "先查询微信侧的状态：已经发生的直接采用"},

	// What commands tell.
	{"%s\nan open review of this version is taken over, whoever submitted it; the status tells its id", "%s\n该版本审核中的审核单无论由谁提交都会被接管，审核单号见状态"},
	{"started version %s of %s", "已开始 %[2]s 的 %[1]s 版本的提审任务"},
	{"attached to the open release, which has the same content: version %s of %s", "已接入内容相同且进行中的提审任务：%[2]s 的 %[1]s 版本"},
	{"this CI run has started version %s of %s before, and that release ended as %s\nto start a new one from the same CI run, add --again", "本次 CI 运行此前已为 %[2]s 的 %[1]s 版本开始过提审任务，结果为“%[3]s”\n要在同一次 CI 运行中重新提审，请加 --again"},
	{"this CI run has started version %s of %s before, and that release ended as %s", "本次 CI 运行此前已为 %[2]s 的 %[1]s 版本开始过提审任务，结果为“%[3]s”"},
	{"nothing was sent; a start would find this: %s", "没有发送任何请求；如果开始：%s"},
	{"nothing was sent; a start would begin the release of version %s of %s", "没有发送任何请求；如果开始，将开始 %[2]s 的 %[1]s 版本的提审任务"},
	{
		"version %s of %s is approved already: the last release had the same content, so none was started\nto release it once more, add --again",
		"%[2]s 的 %[1]s 版本此前已审核通过：最近一次提审任务的内容相同，因此没有开始新的任务\n要再次提审，请加 --again",
	},
	{"skipped: version %s of %s is open", "已跳过：%[2]s 的 %[1]s 版本的提审任务进行中"},
	{"skipped: version %s of %s was approved", "已跳过：%[2]s 的 %[1]s 版本已审核通过"},
	{"skipped: version %s of %s would be the first release", "已跳过：%[2]s 此前没有提审任务（文件中的版本是 %[1]s）"},
	{
		"the cancellation of version %s of %s is requested; the release takes its review back if one is open\nthat is done once it has ended, see: %s",
		"已请求取消 %[2]s 的 %[1]s 版本的提审任务；如有审核中的审核单，会将其撤回\n任务结束后才算完成，参见：%[3]s",
	},
	{
		"the run was cancelled and did not say what became of its review: if one is open at WeChat, it stays open. To take it over: %s",
		"运行已取消，但没有说明审核的情况：如果微信侧有审核中的版本，它仍在审核中。要接管它：%s",
	},
	{"no worker answered (%s); this is what Temporal itself knows", "没有 worker 应答（%s）；以下是 Temporal 自身的记录"},
	{"none in time", "超时"},
	{
		"the run ended without finishing the release: if a review is open at WeChat, it stays open. To take it over: %s",
		"运行结束但提审任务没有完成：如果微信侧有审核中的版本，它仍在审核中。要接管它：%s",
	},
	{"the run ended as %s: %s", "运行以“%s”结束：%s"},
	{"somebody terminated the run", "运行被人终止"},
	{"the release of %s did not finish: %s", "%s 的提审任务没有完成：%s"},
	{"%s, and there is no verdict yet. Temporal does not answer at present. The release goes on. Attach again with: %s", "%s，尚无审核结果。Temporal 目前没有应答。提审任务继续进行。重新接入：%s"},
	{"%s, and there is no verdict yet. The release goes on. Attach again with: %s", "%s，尚无审核结果。提审任务继续进行。重新接入：%s"},
	{"%s before Temporal answered. Nothing was changed. Attach again with: %s", "%s，Temporal 尚未应答。没有任何改动。重新接入：%s"},
	{"%s before Temporal answered: %s", "%s，Temporal 尚未应答：%s"},
	{"the wait of %s ran out", "等待 %s 已到时限"},
	{"stopped waiting as asked", "已按要求停止等待"},
	{"namespace %q knows no release of %s: none was started, or its record is past the namespace's retention time. See: %s", "命名空间 %s 中没有 %s 的提审任务：从未开始，或其记录已超过命名空间的保留期。参见：%s"},
	{"reaching Temporal at %s for namespace %q: %v\nCheck that the server runs and that TEMPORAL_ADDRESS, TEMPORAL_TLS and TEMPORAL_API_KEY, or the TEMPORAL_PROFILE, are right; then run this again", "连接 Temporal %s（命名空间 %s）：%s\n请确认服务端正在运行，且 TEMPORAL_ADDRESS、TEMPORAL_TLS、TEMPORAL_API_KEY 或 TEMPORAL_PROFILE 正确，然后重试"},
	{"no answer within %s", "%s 内没有应答"},
	{"%d parts of the record cannot be read: they were written with another data converter or codec", "记录中有 %d 处无法读取：写入时使用的是另一个 data converter 或 codec"},
	{"Temporal has no record any more of run %s and of those before it, which this release began with", "Temporal 已没有运行 %s 及更早运行的记录，本次提审任务由它们开始"},
	{"the release began in earlier runs, the one before is %s; all of them: wxrelease history %s", "本次提审任务始于更早的运行，前一个是 %s；查看全部：wxrelease history %s"},
	{"the release of version %s of %s waits for its verdict until %s", "%[2]s 的 %[1]s 版本的提审任务等待审核结果，至 %[3]s"},
	{"too late: the release of %s ended just now. See: %s", "太晚了：%s 的提审任务刚刚结束。参见：%s"},
	{"too late: the last release of %s, version %s, ended as %s at %s", "太晚了：%s 最近一次提审任务（%s 版本）已于 %[4]s 结束，结果为“%[3]s”"},
	{
		"the release of %s has not answered in time, for no worker runs or WeChat is slow; it may still do what was asked. See: %s",
		"%s 的提审任务没有及时应答：没有运行中的 worker，或微信较慢；之后仍可能执行该请求。参见：%s",
	},
	{"asking the release of %s on Temporal at %s: %s", "向 Temporal %[2]s 上 %[1]s 的提审任务发出请求：%[3]s"},
	{"nothing to cancel: the release of %s ended just now. See: %s", "没有可取消的提审任务：%s 的提审任务刚刚结束。参见：%s"},
	{
		"requesting the cancellation of run %s of %s: %s\nRun the same command again: a second request does no harm",
		"请求取消 %[2]s 的运行 %[1]s：%[3]s\n请再次执行同样的命令：重复请求没有害处",
	},
	{
		"starting version %s of %s on Temporal at %s: %s\nRun the same command again: a release that did start is attached to",
		"在 Temporal %[3]s 上开始 %[2]s 的 %[1]s 版本：%[4]s\n请再次执行同样的命令：如果已经开始，会接入该任务",
	},
	{"it could not be read: %s", "无法读取：%s"},
	{"reading in which run the release of %s goes on: %s", "查询 %s 的提审任务在哪个运行中继续：%s"},
	{"run %s of %s was continued as a new one, and does not say as which", "%[2]s 的运行 %[1]s 已由新的运行接续，但没有说明是哪一个"},
	{"reading the release of %s from Temporal at %s: %s", "从 Temporal %[2]s 读取 %[1]s 的提审任务：%[3]s"},
	{"reading the result of the release of %s: %s", "读取 %s 的提审任务的结果：%s"},
	{"reading the record of run %s of %s from Temporal at %s: %s", "从 Temporal %[3]s 读取 %[2]s 的运行 %[1]s 的记录：%[4]s"},
	{"nothing to cancel: the last release of %s, version %s, ended as %q at %s", "没有可取消的提审任务：%s 最近一次提审任务（%s 版本）已于 %[4]s 结束，结果为 %[3]s"},
	{"too late to cancel: the release ended as approved", "取消太晚：该版本已审核通过"},
}
