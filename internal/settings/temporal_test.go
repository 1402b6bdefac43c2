package settings

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/words"
)

// What would be passed over in silence, or told in the library's English, is refused in words: the wrong server is worse than none.
func TestTemporalIsNotGuessed(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	file := filepath.Join(t.TempDir(), "temporal.toml")
	require.NoError(
		t,
		os.WriteFile(file, []byte("[profile.default]\naddress = \"one:7233\"\n[profile.prod]\naddress = \"two:7233\"\n"), 0o600),
	)
	broken := filepath.Join(t.TempDir(), "broken.toml")
	require.NoError(t, os.WriteFile(broken, []byte("this is [no toml"), 0o600))
	for _, tt := range []struct {
		name string
		env  Env
		says string
	}{
		{"no such file", Env{"TEMPORAL_CONFIG_FILE=/none/temporal.toml"}, "TEMPORAL_CONFIG_FILE: the file cannot be read: "},
		{"no TOML", Env{"TEMPORAL_CONFIG_FILE=" + broken}, "TEMPORAL_* variables or temporal.toml: failed parsing config"},
		{"no such profile", Env{"TEMPORAL_CONFIG_FILE=" + file, "TEMPORAL_PROFILE=staging"},
			`TEMPORAL_PROFILE: there is no profile "staging" in temporal.toml, which has default, prod`},
		{"no profile at all", Env{"TEMPORAL_PROFILE=staging"}, `TEMPORAL_PROFILE: there is no profile "staging" in temporal.toml, which has none`},
		{"no switch", Env{"TEMPORAL_TLS=maybe"}, `TEMPORAL_TLS: "maybe" is none of true, false`},
		{"no switch either", Env{"TEMPORAL_TLS_DISABLE_HOST_VERIFICATION=ja"}, `TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: "ja" is none of `},
		{"half a certificate", Env{"TEMPORAL_TLS_CLIENT_CERT_PATH=/nope"}, "TEMPORAL_* variables or temporal.toml: "},
	} {
		_, err := Temporal(tt.env)
		assert.ErrorContains(t, err, tt.says, tt.name)
		assert.Empty(t, words.EnglishIn(words.Chinese.In(nil).Error(err)), tt.name)
	}
	opts, err := Temporal(Env{"TEMPORAL_CONFIG_FILE=" + file, "TEMPORAL_PROFILE=prod", "TEMPORAL_TLS=FALSE"})
	require.NoError(t, err)
	assert.Equal(t, "two:7233", opts.HostPort)
}

func TestZoneFault(t *testing.T) {
	for _, good := range []Env{nil, {"TZ="}, {"TZ=UTC"}, {"TZ=Asia/Shanghai"}, {"TZ=:Asia/Shanghai"}, {"TZ=/etc/localtime"}} {
		fault := ZoneFault(good)
		assert.True(t, fault.IsZero(), good)
	}
	assert.Equal(t, `TZ: there is no time zone "nonsense"; times are in UTC`, ZoneFault(Env{"TZ=nonsense"}).String())
}
