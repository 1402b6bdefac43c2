package command

// chineseCore are the formats of packages workflows and activities, tried in this order: what is more special comes first. A
// release here is 提审任务, for it submits and waits: 发布 is only what puts a version online. Formats that nothing says any more
// stay as long as open runs may have them in their histories.
var chineseCore = [][2]string{
	// The time line.
	{"Waiting for WeChat's privacy check of the uploaded code", "等待微信对已上传代码的隐私接口检测"},
	{"The privacy check is not waited for any longer: an earlier run may have submitted already", "不再等待隐私接口检测：先前的运行可能已经提审"},
	{"The privacy check is over", "隐私接口检测已完成"},
	{"Found the submitted review %d by reading it, its reply was lost", "提审的应答丢失，已查询到审核单 %d"},
	{"Took the review %d over, which an earlier run or somebody else submitted", "已接管审核单 %d（由先前的运行或他人提交）"},
	{"Submitted: review %d", "已提审：审核单 %d"},
	{"A person must act: %s", "需要人工处理：%s"},
	{"WeChat answers again", "微信恢复应答"},
	{"What was wrong is over, the release goes on", "问题已消除，任务继续"},
	{"WeChat delays the review: %s", "微信延后审核：%s"},
	{"WeChat delays the review: ", "微信延后审核，未说明原因"},
	{"Expedite: %s", "加急：%s"},
	{"%s asks to expedite", "%s 申请加急"},
	{"%s asks to withdraw the review", "%s 要求撤回审核"},
	{"The review could not be withdrawn: %s", "审核未能撤回：%s"},
	{"%s extends the deadline by %s to %s", "%s 将截止时间延长 %s，至 %s"},
	{"%s cancels the release: %s", "%s 取消提审任务：%s"},
	{"%s cancels the release", "%s 取消提审任务"},
	{"Cancelled", "已收到取消请求"},
	{"The review could not be taken back: %s", "审核未能撤回：%s"},
	{"No review of this release was open", "本次提审没有审核中的审核单"},
	{"Review %d was over before it could be taken back: %s", "审核单 %d 在撤回之前已结束：%s"},
	{"WeChat pushed: approved. Reading the status", "收到微信推送：审核通过。正在查询状态"},
	{"WeChat pushed: rejected. Reading the status", "收到微信推送：审核不通过。正在查询状态"},
	{"WeChat pushed: the review is delayed. Reading the status", "收到微信推送：审核延后。正在查询状态"},
	{"WeChat pushed: the merchant has taken the authorisation back. Asking WeChat", "收到微信推送：商家已取消授权。正在向微信核实"},
	{"A push came. Reading the status", "收到推送。正在查询状态"},
	{"WeChat refuses to tell the review's status, a person must act: %s", "微信拒绝返回审核状态，需要人工处理：%s"}, // before parking

	// The ends.
	{"Review %d is approved (seen by %s)", "审核单 %d 审核通过（来源：%s）"},
	{"Review %d is rejected (seen by %s)", "审核单 %d 审核不通过（来源：%s）"},
	{"Review %d is withdrawn (seen by %s)", "审核单 %d 已撤回（来源：%s）"},
	{"Review %d is withdrawn", "审核单 %d 已撤回"},
	{
		"The release is cancelled, but its review could not be taken back and may be open at WeChat",
		"提审任务已取消，但审核未能撤回，在微信侧可能仍在审核中",
	},
	{"The release is cancelled", "提审任务已取消"},
	{"The limit ran out before WeChat was known to have accepted the submission", "时限已到，仍未确认微信是否受理提审"},
	{"The limit ran out before WeChat accepted the submission", "微信受理提审之前已超过时限"}, // before it was known to be unknown
	{"No verdict until the deadline; review %d is still open at WeChat", "截止时间前没有审核结果；审核单 %d 在微信侧仍在审核中"},
	{"The release is open", "提审任务进行中"},
	{"Stopped: %s: %s", "已停止：%s：%s"},
	{"Stopped: %s", "已停止：%s"},

	// What came of asking WeChat to hurry.
	{"planned for %s", "计划于 %s 申请加急"},
	{"WeChat accepted the request to hurry; a verdict is usual within 2 to 12 hours", "微信已受理加急，通常 2 至 12 小时内出审核结果"},
	{"the review was expedited already", "该审核单此前已加急"},
	{"not expedited: %s", "未加急：%s"},
	{"the review is already over (%s)", "审核已结束（%s）"},
	{"WeChat still says that the open review is not in its queue: %s", "微信仍称该审核单不在待审核队列：%s"},

	// What a step says while it waits for its next attempt.
	{"%s; next try in %s", "%s；%s 后重试"},
	{"review %d has just begun", "审核单 %d 刚开始审核"},
	{"review %d at look %d: %s", "审核单 %d 第 %d 次查询：%s"},
	{"review %d is open", "审核单 %d 审核中"},
	{"WeChat's privacy check is still running after %s (61039)", "隐私接口检测已进行 %s，尚未完成（61039）"},
	{"WeChat says that a review is open (85009) but shows none", "微信称已有版本在审核中（85009），但查询不到"},
	{"WeChat does not know review %d yet: %v", "微信尚查询不到审核单 %d：%s"},
	{"no review of this release is visible yet", "尚查询不到本次提审的审核单"},
	{"gave up after %s: WeChat answers no submission, and none of them is in", "已持续 %s，放弃：微信对提审没有应答，也没有提审被接受"},
	{
		"The release goes on by itself once that review is over. To take that review over instead, cancel this release, then start it with --adopt.",
		"该审核结束后任务会自动继续。如要改为接管该审核，请先取消本任务，再用 --adopt 开始。",
	},
	{"review %d, version %s, came after this release may have submitted", "审核单 %d（%s 版本）是在本任务可能已提审之后出现的"},
	{
		"WeChat shows the newest review only, so it cannot be told whether this release's own was accepted and is over. Sending again could submit twice.",
		"微信只显示最近的审核单，因此无法判断本任务的提审是否已被接受并已结束。再次提审可能造成重复提审。",
	},
	{
		"Look at the Mini Program's reviews in the platform's console. If there is none of this version, cancel this release and start it again.",
		"请到第三方平台后台查看该小程序的审核单。如果没有该版本的审核单，请取消本任务后重新开始。",
	},
	{"a withdrawal was sent, and its effect is not shown yet", "撤回请求已发出，微信尚未显示其结果"},
	{
		"review %d (%s) came without user_version or submit_audit_time, so it cannot be told whether this release submitted it",
		"审核单 %d（%s）没有返回 user_version 或 submit_audit_time，无法判断是否由本任务提交",
	},
	{
		"undocodeaudit takes no id and would withdraw it, whosever it is; nothing was withdrawn.",
		"撤回接口（undocodeaudit）不带审核单号，无论是谁提交的都会被撤回；因此没有撤回。",
	},
	{
		"Look the review up in the platform's console and withdraw it there if it is yours.",
		"请到第三方平台后台查看该审核单，如果是您提交的，请在那里撤回。",
	},
	{"reading once more whether WeChat took the submission", "再次查询微信是否已受理提审"},

	// Problems.
	{"the privacy check was not over after %s: %s", "隐私接口检测在 %s 后仍未完成：%s"},
	{"gave up %s after a submission of which nobody knows whether WeChat accepted it: %s", "提审后 %s 仍无法确认微信是否受理，已放弃：%s"},
	{"gave up after %s: %s", "%s 后放弃：%s"},
	{"submit_audit was refused in the same way for %s: errcode %d", "提审接口（submit_audit）在 %s 内一直返回同样的错误：errcode %d"},
	{"the trial version is %s, not %s", "体验版的版本是 %s，而不是 %s"},
	{
		"the newest review, %d (%s), came without user_version or submit_audit_time, so it cannot be told whether this release submitted it",
		"最近的审核单 %d（%s）缺少 user_version 或 submit_audit_time，无法判断是否由本次提审提交",
	},
	{
		"the newest review, %d (%s), came without user_version and submit_audit_time, so it cannot be told whether this release submitted it",
		"最近的审核单 %d（%s）没有 user_version 和 submit_audit_time，无法判断是否由本次提审提交",
	},
	{"the merchant has taken this platform's authorisation back", "商家已取消对本平台的授权"},
	{"the merchant took the authorisation back at %s", "商家已于 %s 取消授权"},
	{"review %d is about version %s, not %s", "审核单 %d 审核的是 %s 版本，而不是 %s 版本"},
	{"review %d is not over and is not the newest review of this Mini Program", "审核单 %d 尚未结束，但不是该小程序最近的审核单"},
	{"review %d is %s but is not the newest review of this Mini Program", "审核单 %d 的状态为“%s”，但不是该小程序最近的审核单"},
	{"get a token for %s: %s", "获取 %s 的令牌：%s"},
	{"%s (it may have taken effect: read the state before a repeat)", "%s（可能已经生效：重复之前先查询状态）"},

	// Their meanings and remedies, beside those of the codes.
	{
		"WeChat refuses every call of this platform for the Mini Program; a review that is open goes on without us.",
		"微信会拒绝本平台对该小程序的一切调用；审核中的版本会继续审核，但本平台无法得知结果。",
	},
	{
		"Let the merchant authorise the platform again with permission set 18, then start the release again.",
		"请商家重新授权给本平台并勾选权限集 18，然后重新提审。",
	},
	{
		"Another version was uploaded in the moment of the submission, and WeChat reviews what was uploaded last.",
		"提审的同时有人上传了另一个版本，而微信审核的是最近一次上传的版本。",
	},
	{
		"Withdraw the review, upload the right version, and start again. Do not publish what this review approves.",
		"请撤回审核，上传正确的版本，然后重新提审。不要发布这次审核通过的版本。",
	},
	{
		"WeChat reviews the version that was uploaded last, and that is another one; nothing was sent.",
		"微信审核的是最近一次上传的体验版，而当前的体验版是另一个版本；没有发送任何请求。",
	},
	{"Upload the version, or correct the release file's version, and start again.", "请上传该版本，或修改提审文件中的版本，然后重新提审。"},
	{
		"Sending again could submit twice; taking over a stranger's review could publish the wrong code. So nothing more was sent.",
		"再次发送可能重复提审；接管他人的审核单可能导致发布错误的代码。因此没有再发送任何请求。",
	},
	{
		"Look the review up in the platform's console. Start again once no review is open.",
		"请在第三方平台后台查看该审核单。没有审核中的版本后再重新提审。",
	},
	{
		"Another review of this Mini Program is open that this release did not submit; WeChat accepts one at a time.",
		"该小程序有一个不是由本次提审提交的审核单正在审核中；微信同一时间只受理一个。",
	},
	{
		"If an earlier run of yours submitted it, start again with --adopt (or adopt: true in the release file), which takes it over. %s",
		"如果它是你先前的运行提交的，请加 --adopt（或在提审文件中写 adopt: true）重新开始，以接管该审核单。%s",
	},
	{"Wait for its verdict or withdraw it, then start again.", "请等待它的审核结果或撤回它，然后重新提审。"},
	{"The submission breaks a documented limit; nothing was sent.", "提审内容超出官方文档的限制；没有发送任何请求。"},
	{"Correct the release file and start again.", "请修改提审文件后重新提审。"},
	{
		"WeChat says that a review is open but shows none. It may be the one that this release submitted, whose reply was lost.",
		"微信称已有版本在审核中，但查询不到。可能就是本次提审的审核单，只是应答丢失。",
	},
	{
		"Look at the Mini Program's reviews in the platform's console. The release goes on by itself as soon as WeChat shows it.",
		"请在第三方平台后台查看该小程序的审核。微信能查询到后，提审任务会自动继续。",
	},
	{
		"A review is open that this platform cannot see, most likely one that was submitted before the merchant authorised it.",
		"有一个本平台看不到的审核单正在审核中，很可能是商家授权之前提交的。",
	},
	{"Wait for that review to end or let the merchant withdraw it, then start again.", "请等待该审核结束，或请商家撤回它，然后重新提审。"},
	{"WeChat's \"system error\" on a submission often hides another fault.", "提审时微信返回的“系统错误”背后往往另有原因。"},
	{
		"Check that the Mini Program has an approved category and that the item list names it, that the texts are plain UTF-8, and upload the code once more; then start again.",
		"请确认小程序有已通过审核的类目且 item_list 使用了它，文字均为纯 UTF-8，并再上传一次代码；然后重新提审。",
	},
	{
		"Start the release again to wait longer. If the check never ends, upload the code once more, which starts a new check; do not repeat uploads in a loop.",
		"重新提审可继续等待。如果检测一直不结束，请再上传一次代码，会开始新的检测；不要循环反复上传。",
	},
	{
		"undocodeaudit takes no id, so it could withdraw another review; nothing was withdrawn.",
		"撤回接口（undocodeaudit）不接受审核 id，可能撤回另一个审核单；因此没有撤回。",
	},
	{"Look at both reviews in the platform's console.", "请在第三方平台后台查看这两个审核单。"},

	// Answers to what an operator asks, and refusals.
	{"WeChat is asked again now; the release's status tells what comes of it", "正在再次询问微信；结果见提审任务的状态"},
	{
		"no answer within %s (%s); the release goes on asking, its status tells what comes of it",
		"%s 内没有应答（%s）；提审任务会继续申请，结果见其状态",
	},
	{
		"no answer within %s (%s); the release goes on taking the review back, its status tells what comes of it",
		"%s 内没有应答（%s）；提审任务会继续撤回审核，结果见其状态",
	},
	{"no answer within %s (%s); the release goes on asking by itself", "%s 内没有应答（%s）；提审任务会自行继续查询"},
	{"too late: the release is being cancelled", "太晚了：提审任务正在取消"},
	{"too late: review %d is being withdrawn", "太晚了：审核单 %d 正在撤回"},
	{"too late: %v at %s", "太晚了：%s（%s）"},
	{"too early: no review is open yet, the release waits for %s", "太早了：还没有审核中的审核单，当前在等待%s"},
	{
		"this run has taken too many requests and is about to continue as a new one: ask again in a minute",
		"本次运行收到的请求过多，即将以新的运行继续：请一分钟后再试",
	},
	{"WeChat is already being asked to hurry review %d", "已经在为审核单 %d 申请加急"},
	{"review %d is already expedited: %s", "审核单 %d 已加急：%s"},
	{"review %d was over before it could be withdrawn: %s", "审核单 %d 在撤回之前已结束：%s"},
	{"review %d is withdrawn", "审核单 %d 已撤回"},
	{"the review ended first: %s", "审核已先结束：%s"},
	{"the release ended first", "提审任务已先结束"},
	{"\"more\" must be a duration above zero, such as 2d or 12h", "“more”须为大于零的时长，例如 2d 或 12h"},
	{"%s is more than the %s that one extension may add", "%s 超过了一次最多可延长的 %s"},
	{"a release needs an appid and a version", "提审任务需要 appid 和版本"},

	// The open review that stands in the way, and what a look at a review found.
	{"review %d is %s, version %s, submitted %s", "审核单 %d 的状态为“%s”，版本 %s，提审于 %s"},
	{"review %d is %s, version %s", "审核单 %d 的状态为“%s”，版本 %s"},
	{"review %d is %s, submitted %s", "审核单 %d 的状态为“%s”，提审于 %s"},
	{"review %d is %s: %s", "审核单 %d 的状态为“%s”：%s"},
	{"review %d is %s", "审核单 %d 的状态为“%s”"},

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

// chineseSummaries are the names that the workflow gives to its steps and timers; they stand in its record.
var chineseSummaries = [][2]string{
	{"Wait for the privacy check of %s", "等待 %s 的隐私接口检测"},
	{"Submit %s for review", "将 %s 提审"},
	{"Take the review of %s back", "撤回 %s 的审核"},
	{"Read the review, asked by %s", "查询审核（%s 要求）"},
	{"Read review %d now", "立即查询审核单 %d"},
	{"Keep trying to read review %d", "持续尝试查询审核单 %d"},
	{"Ask for review %d from time to time", "定时查询审核单 %d"},
	{"Last look at the deadline", "截止时的最后一次查询"},
	{"Deadline for the verdict, extended", "审核结果的截止时间（已延长）"},
	{"Deadline for the verdict", "审核结果的截止时间"},
	{"Pause before the review is read again", "再次查询审核前的间隔"},
	{"Pause before the step is tried again", "重试该步骤前的间隔"},
	{"Ask WeChat to hurry if it still reviews then", "届时仍在审核则申请加急"},
	{"Ask WeChat to hurry", "申请加急"},
}
