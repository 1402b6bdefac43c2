package words

// What the demo says.
var (
	DemoAddresses = message(
		"Temporal Web UI   {ui}\nTemporal server   {server}\nSimulated WeChat  {wechat} (a second is ten minutes)\n"+
			"Bridge            {bridge}",
		"Temporal Web UI   {ui}\nTemporal 服务端   {server}\n模拟微信          {wechat}（一秒等于十分钟）\nbridge            {bridge}",
	)
	DemoScene = message("{name} {version}: {story}", "{name} {version}：{story}")

	DemoExpedited = message("approved after a privacy check and an expedited review", "经隐私检测和加急审核后通过")
	DemoRejected  = message("delayed, then rejected with reasons", "先被延后，再被驳回并附原因")
	DemoLostReply = message("the reply to the submission is lost and no push ever comes", "提审的应答丢失，也始终没有推送")

	DemoVerdicts = message("Verdicts", "审核结果")
	DemoVerdict  = message("{name} {version}: {outcome}, review {audit_id}, {by}", "{name} {version}：{outcome}，审核单 {audit_id}，{by}")
	DemoByPush   = message("heard by an encrypted push, handed over in {took}", "由加密推送得知，{took} 内移交")
	DemoByPoll   = message("found by a poll", "由查询得知")
	DemoLedger   = message("What WeChat accepted (the simulator's ledger, its own time)", "微信接受的操作（模拟器的账本，按其自身时间）")
	DemoSubmit   = message("submitted", "提审")
	DemoSpeedup  = message("expedited", "加急")
	DemoEntry    = message("review {audit_id}", "审核单 {audit_id}")
	DemoVersion  = message("version {version}", "版本 {version}")
	DemoLinks    = message("Look at a release", "查看提审任务")
	DemoPlay     = message(
		"{name} {version} is in review, and stays there. In another terminal, in this folder:\n"+
			"  {start}\n      a first release of your own, approved within seconds\n"+
			"  {expedite}\n      approved soon; or: {withdraw}\n"+
			"  {link}\n      what it waits for",
		"{name} {version} 正在审核，并会一直停在审核中。请在另一个终端的本目录下试试：\n"+
			"  {start}\n      自己的第一个提审任务，几秒内通过\n"+
			"  {expedite}\n      很快通过；或者：{withdraw}\n"+
			"  {link}\n      任务在等待什么",
	)
	DemoStays = message("Everything keeps running for a look around. Ctrl-C ends it.", "一切继续运行，可随意查看。按 Ctrl-C 结束。")

	DemoUsage = message(
		"Usage: go run ./demo [flags]\n\n"+
			"Releases three Mini Programs on an embedded Temporal server against a simulated WeChat.",
		"用法：go run ./demo [选项]\n\n在内嵌的 Temporal 服务端和模拟微信上演示三个小程序的提审任务。",
	)
	DemoTemporalPort = message("port of the Temporal server; 0 takes a free one", "Temporal 服务端的端口；0 表示任选空闲端口")
	DemoUIPort       = message("port of the Temporal Web UI; 0 takes a free one", "Temporal Web UI 的端口；0 表示任选空闲端口")
	DemoWeChatPort   = message("port of the simulated WeChat; 0 takes a free one", "模拟微信的端口；0 表示任选空闲端口")
	DemoBridgePort   = message(
		"port of the bridge that takes WeChat's pushes; 0 takes a free one",
		"接收微信推送的 bridge 的端口；0 表示任选空闲端口",
	)
	DemoExit = message(
		"end when the releases have ended; exit code 0 only if all three went as they should",
		"提审任务结束后退出；仅当三个任务都符合预期时退出码为 0",
	)
	DemoVerbose  = message("log what the worker and the simulated WeChat do", "输出 worker 和模拟微信的日志")
	DemoArgument = message("unexpected argument {value:q}; all settings are flags, see -help", "多余的参数 {value:q}；所有设置都是选项，见 -help")
	DemoNoPort   = message("-{flag} {port} is not a port (0 to 65535)", "-{flag} {port} 不是端口（0 至 65535）")
)
