package wxatest

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestControlOfThePlatform(t *testing.T) {
	w, rc := newChainWorld(t, Config{}, uploaded(appA))
	assert.Equal(t, `{"settings":{"appid":"wx1111222233334444"},"tickets":0}`+"\n", w.ask("GET", "/_sim/platform", ""))
	w.ask("PATCH", "/_sim/platform", `{"feed_stopped":true,"ticket_every":"30m","tickets":{"times":2},"rotate_refresh_token":true}`)
	w.ask("POST", "/_sim/advance", `{"by":"1h"}`)
	assert.Zero(t, rc.count())
	w.ask("POST", "/_sim/platform/push-ticket", "")
	assert.Equal(t, 2, rc.count())
	assert.Equal(t, `{"settings":{"appid":"wx1111222233334444","feed_stopped":true,"tickets":{"times":2},"rotate_refresh_token":true,`+
		`"ticket_every":"30m0s"},`+
		`"tickets":1,"newest_ticket_at":"2026-10-10T05:00:00Z"}`+"\n", w.ask("GET", "/_sim/platform", ""))
	assert.True(t, w.accepts(rc.values("ComponentVerifyTicket")[0]), "a patch leaves the secret alone")

	w.ask("POST", "/_sim/platform/expire-token", "")
	w.ask("POST", "/_sim/platform/revoke-token", "")
	code := field(t, w.ask("POST", "/_sim/apps/"+appA+"/authorize", ""), "authorization_code")
	assert.Contains(t, w.component("api_query_auth", w.PlatformToken(), codeBody(code)), `"authorizer_access_token"`)
	w.ask("POST", "/_sim/apps/"+appA+"/expire-refresh-token", "")
	assertCode(t, "42002", w.refresh(appA, w.refreshToken(appA)))
	w.ask("POST", "/_sim/apps/"+appA+"/change-password", "")
	assert.Contains(t, w.ask("GET", "/_sim/apps/"+appA, ""),
		`"authorization":{"at":"2026-10-10T05:00:00Z","permission_sets":[17,18],"password_changed":true}`)
	w.ask("POST", "/_sim/apps/"+appA+"/revoke", "")
	assert.NotContains(t, w.ask("GET", "/_sim/apps/"+appA, ""), `"authorization"`)
	assert.Equal(t, `[{"at":"2026-10-10T05:00:00Z","appid":"`+appA+`","kind":"query-auth"}]`+"\n",
		w.ask("GET", "/_sim/refreshes?appid="+appA, ""))
	assert.Contains(t, w.ask("GET", "/_sim/refreshes", ""), `{"at":"2026-10-10T05:00:00Z","kind":"component-token"}`)
	assert.Contains(t, w.ask("GET", "/_sim/pushes?appid="+appA, ""), `"event":"unauthorized"`)

	for _, c := range []struct {
		method, path, body string
		status             int
		text               string
	}{
		{"PATCH", "/_sim/platform", `{"feed":true}`, 400, "feed"},
		{"PATCH", "/_sim/platform", `{"ticket_every":"-1s"}`, 400, "negative"},
		{"PATCH", "/_sim/platform", `{"tickets":{"early":"1s"}}`, 400, "cannot be early"},
		{"PATCH", "/_sim/platform", `[]`, 400, ""},
		{"POST", "/_sim/apps/" + appA + "/revoke", "", 409, "has not authorised"},
		{"POST", "/_sim/apps/" + appA + "/change-password", "", 409, "has not authorised"},
		{"POST", "/_sim/apps/wx-nobody/authorize", "", 404, "no such Mini Program"},
		{"GET", "/_sim/token?appid=" + appA, "", 409, "has not authorised"},
	} {
		status, body := w.control(c.method, c.path, c.body)
		assert.Equal(t, c.status, status, "%s %s %s", c.method, c.path, c.body)
		assert.Contains(t, body, c.text)
	}
	assert.Contains(t, w.ask("GET", "/_sim/platform", ""), `"ticket_every":"30m0s"`, "nothing of it stuck")
	for _, path := range []string{"/_sim/platform", "/_sim/apps", "/_sim/pushes", "/_sim/refreshes", "/_sim/"} {
		body := w.ask(http.MethodGet, path, "")
		for _, secret := range w.Secrets() {
			assert.NotContains(t, body, secret, path)
		}
	}
}

func TestScenarioOfThePlatform(t *testing.T) {
	sc, err := ReadScenario(strings.NewReader(`{"platform":{"secret":"` + platformSecret +
		`","feed_stopped":true,"ticket_life":"1h","expired_code":42006},
		"apps":[{"appid":"wx1","authorized_later":true},{"appid":"wx2","permission_sets":[]}]}`))
	require.NoError(t, err)
	w := newWorld(t, Config{Platform: Platform{AppID: platformID, TicketEvery: time.Hour}})
	require.NoError(t, w.Apply(sc))
	require.NoError(t, w.UpdatePlatform(func(p *Platform) {
		assert.Equal(t, Platform{AppID: platformID, Secret: platformSecret, FeedStopped: true, TicketEvery: time.Hour,
			TicketLife: time.Hour, ExpiredCode: 42006}, *p)
	}))
	list := w.component("api_get_authorizer_list", w.componentAccessToken(), listBody)
	assert.Contains(t, list, `{"total_count":1,"list":[{"authorizer_appid":"wx2"`)
	assertCode(t, "61007", w.get("wx2", "/wxa/queryquota"))
	require.ErrorContains(t, w.Apply(Scenario{Platform: &Platform{ExpiredCode: 1}}), "platform")
}
