package workflows

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// Histories of the code before (0d86b32), recorded on a real server.
func TestBreakReplay(t *testing.T) {
	files, _ := filepath.Glob("testdata/break/*.json")
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) { require.NoError(t, replay(readHistory(t, path))) })
	}
}
