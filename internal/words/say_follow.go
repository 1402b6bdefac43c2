package words

// What wait and status say while they follow a release, one line for each change.
var (
	WaitingNow    = message("waiting for {what}", "等待{what}")
	StageNow      = message("stage {stage}", "阶段：{stage}")
	RunReset      = message("the run was reset, following run {run}", "运行已被重置，改为跟踪运行 {run}")
	RunContinued  = message("the run had become long; the release goes on in run {run}", "运行的记录已很长，提审任务由运行 {run} 接续")
	NoWorkerNow   = message("no worker answers; the release goes on when one runs", "没有 worker 应答；有 worker 运行后提审任务会继续")
	WorkerBack    = message("a worker answers again", "worker 恢复应答")
	TemporalAway  = message("Temporal does not answer, still trying: {error}", "Temporal 没有应答，继续尝试：{error}")
	TemporalBack  = message("Temporal answers again", "Temporal 恢复应答")
	TemporalQuiet = message("Temporal does not answer", "Temporal 没有应答")

	WaitRanOut   = message("the wait of {limit} ran out", "等待 {limit}，时间已到")
	WaitStopped  = message("stopped waiting as asked", "已按要求停止等待")
	NothingKnown = message(
		"{why} before Temporal answered. Nothing was changed. Attach again with: `wxrelease wait {appid}`",
		"{why}，Temporal 尚未应答。没有任何改动。重新接入：`wxrelease wait {appid}`",
	)
	NothingHeard = message("{why} before Temporal answered: {error}", "{why}，Temporal 尚未应答：{error}")
	NoVerdictYet = message(
		"{why}, and there is no verdict yet. The release goes on. Attach again with: `wxrelease wait {appid}`",
		"{why}，尚无审核结果。提审任务继续进行。重新接入：`wxrelease wait {appid}`",
	)
	NoVerdictAway = message(
		"{why}, and there is no verdict yet. Temporal does not answer at present. The release goes on. Attach again with: "+
			"`wxrelease wait {appid}`",
		"{why}，尚无审核结果。Temporal 目前没有应答。提审任务继续进行。重新接入：`wxrelease wait {appid}`",
	)
	NotFinished = message("the release of {appid} did not finish: {error}", "{appid} 的提审任务没有完成：{error}")

	// Of a run that a worker says nothing about.
	GapWorker = message(
		"no worker answered ({error}); this is what Temporal itself knows",
		"没有 worker 应答（{error}）；以下是 Temporal 自身的记录",
	)
	GapNotInTime = message("none in time", "超时")
	GapCancelled = message(
		"the run was cancelled and did not say what became of its review: if one is open at WeChat, it stays open. To take it "+
			"over: `wxrelease start --adopt`",
		"运行已取消，但没有说明审核的情况：如果微信侧有审核中的版本，它仍在审核中。要接管它：`wxrelease start --adopt`",
	)
	GapUnfinished = message(
		"the run ended without finishing the release: if a review is open at WeChat, it stays open. To take it over: "+
			"`wxrelease start --adopt`",
		"运行已结束，但提审任务没有完成：如果微信侧有审核中的版本，它仍在审核中。要接管它：`wxrelease start --adopt`",
	)
	RunEnded      = message("the run ended as {execution}: {error}", "运行结束：{execution}：{error}")
	RunTerminated = message("somebody terminated the run", "运行被人终止")

	// The live view.
	CtrlC          = message("Ctrl-C stops watching; the release goes on", "Ctrl-C 只停止查看，提审任务继续进行")
	StopsByItself  = message(" · stops by itself in {left}", " · {left}后自动停止")
	AskingTemporal = message("asking Temporal", "正在询问 Temporal")
	SilentFor      = message(
		"does not answer for {elapsed}, still trying; what stands here is from before",
		"已 {elapsed} 没有应答，继续尝试；此处是之前的状态",
	)
	Attempts     = message("{activity}, attempt {number}", "{activity}，第 {number} 次尝试")
	AttemptsAt   = message("{attempts} at {at}", "{attempts}，将于 {at}")
	AttemptsLast = message("{attempts}; last: {failure}", "{attempts}；上次：{failure}")
	Cancelling   = message("cancelling", "正在取消")
	InTime       = message("in {left} ({at})", "{left}后（{at}）")
	Now          = message("now", "现在")
	StepCheck    = message("privacy check", "隐私接口检测")
	StepSubmit   = message("submission", "提审")
	StepReview   = message("review", "审核")
	StepVerdict  = message("verdict", "审核结果")
	NeedsPerson  = message("needs a person", "需要人工处理")
	RowWaits     = message("waits for {what}", "等待{what}")
	RowHeard     = message("heard by {by}", "由{by}得知")
	RowsCounted  = message("{number:release|releases}", "{number} 个提审任务")
	RowsSummed   = message("{counted}: {states}", "{counted}：{states}")
	RowsHidden   = message("{number:release|releases} ({hidden} not shown)", "{number} 个提审任务（{hidden} 个未显示）")
)
