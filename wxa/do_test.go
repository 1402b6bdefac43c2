package wxa

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit"
)

func TestDoSends(t *testing.T) {
	for _, c := range []struct {
		name string
		req  Request
		want string // method, address and body
	}{
		{"POST without a body", Request{Path: "/wxa/getvisitstatus"}, "POST /wxa/getvisitstatus?access_token=T {}"},
		{
			"POST with a body", Request{Path: "/wxa/deletetemplate", Body: map[string]string{"note": "工具 <&>"}},
			`POST /wxa/deletetemplate?access_token=T {"note":"工具 <&>"}`,
		},
		{
			"a body that is no UTF-8: WeChat takes no escape", Request{Path: "/wxa/addtotemplate", Body: map[string]string{"note": "a\xff\u2028"}},
			"POST /wxa/addtotemplate?access_token=T {\"note\":\"a\ufffd\u2028\"}",
		},
		{
			"GET with a query", Request{Method: http.MethodGet, Path: "/wxa/revertcoderelease", Query: url.Values{"action": {"a b&c"}}},
			"GET /wxa/revertcoderelease?access_token=T&action=a+b%26c ",
		},
		{
			"no token", Request{Path: "/cgi-bin/component/clear_quota/v2", NoToken: true, Query: url.Values{"x": {"1"}}},
			"POST /cgi-bin/component/clear_quota/v2?x=1 {}",
		},
		{"no token and no query", Request{Path: "/x", NoToken: true}, "POST /x {}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got string
			wechat := newFakeWeChat(t, says(`{"errcode":0,"errmsg":"ok"}`))
			app := testApp(t, wechat.URL, func(cfg *Config) {
				cfg.Tokens = FixedToken("T")
				cfg.Transport = testkit.RoundTrip(func(r *http.Request) (*http.Response, error) {
					got = r.Method + " " + r.URL.RequestURI()
					return http.DefaultTransport.RoundTrip(r)
				})
			})
			require.NoError(t, app.Do(t.Context(), c.req, nil))
			assert.Equal(t, c.want, got+" "+wechat.seen()[0].Body)
		})
	}
}

func TestDoDecodes(t *testing.T) {
	type categories struct {
		List []struct {
			Class string `json:"first_class"`
			ID    int64  `json:"first_id"`
		} `json:"category_list"`
	}
	do := func(body, wants string) (categories, error) {
		var got categories
		req := Request{Method: http.MethodGet, Path: "/wxa/get_category", Reads: true, Wants: wants}
		err := testApp(t, newFakeWeChat(t, says(body)).URL, nil).Do(t.Context(), req, &got)
		return got, err
	}
	got, err := do("\ufeff{\"errcode\":0,\"errmsg\":\"ok\",\"category_list\":[{\"first_class\":\"工\x02具\",\"first_id\":287}]}", "")
	require.NoError(t, err)
	assert.Equal(t, "工\x02具", got.List[0].Class, "texts are as tolerant as everywhere")
	assert.Equal(t, int64(287), got.List[0].ID)

	_, err = do(`{"category_list":[]}`, "")
	assert.ErrorContains(t, err, "the answer has no errcode")
	_, err = do(`{"category_list":[]}`, "category_list")
	assert.NoError(t, err, "a success without errcode, as media/upload gives it")
	_, err = do(`{"errcode":0,"category_list":null}`, "category_list")
	assert.ErrorContains(t, err, "the answer has no category_list")

	_, err = do(`{"errcode":0,"category_list":"`+token1+`"}`, "")
	var unreadable *TransportError
	require.ErrorAs(t, err, &unreadable)
	assert.ErrorContains(t, err, "the answer cannot be decoded")
	assert.Equal(t, ClassTransient, ClassOf(err))
	noSecretError(t, err)
}

// A GET that changes state is a write unless the caller says that it reads: nothing is sent twice by mistake.
func TestDoRepeatsOnlyWhatReads(t *testing.T) {
	for _, reads := range []bool{false, true} {
		wechat := newFakeWeChat(t, cuts)
		err := testApp(t, wechat.URL, nil).Do(t.Context(), Request{Method: http.MethodGet, Path: "/wxa/revertgrayrelease", Reads: reads},
			nil)
		if reads {
			assert.Equal(t, ClassTransient, ClassOf(err))
			assert.Len(t, wechat.seen(), 3)
			continue
		}
		assert.Equal(t, ClassAmbiguous, ClassOf(err))
		assert.Len(t, wechat.seen(), 1)
	}
}

