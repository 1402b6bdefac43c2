package progress

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"
)

// Display shows rows. Its methods are safe for concurrent use.
type Display struct {
	w      io.Writer
	size   func() (size, error) // nil: not a terminal, plain lines
	colour bool

	mu     sync.Mutex // guards what follows
	screen screen
	rows   []Row
	now    time.Time
	said   map[string]string // by release, the last plain line without its time
	part   []byte            // of a line that Write has not seen the end of
	closed bool
}

// New returns a display on out: a table when out is a terminal, plain lines when it is not, or when the environment
// variable CI is set or TERM is "dumb". Colours are left out when NO_COLOR is set (https://no-color.org).
func New(out *os.File, getenv func(string) string) *Display {
	d := &Display{w: out, colour: getenv("NO_COLOR") == "", said: map[string]string{}}
	fd := int(out.Fd())
	if redraws(term.IsTerminal(fd), getenv) {
		d.size = func() (s size, err error) {
			s.width, s.height, err = term.GetSize(fd)
			return s, err
		}
	}
	d.screen.w = out
	return d
}

func redraws(terminal bool, getenv func(string) string) bool {
	return terminal && getenv("TERM") != "dumb" && getenv("CI") == ""
}

// Live says whether the display is a table on a terminal, to be shown several times a second, rather than plain lines.
func (d *Display) Live() bool { return d.size != nil }

// Show brings the display up to date. On a terminal it follows the size of the window and the clock, so it is best called
// once or twice a second; elsewhere it prints a line for each release that is new or differs by more than times.
func (d *Display) Show(rows []Row, now time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil
	}
	d.rows, d.now = append([]Row{}, rows...), now
	if d.size == nil {
		return d.say()
	}
	lines, to, err := d.render()
	if err != nil {
		return err
	}
	return d.screen.draw(lines, to)
}

func (d *Display) render() (lines []string, to size, err error) {
	if to, err = d.size(); err != nil {
		return nil, to, fmt.Errorf("ask the terminal for its size: %w", err)
	}
	if to.width <= 0 || to.height <= 0 { // some do not know
		to = size{80, 24}
	}
	// The cursor needs a line too. In the last column it would stand on the line's last character, and erase it.
	return table(d.rows, d.now, to.width-1, to.height-1, d.colour), to, nil
}

func (d *Display) say() error {
	for _, r := range d.rows {
		key := r.Name + "\x00" + r.AppID
		text := plain(r)
		if d.said[key] == text {
			continue
		}
		if _, err := fmt.Fprintf(d.w, "%s %s%s\n", d.now.UTC().Format(time.RFC3339), text, plainNext(r)); err != nil {
			return err
		}
		d.said[key] = text
	}
	return nil
}

// Write prints whole lines, such as a program's log, above the table; without a table it just prints them. The end of an
// unfinished line is awaited until Close.
func (d *Display) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.screen.lines == nil && d.part == nil {
		return d.w.Write(p)
	}
	d.part = append(d.part, p...)
	end := bytes.LastIndexByte(d.part, '\n') + 1
	if end == 0 {
		return len(p), nil
	}
	text := string(d.part[:end])
	d.part = append([]byte(nil), d.part[end:]...)
	lines, to, err := d.render()
	if err != nil {
		return 0, err
	}
	if err := d.screen.redraw(strings.ReplaceAll(text, "\n", "\r\n"), lines, to); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Close leaves the last state on the screen and gives the cursor back. Show does nothing afterwards, Write just prints.
func (d *Display) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	if err := d.screen.leave(); err != nil {
		return err
	}
	if d.part == nil {
		return nil
	}
	_, err := d.w.Write(d.part)
	d.part = nil
	return err
}
