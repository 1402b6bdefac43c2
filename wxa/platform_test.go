package wxa

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit"
)

const (
	testSecret  = "0123456789abcdef0123456789abcdef"
	testTicket  = "ticket@@@pushed/by+wechat=="
	testCode    = "queryauthcode@@@once&only"
	testRefresh = "refreshtoken@@@old"
	merchant    = "wx9999000099990000"
)

// bodySecrets are in the requests of the platform's calls, answerSecrets in their answers.
var (
	bodySecrets   = []string{testSecret, testTicket, testCode, testRefresh}
	answerSecrets = []string{"61_made+by/wechat", "refreshtoken@@@new"}
)

// testPlatform is the platform on the app's client, with its appid and its token source.
func testPlatform(a *App) *Platform {
	return &Platform{account{c: a.c, appid: testAppID, tokens: a.c.tokens, platform: true}, func() string { return testSecret }}
}

// decodes tells that the answer of the endpoint has fields besides errcode.
func (m method) decodes() bool { return !strings.HasSuffix(m.ok, `"errmsg":"ok"}`) }

func platformMethods() []method {
	list := func(ctx context.Context, a *App) error {
		for _, err := range testPlatform(a).Authorizers(ctx) {
			if err != nil {
				return err
			}
		}
		return nil
	}
	return []method{
		{"AuthorizerInfo", epAuthorizerInfo, func(ctx context.Context, a *App) error {
			_, err := testPlatform(a).AuthorizerInfo(ctx, merchant)
			return err
		}, `{"authorizer_info":{"nick_name":"咖啡"},"authorization_info":{"authorizer_appid":"` + merchant + `","func_info":[]}}`, false},
		{"AuthorizerToken", epAuthorizerToken, func(ctx context.Context, a *App) error {
			_, _, err := testPlatform(a).AuthorizerToken(ctx, merchant, testRefresh)
			return err
		}, `{"authorizer_access_token":"61_made+by/wechat","expires_in":7200,"authorizer_refresh_token":"refreshtoken@@@new"}`, false},
		{"Authorizers", epAuthorizerList, list, `{"total_count":0,"list":[]}`, false},
		{"ComponentToken", epComponentToken, func(ctx context.Context, a *App) error {
			_, err := testPlatform(a).ComponentToken(ctx, testTicket)
			return err
		}, `{"component_access_token":"61_made+by/wechat","expires_in":7200}`, true},
		{"Do", endpoint{http.MethodPost, "/wxa/addtotemplate", true}, func(ctx context.Context, a *App) error {
			return testPlatform(a).Do(ctx, Request{Path: "/wxa/addtotemplate", Body: map[string]any{"draft_id": 7}}, nil)
		}, `{"errcode":0,"errmsg":"ok"}`, false},
		{"PreAuthCode", epPreAuthCode, func(ctx context.Context, a *App) error {
			_, _, err := testPlatform(a).PreAuthCode(ctx)
			return err
		}, `{"pre_auth_code":"preauthcode@@@x","expires_in":600}`, false},
		{"QueryAuth", epQueryAuth, func(ctx context.Context, a *App) error {
			_, err := testPlatform(a).QueryAuth(ctx, testCode)
			return err
		}, `{"authorization_info":{"authorizer_appid":"` + merchant + `"}}`, false},
		{"StartPushTicket", epStartPushTicket, func(ctx context.Context, a *App) error {
			return testPlatform(a).StartPushTicket(ctx)
		}, `{"errcode":0,"errmsg":"ok"}`, true},
	}
}

func TestEveryMethodSucceeds(t *testing.T) {
	for _, m := range everyMethod() {
		wechat := newFakeWeChat(t, says(m.ok))
		require.NoError(t, m.call(t.Context(), testApp(t, wechat.URL, nil)), m.name)
		token := token1
		if m.bare {
			token = ""
		}
		require.Len(t, wechat.seen(), 1)
		assert.Equal(t, token, wechat.seen()[0].Token, m.name)
	}
}

