package wxa

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// phrase is a row's meaning and remedy in simplified Chinese.
type phrase struct{ meaning, remedy string }

// Chinese gives the row's meaning and remedy in simplified Chinese, with the words of WeChat's own consoles. The remedy is ""
// exactly where the English one is. ok is false for a row that did not come from this table.
func (i Info) Chinese() (meaning, remedy string, ok bool) {
	for at, special := range atEndpoint {
		if special.Code == i.Code && special.Meaning == i.Meaning {
			return chineseAt[at].of(i)
		}
	}
	if i.Class == ClassUnknown {
		return chineseUnknown.of(i)
	}
	if row, listed := byCode[i.Code]; !listed || row.Meaning != i.Meaning {
		return "", "", false
	}
	return chinese[i.Code].of(i)
}

func (p phrase) of(i Info) (meaning, remedy string, ok bool) {
	if i.Remedy == "" {
		p.remedy = ""
	}
	return p.meaning, p.remedy, p.meaning != ""
}

// InChinese translates what [Info] said of a code some time ago, such as in a release's status. ok is false when the table
// says it in other words by now.
func InChinese(code int, meaning, remedy string) (zhMeaning, zhRemedy string, ok bool) {
	rows := []Info{byCode[code], (&Error{Code: code}).Info()}
	for _, special := range atEndpoint {
		rows = append(rows, special)
	}
	for _, row := range rows {
		if row.Code != code || row.Meaning == "" || row.Meaning != meaning || remedy != "" && row.Remedy != remedy {
			continue
		}
		row.Remedy = remedy
		return row.Chinese()
	}
	return "", "", false
}

// SentenceInChinese translates a meaning or a remedy of the table. With or without the full stop at its end: texts that others
// put together may have cut it off.
func SentenceInChinese(english string) (string, bool) {
	zh, ok := chineseSentences()[strings.TrimSuffix(english, ".")]
	return zh, ok
}

var chineseSentences = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for _, row := range slices.Concat(Codes(), slices.Collect(maps.Values(atEndpoint)), []Info{(&Error{Code: unlisted}).Info()}) {
		meaning, remedy, _ := row.Chinese()
		all[strings.TrimSuffix(row.Meaning, ".")] = meaning
		all[strings.TrimSuffix(row.Remedy, ".")] = remedy
	}
	delete(all, "")
	return all
})

// unlisted is a code that WeChat does not have.
const unlisted = 1

var chineseUnknown = phrase{
	"微信官方文档中没有这个错误码；新错误码可能不经通知就出现。",
	"请阅读完整的报错信息。7 天之内，微信客服可以凭 rid 查询这次调用。",
}

var chineseTokenBusy = phrase{"微信系统繁忙，或内部出现故障。", ""}

// chineseAt goes with atEndpoint.
var chineseAt = map[place]phrase{
	{epUndoAudit.path, 87012}: {
		"当前没有审核中的版本，无需撤回。",
		"请查询最近一次审核的状态：审核通过、审核不通过和已撤回都是最终状态。",
	},
	{epLatestAudit.path, 85012}:    {"没有本平台可见的审核；查询最近一次审核时，该错误并非指审核 id。", "请先提审一次。"},
	{epLatestAudit.path, 86001}:    {"没有本平台可见的审核；查询最近一次审核时，该错误并非指没有上传代码。", "请先提审一次。"},
	{epComponentToken.path, 40001}: {"第三方平台的 AppSecret 错误或已被重置。", zhPlatformSecret},
	{epComponentToken.path, -1}:    chineseTokenBusy,
	{epStartPushTicket.path, -1}:   chineseTokenBusy,
	{epQueryAuth.path, -1}:         chineseTokenBusy,
	{epAuthorizerToken.path, -1}:   chineseTokenBusy,
	{"/wxa/deletetemplate", 85064}: {"该模板已不存在。", ""},
}

