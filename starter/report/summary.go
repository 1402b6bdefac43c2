package report

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/workflows"
)

// summary is the job summary, in Markdown, of at most so many bytes. Texts of others stand in it as plain text.
func (r Report) summary(room int) string {
	var b strings.Builder
	for i, one := range r.Releases {
		var section strings.Builder
		r.section(&section, &one)
		more := "### " + r.Words.Say("%d more: the job's log tells of all", len(r.Releases)-i) + "\n\n"
		if b.Len()+section.Len()+len(more) > room {
			if b.Len()+len(more) <= room {
				b.WriteString(more)
			}
			return b.String()
		}
		b.WriteString(section.String())
	}
	if len(r.Releases) == 0 {
		fmt.Fprintf(&b, "### ❌ wxrelease: %s\n\n%s", r.Words.Say("exit code %d", r.ExitCode), preformatted(r.Words.Sentence(r.Error)))
	}
	if b.Len() > room {
		return ""
	}
	return b.String()
}

func (r Report) section(b *strings.Builder, one *Release) {
	mark := map[Result]string{Passed: "✅", Pending: "⏳"}[one.Result]
	state := r.Words.Outcome(one.Outcome)
	if one.Outcome == workflows.OutcomeOpen && one.Status != nil {
		state = r.Words.Word(string(one.Status.Stage))
	}
	head := strings.Join(nonEmpty([]string{one.AppID, one.Version, state}), " · ")
	fmt.Fprintf(b, "### %s %s\n\n| | |\n|---|---|\n", cmp.Or(mark, "❌"), markdown(head))
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(b, "| %s | %s |\n", r.Words.Word(name), value)
		}
	}
	s := one.status()
	row("outcome", markdown(r.Words.Outcome(one.Outcome)))
	row("exit code", strconv.Itoa(one.ExitCode))
	if s.AuditID != 0 {
		row("audit id", strconv.FormatInt(s.AuditID, 10))
	}
	if !s.SubmittedAt.IsZero() {
		row("submitted", stamp(s.SubmittedAt))
	}
	if !s.EndedAt.IsZero() {
		row("ended", stamp(s.EndedAt))
	}
	if s.Waiting != nil {
		row("waiting", markdown(r.Words.Waiting(*s.Waiting)))
	}
	row("expedite", markdown(r.Words.Expedite(s.Expedite)))
	if p := s.Problem; p != nil {
		text, meaning, remedy := r.Words.Problem(*p)
		row("problem", markdown(text))
		row("meaning", markdown(meaning))
		row("what to do", markdown(remedy))
	}
	row("run", markdown(one.RunID))
	if one.WorkflowURL != "" && len(one.WorkflowURL) <= cellMost {
		row("web ui", fmt.Sprintf("[%s](<%s>)", r.Words.Say("history in Temporal"), escapeURL.Replace(one.WorkflowURL)))
	}
	b.WriteString("\n")
	block := func(name string, lines []string) {
		if text := strings.Join(nonEmpty(lines), "\n"); text != "" {
			fmt.Fprintf(b, "**%s**\n\n%s", r.Words.Word(name), preformatted(text))
		}
	}
	block("reason", s.Reason)
	block("screenshots", s.Screenshots)
	block("failure", []string{r.Words.Sentence(one.Error)})
	if moments := r.Words.Timeline(s); len(moments) > 0 {
		fmt.Fprintf(b, "<details><summary>%s</summary>\n\n%s</details>\n\n", r.Words.Word("time line"), preformatted(strings.Join(moments, "\n")))
	}
}

// escapeURL keeps an address within the angle brackets of a Markdown link and the cell of a table.
var escapeURL = strings.NewReplacer("<", "%3C", ">", "%3E", "|", "%7C", "\n", "")

// stamp writes a moment in the reader's zone, with its name.
func stamp(t time.Time) string { return words.English.In(time.Local).Time(t) }
