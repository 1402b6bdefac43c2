package workflows

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// clock writes a moment for people.
func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// The time line is bounded: of a very long one the middle is cut.
const (
	FirstMoments = 50
	lastMoments  = 150
)

// note adds a line to the time line. What happens again and again in a row is one line.
func (r *release) note(ctx workflow.Context, format string, args ...any) {
	r.fresh = false
	now, text := workflow.Now(ctx).UTC(), wxa.Cut(fmt.Sprintf(format, args...), activities.TextLimit)
	lines := r.status.Timeline
	if n := len(lines); n > 0 && lines[n-1].Text == text {
		lines[n-1].At, lines[n-1].Times = now, max(1, lines[n-1].Times)+1
		return
	}
	if len(lines) == FirstMoments+lastMoments {
		lines = slices.Delete(lines, FirstMoments, FirstMoments+1)
		r.status.TimelineCut++
	}
	r.status.Timeline = append(lines, Moment{At: now, Text: text})
}

func (r *release) wait(w Waiting) {
	r.fresh = false
	r.status.Waiting = &w
}

// waitForVerdict says whose move it is during the review.
func (r *release) waitForVerdict() {
	w := Waiting{
		For: "WeChat's verdict", Since: r.status.SubmittedAt, Until: r.status.Deadline, Whose: "WeChat",
		PollMode: r.poll.Mode, PollBegan: r.poll.Began,
	}
	if r.parked {
		w.Whose = "operator"
	}
	r.wait(w)
}

// indexed is what the search attributes say, in one text.
func (r *release) indexed() string {
	return fmt.Sprint(r.status.Stage, r.status.AuditID, r.status.Outcome, r.status.NeedsHuman)
}

// publish shows the state: as current details in the Temporal UI, which costs no event, and as search attributes when one of
// them has changed. The details are made once for each change, during a replay too: a query of a run that no worker holds any
// more is answered by replaying all of it, and must show them.
func (r *release) publish(ctx workflow.Context) {
	if !r.fresh {
		workflow.SetCurrentDetails(ctx, details(r.status, r.in.Pace))
		r.fresh = true
	}
	if !r.searchable {
		return
	}
	now := r.indexed()
	if now == r.published {
		return
	}
	if r.published == "" && r.status.Stage == StageDetect && r.status.Outcome == OutcomeOpen {
		// The start has set these already.
		r.published = now
		return
	}
	if err := workflow.UpsertTypedSearchAttributes(ctx, r.status.searchAttributes()...); err != nil {
		// Only a fault of this program can cause it; the release matters more than its index entry.
		workflow.GetLogger(ctx).Error("Search attributes not updated", "error", err)
	}
	r.published = now
}

// details is the Markdown that the Temporal UI shows on top of a run.
func details(s Status, pace timing.Pace) string {
	var b strings.Builder
	switch w := s.Waiting; {
	case w != nil:
		if s.NeedsHuman {
			b.WriteString("**A person must act**, see the problem below; the release goes on by itself once it is cured.\n\n")
		}
		fmt.Fprintf(&b, "**Waiting for %s** since %s", w.For, clock(w.Since))
		if !w.Until.IsZero() {
			fmt.Fprintf(&b, ", until %s at the latest", clock(w.Until))
		}
		fmt.Fprintf(&b, ". The next move is **%s's**.", strings.Replace(w.Whose, "operator", "an operator", 1))
		if s.Stage == StageReview {
			fmt.Fprintf(&b, " A push is followed at once. Without one WeChat is asked ever more seldom, at first after %s, at last every %s; "+
				"the pending activity shows when next.", pace.Poll, pace.PollMax)
		}
	default:
		fmt.Fprintf(&b, "**%s** at %s.", ending(s), clock(s.EndedAt))
	}
	fmt.Fprintf(&b, "\n\n| Mini Program | %s |\n|---|---|\n", s.AppID)
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "| %s | %s |\n", name, cell(value))
		}
	}
	row("Version", s.Version)
	row("Stage", string(s.Stage))
	row("Outcome", string(s.Outcome))
	if s.AuditID != 0 {
		row("Audit id", fmt.Sprint(s.AuditID))
	}
	row("Expedite", s.Expedite)
	if p := s.Problem; p != nil {
		row("Problem", p.Message)
		row("Meaning", p.Meaning)
		row("What to do", p.Remedy)
		row("rid", p.RID)
	}
	if p := s.Privacy; p != nil {
		row("APIs without permission", strings.Join(p.WithoutAuth, ", "))
		row("APIs not declared", strings.Join(p.WithoutConf, ", "))
	}
	list := func(title string, lines []string) {
		if len(lines) > 0 {
			fmt.Fprintf(&b, "\n**%s**\n\n", title)
		}
		for _, line := range lines {
			fmt.Fprintf(&b, "- %s\n", cell(line))
		}
	}
	list("Reason", s.Reason)
	if s.Delay != nil {
		list("Delayed since "+clock(s.Delay.Since), s.Delay.Reason)
	}
	list("Time line (UTC)", lastLines(s))
	return b.String()
}

// shownMoments is how many lines of the time line the Temporal UI shows; the status has more.
const shownMoments = 50

func lastLines(s Status) []string {
	var lines []string
	shown := s.Timeline
	if before := len(shown) - shownMoments; before > 0 {
		shown = shown[before:]
		lines = append(lines, fmt.Sprintf("… %d lines before these", before+s.TimelineCut))
	}
	for _, m := range shown {
		line := m.At.UTC().Format(time.DateTime) + " " + m.Text
		if m.Times > 1 {
			line += fmt.Sprintf(" (%d times)", m.Times)
		}
		lines = append(lines, line)
	}
	return lines
}

// markdown escapes what would be read as Markdown or HTML. Making it is expensive, using it is not.
var markdown = strings.NewReplacer("\n", " ", "|", "\\|", "<", "&lt;", "*", "\\*", "_", "\\_", "`", "\\`")

// cell keeps foreign text from being read as Markdown or HTML.
func cell(text string) string {
	return markdown.Replace(text)
}
