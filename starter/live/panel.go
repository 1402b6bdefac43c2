package live

import (
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/internal/wrap"
)

// Tone is what a text means to the reader; it is shown as a colour where there are colours.
type Tone string

const (
	Plain Tone = ""
	Faint Tone = dim
	Bad   Tone = red
	Good  Tone = green
	Warn  Tone = yellow
)

// Panel shows one thing in detail: a head with its state and a clock, the steps of its way, and lines of a name and a value.
type Panel struct {
	Head   string // what it is
	State  string
	Tone   Tone // of State
	Clock  string
	Steps  []string // of the whole way, in their order
	Step   int      // the present one; len(Steps) when all are done
	Lines  []Line   // the most important first: a low terminal shows only those that fit
	Foot   string
	Halted bool // no spinner: nothing is going on
}

// Line is a name and its value. A long value is broken into several lines.
type Line struct {
	Name, Value string
	Tone        Tone // of the value
}

// spinner has one frame for each spinnerPause.
const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"

// SpinnerPause is the time between two frames: drawing a panel more often changes nothing.
const SpinnerPause = 200 * time.Millisecond

// Widths of a panel's parts, in columns.
const (
	nameMost   = 14
	valueLeast = 12 // with less room the names stand above their values
)

// Render gives the panel as lines that fit into the space.
func (p Panel) Render(s Space, now time.Time) []string {
	head := []string{p.head(s, now)}
	if len(p.Steps) > 0 {
		head = append(head, p.steps(s))
	}
	var foot []string
	if p.Foot != "" {
		foot = []string{paint(dim, cut("  "+oneLine(p.Foot), s.Width), s.Colour)}
	}
	room := s.Height - len(head) - len(foot)
	body := p.body(s, 0)
	for most := 3; len(body) > room && most > 0; most-- {
		body = p.body(s, most)
	}
	lines := append(append(head, body[:min(len(body), max(room, 0))]...), foot...)
	return lines[:min(len(lines), max(s.Height, 1))]
}

func (p Panel) head(s Space, now time.Time) string {
	mark := "•"
	if !p.Halted {
		frames := []rune(spinner)
		mark = string(frames[now.UnixMilli()/SpinnerPause.Milliseconds()%int64(len(frames))])
	}
	state, clock := oneLine(p.State), oneLine(p.Clock)
	room := s.Width - 2 // without the mark
	state = cut(state, room)
	room -= measure.StringWidth(state) + gap
	if width := measure.StringWidth(clock) + gap; clock != "" && width <= room {
		room -= width
	} else {
		clock = ""
	}
	head := cut(oneLine(p.Head), room)
	line := paint(dim, mark, s.Colour) + " "
	if head != "" {
		line += head + strings.Repeat(" ", gap)
	}
	line += paint(string(p.Tone), state, s.Colour)
	if clock != "" {
		fill := s.Width - measure.StringWidth(unpainted(line)) - measure.StringWidth(clock)
		line += strings.Repeat(" ", max(fill, gap)) + paint(dim, clock, s.Colour)
	}
	return line
}

// steps shows the whole way, or, where it does not fit, the present step alone.
func (p Panel) steps(s Space) string {
	const between = " ─ "
	width := 2
	parts := make([]string, len(p.Steps))
	for i, step := range p.Steps {
		step = oneLine(step)
		switch {
		case i < p.Step:
			parts[i] = paint(green, "✓", s.Colour) + " " + step
		case i == p.Step:
			parts[i] = "● " + step
		default:
			parts[i] = paint(dim, "○ "+step, s.Colour)
		}
		width += 2 + measure.StringWidth(step)
	}
	if width += (len(parts) - 1) * measure.StringWidth(between); width <= s.Width {
		return "  " + strings.Join(parts, paint(dim, between, s.Colour))
	}
	if p.Step >= len(parts) {
		return "  ✓"
	}
	marks := strings.Repeat("✓", p.Step) + "●" + strings.Repeat("○", len(parts)-p.Step-1)
	return cut("  "+marks+" "+oneLine(p.Steps[p.Step]), s.Width)
}

// body gives the named lines, each value in at most so many lines; 0 is no limit.
func (p Panel) body(s Space, most int) []string {
	names := 0
	for _, l := range p.Lines {
		names = max(names, measure.StringWidth(oneLine(l.Name)))
	}
	names = min(names, nameMost)
	indent := 2 + names + gap
	apart := s.Width-indent < valueLeast
	if apart {
		indent = 4
	}
	var lines []string
	for _, l := range p.Lines {
		name := cut(oneLine(l.Name), min(nameMost, s.Width-2))
		values := wrap.Lines(oneLine(l.Value), max(s.Width-indent, 1))
		if most > 0 && len(values) > most {
			values = values[:most]
			values[most-1] = cut(values[most-1]+"…", max(s.Width-indent, 1))
		}
		for i, value := range values {
			lead := strings.Repeat(" ", indent)
			if i == 0 && !apart {
				lead = "  " + paint(dim, name, s.Colour) + strings.Repeat(" ", indent-2-measure.StringWidth(name))
			} else if i == 0 {
				lines = append(lines, "  "+paint(dim, name, s.Colour))
			}
			lines = append(lines, lead+paint(string(l.Tone), value, s.Colour))
		}
	}
	return lines
}