// wire runs one call against one answer and gives the body that was sent.
func wire[T any](t *testing.T, path, answer string, call func(*Platform) (T, error)) (T, string, error) {
	t.Helper()
	wechat := newFakeWeChat(t, says(answer))
	got, err := call(testPlatform(testApp(t, wechat.URL, nil)))
	seen := wechat.seen()
	require.Len(t, seen, 1)
	assert.Equal(t, http.MethodPost, seen[0].Method)
	assert.Equal(t, path, seen[0].Path)
	assert.Equal(t, "application/json; charset=utf-8", seen[0].Type)
	return got, seen[0].Body, err
}

func TestComponentTokenWire(t *testing.T) {
	token, body, err := wire(t, "/cgi-bin/component/api_component_token", `{"component_access_token":"61_c","expires_in":"7200"}`,
		func(p *Platform) (Token, error) { return p.ComponentToken(t.Context(), testTicket) })
	require.NoError(t, err)
	assert.Equal(t, Token{"61_c", 2 * time.Hour}, token)
	assert.Equal(t, `{"component_appid":"wx5555666677778888","component_appsecret":"0123456789abcdef0123456789abcdef",`+
		`"component_verify_ticket":"ticket@@@pushed/by+wechat=="}`, body)
	for _, answer := range []string{`{"expires_in":7200}`, `{"component_access_token":"","expires_in":7200}`,
		`{"component_access_token":"61_c"}`, `{"component_access_token":"61_c","expires_in":0}`} {
		token, _, err := wire(t, "/cgi-bin/component/api_component_token", answer,
			func(p *Platform) (Token, error) { return p.ComponentToken(t.Context(), testTicket) })
		assert.ErrorContains(t, err, "the answer has no ", answer)
		assert.Empty(t, token.Text)
	}
}

func TestComponentTokenCodes(t *testing.T) {
	for code, want := range map[int]Class{
		-1: ClassTransient, 40001: ClassFix, 40125: ClassFix, 41004: ClassFix, 40013: ClassFix, 45009: ClassQuota, 47001: ClassFix,
		48001: ClassFix, 61004: ClassFix, 61005: ClassWait, 61006: ClassWait, 61011: ClassFix,
	} {
		_, _, err := wire(t, "/cgi-bin/component/api_component_token", fmt.Sprintf(`{"errcode":%d,"errmsg":"no"}`, code),
			func(p *Platform) (Token, error) { return p.ComponentToken(t.Context(), testTicket) })
		assert.Equal(t, want, ClassOf(err), code)
	}
}

func TestStartPushTicketWire(t *testing.T) {
	start := func(p *Platform) (any, error) { return nil, p.StartPushTicket(t.Context()) }
	_, body, err := wire(t, "/cgi-bin/component/api_start_push_ticket", `{"errcode":0,"errmsg":"in a normal state"}`, start)
	require.NoError(t, err)
	assert.Equal(t, `{"component_appid":"wx5555666677778888","component_secret":"0123456789abcdef0123456789abcdef"}`, body)
	_, _, err = wire(t, "/cgi-bin/component/api_start_push_ticket", `{"errmsg":"ok"}`, start)
	assert.ErrorContains(t, err, "the answer has no errcode")
}

func TestPreAuthCodeWire(t *testing.T) {
	for answer, life := range map[string]time.Duration{
		`{"pre_auth_code":"preauthcode@@@x","expires_in":600}`: 10 * time.Minute,
		`{"pre_auth_code":"preauthcode@@@x"}`:                  0,
	} {
		code, body, err := wire(t, "/cgi-bin/component/api_create_preauthcode", answer, func(p *Platform) (string, error) {
			code, got, err := p.PreAuthCode(t.Context())
			assert.Equal(t, life, got)
			return code, err
		})
		require.NoError(t, err)
		assert.Equal(t, "preauthcode@@@x", code)
		assert.Equal(t, `{"component_appid":"wx5555666677778888"}`, body)
	}
}

