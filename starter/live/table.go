package live

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/mattn/go-runewidth"

	"github.com/wxrelease/wxrelease/workflows"
)

// measure counts columns on the screen: Chinese characters take two. Characters of ambiguous width take one, as in most
// terminals, whatever the locale says.
var measure = &runewidth.Condition{}

// column is one column of the table.
type column struct {
	title    string
	min, max int // width on the screen
	drop     int // which goes first when the terminal is narrow; 0 stays
	cell     func(r Row, now time.Time) string
}

var columns = []column{
	{"NAME", 4, 20, 0, func(r Row, _ time.Time) string { return r.Name }},
	{"APP ID", 6, 20, 1, func(r Row, _ time.Time) string { return r.AppID }},
	{"VERSION", 7, 12, 4, func(r Row, _ time.Time) string { return r.Version }},
	{"STATE", 8, 18, 0, func(r Row, _ time.Time) string { return r.state() }},
	{"AUDIT", 9, 12, 2, func(r Row, _ time.Time) string { return auditID(r) }},
	{"FOR", 6, 6, 5, func(r Row, now time.Time) string { return since(r, now) }},
	{"NEXT", 6, 6, 3, func(r Row, now time.Time) string { return next(r, now) }},
	{"", minDetail, 0, 6, func(r Row, _ time.Time) string { return r.detail() }}, // takes what is left
}

const (
	gap       = 2  // between columns
	minDetail = 19 // fewer are not worth having: another column goes first
)

func auditID(r Row) string {
	if r.AuditID == 0 {
		return ""
	}
	return strconv.FormatInt(r.AuditID, 10)
}

func since(r Row, now time.Time) string {
	if r.Since.IsZero() || r.ended() {
		return ""
	}
	return elapsed(now.Sub(r.Since))
}

func next(r Row, now time.Time) string {
	switch {
	case r.NextPoll.IsZero() || r.ended():
		return ""
	case !now.Before(r.NextPoll):
		return "now"
	}
	return elapsed(r.NextPoll.Sub(now))
}

// table renders the rows as lines of at most width columns, at most height of them. Where not all rows fit, the open
// ones come first. The last line sums up.
func table(rows []Row, now time.Time, width, height int, colour bool) []string {
	shown := fit(rows, height-2) // without header and summary
	cols, widths := layout(shown, now, width)

	title := func(c column) string { return c.title }
	lines := []string{paint(dim, line(cols, widths, title, nil), colour)}
	for _, r := range shown {
		text := func(c column) string { return c.cell(r, now) }
		lines = append(lines, line(cols, widths, text, func(c column, text string) string {
			if c.title != "STATE" {
				return text
			}
			return paint(stateColour(r), text, colour)
		}))
	}
	lines = append(lines, paint(dim, measure.Truncate(summary(rows, len(shown)), width, "…"), colour))
	return lines[:min(len(lines), max(height, 1))]
}

// fit picks the rows to show, in their order.
func fit(rows []Row, n int) []Row {
	leave := len(rows) - max(n, 0)
	if leave <= 0 {
		return rows
	}
	ended := 0
	for _, r := range rows {
		if r.ended() {
			ended++
		}
	}
	leaveEnded := min(leave, ended)
	var shown []Row
	for _, r := range rows {
		if r.ended() && leaveEnded > 0 {
			leaveEnded--
			continue
		}
		if len(shown) < n {
			shown = append(shown, r)
		}
	}
	return shown
}

// layout chooses the columns that fit and their widths.
func layout(rows []Row, now time.Time, width int) (cols []column, widths []int) {
	for _, c := range columns {
		if (c.title == "NAME" || c.title == "APP ID") && unused(c, rows, now) {
			continue
		}
		w := c.min
		for _, r := range rows {
			w = max(w, measure.StringWidth(oneLine(c.cell(r, now))))
		}
		if c.max == 0 {
			w = c.min
		}
		cols, widths = append(cols, c), append(widths, min(w, max(c.max, c.min)))
	}
	for total(widths) > width {
		first := -1
		for i, c := range cols {
			if c.drop > 0 && (first < 0 || c.drop < cols[first].drop) {
				first = i
			}
		}
		if first < 0 {
			break
		}
		cols, widths = slices.Delete(cols, first, first+1), slices.Delete(widths, first, first+1)
	}
	last := len(widths) - 1
	widths[last] = max(0, widths[last]+width-total(widths))
	return cols, widths
}

// unused tells whether no row has anything in a column.
func unused(c column, rows []Row, now time.Time) bool {
	return len(rows) > 0 && !slices.ContainsFunc(rows, func(r Row) bool { return c.cell(r, now) != "" })
}

func total(widths []int) int {
	n := gap * (len(widths) - 1)
	for _, w := range widths {
		n += w
	}
	return n
}

// line puts the cells of a row side by side, each cut or filled to its width and then painted, without blanks at the end.
func line(cols []column, widths []int, text func(column) string, paint func(column, string) string) string {
	var b strings.Builder
	for i, c := range cols {
		cell := measure.Truncate(oneLine(text(c)), widths[i], "…")
		fill := strings.Repeat(" ", max(0, widths[i]-measure.StringWidth(cell))+gap)
		if paint != nil {
			cell = paint(c, cell)
		}
		b.WriteString(cell + fill)
	}
	return strings.TrimRight(b.String(), " ")
}

// summary is such as "5 releases: 2 approved, 3 review".
func summary(rows []Row, shown int) string {
	var order []string
	count := map[string]int{}
	for _, r := range rows {
		s := r.state()
		if count[s] == 0 {
			order = append(order, s)
		}
		count[s]++
	}
	text := fmt.Sprintf("%d releases", len(rows))
	if len(rows) == 1 {
		text = "1 release"
	}
	if hidden := len(rows) - shown; hidden > 0 {
		text += fmt.Sprintf(" (%d not shown)", hidden)
	}
	for i, s := range order {
		order[i] = fmt.Sprintf("%d %s", count[s], oneLine(s))
	}
	if len(order) > 0 {
		text += ": " + strings.Join(order, ", ")
	}
	return text
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

func stateColour(r Row) string {
	switch {
	case r.NeedsHuman && !r.ended():
		return yellow
	case !r.ended():
		return ""
	case r.Outcome == string(workflows.OutcomeApproved):
		return green
	case r.Outcome == string(workflows.OutcomeWithdrawn), r.Outcome == string(workflows.OutcomeCancelled):
		return yellow
	}
	return red
}
