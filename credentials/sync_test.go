package credentials

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

func TestSync(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		p := w.ready(nil)
		empty := ""
		w.wechat.accounts["wx00000000000000aa"] = &account{listed: true, other: true, refresh: "refreshtoken@@@x",
			auth: time.Unix(1700000002, 0)}
		w.wechat.accounts["wx00000000000000bb"] = &account{listed: true, inList: &empty, sets: []int{18}, auth: time.Unix(1700000003, 0)}
		gone := &account{listed: true, refresh: "refreshtoken@@@gone", auth: time.Unix(1700000004, 0)}
		w.wechat.accounts["wx00000000000000cc"] = gone
		w.token(p, "wx00000000000000cc")
		gone.listed = false
		result, err := p.Sync(t.Context())
		require.NoError(t, err)
		assert.Equal(t, &SyncResult{
			MiniPrograms: 3, Others: 1, NoRelease: []string{other}, NoRefresh: []string{"wx00000000000000bb"},
			Unlisted: []string{"wx00000000000000cc"}, Failed: map[string]string{}, FailedErr: map[string]error{},
		}, result)
		known, err := p.Authorizers(t.Context())
		require.NoError(t, err)
		require.Len(t, known, 5)
		got := w.state(p, merchant)
		assert.Equal(t, "咖啡店", got.Name)
		assert.Equal(t, Tokens{Refresh: true}, got.Token)
		assert.True(t, time.Unix(1700000000, 0).Equal(got.AuthorizedAt))
		w.token(p, merchant)
		lists := w.wechat.count("get_authorizer_list")
		p.Drop(merchant, w.token(p, merchant))
		w.token(p, merchant)
		assert.Equal(t, lists, w.wechat.count("get_authorizer_list"), "the list's refresh token is in the store")

		asJSON, err := json.Marshal(known)
		require.NoError(t, err)
		assert.NotContains(t, string(asJSON), "refreshtoken@@@")
		assert.NotContains(t, string(asJSON), "61_")
	})
}

func TestSyncAfterARevocation(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	w.token(p, merchant)
	require.NoError(t, p.Revoked(t.Context(), merchant, w.now()))
	_, err := p.Sync(t.Context())
	require.NoError(t, err)
	assert.Equal(t, StateRevoked, w.state(p, merchant).State, "the list's entry is from before; only a token tells more")
	w.clock.advance(time.Minute)
	w.wechat.authorise(merchant, w.now())
	_, err = p.Sync(t.Context())
	require.NoError(t, err)
	assert.Equal(t, StateAuthorized, w.state(p, merchant).State)
	w.token(p, merchant)
}

func TestSyncTellsWhatItCouldNotRead(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	w.wechat.change(func() {
		w.wechat.before["get_authorizer_info"] = func(body map[string]any) (string, error) {
			if body["authorizer_appid"] == merchant {
				return refusal(48001, "api unauthorized"), nil
			}
			return "", nil
		}
	})
	result, err := p.Sync(t.Context())
	require.NoError(t, err)
	assert.Contains(t, result.Failed[merchant], "48001")
	assert.Equal(t, 1, result.MiniPrograms)
	assert.True(t, w.state(p, merchant).Token.Refresh, "its refresh token is kept nevertheless")

	w.wechat.always("get_authorizer_list", refusal(40013, "invalid appid"))
	_, err = p.Sync(t.Context())
	assert.ErrorContains(t, err, "read WeChat's list of authorisations: ")
}

// appid is the nth of many merchants.
func appid(n int) string { return fmt.Sprintf("wx%016x", 0xa000+n) }

const (
	listCall = "/cgi-bin/component/api_get_authorizer_list"
	infoCall = "/cgi-bin/component/api_get_authorizer_info"
)

// WeChat fails for one account, one page or one moment: Sync goes on with the rest and comes back.
func TestSyncSurvives(t *testing.T) {
	for _, fault := range []struct {
		name       string
		fault      wxatest.Fault
		failed     bool   // for good, of the one account
		incomplete string // for good, the list
	}{
		{name: "-1 on one account", fault: wxatest.Fault{Endpoint: infoCall, Errcode: -1, Nth: 4, Times: 2}},
		{name: "cut on one account", fault: wxatest.Fault{Endpoint: infoCall, Cut: wxatest.CutMiddle, Nth: 4, Times: 4}},
		{name: "5xx on one account", fault: wxatest.Fault{Endpoint: infoCall, HTTPStatus: 502, Nth: 4, Times: 4}},
		{name: "-1 on the first page", fault: wxatest.Fault{Endpoint: listCall, Errcode: -1}},
		{name: "cut on the second page", fault: wxatest.Fault{Endpoint: listCall, Cut: wxatest.CutAfter, Nth: 2, Times: 4}},
		{name: "5xx on the second page", fault: wxatest.Fault{Endpoint: listCall, HTTPStatus: 503, Nth: 2, Times: 4}},
		{name: "one account for good", fault: wxatest.Fault{Endpoint: infoCall, AppID: merchant, Errcode: -1, Times: -1}, failed: true},
		{name: "the second page for good", fault: wxatest.Fault{Endpoint: listCall, Body: `{"errcode":-1,"errmsg":"system error"}`,
			Nth: 2, Times: -1}, incomplete: "errcode -1"},
	} {
		t.Run(fault.name, func(t *testing.T) {
			c := newChain(t, nil)
			c.p.syncPause = time.Microsecond
			merchants := 6
			if fault.fault.Nth == 2 {
				merchants = 501 // two pages
			}
			_, err := c.sim.Authorize(merchant)
			require.NoError(t, err)
			for n := range merchants - 1 {
				c.sim.AddApp(wxatest.App{AppID: appid(n)})
			}
			c.pushTicket()
			c.sim.Fault(fault.fault)
			r, err := c.p.Sync(t.Context())
			require.NoError(t, err)
			read := r.MiniPrograms
			switch {
			case fault.failed:
				assert.Equal(t, merchants-1, read)
				require.Len(t, r.Failed, 1)
				assert.Contains(t, r.Failed[merchant], "errcode -1")
			case fault.incomplete != "":
				assert.Equal(t, 500, read)
				assert.Contains(t, r.Incomplete, fault.incomplete)
				assert.Empty(t, r.Unlisted)
			default:
				assert.Equal(t, merchants, read)
				assert.Empty(t, r.Failed)
				assert.Empty(t, r.Incomplete)
			}
			known, err := c.p.Authorizers(t.Context())
			require.NoError(t, err)
			assert.Len(t, known, read+len(r.Failed))

			c.sim.ClearFaults()
			r, err = c.p.Sync(t.Context())
			require.NoError(t, err)
			assert.Equal(t, &SyncResult{
				MiniPrograms: merchants, NoRelease: []string{}, NoRefresh: []string{}, Unlisted: []string{}, Failed: map[string]string{},
				FailedErr: map[string]error{},
			}, r)
		})
	}
}

