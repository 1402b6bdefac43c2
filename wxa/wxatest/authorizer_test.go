package wxatest

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// refreshToken reads a Mini Program's refresh token as a platform that lost its own does.
func (w *world) refreshToken(appid string) string {
	w.t.Helper()
	return field(w.t, w.component("api_get_authorizer_info", w.PlatformToken(),
		`{"component_appid":"wx1111222233334444","authorizer_appid":"`+appid+`"}`), "authorizer_refresh_token")
}

func (w *world) refresh(appid, refreshToken string) string {
	w.t.Helper()
	return w.component("api_authorizer_token", w.PlatformToken(), refreshBody(appid, refreshToken))
}

// use gives the answer that a merchant's token gets.
func (w *world) use(token string) string {
	w.t.Helper()
	_, body := w.do(http.MethodGet, "/wxa/queryquota", token, "")
	return body
}

func assertGood(t *testing.T, body string) {
	t.Helper()
	assert.Contains(t, body, `{"errcode":0,"errmsg":"ok"`)
}

func TestComponentTokenIsReplaced(t *testing.T) {
	w, _ := newChainWorld(t, Config{Platform: Platform{FeedStopped: true}})
	ticket := w.PushTicket()
	ask := func() string {
		return field(t, w.component("api_component_token", "", w.tokenBody(ticket)), "component_access_token")
	}
	list := func(token string) string { return w.component("api_get_authorizer_list", token, listBody) }
	const empty = `{"total_count":0,"list":[]}`
	first := ask()
	w.Advance(time.Hour)
	second := ask()
	assert.NotEqual(t, first, second, "each call makes a new one")
	w.Advance(5*time.Minute - 1)
	assert.Equal(t, empty, list(first), "the replaced one lives on for the overlap")
	w.Advance(1)
	assertCode(t, "40001", list(first))
	assert.Equal(t, empty, list(second))
	w.Advance(115 * time.Minute)
	assertCode(t, "42001", list(second))
	require.NoError(t, w.UpdatePlatform(func(p *Platform) { p.ExpiredCode = 42006 }))
	assertCode(t, "42006", list(second))

	third := ask()
	w.ExpirePlatformToken()
	assertCode(t, "42006", list(third))
	fourth := ask()
	w.RevokePlatformToken()
	assertCode(t, "40001", list(fourth))
	assert.Equal(t, empty, list(ask()))
}

func TestMerchantTokenIsReplaced(t *testing.T) {
	w, _ := newChainWorld(t, Config{}, uploaded(appA))
	refresh := w.refreshToken(appA)
	ask := func() string { return field(t, w.refresh(appA, refresh), "authorizer_access_token") }
	first := ask()
	w.Advance(110 * time.Minute)
	second := ask()
	w.Advance(5*time.Minute - 1)
	assertGood(t, w.use(first))
	w.Advance(1)
	assertCode(t, "40001", w.use(first))
	assertGood(t, w.use(second))
	w.Advance(115 * time.Minute)
	assertCode(t, "42001", w.use(second))
	assertGood(t, w.use(ask()))
	assert.Equal(t, 3, w.Calls(componentPath+"api_authorizer_token", appA))
}

// A test that helps itself to a token never ends the program's own, nor the other way round.
func TestTokenServiceLeavesTheChainAlone(t *testing.T) {
	w, _ := newChainWorld(t, Config{TokenOverlap: -1}, uploaded(appA))
	refresh := w.refreshToken(appA)
	service, platform := w.Token(appA), w.PlatformToken()
	chain, comp := field(t, w.refresh(appA, refresh), "authorizer_access_token"), w.componentAccessToken()
	w.Advance(119 * time.Minute)
	assert.NotEqual(t, service, w.Token(appA), "the service renews early")
	assert.NotEqual(t, platform, w.PlatformToken())
	assertGood(t, w.use(chain))
	assert.Contains(t, w.component("api_get_authorizer_list", comp, listBody), `{"total_count":1,`)
	service = w.Token(appA)
	assert.Equal(t, refresh, field(t, w.refresh(appA, refresh), "authorizer_refresh_token"))
	assertCode(t, "40001", w.use(chain))
	assertGood(t, w.use(service))

	// The switches end the tokens of both.
	chain = field(t, w.refresh(appA, refresh), "authorizer_access_token")
	require.NoError(t, w.RevokeToken(appA))
	assertCode(t, "40001", w.use(chain))
	assertCode(t, "40001", w.use(service))
}

