package build

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOf(t *testing.T) {
	assert.Equal(t, Info{Version: "v1.2.3", Revision: "abc", Time: "2026-11-26T05:04:00Z", Modified: true}, of(&debug.BuildInfo{
		Main: debug.Module{Version: "v1.2.3"},
		Settings: []debug.BuildSetting{
			{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.time", Value: "2026-11-26T05:04:00Z"}, {Key: "vcs.modified", Value: "true"},
		},
	}, true))
	assert.Equal(t, "unknown", of(nil, false).Version)
	assert.Equal(t, "unknown", of(&debug.BuildInfo{}, true).Version)
}

// The linker's flag of the Dockerfile and of released binaries is the one that counts, for every part of the program that tells it.
func TestLinkedVersion(t *testing.T) {
	const flag = "-X github.com/wxrelease/wxrelease/internal/build.version="
	for _, path := range []string{"../../Dockerfile", "../../.goreleaser.yaml"} {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Contains(t, string(data), flag, path) // the linker says nothing of a variable that is not there
	}
	program := filepath.Join(t.TempDir(), "wxrelease")
	build := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", program,
		"-ldflags", flag+"v7.8.9", "../..")
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	for _, args := range [][]string{{"--version"}, {"version"}, {"worker", "-version"}} {
		cmd := exec.CommandContext(t.Context(), program, args...)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		assert.Contains(t, string(out), "v7.8.9", args)
	}
}
