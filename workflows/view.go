package workflows

import (
	"fmt"
	"strings"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
)

// clock writes a moment for people.
func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// note adds a line to the time line.
func (r *release) note(ctx workflow.Context, format string, args ...any) {
	r.status.Timeline = append(r.status.Timeline, Moment{At: workflow.Now(ctx).UTC(), Text: fmt.Sprintf(format, args...)})
}

func (r *release) wait(w Waiting) { r.status.Waiting = &w }

// waitForVerdict says whose move it is during the review.
func (r *release) waitForVerdict() {
	w := Waiting{For: "WeChat's verdict", Since: r.status.SubmittedAt, Until: r.status.Deadline, Whose: "WeChat"}
	if r.parked {
		w.Whose = "operator"
	}
	r.wait(w)
}

// withNextLook adds to what the release waits for when WeChat will be asked next.
func (r *release) withNextLook(ctx workflow.Context) *Waiting {
	w := *r.status.Waiting
	w.NextLook = activities.NextLook(r.poll, r.pollBegan, workflow.Now(ctx)).UTC()
	return &w
}

// publish shows the state: as current details in the Temporal UI, which costs no event, and as search attributes when one of
// them has changed.
func (r *release) publish(ctx workflow.Context) {
	s := r.status
	if s.Waiting != nil && s.Stage == StageReview {
		s.Waiting = r.withNextLook(ctx)
	}
	workflow.SetCurrentDetails(ctx, details(s, r.in.Pace))
	if !r.searchable {
		return
	}
	now := fmt.Sprint(s.Stage, s.AuditID, s.Outcome, s.NeedsHuman)
	if now == r.published {
		return
	}
	if r.published == "" && s.Stage == StageDetect && s.Outcome == OutcomeOpen {
		// The start has set these already.
		r.published = now
		return
	}
	if err := workflow.UpsertTypedSearchAttributes(ctx, s.searchAttributes()...); err != nil {
		// Only a fault of this program can cause it; the release matters more than its index entry.
		workflow.GetLogger(ctx).Error("Search attributes not updated", "error", err)
	}
	r.published = now
}

// details is the Markdown that the Temporal UI shows on top of a run.
func details(s Status, pace activities.Pace) string {
	var b strings.Builder
	switch w := s.Waiting; {
	case w != nil:
		fmt.Fprintf(&b, "**Waiting for %s** since %s", w.For, clock(w.Since))
		if !w.Until.IsZero() {
			fmt.Fprintf(&b, ", until %s at the latest", clock(w.Until))
		}
		fmt.Fprintf(&b, ". The next move is **%s's**.", strings.Replace(w.Whose, "operator", "an operator", 1))
		if s.Stage == StageReview {
			fmt.Fprintf(&b, " A push is followed at once. Without one WeChat is asked about %s, then ever more seldom, every %s at last (the pending activity shows the exact time).", clock(w.NextLook), pace.PollMax)
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
	var moments []string
	for _, m := range s.Timeline {
		moments = append(moments, m.At.UTC().Format(time.DateTime)+" "+m.Text)
	}
	list("Time line (UTC)", moments)
	return b.String()
}

// cell keeps foreign text from being read as Markdown or HTML.
func cell(text string) string {
	return strings.NewReplacer("\n", " ", "|", "\\|", "<", "&lt;", "*", "\\*", "_", "\\_", "`", "\\`").Replace(text)
}
