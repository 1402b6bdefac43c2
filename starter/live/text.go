package live

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/mattn/go-runewidth"

	"github.com/wxrelease/wxrelease/internal/words"
)

// measure counts columns on the screen: Chinese characters take two. Characters of ambiguous width take one, as in most
// terminals, whatever the locale says.
var measure = &runewidth.Condition{}

// Width is the number of columns that a text takes on the screen.
func Width(text string) int { return measure.StringWidth(text) }

// Elapsed writes a duration in two units at most, in English in at most six characters: 42s, 3m05s, 2h05m, 13d04h.
func Elapsed(l words.Lang, d time.Duration) string {
	d = max(d, 0).Truncate(time.Second)
	switch {
	case l != words.English:
		return l.Say(rounded(d))
	case d < time.Minute:
		return fmt.Sprintf("%ds", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%dm%02ds", d/time.Minute, d%time.Minute/time.Second)
	case d < 24*time.Hour:
		return fmt.Sprintf("%dh%02dm", d/time.Hour, d%time.Hour/time.Minute)
	}
	return fmt.Sprintf("%dd%02dh", d/(24*time.Hour), d%(24*time.Hour)/time.Hour)
}

// rounded leaves of a duration what matters to somebody who waits: two units at most.
func rounded(d time.Duration) time.Duration {
	switch d = max(d, 0); {
	case d < time.Hour:
		return d.Truncate(time.Second)
	case d < 24*time.Hour:
		return d.Truncate(time.Minute)
	}
	return d.Truncate(time.Hour)
}

// cut shortens text to a width; no room at all leaves nothing.
func cut(text string, width int) string {
	if width <= 0 {
		return ""
	}
	return measure.Truncate(text, width, "…")
}

// oneLine makes text of any origin safe to show: line breaks and control characters, which a terminal would obey, become
// blanks, and no two blanks follow each other.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
}

// The colours are the terminal's own, so that they suit its background.
const (
	dim    = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
)

func paint(sgr, text string, colour bool) string {
	if !colour || sgr == "" || text == "" {
		return text
	}
	return "\x1b[" + sgr + "m" + text + "\x1b[0m"
}
