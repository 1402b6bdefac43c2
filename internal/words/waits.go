package words

import (
	"time"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/workflows"
)

var (
	waitsSince = message("{for} since {since}", "{for}，自 {since} 起")
	waitsNext  = message("{wait}, next poll about {next_poll}", "{wait}，下次查询约在 {next_poll}")
	waitsUntil = message("{wait}, until {until} at the latest", "{wait}，最迟至 {until}")
	waitsOn    = message("{wait}; waiting on: {whose}", "{wait}；等待方：{whose}")
	delaySince = message("since {since}", "自 {since} 起")

	needsOpen  = message("a person; the release goes on by itself once the problem is cured", "人工处理；问题解决后提审任务会自动继续")
	needsEnded = message("a person; this release is over, another one must be started", "人工处理；本次提审任务已结束，需重新发起")
)

// Waiting says in one line what an open release waits for.
func Waiting(w workflows.Waiting) Text {
	text := waitsSince.Of(w.For, w.Since)
	if !w.NextPoll.IsZero() {
		text = waitsNext.Of(text, w.NextPoll)
	}
	if !w.Until.IsZero() {
		text = waitsUntil.Of(text, w.Until)
	}
	return waitsOn.Of(text, w.Whose)
}

// Delay says since when WeChat delays a review, and why; zero when it does not.
func Delay(d *workflows.Delay) Text {
	if d == nil {
		return Text{}
	}
	return Lines[any](delaySince.Of(d.Since), Lines(d.Reason...))
}

// Needs says what a release that needs somebody does meanwhile: an open one keeps trying, an ended one does nothing more.
func Needs(open bool) Text {
	if open {
		return needsOpen.Of()
	}
	return needsEnded.Of()
}

var (
	expeditePlanned    = message("planned for {planned_for}", "计划于 {planned_for} 申请加急")
	expediteAsking     = message("WeChat is being asked since {asked_at}", "自 {asked_at} 起正在申请加急")
	expediteAskingBy   = message("WeChat is being asked since {asked_at}, by {by}", "自 {asked_at} 起正在申请加急（{by}）")
	expediteAnswered   = message("{state} ({asked_at})", "{state}（{asked_at}）")
	expediteAnsweredBy = message("{state} ({asked_at}, {by})", "{state}（{asked_at}，{by}）")
)

// Expedite says how far a release is with expediting its review; zero when there is nothing to say.
func Expedite(e *workflows.Expediting) Text {
	if e == nil {
		return Text{}
	}
	var text Text
	switch e.State {
	case workflows.ExpeditePlanned:
		return expeditePlanned.Of(e.PlannedFor)
	case workflows.ExpediteAsking:
		if e.By != "" {
			return expediteAskingBy.Of(e.AskedAt, e.By)
		}
		return expediteAsking.Of(e.AskedAt)
	case workflows.ExpediteAccepted:
		text = expediteAccepted.Of()
	case workflows.ExpediteAlready:
		text = expediteAlready.Of()
	case workflows.ExpediteRefused, workflows.ExpediteFailed:
		text = orZero(e.Text)
		if e.Problem != nil {
			text = notExpedited.Of(Problem(*e.Problem))
		}
	default:
		return orZero(e.Text)
	}
	switch {
	case e.AskedAt.IsZero():
		return text
	case e.By != "":
		return expediteAnsweredBy.Of(text, e.AskedAt, e.By)
	default:
		return expediteAnswered.Of(text, e.AskedAt)
	}
}

var waitsFor = message("{for}, for {lasted}; waiting on: {whose}", "{for}，已等待 {lasted}；等待方：{whose}")

// WaitingFor says what an open release waits for, and for how long by now.
func WaitingFor(w workflows.Waiting, now time.Time) Text {
	return waitsFor.Of(w.For, max(now.Sub(w.Since), 0).Truncate(time.Second), w.Whose)
}

// Expedited says what came of a request to expedite: the result of that step.
func Expedited(e activities.Expedited) Text {
	switch {
	case e.Refused != nil && e.Refused.Kind != "":
		return notExpedited.Of(Problem(*e.Refused))
	case e.Already:
		return expediteAlready.Of()
	case e.Asked:
		return expediteAccepted.Of()
	default:
		return orZero(e.Note)
	}
}
