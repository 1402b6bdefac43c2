package wxatest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	platformSecret = "0123456789abcdef0123456789abcdef"
	componentPath  = "/cgi-bin/component/"
)

// newChainWorld is a platform with credentials, and a receiver of both kinds of pushes.
func newChainWorld(t *testing.T, cfg Config, apps ...App) (*world, *receiver) {
	t.Helper()
	rc := &receiver{}
	srv := httptest.NewServer(rc)
	t.Cleanup(srv.Close)
	cfg.Platform.AppID, cfg.Platform.Secret = platformID, platformSecret
	cfg.Callback = Callback{
		URL: srv.URL + "/wechat/$APPID$/messages", EventsURL: srv.URL + "/wechat/events", Token: callbackToken,
		EncodingAESKey: currentKey, PreviousKey: previousKey, Attempts: cfg.Callback.Attempts,
	}
	return newWorld(t, cfg, apps...), rc
}

// component calls the platform's own part of the API; token "" leaves the parameter out.
func (w *world) component(name, token, body string) string {
	w.t.Helper()
	_, got := w.do(http.MethodPost, componentPath+name, token, body)
	return got
}

func (w *world) tokenBody(ticket string) string {
	return `{"component_appid":"wx1111222233334444","component_appsecret":"` + platformSecret + `","component_verify_ticket":"` + ticket +
		`"}`
}

// field gives the text of a JSON member, wherever it is in the answer.
func field(t *testing.T, body, name string) string {
	t.Helper()
	_, rest, found := strings.Cut(body, `"`+name+`":"`)
	require.True(t, found, "%s in %s", name, body)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// componentAccessToken goes through the first two steps of the chain.
func (w *world) componentAccessToken() string {
	w.t.Helper()
	return field(w.t, w.component("api_component_token", "", w.tokenBody(w.PushTicket())), "component_access_token")
}

func refreshBody(appid, refreshToken string) string {
	return `{"component_appid":"wx1111222233334444","authorizer_appid":"` + appid + `","authorizer_refresh_token":"` + refreshToken + `"}`
}

func codeBody(code string) string {
	return `{"component_appid":"wx1111222233334444","authorization_code":"` + code + `"}`
}

const listBody = `{"component_appid":"wx1111222233334444","offset":0,"count":500}`

// The whole chain, byte for byte.
func TestChain(t *testing.T) {
	app := uploaded(appA)
	app.AuthorizedLater = true
	w, rc := newChainWorld(t, Config{}, app)

	w.Advance(10 * time.Minute)
	require.Equal(t, []error{nil}, rc.errs)
	ticket, _, _ := strings.Cut(strings.SplitAfter(rc.messages[0], "<ComponentVerifyTicket><![CDATA[")[1], "]]>")
	assert.Equal(t, `<xml><AppId><![CDATA[wx1111222233334444]]></AppId><CreateTime>1791605400</CreateTime>`+
		`<InfoType><![CDATA[component_verify_ticket]]></InfoType><ComponentVerifyTicket><![CDATA[`+ticket+
		`]]></ComponentVerifyTicket></xml>`, rc.messages[0])

	body := w.component("api_component_token", "", w.tokenBody(ticket))
	comp := field(t, body, "component_access_token")
	assert.Equal(t, `{"component_access_token":"`+comp+`","expires_in":7200}`, body)

	body = w.component("api_create_preauthcode", comp, `{"component_appid":"wx1111222233334444"}`)
	pre := field(t, body, "pre_auth_code")
	assert.Equal(t, `{"pre_auth_code":"`+pre+`","expires_in":600}`, body)
	assert.Equal(t, `{"total_count":0,"list":[]}`, w.component("api_get_authorizer_list", comp, listBody))

	code, err := w.Authorize(appA)
	require.NoError(t, err)
	require.Len(t, rc.messages, 2, "it has arrived when Authorize returns")
	assert.Equal(t, `<xml><AppId>wx1111222233334444</AppId><CreateTime>1791605400</CreateTime><InfoType>authorized</InfoType>`+
		`<AuthorizerAppid>wx5555666677778888</AuthorizerAppid><AuthorizationCode>`+code+`</AuthorizationCode>`+
		`<AuthorizationCodeExpiredTime>1791609000</AuthorizationCodeExpiredTime><PreAuthCode>`+pre+`</PreAuthCode></xml>`, rc.messages[1])

	body = w.component("api_query_auth", comp, codeBody(code))
	first, refresh := field(t, body, "authorizer_access_token"), field(t, body, "authorizer_refresh_token")
	assert.Equal(t, `{"authorization_info":{"authorizer_appid":"wx5555666677778888","authorizer_access_token":"`+first+
		`","expires_in":7200,`+
		`"authorizer_refresh_token":"`+refresh+`","func_info":[{"funcscope_category":{"id":17}},`+
		`{"funcscope_category":{"id":18,"type":0,"name":"小程序开发与数据分析","desc":"开发与数据分析"}}]}}`, body)

	_, body = w.do(http.MethodPost, submitPath, first, minimal)
	assert.Equal(t, `{"errcode":0,"errmsg":"ok","auditid":430000001}`, body)
	body = w.component("api_authorizer_token", comp, refreshBody(appA, refresh))
	second := field(t, body, "authorizer_access_token")
	assert.Equal(t, `{"authorizer_access_token":"`+second+`","expires_in":7200,"authorizer_refresh_token":"`+refresh+`"}`, body)
	assert.NotEqual(t, first, second)
	assert.Equal(t, `{"total_count":1,"list":[{"authorizer_appid":"wx5555666677778888","refresh_token":"`+refresh+
		`","auth_time":1791605400}]}`,
		w.component("api_get_authorizer_list", comp, listBody))
	assert.Equal(t, `{"authorizer_info":{"nick_name":"wx5555666677778888","user_name":"gh_0123456789ab","principal_name":"",`+
		`"account_status":1,`+
		`"MiniProgramInfo":{"network":{"RequestDomain":[],"WsRequestDomain":[],"UploadDomain":[],"DownloadDomain":[]},"categories":[]}},`+
		`"authorization_info":{"authorizer_appid":"wx5555666677778888","authorizer_refresh_token":"`+refresh+
		`","func_info":[{"funcscope_category":{"id":17}},`+
		`{"funcscope_category":{"id":18,"type":0,"name":"小程序开发与数据分析","desc":"开发与数据分析"}}]}}`,
		w.component("api_get_authorizer_info", comp, `{"component_appid":"wx1111222233334444","authorizer_appid":"wx5555666677778888"}`))

	at := start.Add(10 * time.Minute)
	assert.Equal(t, []Refresh{{at, "", RefreshComponentToken}, {at, appA, RefreshQueryAuth}, {at, appA, RefreshAuthorizerToken}},
		w.Refreshes())
	assert.Equal(t, 1, w.Calls(componentPath+"api_authorizer_token", appA))
	assert.Zero(t, w.Calls(componentPath+"api_authorizer_token", appB))
	assert.Equal(t, 1, w.Calls(componentPath+"api_query_auth", appA), "a code names its Mini Program")
	assert.Len(t, w.Ledger(), 1, "the ledger is about reviews")
	assert.Subset(t, w.Secrets(), []string{ticket, comp, pre, code, first, second, refresh, platformSecret, callbackToken, currentKey,
		previousKey})
}
