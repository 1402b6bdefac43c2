package worker

import (
	"bytes"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/wxa"
)

func storeEnv(store, wechat string) settings.Env {
	return settings.Env{
		"WXRELEASE_STORE=" + store, "WXRELEASE_STORE_KEY=" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32))),
		"WXRELEASE_PLATFORM_APPID=wx1111222233334444", "WXRELEASE_PLATFORM_SECRET=s3cret", "WXRELEASE_WECHAT_URL=" + wechat,
		"TEMPORAL_ADDRESS=127.0.0.1:1",
	}
}

// The worker takes its tokens from the store that the bridge fills.
func TestTokensFromTheStore(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	answers := map[string]string{
		"/cgi-bin/component/api_component_token": `{"component_access_token":"61_c","expires_in":7200}`,
		"/cgi-bin/component/api_get_authorizer_list": `{"total_count":1,"list":[{"authorizer_appid":"wx5555666677778888",` +
			`"refresh_token":"refreshtoken@@@1","auth_time":1700000000}]}`,
		"/cgi-bin/component/api_authorizer_token": `{"authorizer_access_token":"61_a","expires_in":7200,"authorizer_refresh_token":"refreshtoken@@@1"}`,
	}
	wechat := httptest.NewServer(
		http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, answers[r.URL.Path]) }),
	)
	defer wechat.Close()
	s, err := settings.Read(settings.Worker, storeEnv(filepath.Join(t.TempDir(), "store.db"), wechat.URL))
	require.NoError(t, err)
	logger := slog.New(slog.DiscardHandler)

	cfg, ok := s.Credentials(logger)
	require.True(t, ok)
	bridge, err := credentials.Open(t.Context(), cfg)
	require.NoError(t, err)
	defer func() { assert.NoError(t, bridge.Close()) }()
	require.NoError(t, bridge.SaveTicket(t.Context(), "ticket@@@1", time.Now()))

	source, stop, err := tokenSource(t.Context(), s, nil, logger)
	require.NoError(t, err)
	defer stop()
	token, err := source.Token(t.Context(), "wx5555666677778888")
	require.NoError(t, err)
	assert.Equal(t, "61_a", token)

	// The store knows the merchants' names too.
	name := namesOf(source)
	require.NotNil(t, name)
	_, err = name(t.Context(), "wx5555666677778888")
	assert.NoError(t, err)
	assert.Nil(t, namesOf(wxa.FixedToken("61_f")))
}

// A key that opens nothing of the store is a wrong setting, found at the start and not by the first release.
func TestRunWithAnotherStoreKey(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	env := storeEnv(filepath.Join(t.TempDir(), "store.db"), "http://127.0.0.1:1")
	s, err := settings.Read(settings.Worker, env)
	require.NoError(t, err)
	cfg, _ := s.Credentials(slog.New(slog.DiscardHandler))
	bridge, err := credentials.Open(t.Context(), cfg)
	require.NoError(t, err)
	defer func() { assert.NoError(t, bridge.Close()) }()
	require.NoError(t, bridge.SaveTicket(t.Context(), "ticket@@@1", time.Now()))

	key := credentials.NewKey()
	var stdout, stderr bytes.Buffer
	assert.Equal(t, program.Usage, Run(t.Context(), nil, append(env, "WXRELEASE_STORE_KEY="+key), &stdout, &stderr))
	assert.Contains(t, stderr.String(), "opening the store that WXRELEASE_STORE names")
	assert.Contains(t, stderr.String(), "WXRELEASE_STORE_OLD_KEYS")
	assert.NotContains(t, stderr.String(), key)
	assert.NotContains(t, stderr.String(), "ticket@@@1")
}

func TestRunWithoutItsStore(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	for store, want := range map[string]string{
		filepath.Join(t.TempDir(), "missing", "store.db"):            "no such file or directory",
		"postgres://wx:s3cret@127.0.0.1:1/wx?connect_timeout=1":      "PostgreSQL at 127.0.0.1:1/wx",
		"postgres://wx:s3cret@127.0.0.1:not-a-port/wx?sslmode=wrong": "cannot be read",
	} {
		var stdout, stderr bytes.Buffer
		code := Run(t.Context(), nil, storeEnv(store, "http://127.0.0.1:1"), &stdout, &stderr)
		assert.NotZero(t, code)
		assert.Contains(t, stderr.String(), "opening the store that WXRELEASE_STORE names")
		assert.Contains(t, stderr.String(), want)
		assert.NotContains(t, stderr.String(), "s3cret")
	}
}
