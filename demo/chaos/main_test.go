package main

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The test's own program is what runs again as server, worker and bridge.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == roleServer || os.Args[1] == roleProgram) {
		main()
	}
	os.Exit(m.Run())
}

// A small storm in which every kind of process is stopped.
func TestStorm(t *testing.T) {
	var out, errs bytes.Buffer
	code := run(t.Context(), []string{"-releases", "30", "-seed", "7", "-limit", "5m", "-dir", t.TempDir()}, &out, &errs)
	require.Zero(t, code, out.String()+errs.String())
	for _, want := range []string{
		"# 30 releases, seed 7, ", "| process: Temporal server, killed | 1 |", "| process: bridge, ", "| process: worker, killed | ",
		"| process: worker, stopped | ", "| ended: approved | ", "| calls of WeChat that a fault struck | ", "Each release submitted once at most",
	} {
		assert.Contains(t, out.String(), want)
	}
	assert.NotContains(t, out.String(), "ended: open")
}

// What has not ended in time is told, and is no success.
func TestStormThatIsCutShort(t *testing.T) {
	var out, errs bytes.Buffer
	dir := t.TempDir()
	code := run(t.Context(), []string{"-releases", "3", "-limit", "1ms", "-dir", dir}, &out, &errs)
	assert.Equal(t, 1, code)
	assert.Contains(t, out.String()+errs.String(), dir)
	assert.DirExists(t, dir)
}

func TestPlan(t *testing.T) {
	assert.Equal(t, planned(100, 5), planned(100, 5), "the same seed gives the same plan")
	assert.NotEqual(t, planned(100, 5), planned(100, 6))
	for _, n := range []int{1, 30, 1000} {
		p := planned(n, 5)
		require.Len(t, p.courses, n)
		seen := map[blow]bool{}
		for _, b := range p.blows {
			assert.Less(t, b.at, n, "while there is something to disturb")
			seen[blow{target: b.target, gently: b.gently}] = true
		}
		assert.True(t, seen[blow{target: targetServer}] && seen[blow{target: targetWorker}] && seen[blow{target: targetWorker, gently: true}])
	}
	wanted := map[act]bool{}
	for _, c := range planned(200, 1).courses {
		wanted[c.act] = true
	}
	for _, a := range acts {
		assert.True(t, wanted[a], a)
	}
}

func TestFlags(t *testing.T) {
	for _, wrong := range [][]string{{"-releases", "0"}, {"-flight", "-1"}, {"-limit", "0s"}, {"-seed", "x"}, {"more"}} {
		var out, errs bytes.Buffer
		assert.Equal(t, 2, run(t.Context(), wrong, &out, &errs), wrong)
		assert.NotEmpty(t, errs.String())
		assert.Empty(t, out.String())
	}
	var out, errs bytes.Buffer
	assert.Zero(t, run(t.Context(), []string{"-help"}, &out, &errs))
	assert.Contains(t, errs.String(), "go run ./demo/chaos")
}
