package words

// settingTexts are what each setting is for, by its variable.
var settingTexts = map[string]*Message{
	"WXRELEASE_TOKEN_URL": message(
		"Address of your token service; `{{appid}}` in it is replaced by the Mini Program's. It answers with the authorizer_access_token "+
			"as JSON. The worker needs this one, `WXRELEASE_STORE` or `WXRELEASE_TOKEN`.",
		"中控服务器的地址，其中的 `{{appid}}` 会替换为小程序的 appid。它以 JSON 返回 authorizer_access_token。worker "+
			"需要此项、`WXRELEASE_STORE` 或 `WXRELEASE_TOKEN` 之一。",
	),
	"WXRELEASE_TOKEN_HEADER": message(
		"Header for the token service, as `Name: value`.",
		"访问中控服务器的请求头，形如 `Name: value`。",
	),
	"WXRELEASE_TOKEN": message(
		"One fixed authorizer_access_token for every Mini Program. For trying out: the real ones end after two hours.",
		"所有小程序共用的一个固定 authorizer_access_token。仅供试用：真实的令牌两小时后过期。",
	),
	"WXRELEASE_WECHAT_URL": message(
		"Where WeChat's API is: a relay of yours, or the simulator.",
		"微信 API 的地址：可以是你的转发服务或模拟器。",
	),
	"WXRELEASE_STORE": message(
		"Where the platform's ticket, tokens and authorisations are kept: the path of a SQLite file on one machine, "+
			"or `postgres://user:password@host:5432/database` for several. The bridge fills it, the worker takes its tokens "+
			"from it.",
		"第三方平台的票据、令牌和授权保存在哪里：单机用 SQLite 文件的路径，多机用 `postgres://user:password@host:5432/database`。"+
			"bridge 写入，worker 从中取令牌。",
	),
	"WXRELEASE_STORE_KEY": message(
		"Key that seals what is secret in the store, as `wxrelease auth key` makes it. The same for all programs.",
		"加密 store 中机密的密钥，由 `wxrelease auth key` 生成。所有程序相同。",
	),
	"WXRELEASE_STORE_OLD_KEYS": message(
		"Other keys that are read and never sealed with, separated by commas: the one before, or the next one ahead "+
			"of its turn. After `wxrelease auth sync` nothing is sealed with them any more.",
		"只用于读取、不用于加密的其他密钥，用逗号分隔：以前的密钥，或即将启用的密钥。执行 `wxrelease auth sync` 之后不再有数据使用它们。",
	),
	"WXRELEASE_PLATFORM_SECRET": message(
		"Your third-party platform's secret (AppSecret). The store needs it.",
		"第三方平台的 AppSecret。store 需要它。",
	),
	"WXRELEASE_TICKET_WARN": message(
		"Age of the platform's ticket from which on the log warns. WeChat pushes one every 10 minutes.",
		"票据超过多久后在日志中告警。微信每 10 分钟推送一次。",
	),
	"WXRELEASE_TICKET_RESTART": message(
		"Age of the platform's ticket from which on WeChat is asked, at most once an hour, to push again. A ticket "+
			"is good for 12 hours.",
		"票据超过多久后请微信重新推送，每小时最多一次。票据 12 小时有效。",
	),
	"WXRELEASE_PAYLOAD_KEY": message(
		"Key that encrypts what releases leave in Temporal, as `wxrelease auth key` makes it. The same for all programs. "+
			"Without it nothing is encrypted here. `wxrelease codec` decrypts for the Web UI.",
		"加密提审任务留在 Temporal 中的内容的密钥，由 `wxrelease auth key` 生成，所有程序相同。未设置时不加密。"+
			"`wxrelease codec` 为 Web UI 解密。",
	),
	"WXRELEASE_PAYLOAD_OLD_KEYS": message(
		"Other such keys that are read and never encrypted with, separated by commas: the one before, or the next one ahead of its turn. "+
			"Keep one until the namespace has forgotten the last release that began with it.",
		"其他只用于读取、不用于加密的密钥，以逗号分隔：之前的密钥，或即将启用的密钥。在命名空间不再保留用它开始的任何任务之前，请勿移除。",
	),
	"WXRELEASE_ACTIVITY_QUEUE": message(
		"Task queue of its own for the calls of WeChat, so that their rate can be limited apart. Several names, separated by commas: "+
			"new calls go to the first, the others are worked on as well. When you change it, keep the old name as a further one until "+
			"no call waits there any more, which may take as long as a review. Without it the calls are on the queue of the releases.",
		"微信调用单独使用的任务队列，便于单独限速。可写多个名称，用逗号分隔：新的调用进入第一个队列，其余队列也继续处理。"+
			"更换时请把旧名称保留在后面，直到旧队列上没有等待中的调用，最长可能与一次审核一样久。未设置时，调用与提审任务使用同一个队列。",
	),
	"WXRELEASE_ACTIVITIES": message(
		"Calls of WeChat that one worker makes at a time, on each queue.",
		"一个 worker 在每个队列上同时进行的微信调用数。",
	),
	"WXRELEASE_ACTIVITIES_PER_SECOND": message(
		"Calls of WeChat that one worker begins a second, on each queue, such as `0.5` or `20`. Without it there is no limit.",
		"一个 worker 在每个队列上每秒开始的微信调用数，例如 `0.5` 或 `20`。未设置时不限。",
	),
	"WXRELEASE_QUEUE_ACTIVITIES_PER_SECOND": message(
		"The same for all workers of a queue together: the Temporal server holds to it. Give all workers the same one.",
		"同上，但针对一个队列的所有 worker，由 Temporal 服务端限制。所有 worker 应设置相同的值。",
	),
	"WXRELEASE_ACTIVITY_POLLERS": message(
		"Requests for calls that a worker has waiting at the server, on each queue.",
		"worker 在每个队列上向服务端同时等待调用的请求数。",
	),
	"WXRELEASE_WORKFLOW_TASKS": message(
		"Workflow tasks that one worker handles at a time, at least 2.",
		"一个 worker 同时处理的工作流任务数，至少为 2。",
	),
	"WXRELEASE_WORKFLOW_POLLERS": message(
		"Requests for workflow tasks that a worker has waiting at the server, at least 2.",
		"worker 向服务端同时等待工作流任务的请求数，至少为 2。",
	),
	"WXRELEASE_STICKY_CACHE": message(
		"Releases that a worker keeps in memory, some 0.1 MB each; others are read again from their history when something happens.",
		"worker 保存在内存中的提审任务数，每个约 0.1 MB；其余任务有事发生时从历史重新读取。",
	),
	"WXRELEASE_DEPLOYMENT": message(
		"Name of the worker deployment, such as `wxrelease`: switches Worker Versioning on. A worker then gets work only when its version "+
			"is the current one, [docs/upgrading.md](upgrading.md) says how. Without it any worker takes any work.",
		"worker 部署的名称，例如 `wxrelease`：启用 Worker Versioning。此后只有成为当前版本的 worker 才会领到任务，方法见 [docs/upgrading.md](upgrading.zh-CN.md)。"+
			"未设置时任何 worker 都可领取任何任务。",
	),
	"WXRELEASE_BUILD_ID": message(
		"Version of this worker in its deployment. Without it the program's own version, as `wxrelease version` tells it.",
		"本 worker 在部署中的版本。未设置时为程序自身的版本，见 `wxrelease version`。",
	),
	"WXRELEASE_RESTORED_FROM": message(
		"After Temporal's database was put back to an older copy: the moment of the copy, such as `2026-11-26T18:47:24Z`. Releases that "+
			"began before it may have submitted since, so they look for their review before they submit.",
		"Temporal 的数据库恢复到较早的副本之后：该副本的时刻，例如 `2026-11-26T18:47:24Z`。在此之前开始的提审任务可能已经提交过，因此先查找自己的审核单，再决定是否提交。",
	),
	"WXRELEASE_METRICS_ADDR": message(
		"Where the worker serves `/metrics` for Prometheus, `/healthz` and `/readyz`, such as `127.0.0.1:8460`. Without it nowhere. "+
			"They need no password: keep the address inside.",
		"worker 提供 `/metrics`（供 Prometheus 抓取）、`/healthz` 和 `/readyz` 的监听地址，例如 `127.0.0.1:8460`。未设置时不提供。"+
			"访问无需密码，请只在内网开放。",
	),
	"WXRELEASE_CODEC_ADDR": message(
		"Where the codec listens, as `host:port`. It decrypts for everybody who reaches it: keep the address inside.",
		"codec 的监听地址，形如 `host:port`。它为任何能访问它的人解密：请只在内网开放。",
	),
	"WXRELEASE_LOG_LEVEL": message(
		"`debug`, `info`, `warn` or `error`.",
		"`debug`、`info`、`warn` 或 `error`。",
	),
	"WXRELEASE_LOG_FORMAT": message(
		"`text` or `json`, one line for each record, on standard error.",
		"`text` 或 `json`，每条一行，写到标准错误。",
	),
	"WXRELEASE_LANG": message(
		"`en` or `zh`: the worker's is the language in which the Temporal Web UI shows releases, with times in the time zone of `TZ`. "+
			"Help and messages of all programs are in it too; without it in that of the locale. Logs are in English.",
		"`en` 或 `zh`。worker 的这一设置决定 Temporal Web UI 中显示提审任务所用的语言，其中的时间按 `TZ` 的时区显示。"+
			"所有程序的帮助和提示信息也使用它；未设置时按 locale。日志为英文。",
	),
	"WXRELEASE_BRIDGE_ADDR": message(
		"Where the bridge listens, as `host:port`. WeChat reaches it through your TLS proxy, which should let through "+
			"only `/wechat/`.",
		"bridge 的监听地址，形如 `host:port`。微信经由你的 TLS 代理访问它，代理只应放行 `/wechat/`。",
	),
	"WXRELEASE_PLATFORM_APPID": message(
		"Appid of your third-party platform. The bridge and the store need it.",
		"第三方平台的 appid。bridge 和 store 需要它。",
	),
	"WXRELEASE_PUSH_TOKEN": message(
		"The platform's message verification token (消息校验Token). The bridge needs it.",
		"第三方平台的消息校验Token。bridge 需要它。",
	),
	"WXRELEASE_PUSH_KEY": message(
		"The platform's EncodingAESKey (消息加解密Key), 43 characters. The bridge needs it.",
		"第三方平台的消息加解密Key（EncodingAESKey），43 个字符。bridge 需要它。",
	),
	"WXRELEASE_PUSH_KEY_PREVIOUS": message(
		"The EncodingAESKey before that one, while you change it.",
		"更换期间，之前的 EncodingAESKey。",
	),
	"WXRELEASE_PUSH_TOKEN_2": message(
		"Token of the platform's configuration that is only tested so far, where it differs from the published one.",
		"尚在测试的平台配置与已全网发布的配置不同时，前者的 Token。",
	),
	"WXRELEASE_PUSH_KEY_2": message(
		"EncodingAESKey of that configuration.",
		"该配置的 EncodingAESKey。",
	),
	"WXRELEASE_PUSH_KEY_PREVIOUS_2": message(
		"The EncodingAESKey before that one.",
		"该配置之前的 EncodingAESKey。",
	),
	"WXRELEASE_PUSH_WINDOW": message(
		"How far a push's time may be from now, either way. WeChat delivers again, and clocks differ: give hours.",
		"推送的时间与当前时间最多相差多久。微信会重发，时钟也有差异：请以小时计。",
	),
	"WXRELEASE_FORWARD_EVENTS_URL": message(
		"Your existing callback for the authorisation URL (授权事件接收配置), where you have one: it goes on getting "+
			"what it got.",
		"现有的授权事件回调地址（授权事件接收配置），如果有：它继续收到原来收到的推送。",
	),
	"WXRELEASE_FORWARD_MESSAGES_URL": message(
		"Your existing callback for the message URL (消息与事件接收配置); `$APPID$` in it is replaced as WeChat does "+
			"it.",
		"现有的消息回调地址（消息与事件接收配置），其中的 `$APPID$` 按微信的方式替换。",
	),
	"WXRELEASE_FORWARD": message(
		"What the existing callbacks get: `others`, which is everything but review results, or `all`, for a system "+
			"that submits versions itself.",
		"现有回调收到什么：`others` 是审核结果以外的全部，`all` 是全部，供自己也提审的系统使用。",
	),
	"WXRELEASE_PUBLISH_CHECK": message(
		"`answer` sends the reply that 全网发布检测 expects to its text message from WeChat's own test accounts, where "+
			"no callback of yours does. Permission set 18 alone does not need it.",
		"`answer` 表示向微信自己的测试账号应答全网发布检测的文本消息，前提是没有其他回调应答。只有权限集 18 时不需要。",
	),
	"WXRELEASE_BRIDGE_URL": message(
		"Where the bridge is reached from inside, such as `http://bridge:8450`: `wxrelease doctor` asks it whether it "+
			"is ready and when WeChat last pushed.",
		"从内部访问 bridge 的地址，例如 `http://bridge:8450`：`wxrelease doctor` 向它询问是否就绪、微信最近何时推送。",
	),
	"WXRELEASE_WEB_UI": message(
		"Address of the Temporal Web UI, for links to a release, such as `http://localhost:8233`.",
		"Temporal Web UI 的地址，用于生成任务的链接，例如 `http://localhost:8233`。",
	),
}

