package words

func init() {
	help("simulator", "Be a simulated WeChat, for trying out and for tests", "模拟的微信，用于试用和测试", `
Simulator runs a simulated WeChat: the review endpoints, the platform's credentials, a token service, encrypted pushes and a
control interface without login. It is for trying out and for tests.

Every flag but --health, --help, --lang and --version can be given as a variable: --review-time is WXSIM_REVIEW_TIME.`, `
运行模拟的微信：审核相关接口、第三方平台的凭据、中控服务器、加密的推送，以及不需要登录的控制接口。用于试用和测试。

除 --health、--help、--lang 和 --version 以外，选项都可以用环境变量给出：--review-time 即 WXSIM_REVIEW_TIME。`, nil, map[string]*Message{
		"health": flagText("ask a running simulator at --addr whether it is up, and exit with 0 or 1",
			"询问 --addr 处的模拟器是否正在运行，以退出码 0 或 1 结束"),
		"version": flagText("print the version and exit", "输出版本后退出"),
		"addr":    flagText("where to listen; keep it to loopback or a test network", "监听地址；请限于本机或测试网络"),
		"speed": flagText("how much faster than real time the simulated clock runs; 0: only POST /_sim/advance moves it",
			"模拟时钟比真实时间快多少倍；0 表示只由 POST /_sim/advance 拨动"),
		"seed": flagText("of everything random", "一切随机内容的种子"),
		"apps": flagText("ready-made Mini Programs besides the scenario's: wx…01, wx…02 and so on, approved without trouble",
			"除场景之外，另备多少个小程序：wx…01、wx…02 等，都会顺利通过审核"),
		"scenario": flagText("JSON file to begin with; not given: the built-in one, none: nothing",
			"作为开始的 JSON 文件；未给出时用内置的场景，none 表示没有"),
		"review-time": flagText("simulated length of a review without a plan", "没有预定计划的审核持续多久（模拟时间）"),
		"quota":       flagText("submissions a month for the whole platform", "整个平台每月的提审额度"),
		"speedup-quota": flagText(
			"expedites a month for the whole platform", "整个平台每月的加急次数"),
		"callback-url": flagText("message URL of the review pushes; $APPID$ in it becomes the appid; not given: no such pushes",
			"审核结果推送到的消息地址，其中的 $APPID$ 会替换为 appid；未给出时没有这类推送"),
		"events-url": flagText("authorisation event URL: tickets and authorisations are pushed to it; not given: no such pushes",
			"授权事件地址：票据和授权推送到这里；未给出时没有这类推送"),
		"component-appid": flagText("appid of the platform, at the end of every push", "第三方平台的 appid，在每次推送的末尾"),
		"ticket-every": flagText("simulated time between two pushes of a component_verify_ticket",
			"两次推送 component_verify_ticket 的间隔（模拟时间）"),
		"feed-stopped":    flagText("push no tickets until api_start_push_ticket is called", "在调用 api_start_push_ticket 之前不推送票据"),
		"token-life":      flagText("simulated life of access tokens", "令牌的有效期（模拟时间）"),
		"real-timestamps": flagText("stamp deliveries with the real time instead of the simulated one", "推送的时间戳用真实时间，而不是模拟时间"),
	})
}

// What the simulator says beside its log.
var (
	SimulatorSecrets = literal(`Secrets, from the environment only; NAME_FILE names a file that holds the value instead:
  WXSIM_TOKEN_SECRET           what callers of /_sim/token must send as a bearer token; not set: nothing
  WXSIM_COMPONENT_SECRET       the platform's own secret; not set: api_component_token refuses every secret
  WXSIM_CALLBACK_TOKEN         verification token of the pushes
  WXSIM_CALLBACK_KEY           EncodingAESKey of the pushes, 43 characters
  WXSIM_CALLBACK_PREVIOUS_KEY  the key before it, for pushes that use the old one`, `机密只能来自环境变量；也可以用 NAME_FILE 给出存放它的文件：
  WXSIM_TOKEN_SECRET           访问 /_sim/token 须携带的 bearer token；未设置时不需要
  WXSIM_COMPONENT_SECRET       第三方平台的 AppSecret；未设置时 api_component_token 一律拒绝
  WXSIM_CALLBACK_TOKEN         推送的消息校验 Token
  WXSIM_CALLBACK_KEY           推送的消息加解密 Key（EncodingAESKey），43 个字符
  WXSIM_CALLBACK_PREVIOUS_KEY  之前的 Key，供仍使用旧 Key 的推送`)

	SimulatorBanner = message(`Simulated WeChat with {number} Mini Programs; {pace}.

  WeChat's API    {base}
  tokens          {base}/_sim/token?appid={{appid}}
  all controls    curl {base}/_sim/
  Mini Programs   curl {base}/_sim/apps
  the platform    curl {base}/_sim/platform
  what happened   curl {base}/_sim/ledger
  three hours on  curl -d '{{"by":"3h"}}' {base}/_sim/advance

`, `模拟的微信，有 {number} 个小程序；{pace}。

  微信 API        {base}
  令牌            {base}/_sim/token?appid={{appid}}
  全部控制接口    curl {base}/_sim/
  小程序          curl {base}/_sim/apps
  第三方平台      curl {base}/_sim/platform
  发生过什么      curl {base}/_sim/ledger
  拨快三小时      curl -d '{{"by":"3h"}}' {base}/_sim/advance

`)
	SimulatorRuns       = message("its clock runs {speed} times as fast as yours", "它的时钟比真实时间快 {speed} 倍")
	SimulatorStands     = message("its clock stands still until you advance it", "它的时钟静止不动，由你拨动")
	SimulatorPushesNeed = message("not set, and pushes need it", "未设置，而推送需要它")
	SimulatorListen     = message("listen on {address}: {error}", "监听 {address}：{error}")
	SimulatorServe      = message("serve on {address}: {error}", "在 {address} 提供服务：{error}")
	SimulatorStop       = message("stop: {error}", "停止：{error}")
)
