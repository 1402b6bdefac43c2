package live

import (
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// Terminal keeps some lines at the end of a terminal's output up to date, in place. It is not safe for concurrent use.
type Terminal struct {
	colour bool
	size   func() (width, height int, err error)
	screen screen
	render func(Space) []string // what Draw was given last
}

// Space is the room that lines have, and whether they may have colours.
type Space struct {
	Width, Height int
	Colour        bool
}

// Open returns the terminal that out is. It is nil where lines cannot be replaced or should not be: out is no terminal, TERM is
// "dumb", or the environment variable CI is set. Colours are left out when NO_COLOR is set (https://no-color.org).
func Open(out *os.File, getenv func(string) string) *Terminal {
	fd := int(out.Fd())
	if !redraws(term.IsTerminal(fd), getenv) {
		return nil
	}
	return NewTerminal(out, func() (int, int, error) { return term.GetSize(fd) }, getenv("NO_COLOR") == "")
}

func redraws(terminal bool, getenv func(string) string) bool {
	return terminal && getenv("TERM") != "dumb" && getenv("CI") == ""
}

// NewTerminal returns a terminal that is written to w and asked for its size, in columns and lines, before each drawing.
func NewTerminal(w io.Writer, size func() (width, height int, err error), colour bool) *Terminal {
	return &Terminal{size: size, colour: colour, screen: screen{w: w}}
}

// Draw replaces the lines by others. They must not be wider or more than the space that render is given; it may be called
// again before the next Draw.
func (t *Terminal) Draw(render func(Space) []string) error {
	t.render = render
	lines, to, err := t.lines()
	if err != nil {
		return err
	}
	return t.screen.draw(lines, to)
}

// Drawn tells whether there are lines now.
func (t *Terminal) Drawn() bool { return t.screen.lines != nil }

// Print writes whole lines above those that are kept up to date.
func (t *Terminal) Print(text string) error {
	if !t.Drawn() {
		_, err := io.WriteString(t.screen.w, text)
		return err
	}
	lines, to, err := t.lines()
	if err != nil {
		return err
	}
	return t.screen.redraw(strings.ReplaceAll(text, "\n", "\r\n"), lines, to)
}

// Erase takes the lines away and gives the cursor back.
func (t *Terminal) Erase() error {
	if !t.Drawn() {
		return nil
	}
	_, to, err := t.lines()
	if err != nil {
		return err
	}
	if err := t.screen.redraw("", nil, to); err != nil {
		return err
	}
	return t.screen.leave()
}

func (t *Terminal) lines() (lines []string, to size, err error) {
	if to.width, to.height, err = t.size(); err != nil {
		return nil, to, fmt.Errorf("ask the terminal for its size: %w", err)
	}
	if to.width <= 0 || to.height <= 0 { // some do not know
		to = size{80, 24}
	}
	// The cursor needs a line too. In the last column it would stand on the line's last character, and erase it.
	return t.render(Space{to.width - 1, to.height - 1, t.colour}), to, nil
}