const (
	zhReauthorise    = "请小程序管理员重新授权给第三方平台。"
	zhTicket         = "请等待下一次推送的 component_verify_ticket（每 10 分钟一次）。半小时内仍未收到时，请检查“授权事件接收配置”，并调用启动票据推送服务接口（api_start_push_ticket）。"
	zhRequest        = "这是调用程序的缺陷，与小程序无关：请附上 rid 反馈。"
	zhAllowIP        = "请在微信开放平台（open.weixin.qq.com）将 errmsg 中给出的 IP 加入第三方平台的白名单IP地址列表；平台尚未全网发布时，修改只对授权测试列表中的帐号生效。"
	zhTokenTwice     = "刷新后的令牌仍被拒绝。请确认只有一个进程在刷新令牌：每次刷新都会使其他进程手中的令牌失效。"
	zhPlatformSecret = "请填写微信开放平台（open.weixin.qq.com）上当前的 AppSecret；必须是第三方平台的，而不是小程序的。"
	zhReadPage       = "请对照该接口的官方文档检查参数。"
	zhSendUTF8       = "请直接发送 UTF-8 文本。如果请求由本客户端发出，则是它的缺陷，请附上 rid 反馈。"
	zhAppealInMP     = "请小程序所有者登录小程序后台（mp.weixin.qq.com）查看通知，完成整改或申诉。"
	zhExtJSON        = "请修改 ext_json 后重新上传代码。"
	zhRequestFile    = "请修改提审文件中的提审内容后重新提审。"
)

var chinese = mergePhrases(chineseGeneral, chineseAccess, chineseCommit, chineseAudit, chinesePublish)

func mergePhrases(parts ...map[int]phrase) map[int]phrase {
	all := map[int]phrase{}
	for _, part := range parts {
		for code, p := range part {
			all[code] = p
		}
	}
	return all
}

var chineseGeneral = map[int]phrase{
	-1: {
		"微信系统繁忙或内部故障。查询类调用没有副作用；写入类调用可能已经生效。",
		"重复写入前请先查询当前状态。如果提审一直返回该错误，请检查类目并重新上传代码。",
	},
	-60005:  {"上传被拒绝；官方文档没有说明该错误码。", "请稍后重新上传；如仍失败，请凭 rid 联系微信客服。"},
	40033:   {`请求体中含有微信不接受的字符，例如 \u 转义。`, zhSendUTF8},
	40097:   {"参数的取值不被接受。", zhReadPage},
	43001:   {"该接口要求 GET，实际收到 POST。", "这是调用程序或中间代理的缺陷，请反馈。"},
	43002:   {"该接口要求 POST，实际收到 GET。", "这是调用程序或中间代理的缺陷（可能是代理跟随了重定向），请反馈。"},
	43003:   {"该接口要求 HTTPS。", "请将 API 地址设为 " + DefaultBaseURL + "，并检查是否有代理用明文 HTTP 访问微信。"},
	44002:   {"POST 请求体为空。", "至少发送 {}。如果请求由本客户端发出，请检查是否有代理丢弃了请求体。"},
	45009:   {"该接口今天的调用次数已达上限。代商家调用时计入该商家自己的额度。", "请等到次日（北京时间），或用 clear_quota 清零（每月 10 次）。"},
	45011:   {"一分钟内调用该接口过于频繁。", "请至少等待 60 秒，并降低调用频率。"},
	45040:   {"该接口本月的额度已用完。", "请等到下个月（北京时间），或向微信申请提高额度。"},
	47001:   {"请求体不是微信期望的 JSON，例如应为对象的地方给了数组。", "请对照该接口的官方文档检查请求；preview_info 必须是对象。"},
	47002:   {`请求体不是纯 UTF-8 的 JSON，例如含有 \u 转义。`, zhSendUTF8},
	48004:   {"帐号因违规被限制使用该功能。", zhAppealInMP},
	48006:   {"本月的 10 次清零机会已用完。", "请等到下个月，并查明是什么产生了这么多调用。"},
	50002:   {"帐号已被冻结或注销。", "请小程序所有者登录小程序后台（mp.weixin.qq.com）查看并恢复帐号。"},
	89247:   {"微信内部故障。", ""},
	89250:   {"微信内部故障。", ""},
	9402202: {"微信不允许对同一个小程序同时做两项修改；即使没有并发调用也可能返回该错误，且修改可能已经生效。", "请等待一分钟后查询状态，确认修改未生效再重试。"},
}

