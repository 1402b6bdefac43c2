package wxatest

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func (w *world) authorize(appid string) string {
	w.t.Helper()
	code, err := w.Authorize(appid)
	require.NoError(w.t, err)
	return code
}

func quiet() Config { return Config{Platform: Platform{FeedStopped: true}} }

func TestAuthorizationPushes(t *testing.T) {
	app := uploaded(appA)
	app.AuthorizedLater = true
	w, rc := newChainWorld(t, quiet(), app)
	first := w.authorize(appA)
	second := w.authorize(appA) // the same sets: no push
	require.NoError(t, w.Update(appA, func(a *App) { a.PermissionSets = []int{17, 18, 30} }))
	w.Advance(time.Minute)
	third := w.authorize(appA)
	require.NoError(t, w.Revoke(appA))
	assert.Equal(t, []string{"authorized", "updateauthorized", "unauthorized"}, rc.values("InfoType"))
	assert.Equal(t, []string{first, third}, rc.values("AuthorizationCode"))
	assert.NotContains(t, []string{first, third}, second)
	assert.Equal(t, []string{"1791608400", "1791608460"}, rc.values("AuthorizationCodeExpiredTime"), "absolute")
	pre := rc.values("PreAuthCode")
	require.Len(t, pre, 2)
	assert.Subset(t, w.Secrets(), append(pre, first, second, third), "made up here, as no link was asked for")
	assert.Equal(t, `<xml><AppId>wx1111222233334444</AppId><CreateTime>1791604860</CreateTime><InfoType>unauthorized</InfoType>`+
		`<AuthorizerAppid>wx5555666677778888</AuthorizerAppid></xml>`, rc.messages[2])
	last := w.Pushes()[2]
	last.Took = 0
	assert.Equal(t, Push{SentAt: start.Add(time.Minute), AppID: appA, Event: "unauthorized", Status: 200, Success: true}, last)
}

func TestPreAuthCodeServesOneAttempt(t *testing.T) {
	later := func(appid string) App { return App{AppID: appid, AuthorizedLater: true} }
	w, rc := newChainWorld(t, quiet(), later("wx1"), later("wx2"), later("wx3"))
	pre := field(t, w.component("api_create_preauthcode", w.PlatformToken(), `{"component_appid":"wx1111222233334444"}`), "pre_auth_code")
	w.authorize("wx1")
	w.authorize("wx2")
	stale := field(t, w.component("api_create_preauthcode", w.PlatformToken(), `{"component_appid":"wx1111222233334444"}`), "pre_auth_code")
	w.Advance(10 * time.Minute)
	w.authorize("wx3")
	got := rc.values("PreAuthCode")
	assert.Equal(t, pre, got[0])
	assert.NotContains(t, []string{pre, stale}, got[1])
	assert.NotContains(t, []string{pre, stale}, got[2])
}

func TestAuthorizationCode(t *testing.T) {
	w, _ := newChainWorld(t, quiet(), uploaded(appA))
	query := func(code string) string { return w.component("api_query_auth", w.PlatformToken(), codeBody(code)) }
	code := w.authorize(appA)
	w.Advance(time.Hour - 1)
	assertGood(t, w.use(field(t, query(code), "authorizer_access_token")))
	assertCode(t, "61009", query(code))
	code = w.authorize(appA)
	w.Advance(time.Hour)
	assertCode(t, "61010", query(code))
	code = w.authorize(appA)
	require.NoError(t, w.Revoke(appA))
	assertCode(t, "61009", query(code))
	w.authorize(appA)
	assertCode(t, "61009", query(code))
}

// A re-authorisation changes the refresh token; the old one has five minutes, and the access token stays.
func TestReauthorisation(t *testing.T) {
	w, rc := newChainWorld(t, quiet(), uploaded(appA))
	old := w.refreshToken(appA)
	access := field(t, w.refresh(appA, old), "authorizer_access_token")
	code := w.authorize(appA)
	assert.Zero(t, rc.count(), "the sets stayed the same")
	assert.NotEqual(t, old, w.refreshToken(appA))
	assertGood(t, w.use(access))
	w.Advance(5*time.Minute - 1)
	assert.Contains(t, w.refresh(appA, old), `"authorizer_refresh_token":"`+w.refreshToken(appA)+`"`)
	w.Advance(1)
	assertCode(t, "61023", w.refresh(appA, old))
	assert.Contains(t, w.component("api_query_auth", w.PlatformToken(), codeBody(code)), `"authorizer_refresh_token":"`+
		w.refreshToken(appA)+`"`)
}

