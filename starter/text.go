package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/workflows"
)

// text writes a view as lines of a name and a value, with its time line if that was not told already.
func (v *view) text(w io.Writer, timeline bool) {
	line := func(name, value string) {
		if value = strings.TrimSpace(clean(value)); value != "" {
			fmt.Fprintf(w, "%-13s %s\n", name, strings.ReplaceAll(value, "\n", "\n"+strings.Repeat(" ", 14)))
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
		line("stage", string(s.Stage))
		line("outcome", string(s.Outcome))
		if s.AuditID != 0 {
			line("audit id", strconv.FormatInt(s.AuditID, 10))
		}
		if s.NeedsHuman {
			line("needs", "a person: nothing happens before somebody acts")
		}
		if s.Waiting != nil {
			line("waiting", waiting(*s.Waiting))
		}
		if p := s.Problem; p != nil {
			line("problem", p.Message)
			line("meaning", p.Meaning)
			line("what to do", p.Remedy)
			line("rid", p.RID)
		}
		line("expedite", s.Expedite)
		line("reason", strings.Join(s.Reason, "\n"))
		line("screenshots", strings.Join(s.Screenshots, "\n"))
		if p := s.Privacy; p != nil {
			line("no permission", strings.Join(p.WithoutAuth, ", "))
			line("not declared", strings.Join(p.WithoutConf, ", "))
		}
		line("verdict by", string(s.VerdictBy))
		line("started", at(s.StartedAt))
		line("submitted", at(s.SubmittedAt))
		line("deadline", at(s.Deadline))
		line("ended", at(s.EndedAt))
	}
	line("started by", v.StartedBy)
	line("started from", v.StartedFrom)
	line("failure", v.Failure)
	for _, p := range v.Pending {
		line("pending", p.String())
	}
	line("workflow", v.WorkflowID)
	line("run", v.RunID)
	line("web ui", v.WorkflowURL)
	line("note", v.Note)
	if v.Status != nil && len(v.Status.Timeline) > 0 && timeline {
		fmt.Fprintln(w, "time line")
		for _, m := range v.Status.Timeline {
			fmt.Fprintf(w, "  %s  %s\n", stamp(m.At), clean(m.Text))
		}
	}
}

func (p pending) String() string {
	text := fmt.Sprintf("%s, attempt %d", p.Activity, p.Attempt)
	if p.NextAttempt != nil {
		text += " at " + stamp(*p.NextAttempt)
	}
	if p.LastFailure != "" {
		text += "; last: " + p.LastFailure
	}
	return text
}

// waiting says in one sentence what an open release waits for.
func waiting(w workflows.Waiting) string {
	text := fmt.Sprintf("for %s since %s", w.For, stamp(w.Since))
	if !w.NextLook.IsZero() {
		text += ", next look about " + stamp(w.NextLook)
	}
	if !w.Until.IsZero() {
		text += ", until " + stamp(w.Until) + " at the latest"
	}
	return text + "; next move: " + w.Whose
}
