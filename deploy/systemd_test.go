package deploy

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The units run programs that are there, restart what ends by itself but for a wrong setting, and give away nothing.
func TestSystemdUnits(t *testing.T) {
	units, err := filepath.Glob("systemd/*.service")
	require.NoError(t, err)
	require.Len(t, units, 3)
	for _, path := range units {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		set := map[string]string{}
		for line := range strings.Lines(string(text)) {
			line = strings.TrimSpace(line)
			name, value, found := strings.Cut(line, "=")
			if !found || strings.HasPrefix(line, "#") {
				continue
			}
			assert.NotContains(t, set, name, path)
			set[name] = value
		}
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), "wxrelease-"), ".service")
		words := strings.Fields(set["ExecStart"])
		require.GreaterOrEqual(t, len(words), 2, path)
		assert.Equal(t, "/usr/local/bin/wxrelease", words[0])
		assert.Equal(t, name, words[1])
		if i := slices.Index(words, "--data"); name == "standalone" {
			require.Positive(t, i)
			assert.Equal(t, "/var/lib/"+set["StateDirectory"], words[i+1])
			assert.Equal(t, "0700", set["StateDirectoryMode"])
		} else {
			assert.Negative(t, i)
		}
		for key, value := range map[string]string{
			"Restart": "always", "RestartPreventExitStatus": "2", "StartLimitIntervalSec": "0", "DynamicUser": "true", "NoNewPrivileges": "true",
			"ProtectSystem": "strict", "CapabilityBoundingSet": "", "UMask": "0077", "EnvironmentFile": "/etc/wxrelease/settings.env",
		} {
			assert.Equal(t, value, set[key], "%s: %s", path, key)
		}
	}
}
