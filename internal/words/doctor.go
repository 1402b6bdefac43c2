package words

import (
	"errors"
	"slices"
	"time"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// checkup is what a check of doctor has found, and what to do about it.
type checkup struct{ text, remedy *Message }

func checked(english, chinese string) checkup { return checkup{text: enter(english, chinese, 2)} }

func (c checkup) do(remedy *Message) checkup { c.remedy = remedy; return c }

var (
	reachTemporal = message("Check that the server runs, and TEMPORAL_ADDRESS, TEMPORAL_TLS and TEMPORAL_API_KEY",
		"请确认服务端正在运行，并检查 TEMPORAL_ADDRESS、TEMPORAL_TLS 和 TEMPORAL_API_KEY")
	reachBridge = message(
		"Check that it runs, its log, and WXRELEASE_BRIDGE_URL",
		"请确认它正在运行，并查看其日志和 WXRELEASE_BRIDGE_URL",
	)
	checkCallbacks = message("Check the two callback URLs on open.weixin.qq.com, the TLS proxy, and the bridge's log",
		"请检查微信开放平台（open.weixin.qq.com）上的两个回调地址、TLS 代理，以及 bridge 的日志")
	checkPushes = message("Check that the bridge runs on this store and that the authorisation event URL on open.weixin.qq.com leads to it",
		"请确认 bridge 使用同一个 store，且微信开放平台（open.weixin.qq.com）的“授权事件接收配置”指向它")
	startWorker = message("Start a worker with the same TEMPORAL_* settings; its log says what holds it up",
		"请用相同的 TEMPORAL_* 设置启动 worker；如有问题，其日志会说明")
	readAgain = message("Run this again; if it stays so, look into the server's log", "请再执行一次；如果仍然如此，请查看服务端的日志")
	askQuota  = message("The platform's administrator asks for more in the Mini Program 小程序服务商助手, or waits for the next month",
		"请平台管理员在“小程序服务商助手”小程序中申请提额，或等到下个月")
	authoriseAgain = message("The merchant's administrator must open the link of `wxrelease auth url`, and grant permission set 18",
		"请商家管理员打开 `wxrelease auth url` 给出的链接，并授予权限集 18")
	syncAuthorisations = message(
		"Make a link with `wxrelease auth url`; what was authorised before the bridge ran is read with `wxrelease auth sync`",
		"请用 `wxrelease auth url` 生成链接；bridge 运行之前的授权，用 `wxrelease auth sync` 读取")

	showMetrics = message("Check that nothing in between hides the bridge's /metrics", "请确认没有代理挡住 bridge 的 /metrics")

	isError = message("{error}", "{error}")
)

// quotaLeft is the text of several kinds.
func quotaLeft() checkup {
	return checked("{rest} of {limit} submissions and {expedites} of {expedites_limit} expedites of this month are left",
		"本月提审额度剩余 {rest}/{limit}，加急次数剩余 {expedites}/{expedites_limit}")
}

// polledBy ends the texts about the worker.
const (
	polledBy = "task queue {queue} was asked for workflow tasks {workflow_tasks} ago and for activity tasks {activity_tasks} ago, " +
		"by {workers}"
	polledByZh = "任务队列 {queue}：{workflow_tasks}前领取过 workflow 任务，{activity_tasks}前领取过 activity 任务（{workers}）"
)

// checkups are by the kind's name in package doctor; the places are the names of the kind's facts there.
var checkups = map[string]checkup{
	"settings-fine":  checked("can work", "可用"),
	"settings-wrong": {isError, message("`wxrelease help settings` lists them all", "全部设置见 `wxrelease help settings`")},

	"temporal-reached":     checked("reached at {address}", "已连接 {address}"),
	"temporal-unreachable": checked("{address} cannot be reached: {error}", "无法连接 {address}：{error}").do(reachTemporal),
	"temporal-fails":       {isError, reachTemporal},

	"namespace-there": checked("{namespace:q} is there", "{namespace:q} 存在"),
	"namespace-missing": checked("there is no namespace {namespace:q}", "没有命名空间 {namespace:q}").do(message(
		"Set TEMPORAL_NAMESPACE, or make it: `temporal operator namespace create --namespace {namespace}`",
		"请设置 TEMPORAL_NAMESPACE，或创建它：`temporal operator namespace create --namespace {namespace}`")),
	"namespace-denied": checked(
		"namespace {namespace:q} gives no access: {error}",
		"没有命名空间 {namespace:q} 的权限：{error}",
	).do(message(
		"Check TEMPORAL_NAMESPACE and the rights of TEMPORAL_API_KEY or the client certificate",
		"请检查 TEMPORAL_NAMESPACE，以及 TEMPORAL_API_KEY 或客户端证书的权限")),
	"namespace-unreadable": checked(
		"namespace {namespace:q} cannot be read: {error}",
		"无法读取命名空间 {namespace:q}：{error}",
	).do(readAgain),

	"attributes-there": checked("all {count} are there", "{count} 个都已注册"),
	"attributes-missing": checked("missing: {names}", "缺少：{names}").do(message(
		"Releases work without, list by stage or outcome does not. Start a worker, which may register them, or run: `{command}`",
		"没有它们，提审任务仍可运行，但不能按阶段或结果列出。请启动 worker（有权限时会自行注册），或执行：`{command}`")),
	"attributes-wrong": checked("{attributes}", "类型有误：{attributes}").do(message(
		"Remove them with `temporal operator search-attribute remove`, or use another namespace",
		"请用 `temporal operator search-attribute remove` 删除，或使用另一个命名空间")),
	"attributes-unreadable": checked("they cannot be read: {error}", "无法读取：{error}").do(message(
		"Where they are missing an administrator runs: `{command}`", "如果缺少，请管理员执行：`{command}`")),

	"worker-answers": checked("one answered within {took}; "+polledBy, "有 worker 在 {took}内应答；"+polledByZh),
	"worker-silent":  checked("no worker answered within {within}; "+polledBy, "{within}内没有 worker 应答；"+polledByZh).do(startWorker),
	"worker-polls":   checked(polledBy, polledByZh),
	"worker-polled": checked(polledBy+"; it may have stopped since, and there is no release that it could be asked about",
		polledByZh+"；此后可能已停止，且没有可用来询问它的提审任务").do(message(
		"Run this again: a worker that is alive asks at least once a minute", "请再执行一次：运行中的 worker 每分钟至少领取一次任务")),
	"queue-unpolled": checked(
		"no worker asks task queue {queue} for {tasks} tasks",
		"没有 worker 从任务队列 {queue} 领取 {tasks} 任务",
	).do(startWorker),
	"queue-lost": checked("no worker asks task queue {queue} for {tasks} tasks any more, the last did {since} ago",
		"已没有 worker 从任务队列 {queue} 领取 {tasks} 任务，最近一次在 {since}前").do(startWorker),
	"queue-unread": checked("task queue {queue} cannot be read: {error}", "无法读取任务队列 {queue}：{error}").do(readAgain),

	"store-opened": checked("can be opened, for platform {platform}", "可以打开，第三方平台 {platform}"),
	"store-old-keys": checked("can be opened, for platform {platform}; sealed with an old key until `wxrelease auth sync`: "+
		"{secrets:secret|secrets}",
		"可以打开，第三方平台 {platform}；有 {secrets} 条机密仍用旧密钥加密，执行 `wxrelease auth sync` 后更新"),
	"store-unreadable": checked(
		"{secrets:secret|secrets} of {of} cannot be read with the keys that are set",
		"共 {of} 条机密，其中 {secrets} 条用已设置的密钥无法读取",
	).do(message(
		"Give the key that they are sealed with among WXRELEASE_STORE_OLD_KEYS of every program, then run: `wxrelease auth sync`",
		"请把加密它们的密钥加入所有程序的 WXRELEASE_STORE_OLD_KEYS，然后执行：`wxrelease auth sync`")),
	"store-no-file": checked("there is no file {file}", "没有文件 {file}").do(message(
		"Check WXRELEASE_STORE; the bridge makes the file at its first start", "请检查 WXRELEASE_STORE；该文件由 bridge 首次启动时创建")),
	"store-wrong-key": checked("it cannot be opened: {error}", "无法打开：{error}").do(message(
		"Check WXRELEASE_STORE_KEY and WXRELEASE_STORE_OLD_KEYS", "请检查 WXRELEASE_STORE_KEY 和 WXRELEASE_STORE_OLD_KEYS")),
	"store-not-opened": checked("it cannot be opened: {error}", "无法打开：{error}").do(message(
		"Check WXRELEASE_STORE, and that the database runs and this user may use it",
		"请检查 WXRELEASE_STORE，并确认数据库正在运行、该用户有权使用")),
	"store-not-read": {text: isError},

	"ticket-fresh": checked("pushed {since} ago", "{since}前推送"),
	"ticket-late": checked(
		"the last one was pushed {since} ago, and WeChat pushes every 10 minutes",
		"最近一次推送在 {since}前，而微信每 10 分钟推送一次",
	).do(checkPushes),
	"ticket-lost": checked(
		"the last one was pushed {since} ago, and WeChat pushes every 10 minutes",
		"最近一次推送在 {since}前，而微信每 10 分钟推送一次",
	).do(checkPushes),
	"ticket-never":    checked("WeChat has never pushed one into this store", "微信从未向这个 store 推送过票据").do(checkPushes),
	"ticket-not-read": {text: isError},

	"authorized": checked("{account} has granted permission set {permission}", "{account} 已授予权限集 {permission}"),
	"authorized-unknown": checked(
		"{account} has authorised the platform, with which permission sets is not known",
		"{account} 已授权给平台，但授予了哪些权限集未知",
	).do(message(
		"Read it with: `wxrelease auth sync`", "请用 `wxrelease auth sync` 读取")),
	"authorized-not": checked("{appid} has not authorised this platform", "{appid} 没有授权给本平台").do(message(
		"Let the merchant's administrator open the link of `wxrelease auth url`; what was authorised before the bridge ran is read "+
			"with `wxrelease auth sync`",
		"请商家管理员打开 `wxrelease auth url` 给出的链接；bridge 运行之前的授权，用 `wxrelease auth sync` 读取")),
	"authorized-unfit": checked("{account}", "{account}").do(authoriseAgain),
	"authorized-elsewhere": checked("{account}", "{account}").do(message(
		"The merchant's administrator must open the link of `wxrelease auth url`, and grant permission set 18; another platform "+
			"that holds it must be removed first",
		"请商家管理员打开 `wxrelease auth url` 给出的链接，并授予权限集 18；若已授权给其他平台，须先解除")),
	"authorized-all": checked("{mini_programs:Mini Program|Mini Programs} can be released", "{mini_programs} 个小程序都可以提审"),
	"authorized-some": checked("some of {mini_programs:Mini Program|Mini Programs} cannot be released: {accounts}",
		"{mini_programs} 个小程序中有的无法提审：{accounts}").do(message("See: `wxrelease auth list`", "参见：`wxrelease auth list`")),
	"authorized-none":        checked("no Mini Program has authorised this platform", "没有小程序授权给本平台").do(syncAuthorisations),
	"authorization-not-read": {text: isError},

	"wechat-takes-token": checked("takes the token of {appid}", "接受 {appid} 的令牌"),
	"wechat-refuses":     {text: isError}, // the remedy is that of the code
	"wechat-fails":       {text: isError},
	"wechat-unreached":   {isError, message("Check the network, and WXRELEASE_WECHAT_URL", "请检查网络和 WXRELEASE_WECHAT_URL")},
	"wechat-settings":    {isError, message("Check WXRELEASE_WECHAT_URL", "请检查 WXRELEASE_WECHAT_URL")},
	"worker-settings": checked("the worker's settings cannot work: {error}", "worker 的设置有误：{error}").do(
		message("`wxrelease worker --help` lists them", "全部设置见 `wxrelease worker --help`")),

	"quota-enough": quotaLeft(),
	"quota-low":    quotaLeft().do(askQuota),
	"quota-none":   quotaLeft().do(askQuota),
	"quota-zeros": quotaLeft().do(message("WeChat reports zeros at times while submissions still work",
		"微信有时会返回 0，而实际上仍可提审")),

	"bridge-ready":       checked("ready at {address}", "已就绪，地址 {address}"),
	"bridge-unreachable": checked("it cannot be reached: {error}", "无法连接：{error}").do(reachBridge),
	"bridge-not-ready": checked("it is not ready: {reasons}", "尚未就绪：{reasons}").do(
		message("WeChat's pushes are refused until it can", "就绪之前，微信的推送会被拒绝")),
	"bridge-other": checked(
		"{address} answers HTTP {status} to /readyz: that is no bridge",
		"{address} 对 /readyz 返回 HTTP {status}：这不是 bridge",
	).do(reachBridge),

	"pushes-ticket": checked("the last ticket came {since} ago", "最近的票据在 {since}前收到"),
	"pushes-ticket-late": checked(
		"the last ticket came {since} ago, and WeChat pushes every 10 minutes",
		"最近的票据在 {since}前收到，而微信每 10 分钟推送一次",
	).do(checkCallbacks),
	"pushes-ticket-lost": checked(
		"the last ticket came {since} ago, and WeChat pushes every 10 minutes",
		"最近的票据在 {since}前收到，而微信每 10 分钟推送一次",
	).do(checkCallbacks),
	"pushes-any": checked("the last one came {since} ago", "最近一次推送在 {since}前收到"),
	"pushes-none": checked(
		"none has come since the bridge began; WeChat pushes every 10 minutes",
		"bridge 启动以来没有收到推送，而微信每 10 分钟推送一次",
	).do(checkCallbacks),
	"pushes-refused": checked(
		"none was taken since the bridge began, and some were refused: {reasons}",
		"bridge 启动以来没有接受任何推送，有的被拒绝：{reasons}",
	).do(message(
		"Check WXRELEASE_PUSH_TOKEN, WXRELEASE_PUSH_KEY and WXRELEASE_PLATFORM_APPID of the bridge",
		"请检查 bridge 的 WXRELEASE_PUSH_TOKEN、WXRELEASE_PUSH_KEY 和 WXRELEASE_PLATFORM_APPID")),
	"pushes-unknown":  checked("the bridge does not tell: HTTP {status}", "bridge 没有给出：HTTP {status}").do(showMetrics),
	"pushes-not-read": checked("the bridge does not tell: {error}", "bridge 没有给出：{error}").do(showMetrics),

	"skip-settings":  checked("the settings are wrong", "设置有误"),
	"skip-temporal":  checked("Temporal cannot be reached", "无法连接 Temporal"),
	"skip-namespace": checked("there is no namespace to look in", "没有可查看的命名空间"),
	"skip-unset":     checked("not configured here: {setting} is not set", "此处没有配置：{setting} 未设置"),
	"skip-no-tokens": checked(
		"not configured here: neither WXRELEASE_STORE nor WXRELEASE_TOKEN_URL is set",
		"此处没有配置：WXRELEASE_STORE 和 WXRELEASE_TOKEN_URL 都未设置",
	),
	"skip-no-store":     checked("there is no store", "没有 store"),
	"skip-store-key":    checked("the key of the store does not fit", "store 的密钥不匹配"),
	"skip-store-closed": checked("the store cannot be opened", "无法打开 store"),
	"skip-no-appid":     checked("give an appid to ask WeChat with its token", "给出 appid 才能用它的令牌询问微信"),
	"skip-wechat":       checked("WeChat cannot be asked", "无法询问微信"),
	"skip-refused":      checked("WeChat refuses to tell", "微信拒绝提供"),
	"skip-bridge":       checked("the bridge cannot be reached", "无法连接 bridge"),
	"skip-no-bridge":    checked("that is no bridge", "那不是 bridge"),
}

// Checkup says what a check of doctor has found and what to do about it, by the kind and its facts; ok is false for a kind that is not
// known here.
func Checkup(kind string, facts map[string]any) (text, remedy Text, ok bool) {
	c, ok := checkups[kind]
	if !ok {
		return Text{}, Text{}, false
	}
	said := map[string]any{}
	for name, fact := range facts {
		said[name] = fact
		if d, is := fact.(timing.Duration); is {
			said[name] = coarse(d)
		}
	}
	if names, is := facts["reasons"].([]string); is {
		said["reasons"] = reasonsOf(names)
	}
	if c.remedy != nil {
		remedy = c.remedy.with(said)
	}
	err, _ := facts["error"].(error)
	if answer, refused := errors.AsType[*wxa.Error](err); refused && kind == "wechat-refuses" {
		_, remedy = Refusal(answer)
	}
	return c.text.with(said), remedy, true
}

// coarse rounds how long something is past to what people want to know.
func coarse(d timing.Duration) timing.Duration {
	switch unit := time.Duration(d); {
	case unit < time.Minute:
		return d
	case unit < 48*time.Hour:
		return timing.Duration(unit.Round(time.Minute))
	default:
		return timing.Duration(unit.Truncate(24 * time.Hour))
	}
}

// CheckupPlaces gives, by kind, the names of the facts that its words need. Tests compare them with what doctor finds.
func CheckupPlaces() map[string][]string {
	all := map[string][]string{}
	for kind, c := range checkups {
		all[kind] = c.text.places
		if c.remedy != nil {
			all[kind] = append(slices.Clone(all[kind]), c.remedy.places...)
		}
	}
	return all
}
