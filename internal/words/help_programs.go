package words

func init() {
	health := flagText(
		"ask a running one and exit with 0 or 1, for container health checks",
		"询问正在运行的程序，以退出码 0 或 1 结束，用于容器健康检查",
	)
	version := flagText("print the version and exit", "输出版本后退出")
	flags := map[string]*Message{"health": health, "version": version}

	help("settings", "The settings, which come from the environment", "各项设置（来自环境变量）", "", "", nil, nil)

	help("worker", "Run the releases: take work from Temporal, call WeChat", "执行提审任务：从 Temporal 领取任务，调用微信", `
Worker runs the releases of WeChat Mini Programs: it takes work from a Temporal server and calls WeChat. Run as many as you
like. It stops on SIGINT or SIGTERM, after the calls that are under way.

Exit codes: 0 stopped as asked; 1 it could not go on, starting it again may help; 2 usage or settings.`, `
执行微信小程序的提审任务：从 Temporal 服务端领取任务，调用微信。可以同时运行任意多个。收到 SIGINT 或 SIGTERM 后，完成正在进行的调用再停止。

退出码：0 按要求停止；1 无法继续，重新启动可能有用；2 用法或设置有误。`, nil, flags)

	help("codec", "Decrypt for the Temporal Web UI what the other programs encrypt", "为 Temporal Web UI 解密其他程序加密的内容", `
Codec is a Temporal codec server: with WXRELEASE_PAYLOAD_KEY the other programs encrypt what releases leave in Temporal, and the Web UI
asks this program to decrypt it. In the Web UI, set its address as the codec endpoint. It lets in only pages of the Web UI that
WXRELEASE_WEB_UI names, else of port 8233 of this machine, and it decrypts for everybody who reaches it: keep it inside.

Exit codes: 0 stopped as asked; 1 it could not go on, starting it again may help; 2 usage or settings.`, `
Temporal 的 codec 服务：设置 WXRELEASE_PAYLOAD_KEY 后，其他程序会加密提审任务留在 Temporal 中的内容，Web UI 请本程序解密。请在 Web UI 中把它的地址
填写为 codec endpoint。它只接受 WXRELEASE_WEB_UI 指定的 Web UI 的页面，未设置时只接受本机 8233 端口的页面；它为任何能访问它的人解密，请只在内网开放。

退出码：0 按要求停止；1 无法继续，重新启动可能有用；2 用法或设置有误。`, nil, flags)

	help("bridge", "Take WeChat's pushes: verdicts, tickets, authorisations", "接收微信推送：审核结果、票据、授权", `
Bridge takes WeChat's pushes and hands them over: verdicts to Temporal, tickets and authorisations to the platform's
credentials. Run as many as you like behind a proxy that has the certificate. It stops on SIGINT or SIGTERM, after the pushes
that are under way.

In the open platform's console, the authorisation URL is https://YOUR.HOST/wechat/events and the message URL is
https://YOUR.HOST/wechat/$APPID$/messages, with $APPID$ as it stands here.

Exit codes: 0 stopped as asked; 1 it could not go on, starting it again may help; 2 usage or settings.`, `
接收微信的推送并转交：审核结果交给 Temporal，票据和授权存入保存第三方平台凭据的 store。可以在持有证书的代理后面同时运行任意多个。
收到 SIGINT 或 SIGTERM 后，处理完正在进行的推送再停止。

在微信开放平台填写：“授权事件接收配置”为 https://YOUR.HOST/wechat/events ，“消息与事件接收配置”为
https://YOUR.HOST/wechat/$APPID$/messages ，其中 $APPID$ 照原样填写。

退出码：0 按要求停止；1 无法继续，重新启动可能有用；2 用法或设置有误。`, nil, flags)

}

// What the programs that run all the time say beside their logs.
var (
	ProgramUnexpected = message("unexpected argument {value:q}", "多余的参数 {value:q}")
	ProgramSettings   = message(
		"{program}: the settings cannot work:\n{error}\nSee: {program} --help",
		"{program}：设置有误：\n{error}\n参见：{program} --help",
	)
	ProgramUsage     = message("{program}: {error}\nSee: {program} --help", "{program}：{error}\n参见：{program} --help")
	ProgramUnhealthy = message("{program}: not healthy: {error}", "{program}：状态异常：{error}")
	ProgramEnds      = message("{program}: {error}", "{program}：{error}")

	ProgramAsk    = message("asking at {address}: {error}", "询问 {address}：{error}")
	ProgramAnswer = message("reading the answer from {address}: {error}", "读取 {address} 的应答：{error}")
	ProgramStatus = message(
		"what listens at {address} answers HTTP status {status}: {answer}",
		"{address} 返回 HTTP 状态码 {status}：{answer:q}",
	)

	HealthHost     = message("reading the host's name: {error}", "读取主机名：{error}")
	HealthTemporal = message("reaching Temporal at {address}: {error}", "连接 {address} 的 Temporal：{error}")
	HealthQueue    = message(
		"asking who polls queue {queue} in namespace {namespace:q} of Temporal at {address}: {error}",
		"查询 {address} 的 Temporal 命名空间 {namespace:q} 中谁在领取队列 {queue} 的任务：{error}",
	)
	HealthNoWorker = message(
		"no worker on host {host} asked for {kind} tasks of queue {queue} in the last {period}",
		"最近 {period}内，主机 {host} 上没有 worker 领取队列 {queue} 的 {kind} 任务",
	)
)