// WeChat is away in the middle: Sync does not ask for every account in vain, and the next one begins with what is missing.
func TestSyncGoesOn(t *testing.T) {
	c := newChain(t, nil)
	c.p.syncPause = time.Microsecond
	for n := range 100 {
		c.sim.AddApp(wxatest.App{AppID: appid(n)})
	}
	c.pushTicket()
	c.sim.Fault(wxatest.Fault{Endpoint: infoCall, Errcode: -1, Nth: 61, Times: -1})
	r, err := c.p.Sync(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 60, r.MiniPrograms)
	assert.Len(t, r.Failed, 40)
	assert.Contains(t, r.Failed[appid(99)], "not asked yet")
	assert.Equal(t, ErrNotAsked, r.FailedErr[appid(99)])
	assert.Len(t, r.FailedErr, len(r.Failed))
	assert.Equal(t, 60+syncTries*syncAway, c.sim.Calls(infoCall, ""))

	c.sim.ClearFaults()
	c.sim.Fault(wxatest.Fault{Endpoint: infoCall, Errcode: -1, Nth: 41, Times: -1}) // the next one is cut short, too
	r, err = c.p.Sync(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 40, r.MiniPrograms)
	assert.NotContains(t, r.Failed, appid(99))
	for n := range 100 {
		a, err := c.p.Authorizer(t.Context(), appid(n))
		require.NoError(t, err)
		assert.NotEmpty(t, a.OriginalID, "both together have read all")
	}
}

func TestSyncEndsWithItsCaller(t *testing.T) {
	c := newChain(t, nil)
	c.p.syncPause = time.Hour
	c.sim.AddApp(wxatest.App{AppID: appid(1)})
	c.pushTicket()
	for _, call := range []string{listCall, infoCall} {
		c.sim.ClearFaults()
		c.sim.Fault(wxatest.Fault{Endpoint: call, Errcode: -1, Times: -1})
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		_, err := c.p.Sync(ctx)
		cancel()
		assert.ErrorIs(t, err, context.DeadlineExceeded)
	}
}

func TestAuthorizationLinks(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	links, err := p.AuthorizationLinks(t.Context(), LinkRequest{Redirect: "https://merchants.example.com/done?a=1&b=2"})
	require.NoError(t, err)
	assert.Equal(t, &Links{
		PC: "https://mp.weixin.qq.com/cgi-bin/componentloginpage?component_appid=wx1111222233334444&" +
			"pre_auth_code=preauthcode%40%40%40x%2By" +
			"&redirect_uri=https%3A%2F%2Fmerchants.example.com%2Fdone%3Fa%3D1%26b%3D2&auth_type=2",
		Mobile: "https://open.weixin.qq.com/wxaopen/safe/bindcomponent?action=bindcomponent&no_scan=1&component_appid=wx1111222233334444" +
			"&pre_auth_code=preauthcode%40%40%40x%2By&redirect_uri=https%3A%2F%2Fmerchants.example.com%2Fdone%3Fa%3D1%26b%3D2&" +
			"auth_type=2#wechat_redirect",
		Expires: w.now().Add(10 * time.Minute),
	}, links)
	links, err = p.AuthorizationLinks(t.Context(), LinkRequest{Redirect: "https://m.example", Type: AuthBoth})
	require.NoError(t, err)
	assert.Contains(t, links.PC, "&auth_type=3")
	links, err = p.AuthorizationLinks(t.Context(), LinkRequest{Redirect: "https://m.example", AppID: merchant})
	require.NoError(t, err)
	assert.Contains(t, links.PC, "&biz_appid="+merchant)
	assert.NotContains(t, links.PC, "auth_type")
	_, err = p.AuthorizationLinks(t.Context(), LinkRequest{})
	assert.ErrorContains(t, err, "no redirect address")
}
