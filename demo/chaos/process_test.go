package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// roleChild is a program that waits for its end, or ends by itself with an exit code.
const roleChild = "test-child"

const (
	childStays    = "stays"    // until it is killed
	childObeys    = "obeys"    // SIGTERM, with exit code 0, as most programs do without their doing
	childGrumbles = "grumbles" // and ends with exit code 3
)

func child(what string) int {
	asked := make(chan os.Signal, 1)
	if what == childGrumbles || what == childObeys {
		signal.Notify(asked, syscall.SIGTERM)
	}
	fmt.Println("up")
	if code, err := strconv.Atoi(what); err == nil {
		return code
	}
	<-asked
	if what == childGrumbles {
		return 3
	}
	return 0
}

// subject is a process under test, and how often it was started.
func subject(t *testing.T, what func(start int) string) (*process, func() int) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	starts := 0
	p, err := newProcess(t.TempDir(), "subject", func() *exec.Cmd {
		starts++
		return exec.Command(self, roleChild, what(starts))
	}, true)
	require.NoError(t, err)
	t.Cleanup(p.close)
	return p, func() int { p.mu.Lock(); defer p.mu.Unlock(); return starts }
}

func always(what string) func(int) string { return func(int) string { return what } }

// What is killed is started again, and nothing is odd about it.
func TestKilledProcessIsStartedAgain(t *testing.T) {
	p, starts := subject(t, always(childStays))
	require.NoError(t, p.start(t.Context()))
	first := p.cmd.Process.Pid
	p.strike(t.Context(), true, 0)
	assert.Equal(t, 2, starts())
	assert.NotEqual(t, first, p.cmd.Process.Pid)
	counts, strange := p.told()
	assert.Equal(t, processCounts{Killed: 1}, counts)
	assert.Empty(t, strange)
}

func TestStoppedProcess(t *testing.T) {
	p, _ := subject(t, always(childObeys))
	require.NoError(t, p.start(t.Context()))
	p.strike(t.Context(), false, 0)
	counts, strange := p.told()
	assert.Equal(t, processCounts{Stopped: 1}, counts)
	assert.Empty(t, strange)
}

// A program that is asked to stop ends with 0, or it is told.
func TestStoppedProcessWithAnotherCode(t *testing.T) {
	p, _ := subject(t, always(childGrumbles))
	require.NoError(t, p.start(t.Context()))
	p.strike(t.Context(), false, 0)
	_, strange := p.told()
	assert.Equal(t, []string{"stopped as asked, its exit code was 3"}, strange)
}

// Exit code 1 asks for another start; every other end by itself is told.
func TestProcessThatEndsByItself(t *testing.T) {
	p, starts := subject(t, func(start int) string { return []string{"1", "2", childStays}[start-1] })
	require.NoError(t, p.start(t.Context()))
	require.Eventually(t, func() bool { return starts() == 3 }, time.Minute, 10*time.Millisecond)
	counts, strange := p.told()
	assert.Equal(t, processCounts{ByItself: 2}, counts)
	require.Len(t, strange, 1)
	assert.Contains(t, strange[0], "it ended by itself, exit code 2")
}

// A program that never says that it is up is an error, and no child is left.
func TestProcessThatDoesNotBegin(t *testing.T) {
	p, err := newProcess(t.TempDir(), "subject", func() *exec.Cmd { return exec.Command("false") }, true)
	require.NoError(t, err)
	defer p.close()
	assert.ErrorContains(t, p.start(t.Context()), "subject did not begin")
	assert.False(t, p.end(true), "there is nothing to end")
}

// What the logs and the ends of the processes say is part of the account.
func TestOddities(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "logs"), 0o700))
	p, err := newProcess(filepath.Join(dir, "logs"), "worker-1", nil, false)
	require.NoError(t, err)
	defer p.close()
	w := &world{dir: dir, workers: []*process{p}}
	found, _ := w.oddities()
	assert.Empty(t, found)
	_, err = p.log.WriteString("time=… level=INFO msg=fine\npanic: runtime error\nlevel=ERROR msg=\"[TMPRL1100] nondeterministic\"\n")
	require.NoError(t, err)
	p.note("it ended by itself")
	found, counts := w.oddities()
	assert.Equal(t, []violation{
		{"", oddProcess, "worker-1: it ended by itself"},
		{"", oddLog, "worker-1: panic: runtime error"},
		{"", oddLog, "worker-1: level=ERROR msg=\"[TMPRL1100] nondeterministic\""},
	}, found)
	assert.Equal(t, "worker-1", counts[0].Name)
}
