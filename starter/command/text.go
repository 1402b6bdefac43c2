package command

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/starter/live"
	"github.com/wxrelease/wxrelease/workflows"
)

// nameWidth is the width of the names before the values, in columns of the screen.
const nameWidth = 13

// named is a name, filled to its width, and its value.
func named(name, value string) string {
	return name + strings.Repeat(" ", max(nameWidth-live.Width(name), 0)) + " " + value + "\n"
}

// text writes a view as lines of a name and a value, with its time line if that was not told already.
func (v *view) text(w io.Writer, l lang, timeline bool) {
	line := func(name, value string) {
		if value = strings.TrimSpace(plain.Clean(value)); value != "" {
			_, _ = io.WriteString(w, named(l.word(name), strings.ReplaceAll(value, "\n", "\n"+strings.Repeat(" ", nameWidth+1))))
		}
	}
	at := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return stamp(t)
	}
	line("mini program", v.AppID)
	if v.Status != nil {
		line("name", v.Status.Name)
	}
	line("version", v.Version)
	if s := v.Status; s != nil {
		line("stage", l.word(string(s.Stage)))
		line("outcome", l.state(s))
		if s.AuditID != 0 {
			line("audit id", strconv.FormatInt(s.AuditID, 10))
		}
		if s.NeedsHuman {
			line("needs", l.needs(v.Open()))
		}
		if s.Waiting != nil {
			line("waiting", l.waiting(*s.Waiting))
		}
		if p := s.Problem; p != nil {
			text, meaning, remedy := l.problem(*p)
			line("problem", text)
			line("meaning", meaning)
			line("what to do", remedy)
			line("rid", p.RID)
		}
		line("expedite", l.tell(words.Expedite(s.Expedite)))
		line("delayed", l.delay(s.Delay))
		line("reason", strings.Join(s.Reason, "\n"))
		line("screenshots", strings.Join(s.Screenshots, "\n"))
		if p := s.Privacy; p != nil {
			line("no permission", strings.Join(p.WithoutAuth, ", "))
			line("not declared", strings.Join(p.WithoutConf, ", "))
		}
		line("verdict by", l.word(string(s.VerdictBy)))
		line("started", at(s.StartedAt))
		line("submitted", at(s.SubmittedAt))
		line("deadline", at(s.Deadline))
		line("ended", at(s.EndedAt))
	}
	line("started by", v.StartedBy)
	line("started from", v.StartedFrom)
	line("failure", l.sentence(v.Failure))
	for _, p := range v.Pending {
		line("pending", l.pending(p))
	}
	line("workflow", v.WorkflowID)
	line("run", v.RunID)
	line("web ui", v.WorkflowURL)
	line("note", l.sentence(v.Note))
	if v.Status != nil && len(v.Status.Timeline) > 0 && timeline {
		fmt.Fprintln(w, l.word("time line"))
		for _, text := range l.timeline(v.Status) {
			fmt.Fprintf(w, "  %s\n", plain.Clean(text))
		}
	}
}

// state is the outcome, or what an open release is about to end as.
func (l lang) state(s *workflows.Status) string {
	if s.Cancelling {
		return l.say("%s, and being cancelled", l.outcome(s.Outcome))
	}
	return l.outcome(s.Outcome)
}

// delay says since when WeChat delays a review, and why; "" when it does not.
func (l lang) delay(d *workflows.Delay) string { return l.tell(words.Delay(d)) }

// timeline gives the time line as lines of text.
func (l lang) timeline(s *workflows.Status) []string {
	var lines []string
	for _, text := range words.Moments(*s) {
		lines = append(lines, l.tell(text))
	}
	return lines
}
