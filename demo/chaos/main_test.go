package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit"
)

// TestMain is the Temporal server, or whatever a test wants to kill, where this program is started anew.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case roleServer:
			main()
		case roleChild:
			os.Exit(child(os.Args[2]))
		case roleChaos:
			os.Args = append(os.Args[:1], os.Args[2:]...)
			main()
		}
	}
	code := m.Run()
	if dir, err := builtIn(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// roleChaos is chaos itself as a process, followed by its flags.
const roleChaos = "chaos"

// builtIn builds wxrelease once for all tests, and gives the folder.
var builtIn = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "wxrelease-chaos-test-")
	if err != nil {
		return "", err
	}
	_, err = buildProgram(context.Background(), dir)
	return dir, err
})

func programForTests(t *testing.T) string {
	t.Helper()
	dir, err := builtIn()
	require.NoError(t, err)
	return filepath.Join(dir, "wxrelease")
}

// A small run, in which everything is killed and stopped at least once: all holds, and the account tells it.
func TestAllHolds(t *testing.T) {
	var out, errs bytes.Buffer
	code := run(t.Context(), []string{
		"-releases", "24", "-flight", "12", "-seed", "5", "-patience", "2m", "-program", programForTests(t), "-dir", t.TempDir(),
	}, &out, &errs)
	require.Zero(t, code, "%s%s", &out, &errs)
	account := out.String()
	for _, want := range []string{
		"Seed 5: 24 of 24 Mini Programs", "**All holds.**", "| releases still open | 0 | 0 |", "| double submissions | 0 | 0 |",
		"| submit_audit: accepted, and all workers die before they know | 1 | 1 |", "| ended as approved | ", "| withdraw | ",
		"| temporal | 1 | 1 | ", "| bridge | 1 | 1 | ", "| /wxa/submit_audit | ",
	} {
		assert.Contains(t, account, want)
	}
	stopped := 0
	for _, n := range regexp.MustCompile(`(?m)^\| worker-\d \| ([1-9]\d*) \| (\d)`).FindAllStringSubmatch(account, -1) {
		stopped += int(n[2][0] - '0')
	}
	assert.Equal(t, 1, stopped, account)
	told := regexp.MustCompile(`verdicts told \| (\d+) .*\n.*own \| (\d+) \| (\d+)`).FindStringSubmatch(account)
	require.Len(t, told, 4, account)
	assert.Equal(t, []string{told[1], told[1]}, told[2:])
}

// Interrupted, it tells the account so far, ends its children and keeps its folder.
func TestInterrupted(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	var out bytes.Buffer
	var errs testkit.Buffer
	dir := t.TempDir()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"-releases", "200", "-flight", "4", "-program", programForTests(t), "-dir", dir}, &out, &errs)
	}()
	require.Eventually(t, func() bool { return submissionsIn(dir) > 0 }, time.Minute, 20*time.Millisecond, "a release is under way")
	interrupt()
	select {
	case code := <-ended:
		assert.Equal(t, 1, code)
	case <-time.After(time.Minute):
		require.FailNow(t, "it does not end")
	}
	assert.Contains(t, out.String(), "Interrupted: this is the account so far.")
	assert.Contains(t, out.String(), "## Releases")
	assert.NotContains(t, out.String(), "All holds")
	assert.Contains(t, errs.String(), dir)
	assert.FileExists(t, filepath.Join(dir, "logs", "worker-1.log"))
	assert.Empty(t, running(t, dir))
}

// submissionsIn counts the submissions that WeChat was sent, by its log.
func submissionsIn(dir string) int {
	log, err := os.ReadFile(filepath.Join(dir, "logs", "wechat.log"))
	if err != nil {
		return 0
	}
	return strings.Count(string(log), submitPath)
}

func TestWrongUsage(t *testing.T) {
	for _, args := range [][]string{
		{"more"}, {"-releases", "0"}, {"-releases", "many"}, {"-flight", "0"}, {"-workers", "1"}, {"-duration", "-1s"}, {"-patience", "0s"},
		{"-seed", "-1"}, {"-nonsense"},
	} {
		var out, errs bytes.Buffer
		assert.Equal(t, 2, run(t.Context(), args, &out, &errs), args)
		assert.Contains(t, errs.String(), "Usage: go run ./demo/chaos")
		assert.Empty(t, out.String())
	}
	var out, errs bytes.Buffer
	assert.Zero(t, run(t.Context(), []string{"-help"}, &out, &errs))
	assert.Contains(t, errs.String(), "Exit code: 0 all holds, 1 it does not, 2 wrong usage.")
}

// What cannot be tried is said, and is no success.
func TestCannotBeTried(t *testing.T) {
	var out, errs bytes.Buffer
	nothing := filepath.Join(t.TempDir(), "nothing")
	assert.Equal(t, 1, run(t.Context(), []string{"-releases", "1", "-program", nothing, "-dir", t.TempDir()}, &out, &errs))
	assert.Contains(t, errs.String(), "chaos: starting bridge: ")
	assert.Empty(t, out.String())
}