var chineseAccess = map[int]phrase{
	40001: {"令牌无效，或已被更新的令牌取代。", zhTokenTwice + "在获取令牌的接口上，该错误也可能表示第三方平台的 AppSecret 错误。"},
	40014: {"令牌无效。", zhTokenTwice},
	42001: {"令牌已超过两小时有效期。", "令牌来源必须在令牌过期之前刷新。" + zhTokenTwice},
	42006: {"第三方平台的 component_access_token 已过期。", "请用最新的 component_verify_ticket 重新获取 component_access_token。"},
	40013: {"appid 错误，或与令牌不匹配。", "请与小程序后台中的 appid 核对（以 wx 开头，后跟 16 位字符）。"},
	40091: {"第三方平台的 component_verify_ticket 未被接受。", zhTicket},
	40094: {"第三方平台的凭据未被接受。", zhTicket + "如果一直如此，请检查第三方平台的 appid 和 AppSecret。"},
	40125: {"第三方平台的 AppSecret 错误或已被重置。", zhPlatformSecret},
	40164: {"调用方 IP 不在该帐号的白名单中。", zhAllowIP},
	45035: {"调用方 IP 不在该帐号的白名单中。", zhAllowIP},
	61004: {"调用方 IP 不在第三方平台的白名单中；errmsg 中给出了微信看到的 IP。", zhAllowIP},
	41001: {"请求中没有令牌。", zhRequest},
	41002: {"请求中没有 appid。", zhRequest},
	41004: {"请求中没有第三方平台的 AppSecret。", "请检查获取令牌的程序是否配置了第三方平台的 AppSecret。"},
	41018: {"请求中没有第三方平台的 appid。", "请检查获取令牌的程序是否配置了第三方平台的 appid。"},
	41021: {"请求中没有第三方平台的令牌，或其参数名不被接受。", zhRequest},
	41033: {"该小程序不是通过接口创建的，不能这样管理（权限集 30）。", "请改在小程序后台查看它的类目。"},
	42002: {"授权的 refresh_token 已过期。", zhReauthorise},
	42007: {"令牌已作废，例如商家修改了密码。", zhReauthorise},
	48001: {
		"帐号本身没有该接口的权限，或使用了错误种类的令牌。",
		"请确认令牌是该小程序的 authorizer_access_token，且权限集 18（小程序开发与数据分析）已授权给本平台。",
	},
	61003: {"商家没有授权给本第三方平台，或已取消授权。", zhReauthorise},
	61005: {"component_verify_ticket 已超过 12 小时有效期。", zhTicket},
	61006: {"component_verify_ticket 无效，或属于另一个第三方平台。", zhTicket},
	61007: {
		"商家没有把该权限集授权给本平台；代码管理接口都属于权限集 18，同一时间只能授权给一个平台。",
		"请小程序管理员重新授权并勾选权限集 18（小程序开发与数据分析）；若已授权给其他平台，须先解除。",
	},
	61009: {"授权码无效或已被使用。", zhReauthorise},
	61010: {"授权码已过期。", zhReauthorise},
	61011: {"微信不接受该第三方平台。", "请在微信开放平台（open.weixin.qq.com）检查第三方平台的 appid 和状态。"},
	61014: {"该接口要求第三方平台的令牌，实际收到小程序的令牌。", zhRequest},
	61015: {"该接口要求小程序的令牌，实际收到第三方平台的令牌。", "请确认令牌来源给出的是 authorizer_access_token。"},
	61016: {"商家须先确认该权限集。", "请小程序管理员在小程序后台确认授权给本平台的权限集。"},
	61017: {"商家没有授权该权限集。", "请小程序管理员重新授权并勾选该权限集。"},
	61023: {"refresh_token 为空或无效。", "请用 api_get_authorizer_list 再读取一次；若仍被拒绝，请小程序管理员重新授权。"},
	61024: {"获取令牌的接口不对：第三方平台的令牌须用 api_component_token 获取。", zhRequest},
	61028: {"第三方平台尚未全网发布。", "请在微信开放平台（open.weixin.qq.com）完成全网发布，或将该小程序加入授权测试列表。"},
	76022: {"该令牌不拥有所查询的接口路径。", "请使用该接口本身所需种类的令牌查询。"},
	86000: {"该调用不是由第三方平台发起的。", "请确认令牌是本平台为该小程序取得的 authorizer_access_token，而不是小程序自己的令牌。"},
}
