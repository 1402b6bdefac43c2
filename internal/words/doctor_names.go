package words

import "time"

// What a check has found, and what to do about it, in one line.
var (
	CheckDo    = message("{text}. {remedy}.", "{text}。{remedy}。")
	CheckLines = message("; ", "；") // between the lines of a text

	ViewLinks   = message("Lists in the Temporal Web UI", "Temporal Web UI 中的列表")
	ViewQueries = message("Queries for the list of the Temporal Web UI; with WXRELEASE_WEB_UI set they are links here",
		"Temporal Web UI 列表的查询条件；设置 WXRELEASE_WEB_UI 后此处显示为链接")
)

// Names and states of the checks.
var (
	CheckNames = map[string]*Message{
		"settings":          message("settings", "设置"),
		"temporal":          message("temporal", "temporal"),
		"namespace":         message("namespace", "命名空间"),
		"search-attributes": message("search-attributes", "search-attributes"),
		"worker":            message("worker", "worker"),
		"store":             message("store", "store"),
		"ticket":            message("ticket", "票据"),
		"authorization":     message("authorization", "授权"),
		"wechat":            message("wechat", "微信"),
		"quota":             message("quota", "额度"),
		"bridge":            message("bridge", "bridge"),
		"pushes":            message("pushes", "推送"),
	}
	CheckStates = map[string]*Message{
		"ok":      message("ok", "正常"),
		"warning": message("warn", "注意"),
		"failed":  message("FAIL", "失败"),
		"skipped": message("-", "跳过"),
	}
)

// ViewNames are the lists in the Temporal Web UI.
var ViewNames = map[string]*Message{
	"needs-person":       message("needs a person", "需要人工处理"),
	"open-over-a-day":    message("open for more than a day", "进行中超过一天"),
	"rejected-in-7-days": message("rejected in the last 7 days", "最近 7 天被驳回"),
	"merchant":           message("this Mini Program", "该小程序"),
}

// WrongAttribute is a search attribute of another type.
var WrongAttribute = message("{name} is {type} and should be {want}", "{name} 是 {type}，应为 {want}")

// bridgeReasons are why the bridge is not ready or has refused pushes, by its own names. They need no words where they are not known.
var bridgeReasons = map[string]*Message{
	"temporal": message("Temporal cannot be reached", "无法连接 Temporal"),
	"store":    message("the store cannot be used", "无法使用 store"),

	"method":     message("not a POST", "不是 POST 请求"),
	"path":       message("a wrong path", "路径有误"),
	"body":       message("the body did not arrive", "请求体不完整"),
	"echostr":    message("a wrong echostr", "echostr 有误"),
	"too_big":    message("too big", "内容过大"),
	"unsigned":   message("not signed", "没有签名"),
	"signature":  message("a wrong signature", "签名有误"),
	"stale":      message("too old", "时间过早"),
	"future":     message("from the future", "时间晚于当前时间"),
	"appid":      message("another platform's appid", "appid 不是本平台的"),
	"timestamp":  message("no time stamp", "没有时间戳"),
	"envelope":   message("no push of WeChat's form", "格式不是微信的推送"),
	"doctype":    message("a document type", "含有 DOCTYPE"),
	"plaintext":  message("not encrypted", "没有加密"),
	"encryption": message("another EncodingAESKey", "消息加解密 Key 不同"),
}

func reasonsOf(names []string) Text {
	all := make([]any, len(names))
	for i, name := range names {
		all[i] = name
		if m, ok := bridgeReasons[name]; ok {
			all[i] = m
		}
	}
	return List(all...)
}

var (
	accountRevoked = message("{who} has taken the authorisation back at {at}", "{who} 已于 {at} 取消授权")
	accountRefused = message("{who} gives no access: {problem}", "{who} 的授权不可用：{problem}")
	accountLacks   = message(
		"{who} has not granted permission set 18 (小程序开发与数据分析)",
		"{who} 没有授予权限集 18（小程序开发与数据分析）",
	)
)

// Account names a Mini Program, and says why it cannot be released: unfit is revoked, no-access, no-permission or "".
func Account(appid, name, unfit string, at time.Time, problem any) Text {
	who := MiniProgram(appid, name)
	switch unfit {
	case "revoked":
		return accountRevoked.Of(who, at)
	case "no-access":
		return accountRefused.Of(who, problem)
	case "no-permission":
		return accountLacks.Of(who)
	default:
		return who
	}
}
