package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/internal/progress"
	"github.com/wxrelease/wxrelease/workflows"
)

// nameWidth is the width of the names before the values, in columns of the screen.
const nameWidth = 13

// named is a name, filled to its width, and its value.
func named(name, value string) string {
	return name + strings.Repeat(" ", max(nameWidth-progress.Width(name), 0)) + " " + value + "\n"
}

// text writes a view as lines of a name and a value, with its time line if that was not told already.
func (v *view) text(w io.Writer, l lang, timeline bool) {
	line := func(name, value string) {
		if value = strings.TrimSpace(clean(value)); value != "" {
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
			meaning, remedy := l.code(p.Code, p.Meaning, p.Remedy)
			line("problem", l.sentence(p.Message))
			line("meaning", meaning)
			line("what to do", remedy)
			line("rid", p.RID)
		}
		line("expedite", l.sentence(s.Expedite))
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
			fmt.Fprintf(w, "  %s\n", clean(text))
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
func (l lang) delay(d *workflows.Delay) string {
	if d == nil {
		return ""
	}
	return strings.Join(append([]string{l.say("since %s", stamp(d.Since))}, d.Reason...), "\n")
}

// timeline gives the time line as lines of text. Of a very long one the workflow has cut the middle.
func (l lang) timeline(s *workflows.Status) []string {
	var lines []string
	for i, m := range s.Timeline {
		if i == workflows.FirstMoments && s.TimelineCut > 0 {
			lines = append(lines, l.say("… %d more", s.TimelineCut))
		}
		lines = append(lines, stamp(m.At)+"  "+l.moment(m))
	}
	return lines
}

// moment is what happened; At is the last time of what happened several times in a row.
func (l lang) moment(m workflows.Moment) string {
	text := l.sentence(m.Text)
	if m.Times > 1 {
		text += l.say(" (%d times in a row)", m.Times)
	}
	return text
}
