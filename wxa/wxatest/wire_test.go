package wxatest

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMethodsTokensAndPaths(t *testing.T) {
	w := newWorld(t, Config{}, uploaded(appA))
	good, platform := w.Token(appA), w.PlatformToken()
	for name, c := range map[string]struct {
		method, path, token, body, code string
	}{
		"GET endpoint by POST":        {http.MethodPost, "/wxa/undocodeaudit", good, "{}", "43001"},
		"POST endpoint by GET":        {http.MethodGet, "/wxa/submit_audit", good, "", "43002"},
		"no token":                    {http.MethodGet, "/wxa/queryquota", "", "", "41001"},
		"unknown token":               {http.MethodGet, "/wxa/queryquota", "61_nobody", "", "40001"},
		"platform token":              {http.MethodGet, "/wxa/queryquota", platform, "", "61015"},
		"platform token for a submit": {http.MethodPost, "/wxa/submit_audit", platform, minimal, "48001"},
		"empty body":                  {http.MethodPost, "/wxa/getversioninfo", good, "", "44002"},
		"blank body":                  {http.MethodPost, "/wxa/submit_audit", good, " \n", "44002"},
		"no JSON":                     {http.MethodPost, "/wxa/submit_audit", good, "{", "47001"},
		"no object":                   {http.MethodPost, "/wxa/getversioninfo", good, "[]", "47001"},
		"null":                        {http.MethodPost, "/wxa/submit_audit", good, "null", "47001"},
		"two values":                  {http.MethodPost, "/wxa/submit_audit", good, "{}{}", "47001"},
		"escaped text":                {http.MethodPost, "/wxa/submit_audit", good, `{"version_desc":"\u003cb>"}`, "40033"},
		"wrong encoding":              {http.MethodPost, "/wxa/submit_audit", good, "{\"version_desc\":\"\xb2\xe2\"}", "-1"},
	} {
		t.Run(name, func(t *testing.T) {
			resp, body := w.do(c.method, c.path, c.token, c.body)
			assert.Equal(t, http.StatusOK, resp.StatusCode)
			assert.Equal(t, "application/json; encoding=utf-8", resp.Header.Get("Content-Type"))
			assertCode(t, c.code, body)
		})
	}
	for _, path := range []string{"/", "/wxa/submit_audit/v2", "/wxa/release", "/wxa/submit_audit/"} {
		resp, _ := w.do(http.MethodPost, path, good, "{}")
		assert.Equal(t, http.StatusNotFound, resp.StatusCode, path)
	}
	assert.Empty(t, w.Ledger())
	// A backslash that is itself escaped begins no \u escape.
	assert.Contains(t, w.post(appA, "/wxa/submit_audit", `{"version_desc":"c:\\users"}`), `"errcode":0`)
}

func TestRidAndDateFollowTheClock(t *testing.T) {
	w := newWorld(t, Config{}, uploaded(appA))
	w.Advance(48 * time.Hour)
	resp, body := w.do(http.MethodGet, "/wxa/queryquota", "61_nobody", "")
	assert.Equal(t, "Mon, 12 Oct 2026 04:00:00 GMT", resp.Header.Get("Date"))
	_, rid, found := strings.Cut(body, " rid: ")
	require.True(t, found)
	seconds, err := strconv.ParseInt(rid[:8], 16, 64)
	require.NoError(t, err)
	assert.Equal(t, start.Add(48*time.Hour).Unix(), seconds)
}

func TestSameSeedSameBytes(t *testing.T) {
	run := func(seed uint64) string {
		w := newWorld(t, Config{Seed: seed}, uploaded(appA))
		return w.Token(appA) + w.get(appA, "/wxa/get_latest_auditstatus") + w.submit(appA)
	}
	assert.Equal(t, run(7), run(7))
	assert.NotEqual(t, run(7), run(8))
}

