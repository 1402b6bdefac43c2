package wxatest

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every refusal of the calls under /cgi-bin/component/, at its documented moment. COMP, AUTH, TICKET, REFRESH and CODE stand
// for good values; OLD for what was good once.
func TestComponentRefusals(t *testing.T) {
	const (
		comp  = `"component_appid":"wx1111222233334444"`
		other = `"component_appid":"wx0000000000000000"`
		named = comp + `,"authorizer_appid":"wx5555666677778888"`
		later = comp + `,"authorizer_appid":"wx9999000011112222"`
	)
	secret := `"component_appsecret":"` + platformSecret + `"`
	for name, c := range map[string]struct{ call, query, body, code string }{
		"no appid":              {"api_component_token", "", `{` + secret + `}`, "41018"},
		"another appid":         {"api_component_token", "", `{` + other + `,` + secret + `}`, "40013"},
		"no secret":             {"api_component_token", "", `{` + comp + `}`, "41004"},
		"the other call's name": {"api_component_token", "", `{` + comp + `,"component_secret":"` + platformSecret + `"}`, "41004"},
		"wrong secret":          {"api_component_token", "", `{` + comp + `,"component_appsecret":"0"}`, "40125"},
		"no ticket":             {"api_component_token", "", `{` + comp + `,` + secret + `}`, "61006"},
		"another's ticket": {"api_component_token", "", `{` + comp + `,` + secret + `,"component_verify_ticket":"ticket@@@another"}`,
			"61006"},
		"ticket too old":    {"api_component_token", "", `{` + comp + `,` + secret + `,"component_verify_ticket":"OLDTICKET"}`, "61005"},
		"appid is a number": {"api_component_token", "", `{"component_appid":1}`, "47001"},
		"no JSON":           {"api_component_token", "", `component_appid=wx`, "47001"},
		"no object":         {"api_component_token", "", `[]`, "47001"},
		"empty":             {"api_component_token", "", "", "44002"},

		"start: no appid":      {"api_start_push_ticket", "", `{}`, "41018"},
		"start: another appid": {"api_start_push_ticket", "", `{` + other + `}`, "40013"},
		"start: appsecret":     {"api_start_push_ticket", "", `{` + comp + `,` + secret + `}`, "41004"},
		"start: wrong secret":  {"api_start_push_ticket", "", `{` + comp + `,"component_secret":"0"}`, "40125"},

		"no token":             {"api_create_preauthcode", "", `{` + comp + `}`, "41001"},
		"empty token":          {"api_create_preauthcode", "access_token=", `{` + comp + `}`, "41001"},
		"unknown token":        {"api_create_preauthcode", "access_token=61_nobody", `{` + comp + `}`, "40001"},
		"unknown, older name":  {"api_create_preauthcode", "component_access_token=61_nobody", `{` + comp + `}`, "40001"},
		"merchant's token":     {"api_create_preauthcode", "access_token=AUTH", `{` + comp + `}`, "61014"},
		"token too old":        {"api_create_preauthcode", "access_token=OLDCOMP", `{` + comp + `}`, "42001"},
		"preauth: other appid": {"api_create_preauthcode", "access_token=COMP", `{` + other + `}`, "40013"},
		"preauth: empty":       {"api_create_preauthcode", "access_token=COMP", "", "44002"},
		"query: no code":       {"api_query_auth", "access_token=COMP", `{` + comp + `}`, "61009"},
		"query: unknown code": {"api_query_auth", "access_token=COMP", `{` + comp + `,"authorization_code":"queryauthcode@@@x"}`,
			"61009"},
		"query: code too old": {"api_query_auth", "access_token=COMP", `{` + comp + `,"authorization_code":"OLDCODE"}`, "61010"},
		"query: token kind":   {"api_query_auth", "access_token=AUTH", `{` + comp + `}`, "61014"},
		"refresh: no appid": {"api_authorizer_token", "access_token=COMP", `{` + comp + `,"authorizer_refresh_token":"REFRESH"}`,
			"41002"},
		"refresh: unknown app": {"api_authorizer_token", "access_token=COMP", `{` + comp + `,"authorizer_appid":"wx0"}`, "40013"},
		"refresh: not granted": {"api_authorizer_token", "access_token=COMP", `{` + later + `,"authorizer_refresh_token":"REFRESH"}`,
			"61003"},
		"refresh: no token": {"api_authorizer_token", "access_token=COMP", `{` + named + `}`, "61023"},
		"refresh: null":     {"api_authorizer_token", "access_token=COMP", `{` + named + `,"authorizer_refresh_token":null}`, "61023"},
		"refresh: empty":    {"api_authorizer_token", "access_token=COMP", `{` + named + `,"authorizer_refresh_token":""}`, "61023"},
		"refresh: unknown": {"api_authorizer_token", "access_token=COMP", `{` + named +
			`,"authorizer_refresh_token":"refreshtoken@@@x"}`, "61023"},
		"refresh: access token": {"api_authorizer_token", "access_token=COMP", `{` + named + `,"authorizer_refresh_token":"AUTH"}`,
			"61023"},
		"refresh: token kind": {"api_authorizer_token", "access_token=AUTH", `{` + named + `,"authorizer_refresh_token":"REFRESH"}`,
			"61014"},
		"list: too many":    {"api_get_authorizer_list", "access_token=COMP", `{` + comp + `,"offset":0,"count":501}`, "40170"},
		"list: none":        {"api_get_authorizer_list", "access_token=COMP", `{` + comp + `,"offset":0,"count":0}`, "40097"},
		"list: no offset":   {"api_get_authorizer_list", "access_token=COMP", `{` + comp + `,"count":1}`, "40097"},
		"list: before":      {"api_get_authorizer_list", "access_token=COMP", `{` + comp + `,"offset":-1,"count":1}`, "40097"},
		"list: text":        {"api_get_authorizer_list", "access_token=COMP", `{` + comp + `,"offset":"0","count":1}`, "47001"},
		"info: no appid":    {"api_get_authorizer_info", "access_token=COMP", `{` + comp + `}`, "41002"},
		"info: unknown app": {"api_get_authorizer_info", "access_token=COMP", `{` + comp + `,"authorizer_appid":"wx0"}`, "40013"},
		"info: not granted": {"api_get_authorizer_info", "access_token=COMP", `{` + later + `}`, "61003"},
	} {
		t.Run(name, func(t *testing.T) {
			notYet := uploaded(appB)
			notYet.AuthorizedLater = true
			w, _ := newChainWorld(t, Config{Platform: Platform{FeedStopped: true}}, uploaded(appA), notYet)
			oldTicket, oldComp := w.PushTicket(), w.componentAccessToken()
			oldCode, err := w.Authorize(appA)
			require.NoError(t, err)
			w.Advance(12 * time.Hour)
			token := w.componentAccessToken()
			fill := strings.NewReplacer("OLDTICKET", oldTicket, "OLDCOMP", oldComp, "OLDCODE", oldCode, "COMP", token,
				"AUTH", w.Token(appA), "REFRESH", field(t, w.component("api_get_authorizer_list", token, listBody),
					"refresh_token")).Replace
			before := w.Refreshes()
			resp, err := w.srv.Client().Post(w.srv.URL+componentPath+c.call+"?"+fill(c.query), "application/json",
				strings.NewReader(fill(c.body)))
			require.NoError(t, err)
			body := readAll(t, resp)
			assert.Equal(t, http.StatusOK, resp.StatusCode)
			assertCode(t, c.code, body)
			assert.NotContains(t, body, "_token\":", "a refusal hands out nothing")
			assert.Equal(t, before, w.Refreshes())
		})
	}
}