func TestRefreshTokenRotation(t *testing.T) {
	w, _ := newChainWorld(t, Config{Platform: Platform{RotateRefreshToken: true}}, uploaded(appA))
	first := w.refreshToken(appA)
	second := field(t, w.refresh(appA, first), "authorizer_refresh_token")
	assert.NotEqual(t, first, second)
	assert.Equal(t, second, w.refreshToken(appA), "the queries tell the newest")
	w.Advance(5*time.Minute - 1)
	third := field(t, w.refresh(appA, first), "authorizer_refresh_token")
	w.Advance(1)
	assertCode(t, "61023", w.refresh(appA, first))
	w.Advance(24 * time.Hour)
	assertCode(t, "61023", w.refresh(appA, second))
	assert.Contains(t, w.refresh(appA, third), `{"authorizer_access_token":"61_`)
	assert.Subset(t, w.Secrets(), []string{first, second, third})
}

// A lost answer with rotation: the old refresh token still works for a while, later the list has the new one.
func TestLostRefresh(t *testing.T) {
	w, _ := newChainWorld(t, Config{Platform: Platform{RotateRefreshToken: true}}, uploaded(appA), uploaded(appB))
	refresh := w.refreshToken(appA)
	w.Fault(Fault{Endpoint: componentPath + "api_authorizer_token", AppID: appA, Errcode: -1, Effect: true, Times: 1})
	assert.Contains(t, w.refresh(appB, w.refreshToken(appB)), `"authorizer_access_token"`, "the rule is about the other one")
	assertCode(t, "-1", w.refresh(appA, refresh))
	assert.NotEqual(t, refresh, w.refreshToken(appA), "it had its effect")
	assert.Equal(t, []Refresh{{start, appB, RefreshAuthorizerToken}, {start, appA, RefreshAuthorizerToken}}, w.Refreshes())
	assert.Contains(t, w.refresh(appA, refresh), `"authorizer_access_token"`)
	assert.Equal(t, 2, w.Calls(componentPath+"api_authorizer_token", appA))
	assert.Equal(t, 1, w.Calls(componentPath+"api_authorizer_token", appB))

	// And a code whose answer was lost is used up.
	code, err := w.Authorize(appA)
	require.NoError(t, err)
	w.Fault(Fault{Endpoint: componentPath + "api_query_auth", AppID: appA, HTTPStatus: 502, Effect: true})
	assert.Contains(t, w.component("api_query_auth", w.PlatformToken(), codeBody(code)), "Bad Gateway")
	assertCode(t, "61009", w.component("api_query_auth", w.PlatformToken(), codeBody(code)))
}

func TestFaultsOfPlatformCalls(t *testing.T) {
	w, _ := newChainWorld(t, Config{}, uploaded(appA))
	w.Fault(Fault{Endpoint: componentPath + "api_component_token", Errcode: 45009})
	w.Fault(Fault{Endpoint: componentPath + "api_get_authorizer_list", EmptyBody: true})
	assertCode(t, "45009", w.component("api_component_token", "", w.tokenBody(w.PushTicket())))
	assert.Empty(t, w.Refreshes(), "without effect")
	assert.Empty(t, w.component("api_get_authorizer_list", w.PlatformToken(), listBody))
	assert.Contains(t, w.component("api_get_authorizer_list", w.PlatformToken(), listBody), `"total_count":1`)
}

