package bridge

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/wxa/push"
)

func setQuery(r *http.Request, name, value string) {
	q := r.URL.Query()
	q.Set(name, value)
	r.URL.RawQuery = q.Encode()
}

func setBody(r *http.Request, body []byte) { r.Body = io.NopCloser(bytes.NewReader(body)) }

// Each case begins as a good delivery, and one thing is broken.
func TestRefusals(t *testing.T) {
	day := 24 * time.Hour
	for _, tt := range []struct {
		name   string
		spoil  func(r *http.Request) *http.Request
		status int
		reason string
		logged string
	}{
		{"unsigned", func(r *http.Request) *http.Request { r.URL.RawQuery = ""; return r }, 403, "unsigned",
			"no timestamp, nonce or msg_signature"},
		{"only the plain signature", func(r *http.Request) *http.Request {
			setQuery(r, "msg_signature", "")
			return r
		}, 403, "unsigned", "no timestamp, nonce or msg_signature"},
		{"the plain signature in its place", func(r *http.Request) *http.Request {
			setQuery(r, "msg_signature", r.URL.Query().Get("signature"))
			return r
		}, 403, "signature", "msg_signature does not match"},
		{"wrong signature", func(r *http.Request) *http.Request {
			setQuery(r, "msg_signature", strings.Repeat("0", 40))
			return r
		}, 403, "signature", "msg_signature does not match"},
		{"plaintext", func(r *http.Request) *http.Request { setBody(r, []byte(approved)); return r }, 400, "plaintext",
			"exactly one filled Encrypt"},
		{"stale", func(r *http.Request) *http.Request {
			return sealed(t, r.URL.Path, approved, aesKey, platform, time.Now().Add(-day))
		}, 403, "stale", "too old"},
		{"far in the future", func(r *http.Request) *http.Request {
			return sealed(t, r.URL.Path, approved, aesKey, platform, time.Now().Add(day))
		}, 403, "future", "in the future"},
		{"timestamp is no number", func(r *http.Request) *http.Request {
			e, err := push.ParseEnvelope(push.MessageEnvelope("", "AAEC"))
			require.NoError(t, err)
			setQuery(r, "timestamp", "now")
			setQuery(r, "msg_signature", push.Sign(token, "now", r.URL.Query().Get("nonce"), e.Encrypt))
			setBody(r, push.MessageEnvelope("", "AAEC"))
			return r
		}, 400, "timestamp", "timestamp is not a number"},
		{"oversized", func(r *http.Request) *http.Request {
			setBody(r, bytes.Repeat([]byte(" "), push.MaxBody+1))
			return r
		}, 413, "too_big", "body is too big"},
		{"not XML", func(r *http.Request) *http.Request { setBody(r, []byte(`{"Encrypt":"AAEC"}`)); return r }, 400, "envelope",
			"not well-formed XML"},
		{"empty", func(r *http.Request) *http.Request { setBody(r, nil); return r }, 400, "envelope", "not well-formed XML"},
		{"DOCTYPE", func(r *http.Request) *http.Request {
			setBody(r, []byte(`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Encrypt>&e;</Encrypt></xml>`))
			return r
		}, 400, "doctype", "document type"},
		{"wrong appid", func(r *http.Request) *http.Request {
			return sealed(t, r.URL.Path, approved, aesKey, "wx9999666677778888", time.Now())
		}, 403, "appid", "another appid"},
		{"unknown key", func(r *http.Request) *http.Request {
			timestamp, nonce := r.URL.Query().Get("timestamp"), r.URL.Query().Get("nonce")
			setQuery(r, "msg_signature", push.Sign(token, timestamp, nonce, "AAEC"))
			setBody(r, push.MessageEnvelope("", "AAEC"))
			return r
		}, 400, "encryption", "compare the EncodingAESKey"},
		{"GET", func(r *http.Request) *http.Request { r.Method = http.MethodGet; return r }, 405, "method", "not a POST"},
		{"PUT", func(r *http.Request) *http.Request { r.Method = http.MethodPut; return r }, 405, "method", "not a POST"},
		{"body that breaks off", func(r *http.Request) *http.Request {
			r.Body = io.NopCloser(io.MultiReader(strings.NewReader("<xml>"), failing{}))
			return r
		}, 400, "body", "the body did not arrive"},
	} {
		for _, path := range []string{eventsPath, messagesPath} {
			t.Run(tt.name+" at "+path, func(t *testing.T) {
				w := newWorld(t, func(c *Config) {
					c.Forward = Forward{Events: "http://old.example/", Messages: "http://old.example/", All: true,
						Transport: testkit.RoundTrip(func(*http.Request) (*http.Response, error) {
							t.Error("what is refused is not forwarded")
							return nil, errAway
						})}
				})
				r := tt.spoil(request(t, path, approved))
				rec := w.do(r)
				assert.Equal(t, tt.status, rec.Code)
				assert.Equal(t, http.StatusText(tt.status)+"\n", rec.Body.String(), "no reason in the answer")
				assert.Equal(t, map[bool]string{true: "POST"}[tt.status == 405], rec.Header().Get("Allow"))
				assert.Equal(t, `refused_total{reason="`+tt.reason+`"} 1`, w.scrape())
				assert.Contains(t, w.log.String(), tt.logged)
				assert.Equal(t, 1, strings.Count(w.log.String(), "\n"), w.log.String())
				w.noSecrets(r)
				w.Close()
				assert.Empty(t, w.temporal.signals)
				assert.Empty(t, w.store.calls)
			})
		}
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("connection reset") }

func TestPathsThatAreNone(t *testing.T) {
	for path, status := range map[string]int{
		"/wechat/$APPID$/messages":                               404,
		"/wechat/gh_0123456789ab/messages":                       404,
		"/wechat/wx5555666677778888%2f/messages":                 404,
		"/wechat/wx555566667777888" + url.PathEscape("8\n/mess"): 404,
		"/wechat/wx5555666677778888":                             404,
		"/wechat/":                                               404,
		"/":                                                      404,
	} {
		w := newWorld(t)
		r := request(t, messagesPath, approved)
		r.URL.Path, _ = url.PathUnescape(path)
		r.URL.RawPath = path
		assert.Equal(t, status, w.do(r).Code, path)
		assert.Empty(t, w.temporal.signals)
	}
	w := newWorld(t)
	r := request(t, messagesPath, approved)
	r.URL.Path = "/wechat/$APPID$/messages"
	w.do(r)
	assert.Contains(t, w.log.String(), "and the message URL in /wechat/$APPID$/messages")
	assert.Equal(t, `refused_total{reason="path"} 1`, w.scrape())
}

// A stranger cannot fill the disk with log lines, but every refusal is counted.
func TestRefusalsDoNotFloodTheLog(t *testing.T) {
	w := newWorld(t)
	for range 1000 {
		w.do(httptest.NewRequest(http.MethodGet, eventsPath, nil))
	}
	assert.Less(t, strings.Count(w.log.String(), "\n"), 200)
	assert.Equal(t, `refused_total{reason="method"} 1000`, w.scrape())
}

// Every error of package push has its own answer.
func TestEveryRefusalIsKnown(t *testing.T) {
	for _, err := range []error{
		push.ErrUnsigned, push.ErrTimestamp, push.ErrStale, push.ErrFuture, push.ErrTooBig, push.ErrSignature, push.ErrEnvelope,
		push.ErrDoctype,
		push.ErrNoEncrypt, push.ErrBase64, push.ErrBlockSize, push.ErrPadding, push.ErrLength, push.ErrAppID,
	} {
		found := false
		for _, known := range refusals {
			found = found || errors.Is(err, known.err)
		}
		assert.True(t, found, err)
	}
}