func TestRevocation(t *testing.T) {
	w, rc := newChainWorld(t, quiet(), uploaded(appA), uploaded(appB))
	refresh := w.refreshToken(appA)
	access, service := field(t, w.refresh(appA, refresh), "authorizer_access_token"), w.Token(appA)
	require.NoError(t, w.Revoke(appA))
	assert.Equal(t, []string{"unauthorized"}, rc.values("InfoType"), "it has arrived when Revoke returns")
	assertCode(t, "61003", w.use(access))
	assertCode(t, "61003", w.use(service))
	assertCode(t, "61003", w.refresh(appA, refresh))
	assert.NotContains(t, w.component("api_get_authorizer_list", w.PlatformToken(), listBody), appA)
	assertGood(t, w.use(w.Token(appB)))
	require.ErrorIs(t, w.Revoke(appA), ErrNotAuthorized)
	require.ErrorIs(t, w.Revoke("wx-nobody"), ErrUnknownApp)
	assert.PanicsWithError(t, ErrNotAuthorized.Error()+": "+appA, func() { w.Token(appA) })

	w.authorize(appA)
	assert.Equal(t, []string{"unauthorized", "authorized"}, rc.values("InfoType"))
	assertCode(t, "40001", w.use(access))
	assertCode(t, "40001", w.use(service))
	assertCode(t, "61023", w.refresh(appA, refresh))
	assertGood(t, w.use(w.Token(appA)))
	assert.Contains(t, w.refresh(appA, w.refreshToken(appA)), `"authorizer_access_token"`)
}

func TestPasswordChange(t *testing.T) {
	w, rc := newChainWorld(t, quiet(), uploaded(appA))
	refresh := w.refreshToken(appA)
	access := field(t, w.refresh(appA, refresh), "authorizer_access_token")
	require.NoError(t, w.ChangePassword(appA))
	assert.Zero(t, rc.count(), "nobody tells the platform")
	assertCode(t, "42007", w.use(access))
	assertCode(t, "42007", w.refresh(appA, refresh))
	w.authorize(appA)
	assertCode(t, "40001", w.use(access))
	assertCode(t, "61023", w.refresh(appA, refresh))
	assert.Contains(t, w.refresh(appA, w.refreshToken(appA)), `"authorizer_access_token"`)
}

func TestExpiredRefreshToken(t *testing.T) {
	w, _ := newChainWorld(t, quiet(), uploaded(appA))
	refresh := w.refreshToken(appA)
	access := field(t, w.refresh(appA, refresh), "authorizer_access_token")
	require.NoError(t, w.ExpireRefreshToken(appA))
	assertCode(t, "42002", w.refresh(appA, refresh))
	assertGood(t, w.use(access))
	w.authorize(appA)
	assertCode(t, "42002", w.refresh(appA, refresh))
	assert.Contains(t, w.refresh(appA, w.refreshToken(appA)), `"authorizer_access_token"`)
}

func TestPermissionSets(t *testing.T) {
	app := uploaded(appA)
	app.PermissionSets = []int{17}
	w, _ := newChainWorld(t, quiet(), app)
	assertCode(t, "61007", w.submit(appA))
	require.NoError(t, w.Update(appA, func(a *App) { a.PermissionSets = nil }))
	assertCode(t, "61007", w.submit(appA)) // it is what the merchant will grant, not what is granted
	w.authorize(appA)
	assert.Contains(t, w.submit(appA), `"errcode":0`)
	assert.Error(t, w.Update(appA, func(a *App) { a.AuthorizedLater = true }))

	require.NoError(t, w.Update(appA, func(a *App) { a.Unauthorized = 61003 }))
	assertCode(t, "61003", w.refresh(appA, "x"))
}

