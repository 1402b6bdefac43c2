package words

import "time"

// CheckDo is what a check has found, and what to do about it.
var CheckDo = message("{text}. {remedy}.", "{text}。{remedy}。")

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

var (
	accountRevoked = message("{who} has taken the authorisation back at {at}", "{who} 已于 {at} 取消授权")
	accountRefused = message("{who} gives no access: {problem}", "{who} 没有授权：{problem}")
	accountLacks   = message(
		"{who} has not granted permission set 18 (小程序开发与数据分析)",
		"{who} 没有授予权限集 18（小程序开发与数据分析）",
	)
)

// Account names a Mini Program, and says why it cannot be released: unfit is revoked, no-access, no-permission or "".
func Account(appid, name, unfit string, at time.Time, problem any) Text {
	who := Lines(appid)
	if name != "" {
		who = named.Of(appid, name)
	}
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
