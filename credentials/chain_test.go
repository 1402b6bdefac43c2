package credentials

import (
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// chain is a Platform on the simulated WeChat, on its clock. The tests stand where the bridge is.
type chain struct {
	t   *testing.T
	sim *wxatest.Sim
	p   *Platform
	app *wxa.App
	log *testkit.Buffer
}

func newChain(t *testing.T, change func(*wxatest.Config)) *chain {
	cfg := wxatest.Config{Start: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC),
		Platform: wxatest.Platform{AppID: component, Secret: secretHex}}
	if change != nil {
		change(&cfg)
	}
	c := &chain{t: t, sim: wxatest.New(cfg), log: &testkit.Buffer{}}
	t.Cleanup(c.sim.Close)
	c.sim.AddApp(wxatest.App{AppID: merchant, NickName: "咖啡店", TrialVersion: "1.0", AuthorizedLater: true})
	var err error
	logger := slog.New(slog.NewTextHandler(c.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	c.p, err = Open(t.Context(), Config{
		AppID: component, Secret: secretHex, Store: filepath.Join(t.TempDir(), "store.db"), Key: testKey(1),
		BaseURL: "http://wechat.test", Transport: c.sim.Transport(), Now: c.sim.Now, Logger: logger,
	})
	require.NoError(t, err)
	client, err := wxa.New(wxa.Config{BaseURL: "http://wechat.test", Transport: c.sim.Transport(), Tokens: c.p, Logger: logger})
	require.NoError(t, err)
	c.app = client.App(merchant)
	t.Cleanup(func() {
		require.NoError(t, c.p.Close())
		for _, secret := range c.sim.Secrets() {
			assert.NotContains(t, c.log.String(), secret)
		}
	})
	return c
}

func (c *chain) pushTicket() {
	c.t.Helper()
	require.NoError(c.t, c.p.SaveTicket(c.t.Context(), c.sim.PushTicket(), c.sim.Now()))
}

func (c *chain) authorize() {
	c.t.Helper()
	code, err := c.sim.Authorize(merchant)
	require.NoError(c.t, err)
	require.NoError(c.t, c.p.Authorized(c.t.Context(), merchant, code, c.sim.Now().Add(time.Hour)))
	require.NoError(c.t, c.p.settleAll(c.t.Context()))
}

// advance moves the clock in steps of 10 minutes, with a ticket each.
func (c *chain) advance(d time.Duration) {
	for range int(d / (10 * time.Minute)) {
		c.sim.Advance(10 * time.Minute)
		c.pushTicket()
	}
}

func (c *chain) call() error {
	_, err := c.app.VersionInfo(c.t.Context())
	for _, secret := range c.sim.Secrets() {
		if err != nil {
			assert.NotContains(c.t, err.Error(), secret)
		}
	}
	return err
}

func (c *chain) refreshes(kind string) int {
	n := 0
	for _, r := range c.sim.Refreshes() {
		if r.Kind == kind {
			n++
		}
	}
	return n
}

func TestChain(t *testing.T) {
	for name, change := range map[string]func(*wxatest.Config){
		"as it comes":                   nil,
		"refresh tokens change":         func(c *wxatest.Config) { c.Platform.RotateRefreshToken, c.TokenOverlap = true, -1 },
		"tokens end without overlap":    func(c *wxatest.Config) { c.TokenOverlap = -1 },
		"component tokens expire 42006": func(c *wxatest.Config) { c.Platform.ExpiredCode = 42006 },
	} {
		t.Run(name, func(t *testing.T) {
			c := newChain(t, change)
			assert.ErrorContains(t, c.call(), "none was pushed yet")
			c.pushTicket()
			assert.ErrorContains(t, c.call(), "it is not in WeChat's list")
			c.authorize()
			require.NoError(t, c.call())
			for range 36 { // six hours
				c.advance(10 * time.Minute)
				require.NoError(t, c.call())
			}
			assert.Equal(t, 3, c.refreshes(wxatest.RefreshAuthorizerToken), "every 1 h 50")
			assert.Equal(t, 4, c.refreshes(wxatest.RefreshComponentToken))

			require.NoError(t, c.sim.RevokeToken(merchant))
			require.NoError(t, c.call(), "healed by a fresh one")
			require.NoError(t, c.sim.ExpireToken(merchant))
			require.NoError(t, c.call())
			c.sim.ExpirePlatformToken()
			require.NoError(t, c.sim.RevokeToken(merchant))
			require.NoError(t, c.call(), "both at once")
			c.sim.RevokePlatformToken()
			require.NoError(t, c.sim.ExpireToken(merchant))
			require.NoError(t, c.call())
		})
	}
}

func TestChainRevoked(t *testing.T) {
	c := newChain(t, nil)
	c.pushTicket()
	c.authorize()
	require.NoError(t, c.call())
	require.NoError(t, c.sim.Revoke(merchant))
	err := c.call() // the push is late
	assert.True(t, wxa.IsCode(err, 61003), err)
	require.NoError(t, c.p.Revoked(t.Context(), merchant, c.sim.Now()))
	assert.ErrorContains(t, c.call(), "(咖啡店) gives platform "+component+" no access: the merchant took the authorisation back")
	c.sim.Advance(time.Second)
	c.authorize()
	require.NoError(t, c.call())
}

// Pushes that are not true, or come again: WeChat's own answer decides, and the authorisation lives on with its refresh token.
func TestChainRevocationIsAHint(t *testing.T) {
	c := newChain(t, func(cfg *wxatest.Config) { cfg.Platform.RotateRefreshToken, cfg.TokenOverlap = true, -1 })
	c.pushTicket()
	c.authorize()
	require.NoError(t, c.call())
	list := "/cgi-bin/component/api_get_authorizer_list"
	lists := c.sim.Calls(list, "")
	wrong := c.sim.Now()
	require.NoError(t, c.p.Revoked(t.Context(), merchant, wrong))
	require.NoError(t, c.call())
	require.NoError(t, c.p.Revoked(t.Context(), merchant, wrong))
	require.NoError(t, c.p.settleAll(t.Context()))
	require.NoError(t, c.call())
	assert.Equal(t, 1, c.refreshes(wxatest.RefreshAuthorizerToken))

	// Now it is true, and then it is over; the push comes again after that.
	c.sim.Advance(time.Minute)
	revoked := c.sim.Now()
	require.NoError(t, c.sim.Revoke(merchant))
	require.NoError(t, c.p.Revoked(t.Context(), merchant, revoked))
	require.NoError(t, c.p.settleAll(t.Context()))
	state, err := c.p.Authorizer(t.Context(), merchant)
	require.NoError(t, err)
	assert.Equal(t, Tokens{}, state.Token, "WeChat has refused them")
	err = c.call()
	assert.ErrorIs(t, err, ErrRevoked)
	assert.True(t, wxa.IsCode(err, 61003), err)
	assert.Equal(t, lists+1, c.sim.Calls(list, ""))
	c.sim.Advance(time.Minute)
	c.authorize()
	require.NoError(t, c.p.Revoked(t.Context(), merchant, revoked))
	require.NoError(t, c.call())
	assert.Equal(t, 1, c.refreshes(wxatest.RefreshAuthorizerToken), "the new code's token serves on")
}

// The push of the revocation and that of the new authorisation are lost: WeChat's answers and its list tell all.
func TestChainRevokedUnseen(t *testing.T) {
	c := newChain(t, nil)
	c.pushTicket()
	c.authorize()
	require.NoError(t, c.call())
	require.NoError(t, c.sim.Revoke(merchant))
	require.Error(t, c.call())
	c.sim.Advance(time.Minute)
	_, err := c.sim.Authorize(merchant)
	require.NoError(t, err)
	c.advance(recheck)
	require.NoError(t, c.call())
}

func TestChainPasswordChanged(t *testing.T) {
	c := newChain(t, nil)
	c.pushTicket()
	c.authorize()
	require.NoError(t, c.call())
	require.NoError(t, c.sim.ChangePassword(merchant))
	err := c.call()
	assert.True(t, wxa.IsCode(err, 42007), err)
	assert.Equal(t, wxa.ClassFix, wxa.ClassOf(err))
	err = c.call()
	assert.True(t, wxa.IsCode(err, 42007), err)
	assert.ErrorContains(t, err, "(咖啡店) gives platform "+component+" no access")
	// Authorised again with the same permission sets: nothing is pushed.
	_, err = c.sim.Authorize(merchant)
	require.NoError(t, err)
	c.advance(recheck)
	require.NoError(t, c.call())
}

func TestChainRefreshTokenExpired(t *testing.T) {
	c := newChain(t, nil)
	c.pushTicket()
	c.authorize()
	require.NoError(t, c.sim.ExpireRefreshToken(merchant))
	require.NoError(t, c.call(), "the access token serves on")
	c.advance(2 * time.Hour)
	err := c.call()
	assert.True(t, wxa.IsCode(err, 42002), err)
	assert.Equal(t, wxa.ClassFix, wxa.ClassOf(err))
}

func TestChainAddressNotAllowed(t *testing.T) {
	c := newChain(t, func(cfg *wxatest.Config) { cfg.Platform.IPRefused = true })
	c.pushTicket()
	err := c.call()
	assert.True(t, wxa.IsCode(err, 61004), err)
	assert.Contains(t, strings.ToLower(err.Error()), "ip", "WeChat's message names the address")
	require.NoError(t, c.sim.UpdatePlatform(func(p *wxatest.Platform) { p.IPRefused = false }))
	c.authorize()
	assert.NoError(t, c.call())
}

func TestChainCodeAnswerIsLost(t *testing.T) {
	c := newChain(t, nil)
	c.pushTicket()
	c.sim.Fault(wxatest.Fault{Endpoint: "/cgi-bin/component/api_query_auth", Effect: true, HTTPStatus: http.StatusBadGateway})
	c.authorize()
	require.NoError(t, c.call())
	assert.Equal(t, 2, c.sim.Calls("/cgi-bin/component/api_query_auth", ""))
	kinds := []string{}
	for _, r := range c.sim.Refreshes() {
		kinds = append(kinds, r.Kind)
	}
	assert.Equal(t, 1, len(slices.DeleteFunc(kinds, func(k string) bool { return k != wxatest.RefreshQueryAuth })), "used up once")
}

func TestChainFeedStalls(t *testing.T) {
	c := newChain(t, nil)
	c.pushTicket()
	require.NoError(t, c.sim.UpdatePlatform(func(p *wxatest.Platform) { p.FeedStopped = true }))
	dog := watchdog{p: c.p}
	for range 130 {
		require.NoError(t, dog.check(t.Context()))
		c.sim.Advance(time.Minute)
	}
	assert.Equal(t, 1, c.refreshes(wxatest.RefreshStartPushTicket))
	stopped := true
	require.NoError(t, c.sim.UpdatePlatform(func(p *wxatest.Platform) { stopped = p.FeedStopped }))
	assert.False(t, stopped)
}
