package words

import "strings"

// names stand before values: in the text of an answer, in the live view, in reports. Their keys are English.
var names = map[string]*Message{}

func init() {
	for _, name := range [][2]string{
		{"mini program", "小程序"},
		{"name", "名称"},
		{"version", "版本"},
		{"stage", "阶段"},
		{"outcome", "结果"},
		{"audit id", "审核单"},
		{"needs", "需要"},
		{"waiting", "等待"},
		{"waiting for", "等待"},
		{"problem", "问题"},
		{"meaning", "含义"},
		{"what to do", "处理办法"},
		{"rid", "rid"},
		{"expedite", "加急"},
		{"delayed", "审核延后"},
		{"reason", "原因"},
		{"screenshots", "截图"},
		{"no permission", "无权限接口"},
		{"not declared", "未声明接口"},
		{"verdict by", "得知方式"},
		{"started", "开始"},
		{"submitted", "提审"},
		{"deadline", "截止"},
		{"ended", "结束"},
		{"started by", "发起人"},
		{"started from", "来自"},
		{"failure", "失败"},
		{"pending", "待执行"},
		{"workflow", "工作流"},
		{"run", "运行"},
		{"web ui", "Web UI"},
		{"note", "说明"},
		{"time line", "时间线"},
		{"exit code", "退出码"},
		{"next poll", "下次查询"},
		{"attempts", "尝试"},
		{"last code", "最近错误码"},
		{"now", "现在"},
		{"code", "错误码"},
		{"message", "报错信息"},
		{"class", "类别"},
		{"repeated", "是否重试"},
		{"documented", "文档"},
		{"pc", "电脑"},
		{"mobile", "手机"},
		{"good until", "有效至"},
		{"original id", "原始 ID"},
		{"principal", "主体"},
		{"account", "帐号"},
		{"state", "状态"},
		{"authorised", "授权"},
		{"revoked", "取消授权"},
		{"sets", "权限集"},
		{"token", "令牌"},
		{"read", "已读取"},
		{"no set 18", "无权限集 18"},
		{"no token", "无令牌"},
		{"not listed", "未列出"},
		{"failed", "失败"},
		{"incomplete", "不完整"},
		{"sealed anew", "重新加密"},
		{"source", "源代码"},
		{"go", "Go"},
		{"temporal sdk", "Temporal SDK"},
	} {
		chinese := name[1]
		if !strings.ContainsFunc(chinese, han) {
			names[name[0]] = verbatim(name[0], chinese)
			continue
		}
		names[name[0]] = message(name[0], chinese)
	}
}

// Name gives a name before a value; one that is not known stays as it is.
func (l Lang) Name(english string) string {
	if m, ok := names[english]; ok {
		return m.In(l)
	}
	return english
}

// verbatim is a message whose Chinese is a proper name, which no test wants to be Chinese.
func verbatim(english, chinese string) *Message {
	one := func(text string) template { return template{raw: text, parts: []part{{text: text}}} }
	return &Message{texts: map[Lang]template{English: one(english), Chinese: one(chinese)}}
}

// States of an authorisation, by the words of JSON.
var AuthorisationStates = map[string]*Message{
	"authorized": message("authorized", "已授权"), "revoked": message("revoked", "已取消授权"), "blocked": message("blocked", "被微信拒绝"),
	"pending": message("pending", "待换取令牌"),
}
