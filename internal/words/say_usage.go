package words

// What is wrong with a command line.
var (
	FlagOneOf        = message("{flag}: {value:q} is none of {allowed}", "{flag}：{value:q} 不是 {allowed} 之一")
	FlagFault        = message("{flag}: {fault}", "{flag}：{fault}")
	FlagUnknown      = message("unknown flag: {flag}", "未知选项：{flag}")
	FlagNoValue      = message("flag needs an argument: {flag}", "选项缺少参数：{flag}")
	FlagSyntax       = message("bad flag syntax: {flag}", "选项写法有误：{flag}")
	FlagWithoutCodes = message("--class: only goes without codes", "--class：不能与错误码同用")
	FlagPositive     = message("{flag}: must be above zero", "{flag}：必须大于零")
	FlagAtLeastOne   = message("{flag}: must be at least 1", "{flag}：至少为 1")
	FlagGiveMore     = message("--more: give how much longer to wait, such as 2d or 12h", "--more：请填写延长多久，例如 2d 或 12h")
	FlagPage         = message("--page: {value:q} is not what an earlier list printed", "--page：{value:q} 不是之前的列表输出的值")
	FlagNotAppID     = message(
		"{flag}: {value:q} is not an appid (wx and 16 letters or digits)",
		"{flag}：{value:q} 不是 appid（以 wx 开头，后跟 16 位字母或数字）",
	)
	FlagRedirect = message(
		"--redirect: give the address where the merchant's browser goes afterwards",
		"--redirect：请填写授权后商家的浏览器跳转到的地址",
	)
	FlagAddress = message(
		"{flag}: {value:q} is not an address such as https://host/path",
		"{flag}：{value:q} 不是形如 https://host/path 的地址",
	)
	FlagJUnitOnly = message(
		"--output: junit goes with start, wait, cancel and validate only",
		"--output：junit 只能用于 start、wait、cancel 和 validate",
	)
	FlagNotUTF8 = message(
		"byte {number}, {byte}, is not UTF-8; use a terminal and files in UTF-8 (on Windows: `chcp 65001`)",
		"第 {number} 个字节 {byte} 不是 UTF-8；请使用 UTF-8 的终端和文件（Windows 上执行 `chcp 65001`）",
	)
	FlagEmpty      = message("is empty; is the variable or the file set that it comes from?", "是空的；它取自的变量或文件是否已设置？")
	FlagDuration   = message("{value:q} is not a duration such as 90s, 30m, 6h or 14d", "{value:q} 不是形如 90s、30m、6h 或 14d 的时长")
	FlagNoDuration = message(
		"an empty text is not a duration such as 90s, 30m, 6h or 14d",
		"不能为空，应为形如 90s、30m、6h 或 14d 的时长",
	)
	FlagNegative = message("must not be negative", "不能是负数")
	FlagNoNumber = message("{value:q} is not a number", "{value:q} 不是数字")
	FlagNumber   = message("{value:q} is not a whole number", "{value:q} 不是整数")
	FlagSwitch   = message("{value:q} is neither true nor false", "{value:q} 不是 true 或 false")

	ArgumentAppID = message(
		"{value:q} is not an appid (wx and 16 letters or digits)",
		"{value:q} 不是 appid（以 wx 开头，后跟 16 位字母或数字）",
	)
	ArgumentOne    = message("give one appid, got {number:argument|arguments}", "请给出一个 appid，收到 {number} 个参数")
	ArgumentNone   = message("{command} takes no arguments, got {value:q}", "{command} 不接受参数，收到 {value:q}")
	CommandUnknown = message("unknown command {value:q} for {command}", "{command} 没有命令 {value:q}")
	CommandNearest = message(
		"unknown command {value:q} for {command}; the nearest is {nearest}",
		"{command} 没有命令 {value:q}；最接近的是 {nearest}",
	)
	UsageSeeHelp    = message("{error}\nSee: {command} --help", "{error}\n参见：{command} --help")
	SettingsCannot  = message("the settings cannot work:\n{error}", "设置有误：\n{error}")
	WritingAnswer   = message("writing the answer: {error}", "写出结果：{error}")
	ProblemsCounted = message("{number:problem|problems}; nothing was sent", "{number} 个问题；没有发送任何请求")
	NoAnswerWithin  = message("no answer within {limit}", "{limit}内没有应答")
	CheckTemporal   = message(
		"{error}\nCheck that the server runs and that TEMPORAL_ADDRESS, TEMPORAL_TLS and TEMPORAL_API_KEY, or the "+
			"TEMPORAL_PROFILE, are right; then run this again",
		"{error}\n请确认服务端正在运行，且 TEMPORAL_ADDRESS、TEMPORAL_TLS 和 TEMPORAL_API_KEY，或 TEMPORAL_PROFILE 正确，然后重试",
	)
	SeeListAll = message("{error}. See: `wxrelease list --all`", "{error}。参见：`wxrelease list --all`")
)
