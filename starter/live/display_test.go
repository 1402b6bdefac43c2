package live

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit/vt"
)

func TestPlainLines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	out, err := os.Create(path)
	require.NoError(t, err)
	d := New(out, func(string) string { return "" })
	assert.False(t, d.Live())

	r := Row{Name: "幸福面包店", AppID: "wx2222222222222222", Version: "1.4.2", Stage: "detect", Outcome: "open",
		Waiting: "the privacy check", Since: now, NextPoll: now.Add(time.Minute)}
	other := Row{Name: "Tea", AppID: "wx3333333333333333", Stage: "submit"}
	local := time.FixedZone("CST", 8*60*60)
	show := func(after time.Duration, rows ...Row) {
		t.Helper()
		require.NoError(t, d.Show(rows, now.Add(after).In(local)))
	}
	show(0, r, other)
	show(time.Second, r, other)
	r.NextPoll = r.NextPoll.Add(time.Minute)
	show(time.Minute, r, other) // the clock alone is no news
	r.Stage, r.AuditID, r.Waiting = "review", 440000002, "the verdict"
	show(2*time.Minute, r, other)
	_, err = d.Write([]byte("a log line\n"))
	require.NoError(t, err)
	r.Stage, r.Outcome, r.VerdictBy = "done", "approved", "push"
	show(3*time.Minute, r, other)
	require.NoError(t, d.Close())
	show(4*time.Minute, Row{Name: "too late"})

	got, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, `2026-03-02T09:30:00Z 幸福面包店 wx2222222222222222 1.4.2: detect, waits for the privacy check, next look 2026-03-02T09:31:00Z
2026-03-02T09:30:00Z Tea wx3333333333333333: submit
2026-03-02T09:32:00Z 幸福面包店 wx2222222222222222 1.4.2: review, audit 440000002, waits for the verdict, next look 2026-03-02T09:32:00Z
a log line
2026-03-02T09:33:00Z 幸福面包店 wx2222222222222222 1.4.2: approved, audit 440000002, heard by push
`, string(got))
}

func TestWhereToRedraw(t *testing.T) {
	env := func(kv ...string) func(string) string {
		return func(k string) string {
			if len(kv) == 2 && kv[0] == k {
				return kv[1]
			}
			return ""
		}
	}
	assert.True(t, redraws(true, env("TERM", "xterm")))
	assert.False(t, redraws(false, env("TERM", "xterm")))
	assert.False(t, redraws(true, env("TERM", "dumb")))
	assert.False(t, redraws(true, env("CI", "true")))
}

// live returns a display on a terminal of the test's own.
func live(out io.Writer) *Display {
	return &Display{w: out, terminal: NewTerminal(out, func() (int, int, error) { return 60, 24, nil }, false)}
}

func TestLogAboveTable(t *testing.T) {
	var out bytes.Buffer
	d := live(&out)
	write := func(text string) {
		t.Helper()
		n, err := d.Write([]byte(text))
		require.NoError(t, err)
		assert.Equal(t, len(text), n)
	}
	write("before\n")
	assert.Equal(t, "before\n", out.String())
	require.NoError(t, d.Show(rows[2:3], now))
	require.Contains(t, out.String(), "Tea")

	out.Reset()
	write("half ")
	assert.Empty(t, out.String(), "half a line would be torn by the table")
	write("a line\nand ")
	assert.Contains(t, out.String(), "half a line\r\n")
	assert.NotContains(t, out.String(), "and ")
	assert.Contains(t, out.String(), "Tea", "the table follows")

	out.Reset()
	require.NoError(t, d.Close())
	assert.Equal(t, "\r\x1b[J\x1b[?25hand ", out.String())
	out.Reset()
	require.NoError(t, d.Show(rows, now))
	write("after\n")
	assert.Equal(t, "after\n", out.String())
}

func TestTableLeavesTheEdgeFree(t *testing.T) {
	tty := vt.New(60)
	d := live(tty)
	for i := range 3 {
		require.NoError(t, d.Show(rows, now.Add(time.Duration(i)*time.Second)))
		assert.Equal(t, append(table(rows, now.Add(time.Duration(i)*time.Second), 59, 23, false), ""), tty.Lines())
	}
}
