package live

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit/vt"
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
	tty := vt.New(40, "$ demo")
	s := screen{w: tty}
	above := []string{"$ demo"}
	for i := range 2000 {
		if rnd.IntN(10) == 0 {
			tty.Resize(10 + rnd.IntN(60))
		}
		lines := make([]string, rnd.IntN(8))
		for j := range lines {
			lines[j] = strings.Repeat("面x"[:3+rnd.IntN(2)], rnd.IntN((tty.Width()-1)/3+1))
		}
		at := size{tty.Width(), 24}
		if rnd.IntN(10) == 0 && s.lines != nil {
			text := fmt.Sprint("log", i)
			require.NoError(t, s.redraw(text+"\r\n", lines, at))
			above = append(above, text)
		} else {
			require.NoError(t, s.draw(lines, at))
		}
		require.Equal(t, strings.Join(append(append([]string{}, above...), append(lines, "")...), "\n"),
			strings.Join(tty.Lines(), "\n"), "step %d", i)
	}
}
