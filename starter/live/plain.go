package live

import (
	"fmt"
	"strings"
	"time"
)

// plain is a release in one line, without what changes by the clock alone.
func plain(r Row) string {
	who := strings.Join(strings.Fields(fmt.Sprintf("%s %s %s", oneLine(r.Name), oneLine(r.AppID), oneLine(r.Version))), " ")
	text := who + ": " + oneLine(r.state())
	if r.AuditID != 0 {
		text += fmt.Sprintf(", audit %d", r.AuditID)
	}
	if d := oneLine(r.detail()); d != "" {
		text += ", " + d
	}
	return text
}

// plainNext says when WeChat will be asked next. It is not part of plain: each look moves it, which is no news.
func plainNext(r Row) string {
	if r.NextPoll.IsZero() || r.ended() {
		return ""
	}
	return ", next look " + r.NextPoll.UTC().Format(time.RFC3339)
}
