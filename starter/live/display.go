package live

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// Display shows rows. Its methods are safe for concurrent use.
type Display struct {
	w        io.Writer
	terminal *Terminal // nil: plain lines

	mu     sync.Mutex // guards what follows, and terminal
	rows   []Row
	now    time.Time
	said   map[string]string // by release, the last plain line without its time
	part   []byte            // of a line that Write has not seen the end of
	closed bool
}

// New returns a display on out: a table where [Open] finds a terminal, plain lines elsewhere.
func New(out *os.File, getenv func(string) string) *Display {
	return &Display{w: out, terminal: Open(out, getenv), said: map[string]string{}}
}

// Live says whether the display is a table on a terminal, to be shown several times a second, rather than plain lines.
func (d *Display) Live() bool { return d.terminal != nil }

// Show brings the display up to date. On a terminal it follows the size of the window and the clock, so it is best called
// once or twice a second; elsewhere it prints a line for each release that is new or differs by more than times.
func (d *Display) Show(rows []Row, now time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil
	}
	d.rows, d.now = append([]Row{}, rows...), now
	if d.terminal == nil {
		return d.say()
	}
	return d.terminal.Draw(func(s Space) []string { return table(d.rows, d.now, s.Width, s.Height, s.Colour) })
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
	if !d.drawn() && d.part == nil {
		return d.w.Write(p)
	}
	d.part = append(d.part, p...)
	end := bytes.LastIndexByte(d.part, '\n') + 1
	if end == 0 {
		return len(p), nil
	}
	text := string(d.part[:end])
	d.part = append([]byte(nil), d.part[end:]...)
	if err := d.terminal.Print(text); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (d *Display) drawn() bool { return d.terminal != nil && d.terminal.Drawn() }

// Close leaves the last state on the screen and gives the cursor back. Show does nothing afterwards, Write just prints.
func (d *Display) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	if d.terminal != nil {
		if err := d.terminal.Leave(); err != nil {
			return err
		}
	}
	if d.part == nil {
		return nil
	}
	_, err := d.w.Write(d.part)
	d.part = nil
	return err
}
