package words

// fileKeys say of every key of a release file what it means; [] stands for the items of a list. Limits and defaults stand in package
// releasefile, which adds them.
var fileKeys = map[string]*Message{
	"env": literal(
		"Names of environment variables. In the texts of this file ${NAME} stands for the value of one of them, $${ for the characters "+
			"${. Line ends at the end of a value are left out. One that is not set is an error. Names that begin with WXRELEASE_ or "+
			"TEMPORAL_ are refused: settings do not belong into a submission.",
		"环境变量的名称。本文件的文本中，${NAME} 表示其中一个变量的值，$${ 表示字符 ${ 本身。值末尾的换行会去掉；变量未设置是错误。"+
			"不接受以 WXRELEASE_ 或 TEMPORAL_ 开头的名称：各项设置不应出现在提交的内容里。",
	),
	"env[]": nil,
	"apps": literal(
		"Mini Programs that share this file: each has its appid, and the keys that differ from the ones above. Maps are merged key by "+
			"key, lists and values are replaced, an empty key takes the common one out.",
		"共用本文件的多个小程序：每个写明 appid，以及与公共部分不同的键。映射逐键合并，列表和值整体替换，空值表示去掉公共部分中的该键。",
	),
	"apps[]": literal("One Mini Program, and what differs for it.", "一个小程序，以及它与公共部分的不同之处。"),

	"name": literal(
		"The merchant's name: people see it beside the appid, and --app takes it. It is no part of what is submitted.",
		"商家名称：与 appid 一起显示，也可用于 --app。它不会提交给微信。",
	),
	"appid": literal(
		"Appid of the merchant's Mini Program: wx and 16 letters or digits.",
		"商家小程序的 appid：wx 加 16 个字母或数字。",
	),
	"version": literal(
		"user_version of the uploaded trial version. In quotes, or 1.40 is a number.",
		"已上传体验版的 user_version。请加引号，否则 1.40 会被当成数字。",
	),

	"audit": literal("The body of submit_audit, with WeChat's own names.", "submit_audit 的请求体，使用微信自己的字段名。"),
	"audit.item_list": literal(
		"Pages for the reviewer, each with its category.",
		"供审核的页面，每个页面都有类目。",
	),
	"audit.item_list[]": literal(
		"A page for the reviewer. The categories must be among those of the Mini Program: get_category lists them.",
		"一个供审核的页面。类目必须是该小程序已设置的类目，以 get_category 的结果为准。",
	),
	"audit.item_list[].address": literal(
		"Path of the page as in app.json, without a slash in front.",
		"页面路径，与 app.json 中相同，开头不带斜杠。",
	),
	"audit.item_list[].tag": literal(
		"Up to 10 tags of at most 20 characters, separated by blanks.",
		"最多 10 个标签，每个不超过 20 个字符，用空格分隔。",
	),
	"audit.item_list[].title":        literal("Title of the page.", "页面标题。"),
	"audit.item_list[].first_class":  literal("Name of the first category.", "一级类目名称。"),
	"audit.item_list[].second_class": literal("Name of the second category.", "二级类目名称。"),
	"audit.item_list[].third_class":  literal("Name of the third category, together with third_id.", "三级类目名称，与 third_id 一起填写。"),
	"audit.item_list[].first_id":     literal("Id of the first category.", "一级类目 id。"),
	"audit.item_list[].second_id":    literal("Id of the second category.", "二级类目 id。"),
	"audit.item_list[].third_id":     literal("Id of the third category, together with third_class.", "三级类目 id，与 third_class 一起填写。"),
	"audit.feedback_info": literal(
		"What was changed after a rejection. WeChat reads it only when the last version was rejected.",
		"审核不通过之后，说明修改了什么。只有上一个版本审核不通过时，微信才会读取。",
	),
	"audit.feedback_stuff": literal(
		"Pictures for feedback_info: up to 5 media ids of temporary media, separated by |.",
		"feedback_info 的配图：最多 5 个临时素材的 media_id，用 | 分隔。",
	),
	"audit.version_desc": literal(
		"What the reviewer should know about this version, such as a test account.",
		"需要告诉审核人员的内容，例如测试账号。",
	),
	"audit.preview_info": literal(
		"Recordings and screenshots for the reviewer, as media ids of the upload for review.",
		"供审核人员参考的录屏和截图，填写提审素材上传接口返回的 media_id。",
	),
	"audit.preview_info.video_id_list":   literal("Media ids of recordings.", "录屏的 media_id。"),
	"audit.preview_info.video_id_list[]": nil,
	"audit.preview_info.pic_id_list":     literal("Media ids of screenshots.", "截图的 media_id。"),
	"audit.preview_info.pic_id_list[]":   nil,
	"audit.ugc_declare": literal(
		"What users can publish, and how it is moderated. Required at the first submission in some community categories.",
		"声明用户可发布的内容及其审核方式。部分社区类目首次提审时必填。",
	),
	"audit.ugc_declare.scene": literal(
		"What users can publish: 0 nothing (then no other key), 1 their profile, 2 images, 3 video, 4 text, 5 audio or other (then "+
			"other_scene_desc says what).",
		"用户可发布的内容：0 不涉及用户生成内容（此时不填其他键），1 用户资料，2 图片，3 视频，4 文本，5 音频或其他（此时用 other_scene_desc 说明）。",
	),
	"audit.ugc_declare.scene[]": nil,
	"audit.ugc_declare.method": literal(
		"How it is moderated: 1 WeChat's content-security API, 2 another product, 3 people, 4 not at all.",
		"审核方式：1 使用微信的内容安全接口，2 使用其他内容安全产品，3 人工审核，4 未做审核。",
	),
	"audit.ugc_declare.method[]":         nil,
	"audit.ugc_declare.other_scene_desc": literal("What scene 5 is.", "scene 为 5 时的说明。"),
	"audit.ugc_declare.has_audit_team":   literal("1 people moderate, 0 they do not.", "1 有审核团队，0 没有。"),
	"audit.ugc_declare.audit_desc":       literal("How content is moderated.", "说明内容如何审核。"),
	"audit.privacy_api_not_use": literal(
		"true declares that privacy APIs which the code contains but the configuration does not name are not used.",
		"true 表示声明：代码中含有、但配置中没有声明的隐私接口并未使用。",
	),
	"audit.order_path": literal("Path of the page with a user's orders.", "用户订单页面的路径。"),

	"expedite": literal(
		"Asking WeChat to expedite the review spends a unit of the platform's monthly allowance: never, always (at once), or {after: 6h}.",
		"申请加急会用掉第三方平台本月的一次加急次数：never 不申请，always 提审后立即申请，或 {after: 6h}。",
	),
	"expedite.after": literal("How long the review may last first.", "审核多久之后才申请加急。"),

	"limits":           literal("How long each wait may last, such as 90s, 30m, 6h or 14d.", "各步骤最多等待多久，例如 90s、30m、6h 或 14d。"),
	"limits.detection": literal("WeChat's privacy check of the uploaded code.", "微信对已上传代码的隐私接口检测。"),
	"limits.submit": literal(
		"How long WeChat may answer that it is busy to a submission.",
		"提审一直返回系统繁忙时最多尝试多久。",
	),
	"limits.review": literal("From the submission to the verdict.", "从提审到审核结果。"),

	"pace":           literal("How often WeChat is asked. The defaults suit the real WeChat.", "查询微信的频率。默认值适合真实的微信。"),
	"pace.detection": literal("Pause between polls of the privacy check, up to 5 times this.", "查询隐私接口检测的间隔，最长为它的 5 倍。"),
	"pace.poll":      literal("Pause before the first poll of the review, then doubling.", "第一次查询审核状态之前的间隔，之后逐次加倍。"),
	"pace.poll_max":  literal("Longest pause between polls of the review.", "查询审核状态的最长间隔。"),
	"pace.hint": literal(
		"First repeat after a push that the status does not show yet, then doubling.",
		"收到推送而状态尚未变化时，第一次再查询的间隔，之后逐次加倍。",
	),
	"pace.retry":     literal("First repeat after a transient failure, then doubling.", "暂时性故障后第一次重试的间隔，之后逐次加倍。"),
	"pace.retry_max": literal("Longest pause after transient failures.", "暂时性故障后的最长间隔。"),
	"pace.busy":      literal("Pause after WeChat was busy, up to 5 times this.", "微信返回系统繁忙后的间隔，最长为它的 5 倍。"),
	"pace.attempt": literal(
		"How long one attempt may run before it is taken for lost with its worker.",
		"一次尝试最多运行多久；超过时视为已随 worker 一起丢失。",
	),

	"adopt": literal(
		"true takes over an open review of this version that an earlier, lost, terminated, expired or foreign run submitted. With false, "+
			"the release ends as busy then.",
		"true 表示接管同一版本的、不是由本任务提交的审核（先前的任务丢失、被终止、已超时，或由他人提交）。false 时，遇到这样的审核以 busy 结束。",
	),
}

// FileKey says what a key of a release file means; nil for the items of a list whose own key says it.
func FileKey(path string) (m *Message, ok bool) {
	m, ok = fileKeys[path]
	return m, ok
}

// FileKeyCount is how many keys have words; a test of package releasefile compares.
func FileKeyCount() int { return len(fileKeys) }

// What is said about values of keys besides their meaning.
var (
	FileKeyAtMost     = message("at most {n} characters", "最多 {n} 个字符")
	FileKeyItems      = message("{least} to {most} items", "{least} 至 {most} 项")
	FileKeyItemsLeast = message("at least {n:item|items}", "至少 {n} 项")
	FileKeyUnique     = message("none twice", "不重复")
	FileKeyRange      = message("{least} to {most}", "{least} 至 {most}")
	FileKeyLeast      = message("at least {n}", "不小于 {n}")
	FileKeyLimit      = message("Limit: {limit}.", "限制：{limit}。")
	FileKeyDefault    = message("Default: {value}.", "默认值：{value}。")
	FileKeyEach       = message("each {limit}", "每项 {limit}")
)
