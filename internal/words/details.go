package words

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// WebUI puts releases into words for the Temporal UI: it is a worker's [workflows.Words]. Times are in the zone; nil means UTC.
func (l Lang) WebUI(zone *time.Location) workflows.Words {
	return webUI{l.In(cmp.Or(zone, time.UTC))}
}

type webUI struct{ Reader }

// summaryLimit is what Temporal takes for a summary, in bytes.
const summaryLimit = 400

func (w webUI) Step(s workflows.Step) string {
	text := Step(s)
	if s.Name != "" {
		text = stepOf.Of(text, s.Name)
	}
	return wxa.Cut(w.Say(text), summaryLimit)
}

func (w webUI) Timer(t workflows.Timer) string { return wxa.Cut(w.Say(Timer(t)), summaryLimit) }

var (
	detailsNeeds = message(
		"**A person must act**, see the problem below; the release goes on by itself once it is cured.",
		"**需要人工处理**，见下方的问题；问题解决后提审任务会自动继续。",
	)
	detailsWaits = message("**Waiting for {for}** since {since}.", "**等待{for}**，自 {since} 起。")
	detailsUntil = message(
		"**Waiting for {for}** since {since}, until {until} at the latest.",
		"**等待{for}**，自 {since} 起，最迟至 {until}。",
	)
	detailsWhose = message("Waiting on: **{whose}**.", "等待方：**{whose}**。")
	detailsPace  = message(
		"A push is followed at once. Without one WeChat is asked ever more seldom, at first after {poll}, at last every "+
			"{poll_max}; the pending activity or timer shows when next.",
		"收到推送后立即查询。没有推送时查询间隔逐渐加长：首次在 {poll}之后，最长每 {poll_max}一次；下次查询的时间见等待中的活动（pending activity）或计时器。",
	)
	detailsEnded = message("**{ending}**, at {ended_at}.", "**{ending}**，于 {ended_at}。")

	rowName     = message("Merchant", "商家")
	rowApp      = message("Mini Program", "小程序")
	rowVersion  = message("Version", "版本")
	rowStage    = message("Stage", "阶段")
	rowOutcome  = message("Outcome", "结果")
	rowAudit    = message("Audit id", "审核单")
	rowExpedite = message("Expedite", "加急")
	rowProblem  = message("Problem", "问题")
	rowMeaning  = message("Meaning", "含义")
	rowRemedy   = message("What to do", "处理办法")
	rowNoAuth   = message("APIs without permission", "无权限接口")
	rowNoConf   = message("APIs not declared", "未声明接口")

	listReason      = message("Reason", "原因")
	listScreenshots = message("Screenshots, as media ids", "截图（media_id）")
	listDelayed     = message("Delayed since {since}", "审核延后，自 {since} 起")
	listTimeline    = message("Time line", "时间线")
	linesBefore     = message("… {lines:line|lines} before these", "… 此前另有 {lines} 行")
)

// shownMoments is how many lines of the time line the Temporal UI shows; the status has more.
const shownMoments = 50

// Details is the Markdown that the Temporal UI shows on top of a run.
func (w webUI) Details(s workflows.Status) string {
	var b strings.Builder
	if s.Waiting != nil {
		w.waiting(&b, s)
	} else {
		b.WriteString(w.Say(detailsEnded.Of(Cell(w.Say(Ending(s.Ending()))), s.EndedAt)))
	}
	fmt.Fprintf(&b, "\n\n| %s | %s |\n|---|---|\n", rowApp.In(w.Lang), s.AppID)
	row := func(name *Message, value string) {
		if value != "" {
			fmt.Fprintf(&b, "| %s | %s |\n", name.In(w.Lang), Cell(value))
		}
	}
	row(rowName, s.Name)
	row(rowVersion, s.Version)
	row(rowStage, w.Say(s.Stage))
	row(rowOutcome, w.Say(s.Outcome))
	if s.AuditID != 0 {
		row(rowAudit, fmt.Sprint(s.AuditID))
	}
	row(rowExpedite, w.Say(Expedite(s.Expedite)))
	if p := s.Problem; p != nil {
		meaning, remedy := Remedy(*p)
		row(rowProblem, w.Say(Problem(*p)))
		row(rowMeaning, w.Say(meaning))
		row(rowRemedy, w.Say(remedy))
		if p.RID != "" {
			fmt.Fprintf(&b, "| rid | %s |\n", Cell(p.RID))
		}
	}
	row(rowRemedy, w.Say(Next(s)))
	if p := s.Privacy; p != nil {
		row(rowNoAuth, strings.Join(p.WithoutAuth, ", "))
		row(rowNoConf, strings.Join(p.WithoutConf, ", "))
	}
	w.list(&b, listReason.Of(), s.Reason)
	w.list(&b, listScreenshots.Of(), s.Screenshots)
	if s.Delay != nil {
		w.list(&b, listDelayed.Of(s.Delay.Since), s.Delay.Reason)
	}
	w.list(&b, listTimeline.Of(), w.lastMoments(s))
	return b.String()
}

func (w webUI) waiting(b *strings.Builder, s workflows.Status) {
	if s.NeedsHuman {
		b.WriteString(detailsNeeds.In(w.Lang) + "\n\n")
	}
	gap := ""
	if w.Lang == English {
		gap = " "
	}
	waits := detailsWaits.Of(s.Waiting.For, s.Waiting.Since)
	if !s.Waiting.Until.IsZero() {
		waits = detailsUntil.Of(s.Waiting.For, s.Waiting.Since, s.Waiting.Until)
	}
	b.WriteString(w.Say(waits) + gap + w.Say(detailsWhose.Of(s.Waiting.Whose)))
	if s.Stage == workflows.StageReview {
		var pace timing.Pace
		if s.Pace != nil {
			pace = *s.Pace
		}
		pace = pace.WithDefaults()
		b.WriteString(gap + w.Say(detailsPace.Of(pace.Poll, pace.PollMax)))
	}
}

func (w webUI) list(b *strings.Builder, title Text, lines []string) {
	if len(lines) > 0 {
		fmt.Fprintf(b, "\n**%s**\n\n", w.Say(title))
	}
	for _, line := range lines {
		fmt.Fprintf(b, "- %s\n", Cell(line))
	}
}

// lastMoments are the last lines of the time line.
func (w webUI) lastMoments(s workflows.Status) []string {
	var lines []string
	shown := s.Timeline
	if before := len(shown) - shownMoments; before > 0 {
		shown = shown[before:]
		lines = append(lines, w.Say(linesBefore.Of(before+s.TimelineCut)))
	}
	for _, m := range shown {
		lines = append(lines, w.Time(m.At)+" "+w.Say(Moment(m)))
	}
	return lines
}
