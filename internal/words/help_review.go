package words

const (
	refusals = `

What makes no sense at present is refused, in the release's own words, with exit code 9. A worker must run to answer; without
one the command gives up after --timeout with exit code 1.`
	refusalsZh = `

当前状态下不适用的请求会被任务拒绝并说明原因，退出码为 9。需要有 worker 运行才能应答；没有时，命令在 --timeout 之后放弃，退出码为 1。`

	// The same of what WeChat is asked for.
	refusalsOfWeChat = `

What makes no sense at present is refused, in the release's own words, with exit code 9; so is what WeChat refuses, with
exit code 7 where the units for it are used up. Where WeChat is slow the request goes on: then the exit code is 0 and the
release's status tells what comes of it. A worker must run to answer; without one the command gives up after --timeout with
exit code 1.`
	refusalsOfWeChatZh = `

当前状态下不适用的请求会被任务拒绝并说明原因，退出码为 9；微信拒绝时也是 9，相应额度用完时为 7。微信较慢时请求会继续进行：此时退出码为 0，
结果见任务的状态。需要有 worker 运行才能应答；没有时，命令在 --timeout 之后放弃，退出码为 1。`
)

func init() {
	timeout := flagText("give up when no worker has answered after this", "该时长内没有 worker 应答则放弃")
	operation := func(name, short, shortZh, long, longZh string, example *Message, flags map[string]*Message) {
		all := map[string]*Message{"timeout": timeout}
		for name, text := range flags {
			all[name] = text
		}
		help(name, short, shortZh, long, longZh, example, all)
	}

	operation("expedite", "Ask WeChat to expedite the open review", "为审核中的审核单申请加急", `
Expedite asks WeChat to speed up the review of a Mini Program's open release. That spends a unit of the platform's monthly
allowance. What WeChat answers is printed; what it refuses leaves the release as it was.`+refusalsOfWeChat, `
为小程序进行中的提审任务申请加急审核，会用掉第三方平台本月的一次加急次数。输出微信的应答；微信拒绝时任务保持原状。`+refusalsOfWeChatZh, example(`
  wxrelease expedite wx5555666677778888
  wxrelease expedite wx5555666677778888 --by "Li, support" -o json`, `
  wxrelease expedite wx5555666677778888
  wxrelease expedite wx5555666677778888 --by "客服 小李" -o json`), nil)

	operation("withdraw", "Take the open review back", "撤回审核中的审核单", `
Withdraw takes the review of a Mini Program's open release back; the release ends as withdrawn. A Mini Program can do so 5
times a day and 10 times a month. To stop a release that is not in review yet, see: wxrelease cancel --help`+refusalsOfWeChat, `
撤回小程序进行中的提审任务的审核，任务以“已撤回”结束。每个小程序每天可撤回 5 次、每月 10 次。要停止尚未进入审核的任务，参见：wxrelease cancel --help`+refusalsOfWeChatZh, example(`
  wxrelease withdraw wx5555666677778888
  wxrelease withdraw wx5555666677778888 --by "Li, support" && wxrelease wait wx5555666677778888`, `
  wxrelease withdraw wx5555666677778888
  wxrelease withdraw wx5555666677778888 --by "客服 小李" && wxrelease wait wx5555666677778888`), nil)

	operation("poll", "Read the open review's status at WeChat now", "立即向微信查询审核状态", `
Poll makes the open release of a Mini Program read its review's status at WeChat at once, and prints it. Without it WeChat is
asked after each push and from time to time.`+refusalsOfWeChat, `
让小程序进行中的提审任务立即向微信查询审核状态，并输出结果。不用此命令时，任务会在收到推送后以及定时查询。`+refusalsOfWeChatZh,
		sameExample("  wxrelease poll wx5555666677778888"), nil)

	operation("extend", "Wait longer for the verdict", "延长等待审核结果的截止时间", `
Extend moves the time at which the open release of a Mini Program stops waiting for the verdict, and prints the new one. Each
time it is asked it adds to the present one, at most 90 days at a time.`+refusals, `
推迟小程序进行中的提审任务停止等待审核结果的时间，并输出新的截止时间。每次都在当前截止时间上延长，一次最多 90 天。`+refusalsZh,
		sameExample("  wxrelease extend wx5555666677778888 --more 2d"), map[string]*Message{
			"more": flagText("how much longer, such as 2d or 12h", "延长多久，例如 2d 或 12h"),
		})
}
