package words

// What start says; a text of two lines has its advice in the second one.
var (
	Started  = message("started version {version} of {appid}", "已开始 {appid} 的 {version} 版本的提审任务")
	Adopting = message(
		"an open review of this version is taken over, whoever submitted it; the status tells its id",
		"该版本审核中的审核单无论由谁提交都会被接管，审核单号见任务的状态",
	)
	Attached = message(
		"attached to the open release, which has the same content: version {version} of {appid}",
		"已接入内容相同、正在进行的提审任务：{appid} 的 {version} 版本",
	)
	ApprovedAlready = message(
		"version {version} of {appid} is approved already: the last release had the same content, so none was started",
		"{appid} 的 {version} 版本已审核通过：上一个提审任务的内容相同，因此没有开始新任务",
	)
	OnceMoreAgain  = message("to release it once more, add --again", "要再次提审，请加 --again")
	SameRunStarted = message(
		"this CI run has started version {version} of {appid} before, and that release ended as {outcome}",
		"本次 CI 运行此前已开始过 {appid} 的 {version} 版本的提审任务，结果：{outcome}",
	)
	SameRunAgain = message("to start a new one from the same CI run, add --again", "要在同一次 CI 运行中开始新任务，请加 --again")
	DryRunFinds  = message("nothing was sent; a start would find this: {text}", "没有发送任何请求；如果开始：{text}")
	DryRunStarts = message(
		"nothing was sent; a start would begin the release of version {version} of {appid}",
		"没有发送任何请求；如果开始，将开始 {appid} 的 {version} 版本的提审任务",
	)
	SkippedOpen     = message("skipped: version {version} of {appid} is open", "已跳过：{appid} 的 {version} 版本的提审任务正在进行")
	SkippedApproved = message("skipped: version {version} of {appid} was approved", "已跳过：{appid} 的 {version} 版本已审核通过")
	SkippedFirst    = message(
		"skipped: version {version} of {appid} would be the first release",
		"已跳过：{appid} 的 {version} 版本将是第一个提审任务",
	)
	NotRead     = message("it could not be read: {error}", "未能读取：{error}")
	StartFailed = message(
		"starting version {version} of {appid} on Temporal at {address}: {error}\nRun the same command again: a release that did "+
			"start is attached to",
		"在 Temporal {address} 上开始 {appid} 的 {version} 版本的提审任务：{error}\n请再次执行同一命令：如果任务已经开始，会接入该任务",
	)
	InRun = message("{text}, run {run}", "{text}，运行 {run}")
	See   = message("see {address}", "参见 {address}")

	NothingToWaitFor = message(
		"--dry-run, --wait: nothing is started, so there is nothing to wait for",
		"--dry-run、--wait：没有开始任务，也就没有什么可等待",
	)
	OneOfTwo = message("{flags}: give one of them", "{flags}：只能填写其中一个")
	OnlyWith = message("{flag}: only goes with {other}", "{flag}：只能与 {other} 同用")
	OnlyIs   = message("{flag}: {value:q} is not {wanted}", "{flag}：{value:q} 不是 {wanted}")
)
