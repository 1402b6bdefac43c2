package main

// inChinese holds what [lang.say] says, by the English text.
var inChinese = map[string]string{
	"for %s since %s":          "%s，自 %s 起",
	", next look about %s":     "，下次查询约 %s",
	", until %s at the latest": "，最迟至 %s",
	"; next move: %s":          "；下一步：%s",
	"%s, attempt %d":           "%s，第 %d 次尝试",
	" at %s":                   "，将于 %s",
	"; last: %s":               "；上次：%s",

	"Ctrl-C stops watching; the release goes on": "Ctrl-C 只停止查看，发布继续进行",
	" · stops by itself in %s":                   " · %s 后自动停止",
	"asking Temporal":                            "正在询问 Temporal",
	"%s, for %s; next move: %s":                  "%s，已 %s；下一步：%s",
	"does not answer for %s, still trying; what stands here is from before": "已 %s 没有应答，继续尝试；此处是之前的状态",
	"privacy check": "隐私接口检测",
	"submission":    "提审",
	"review":        "审核",
	"verdict":       "审核结果",
	"in %s (%s)":    "%s 后（%s）",
	"now":           "现在",

	"a person; WeChat is still asked now and then, and the release goes on once it answers": "人工处理；其间仍会查询微信，微信恢复应答后发布自动继续",
	"a person; this release is over, another one must be started":                           "人工处理；本次发布已结束，需重新发起",

	"Temporal does not answer, still trying: %s":             "Temporal 没有应答，继续尝试：%s",
	"Temporal answers again":                                 "Temporal 恢复应答",
	"the run was reset, following run %s":                    "运行已被重置，改为跟踪运行 %s",
	"the run had become long; the release goes on in run %s": "运行的记录已很长，发布在运行 %s 中继续",
	"%s, and being cancelled":                                "%s，正在取消",
	"since %s":                                               "自 %s 起",
	"… %d more":                                              "… 另有 %d 行",
	" (%d times in a row)":                                   "（连续 %d 次）",
	"no worker answers; the release goes on when one runs":   "没有 worker 应答；有 worker 运行后发布会继续",
	"a worker answers again":                                 "worker 恢复应答",
	"stage %s":                                               "阶段：%s",
	"waiting %s":                                             "等待%s",
	"%s, run %s":                                             "%s，运行 %s",
	"exit code %d":                                           "退出码 %d",
	"history in Temporal":                                    "Temporal 中的历史",
	"see %s":                                                 "参见 %s",
	"%d more: the job's log tells of all":                    "另有 %d 项：全部内容见作业日志",
}

// chineseWords are single words and names that [lang.word] says: stages, outcomes, states, what a release waits for, and the
// names before values.
var chineseWords = map[string]string{
	// stages
	"detect": "隐私接口检测", "submit": "提审", "review": "审核中", "done": "已结束",
	// outcomes
	"open": "进行中", "approved": "审核通过", "rejected": "审核不通过", "withdrawn": "已撤回", "cancelled": "已取消", "expired": "已超时",
	"detection-expired": "隐私接口检测超时", "busy": "已有其他审核", "quota": "额度已用完", "credentials": "凭据或权限有误", "blocked": "需要修改后重试",
	"cancel-failed": "已取消，但审核未能撤回", "cancelling": "正在取消",
	// states of a review
	"reviewing": "审核中", "delayed": "审核延后", "other": "其他", "missing": "无状态",
	// who or what
	"push": "推送", "poll": "轮询", "operator": "操作员", "An operator": "操作员", "WeChat": "微信",
	// what a release waits for
	"the privacy check": "隐私接口检测", "WeChat's verdict": "审核结果", "WeChat to accept the submission": "微信受理提审",
	"WeChat to take the review back": "微信撤回审核",
	// runs
	"running": "运行中", "completed": "已完成", "failed": "失败", "canceled": "已取消", "terminated": "已终止", "timed_out": "已超时",
	"continued_as_new": "已续跑",
	// names before values
	"code": "错误码", "message": "报错信息", "class": "类别", "repeated": "是否重试", "documented": "文档", "now": "现在",
	"mini program": "小程序", "version": "版本", "stage": "阶段", "outcome": "结果", "audit id": "审核单", "needs": "需要", "waiting": "等待",
	"problem": "问题", "waiting for": "等待", "next look": "下次查询", "attempts": "尝试", "last code": "最近错误码", "meaning": "含义", "what to do": "处理办法", "rid": "rid", "expedite": "加急", "reason": "原因", "screenshots": "截图",
	"no permission": "无权限接口", "not declared": "未声明接口", "verdict by": "结果来源", "started": "开始", "submitted": "提审", "deadline": "截止",
	"ended": "结束", "started by": "发起人", "started from": "来自", "failure": "失败", "pending": "待执行", "workflow": "工作流", "run": "运行",
	"web ui": "Web UI", "note": "说明", "time line": "时间线", "exit code": "退出码",
}

// chineseAnswers are sentences that this program says itself, on the same occasion also in JSON, where they stay English; and the
// ones of the workflow about what a command has told it. [lang.sentence] finds them by their shape.
var chineseAnswers = [][2]string{
	{"%s\nan open review of this version is taken over, whoever submitted it; the status tells its id", "%s\n该版本审核中的审核单无论由谁提交都会被接管，审核单号见状态"},
	{"version %s of %s is approved already: the last release had the same content, so none was started\nto release it once more, add --again", "%[2]s 的 %[1]s 版本此前已审核通过：最近一次发布的内容相同，因此没有开始新的发布\n要再次发布，请加 --again"},
	{"skipped: version %s of %s is open", "已跳过：%[2]s 的 %[1]s 版本的发布进行中"},
	{"skipped: version %s of %s was approved", "已跳过：%[2]s 的 %[1]s 版本已审核通过"},
	{"skipped: version %s of %s would be the first release", "已跳过：%[2]s 此前没有发布（文件中的版本是 %[1]s）"},
	{"the cancellation of version %s of %s is requested; the release takes its review back if one is open\nthat is done once it has ended, see: %s", "已请求取消 %[2]s 的 %[1]s 版本的发布；如有审核中的审核单，发布会将其撤回\n发布结束后才算完成，参见：%[3]s"},
	{"the release is cancelled, but its review could not be taken back: %s. It may be open at WeChat still: wait for its verdict there, or take it over with: %s", "发布已取消，但审核未能撤回：%s。它在微信侧可能仍在审核中：请等待其审核结果，或接管它：%s"},
	{"the release is cancelled, but its review could not be taken back. It may be open at WeChat still: wait for its verdict there, or take it over with: %s", "发布已取消，但审核未能撤回。它在微信侧可能仍在审核中：请等待其审核结果，或接管它：%s"},
	{"the run was cancelled and did not say what became of its review: if one is open at WeChat, it stays open. To take it over: %s", "运行已取消，但没有说明审核的情况：如果微信侧有审核中的版本，它仍在审核中。要接管它：%s"},
	{"the run ended without finishing the release: if a review is open at WeChat, it stays open. To take it over: %s", "运行结束但发布没有完成：如果微信侧有审核中的版本，它仍在审核中。要接管它：%s"},
	{"a release of %s, version %s, is being cancelled, open since %s (run %s): it is taking its review back; wait for its end, then start again", "%s 的 %s 版本的发布（自 %s 起，运行 %s）正在取消，正在撤回审核：请等待它结束，然后重新开始"},
	{"%s cancels the release: %s", "%s 取消发布：%s"},
	{"%s cancels the release", "%s 取消发布"},
}