func TestQueryAuthWire(t *testing.T) {
	const path = "/cgi-bin/component/api_query_auth"
	query := func(p *Platform) (Authorization, error) { return p.QueryAuth(t.Context(), testCode) }
	got, body, err := wire(t, path, `{"authorization_info":{"authorizer_appid":"wx9999000099990000","authorizer_access_token":"61_a",`+
		`"expires_in":7200,`+
		`"authorizer_refresh_token":"refreshtoken@@@new","func_info":[{"funcscope_category":{"id":17}},{"funcscope_category":{"id":18,`+
		`"type":0,"name":"n","desc":"d"}},{"other":1}]}}`, query)
	require.NoError(t, err)
	assert.Equal(t, Authorization{merchant, Token{"61_a", 2 * time.Hour}, "refreshtoken@@@new", []int{17, PermissionCode}}, got)
	assert.Equal(t, `{"component_appid":"wx5555666677778888","authorization_code":"queryauthcode@@@once&only"}`, body)

	got, _, err = wire(t, path, `{"authorization_info":{"authorizer_appid":"wx9999000099990000"}}`, query)
	require.NoError(t, err, "an account without API functions has no tokens")
	assert.Equal(t, Authorization{AppID: merchant, PermissionSets: []int{}}, got)

	for _, answer := range []string{
		`{"authorization_info":null}`, `{"authorization_info":{}}`, `{"authorizer_appid":"wx9999000099990000"}`,
		`{"authorization_info":{"authorizer_appid":"wx9999000099990000","authorizer_access_token":"61_a"}}`,
	} {
		_, _, err = wire(t, path, answer, query)
		assert.ErrorContains(t, err, "the answer has no ", answer)
		assert.Equal(t, ClassAmbiguous, ClassOf(err), "the code may be used up")
	}
}

func TestAuthorizerTokenWire(t *testing.T) {
	var refresh string
	get := func(p *Platform) (token Token, err error) {
		token, refresh, err = p.AuthorizerToken(t.Context(), merchant, testRefresh)
		return token, err
	}
	token, body, err := wire(t, "/cgi-bin/component/api_authorizer_token",
		`{"authorizer_access_token":"61_a","expires_in":7200,"authorizer_refresh_token":"refreshtoken@@@new"}`, get)
	require.NoError(t, err)
	assert.Equal(t, Token{"61_a", 2 * time.Hour}, token)
	assert.Equal(t, "refreshtoken@@@new", refresh)
	assert.Equal(t, `{"component_appid":"wx5555666677778888","authorizer_appid":"wx9999000099990000",`+
		`"authorizer_refresh_token":"refreshtoken@@@old"}`, body)

	// refresh_token is the list's name for it, and no name here.
	_, _, err = wire(t, "/cgi-bin/component/api_authorizer_token",
		`{"authorizer_access_token":"61_a","expires_in":7200,"refresh_token":"x"}`, get)
	require.NoError(t, err)
	assert.Empty(t, refresh)
}

func TestAuthorizerTokenNeedsARefreshToken(t *testing.T) {
	wechat := newFakeWeChat(t, says(`{}`))
	p := testPlatform(testApp(t, wechat.URL, nil))
	_, _, err := p.AuthorizerToken(t.Context(), merchant, "")
	assert.ErrorContains(t, err, "authorizer_refresh_token")
	_, _, err = p.AuthorizerToken(t.Context(), "", testRefresh)
	assert.ErrorContains(t, err, "authorizer_appid")
	noSecretError(t, err)
	assert.Empty(t, wechat.seen())
}

