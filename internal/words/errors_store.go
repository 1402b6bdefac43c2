package words

import "time"

// The errors of package credentials, which this package does not import; see [Know].
var (
	noAccess = message("{who} gives platform {platform} no access: {reason}", "{who} 没有授权给第三方平台 {platform}：{reason}")
	noTicket = message(
		"platform {platform} has no usable component_verify_ticket: {reason}",
		"第三方平台 {platform} 没有可用的 component_verify_ticket：{reason}",
	)
	withAnswer = message("{reason}: {error}", "{reason}：{error}")

	// TokenRefused says why there is no token, with WeChat's errcode.
	TokenRefused = message("{reason} (errcode {code})", "{reason}（错误码 {code}）")
	advised      = message("{error}. {advice}", "{error}。{advice}")

	WasRevoked   = message("the authorisation was taken back", "商家已取消授权")
	NotListed    = message("not authorised", "商家没有授权")
	StoreFails   = message("the store of credentials fails", "保存凭据的 store 出错")
	KeyUnfit     = message("the store's key does not fit", "store 的密钥不匹配")
	StoreAddress = message(
		"the address of the PostgreSQL store cannot be read; want postgres://user:password@host:5432/database",
		"无法读懂 PostgreSQL 的地址，应形如 postgres://user:password@host:5432/database",
	)
	StoreNewer = message(
		"it was made by a newer program (version {version}, this one knows {known}): update this program",
		"它由更新版本的程序创建（版本 {version}，本程序只支持到 {known}）：请更新本程序",
	)
	StoreExposed = message(
		"{error}. Others can read or write it, and it holds the platform's credentials: as its owner, run: {command}",
		"{error}。其他用户可以读写它，而其中有第三方平台的凭据：请以其所有者的身份执行：{command}",
	)
	NotAsked = message("not asked yet: WeChat did not answer about the ones before", "尚未询问：对前面的帐号，微信没有应答")
)

// What cures these errors, with the settings and the commands of this program.
var (
	GiveKey = message(
		"Give the key that the other programs have as WXRELEASE_STORE_KEY, or, while keys change, that key among "+
			"WXRELEASE_STORE_OLD_KEYS; a new key goes to all programs as an old key first, and only then becomes WXRELEASE_STORE_KEY",
		"请把其他程序所用的密钥设为 WXRELEASE_STORE_KEY；更换密钥期间，把它加入 WXRELEASE_STORE_OLD_KEYS。新密钥应先作为旧密钥交给所有程序，"+
			"然后才成为 WXRELEASE_STORE_KEY",
	)
	AuthoriseAgain = message(
		"The merchant's administrator must authorise the platform again, through the link from `wxrelease auth url`; "+
			"if that was done already, `wxrelease auth sync` reads it from WeChat",
		"请商家管理员打开 `wxrelease auth url` 给出的链接重新授权；如果已经重新授权，`wxrelease auth sync` 会从微信读取",
	)
	AwaitTicket = message(
		"WeChat pushes the next one within 10 minutes; if none comes, check that the bridge runs on this store and that the "+
			"authorisation event URL on open.weixin.qq.com leads to it",
		"微信会在 10 分钟内推送下一个；如果一直没有收到，请确认 bridge 使用同一个 store，且微信开放平台（open.weixin.qq.com）的“授权事件接收配置”指向它",
	)
	ReadAuthorisations = message(
		"`wxrelease auth sync` reads the authorisations again",
		"`wxrelease auth sync` 会重新读取全部授权",
	)
)

// tokenReasons are why there is no token, by the names that package credentials has for them.
var tokenReasons = map[string]*Message{
	"revoked":             message("the merchant took the authorisation back", "商家已取消授权"),
	"not-listed":          message("it is not in WeChat's list of those who have authorised the platform", "它不在微信的已授权帐号列表中"),
	"no-refresh-token":    message("WeChat's list has no refresh token for it", "微信的已授权帐号列表中没有它的 refresh_token"),
	"dead-refresh-token":  message("its refresh token is dead, and WeChat's list has no other", "它的 refresh_token 已失效，微信的已授权帐号列表中也没有新的"),
	"dead-in-wechat-list": message("the refresh token in WeChat's list is dead", "微信的已授权帐号列表中的 refresh_token 已失效"),
	"ticket-never-pushed": message("no component_verify_ticket was pushed yet", "微信尚未推送过 component_verify_ticket"),
	"ticket-over": message(
		"the newest component_verify_ticket was refused, or is older than its 12 hours",
		"最近的 component_verify_ticket 已被微信拒绝，或已超过 12 小时",
	),
	"ticket-refused": message("WeChat refuses the newest component_verify_ticket", "微信拒绝了最近的 component_verify_ticket"),
	"store-key":      message("the store's key does not fit", "store 的密钥不匹配"),
}

