package progress

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestScreenWritesOnlyWhatDiffers(t *testing.T) {
	var out bytes.Buffer
	s := screen{w: &out}
	at := size{80, 24}
	step := func(want string, lines ...string) {
		t.Helper()
		require.NoError(t, s.draw(lines, at))
		assert.Equal(t, want, out.String())
		out.Reset()
	}
	const on, off = "\x1b[?25l\x1b[?7l", "\x1b[?7h"
	step(on+"one\r\ntwo\r\nthree\r\n"+off, "one", "two", "three")
	step("", "one", "two", "three")
	step(on+"\r\x1b[2A2\x1b[K\r\x1b[2B"+off, "one", "2", "three")
	step(on+"four\r\n"+off, "one", "2", "three", "four")
	step(on+"\r\x1b[2A\x1b[J"+off, "one", "2")

	at = size{4, 24}
	step(on+"\r\x1b[2A\x1b[J\x1b[?7h\x1b[?7lone\r\n2\r\n"+off, "one", "2")

	require.NoError(t, s.redraw("log\r\n", []string{"one", "3"}, at))
	assert.Equal(t, on+"\r\x1b[2A\x1b[J\x1b[?7hlog\r\n\x1b[?7lone\r\n3\r\n"+off, out.String())
	out.Reset()

	require.NoError(t, s.leave())
	assert.Equal(t, "\r\x1b[J\x1b[?25h", out.String())
	out.Reset()
	require.NoError(t, s.leave())
	assert.Empty(t, out.String())
}

// Whatever is drawn after whatever, the terminal shows it and nothing else under what was there before.
func TestScreenShowsWhatWasDrawnLast(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	vt := &terminal{width: 40, lines: []string{"$ demo", ""}, row: 1}
	s := screen{w: vt}
	above := []string{"$ demo"}
	for i := range 2000 {
		if rnd.IntN(10) == 0 {
			vt.resize(10 + rnd.IntN(60))
		}
		lines := make([]string, rnd.IntN(8))
		for j := range lines {
			lines[j] = strings.Repeat("面x"[:3+rnd.IntN(2)], rnd.IntN((vt.width-1)/3+1))
		}
		at := size{vt.width, 24}
		if rnd.IntN(10) == 0 && s.lines != nil {
			text := fmt.Sprint("log", i)
			require.NoError(t, s.redraw(text+"\r\n", lines, at))
			above = append(above, text)
		} else {
			require.NoError(t, s.draw(lines, at))
		}
		require.Equal(t, strings.Join(append(append([]string{}, above...), append(lines, "")...), "\n"),
			strings.Join(vt.lines, "\n"), "step %d", i)
	}
}

// terminal is as much of one as screen needs. Like most it breaks long lines anew when it becomes narrower; the parts
// stay separate when it becomes wider again, which is the harder case.
type terminal struct {
	width int
	lines []string
	row   int
	inner bool // the cursor is not at the start of its line
}

func (t *terminal) resize(width int) {
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

func (t *terminal) Write(p []byte) (int, error) {
	for s := string(p); s != ""; {
		seq, ok := strings.CutPrefix(s, "\x1b[")
		if !ok {
			end := strings.IndexAny(s+"\x1b", "\x1b\r\n")
			switch {
			case end > 0:
				t.lines[t.row], t.inner = s[:end], true // screen writes whole lines from their start
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

func (t *terminal) control(arg string, final byte) error {
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
	default:
		return errors.New("unexpected control sequence " + arg + string(final))
	}
	if t.row < 0 || t.row >= len(t.lines) {
		return errors.New("the cursor left the screen")
	}
	return nil
}