func TestAuthorizationPushSwitches(t *testing.T) {
	w, rc := newChainWorld(t, Config{Platform: Platform{FeedStopped: true, Events: PushPlan{None: true}}}, uploaded(appA))
	require.NoError(t, w.Revoke(appA))
	w.PushTicket()
	assert.Equal(t, []string{"component_verify_ticket"}, rc.values("InfoType"), "the two plans are apart")
	require.NoError(t, w.UpdatePlatform(func(p *Platform) { p.Events = PushPlan{Times: 2, Late: time.Minute} }))
	w.authorize(appA)
	assert.Equal(t, 1, rc.count())
	w.Advance(time.Minute)
	assert.Equal(t, []string{"component_verify_ticket", "authorized", "authorized"}, rc.values("InfoType"))
	require.NoError(t, w.UpdatePlatform(func(p *Platform) { p.Events = PushPlan{Reorder: true} }))
	require.NoError(t, w.Revoke(appA))
	w.authorize(appA)
	assert.Equal(t, []string{"authorized", "unauthorized"}, rc.values("InfoType")[3:])
}

// The receiver may call back while it handles a push: the simulator holds nothing meanwhile.
func TestReceiverCallsBack(t *testing.T) {
	w, rc := newChainWorld(t, Config{}, uploaded(appA))
	answers := []string{}
	rc.answer = func(int) (int, string) {
		ticket := rc.messages[len(rc.messages)-1]
		_, ticket, _ = strings.Cut(ticket, "<ComponentVerifyTicket><![CDATA[")
		ticket, _, _ = strings.Cut(ticket, "]]>")
		answers = append(answers, w.component("api_component_token", "", w.tokenBody(ticket)))
		return 200, "success"
	}
	w.Advance(10 * time.Minute)
	w.PushTicket()
	require.Len(t, answers, 2)
	for _, answer := range answers {
		assert.Contains(t, answer, `{"component_access_token":"61_`)
	}
}

// Many refreshers at once: every answer is a token that works until the next, and nothing is counted twice.
func TestParallelRefreshes(t *testing.T) {
	var apps []App
	for i := range 4 {
		apps = append(apps, uploaded(fmt.Sprintf("wx%d", i)))
	}
	w, _ := newChainWorld(t, Config{Platform: Platform{RotateRefreshToken: true}}, apps...)
	var callers sync.WaitGroup
	for i := range 16 {
		appid := apps[i%len(apps)].AppID
		callers.Go(func() {
			for range 10 {
				body := w.refresh(appid, w.refreshToken(appid))
				assert.Contains(t, body, `{"authorizer_access_token":"61_`)
			}
		})
	}
	callers.Go(func() {
		for range 20 {
			w.PushTicket()
			w.Advance(time.Second)
			_, err := w.Authorize("wx0")
			assert.NoError(t, err)
			_, _, _ = w.Refreshes(), w.Secrets(), w.platformView()
		}
	})
	callers.Wait()
	assert.Len(t, w.Refreshes(), 160)
	for _, app := range apps {
		assert.Equal(t, 40, w.Calls(componentPath+"api_authorizer_token", app.AppID))
	}
}

func TestPlatformLogsHoldNoSecret(t *testing.T) {
	var logged bytes.Buffer
	cfg := quiet()
	cfg.Logger = slog.New(slog.NewTextHandler(&logged, nil))
	w, _ := newChainWorld(t, cfg, uploaded(appA))
	comp := w.componentAccessToken()
	w.component("api_create_preauthcode", comp, `{"component_appid":"wx1111222233334444"}`)
	w.component("api_query_auth", comp, codeBody(w.authorize(appA)))
	w.refresh(appA, w.refreshToken(appA))
	w.component("api_authorizer_token", comp, refreshBody(w.refreshToken(appA), "")) // a secret in the wrong place
	require.NoError(t, w.Revoke(appA))
	for _, want := range []string{"api_query_auth", "component_verify_ticket", "unauthorized"} {
		assert.Contains(t, logged.String(), want)
	}
	require.GreaterOrEqual(t, len(w.Secrets()), 12)
	for _, secret := range w.Secrets() {
		assert.NotContains(t, logged.String(), secret)
		assert.NotContains(t, logged.String(), url.QueryEscape(secret))
	}
}
