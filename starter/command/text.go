package command

import (
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/internal/wrap"
	"github.com/wxrelease/wxrelease/workflows"
)

// nameWidth is the width of the names before the values, in columns of the screen.
const nameWidth = 13

// lines writes lines of a name and a value.
type lines struct {
	w io.Writer
	r words.Reader
}

// add writes a name, as [words.Lang.Name] knows it, and a value in the reader's words. An empty value, and the zero time, have no line.
func (l lines) add(name string, value any) {
	if at, ok := value.(time.Time); ok && at.IsZero() {
		return
	}
	if text := strings.TrimSpace(plain.Clean(l.r.Say(value))); text != "" {
		name = filled(l.r.Lang.Name(name), nameWidth)
		_, _ = io.WriteString(l.w, name+" "+strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", nameWidth+1))+"\n")
	}
}

// table writes rows of cells under each other, two blanks between the columns. Each cell is one line, in the reader's words.
func table(w io.Writer, r words.Reader, rows ...[]any) {
	var widths []int
	texts := make([][]string, len(rows))
	for i, row := range rows {
		for column, cell := range row {
			text, _, _ := strings.Cut(plain.Clean(r.Say(cell)), "\n")
			texts[i] = append(texts[i], text)
			if column == len(widths) {
				widths = append(widths, 0)
			}
			widths[column] = max(widths[column], wrap.Width(text))
		}
	}
	for _, row := range texts {
		var line strings.Builder
		for column, text := range row {
			line.WriteString(filled(text, widths[column]+2))
		}
		_, _ = io.WriteString(w, strings.TrimRight(line.String(), " ")+"\n")
	}
}

// withoutFirst takes the first column out: the names, where no merchant has one.
func withoutFirst(rows [][]any) [][]any {
	for i := range rows {
		rows[i] = rows[i][1:]
	}
	return rows
}

// filled adds blanks up to a width in columns of the screen.
func filled(text string, width int) string {
	return text + strings.Repeat(" ", max(width-wrap.Width(text), 0))
}

// text writes a view, with its time line if that was not told already.
func (v *view) text(w io.Writer, r words.Reader, timeline bool) {
	l := lines{w, r}
	l.add("name", v.Name)
	l.add("mini program", v.AppID)
	l.add("version", v.Version)
	v.statusText(l)
	l.add("started by", v.StartedBy)
	l.add("started from", v.StartedFrom)
	l.add("failure", v.failure)
	for _, p := range v.Pending {
		l.add("pending", pending(p))
	}
	l.add("workflow", v.WorkflowID)
	l.add("run", v.RunID)
	l.add("web ui", v.WorkflowURL)
	l.add("note", v.note)
	if v.Status != nil && len(v.Status.Timeline) > 0 && timeline {
		_, _ = io.WriteString(w, r.Lang.Name("time line")+"\n")
		for _, moment := range words.Moments(*v.Status) {
			_, _ = io.WriteString(w, "  "+plain.Clean(r.Say(moment))+"\n")
		}
	}
}

func (v *view) statusText(l lines) {
	s := v.Status
	if s == nil {
		return
	}
	l.add("stage", words.Value(s.Stage))
	l.add("outcome", outcomeOf(s))
	if s.AuditID != 0 {
		l.add("audit id", strconv.FormatInt(s.AuditID, 10))
	}
	if s.NeedsHuman {
		l.add("needs", words.Needs(v.Open()))
	}
	if s.Waiting != nil {
		l.add("waiting", words.Waiting(*s.Waiting))
	}
	if p := s.Problem; p != nil {
		meaning, remedy := words.Remedy(*p)
		l.add("problem", words.Problem(*p))
		l.add("meaning", meaning)
		l.add("what to do", remedy)
		l.add("rid", p.RID)
	}
	l.add("expedite", words.Expedite(s.Expedite))
	l.add("delayed", words.Delay(s.Delay))
	l.add("reason", words.Lines(s.Reason...))
	l.add("screenshots", words.Lines(s.Screenshots...))
	l.add("what to do", words.Next(*s))
	if p := s.Privacy; p != nil {
		l.add("no permission", p.WithoutAuth)
		l.add("not declared", p.WithoutConf)
	}
	l.add("verdict by", words.Value(s.VerdictBy))
	l.add("started", s.StartedAt)
	l.add("submitted", s.SubmittedAt)
	l.add("deadline", s.Deadline)
	l.add("ended", s.EndedAt)
}

// outcomeOf is the outcome with its name, and that an open release is being cancelled.
func outcomeOf(s *workflows.Status) any {
	if s.Cancelling {
		return words.BeingCancelled.Of(words.Coded(s.Outcome))
	}
	return words.Coded(s.Outcome)
}
