package words

import "github.com/wxrelease/wxrelease/workflows"

// coded is a value that JSON, filters and exit codes name by an English word of their own.
type coded struct {
	name  string
	word  any
	named bool // the name stands behind the word
}

// Value is such a value, for example a stage: English has its name as it is, other languages its word.
func Value[T ~string](v T) any { return coded{name: string(v), word: v} }

// Coded is [Value] with the name behind the word, to search by.
func Coded[T ~string](v T) any { return coded{string(v), v, true} }

func (v coded) say(r Reader) string {
	word := r.Say(v.word)
	switch {
	case r.Lang == English || word == v.name:
		return v.name
	case v.named:
		return word + " (" + v.name + ")"
	}
	return word
}

// executions are Temporal's words for how a run is, by the names of JSON.
var executions = map[string]*Message{
	"running":          literal("running", "运行中"),
	"completed":        literal("completed", "已完成"),
	"failed":           literal("failed", "失败"),
	"canceled":         literal("canceled", "已取消"),
	"terminated":       literal("terminated", "已终止"),
	"timed_out":        literal("timed_out", "已超时"),
	"continued_as_new": literal("continued_as_new", "已由新的运行接续"),
}

// Execution says how a run is; a name that is not known stays as it is.
func Execution[T ~string](name T) Text {
	if m, ok := executions[string(name)]; ok {
		return m.Of()
	}
	return orZero(string(name))
}

// PushNamed is a push by its event's name; see [Coded].
func PushNamed(event string) any { return coded{event, Push(event), true} }

// updates are what an operator asks of a release, by the workflow's names.
var updates = map[string]*Message{
	workflows.UpdateExpedite:       message("expedite", "申请加急"),
	workflows.UpdateWithdraw:       message("withdraw", "撤回审核"),
	workflows.UpdatePollNow:        message("poll-now", "立即查询"),
	workflows.UpdateExtendDeadline: message("extend-deadline", "延长截止时间"),
}

// Update is what an operator asks of a release, by the workflow's name; see [Value].
func Update(name string) any {
	if m, ok := updates[name]; ok {
		return coded{name: name, word: m}
	}
	return name
}
