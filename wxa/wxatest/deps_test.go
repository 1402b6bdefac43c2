package wxatest

import (
	"go/build"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The simulator writes its own wire bytes: were it to share the client's types, a wrong field name would agree with itself.
func TestImports(t *testing.T) {
	const own = "github.com/wxrelease/wxrelease/"
	for dir, allowed := range map[string][]string{".": {own + "wxa/push", own + "internal/testkit"}, "../push": {own + "wxa/internal/appid"}} {
		pkg, err := build.ImportDir(dir, 0)
		require.NoError(t, err)
		for _, path := range append(pkg.Imports, pkg.TestImports...) {
			if strings.HasPrefix(path, own) {
				assert.True(t, slices.Contains(allowed, path), "%s imports %s", dir, path)
			}
		}
	}
	pkg, err := build.ImportDir("../push", 0)
	require.NoError(t, err)
	for _, path := range pkg.Imports {
		assert.False(t, path == "net" || strings.HasPrefix(path, "net/"), "push opens no connection, but imports %s", path)
	}
}
