package command

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/internal/words"
)

// Every command has a help with real invocations: go test ./starter/command -run Help -update writes what they print.
func TestHelp(t *testing.T) {
	const dir = "testdata/help"
	if *testkit.Update {
		require.NoError(t, os.RemoveAll(dir))
		require.NoError(t, os.MkdirAll(dir, 0o755))
	}
	var names []string
	var each func(cmd *cobra.Command)
	each = func(cmd *cobra.Command) {
		if cmd.Hidden || cmd.Name() == "help" || cmd.Name() == "completion" || cmd.GroupID == words.GroupPrograms.In(words.English) ||
			cmd.IsAdditionalHelpTopicCommand() {
			return // cobra's own, programs with a help of their own, and topics
		}
		path := strings.Fields(cmd.CommandPath())[1:]
		name := strings.Join(append([]string{"wxrelease"}, path...), "-") + ".txt"
		names = append(names, name)
		t.Run(name, func(t *testing.T) {
			var out, errw bytes.Buffer
			a := &app{stdin: strings.NewReader(""), stdout: &out, stderr: &errw}
			require.Equal(t, exitOK, a.run(t.Context(), append(path, "--help")))
			assert.Empty(t, errw.String())
			text := out.String()
			testkit.Golden(t, filepath.Join(dir, name), text)
			if cmd.Runnable() && !cmd.HasSubCommands() {
				assert.Contains(t, text, "Examples:\n  wxrelease "+strings.Join(path, " "), "an invocation to copy")
			}
			if cmd.Runnable() {
				assert.Less(t, strings.Index(text, "Examples:"), strings.Index(text, strings.TrimSpace(cmd.Long)),
					"what it does in detail comes last")
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

// The settings stand apart: one topic tells them, and no command's help.
func TestHelpOfSettings(t *testing.T) {
	help := func(args ...string) string {
		var out bytes.Buffer
		a := &app{stdin: strings.NewReader(""), stdout: &out, stderr: &out}
		require.Equal(t, exitOK, a.run(t.Context(), args))
		return out.String()
	}
	assert.True(t, strings.HasPrefix(help("help", "settings"), "Settings, from the environment:\n"))
	assert.Contains(t, help("help", "settings"), "\n  WXRELEASE_STORE_KEY\n")
	assert.Contains(t, help("--help"), "  wxrelease help settings ")
	assert.NotContains(t, help("help", "settings", "--lang", "zh"), "Settings, from")
	for _, args := range [][]string{{"--help"}, {"wait", "--help"}, {"help", "start"}} {
		assert.NotContains(t, help(args...), "WXRELEASE_STORE_KEY\n", args)
	}
}

// What is wrong with a command line points to the help of its command.
func TestUsageErrorsPointToTheCommand(t *testing.T) {
	for line, want := range map[string]string{
		"wait": "wxrelease wait --help", "start --bogus": "wxrelease start --help", "auth list --bogus": "wxrelease auth list --help",
		"nonsense": "wxrelease --help", "list --limit 0": "wxrelease list --help",
		"status wx5555666677778888 -o junit": "wxrelease status --help",
	} {
		var errw bytes.Buffer
		a := &app{stdin: strings.NewReader(""), stdout: &errw, stderr: &errw}
		assert.Equal(t, exitUsage, a.run(t.Context(), strings.Fields(line)))
		assert.True(t, strings.HasSuffix(errw.String(), "\nSee: "+want+"\n"), errw.String())
	}
}