func TestAuthorizersPages(t *testing.T) {
	page := func(total int, entries ...string) http.HandlerFunc {
		return says(fmt.Sprintf(`{"total_count":%d,"list":[%s]}`, total, strings.Join(entries, ",")))
	}
	a := `{"authorizer_appid":"wxa","refresh_token":"r1","auth_time":1700000000}`
	b := `{"authorizer_appid":"wxb","refresh_token":"","auth_time":"1700000001"}`
	c := `{"authorizer_appid":"wxc","authorizer_refresh_token":"not this name"}`
	for _, tt := range []struct {
		name    string
		answers []http.HandlerFunc
		want    string
		offsets []int
		err     string
	}{
		{"one page", []http.HandlerFunc{page(2, a, b)}, "wxa wxb", []int{0}, ""},
		{"two pages", []http.HandlerFunc{page(3, a, b), page(3, c)}, "wxa wxb wxc", []int{0, 2}, ""},
		{"none", []http.HandlerFunc{page(0)}, "", []int{0}, ""},
		{"none, list left out", []http.HandlerFunc{says(`{"total_count":0}`)}, "", []int{0}, ""},
		{"total counts more than is listed", []http.HandlerFunc{page(9, a), page(9)}, "wxa", []int{0, 1}, ""},
		{"fails later", []http.HandlerFunc{page(2, a), says(`{"errcode":40013,"errmsg":"invalid appid"}`)}, "wxa", []int{0, 1}, "40013"},
		{"no list", []http.HandlerFunc{says(`{"total_count":3}`)}, "", []int{0}, "the answer has no list"},
		{"no count", []http.HandlerFunc{says(`{"list":[]}`)}, "", []int{0}, "the answer has no total_count"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wechat := newFakeWeChat(t, tt.answers...)
			var got []string
			var failed error
			for e, err := range testPlatform(testApp(t, wechat.URL, nil)).Authorizers(t.Context()) {
				require.NoError(t, failed, "an error is the end")
				if failed = err; err == nil {
					got = append(got, e.AppID)
				}
			}
			assert.Equal(t, tt.want, strings.Join(got, " "))
			if tt.err == "" {
				assert.NoError(t, failed)
			} else {
				assert.ErrorContains(t, failed, tt.err)
			}
			var want []string
			for _, offset := range tt.offsets {
				want = append(want, fmt.Sprintf(`{"component_appid":"wx5555666677778888","offset":%d,"count":500}`, offset))
			}
			var bodies []string
			for _, r := range wechat.seen() {
				bodies = append(bodies, r.Body)
			}
			assert.Equal(t, want, bodies)
		})
	}

	wechat := newFakeWeChat(t, page(3, a, b))
	for e, err := range testPlatform(testApp(t, wechat.URL, nil)).Authorizers(t.Context()) {
		require.NoError(t, err)
		assert.Equal(t, ListedAuthorizer{"wxa", "r1", time.Unix(1700000000, 0).UTC()}, e)
		break
	}
	assert.Len(t, wechat.seen(), 1, "who stops early asks for no further page")
}

func TestAuthorizerInfoWire(t *testing.T) {
	const path = "/cgi-bin/component/api_get_authorizer_info"
	info := func(p *Platform) (*AuthorizerInfo, error) { return p.AuthorizerInfo(t.Context(), merchant) }
	got, body, err := wire(t, path, `{"authorizer_info":{"nick_name":"咖啡","user_name":"gh_0123456789ab","principal_name":"某某公司",`+
		`"account_status":1,`+
		`"MiniProgramInfo":{"categories":[],"network":{}}},"authorization_info":{"authorizer_appid":"wx9999000099990000",`+
		`"authorizer_refresh_token":"refreshtoken@@@new","func_info":[{"funcscope_category":{"id":18}}]}}`, info)
	require.NoError(t, err)
	assert.Equal(t, &AuthorizerInfo{
		Authorization: Authorization{AppID: merchant, RefreshToken: "refreshtoken@@@new", PermissionSets: []int{18}},
		Name:          "咖啡", OriginalID: "gh_0123456789ab", Principal: "某某公司", MiniProgram: true, AccountStatus: 1,
	}, got)
	assert.Equal(t, `{"component_appid":"wx5555666677778888","authorizer_appid":"wx9999000099990000"}`, body)

	for _, official := range []string{`{}`, `{"MiniProgramInfo":null}`} {
		got, _, err = wire(t, path, `{"authorizer_info":`+official+`,"authorization_info":{"authorizer_appid":"wx9999000099990000"}}`, info)
		require.NoError(t, err)
		assert.False(t, got.MiniProgram)
	}
	_, _, err = wire(t, path, `{"authorizer_info":{},"authorization_info":{"authorizer_appid":"wx1"}}`, info)
	assert.ErrorContains(t, err, `the answer is about "wx1", asked was wx9999000099990000`)
	_, _, err = wire(t, path, `{"authorizer_info":{}}`, info)
	assert.ErrorContains(t, err, "the answer has no authorizer_appid")
}

