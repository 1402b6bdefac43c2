package words

// What the commands about an open release say.
var (
	WaitsUntil = message(
		"the release of version {version} of {appid} waits for its verdict until {at}",
		"{appid} 的 {version} 版本的提审任务等待审核结果至 {at}",
	)
	TooLate = message(
		"too late: the last release of {appid}, version {version}, ended as {outcome} at {at}",
		"太晚了：{appid} 的上一个提审任务（{version} 版本）已结束：{outcome}（{at}）",
	)
	TooLateNow = message(
		"too late: the release of {appid} ended just now. See: `wxrelease status {appid}`",
		"太晚了：{appid} 的提审任务刚刚结束。参见：`wxrelease status {appid}`",
	)
	SeeStatus = message("{error}. See: `wxrelease status {appid}`", "{error}。参见：`wxrelease status {appid}`")

	NothingToCancel = message(
		"nothing to cancel: the last release of {appid}, version {version}, ended as {outcome} at {at}",
		"没有可取消的任务：{appid} 的上一个提审任务（{version} 版本）已结束：{outcome}（{at}）",
	)
	NothingToCancelNow = message(
		"nothing to cancel: the release of {appid} ended just now. See: `wxrelease status {appid}`",
		"没有可取消的任务：{appid} 的提审任务刚刚结束。参见：`wxrelease status {appid}`",
	)
	CancelAgain = message(
		"{error}\nRun the same command again: a second request does no harm",
		"{error}\n请再次执行同一命令：重复请求没有坏处",
	)
	CancelRequested = message(
		"the cancellation of version {version} of {appid} is requested; the release takes its review back if one is open",
		"已请求取消 {appid} 的 {version} 版本的提审任务；如有审核中的审核单，会将其撤回",
	)
	CancelledOnceEnded = message(
		"that is done once it has ended, see: `wxrelease wait {appid}`",
		"任务结束后才算完成，参见：`wxrelease wait {appid}`",
	)
	TooLateApproved = message("too late to cancel: the release ended as approved", "取消得太晚了：该版本已审核通过")
)
