package settings

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestExposedFaults(t *testing.T) {
	// A folder that others may enter, as t.TempDir may not be.
	open, err := os.MkdirTemp("", "exposed")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(open) })
	inner := filepath.Join(open, "inner")
	require.NoError(t, os.Mkdir(inner, 0o755))
	require.NoError(t, os.Chmod(open, 0o755))
	key := filepath.Join(inner, "key")
	require.NoError(t, os.WriteFile(key, []byte("k"), 0o600))
	env := Env{"WXRELEASE_STORE_KEY_FILE=" + key}
	for _, tt := range []struct {
		folder, file os.FileMode
		exposed      bool
	}{
		{0o755, 0o644, true},
		{0o755, 0o640, false}, // a group is somebody's choice
		{0o755, 0o400, false},
		{0o750, 0o644, false},
	} {
		require.NoError(t, os.Chmod(key, tt.file))
		require.NoError(t, os.Chmod(open, tt.folder))
		faults := ExposedFaults(env)
		require.Equal(t, tt.exposed, len(faults) == 1, "%v", tt)
		if tt.exposed {
			assert.Equal(t, "WXRELEASE_STORE_KEY_FILE: every user of this machine may read "+key+"; run: chmod 600 "+key, faults[0].String())
		}
	}
	require.NoError(t, os.Chmod(open, 0o755))
	assert.Empty(t, ExposedFaults(Env{"WXRELEASE_STORE_KEY_FILE=/dev/null", "WXRELEASE_TOKEN_FILE=" + key + "x", "WXRELEASE_STORE=" + key}))
}
