package command

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/internal/words"
)

// Every command and flag has its help in words, and words have no help of a command that is not there.
func TestHelpInWords(t *testing.T) {
	a := &app{stdin: strings.NewReader(""), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
	root := a.root()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	there := map[string]bool{}
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		if cmd.IsAdditionalHelpTopicCommand() {
			return // its text is another package's
		}
		path := strings.TrimPrefix(strings.TrimPrefix(cmd.CommandPath(), root.Name()), " ")
		there[path] = true
		h, ok := words.CommandHelp(path)
		assert.True(t, ok, "%q has no help", path)
		cmd.InitDefaultHelpFlag()
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			_, ok := h.Flag(f.Name)
			assert.True(t, ok, "%q has no text for --%s", path, f.Name)
		})
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(root)
	for _, path := range words.HelpPaths() {
		assert.True(t, there[path] || slices.Contains([]string{"settings", "worker", "bridge", "simulator", "codec", "standalone", "backup"}, path),
			"there is no command %q", path)
	}
}
