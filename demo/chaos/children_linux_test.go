package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit"
)

// running lists the processes that have to do with a folder: all children of a run name it in their arguments or surroundings.
func running(t *testing.T, dir string) (pids []int) {
	t.Helper()
	entries, err := os.ReadDir("/proc")
	require.NoError(t, err)
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		for _, file := range []string{"cmdline", "environ"} {
			// One that has just ended, or is another user's, has nothing to read.
			if text, err := os.ReadFile(filepath.Join("/proc", entry.Name(), file)); err == nil && strings.Contains(string(text), dir) {
				pids = append(pids, pid)
				break
			}
		}
	}
	return pids
}

// Chaos itself is killed by force: its children do not outlive it.
func TestChildrenDieWithIt(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	dir := t.TempDir()
	var errs testkit.Buffer
	// -flight is 1, so that no blow falls meanwhile.
	cmd := exec.Command(self, roleChaos, "-releases", "200", "-flight", "1", "-program", programForTests(t), "-dir", dir)
	cmd.Stderr = &errs
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	require.Eventually(t, func() bool { return len(running(t, dir)) >= 5 }, time.Minute, 50*time.Millisecond, "chaos, Temporal, bridge, workers")
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait())
	require.Eventually(t, func() bool { return len(running(t, dir)) == 0 }, time.Minute, 50*time.Millisecond, errs.String())
}
