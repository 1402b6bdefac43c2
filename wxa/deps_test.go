package wxa

import (
	"go/build"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The client stands alone: others import it, and a user who wants only the API gets little else.
func TestImports(t *testing.T) {
	pkg, err := build.ImportDir(".", 0)
	require.NoError(t, err)
	var foreign []string
	for _, path := range pkg.Imports {
		if strings.Contains(strings.Split(path, "/")[0], ".") {
			foreign = append(foreign, path)
		}
	}
	assert.Equal(t, []string{
		"github.com/hashicorp/go-cleanhttp",
		"github.com/hashicorp/go-retryablehttp",
		"github.com/wxrelease/wxrelease/wxa/internal/appid",
		"golang.org/x/net/html",
		"golang.org/x/sync/singleflight",
	}, foreign)
}
