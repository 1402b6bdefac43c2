package words

// What list says beside its table.
var (
	NoReleases     = message("no releases", "没有提审任务")
	MorePages      = message("… and more: --page {page}", "……还有更多：--page {page}")
	NoteIs         = message("note: {text}", "说明：{text}")
	LacksAttribute = message(
		"namespace {namespace:q} lacks the search attributes {names}, so each release was asked itself; start a worker, which may "+
			"register them, or run: `{command}`",
		"命名空间 {namespace:q} 缺少 search attribute：{names}，因此逐个询问了提审任务；请启动 worker（有权限时会自行注册），或执行："+
			"`{command}`",
	)
	WrongAttributes = message(
		"namespace {namespace:q} does not know the search attributes of releases as they should be, so each release was asked "+
			"itself; see: `wxrelease doctor`",
		"命名空间 {namespace:q} 的 search attribute 有误，因此逐个询问了提审任务；参见：`wxrelease doctor`",
	)
	AttributesUnread = message("which ones it lacks cannot be read: {error}", "无法查询缺少哪些：{error}")
	LeftOut          = message(
		"{number:release|releases} left out because no worker answered",
		"有 {number} 个任务因没有 worker 应答而未列出",
	)
	ListPerson     = message("a person", "人工处理")
	BeingCancelled = message("{outcome}, cancelling", "{outcome}，正在取消")

	ColumnAppID    = message("APPID", "APPID")
	ColumnName     = message("NAME", "名称")
	ColumnVersion  = message("VERSION", "版本")
	ColumnStage    = message("STAGE", "阶段")
	ColumnOutcome  = message("OUTCOME", "结果")
	ColumnState    = message("STATE", "状态")
	ColumnAuditID  = message("AUDIT ID", "审核单")
	ColumnStarted  = message("STARTED", "开始")
	ColumnBy       = message("BY", "发起人")
	ColumnNeeds    = message("NEEDS", "需要")
	ColumnFor      = message("FOR", "已用")
	ColumnNext     = message("NEXT", "下次")
	ColumnExitCode = message("EXIT CODE", "退出码")
	ColumnResult   = message("RESULT", "结果")
	ColumnSet18    = message("SET 18", "权限集 18")
	ColumnToken    = message("TOKEN", "令牌")
	ColumnGranted  = message("AUTHORISED", "授权时间")
	ColumnCode     = message("CODE", "错误码")
	ColumnClass    = message("CLASS", "类别")
	ColumnMeaning  = message("MEANING", "含义")
)