func TestPermissionAndAddress(t *testing.T) {
	w := newWorld(t, Config{}, uploaded(appA), uploaded(appB))
	for _, code := range []int{48001, 61003, 61007} {
		require.NoError(t, w.Update(appA, func(a *App) { a.Unauthorized = code }))
		assertCode(t, strconv.Itoa(code), w.submit(appA))
	}
	require.NoError(t, w.Update(appA, func(a *App) { a.Unauthorized, a.IPRefused = 0, true }))
	assert.Regexp(t, `^\{"errcode":61004,"errmsg":"access clientip is not registered, requestIP: 127\.0\.0\.1 rid: `, w.submit(appA))
	assert.Contains(t, w.submit(appB), `"errcode":0`, "the switches are those of one app")
	assert.Len(t, w.Ledger(), 1)
}

func TestTokenLife(t *testing.T) {
	w := newWorld(t, Config{}, uploaded(appA))
	quota := func(token string) string {
		_, body := w.do(http.MethodGet, "/wxa/queryquota", token, "")
		return body
	}
	first := w.Token(appA)
	assert.Equal(t, first, w.Token(appA), "a token is kept")
	w.Advance(time.Hour + 49*time.Minute)
	second := w.Token(appA)
	assert.NotEqual(t, first, second, "a token near its end is replaced")
	assert.Contains(t, quota(first), `"errcode":0`, "the replaced token lives on")
	w.Advance(5 * time.Minute)
	assertCode(t, "40001", quota(first))
	assert.Contains(t, quota(second), `"errcode":0`)
	w.Advance(2 * time.Hour)
	assertCode(t, "42001", quota(second))

	third := w.Token(appA)
	require.NoError(t, w.ExpireToken(appA))
	assertCode(t, "42001", quota(third))
	fourth := w.Token(appA)
	require.NoError(t, w.RevokeToken(appA))
	assertCode(t, "40001", quota(fourth))
	assert.Contains(t, quota(w.Token(appA)), `"errcode":0`)
	assert.Subset(t, w.Secrets(), []string{first, second, third, fourth, w.Token(appA)})
	require.ErrorIs(t, w.ExpireToken("wx-nobody"), ErrUnknownApp)
}

func TestTokenService(t *testing.T) {
	ask := func(w *world, query, authorization string) (int, string) {
		req, err := http.NewRequest(http.MethodGet, w.srv.URL+"/_sim/token"+query, nil)
		require.NoError(t, err)
		if authorization != "" {
			req.Header.Set("Authorization", authorization)
		}
		resp, err := w.srv.Client().Do(req)
		require.NoError(t, err)
		defer func() { _ = resp.Body.Close() }()
		got, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.StatusCode, string(got)
	}
	w := newWorld(t, Config{}, uploaded(appA))
	status, body := ask(w, "?appid="+appA, "")
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, `{"access_token":"`+w.Token(appA)+`","expires_in":7200}`+"\n", body)
	w.Advance(30 * time.Minute)
	_, body = ask(w, "?appid="+appA, "")
	assert.Contains(t, body, `"expires_in":5400}`)
	status, _ = ask(w, "?appid=wx-nobody", "")
	assert.Equal(t, http.StatusNotFound, status)

	// A clock that runs a hundred times too fast makes a two-hour token old after 72 real seconds.
	fast := newWorld(t, Config{Speed: 100}, uploaded(appA))
	_, body = ask(fast, "?appid="+appA, "")
	assert.Regexp(t, `"expires_in":7[12]\}`, body)
	// However fast, a caller is never told 0 or nothing.
	faster := newWorld(t, Config{Speed: 1e9}, uploaded(appA))
	_, body = ask(faster, "?appid="+appA, "")
	assert.Contains(t, body, `"expires_in":1}`)

	locked := newWorld(t, Config{TokenSecret: "open-sesame"}, uploaded(appA))
	for _, wrong := range []string{"", "Bearer ", "Bearer open", "open-sesame", "bearer open-sesame"} {
		status, body = ask(locked, "?appid="+appA, wrong)
		assert.Equal(t, http.StatusUnauthorized, status, wrong)
		assert.NotContains(t, body, "61_")
	}
	status, _ = ask(locked, "?appid="+appA, "Bearer open-sesame")
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, locked.Secrets(), "open-sesame")
}
