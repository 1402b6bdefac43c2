package words

import "time"

// What package releases says in errors.
var (
	Server      = message("Temporal at {address}", "Temporal 服务端 {address}")
	ServerNamed = message("Temporal", "Temporal")

	Unreachable = message(
		"reaching Temporal at {address} for namespace {namespace:q}: {error}",
		"连接 Temporal {address}（命名空间 {namespace:q}）：{error}",
	)
	NoRelease = message(
		"namespace {namespace:q} knows no release of {appid}: none was started, or its record is past the namespace's retention time",
		"命名空间 {namespace:q} 中没有 {appid} 的提审任务：从未开始，或其记录已超过命名空间的保留期",
	)
	EndedJustNow = message("the release of {appid} ended just now", "{appid} 的提审任务刚刚结束")
	LastEnded    = message(
		"the last release of {appid}, version {version}, ended as {outcome}",
		"{appid} 的上一个提审任务（{version} 版本）已结束：{outcome}",
	)
	NotAnswered = message(
		"the release of {appid} has not answered in time, for no worker runs or WeChat is slow; it may still do what was asked",
		"{appid} 的提审任务没有及时应答：没有 worker 运行，或微信较慢；它仍可能执行该请求",
	)

	BusyOther = message(
		"another release of {appid} is open since {since} (run {run}): wait for it, or cancel it, then start again",
		"{appid} 的另一个提审任务进行中，始于 {since}（运行 {run}）：请等待它结束，或取消它，然后重新开始",
	)
	BusyVersion = message(
		"another release of {appid}, version {version} with other content, is open since {since} (run {run}): wait for it, or "+
			"cancel it, then start again",
		"{appid} 的另一个提审任务（{version} 版本，内容不同）进行中，始于 {since}（运行 {run}）：请等待它结束，或取消它，然后重新开始",
	)
	BusyCancelling = message(
		"a release of {appid}, version {version}, is being cancelled, open since {since} (run {run}): it is taking its review "+
			"back; wait for its end, then start again",
		"{appid} 的 {version} 版本的提审任务正在取消，始于 {since}（运行 {run}）：正在撤回审核；请等待它结束，然后重新开始",
	)
	sinceBy   = message("{since}, started by {by}", "{since}，由 {by} 发起")
	sinceFrom = message("{since}, from {from}", "{since}，来自 {from}")

	ReadingOpen    = message("reading whether a release of {appid} is open: {error}", "查询 {appid} 是否有进行中的提审任务：{error}")
	ReadingRelease = message(
		"reading the release of {appid} from {server}: {error}",
		"从 {server} 读取 {appid} 的提审任务：{error}",
	)
	ReadingResult = message("reading the result of the release of {appid}: {error}", "读取 {appid} 的提审任务的结果：{error}")
	ReadingNext   = message(
		"reading in which run the release of {appid} goes on: {error}",
		"查询 {appid} 的提审任务由哪个运行接续：{error}",
	)
	ReadingRecord = message(
		"reading the record of run {run} of {appid} from {server}: {error}",
		"从 {server} 读取 {appid} 的运行 {run} 的记录：{error}",
	)
	DecodingRecord = message("decoding the record of run {run} of {appid}: {error}", "解码 {appid} 的运行 {run} 的记录：{error}")
	ReadingMemo    = message(
		"reading what run {run} of {appid} was started with: {error}; the data converter or codec must be that of the program "+
			"which started it",
		"读取 {appid} 的运行 {run} 的发起内容：{error}；data converter 或 codec 必须与发起它的程序相同",
	)
	StoppedWaiting = message(
		"stopped waiting for the release of {appid}, which goes on: {error}",
		"已停止等待 {appid} 的提审任务，任务继续进行：{error}",
	)
	NoNextRun = message(
		"run {run} of {appid} was continued as a new one, and does not say as which",
		"{appid} 的运行 {run} 已由新的运行接续，但没有说明是哪一个",
	)
	Listing = message(
		"listing the releases in namespace {namespace:q} of {server}: {error}",
		"列出 {server} 的命名空间 {namespace:q} 中的提审任务：{error}",
	)
	NoSuchPage = message("page {page:q} is not what an earlier list gave", "{page:q} 不是之前的列表给出的")
	Requesting = message("requesting the cancellation of run {run} of {appid}: {error}", "请求取消 {appid} 的运行 {run}：{error}")
	Asking     = message(
		"asking the release of {appid} on {server}: {error}",
		"向 {server} 上 {appid} 的提审任务提出请求：{error}",
	)
	Starting      = message("starting the release of {appid}: {error}", "开始 {appid} 的提审任务：{error}")
	StartingRaces = message(
		"starting the release of {appid}: others begin and end at the same time, {tries} tries met one each: start again later",
		"开始 {appid} 的提审任务：其他任务同时开始和结束，{tries} 次尝试都遇到了一个：请稍后再试",
	)
	WritingJSON = message("writing the release of {appid} as JSON: {error}", "将 {appid} 的提审任务写为 JSON：{error}")
)

// Of the search attributes of a namespace.
var (
	ReadingAttributes = message(
		"reading the search attributes of namespace {namespace:q}: {error}. If they are not there yet, an administrator registers "+
			"them with: `{command}`",
		"查询命名空间 {namespace:q} 的 search attribute：{error}。如果尚未注册，请管理员执行：`{command}`",
	)
	AttributeOfOtherType = message(
		"search attribute {name} of namespace {namespace:q} is of type {have}, wanted is {want}: remove it or use another namespace",
		"命名空间 {namespace:q} 的 search attribute {name} 的类型是 {have}，应为 {want}：请删除它，或使用另一个命名空间",
	)
	RegisteringAttributes = message(
		"registering search attributes in namespace {namespace:q}: {error}. Releases work without them, lists by stage do not. An "+
			"administrator registers them with: `{command}`",
		"在命名空间 {namespace:q} 注册 search attribute：{error}。没有它们时提审任务照常运行，但不能按阶段列出。请管理员执行：`{command}`",
	)
)

// SinceWhom is a time, who it goes back to, and the address of the CI job; both may be "".
func SinceWhom(since time.Time, by, from string) Text {
	text := Lines(since)
	if by != "" {
		text = sinceBy.Of(text, by)
	}
	if from != "" {
		text = sinceFrom.Of(text, from)
	}
	return text
}
