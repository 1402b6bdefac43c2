package words

// What reports for CI systems say.
var (
	ReportExitCode = message("exit code {code}", "退出码 {code}")
	ReportHistory  = message("history in Temporal", "Temporal 中的历史")
	ReportMore     = message("{number} more: the job's log tells of all", "另有 {number} 项：全部内容见作业日志")
	ReportFileOf   = message("the file that {variable} names: {error}", "{variable} 指定的文件：{error}")
	ReportOf       = message("the report of {flag}: {error}", "{flag} 的报告：{error}")
)

// What history says.
var (
	HistoryTimer      = message("a timer", "定时器")
	HistorySet        = message("{name}: set to {at}", "{name}：设为 {at}")
	HistoryReached    = message("{name}: reached", "{name}：已到")
	HistoryStep       = message("{name}: {how}", "{name}：{how}")
	HistoryAttempt    = message(", at attempt {number}", "，第 {number} 次尝试")
	HistoryBefore     = message("; the one before: {failure}", "；前一次：{failure}")
	HistoryCancel     = message("cancellation requested", "请求取消")
	HistoryReset      = message("reset: this run goes on from here", "重置：本次运行从此处继续")
	HistoryStuck      = message("a worker could not go on, and tries again", "worker 无法继续，正在重试")
	HistoryLost       = message("a worker began to work on the release and was lost", "一个 worker 开始处理后失联")
	HistoryGaveUp     = message("given up: {failure}", "已放弃：{failure}")
	HistoryGaveUpLost = message("given up, the attempt was lost: {failure}", "已放弃，该次尝试失联：{failure}")
	HistoryStopped    = message("stopped", "已停止")
	HistoryPerson     = message("a person must act, it goes on trying meanwhile: {problem}", "需要人工处理，其间继续尝试：{problem}")
	HistoryGoesOn     = message("goes on from run {run}: version {version} of {appid}", "接续运行 {run}：{appid} 的 {version} 版本")
	HistoryStarted    = message("started: version {version} of {appid}", "开始：{appid} 的 {version} 版本")
	HistoryBy         = message(", by {by}", "，由 {by} 发起")
	HistoryFrom       = message(", from {from}", "，来自 {from}")
	HistoryReview     = message("review {audit_id}", "审核单 {audit_id}")
	HistoryTakenOver  = message("taken over from an earlier run or somebody else", "接管自先前的运行或他人")
	HistoryFound      = message("found there after a reply that was lost", "应答丢失后查询到")
	HistoryOther      = message("about version {version}, which is another one", "审核的是另一个版本 {version}")
	HistoryTakenBack  = message("taken back now", "现已撤回")
	HistoryDone       = message("done", "完成")
	HistoryPushed     = message("WeChat pushed {what}", "收到微信推送：{what}")
	HistoryRevoked    = message(
		"WeChat pushed that the merchant has taken the platform's authorisation back",
		"收到微信推送：商家已取消对本平台的授权",
	)
	HistorySignal     = message("signal {name}", "信号 {name}")
	HistoryAsks       = message("{who} asks for {what}", "{who} 请求 {what}")
	HistoryAsksMore   = message("{who} asks for {what} by {more}", "{who} 请求 {what}，延长 {more}")
	HistoryAnswer     = message("answered: {answer}", "应答：{answer}")
	HistoryRefused    = message("answered: refused: {why}", "应答：拒绝：{why}")
	HistoryAnswered   = message("answered", "已应答")
	HistoryFailed     = message("the run failed: {failure}", "运行失败：{failure}")
	HistoryTerminated = message("terminated", "已终止")
	HistoryStaysOpen  = message("; an open review stays open at WeChat", "；审核中的版本在微信侧仍在审核中")
	HistoryTimedOut   = message("the run timed out; an open review stays open at WeChat", "运行超时；审核中的版本在微信侧仍在审核中")
	HistoryContinued  = message("the record has become long: goes on in run {run}", "记录已很长：由运行 {run} 接续")
	HistoryEnded      = message("ended: {outcome}", "结束：{outcome}")
	HistoryByWhom     = message("{what} by {who}", "{what}，操作人 {who}")
	HistoryBecause    = message("{what}: {why}", "{what}：{why}")
	HistoryUnreadable = message(
		"{number:part|parts} of the record cannot be read: they were written with another data converter or codec",
		"记录中有 {number} 处无法读取：写入时使用的是另一个 data converter 或 codec",
	)
	HistoryGone = message(
		"Temporal has no record any more of run {run} and of those before it, which this release began with",
		"Temporal 已没有运行 {run} 及更早运行的记录，本次提审任务由它们开始",
	)
	HistoryEarlier = message(
		"the release began in earlier runs, the one before is {run}; all of them: `wxrelease history {appid}`",
		"本次提审任务始于更早的运行，前一个是 {run}；查看全部：`wxrelease history {appid}`",
	)
)
