package words

// What can be wrong with a setting. Those that begin with a value never get a secret for it.
var (
	SettingAt        = message("{variable}: {fault}", "{variable}：{fault}")
	SettingUnknown   = message("no such setting", "没有这个设置")
	SettingNearest   = message("no such setting; the nearest is {name}", "没有这个设置；最接近的是 {name}")
	SettingFileToo   = message("set together with {variable}_FILE; keep one of them", "与 {variable}_FILE 同时设置；请只保留一个")
	SettingFileRead  = message("reading the file that {variable}_FILE names: {error}", "读取 {variable}_FILE 指定的文件：{error}")
	SettingFileEmpty = message("{path}, which {variable}_FILE names, is empty", "{variable}_FILE 指定的文件 {path} 是空的")
	SettingOneOf     = message("{value:q} is none of {allowed}", "{value:q} 不是 {allowed} 之一")
	SettingHasBlank  = message(
		"holds a blank, a line break or another control character; a token has none",
		"含有空格、换行或其他控制字符；令牌中没有这些字符",
	)
	SettingAddress   = message("is not an address such as https://host:port/path", "不是形如 https://host:port/path 的地址")
	SettingAddressOf = message(
		"{value:q} is not an address such as https://host:port/path",
		"{value:q} 不是形如 https://host:port/path 的地址",
	)
	SettingUserInfo = message("holds a user name or password; leave them out of the address", "地址中含有用户名或密码，请去掉")
	SettingBase     = message("is a base address: leave out what follows ? or #", "是基础地址：请去掉 ? 或 # 及其后的内容")
	SettingListen   = message(
		"{value:q} is not an address such as 127.0.0.1:8450 or :8450",
		"{value:q} 不是形如 127.0.0.1:8450 或 :8450 的地址",
	)
	SettingAppID = message(
		"{value:q} is no appid: wx and 16 letters or digits",
		"{value:q} 不是 appid：应以 wx 开头，后跟 16 位字母或数字",
	)
	SettingDuration = message(
		"{value:q} is not a duration such as {example}, from {least} to {most}",
		"{value:q} 不是形如 {example} 的时长，应在 {least} 至 {most} 之间",
	)
	SettingHeader = message(
		`must read "Name: value", for example "Authorization: Bearer …"`,
		`应写成 "Name: value"，例如 "Authorization: Bearer …"`,
	)
	SettingHeaderName = message("the part before the colon is not a header's name", "冒号前的部分不是请求头的名称")
	SettingHeaderText = message("the value holds a line break or another control character", "值中含有换行或其他控制字符")
	SettingNoAppID    = message(
		"must hold {{appid}} where the Mini Program's appid belongs",
		"须含有 {{appid}}，表示小程序的 appid 所在的位置",
	)
	SettingAppIDHere = message(
		"holds $APPID$, which WeChat knows only in the message URL",
		"含有 $APPID$，而微信只在消息与事件接收配置中替换它",
	)
	SettingStore = message(
		"is neither the path of a SQLite file nor an address such as postgres://user:password@host:5432/database",
		"既不是 SQLite 文件的路径，也不是形如 postgres://user:password@host:5432/database 的地址",
	)
	SettingKey = message(
		"is not the base64 of {n} bytes; `wxrelease auth key` makes one",
		"不是 {n} 个字节的 base64；可用 `wxrelease auth key` 生成",
	)
	SettingOldKey = message("one of the keys {fault}", "其中一个密钥{fault}")

	TemporalCodec = message("TEMPORAL_CODEC_ENDPOINT or codec of temporal.toml: {error}",
		"TEMPORAL_CODEC_ENDPOINT 或 temporal.toml 中的 codec：{error}")
	TemporalSettings = message("TEMPORAL_* variables or temporal.toml: {error}", "TEMPORAL_* 变量或 temporal.toml 有误（原文：{error:q}）")
	SettingFileOpen  = message("the file cannot be read: {error}", "无法读取该文件：{error}")
	NoProfile        = message("there is no profile {name:q} in temporal.toml, which has {have}", "temporal.toml 中没有配置 {name:q}，已有：{have}")
	NoProfiles       = message("none", "无")
	NoZone           = message("TZ: there is no time zone {name:q}; times are in UTC", "TZ：没有时区 {name:q}；时间以 UTC 显示")
)

