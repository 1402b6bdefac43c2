package command

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

const (
	authPlatform = "wx1111222233334444"
	authSecret   = "0123456789abcdef0123456789abcdef"
)

// authStore is a store with a ticket in it, and WeChat.
func authStore(t *testing.T, store string) (sim *wxatest.Sim, env map[string]string) {
	sim = wxatest.New(wxatest.Config{Speed: 1, Platform: wxatest.Platform{AppID: authPlatform, Secret: authSecret}})
	t.Cleanup(sim.Close)
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	sim.AddApp(wxatest.App{AppID: "wx5555666677778888", UserName: "gh_0123456789ab", NickName: "咖啡店", PrincipalName: "某某公司",
		AccountStatus: 18})
	sim.AddApp(wxatest.App{AppID: "wx9999000099990000", NickName: "Books", PermissionSets: []int{17, 30}})
	key := []byte(strings.Repeat("k", credentials.KeySize))
	p, err := credentials.Open(t.Context(), credentials.Config{AppID: authPlatform, Secret: authSecret, Store: store, Key: key,
		BaseURL: server.URL})
	require.NoError(t, err)
	require.NoError(t, p.SaveTicket(t.Context(), sim.PushTicket(), time.Now()))
	require.NoError(t, p.Close())
	return sim, map[string]string{
		"WXRELEASE_STORE": store, "WXRELEASE_STORE_KEY": base64.StdEncoding.EncodeToString(key),
		"WXRELEASE_PLATFORM_APPID": authPlatform, "WXRELEASE_PLATFORM_SECRET": authSecret, "WXRELEASE_WECHAT_URL": server.URL,
	}
}

// The scripts show wxrelease auth as its users type it, on a store of their own and the simulated WeChat.
func TestAuthScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/auth",
		Setup: func(e *testscript.Env) error {
			_, env := authStore(t, filepath.Join(e.WorkDir, "store.db"))
			for name, value := range env {
				e.Setenv(name, value)
			}
			return nil
		},
		Cmds: scriptCommands(),
	})
}

// Nothing that auth prints holds a secret that WeChat ever issued or that was set.
func TestAuthPrintsNoSecret(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	sim, vars := authStore(t, filepath.Join(t.TempDir(), "store.db"))
	env := []string{}
	for name, value := range vars {
		env = append(env, name+"="+value)
	}
	var out strings.Builder
	auth := func(args ...string) int {
		return Run(context.WithoutCancel(t.Context()), append([]string{"auth"}, args...), env, strings.NewReader(""), &out, &out)
	}
	for _, format := range []string{"text", "json"} {
		for _, args := range [][]string{{"sync"}, {"list"}, {"show", "wx5555666677778888"}} {
			assert.Equal(t, exitOK, auth(append(args, "-o", format)...), "%v\n%s", args, out.String())
		}
	}
	require.NoError(t, sim.Revoke("wx5555666677778888"))
	require.NoError(t, sim.UpdatePlatform(func(p *wxatest.Platform) { p.IPRefused = true }))
	assert.Equal(t, exitCredentials, auth("sync"))
	assert.Equal(t, exitCredentials, auth("url", "--redirect", "https://m.example"))
	assert.Contains(t, out.String(), "白名单IP地址列表", "the remedy of 61004")
	assert.Equal(t, exitOK, auth("show", "wx5555666677778888"), "the store is there")
	assert.Contains(t, out.String(), "only from the store: ")
	for _, secret := range append(sim.Secrets(), authSecret, vars["WXRELEASE_STORE_KEY"]) {
		assert.NotContains(t, out.String(), secret)
	}
}

// What could not be read is told, in text and JSON, and the exit code says so; once more, and all is there.
func TestAuthSyncTellsWhatIsMissing(t *testing.T) {
	s := soundSetUp(t)
	s.sim.Fault(wxatest.Fault{
		Endpoint: "/cgi-bin/component/api_get_authorizer_info", AppID: "wx9999000099990000", Errcode: 48001, Times: 2,
	})
	code, out, errw := s.auth(t, "sync")
	assert.Equal(t, exitFailed, code, errw)
	assert.Regexp(t, `(?m)^read          1 Mini Program, 0 other accounts$`, out)
	assert.Regexp(t, `(?m)^failed        wx9999000099990000: .*errcode 48001`, out)
	code, out, _ = s.auth(t, "sync", "-o", "json")
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, object(t, out)["failed"].(map[string]any)["wx9999000099990000"], "48001")
	code, out, _ = s.auth(t, "sync")
	assert.Equal(t, exitOK, code)
	assert.Regexp(t, `(?m)^read          2 Mini Programs, 0 other accounts$`, out)

	var text strings.Builder
	(&authSyncAnswer{SyncResult: credentials.SyncResult{IncompleteErr: errors.New("errcode -1")}}).text(&text, inJSON)
	assert.Contains(t, text.String(), "incomplete    WeChat's list could not be read to its end, run it again: errcode -1\n")
}

func TestAccessCode(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{&wxa.Error{Code: 61004}, exitCredentials},
		{&wxa.Error{Code: 45009}, exitQuota},
		{&wxa.Error{Code: 40097}, exitBlocked},
		{&wxa.Error{Code: -1}, exitFailed},
		{&wxa.TransportError{Err: errors.New("cut")}, exitFailed},
		{&credentials.TicketError{}, exitCredentials},
		{&credentials.TicketError{Err: &wxa.Error{Code: 61006}}, exitCredentials},
		{&credentials.AccessError{}, exitCredentials},
		{fmt.Errorf("read: %w", credentials.ErrKey), exitUsage},
		{&codedError{exitUsage, errors.New("x")}, exitUsage},
		{errors.New("disk full"), exitFailed},
	} {
		err := accessCode(c.err)
		assert.Equal(t, c.want, errorCode(err), c.err)
		assert.ErrorIs(t, err, c.err)
	}
	assert.NoError(t, accessCode(nil))
}
