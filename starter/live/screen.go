package live

import (
	"fmt"
	"io"
	"strings"
)

// Control sequences, understood by all terminals of today (ECMA-48 and DEC's private modes).
const (
	hideCursor = "\x1b[?25l"
	showCursor = "\x1b[?25h"
	wrapOff    = "\x1b[?7l" // a line that is wider than we think is cut, not continued on the next
	wrapOn     = "\x1b[?7h"
	eraseLine  = "\x1b[K" // from the cursor on
	eraseBelow = "\x1b[J" // the line from the cursor on, and all lines under it
)

// screen keeps some lines at the end of a terminal's output up to date. Between two calls the cursor is hidden, at the
// start of the line under them.
type screen struct {
	w     io.Writer
	lines []string // what is there now; nil before the first time
	size  size     // of the terminal when they were written
}

// size is a terminal's, in columns and lines.
type size struct{ width, height int }

// draw replaces the lines by others, which must be narrower than the terminal. Only what differs is written, all at once,
// so that nothing flickers.
func (s *screen) draw(lines []string, to size) error {
	if s.lines != nil && to != s.size {
		return s.redraw("", lines, to)
	}
	var b strings.Builder
	for i, l := range lines {
		switch {
		case i >= len(s.lines):
			b.WriteString(l + "\r\n")
		case l != s.lines[i]:
			up := len(s.lines) - i
			fmt.Fprintf(&b, "\r\x1b[%dA%s%s\r\x1b[%dB", up, l, eraseLine, up)
		}
	}
	if surplus := len(s.lines) - len(lines); surplus > 0 {
		fmt.Fprintf(&b, "\r\x1b[%dA%s", surplus, eraseBelow)
	}
	return s.write(b.String(), lines, to)
}

// redraw writes text where the lines begin, and all lines anew under it. Where the terminal has become narrower it has
// broken the old lines, so that they take more room than they did.
func (s *screen) redraw(text string, lines []string, to size) error {
	up := 0
	for _, l := range s.lines {
		up += broken(l, to.width)
	}
	var b strings.Builder
	if up > 0 {
		fmt.Fprintf(&b, "\r\x1b[%dA", up)
	}
	b.WriteString(eraseBelow + wrapOn + text + wrapOff)
	for _, l := range lines {
		b.WriteString(l + "\r\n")
	}
	return s.write(b.String(), lines, to)
}

func (s *screen) write(out string, lines []string, to size) error {
	s.lines, s.size = append([]string{}, lines...), to
	if out == "" {
		return nil
	}
	_, err := io.WriteString(s.w, hideCursor+wrapOff+out+wrapOn)
	return err
}

// leave gives the cursor back. The lines stay.
func (s *screen) leave() error {
	if s.lines == nil {
		return nil
	}
	s.lines = nil
	_, err := io.WriteString(s.w, "\r"+eraseBelow+showCursor)
	return err
}

// broken is the number of lines that a painted line takes on a terminal of this width.
func broken(line string, width int) int {
	n := 1
	text := unpainted(line)
	for measure.StringWidth(text) > width {
		part := measure.Truncate(text, width, "")
		if part == "" {
			break // not even one character fits
		}
		text = text[len(part):]
		n++
	}
	return n
}

// unpainted is a line without its colours.
func unpainted(line string) string {
	var b strings.Builder
	for i, part := range strings.Split(line, "\x1b[") {
		if i > 0 {
			_, part, _ = strings.Cut(part, "m")
		}
		b.WriteString(part)
	}
	return b.String()
}
