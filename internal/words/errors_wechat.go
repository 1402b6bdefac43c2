package words

import (
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/push"
)

var (
	weChatRefused = message("{endpoint} for {appid}: errcode {code}: {answer}", "{appid} 调用 {endpoint}：errcode {code}：“{answer}”")
	callFailed    = message("{endpoint} for {appid}: {error}", "{appid} 调用 {endpoint}：{error}")
	callUnclear   = message(
		"{endpoint} for {appid}: {error} (it may have taken effect: read the state before a repeat)",
		"{appid} 调用 {endpoint}：{error}（可能已经生效：重复之前请先查询状态）",
	)
	tokenMissing = message("get a token for {appid}: {error}", "获取 {appid} 的令牌：{error}")

	noAccess = message(
		"{who} gives platform {platform} no access: {reason}. The merchant's administrator must authorise the platform again, through the "+
			"link from `wxrelease auth url`; if that was done already, `wxrelease auth sync` reads it from WeChat",
		"{who} 没有授权给第三方平台 {platform}：{reason}。请商家管理员打开 `wxrelease auth url` 给出的链接重新授权；如果已经重新授权，"+
			"`wxrelease auth sync` 会从微信读取",
	)
	noTicket = message(
		"platform {platform} has no usable component_verify_ticket: {reason}. WeChat pushes the next one within 10 minutes; if none "+
			"comes, check that the bridge runs on this store and that the authorisation event URL on open.weixin.qq.com leads to it",
		"第三方平台 {platform} 没有可用的 component_verify_ticket：{reason}。微信会在 10 分钟内推送下一个；如果一直没有收到，请确认 bridge 使用同一个 store，"+
			"且微信开放平台（open.weixin.qq.com）的“授权事件接收配置”指向它",
	)
	named       = message("{appid} ({name})", "{appid}（{name}）")
	withAnswer  = message("{reason}: {error}", "{reason}：{error}")
	WasRevoked  = message("the authorisation was taken back", "商家已取消授权")
	NotListed   = message("not authorised", "商家没有授权")
	StoreFails  = message("the store of credentials fails", "保存凭据的 store 出错")
	KeyMismatch = message("the store's key does not fit", "store 的密钥不匹配")
)

var pushErrors = map[error]*Message{
	push.ErrKey: message(
		"push: EncodingAESKey is not 43 characters of A-Z, a-z, 0-9",
		"EncodingAESKey 应为 43 个字符，由 A-Z、a-z、0-9 组成",
	),
}

func init() { knowers = append(knowers, ofWeChat) }

func ofWeChat(err error) (Text, bool) {
	switch e := err.(type) {
	case *wxa.Error:
		return weChatRefused.Of(e.Endpoint, e.AppID, e.Code, e.Shown()), true
	case *wxa.TransportError:
		m := callFailed
		if e.Class() == wxa.ClassAmbiguous {
			m = callUnclear
		}
		return m.Of(e.Endpoint, e.AppID, e.Err), true
	case *wxa.TokenError:
		return tokenMissing.Of(e.AppID, e.Err), true
	}
	for known, m := range pushErrors {
		if err == known {
			return m.Of(), true
		}
	}
	return Text{}, false
}

// NoAccess says that a Mini Program gives the platform no access; name is "" where it is not known, answer is WeChat's or nil.
func NoAccess(appid, name, platform, reason string, answer error) Text {
	return noAccess.Of(MiniProgram(appid, name), platform, withReason(reason, answer))
}

// NoTicket says that the platform has no usable ticket; answer is WeChat's or nil.
func NoTicket(platform, reason string, answer error) Text {
	return noTicket.Of(platform, withReason(reason, answer))
}

// withReason adds WeChat's answer to a reason, where there is one.
func withReason(reason string, answer error) Text {
	if answer == nil {
		return Lines(reason)
	}
	return withAnswer.Of(reason, answer)
}

// MiniProgram is how people know a Mini Program: by its appid, and by the merchant's name where that is not "".
func MiniProgram(appid, name string) Text {
	if name == "" {
		return Lines(appid)
	}
	return named.Of(appid, name)
}
