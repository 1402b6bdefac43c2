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

	named = message("{appid} ({name})", "{appid}（{name}）")
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

// MiniProgram is how people know a Mini Program: by its appid, and by the merchant's name where that is not "".
func MiniProgram(appid, name string) Text {
	if name == "" {
		return Lines(appid)
	}
	return named.Of(appid, name)
}