// Setting says what a variable is for.
func Setting(variable string) (m *Message, ok bool) {
	m, ok = settingTexts[variable]
	return m, ok
}

// SettingCount is how many settings have words; a test of package settings compares.
func SettingCount() int { return len(settingTexts) }

// The help of settings, and their table in the documentation.
var (
	SettingsTitle  = message("Settings, from the environment:", "设置（环境变量）：")
	SettingsOthers = message(
		"These are the commands' settings; `wxrelease worker --help` and `wxrelease bridge --help` list those of the two programs, and "+
			"one environment may serve all of them.",
		"以上是命令的设置；worker 和 bridge 的设置见 `wxrelease worker --help` 和 `wxrelease bridge --help`。它们可以共用同一个环境。",
	)
	SettingDefault   = message("default {value}", "默认值 {value}")
	SettingSecret    = message("secret; {name}_FILE names a file that holds it", "机密；也可用 {name}_FILE 给出存放它的文件的路径")
	SettingsTemporal = message(
		"How to reach Temporal is read as the Temporal CLI reads it: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, "+
			"`TEMPORAL_TLS` and the other `TEMPORAL_TLS_*` variables, or a profile (`TEMPORAL_PROFILE`) of the file `temporal.toml` "+
			"(`TEMPORAL_CONFIG_FILE`). Where a remote codec encrypts the contents, all programs use it: `TEMPORAL_CODEC_ENDPOINT` and "+
			"`TEMPORAL_CODEC_AUTH`, or `codec` of the profile.",
		"如何连接 Temporal，与 Temporal 命令行的读法相同：`TEMPORAL_ADDRESS`、`TEMPORAL_NAMESPACE`、`TEMPORAL_API_KEY`、`TEMPORAL_TLS` 等 "+
			"`TEMPORAL_TLS_*` 变量，或文件 `temporal.toml`（`TEMPORAL_CONFIG_FILE`）中的配置（`TEMPORAL_PROFILE`）。"+
			"内容由远程 codec 加密时，所有程序都使用它：`TEMPORAL_CODEC_ENDPOINT` 和 `TEMPORAL_CODEC_AUTH`，或配置中的 `codec`。",
	)
	SettingsTableHead = message("| Variable | Default | Read by | Meaning |", "| 变量 | 默认值 | 适用程序 | 含义 |")
	SettingIsSecret   = message(" Secret.", "机密。")
	SettingsTableNote = message(
		"A secret can be given as a file: `NAME_FILE` instead of `NAME` holds the file's path. An empty variable counts as not set.",
		"机密也可以用文件给出：用 `NAME_FILE` 代替 `NAME`，值为文件路径。空变量视为未设置。",
	)
)
