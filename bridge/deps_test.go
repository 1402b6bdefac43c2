package bridge

import (
	"go/build"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The bridge knows names and types of the workflows, and no credentials but through its own interface.
func TestImports(t *testing.T) {
	pkg, err := build.ImportDir(".", 0)
	require.NoError(t, err)
	var ours []string
	for _, path := range pkg.Imports {
		if strings.HasPrefix(path, "github.com/wxrelease/") {
			ours = append(ours, strings.TrimPrefix(path, "github.com/wxrelease/wxrelease/"))
		}
	}
	assert.Equal(t, []string{"releases", "workflows", "wxa", "wxa/push"}, ours)
}
