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
		more := "### " + r.Reader.Say(words.ReportMore.Of(len(r.Releases)-i)) + "\n\n"
		if b.Len()+section.Len()+len(more) > room {
			if b.Len()+len(more) <= room {
				b.WriteString(more)
			}
			return b.String()
		}
		b.WriteString(section.String())
	}
	if len(r.Releases) == 0 {
		fmt.Fprintf(&b, "### ❌ wxrelease: %s\n\n%s", r.Reader.Say(words.ReportExitCode.Of(r.ExitCode)), preformatted(r.Reader.Error(r.Err)))
	}
	if b.Len() > room {
		return ""
	}
	return b.String()
}

func (r Report) section(b *strings.Builder, one *Release) {
	mark := map[Result]string{Passed: "✅", Pending: "⏳"}[one.Result]
	state := words.Coded(one.Outcome)
	if one.Outcome == workflows.OutcomeOpen && one.Status != nil {
		state = words.Value(one.Status.Stage)
	}
	head := strings.Join(nonEmpty([]string{one.Name, one.AppID, one.Version, r.Reader.Say(state)}), " · ")
	fmt.Fprintf(b, "### %s %s\n\n| | |\n|---|---|\n", cmp.Or(mark, "❌"), markdown(head))
	row := func(name string, value any) {
		text := r.Reader.Say(value)
		if _, ours := value.(time.Time); !ours {
			text = markdown(text)
		}
		if text != "" {
			fmt.Fprintf(b, "| %s | %s |\n", r.Reader.Lang.Name(name), text)
		}
	}
	s := one.status()
	row("outcome", words.Coded(one.Outcome))
	row("exit code", strconv.Itoa(one.ExitCode))
	if s.AuditID != 0 {
		row("audit id", strconv.FormatInt(s.AuditID, 10))
	}
	if !s.SubmittedAt.IsZero() {
		row("submitted", s.SubmittedAt)
	}
	if !s.EndedAt.IsZero() {
		row("ended", s.EndedAt)
	}
	if s.Waiting != nil {
		row("waiting", words.Waiting(*s.Waiting))
	}
	row("expedite", words.Expedite(s.Expedite))
	if p := s.Problem; p != nil {
		meaning, remedy := words.Remedy(*p)
		row("problem", words.Problem(*p))
		row("meaning", meaning)
		row("what to do", remedy)
	}
	row("what to do", words.Next(*s))
	row("run", one.RunID)
	if one.WorkflowURL != "" && len(one.WorkflowURL) <= cellMost {
		link := r.Reader.Say(words.ReportHistory)
		fmt.Fprintf(b, "| %s | [%s](<%s>) |\n", r.Reader.Lang.Name("web ui"), link, escapeURL.Replace(one.WorkflowURL))
	}
	b.WriteString("\n")
	block := func(name string, lines []string) {
		if text := strings.Join(nonEmpty(lines), "\n"); text != "" {
			fmt.Fprintf(b, "**%s**\n\n%s", r.Reader.Lang.Name(name), preformatted(text))
		}
	}
	block("reason", s.Reason)
	block("screenshots", s.Screenshots)
	block("failure", []string{r.Reader.Error(one.Err)})
	if moments := r.Reader.Say(words.Lines(words.Moments(*s)...)); moments != "" {
		fmt.Fprintf(b, "<details><summary>%s</summary>\n\n%s</details>\n\n", r.Reader.Lang.Name("time line"), preformatted(moments))
	}
}

// escapeURL keeps an address within the angle brackets of a Markdown link and the cell of a table.
var escapeURL = strings.NewReplacer("<", "%3C", ">", "%3E", "|", "%7C", "\n", "")
