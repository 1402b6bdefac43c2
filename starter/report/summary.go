package report

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/workflows"
)

// summary is the job summary, in Markdown, of at most so many bytes. Texts of others stand in it as plain text.
func (r Report) summary(room int) string {
	var b strings.Builder
	for i, one := range r.Releases {
		var section strings.Builder
		r.section(&section, &one)
		more := "### " + r.say(words.ReportMore.Of(len(r.Releases)-i)) + "\n\n"
		if b.Len()+section.Len()+len(more) > room {
			if b.Len()+len(more) <= room {
				b.WriteString(more)
			}
			return b.String()
		}
		b.WriteString(section.String())
	}
	if len(r.Releases) == 0 {
		fmt.Fprintf(&b, "### ❌ wxrelease: %s\n\n%s", r.say(words.ReportExitCode.Of(r.ExitCode)), preformatted(r.Error))
	}
	if b.Len() > room {
		return ""
	}
	return b.String()
}

func (r Report) section(b *strings.Builder, one *Release) {
	mark := map[Result]string{Passed: "✅", Pending: "⏳"}[one.Result]
	state := r.outcome(one.Outcome)
	if one.Outcome == workflows.OutcomeOpen && one.Status != nil {
		state = r.stage(one.Status.Stage)
	}
	head := strings.Join(nonEmpty(append(one.name(), state)), " · ")
	fmt.Fprintf(b, "### %s %s\n\n| | |\n|---|---|\n", cmp.Or(mark, "❌"), markdown(head))
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(b, "| %s | %s |\n", r.Reader.Lang.Name(name), value)
		}
	}
	s := one.status()
	row("outcome", markdown(r.outcome(one.Outcome)))
	row("exit code", strconv.Itoa(one.ExitCode))
	if s.AuditID != 0 {
		row("audit id", strconv.FormatInt(s.AuditID, 10))
	}
	if !s.SubmittedAt.IsZero() {
		row("submitted", r.say(s.SubmittedAt))
	}
	if !s.EndedAt.IsZero() {
		row("ended", r.say(s.EndedAt))
	}
	if s.Waiting != nil {
		row("waiting", markdown(r.say(words.Waiting(*s.Waiting))))
	}
	row("expedite", markdown(r.say(words.Expedite(s.Expedite))))
	if p := s.Problem; p != nil {
		meaning, remedy := words.Remedy(*p)
		row("problem", markdown(r.say(words.Problem(*p))))
		row("meaning", markdown(r.say(meaning)))
		row("what to do", markdown(r.say(remedy)))
	}
	row("run", markdown(one.RunID))
	if one.WorkflowURL != "" && len(one.WorkflowURL) <= cellMost {
		row("web ui", fmt.Sprintf("[%s](<%s>)", r.say(words.ReportHistory), escapeURL.Replace(one.WorkflowURL)))
	}
	b.WriteString("\n")
	block := func(name string, lines []string) {
		if text := strings.Join(nonEmpty(lines), "\n"); text != "" {
			fmt.Fprintf(b, "**%s**\n\n%s", r.Reader.Lang.Name(name), preformatted(text))
		}
	}
	block("reason", s.Reason)
	block("screenshots", s.Screenshots)
	block("failure", []string{one.Error})
	if moments := r.timeline(s); len(moments) > 0 {
		text := preformatted(strings.Join(moments, "\n"))
		fmt.Fprintf(b, "<details><summary>%s</summary>\n\n%s</details>\n\n", r.Reader.Lang.Name("time line"), text)
	}
}

// escapeURL keeps an address within the angle brackets of a Markdown link and the cell of a table.
var escapeURL = strings.NewReplacer("<", "%3C", ">", "%3E", "|", "%7C", "\n", "")

// stage names the step at which a release is, as lists and filters do or in the reader's own words.
func (r Report) stage(s workflows.Stage) string {
	if r.Reader.Lang == words.English {
		return string(s)
	}
	return r.say(s)
}
