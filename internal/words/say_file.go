package words

// What the commands about the release file say.
var (
	InitWrote = message(
		"wrote {file}: fill in what is marked with TODO, then check it with: `wxrelease validate`",
		"已生成 {file}：请填写标有 TODO 的地方，然后检查：`wxrelease validate`",
	)
	InitThere = message(
		"{file} is there already, and was left as it is; give another name with --file, or - to print",
		"{file} 已存在，没有改动；请用 --file 换一个文件名，或用 - 输出到屏幕",
	)
	InitWriting = message("writing the release file: {error}", "写入提审文件：{error}")

	FileMissing = message(
		"there is no release file {file} here; name yours with --file, or write one with: `wxrelease init`",
		"此处没有提审文件 {file}；请用 --file 指定，或生成一个：`wxrelease init`",
	)
	FileOpening  = message("opening the release file: {error}", "打开提审文件：{error}")
	FileReading  = message("reading the release file: {error}", "读取提审文件：{error}")
	FileTooLarge = message("{file} is larger than a megabyte; that is not a release file", "{file} 超过 1 MB，不是提审文件")
	FileStdin    = message("standard input", "标准输入")

	MoreProblems = message("and {n} more, which are not shown", "另有 {n} 个，不再列出")

	// Which of a file's Mini Programs is meant; the last two name the flags of the commands.
	AppOfNone  = message("{value:q} is none of the Mini Programs of {file}: {have}", "{value:q} 不是 {file} 中的小程序之一：{have}")
	AppNotOnly = message(
		"{file} describes one Mini Program, {have}, and not {value:q}",
		"{file} 只描述了小程序 {have}，没有 {value:q}",
	)
	AppIDsStand = message(
		"{file} describes several Mini Programs, whose appids no other one replaces",
		"{file} 描述了多个小程序，它们的 appid 不能用另一个代替",
	)
	AppNotChosen = message(
		"{file} describes several Mini Programs, and none was chosen: {have}",
		"{file} 描述了多个小程序，没有选择其中之一：{have}",
	)
	AppIDForMany = message(
		"--appid: {file} describes several Mini Programs; choose one of them with --app",
		"--appid：{file} 描述了多个小程序；请用 --app 选择其中一个",
	)
	AppChoose = message(
		"{file} describes several Mini Programs; choose with --app one of {have}, or take them --all",
		"{file} 描述了多个小程序；请用 --app 从 {have} 中选择，或用 --all 选择全部",
	)

	Valid          = message("valid: version {version} of {appid}", "有效：{appid} 的 {version} 版本")
	WritingRequest = message("writing the request: {error}", "写出请求：{error}")
)
