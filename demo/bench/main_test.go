package main

import (
	"bytes"
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMain is a server or a worker where a measurement starts this program anew.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == roleServer || os.Args[1] == roleWorker) {
		main()
	}
	os.Exit(m.Run())
}

// A small measurement of everything gives every table, and WeChat accepted one submission for each release.
func TestMeasuresEverything(t *testing.T) {
	var out, errs bytes.Buffer
	code := run(t.Context(), []string{
		"-releases", "8", "-rounds", "1", "-flight", "4", "-open", "6,12", "-pushes", "40", "-dir", t.TempDir(),
	}, &out, &errs)
	require.Zero(t, code, errs.String())
	for _, title := range []string{"## History", "## Beside a straightforward workflow", "## Open releases", "## Pushes", "## Calls of WeChat"} {
		assert.Contains(t, out.String(), title)
	}
	assert.Contains(t, out.String(), "| approved by a push before the first poll | 29 |")
}

func TestWrongUsage(t *testing.T) {
	for _, args := range [][]string{{"more"}, {"-releases", "0"}, {"-open", "many"}} {
		var errs bytes.Buffer
		assert.Equal(t, 2, run(context.Background(), args, &errs, &errs), args)
		assert.Contains(t, errs.String(), "Usage: go run ./demo/bench")
	}
	var errs bytes.Buffer
	assert.Equal(t, 1, run(context.Background(), []string{"-only", "nothing"}, &errs, &errs))
	assert.Contains(t, errs.String(), "there is no such part")
}
