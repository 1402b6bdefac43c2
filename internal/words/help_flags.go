package words

// commonFlags are the flags that several commands have.
var commonFlags = map[string]*Message{
	"version": flagText("print the version", "输出版本"),
	"help":    flagText("help for this command", "显示本命令的帮助"),
	"output": flagText(
		"text, json (one object on standard output), or junit (a report on standard output)",
		"text、json（标准输出上的一个对象）或 junit（标准输出上的一份报告）",
	),
	"lang": flagText("language of the text, en or zh (default by WXRELEASE_LANG, LC_ALL, LC_MESSAGES or LANG)",
		"文字的语言，en 或 zh（默认由 WXRELEASE_LANG、LC_ALL、LC_MESSAGES 或 LANG 决定）"),

	"file":        flagText("release file; - reads standard input", "提审文件；- 表示从标准输入读取"),
	"app":         flagText("which of the file's apps: its appid or its name", "文件中的哪个小程序：填 appid 或 name"),
	"appid":       flagText("appid instead of the file's", "代替文件中的 appid"),
	"set-version": flagText("version instead of the file's, such as a CI job's tag", "代替文件中的版本，例如 CI 任务的 tag"),

	"by": flagText("who asks, for the record (default the CI system's user, else the operating system's)",
		"发起人，记入历史（默认为 CI 系统的用户，否则为操作系统的用户）"),
	"run-id": flagText("names the CI run: its repeat gets the same release also after that has ended (default from the CI system's "+
		"variables)",
		"CI 运行的标识：重复执行时得到同一个提审任务，即使它已经结束（默认取自 CI 系统的变量）"),
	"again": flagText("start a new release although the last one of the same content was approved, or this CI run has started it",
		"即使内容相同的上一个任务已审核通过，或本次 CI 运行已开始过，也开始新的提审任务"),
	"junit": flagText("write a JUnit report into this file", "把 JUnit 报告写入该文件"),
	"dotenv": flagText("write the result into this file as variables WX_OUTCOME, WX_AUDIT_ID and others, as GitLab's dotenv reports "+
		"want them",
		"把结果以变量 WX_OUTCOME、WX_AUDIT_ID 等写入该文件，供 GitLab 的 dotenv 报告使用"),
	"wait-timeout": flagText("with --wait: stop waiting after this; 0s waits as long as the release lasts",
		"与 --wait 同用：最多等待多久；0s 表示一直等到任务结束"),
}

// What help pages have of their own.
var (
	HelpUsage        = message("Usage:", "用法：")
	HelpExamples     = message("Examples:", "示例：")
	HelpCommands     = message("Commands:", "命令：")
	HelpFlags        = message("Flags:", "选项：")
	HelpGlobalFlags  = message("Global flags:", "全局选项：")
	HelpDefault      = message("(default {value})", "（默认 {value}）")
	HelpTopics       = message("More help:", "更多帮助：")
	HelpMore         = message("Use \"{command} --help\" for more about a command.", "用 \"{command} --help\" 查看某个命令的详细说明。")
	HelpCommandPlace = message("[command]", "[命令]")
	HelpFlagsPlace   = message("[flags]", "[选项]")

	GroupReleases = message("Releases:", "提审任务：")
	GroupReview   = message("While WeChat reviews:", "审核期间：")
	GroupFile     = message("The release file:", "提审文件：")
	GroupPlatform = message("The platform:", "第三方平台：")
	GroupPrograms = message("Programs that run beside Temporal:", "与 Temporal 一同运行的程序：")
	GroupHelp     = message("Help:", "帮助：")
)