func TestAuthorizerListPages(t *testing.T) {
	apps := []App{}
	for i := range 7 {
		apps = append(apps, App{AppID: fmt.Sprintf("wx%d", i)})
	}
	apps[3].HideRefreshToken = true
	w, _ := newChainWorld(t, Config{}, apps...)
	require.NoError(t, w.Revoke("wx5"))
	page := func(offset, count int) string {
		return w.component("api_get_authorizer_list", w.PlatformToken(),
			`{"component_appid":"wx1111222233334444","offset":`+strconv.Itoa(offset)+`,"count":`+strconv.Itoa(count)+`}`)
	}
	one := func(appid, refresh string) string {
		return `{"authorizer_appid":"` + appid + `","refresh_token":"` + refresh + `","auth_time":1791604800}`
	}
	assert.Equal(t, `{"total_count":6,"list":[`+one("wx0", w.refreshToken("wx0"))+","+one("wx1", w.refreshToken("wx1"))+`]}`, page(0, 2))
	assert.Equal(t, `{"total_count":6,"list":[`+one("wx2", w.refreshToken("wx2"))+","+one("wx3", "")+`]}`, page(2, 2))
	assert.Equal(t, `{"total_count":6,"list":[`+one("wx4", w.refreshToken("wx4"))+","+one("wx6", w.refreshToken("wx6"))+`]}`, page(4, 500))
	assert.Equal(t, `{"total_count":6,"list":[]}`, page(6, 2))
	assert.Equal(t, `{"total_count":6,"list":[]}`, page(1000, 2))
	assert.Empty(t, w.refreshToken("wx3"))
}

func TestAuthorizerInfo(t *testing.T) {
	app := uploaded(appA)
	app.NickName, app.PrincipalName, app.AccountStatus, app.PermissionSets = "小店", "某某有限公司", 19, []int{30}
	app.Categories = []Category{{"工具", "效率", 287, 616}}
	app.HideRefreshToken = true
	w, _ := newChainWorld(t, Config{}, app)
	assert.Equal(t, `{"authorizer_info":{"nick_name":"小店","user_name":"gh_0123456789ab","principal_name":"某某有限公司","account_status":19,`+
		`"MiniProgramInfo":{"network":{"RequestDomain":[],"WsRequestDomain":[],"UploadDomain":[],"DownloadDomain":[]},`+
		`"categories":[{"first":"工具","second":"效率"}]}},`+
		`"authorization_info":{"authorizer_appid":"wx5555666677778888","authorizer_refresh_token":"",`+
		`"func_info":[{"funcscope_category":{"id":30}}]}}`,
		w.component("api_get_authorizer_info", w.PlatformToken(),
			`{"component_appid":"wx1111222233334444","authorizer_appid":"wx5555666677778888"}`))
}

func TestAccountWithoutAPI(t *testing.T) {
	app := uploaded(appA)
	app.NoAPI, app.PermissionSets = true, []int{}
	w, _ := newChainWorld(t, Config{}, app)
	code, err := w.Authorize(appA)
	require.NoError(t, err)
	assert.Equal(t, `{"authorization_info":{"authorizer_appid":"wx5555666677778888","func_info":[]}}`,
		w.component("api_query_auth", w.PlatformToken(), codeBody(code)))
}

// expires_in is in the caller's seconds: at ten times the speed a token is old after 720 of them.
func TestExpiresInFollowsTheSpeed(t *testing.T) {
	w, _ := newChainWorld(t, Config{Speed: 10}, uploaded(appA))
	assert.Regexp(t, `"expires_in":(719|720)}$`, w.component("api_component_token", "", w.tokenBody(w.PushTicket())))
	assert.Regexp(t, `"expires_in":60}$`, w.component("api_create_preauthcode", w.PlatformToken(),
		`{"component_appid":"wx1111222233334444"}`))
	assert.Regexp(t, `"expires_in":(719|720),"authorizer_refresh_token"`, w.refresh(appA, w.refreshToken(appA)))
}
