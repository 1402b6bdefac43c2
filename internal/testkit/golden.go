package testkit

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Update tells that the tests run with -update: files that are compared with are written instead.
var Update = flag.Bool("update", false, "write the files that the tests compare with")

// Golden compares a text with a file, which go test PACKAGE -update writes.
func Golden(t *testing.T, path, text string) {
	t.Helper()
	if *Update {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "with -update the test writes it")
	assert.Equal(t, string(want), text)
}
