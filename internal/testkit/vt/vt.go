// Package vt imitates a terminal for tests: what a user would see of a program's output.
package vt

import (
	"errors"
	"strconv"
	"strings"
	"sync"

	"github.com/mattn/go-runewidth"
)

var measure = &runewidth.Condition{}

// Terminal is as much of a terminal as package live needs. Like most it breaks long lines anew when it becomes narrower; the parts
// stay separate when it becomes wider again, which is the harder case.
//
// It is safe for concurrent use.
type Terminal struct {
	mu    sync.Mutex // guards what follows
	width int
	lines []string
	row   int
	inner bool // the cursor is not at the start of its line

	hidden bool
}

// New returns a terminal with some lines on it already and the cursor under them.
func New(width int, lines ...string) *Terminal {
	return &Terminal{width: width, lines: append(append([]string{}, lines...), ""), row: len(lines)}
}

// Width is the number of columns.
func (t *Terminal) Width() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.width
}

// Lines are all lines, without colours. The last is the cursor's.
func (t *Terminal) Lines() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string{}, t.lines...)
}

// Hidden tells whether the cursor is hidden.
func (t *Terminal) Hidden() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.hidden
}

// Resize makes the terminal narrower or wider.
func (t *Terminal) Resize(width int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.width = width
	var lines []string
	for i, l := range t.lines {
		if i == t.row {
			t.row = len(lines)
		}
		for measure.StringWidth(l) > width {
			part := measure.Truncate(l, width, "")
			lines, l = append(lines, part), strings.TrimPrefix(l, part)
		}
		lines = append(lines, l)
	}
	t.lines = lines
}

// Write takes output and obeys the control sequences in it; one that package live does not use is an error.
func (t *Terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for s := string(p); s != ""; {
		seq, ok := strings.CutPrefix(s, "\x1b[")
		if !ok {
			end := strings.IndexAny(s+"\x1b", "\x1b\r\n")
			switch {
			case end > 0:
				if !t.inner { // lines are written whole, from their start
					t.lines[t.row] = ""
				}
				t.lines[t.row], t.inner = t.lines[t.row]+s[:end], true
				s = s[end:]
			case s[0] == '\n':
				t.row++
				if t.row == len(t.lines) {
					t.lines = append(t.lines, "")
				}
				s = s[1:]
			default:
				t.inner = false
				s = s[1:]
			}
			continue
		}
		end := strings.IndexFunc(seq, func(r rune) bool { return r >= '@' })
		if err := t.control(seq[:end], seq[end]); err != nil {
			return 0, err
		}
		s = seq[end+1:]
	}
	return len(p), nil
}

func (t *Terminal) control(arg string, final byte) error {
	n, _ := strconv.Atoi(arg)
	switch final {
	case 'A':
		t.row -= n
	case 'B':
		t.row += n
	case 'J':
		t.lines = append(t.lines[:t.row], "")
	case 'K':
		switch l := t.lines[t.row]; {
		case !t.inner:
			t.lines[t.row] = ""
		case measure.StringWidth(l) >= t.width: // the cursor is on the last character
			t.lines[t.row] = measure.Truncate(l, t.width-1, "")
		}
	case 'h', 'l':
		if arg == "?25" {
			t.hidden = final == 'l'
		}
	case 'm':
	default:
		return errors.New("unexpected control sequence " + arg + string(final))
	}
	if t.row < 0 || t.row >= len(t.lines) {
		return errors.New("the cursor left the screen")
	}
	return nil
}
