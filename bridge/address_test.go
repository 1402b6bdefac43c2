package bridge

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/wxa/push"
)

// What a message says decides what it is, not where it came to.
func TestMixedUpURLs(t *testing.T) {
	const unreplaced = "/wechat/$APPID$/messages" // the message URL, given for the authorisation URL as well
	for _, path := range []string{messagesPath, unreplaced} {
		w := newWorld(t)
		for range 3 {
			isSuccess(t, w.do(request(t, path, ticket)))
			isSuccess(t, w.do(request(t, path, unauthorized)))
			isSuccess(t, w.do(request(t, path, renamed)))
		}
		assert.Len(t, w.store.calls, 6)
		require.Len(t, w.temporal.signals, 3)
		assert.Equal(t, "wxrelease/"+merchant, w.temporal.signals[0].id)
		assert.Equal(t, 3, strings.Count(w.log.String(), "The platform's URLs are mixed up"), "once for each kind")
		assert.Contains(t, w.log.String(), `kind=component_verify_ticket name=component_verify_ticket so="taken all the same" do="set `+
			`授权事件接收配置 to …/wechat/events and`)
	}
	w := newWorld(t)
	for range 3 {
		isSuccess(t, w.do(request(t, eventsPath, approved)))
		isSuccess(t, w.do(request(t, eventsPath, userText)))
	}
	assert.Empty(t, w.temporal.signals, "nobody says of which Mini Program")
	assert.Equal(t, 2, strings.Count(w.log.String(), "The platform's URLs are mixed up"))
	assert.Contains(t, w.log.String(), `kind=weapp_audit_success name=weapp_audit_success so="nobody is woken: only the message URL `+
		`says of which Mini Program it is"`)
	assert.Equal(t, "pushes_total{kind=\"other\",result=\"ignored\"} 3\npushes_total{kind=\"weapp_audit_success\",result=\"no_appid\"} 3",
		w.scrape())

	w = newWorld(t)
	isSuccess(t, w.do(request(t, eventsPath, ticket)))
	isSuccess(t, w.do(request(t, messagesPath, approved)))
	assert.NotContains(t, w.log.String(), "mixed up")
}

// Where the address holds no appid, a review cannot be handed over: WeChat must not think that it was.
func TestReviewWithoutAppIDInTheAddress(t *testing.T) {
	w := newWorld(t)
	assert.Equal(t, http.StatusNotFound, w.do(request(t, "/wechat/$APPID$/messages", approved)).Code)
	assert.Contains(t, w.log.String(), "and the message URL in /wechat/$APPID$/messages")
	assert.Equal(t, `refused_total{reason="path"} 1`, w.scrape())
}

// A message that ends with a Mini Program's appid is tolerated as a hint; what has effects must end with the platform's.
func TestAuthorizationsEndWithThePlatformsAppID(t *testing.T) {
	w := newWorld(t)
	assert.Equal(t, http.StatusForbidden, w.do(sealed(t, messagesPath, ticket, aesKey, merchant, time.Now())).Code)
	assert.Empty(t, w.store.calls)
}

func TestSlashesTooMany(t *testing.T) {
	for path, msg := range map[string]string{
		eventsPath + "/": ticket, "/" + eventsPath: ticket, "/wechat//events": ticket, eventsPath + "//": ticket, messagesPath +
			"/": approved, "//" + messagesPath: approved,
		"/wechat/" + merchant + "//messages/": approved,
	} {
		w := newWorld(t)
		server := httptest.NewServer(w)
		good := request(t, path, msg)
		resp, err := http.Post(server.URL+path+"?"+good.URL.RawQuery, "text/xml", good.Body)
		server.Close()
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		assert.Equal(t, http.StatusOK, resp.StatusCode, path)
		assert.Len(t, append(w.store.calls, make([]string, len(w.temporal.signals))...), 1, path)
	}
	for _, path := range []string{"/wechat", "/wechat/", "/wechat/event", "/wechat/events/x", "/wechat/" + merchant, "/wechat/" +
		merchant + "/message", messagesPath + "%2F"} {
		w := newWorld(t)
		rec := w.do(httptest.NewRequest(http.MethodPost, path, strings.NewReader("")))
		assert.Equal(t, http.StatusNotFound, rec.Code, path)
		assert.Contains(t, w.log.String(), "the authorisation URL must end in /wechat/events", path)
	}
}

