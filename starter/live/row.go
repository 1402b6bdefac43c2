package live

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/workflows"
)

// Row is one release in a [Table], in the reader's words. Empty fields are left out.
type Row struct {
	Name     string // whose release it is
	AppID    string
	Version  string
	State    string
	Tone     Tone // of State
	Ended    bool
	AuditID  int64
	Since    time.Time // since when it waits
	NextPoll time.Time // when WeChat will be asked next
	Detail   string    // what else there is to say
}

// row is the release in the table of several.
func (s *Shown) row(r words.Reader) Row {
	name, appid := s.name(), s.release.AppID
	if name == "" {
		name, appid = appid, ""
	}
	if s.last == nil || s.last.Status == nil {
		return Row{Name: name, AppID: appid, State: "?"}
	}
	status := s.last.Status
	row := Row{Name: name, AppID: appid, Version: s.last.Version, Ended: hasEnded(status), AuditID: status.AuditID}
	row.State, row.Tone = stateOf(r, status)
	if w := status.Waiting; w != nil {
		row.Since, row.NextPoll = w.Since, w.NextPoll
	}
	row.Detail = s.detail(r, status)
	return row
}

// detail is what the other columns do not say.
func (s *Shown) detail(r words.Reader, status *workflows.Status) string {
	var parts []string
	if status.NeedsHuman {
		parts = append(parts, r.Say(words.NeedsPerson))
	}
	if w := status.Waiting; w != nil && !hasEnded(status) {
		parts = append(parts, r.Say(words.RowWaits.Of(w.For)))
	}
	if status.VerdictBy != "" && hasEnded(status) {
		parts = append(parts, r.Say(words.RowHeard.Of(status.VerdictBy)))
	}
	note := r.Say(words.Expedite(status.Expedite))
	switch {
	case !s.silent.IsZero():
		note = r.Say(words.TemporalQuiet)
	case status.Problem != nil:
		p := *status.Problem
		meaning, remedy := words.Remedy(p)
		note = cmp.Or(r.Say(meaning), r.Say(words.Problem(p)))
		if p.Code != 0 {
			note = strconv.Itoa(p.Code) + " " + note
		}
		if !remedy.IsZero() {
			note = r.Say(words.HistoryBecause.Of(note, remedy))
		}
	case len(status.Reason) > 0:
		note = strings.Join(status.Reason, " ")
	}
	if note != "" {
		parts = append(parts, note)
	}
	return r.Say(words.Clauses(parts...))
}
