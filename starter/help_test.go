package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the files that the tests compare with")

// Every command has a help with real invocations: go test ./starter -run Help -update writes what they print.
func TestHelp(t *testing.T) {
	const dir = "testdata/help"
	if *update {
		require.NoError(t, os.RemoveAll(dir))
		require.NoError(t, os.MkdirAll(dir, 0o755))
	}
	var names []string
	var each func(cmd *cobra.Command)
	each = func(cmd *cobra.Command) {
		if cmd.Hidden || cmd.Name() == "help" || cmd.Name() == "completion" {
			return // cobra's own
		}
		path := strings.Fields(cmd.CommandPath())[1:]
		name := strings.Join(append([]string{"starter"}, path...), "-") + ".txt"
		names = append(names, name)
		t.Run(name, func(t *testing.T) {
			var out, errw bytes.Buffer
			a := &app{stdin: strings.NewReader(""), stdout: &out, stderr: &errw}
			require.Equal(t, exitOK, a.run(t.Context(), append(path, "--help")))
			assert.Empty(t, errw.String())
			// The settings have a table of their own, which README.md holds.
			before, after, _ := strings.Cut(out.String(), "Settings, from the environment:")
			_, after, found := strings.Cut(after, "\nUsage:\n")
			text := before
			if found {
				text += "Usage:\n" + after
			}
			file := filepath.Join(dir, name)
			if *update {
				require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err, "go test ./starter -run Help -update writes it")
			assert.Equal(t, string(want), text)
			if cmd.Runnable() && !cmd.HasSubCommands() {
				assert.Contains(t, text, "Examples:\n  starter "+strings.Join(path, " "), "an invocation to copy")
			}
			for _, line := range strings.Split(cmd.Long, "\n") {
				assert.LessOrEqual(t, len([]rune(line)), 130, line)
			}
		})
		for _, sub := range cmd.Commands() {
			each(sub)
		}
	}
	root := (&app{}).root()
	each(root)
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, f := range files {
		assert.Contains(t, names, f.Name(), "the help of a command that is gone")
	}
}