// What must be set, and set together.
var (
	SettingMissing     = message("not set; {advice}", "未设置；{advice}")
	SettingStoreNeeds  = message("not set, and WXRELEASE_STORE needs it; {advice}", "未设置，而 WXRELEASE_STORE 需要它；{advice}")
	GiveAppID          = message("give the platform's appid", "请填写第三方平台的 appid")
	GivePlatformSecret = message("give the platform's secret (AppSecret)", "请填写第三方平台的 AppSecret")
	GiveStoreKey       = message(
		"make a key with `wxrelease auth key`, and give all programs the same one",
		"请用 `wxrelease auth key` 生成一个密钥，所有程序使用同一个",
	)
	GivePushToken = message("give the platform's message verification token (消息校验Token)", "请填写第三方平台的消息校验Token")
	GivePushKey   = message(
		"give the platform's EncodingAESKey (消息加解密Key)",
		"请填写第三方平台的消息加解密Key（EncodingAESKey）",
	)
	GiveTokenSource = message(
		"give the address of your token service, a WXRELEASE_STORE where the platform's own credentials are kept, or a "+
			"WXRELEASE_TOKEN for trying out",
		"请填写中控服务器的地址；或用 WXRELEASE_STORE 指定保存第三方平台凭据的 store；试用时可填写 WXRELEASE_TOKEN",
	)
	TokenSourcesBoth = message(
		"both are set; keep the one that the tokens shall come from",
		"两个都已设置；令牌只能来自其中一个，请只保留一个",
	)
	TokenSourcesAll = message(
		"all are set; keep the one that the tokens shall come from",
		"都已设置；令牌只能来自其中一个，请只保留一个",
	)
	ForTokenService = message(
		"is for the token service, and WXRELEASE_TOKEN_URL is not set",
		"用于中控服务器，而 WXRELEASE_TOKEN_URL 没有设置",
	)
	ForStore = message(
		"is for the store of credentials, and WXRELEASE_STORE is not set",
		"用于保存凭据的 store，而 WXRELEASE_STORE 没有设置",
	)
	BothOrNone    = message("set both or none", "须同时设置，或都不设置")
	ForForwarding = message(
		"is for forwarding, and neither WXRELEASE_FORWARD_EVENTS_URL nor WXRELEASE_FORWARD_MESSAGES_URL is set",
		"用于转发，而 WXRELEASE_FORWARD_EVENTS_URL 和 WXRELEASE_FORWARD_MESSAGES_URL 都没有设置",
	)
	OneAnswers = message(
		"the callback of WXRELEASE_FORWARD_MESSAGES_URL answers messages; leave one of them out",
		"消息由 WXRELEASE_FORWARD_MESSAGES_URL 的回调应答；两者请只保留一个",
	)
)

// What can be wrong with the options of a worker.
var (
	GivePayloadKey = message("give the key that the other programs have", "请填写其他程序所用的密钥")
	ForPayloadKey  = message("is for WXRELEASE_PAYLOAD_KEY, which is not set", "用于 WXRELEASE_PAYLOAD_KEY，而后者未设置")
	PayloadTwice   = message("a remote codec is set too (TEMPORAL_CODEC_ENDPOINT or codec of temporal.toml): keep one of the two",
		"同时设置了远程 codec（TEMPORAL_CODEC_ENDPOINT 或 temporal.toml 中的 codec）：请只保留一个")
	SettingExposed = message(
		"{setting}: every user of this machine may read {path}; run: chmod 600 {path}",
		"{setting}：本机的每个用户都可以读取 {path}；请执行：chmod 600 {path}",
	)
	SettingDeployment = message(
		"{value:q} is no name that Temporal takes: no blanks, at most 200 characters, no __ at the start, and in the name of a "+
			"deployment neither . nor :",
		"Temporal 不接受名称 {value:q}：不能有空白，最长 200 个字符，不能以 __ 开头，部署名称中也不能有 . 或 :",
	)
	SettingBuildID = message("it needs WXRELEASE_DEPLOYMENT too", "还需要设置 WXRELEASE_DEPLOYMENT")
	SettingNoBuild = message(
		"with WXRELEASE_DEPLOYMENT it is needed, for this program was built without a version",
		"设置了 WXRELEASE_DEPLOYMENT 时需要它，因为本程序构建时没有版本",
	)
	SettingMoment = message("{value:q} is not a moment that has passed, such as 2026-11-26T18:47:24Z",
		"{value:q} 不是已经过去的时刻，例如 2026-11-26T18:47:24Z")
	SettingNumber = message("{value:q} is not a whole number from {least} to {most}", "{value:q} 不是 {least} 至 {most} 之间的整数")
	SettingRate   = message(
		"{value:q} is not a number above 0 such as 0.5 or 20, up to {most}",
		"{value:q} 不是大于 0、不超过 {most} 的数，例如 0.5 或 20",
	)
	SettingQueues = message(
		"{value:q} is not a list of different task queue names, separated by commas",
		"{value:q} 不是用逗号分隔的、互不相同的任务队列名称",
	)
)
