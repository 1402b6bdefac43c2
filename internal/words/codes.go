package words

import (
	"strings"

	"github.com/wxrelease/wxrelease/wxa"
)

// phrase is the Chinese of a code's row in package wxa, which has the English. The remedy is "" where the English one is.
type phrase struct{ meaning, remedy string }

// Code gives what a row of WeChat's error table means, and what to do; the remedy is zero where waiting is enough.
func Code(info wxa.Info) (meaning, remedy Text) {
	key := codeKey{info.Endpoint, info.Code}
	if info.Class == wxa.ClassUnknown {
		key = unknownCode
	}
	known := codeTexts[key]
	if known.meaning == nil || known.meaning.texts[English].raw != info.Meaning {
		return Text{}, Text{} // no row of the table
	}
	if info.Remedy == "" || known.remedy == nil {
		return known.meaning.Of(), Text{}
	}
	return known.meaning.Of(), known.remedy.Of()
}

// Refusal gives what WeChat's refusal of a call means, and what to do.
func Refusal(e *wxa.Error) (meaning, remedy Text) { return Code(e.Info()) }

type codeKey struct {
	endpoint string
	code     int
}

// unknownCode stands for every code that the table lacks.
var unknownCode = codeKey{"", 0}

type codeText struct{ meaning, remedy *Message }

// codeTexts are the messages of every row.
var codeTexts = func() map[codeKey]codeText {
	all := map[codeKey]codeText{unknownCode: both((&wxa.Error{}).Info(), phrase{
		"微信官方文档中没有这个错误码；新错误码可能不经通知就出现。",
		"请阅读完整的报错信息。7 天之内，微信客服可以凭 rid 查询这次调用。",
	})}
	for _, topic := range codeTopics {
		for code, chinese := range topic {
			if info, ok := wxa.Lookup(code); ok {
				all[codeKey{"", code}] = both(info, chinese)
			}
		}
	}
	for _, info := range wxa.EndpointCodes() {
		key := codeKey{info.Endpoint, info.Code}
		if chinese, ok := endpointCodes[key]; ok {
			all[key] = both(info, chinese)
		}
	}
	return all
}()

var codeTopics = []map[int]phrase{generalCodes, accessCodes, commitCodes, reviewCodes, publishCodes}

func both(info wxa.Info, chinese phrase) codeText {
	text := codeText{meaning: literal(info.Meaning, chinese.meaning)}
	if info.Remedy != "" || chinese.remedy != "" {
		text.remedy = literal(info.Remedy, chinese.remedy)
	}
	return text
}

// literal makes a message without places, whatever braces are in it.
func literal(english, chinese string) *Message {
	escape := strings.NewReplacer("{", "{{", "}", "}}").Replace
	m := enter(escape(english), escape(chinese), 2)
	for lang, raw := range map[Lang]string{English: english, Chinese: chinese} {
		t := m.texts[lang]
		t.raw = raw
		m.texts[lang] = t
	}
	return m
}

var busyTokenCall = phrase{"微信系统繁忙，或内部出现故障。", ""}

// endpointCodes go with the rows of wxa.EndpointCodes.
var endpointCodes = map[codeKey]phrase{
	{"/wxa/undocodeaudit", 87012}: {
		"当前没有审核中的版本，无需撤回。",
		"请查询最近一次审核的状态：审核通过、审核不通过和已撤回都是最终状态。",
	},
	{"/wxa/get_latest_auditstatus", 85012}:            {"没有本平台可见的审核；查询最近一次审核时，该错误并非指审核 id。", "请先提审一次。"},
	{"/wxa/get_latest_auditstatus", 86001}:            {"没有本平台可见的审核；查询最近一次审核时，该错误并非指没有上传代码。", "请先提审一次。"},
	{"/cgi-bin/component/api_component_token", 40001}: {"第三方平台的 AppSecret 错误或已被重置。", zhPlatformSecret},
	{"/cgi-bin/component/api_component_token", -1}:    busyTokenCall,
	{"/cgi-bin/component/api_start_push_ticket", -1}:  busyTokenCall,
	{"/cgi-bin/component/api_query_auth", -1}:         busyTokenCall,
	{"/cgi-bin/component/api_authorizer_token", -1}:   busyTokenCall,
	{"/wxa/deletetemplate", 85064}:                    {"该模板已不存在。", ""},
}

// Remedies of several codes.
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
