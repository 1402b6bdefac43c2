package command

import "maps"

// inChinese holds what [lang.say] says, by the English text.
var inChinese = together(commandsInChinese, historyInChinese)

var commandsInChinese = map[string]string{
	"%s, attempt %d": "%s，第 %d 次尝试",
	" at %s":         "，将于 %s",
	"; last: %s":     "；上次：%s",

	"%s, and being cancelled": "%s，正在取消",
	"%s, run %s":              "%s，运行 %s",
	"see %s":                  "参见 %s",
}

// chineseWords are single words and names that [lang.word] says: stages, outcomes, states, what a release waits for, and the
// names before values.
var chineseWords = map[string]string{
	// stages
	"detect": "隐私接口检测", "submit": "提审", "review": "审核中", "done": "已结束",
	// outcomes
	"open": "进行中", "approved": "审核通过", "rejected": "审核不通过", "withdrawn": "已撤回", "cancelled": "已取消", "expired": "已超时",
	"cancel-failed": "取消时未能撤回审核", "cancelling": "正在取消",
	"detection-expired": "隐私接口检测超时", "busy": "已有其他审核", "quota": "额度已用完", "credentials": "凭据或权限有误", "blocked": "需要修改后重试",
	// states of a review
	"reviewing": "审核中", "delayed": "审核延后", "other": "其他", "missing": "无状态",
	// who or what
	"push": "推送", "poll": "轮询", "operator": "操作员", "An operator": "操作员", "WeChat": "微信",
	// what a release waits for
	"the privacy check": "隐私接口检测", "WeChat's verdict": "审核结果", "WeChat to accept the submission": "微信受理提审",
	"WeChat to take the review back": "微信撤回审核",
	// runs
	"running": "运行中", "completed": "已完成", "failed": "失败", "canceled": "已取消", "terminated": "已终止", "timed_out": "已超时",
	"continued_as_new": "已续跑",
	// names before values
	"code": "错误码", "message": "报错信息", "class": "类别", "repeated": "是否重试", "documented": "文档", "now": "现在",
	"mini program": "小程序", "name": "名称", "version": "版本", "stage": "阶段", "outcome": "结果", "audit id": "审核单", "needs": "需要", "waiting": "等待",
	"problem": "问题", "waiting for": "等待", "next look": "下次查询", "attempts": "尝试", "last code": "最近错误码", "meaning": "含义", "what to do": "处理办法", "rid": "rid", "expedite": "加急", "reason": "原因", "screenshots": "截图",
	"no permission": "无权限接口", "not declared": "未声明接口", "verdict by": "结果来源", "started": "开始", "submitted": "提审", "deadline": "截止",
	"ended": "结束", "started by": "发起人", "started from": "来自", "failure": "失败", "pending": "待执行", "workflow": "工作流", "run": "运行",
	"web ui": "Web UI", "note": "说明", "time line": "时间线", "exit code": "退出码",
}

func together(parts ...map[string]string) map[string]string {
	all := map[string]string{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	return all
}
