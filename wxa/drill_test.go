package wxa

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit"
)

func TestEveryMethodIsDrilled(t *testing.T) {
	var want, have []string
	for _, view := range []reflect.Type{reflect.TypeFor[*App](), reflect.TypeFor[*Platform]()} {
		for i := range view.NumMethod() {
			if name := view.Method(i).Name; name != "Format" {
				want = append(want, name)
			}
		}
	}
	for _, m := range everyMethod() {
		have = append(have, m.name)
	}
	assert.Equal(t, want, have)
}

// noSecret fails if a text shows a token in any form.
func noSecret(t *testing.T, text string) {
	t.Helper()
	for _, token := range slices.Concat([]string{token1, token2}, bodySecrets, answerSecrets) {
		for _, form := range []string{token, url.QueryEscape(token), url.PathEscape(token)} {
			assert.NotContains(t, text, form)
		}
	}
	assert.NotContains(t, text, "access_token=")
}

// noSecretError looks at an error and everything it wraps.
func noSecretError(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	noSecret(t, err.Error())
	var ue *url.Error
	assert.False(t, errors.As(err, &ue), "a *url.Error holds the whole URL")
	switch e := err.(type) {
	case interface{ Unwrap() error }:
		noSecretError(t, e.Unwrap())
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			noSecretError(t, inner)
		}
	}
}

const refused = `{"errcode":40001,"errmsg":"invalid credential, access_token is invalid or not latest rid: 65c0a1b2-00000000-00000000"}`