func TestDoHasTheClassOfItsEndpoint(t *testing.T) {
	app := testApp(t, newFakeWeChat(t, says(`{"errcode":85064,"errmsg":"not found rid: 6-1-2"}`)).URL, nil)
	assert.Equal(t, ClassIdempotent, ClassOf(app.Do(t.Context(), Request{Path: "/wxa/deletetemplate"}, nil)))
	assert.Equal(t, ClassFix, ClassOf(app.Do(t.Context(), Request{Path: "/wxa/addtotemplate"}, nil)))
}

func TestDoRefuses(t *testing.T) {
	for want, req := range map[string]Request{
		"Method: is neither GET nor POST": {Method: "PUT", Path: "/x"},
		"Path: is no plain path":          {Path: "@evil.example/x"},
		"begins with a slash; parameters": {Path: "/x?access_token=" + token1},
		"Body: is not empty":              {Method: http.MethodGet, Path: "/x", Body: struct{}{}},
		"Query: holds an access_token":    {Path: "/x", Query: url.Values{"access_token": {token1}}},
		"parameters belong into Query":    {Path: "/x%zz"},
	} {
		wechat := newFakeWeChat(t, says(`{"errcode":0,"errmsg":"ok"}`))
		err := testApp(t, wechat.URL, nil).Do(t.Context(), req, nil)
		assert.ErrorContains(t, err, want)
		assert.Equal(t, ClassFix, ClassOf(err), want)
		assert.Empty(t, wechat.seen(), want)
		noSecretError(t, err)
	}
}

// What the caller calls a secret is in no error and no log line, also when WeChat or net/http repeats it.
func TestDoShowsNoSecret(t *testing.T) {
	const secret = testSecret
	req := Request{
		Path: "/cgi-bin/component/clear_quota/v2", NoToken: true, Secrets: []string{secret},
		Query: url.Values{"q": {secret}}, Body: map[string]string{"appsecret": secret},
	}
	for _, answer := range []http.HandlerFunc{says(`{"errcode":40125,"errmsg":"invalid appsecret ` + secret + `"}`), cuts, status(500)} {
		var log testkit.Buffer
		err := testApp(t, newFakeWeChat(t, answer).URL, func(c *Config) { c.Logger = testkit.DebugLog(&log) }).Do(t.Context(), req, nil)
		require.Error(t, err)
		noSecretError(t, err)
		noSecret(t, log.String())
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		noSecret(t, fmt.Sprintf(verb, req))
	}
}

func TestTimeoutsAreSettings(t *testing.T) {
	hangs := testkit.RoundTrip(func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	cfg := Config{Tokens: FixedToken("T"), Transport: hangs, ReadTimeout: 3 * time.Second, WriteTimeout: 2 * time.Minute}
	platform := PlatformConfig{
		AppID: testAppID, Secret: "s", Tokens: cfg.Tokens, Transport: hangs, ReadTimeout: cfg.ReadTimeout, WriteTimeout: cfg.WriteTimeout,
	}
	synctest.Test(t, func(t *testing.T) {
		c, err := New(cfg)
		require.NoError(t, err)
		p, err := NewPlatform(platform)
		require.NoError(t, err)
		for _, call := range []struct {
			do   func(context.Context, Request, any) error
			read bool
			want time.Duration
		}{
			{c.App(testAppID).Do, true, 3 * time.Second}, {c.App(testAppID).Do, false, 2 * time.Minute},
			{p.Do, true, 3 * time.Second}, {p.Do, false, 2 * time.Minute},
		} {
			start := time.Now()
			require.ErrorIs(t, call.do(t.Context(), Request{Path: "/x", Reads: call.read}, nil), context.DeadlineExceeded)
			assert.Equal(t, call.want, time.Since(start))
		}
		tokens, err := NewHTTPTokens(HTTPTokensConfig{URL: "http://tokens.test/{appid}", Transport: hangs, Timeout: time.Second})
		require.NoError(t, err)
		start := time.Now()
		_, err = tokens.Token(t.Context(), testAppID)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, time.Second, time.Since(start))
	})
	_, err := New(Config{Tokens: cfg.Tokens, WriteTimeout: -1})
	assert.ErrorContains(t, err, "ReadTimeout and WriteTimeout: must not be negative")
	_, err = NewHTTPTokens(HTTPTokensConfig{URL: "http://tokens.test/{appid}", Timeout: -1})
	assert.ErrorContains(t, err, "a negative Timeout")
}
