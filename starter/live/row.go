// Package live shows how several releases come along: on a terminal as a table that is redrawn in place, elsewhere as
// one line per change. The caller asks for the releases' status and gives it to a [Display] again and again.
package live

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/workflows"
)

// Row is one release as it stands. Empty fields are left out.
type Row struct {
	Name       string // whose release it is, for people; may be Chinese
	AppID      string
	Version    string
	Stage      string // workflows.Stage
	AuditID    int64
	Outcome    string    // workflows.Outcome; "open" or empty until the release has ended
	Waiting    string    // for what, such as "the verdict"
	Since      time.Time // how long already
	NextPoll   time.Time // when WeChat will be asked next
	NeedsHuman bool      // a person must act
	VerdictBy  string    // what brought the verdict: workflows.VerdictBy
	Note       string    // what else there is to say, in one sentence
}

// FromStatus makes the row of a release from its status.
func FromStatus(name string, s workflows.Status) Row {
	r := Row{
		Name: name, AppID: s.AppID, Version: s.Version, Stage: string(s.Stage), AuditID: s.AuditID, Outcome: string(s.Outcome),
		NeedsHuman: s.NeedsHuman, VerdictBy: string(s.VerdictBy),
	}
	if w := s.Waiting; w != nil {
		r.Waiting, r.Since, r.NextPoll = words.English.Say(w.For), w.Since, w.NextPoll
	}
	switch {
	case s.Problem != nil:
		p := s.Problem
		meaning, remedy := words.Remedy(*p)
		r.Note = cmp.Or(meaning.String(), words.Problem(*p).String())
		if p.Code != 0 {
			r.Note = fmt.Sprintf("%d %s", p.Code, r.Note)
		}
		if !remedy.IsZero() {
			r.Note += ": " + remedy.String()
		}
	case len(s.Reason) > 0:
		r.Note = strings.Join(s.Reason, " ")
	default:
		r.Note = words.Expedite(s.Expedite).String()
	}
	return r
}

func (r Row) ended() bool { return r.Outcome != "" && r.Outcome != string(workflows.OutcomeOpen) }

// state is the outcome, or the stage while there is none.
func (r Row) state() string {
	if r.ended() {
		return r.Outcome
	}
	return r.Stage
}

// detail is what the other columns do not say.
func (r Row) detail() string {
	var parts []string
	if r.NeedsHuman {
		parts = append(parts, "needs a person")
	}
	if r.Waiting != "" && !r.ended() {
		parts = append(parts, "waits for "+r.Waiting)
	}
	if r.VerdictBy != "" && r.ended() {
		parts = append(parts, "heard by "+r.VerdictBy)
	}
	if r.Note != "" {
		parts = append(parts, r.Note)
	}
	return strings.Join(parts, "; ")
}

// elapsed is a duration in at most six characters: 42s, 3m05s, 2h05m, 13d04h.
func elapsed(d time.Duration) string {
	d = max(d, 0).Truncate(time.Second)
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%dm%02ds", d/time.Minute, d%time.Minute/time.Second)
	case d < 24*time.Hour:
		return fmt.Sprintf("%dh%02dm", d/time.Hour, d%time.Hour/time.Minute)
	}
	return fmt.Sprintf("%dd%02dh", d/(24*time.Hour), d%(24*time.Hour)/time.Hour)
}