func TestFailureDrill(t *testing.T) {
	// transport is a failed call after its bytes were sent.
	transport := func(write bool) Class {
		if write {
			return ClassAmbiguous
		}
		return ClassTransient
	}
	// repeated is how often a call is sent when everything is repeated that may be.
	repeated := func(write bool) int {
		if write {
			return 1
		}
		return 3
	}
	once := func(bool) int { return 1 }
	drills := []struct {
		name    string
		answers []http.HandlerFunc
		class   func(write bool) Class
		sent    func(write bool) int
		check   func(*testing.T, error)
	}{
		{"cut connection", []http.HandlerFunc{cuts}, transport, repeated, nil},
		{"500", []http.HandlerFunc{status(500)}, transport, repeated, httpStatus(500)},
		{"502", []http.HandlerFunc{status(502)}, transport, repeated, httpStatus(502)},
		{"429", []http.HandlerFunc{status(429)}, transport, repeated, httpStatus(429)},
		{"404", []http.HandlerFunc{status(404)}, transport, once, httpStatus(404)},
		{"not JSON", []http.HandlerFunc{says("<html>portal</html>")}, transport, once, contains("no JSON")},
		{"JSON text", []http.HandlerFunc{says(`"ok"`)}, transport, once, contains("no JSON")},
		{"cut JSON", []http.HandlerFunc{says(`{"errcode":0,"errmsg":"o`)}, transport, once, contains("no JSON")},
		{"null", []http.HandlerFunc{says(`null`)}, transport, once, contains("the answer has no")},
		{"empty object", []http.HandlerFunc{says(`{}`)}, transport, once, contains("the answer has no")},
		{"somebody else's object", []http.HandlerFunc{says(`{"code":200,"message":"ok"}`)}, transport, once, contains("the answer has no")},
		{"null errcode", []http.HandlerFunc{says(`{"errcode":null,"status":0,"auditid":1,"rest":1,"limit":1}`)}, transport, once,
			contains("errcode is not a number")},
		{"empty body", []http.HandlerFunc{says("")}, transport, once, contains("empty")},
		{"too big", []http.HandlerFunc{says(`{"errcode":0,"errmsg":"` + strings.Repeat("x", maxReply) + `"}`)}, transport, once,
			contains("8 MiB")},
		{
			"redirect", []http.HandlerFunc{func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "/elsewhere?"+r.URL.RawQuery, http.StatusFound)
			}}, transport, once, contains("redirects are refused"),
		},
		{
			"redirect that keeps the method", []http.HandlerFunc{func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "/elsewhere?"+r.URL.RawQuery, http.StatusTemporaryRedirect)
			}}, transport, once, httpStatus(307),
		},
		{
			"errcode", []http.HandlerFunc{says(`{"errcode":45009,"errmsg":"reach max api daily quota limit rid: ` +
				`65c0a1b2-1-2","status":0,"auditid":7}`)},
			func(bool) Class { return ClassQuota }, once, func(t *testing.T, err error) {
				var e *Error
				require.ErrorAs(t, err, &e)
				assert.Equal(t, 45009, e.Code)
				assert.Equal(t, "65c0a1b2-1-2", e.RID)
				assert.Equal(t, testAppID, e.AppID)
			},
		},
		{"quoted errcode", []http.HandlerFunc{says(`{"errcode":"48001","errmsg":"api unauthorized"}`)},
			func(bool) Class { return ClassFix }, once, code(48001)},
		{"unknown errcode", []http.HandlerFunc{says(`{"errcode":7777777,"errmsg":"new trouble"}`)},
			func(bool) Class { return ClassUnknown }, once, code(7777777)},
		{
			"errmsg repeats the token", []http.HandlerFunc{says(`{"errcode":40013,"errmsg":"invalid appid ` + token1 + `"}`)},
			func(bool) Class { return ClassFix }, once, contains("***"),
		},
		{
			"secrets in wrong places", []http.HandlerFunc{says(`{"errcode":0,"expires_in":"` + answerSecrets[0] + `","status":"` +
				answerSecrets[0] +
				`","auditid":"` + answerSecrets[0] + `","rest":"` + answerSecrets[0] + `","exp_info":"` + answerSecrets[0] +
				`","without_auth_list":"` + answerSecrets[0] + `","total_count":"` + answerSecrets[0] + `","authorization_info":"` +
				answerSecrets[0] + `"}`)},
			transport, once, nil,
		},
	}
	for _, d := range drills {
		for _, m := range everyMethod() {
			if d.name == "secrets in wrong places" && m.endpoint.write && !m.decodes() {
				continue // its answer has no field to decode
			}
			if d.name == "errmsg repeats the token" && m.bare {
				continue
			}
			t.Run(d.name+"/"+m.name, func(t *testing.T) {
				wechat := newFakeWeChat(t, d.answers...)
				var log testkit.Buffer
				app := testApp(t, wechat.URL, func(c *Config) { c.Logger = testkit.DebugLog(&log) })

				err := m.call(t.Context(), app)

				require.Error(t, err)
				assert.Equal(t, d.class(m.endpoint.write), ClassOf(err), err)
				assert.Len(t, wechat.seen(), d.sent(m.endpoint.write), err)
				assert.ErrorContains(t, err, m.endpoint.path)
				assert.ErrorContains(t, err, testAppID)
				assert.NotContains(t, err.Error(), "<html>")
				noSecretError(t, err)
				noSecret(t, log.String())
				if d.check != nil {
					d.check(t, err)
				}
			})
		}
	}
}

func TestSystemError(t *testing.T) {
	for _, m := range everyMethod() {
		t.Run(m.name, func(t *testing.T) {
			wechat := newFakeWeChat(t, says(`{"errcode":-1,"errmsg":"system error"}`))
			err := m.call(t.Context(), testApp(t, wechat.URL, nil))
			assert.True(t, IsCode(err, -1), err)
			assert.Equal(t, m.busy(), ClassOf(err))
			assert.Len(t, wechat.seen(), 1)
		})
	}
}

func TestTokenRefusedTwice(t *testing.T) {
	for _, m := range everyMethod() {
		t.Run(m.name, func(t *testing.T) {
			wechat := newFakeWeChat(t, says(refused))
			err := m.call(t.Context(), testApp(t, wechat.URL, nil))
			assert.True(t, IsCode(err, 40001), err)
			if m.bare {
				assert.Len(t, wechat.seen(), 1, "there is no token to renew")
			} else {
				assert.Len(t, wechat.seen(), 2)
				assert.Equal(t, ClassToken, ClassOf(err))
			}
			noSecretError(t, err)
		})
	}
}

