package words

// What the commands about the platform say.
var (
	StoreNotSet = message(
		"WXRELEASE_STORE: not set; give the store of the platform's credentials that bridge and worker use",
		"WXRELEASE_STORE：未设置；请填写 bridge 和 worker 使用的、保存第三方平台凭据的 store",
	)
	StoreOpening = message("opening the store that WXRELEASE_STORE names: {error}", "打开 WXRELEASE_STORE 指定的 store：{error}")
	StoreClosing = message("closing the store of the platform's credentials: {error}", "关闭保存第三方平台凭据的 store：{error}")

	NoMiniPrograms = message(
		"the store knows no Mini Program; `wxrelease auth sync` reads them from WeChat",
		"store 中没有小程序；`wxrelease auth sync` 会从微信读取",
	)
	NoAuthorisation = message(
		"the store knows no authorisation of {appid}: `wxrelease auth sync` reads them all from WeChat, `wxrelease auth url` makes "+
			"the link for a new one",
		"store 中没有 {appid} 的授权：`wxrelease auth sync` 会从微信读取全部授权，`wxrelease auth url` 生成新的授权链接",
	)
	OnlyFromStore = message("only from the store: {error}", "仅来自 store：{error}")
	NeedsSet18    = message(
		"permission set 18 (小程序开发与数据分析): the merchant's administrator must authorise again and grant it",
		"权限集 18（小程序开发与数据分析）：请商家管理员重新授权并勾选",
	)

	SyncRead = message(
		"{mini_programs:Mini Program|Mini Programs}, {others:other account|other accounts}",
		"{mini_programs} 个小程序，{others} 个其他帐号",
	)
	SyncIncomplete = message(
		"WeChat's list could not be read to its end, run it again: {error}",
		"没有读完微信的列表，请再执行一次：{error}",
	)
	SyncSecrets   = message("{number:secret|secrets}", "{number} 条机密")
	NotKnown      = message("not known", "未知")
	None          = message("none", "无")
	Yes           = message("yes", "是")
	No            = message("no", "否")
	TokenUntil    = message("until {at}", "有效至 {at}")
	TokenOnDemand = message("made when needed", "需要时获取")

	// By WeChat's number of an account's status.
	AccountStatus = map[int]*Message{
		1:  message("normal", "正常"),
		14: message("cancelled", "已注销"),
		16: message("banned", "已封禁"),
		18: message("warned", "已告警"),
		19: message("frozen", "已冻结"),
	}
)

// What version says about its source.
var (
	SourceOf       = message("{revision} of {at}", "{revision}，{at} 提交")
	SourceModified = message("{source}, with changes", "{source}，有改动")
)
