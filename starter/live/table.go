package live

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/internal/words"
)

// column is one column of the table.
type column struct {
	title    *words.Message // nil has none
	min, max int            // width on the screen
	drop     int            // which goes first when the terminal is narrow; 0 stays
	cell     func(r Row, l words.Lang, now time.Time) string
}

var columns = []column{
	{words.ColumnName, 4, 20, 0, func(r Row, _ words.Lang, _ time.Time) string { return r.Name }},
	{words.ColumnAppID, 6, 20, 1, func(r Row, _ words.Lang, _ time.Time) string { return r.AppID }},
	{words.ColumnVersion, 7, 12, 4, func(r Row, _ words.Lang, _ time.Time) string { return r.Version }},
	{words.ColumnState, 8, 18, 0, func(r Row, _ words.Lang, _ time.Time) string { return r.State }},
	{words.ColumnAuditID, 9, 12, 2, func(r Row, _ words.Lang, _ time.Time) string { return auditID(r) }},
	{words.ColumnFor, 6, 14, 5, since},
	{words.ColumnNext, 6, 14, 3, next},
	{nil, minDetail, 0, 6, func(r Row, _ words.Lang, _ time.Time) string { return r.Detail }}, // takes what is left
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

func since(r Row, l words.Lang, now time.Time) string {
	if r.Since.IsZero() || r.Ended {
		return ""
	}
	return Elapsed(l, now.Sub(r.Since))
}

func next(r Row, l words.Lang, now time.Time) string {
	switch {
	case r.NextPoll.IsZero() || r.Ended:
		return ""
	case !now.Before(r.NextPoll):
		return words.Now.In(l)
	}
	return Elapsed(l, r.NextPoll.Sub(now))
}

// Table renders several releases, as many as fit into the space. Where not all fit, the open ones come first. The first line names
// the columns, the last one sums up.
func Table(rows []Row, l words.Lang, s Space, now time.Time) []string {
	shown := fit(rows, s.Height-2) // without the first line and the last
	cols, widths := layout(shown, l, now, s.Width)

	title := func(c column) string {
		if c.title == nil {
			return ""
		}
		return c.title.In(l)
	}
	lines := []string{paint(dim, line(cols, widths, title, nil), s.Colour)}
	for _, r := range shown {
		text := func(c column) string { return c.cell(r, l, now) }
		lines = append(lines, line(cols, widths, text, func(c column, text string) string {
			if c.title != words.ColumnState {
				return text
			}
			return paint(string(r.Tone), text, s.Colour)
		}))
	}
	lines = append(lines, paint(dim, measure.Truncate(summary(rows, len(shown), l), s.Width, "…"), s.Colour))
	return lines[:min(len(lines), max(s.Height, 1))]
}

// fit picks the rows to show, in their order.
func fit(rows []Row, n int) []Row {
	leave := len(rows) - max(n, 0)
	if leave <= 0 {
		return rows
	}
	ended := 0
	for _, r := range rows {
		if r.Ended {
			ended++
		}
	}
	leaveEnded := min(leave, ended)
	var shown []Row
	for _, r := range rows {
		if r.Ended && leaveEnded > 0 {
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
func layout(rows []Row, l words.Lang, now time.Time, width int) (cols []column, widths []int) {
	for _, c := range columns {
		if (c.title == words.ColumnName || c.title == words.ColumnAppID) && unused(c, rows, l, now) {
			continue
		}
		w := c.min
		for _, r := range rows {
			w = max(w, measure.StringWidth(oneLine(c.cell(r, l, now))))
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
func unused(c column, rows []Row, l words.Lang, now time.Time) bool {
	return len(rows) > 0 && !slices.ContainsFunc(rows, func(r Row) bool { return c.cell(r, l, now) != "" })
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
func summary(rows []Row, shown int, l words.Lang) string {
	var order []string
	count := map[string]int{}
	for _, r := range rows {
		if count[r.State] == 0 {
			order = append(order, r.State)
		}
		count[r.State]++
	}
	text := words.RowsCounted.Of(len(rows))
	if hidden := len(rows) - shown; hidden > 0 {
		text = words.RowsHidden.Of(len(rows), hidden)
	}
	for i, s := range order {
		order[i] = fmt.Sprintf("%d %s", count[s], oneLine(s))
	}
	if len(order) > 0 {
		text = words.RowsSummed.Of(text, words.List(order...))
	}
	return text.In(l)
}