func TestComponentCallsArePosts(t *testing.T) {
	w, _ := newChainWorld(t, Config{})
	for path := range endpoints {
		if strings.HasPrefix(path, componentPath) {
			_, body := w.do(http.MethodGet, path, w.PlatformToken(), "")
			assertCode(t, "43002", body)
		}
	}
}

// A platform token is refused where a merchant's is needed, and the second name of the parameter is the platform's only.
func TestTokenKindsAndNames(t *testing.T) {
	w, _ := newChainWorld(t, Config{}, uploaded(appA))
	token := w.componentAccessToken()
	_, body := w.do(http.MethodGet, "/wxa/queryquota", token, "")
	assertCode(t, "61015", body)
	_, body = w.do(http.MethodGet, "/wxa/queryquota?component_access_token="+w.Token(appA), "", "")
	assertCode(t, "41001", body)

	list := func(name string) string {
		_, body := w.do(http.MethodPost, componentPath+"api_get_authorizer_list?"+name+"="+token, "", listBody)
		return body
	}
	for only, want := range map[string][2]bool{"": {true, true}, "access_token": {true, false}, "component_access_token": {false, true}} {
		require.NoError(t, w.UpdatePlatform(func(p *Platform) { p.TokenParameter = only }))
		for i, name := range []string{"access_token", "component_access_token"} {
			if want[i] {
				assert.Contains(t, list(name), `{"total_count":1,`)
			} else {
				assertCode(t, "41021", list(name))
			}
		}
	}
	assert.Contains(t, w.get(appA, "/wxa/queryquota"), `"errcode":0`, "the name of a merchant's token is not touched by it")
}

