package command

// chineseCore are the formats of package releases, tried in this order: what is more special comes first. A release here is 提审任务,
// for it submits and waits: 发布 is only what puts a version online.
var chineseCore = [][2]string{
	// Who has the Mini Program.
	{
		"%s is being cancelled, open since %s (run %s): it is taking its review back; wait for its end, then start again",
		"%s正在取消，始于 %s（运行 %s）：正在撤回审核；请等待它结束，然后重新开始",
	},
	{
		"another release of %s, version %s with other content, is open since %s (run %s): wait for it, or cancel it, then start again",
		"%s 的另一个提审任务（%s 版本，内容不同）进行中，始于 %s（运行 %s）：请等待它结束或取消它，然后重新开始",
	},
	{
		"another release of %s is open since %s (run %s): wait for it, or cancel it, then start again",
		"%s 的另一个提审任务进行中，始于 %s（运行 %s）：请等待它结束或取消它，然后重新开始",
	},
	{"a release of %s, version %s,", "%s 的 %s 版本的提审任务"},
	{"%s, started by %s, from %s", "%s，由 %s 发起，来自 %s"},
	{"%s, started by %s", "%s，由 %s 发起"},
	{"%s, from %s", "%s，来自 %s"},
	{"reading whether a release of %s is open: %s", "查询 %s 是否有进行中的提审任务：%s"},
	{
		"starting the release of %s: others begin and end at the same time, %d tries met one each: start again later",
		"开始 %s 的提审任务：其他任务同时开始和结束，%d 次尝试都遇到了一个：请稍后再试",
	},
	{"starting the release of %s: %s", "开始 %s 的提审任务：%s"},
	{"writing the release of %s as JSON: %s", "将 %s 的提审任务写为 JSON：%s"},
}