// A query with oddities is read where it can be, and goes on as it came.
func TestOddQueries(t *testing.T) {
	for _, odd := range []string{
		"&x=%zz", "&x=%", "&a=1;b=2", "&;", "&x=a+b%20c", "#x", "&x#y=z?", "&&&==&", "&x=\xff\xe6", "&x=" + strings.Repeat("y", 2000),
		"&timestamp=1", "&x=\"<>'`{|}\\^",
	} {
		for _, front := range []bool{false, true} {
			e := &existing{}
			w := forwardTo(t, e)
			r := request(t, messagesPath, userText)
			if front {
				if odd == "&timestamp=1" {
					continue // the first one counts, and this one is wrong
				}
				r.URL.RawQuery = strings.TrimPrefix(odd, "&") + "&" + r.URL.RawQuery
			} else {
				r.URL.RawQuery += odd
			}
			server := httptest.NewServer(w)
			forward := r.Clone(t.Context())
			forward.RequestURI, forward.URL.Scheme, forward.URL.Host = "", "http", strings.TrimPrefix(server.URL, "http://")
			resp, err := http.DefaultClient.Do(forward)
			server.Close()
			w.Close()
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			assert.Equal(t, http.StatusOK, resp.StatusCode, odd)
			require.Len(t, e.got, 1, odd)
			assert.Equal(t, "/old/"+merchant+"/callback?"+r.URL.RawQuery, e.got[0].RequestURI)
			assert.Equal(t, r.URL.RawQuery, e.got[0].URL.RawQuery)
		}
	}
}

func TestURLCheck(t *testing.T) {
	signed := func(change func(q map[string]string)) *http.Request {
		r := request(t, messagesPath, approved)
		q := map[string]string{"echostr": "5234567890abc+/=", "signature": r.URL.Query().Get("signature"),
			"timestamp": r.URL.Query().Get("timestamp"), "nonce": r.URL.Query().Get("nonce")}
		change(q)
		raw := ""
		for name, value := range q {
			raw += "&" + name + "=" + value
		}
		return httptest.NewRequest(http.MethodGet, messagesPath+"?"+raw[1:], nil)
	}
	for name, c := range map[string]struct {
		change func(map[string]string)
		status int
		reason string
	}{
		"right":           {func(map[string]string) {}, 200, ""},
		"wrong signature": {func(q map[string]string) { q["signature"] = strings.Repeat("0", 40) }, 403, "signature"},
		"no signature":    {func(q map[string]string) { delete(q, "signature") }, 403, "unsigned"},
		"another nonce":   {func(q map[string]string) { q["nonce"] = "1" }, 403, "signature"},
		"old": {func(q map[string]string) { q["timestamp"], q["signature"] = "1", push.Sign(token, "1", q["nonce"]) }, 403,
			"stale"},
		"not printable": {func(q map[string]string) { q["echostr"] = "a%0d%0ab" }, 400, "echostr"},
		"not ASCII":     {func(q map[string]string) { q["echostr"] = "%e6%88%91" }, 400, "echostr"},
		"too long":      {func(q map[string]string) { q["echostr"] = strings.Repeat("1", maxEcho+1) }, 400, "echostr"},
		"no echostr":    {func(q map[string]string) { delete(q, "echostr") }, 405, "method"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			rec := w.do(signed(c.change))
			assert.Equal(t, c.status, rec.Code)
			if c.status == http.StatusOK {
				assert.Equal(t, "5234567890abc+/=", rec.Body.String())
				assert.Equal(t, "text/plain", rec.Header().Get("Content-Type"))
				assert.Equal(t, "nosniff", rec.Header().Get("X-Content-Type-Options"))
			} else {
				assert.Equal(t, http.StatusText(c.status)+"\n", rec.Body.String())
				assert.Equal(t, `refused_total{reason="`+c.reason+`"} 1`, w.scrape())
			}
			assert.NotContains(t, w.log.String(), "s3cret")
			assert.Empty(t, w.store.calls)
			assert.Empty(t, w.temporal.signals)
		})
	}
	w := newWorld(t)
	for _, path := range []string{eventsPath, "/wechat/$APPID$/messages", eventsPath + "/"} {
		r := signed(func(map[string]string) {})
		r.URL.Path = path
		assert.Equal(t, http.StatusOK, w.do(r).Code, path)
	}
}