func TestAddressOfThePlatform(t *testing.T) {
	w, _ := newChainWorld(t, Config{Platform: Platform{IPRefused: true}}, uploaded(appA))
	refused := `^\{"errcode":61004,"errmsg":"access clientip is not registered, requestIP: 127\.0\.0\.1 rid: `
	assert.Regexp(t, refused, w.component("api_component_token", "", w.tokenBody(w.PushTicket())))
	assert.Regexp(t, refused, w.component("api_start_push_ticket", "", `{}`))
	assert.Regexp(t, refused, w.component("api_get_authorizer_list", w.PlatformToken(), listBody))
	assert.Regexp(t, refused, w.submit(appA))
	require.NoError(t, w.UpdatePlatform(func(p *Platform) { p.IPRefused = false }))
	assert.Contains(t, w.submit(appA), `"errcode":0`)
	// The switch of one Mini Program is about the calls that name it.
	require.NoError(t, w.Update(appA, func(a *App) { a.IPRefused = true }))
	assert.Regexp(t, refused, w.component("api_authorizer_token", w.PlatformToken(), refreshBody(appA, "x")))
	assert.Contains(t, w.component("api_get_authorizer_list", w.PlatformToken(), listBody), `{"total_count":1,`)
}

func TestPlatformWithoutCredentials(t *testing.T) {
	w := newWorld(t, Config{}, uploaded(appA))
	assertCode(t, "41018", w.component("api_component_token", "", `{"component_appid":""}`))
	assertCode(t, "40013", w.component("api_component_token", "", `{"component_appid":"wx1"}`))
	require.NoError(t, w.UpdatePlatform(func(p *Platform) { p.AppID = platformID }))
	assertCode(t, "40125", w.component("api_component_token", "", w.tokenBody(w.PushTicket())))
	assert.Empty(t, w.Pushes(), "there is no events URL")
	require.NoError(t, w.UpdatePlatform(func(p *Platform) { p.Secret = platformSecret }))
	assert.Contains(t, w.Secrets(), platformSecret)
	assert.Contains(t, w.component("api_component_token", "", w.tokenBody(w.PushTicket())), `{"component_access_token":"61_`)
}

func TestPlatformSettings(t *testing.T) {
	events := Callback{EventsURL: "https://bridge.test/events", Token: callbackToken, EncodingAESKey: currentKey,
		ComponentAppID: platformID}
	require.NoError(t, Config{Callback: events}.Validate())
	for name, c := range map[string]Config{
		"negative duration": {Platform: Platform{TicketLife: -1}},
		"parameter":         {Platform: Platform{TokenParameter: "token"}},
		"code":              {Platform: Platform{ExpiredCode: 40001}},
		"early":             {Platform: Platform{Tickets: PushPlan{Early: 1}}},
		"key":               {Platform: Platform{Events: PushPlan{Key: "none"}}},
		"old key":           {Platform: Platform{Tickets: PushPlan{Key: KeyOld}}, Callback: events},
		"address": {Callback: Callback{EventsURL: "bridge.test", Token: callbackToken, EncodingAESKey: currentKey,
			ComponentAppID: platformID}},
		"appid": {Callback: Callback{EventsURL: "https://bridge.test", Token: callbackToken, EncodingAESKey: currentKey}},
		"flood": {Speed: 1e9, Callback: events},
	} {
		require.Error(t, c.Validate(), name)
		assert.Panics(t, func() { New(c) }, name)
	}
	w := newWorld(t, Config{})
	require.Error(t, w.UpdatePlatform(func(p *Platform) { p.AppID, p.ExpiredCode = "wx1", 1 }))
	require.NoError(t, w.UpdatePlatform(func(p *Platform) { assert.Empty(t, p.AppID, "nothing of it stuck") }))
}