func contains(text string) func(*testing.T, error) {
	return func(t *testing.T, err error) { assert.ErrorContains(t, err, text) }
}

func code(n int) func(*testing.T, error) {
	return func(t *testing.T, err error) { assert.True(t, IsCode(err, n), err) }
}

func httpStatus(n int) func(*testing.T, error) {
	return func(t *testing.T, err error) {
		var e *TransportError
		require.ErrorAs(t, err, &e)
		assert.Equal(t, n, e.Status)
		assert.False(t, e.NotSent)
	}
}

func TestRefusedConnectionNeverCounts(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	for _, m := range everyMethod() {
		t.Run(m.name, func(t *testing.T) {
			err := m.call(t.Context(), testApp(t, closed.URL, nil))
			var e *TransportError
			require.ErrorAs(t, err, &e)
			assert.True(t, e.NotSent)
			assert.Equal(t, m.endpoint.write, e.Write)
			assert.Equal(t, ClassTransient, ClassOf(err), "no connection: a write had no effect either")
			assert.ErrorContains(t, err, "3 attempts")
			noSecretError(t, err)
		})
	}
}

func TestTokenRefusedOnceIsHealed(t *testing.T) {
	for _, refusal := range []string{
		`{"errcode":40001,"errmsg":"invalid credential"}`,
		`{"errcode":40014,"errmsg":"invalid access_token"}`,
		`{"errcode":42001,"errmsg":"access_token expired"}`,
	} {
		for _, m := range everyMethod() {
			if m.bare {
				continue
			}
			t.Run(m.name, func(t *testing.T) {
				wechat := newFakeWeChat(t, says(refusal), says(m.ok))
				source := &tokens{}
				require.NoError(t, m.call(t.Context(), testApp(t, wechat.URL, func(c *Config) { c.Tokens = source })))

				seen := wechat.seen()
				require.Len(t, seen, 2)
				assert.Equal(t, token1, seen[0].Token)
				assert.Equal(t, token2, seen[1].Token)
				seen[0].Token = seen[1].Token
				assert.Equal(t, seen[0], seen[1], "the repeat is the same but for the token")
				assert.Equal(t, []string{testAppID + " " + token1}, source.dropped)
			})
		}
	}
}

func TestTokenRefusedTwiceDropsOnce(t *testing.T) {
	wechat := newFakeWeChat(t, says(`{"errcode":42001,"errmsg":"expired"}`), says(`{"errcode":40001,"errmsg":"not latest"}`))
	source := &tokens{}
	_, err := testApp(t, wechat.URL, func(c *Config) { c.Tokens = source }).Quota(t.Context())
	assert.True(t, IsCode(err, 40001), err)
	assert.Len(t, source.dropped, 1)
	assert.Len(t, source.given, 2)
}

func TestCancelled(t *testing.T) {
	for _, m := range everyMethod() {
		t.Run("before/"+m.name, func(t *testing.T) {
			wechat := newFakeWeChat(t, says(m.ok))
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			err := m.call(ctx, testApp(t, wechat.URL, nil))
			require.ErrorIs(t, err, context.Canceled)
			assert.Empty(t, wechat.seen())
			noSecretError(t, err)
		})
		t.Run("while waiting/"+m.name, func(t *testing.T) {
			why := errors.New("operator at https://intern.example/?access_token=" + token1)
			ctx, cancel := context.WithCancelCause(t.Context())
			wechat := newFakeWeChat(t, func(_ http.ResponseWriter, r *http.Request) {
				cancel(why)
				<-r.Context().Done()
			})
			err := m.call(ctx, testApp(t, wechat.URL, nil))
			require.ErrorIs(t, err, context.Canceled, "also when the caller gave a cause")
			assert.Equal(t, m.endpoint.write, ClassOf(err) == ClassAmbiguous, err)
			assert.Len(t, wechat.seen(), 1)
			noSecretError(t, err)
		})
	}
}
