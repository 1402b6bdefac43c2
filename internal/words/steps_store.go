package words

// storeSteps are the steps of package credentials, by their names there; the English is that package's.
var storeSteps = map[string]*Message{
	"read-secret":      message("read the {of} of {appid} from the store", "从 store 读取 {appid} 的 {of}"),
	"write-secret":     message("write the {of} of {appid} to the store", "向 store 写入 {appid} 的 {of}"),
	"drop-secret":      message("drop the {of} of {appid} from the store", "从 store 去掉 {appid} 的 {of}"),
	"mark-secret":      message("mark the {of} of {appid} in the store", "在 store 中标记 {appid} 的 {of}"),
	"delete-secret":    message("delete the {of} of {appid} from the store", "从 store 删除 {appid} 的 {of}"),
	"reseal-secret":    message("seal the {of} of {appid} anew", "重新加密 {appid} 的 {of}"),
	"find-old-secrets": message("find what is sealed with old store keys", "查找用旧密钥加密的内容"),
	"count-keys":       message("count the keys that the store needs", "统计 store 所需的密钥"),

	"read-account":      message("read the authorisation of {appid} from the store", "从 store 读取 {appid} 的授权"),
	"write-account":     message("write the authorisation of {appid} to the store", "向 store 写入 {appid} 的授权"),
	"write-description": message("write what {appid} is to the store", "向 store 写入 {appid} 的基本信息"),
	"write-problem":     message("write the problem of {appid} to the store", "向 store 写入 {appid} 的问题"),
	"write-access":      message("write to the store that {appid} gives access", "向 store 写入 {appid} 的授权有效"),
	"write-revocation":  message("write the revocation by {appid} to the store", "向 store 写入 {appid} 取消授权"),
	"read-revocations":  message("read the revocations in the store", "从 store 读取取消授权的记录"),
	"mark-revocation":   message("mark the revocation by {appid} in the store", "在 store 中标记 {appid} 的取消授权"),
	"list-accounts":     message("list the authorisations in the store", "列出 store 中的授权"),
	"read-codes":        message("read the waiting authorisation codes from the store", "从 store 读取等待换取令牌的授权码"),

	"read-clock":       message("read the store's clock", "读取 store 的时钟"),
	"read-ticket-time": message("read the time of the platform's ticket from the store", "从 store 读取票据的时间"),
	"take-lease":       message("take the lease {of} in the store", "在 store 中取得租约 {of}"),
	"give-back-lease":  message("give back the lease {of} in the store", "在 store 中归还租约 {of}"),
	"end-lease":        message("end the lease {of} in the store", "在 store 中结束租约 {of}"),
	"open-file":        message("open the SQLite store", "打开 SQLite 的 store"),
	"prepare-tables":   message("prepare the tables of the store", "准备 store 的表"),
	"ping-write":       message("write to the store of the platform's credentials", "向保存第三方平台凭据的 store 写入"),
	"ping-read":        message("read the store of the platform's credentials", "读取保存第三方平台凭据的 store"),

	"make-token":          message("make an authorizer_access_token of {appid}", "获取 {appid} 的 authorizer_access_token"),
	"make-platform-token": message("make a component_access_token", "获取 component_access_token"),
	"read-refresh-token":  message("read the refresh token of {appid} again from WeChat's list", "从微信的已授权帐号列表重新读取 {appid} 的 refresh_token"),
	"exchange-code":       message("exchange the authorisation code of {appid}", "用 {appid} 的授权码换取令牌"),
	"describe":            message("read who {appid} is", "读取 {appid} 的基本信息"),
	"read-list":           message("read WeChat's list of authorisations", "读取微信的已授权帐号列表"),
	"make-link":           message("make an authorisation link", "生成授权链接"),
	"ask-for-tickets":     message("ask WeChat to push tickets again", "请微信重新推送票据"),
	"wait-for-token":      message("wait for a new {of} of {appid}", "等待 {appid} 的新的 {of}"),
	"wait-for-process":    message("wait for another process that renews the {of} of {appid}", "等待另一个进程刷新 {appid} 的 {of}"),
	"check-permissions":   message("its tokens are kept, its permissions were not checked", "已保存它的令牌，但没有检查它的权限"),
}

var stepFailed = message("{step}: {error}", "{step}：{error}")

// StoreStep says what package credentials tried when something failed; ok is false for a step that is not known here.
func StoreStep(step, of, appid string, err error) (t Text, ok bool) {
	m, ok := storeSteps[step]
	if !ok {
		return Text{}, false
	}
	return stepFailed.Of(m.with(map[string]any{"of": of, "appid": appid}), err), true
}

// StoreSteps gives the English of every step that is known here, with its places, by name; a test of the store's errors compares.
func StoreSteps() map[string]string {
	all := map[string]string{}
	for name, m := range storeSteps {
		all[name] = m.texts[English].raw
	}
	return all
}
