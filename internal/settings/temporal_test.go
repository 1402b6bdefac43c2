package settings

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

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

// A CI system gives certificates as variables. Each of them alone asks for TLS, an empty one for nothing.
func TestTemporalTLSByVariables(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	cert, key := certificate(t)
	for name, env := range map[string]Env{
		"client certificate": {"TEMPORAL_TLS_CLIENT_CERT_DATA=" + cert, "TEMPORAL_TLS_CLIENT_KEY_DATA=" + key},
		"authority":          {"TEMPORAL_TLS_SERVER_CA_CERT_DATA=" + cert},
		"server name":        {"TEMPORAL_TLS_SERVER_NAME=temporal.internal"},
		"API key":            {"TEMPORAL_API_KEY=k"},
	} {
		opts, err := Temporal(env)
		require.NoError(t, err, name)
		require.NotNil(t, opts.ConnectionOptions.TLS, name)
		assert.Equal(t, name == "client certificate", len(opts.ConnectionOptions.TLS.Certificates) == 1, name)
		assert.Equal(t, name == "authority", opts.ConnectionOptions.TLS.RootCAs != nil, name)
		assert.Equal(t, name == "server name", opts.ConnectionOptions.TLS.ServerName == "temporal.internal", name)
	}
	file := filepath.Join(t.TempDir(), "temporal.toml")
	require.NoError(t, os.WriteFile(file, []byte("[profile.default]\naddress = \"one:7233\"\nnamespace = \"mini\"\n"), 0o600))
	opts, err := Temporal(Env{"TEMPORAL_CONFIG_FILE=" + file, "TEMPORAL_ADDRESS=", "TEMPORAL_NAMESPACE=", "TEMPORAL_API_KEY=", "TEMPORAL_TLS=",
		"TEMPORAL_TLS_CLIENT_CERT_DATA=", "TEMPORAL_TLS_CLIENT_KEY_DATA=", "TEMPORAL_TLS_SERVER_CA_CERT_DATA=", "TEMPORAL_TLS_SERVER_NAME="})
	require.NoError(t, err)
	assert.Nil(t, opts.ConnectionOptions.TLS)
	assert.Equal(t, []string{"one:7233", "mini"}, []string{opts.HostPort, opts.Namespace})
}

// certificate gives one and its key, as PEM.
func certificate(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	require.NoError(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed})),
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}))
}

func TestZoneFault(t *testing.T) {
	for _, good := range []Env{nil, {"TZ="}, {"TZ=UTC"}, {"TZ=Asia/Shanghai"}, {"TZ=:Asia/Shanghai"}, {"TZ=/etc/localtime"}} {
		fault := ZoneFault(good)
		assert.True(t, fault.IsZero(), good)
	}
	assert.Equal(t, `TZ: there is no time zone "nonsense"; times are in UTC`, ZoneFault(Env{"TZ=nonsense"}).String())
}