// datedReasons are those that have a time.
var datedReasons = map[string]*Message{
	"revoked": message("the merchant took the authorisation back at {at}", "商家已于 {at} 取消授权"),
	"ticket-over": message(
		"the newest was pushed at {at} and was refused since, or is older than its 12 hours",
		"最近的票据推送于 {at}，此后已被微信拒绝，或已超过 12 小时",
	),
	"ticket-refused": message("the newest was pushed at {at} and WeChat refuses it", "最近的票据推送于 {at}，微信拒绝了它"),
}

// TokenReason says why there is no token; at is when the merchant took the authorisation back or the ticket was pushed, zero where
// that is not known. A reason that is not known here stays as it is.
func TokenReason(reason string, at time.Time) Text {
	if m, ok := datedReasons[reason]; ok && !at.IsZero() {
		return m.Of(at)
	}
	if m, ok := tokenReasons[reason]; ok {
		return m.Of()
	}
	return Lines(reason)
}

// tokenAdvice says what cures it that there is no token; zero for a reason that is not known.
func tokenAdvice(reason string) Text {
	switch reason {
	case "revoked", "not-listed", "no-refresh-token", "dead-refresh-token", "dead-in-wechat-list":
		return AuthoriseAgain.Of()
	case "ticket-never-pushed", "ticket-over", "ticket-refused":
		return AwaitTicket.Of()
	case "store-key":
		return GiveKey.Of()
	default:
		return Text{}
	}
}

// NoAccess says that a Mini Program gives the platform no access; name is "" where it is not known, answer is WeChat's or nil.
func NoAccess(appid, name, platform string, reason Text, answer error) Text {
	return noAccess.Of(MiniProgram(appid, name), platform, withReason(reason, answer))
}

// NoTicket says that the platform has no usable ticket; answer is WeChat's or nil.
func NoTicket(platform string, reason Text, answer error) Text {
	return noTicket.Of(platform, withReason(reason, answer))
}

// withReason adds WeChat's answer to a reason, where there is one.
func withReason(reason Text, answer error) Text {
	if answer == nil {
		return reason
	}
	return withAnswer.Of(reason, answer)
}

// Advised says an error and what cures it.
func Advised(err error, advice Text) Text { return advised.Of(err, advice) }

// keyFaults are by the names of package credentials.
var keyFaults = map[string]*Message{
	"missing": message(
		"the {of} of {appid} is sealed with store key {sealed}, which is not among this program's keys; its current key is {current}",
		"{appid} 的 {of} 用密钥 {sealed} 加密，而它不在本程序的密钥之中；本程序当前的密钥是 {current}",
	),
	"row-changed": message(
		"the {of} of {appid} does not open with its store key {sealed}: {error}; the row was changed or moved: "+
			"delete it from wxrelease_secret, what it held is fetched again",
		"{appid} 的 {of} 用它的密钥 {sealed} 无法解密：{error}；该行已被改动：请从 wxrelease_secret 中删除，其内容会重新获取",
	),
	"opens-nothing": message(
		"the store key opens nothing in this store: its secrets are sealed with store key {sealed}, and this program's key is {current}",
		"密钥打不开这个 store 中的任何内容：其中的机密用密钥 {sealed} 加密，而本程序的密钥是 {current}",
	),
	"opens-some": message(
		"some secrets are sealed with store key {sealed}, and this program's key is {current}",
		"有的机密用密钥 {sealed} 加密，而本程序的密钥是 {current}",
	),
}

// KeyFault says what is wrong with the keys of the store; ok is false for a fault that is not known here.
func KeyFault(fault, of, appid string, sealed []string, current string, err error) (t Text, ok bool) {
	m, ok := keyFaults[fault]
	if !ok {
		return Text{}, false
	}
	return m.with(map[string]any{"of": of, "appid": appid, "sealed": sealed, "current": current, "error": err}), true
}
