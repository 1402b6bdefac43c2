package command

import (
	"fmt"
	"time"

	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/timing"
)

// duration is a flag's value that reads as durations of the release file do: 90s, 30m, 2d.
type duration time.Duration

func (d *duration) String() string { return timing.Duration(*d).String() }
func (d *duration) Type() string   { return "duration" }
func (d *duration) Set(text string) error {
	return (*timing.Duration)(d).UnmarshalText([]byte(text))
}

// Bounds of what people say about a request, in characters. It is for people to read: a longer one is cut, not refused.
const (
	byMost     = 200
	reasonMost = 1000
)

// said is a flag's value that ends up in a record, often the content of a file or of a variable. What the system that it comes
// from adds to it is left out: blanks and line ends around it, \r within, a byte order mark. Other bytes than UTF-8 cannot be
// recorded.
type said struct {
	to   *string
	most int  // characters; 0: whatever its use takes
	need bool // an empty one is no value, but a variable that should hold one
}

func (s said) Type() string { return "string" }

func (s said) String() string {
	if s.to == nil {
		return ""
	}
	return *s.to
}

func (s said) Set(text string) error {
	if at := plain.InvalidUTF8(text); at >= 0 {
		return words.FlagNotUTF8.Err(at+1, fmt.Sprintf("0x%02X", text[at]))
	}
	text = plain.Line(text)
	if s.need && text == "" {
		return words.FlagEmpty.Err()
	}
	if runes := []rune(text); s.most > 0 && len(runes) > s.most {
		text = string(runes[:s.most-1]) + "…"
	}
	*s.to = text
	return nil
}