// WeChat repeats parts of a request in its messages; none of the body's secrets may come through.
func TestErrmsgRepeatsTheBody(t *testing.T) {
	for _, m := range platformMethods() {
		wechat := newFakeWeChat(t, func(w http.ResponseWriter, _ *http.Request) {
			_ = json.NewEncoder(w).Encode(map[string]any{"errcode": 61006, "errmsg": "refused: " + strings.Join(bodySecretsOf(m), " ")})
		})
		var log testkit.Buffer
		err := m.call(t.Context(), testApp(t, wechat.URL, func(c *Config) { c.Logger = testkit.DebugLog(&log) }))
		assert.True(t, IsCode(err, 61006), err)
		noSecretError(t, err)
		noSecret(t, log.String())
	}
}

func bodySecretsOf(m method) []string {
	return map[string][]string{
		"ComponentToken":  {testSecret, testTicket},
		"StartPushTicket": {testSecret},
		"QueryAuth":       {testCode},
		"AuthorizerToken": {testRefresh},
	}[m.name]
}

// An answer that the merchant's authorisation is over drops that Mini Program's token, so that its source looks into it. It
// says nothing about the platform's token, and no other token would help.
func TestAuthorisationOver(t *testing.T) {
	for _, code := range []int{42007, 61003} {
		for platform, methods := range map[bool][]method{false: appMethods(), true: platformMethods()} {
			for _, m := range methods {
				wechat := newFakeWeChat(t, says(fmt.Sprintf(`{"errcode":%d,"errmsg":"over"}`, code)))
				source := &tokens{}
				err := m.call(t.Context(), testApp(t, wechat.URL, func(c *Config) { c.Tokens = source }))
				assert.True(t, IsCode(err, code), m.name)
				assert.Equal(t, ClassFix, ClassOf(err), m.name)
				assert.Len(t, wechat.seen(), 1, m.name)
				if platform {
					assert.Empty(t, source.dropped, m.name)
				} else {
					assert.Equal(t, []string{testAppID + " " + token1}, source.dropped, m.name)
				}
			}
		}
	}
}

func TestNewPlatformNamesEveryFault(t *testing.T) {
	_, err := NewPlatform(PlatformConfig{BaseURL: "ftp://" + testSecret})
	require.Error(t, err)
	assert.Equal(t, "platform without an appid: no AppID given: it is the platform's, from open.weixin.qq.com\n"+
		"no Secret given: it is the platform's, from open.weixin.qq.com\n"+
		"wxa config: BaseURL: must start with https:// or http://\n"+
		"no Tokens given: use wxa.FixedToken, wxa.NewHTTPTokens or a source of your own", err.Error())
}

func TestPlatformPrintsNoSecret(t *testing.T) {
	cfg := PlatformConfig{AppID: testAppID, Secret: testSecret, Tokens: FixedToken(token1)}
	p, err := NewPlatform(cfg)
	require.NoError(t, err)
	granted := Authorization{AppID: merchant, Token: Token{answerSecrets[0], time.Hour}, RefreshToken: answerSecrets[1]}
	listed := ListedAuthorizer{AppID: merchant, RefreshToken: answerSecrets[1]}
	info := AuthorizerInfo{Authorization: granted}
	request := componentTokenRequest{testAppID, testSecret, testTicket}
	assert.Len(t, request.secrets(), 2)
	for _, v := range []any{cfg, &cfg, p, *p, granted, &granted, granted.Token, listed, info, &info, []any{cfg, p, granted, listed, info},
		struct{ p *Platform }{p}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d"} {
			noSecret(t, fmt.Sprintf(verb, v))
		}
		asJSON, err := json.Marshal(v)
		if err == nil {
			noSecret(t, string(asJSON))
		}
	}
	var lines testkit.Buffer
	testkit.DebugLog(&lines).Info("x", "a", cfg, "b", p, "c", granted, "d", listed, "e", info)
	noSecret(t, lines.String())
}
