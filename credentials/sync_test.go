package credentials

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSync(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		p := w.ready(nil)
		empty := ""
		w.wechat.accounts["wx00000000000000aa"] = &account{listed: true, other: true, refresh: "refreshtoken@@@x", auth: time.Unix(1700000002, 0)}
		w.wechat.accounts["wx00000000000000bb"] = &account{listed: true, inList: &empty, sets: []int{18}, auth: time.Unix(1700000003, 0)}
		gone := &account{listed: true, refresh: "refreshtoken@@@gone", auth: time.Unix(1700000004, 0)}
		w.wechat.accounts["wx00000000000000cc"] = gone
		w.token(p, "wx00000000000000cc")
		gone.listed = false
		result, err := p.Sync(t.Context())
		require.NoError(t, err)
		assert.Equal(t, &SyncResult{
			MiniPrograms: 3, Others: 1, NoRelease: []string{other}, NoRefresh: []string{"wx00000000000000bb"},
			Unlisted: []string{"wx00000000000000cc"}, Failed: map[string]string{},
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

func TestAuthorizationLinks(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	links, err := p.AuthorizationLinks(t.Context(), LinkRequest{Redirect: "https://merchants.example.com/done?a=1&b=2"})
	require.NoError(t, err)
	assert.Equal(t, &Links{
		PC: "https://mp.weixin.qq.com/cgi-bin/componentloginpage?component_appid=wx1111222233334444&pre_auth_code=preauthcode%40%40%40x%2By" +
			"&redirect_uri=https%3A%2F%2Fmerchants.example.com%2Fdone%3Fa%3D1%26b%3D2&auth_type=2",
		Mobile: "https://open.weixin.qq.com/wxaopen/safe/bindcomponent?action=bindcomponent&no_scan=1&component_appid=wx1111222233334444" +
			"&pre_auth_code=preauthcode%40%40%40x%2By&redirect_uri=https%3A%2F%2Fmerchants.example.com%2Fdone%3Fa%3D1%26b%3D2&auth_type=2#wechat_redirect",
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
