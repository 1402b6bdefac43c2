package wxa

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit"
)

const headerSecret = "Bearer s3cr3t-of-the-token-service"

func TestTokenErrorClass(t *testing.T) {
	for _, c := range []struct {
		err  error
		want Class
	}{
		{errors.New("the store has no such app"), ClassToken},
		{fmt.Errorf("read: %w", context.DeadlineExceeded), ClassTransient},
		{&url.Error{Op: "Get", URL: "x", Err: io.EOF}, ClassTransient},
		{fmt.Errorf("refresh: %w", &Error{Code: 61003, Write: true}), ClassFix},
		{fmt.Errorf("refresh: %w", &Error{Code: 45009, Write: true}), ClassQuota},
		{fmt.Errorf("refresh: %w", &Error{Code: -1, Write: true}), ClassTransient},
		{&TransportError{Write: true, Err: io.EOF}, ClassTransient},
		{&tokenServiceError{ClassTransient, io.EOF}, ClassTransient},
	} {
		err := fmt.Errorf("submit: %w", &TokenError{AppID: testAppID, Err: c.err})
		assert.Equal(t, c.want, ClassOf(err), c.err)
		assert.ErrorIs(t, err, c.err)
	}
}

func TestNothingIsSentWithoutAToken(t *testing.T) {
	for _, source := range []TokenSource{FixedToken(""), brokenTokens{}} {
		for _, m := range everyMethod() {
			if m.bare {
				continue
			}
			wechat := newFakeWeChat(t, says(m.ok))
			err := m.call(t.Context(), testApp(t, wechat.URL, func(c *Config) { c.Tokens = source }))
			var te *TokenError
			require.ErrorAs(t, err, &te)
			assert.Equal(t, testAppID, te.AppID)
			assert.Equal(t, ClassToken, ClassOf(err))
			assert.Empty(t, wechat.seen())
		}
	}
	wechat := newFakeWeChat(t, says(`{}`))
	assert.Equal(t, ClassFix, ClassOf(testApp(t, wechat.URL, nil).c.App("").UndoAudit(t.Context())))
}

// brokenTokens gives an empty token and no error.
type brokenTokens struct{}

func (brokenTokens) Token(context.Context, string) (string, error) { return "", nil }
func (brokenTokens) Drop(string, string)                           {}

func TestSourceFailsAfterARefusal(t *testing.T) {
	wechat := newFakeWeChat(t, says(`{"errcode":40001,"errmsg":"not latest"}`))
	down := errors.New("the store is locked")
	err := testApp(t, wechat.URL, func(c *Config) { c.Tokens = &tokens{fail: down} }).UndoAudit(t.Context())
	var te *TokenError
	require.ErrorAs(t, err, &te)
	assert.ErrorIs(t, err, down)
	assert.Len(t, wechat.seen(), 1)
}

func TestFixedToken(t *testing.T) {
	source := FixedToken(token1)
	source.Drop(testAppID, token1)
	token, err := source.Token(t.Context(), testAppID)
	require.NoError(t, err)
	assert.Equal(t, token1, token)
}

func TestConfigsPrintNoSecret(t *testing.T) {
	fixed := FixedToken(token1)
	cfg := Config{BaseURL: "https://user:s3cr3t-of-the-token-service@host/?key=s3cr3t-of-the-token-service", Tokens: fixed}
	good, err := New(Config{Tokens: fixed})
	require.NoError(t, err)
	service := HTTPTokensConfig{URL: "https://u:s3cr3t-of-the-token-service@host/{appid}?key=s3cr3t-of-the-token-service",
		HeaderName: "Authorization", HeaderValue: headerSecret}
	source, err := NewHTTPTokens(service)
	require.NoError(t, err)
	source.kept[testAppID] = &keptToken{token: token1}
	inside := struct {
		Config  Config
		Client  *Client
		service *HTTPTokens
		fixed   TokenSource
		HTTP    HTTPTokensConfig
	}{cfg, good, source, fixed, service}
	for _, v := range []any{cfg, &cfg, good, good.App(testAppID), service, &service, source, fixed, inside, []any{cfg, source}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			text := fmt.Sprintf(verb, v)
			noSecret(t, text)
			assert.NotContains(t, text, "s3cr3t")
		}
	}
	var lines testkit.Buffer
	slog.New(slog.NewJSONHandler(&lines, nil)).Info("x", "a", cfg, "b", service)
	testkit.DebugLog(&lines).Info("x", "a", cfg, "b", service, "c", source)
	asJSON, err := json.Marshal(service)
	require.NoError(t, err)
	assert.NotContains(t, lines.String()+string(asJSON), "s3cr3t")
	assert.Contains(t, lines.String(), "HTTPTokensConfig")
}

func TestNewNamesEveryFault(t *testing.T) {
	_, err := New(Config{BaseURL: "ftp://host"})
	assert.EqualError(t, err, "wxa config: BaseURL: must start with https:// or http://\n"+
		"no Tokens given: use wxa.FixedToken, wxa.NewHTTPTokens or a source of your own")
	for _, base := range []string{"https://", "%zz", "/wxa", "https://h/?a=s3cr3t", "https://s3cr3t@h", "https://h/#x"} {
		_, err := New(Config{BaseURL: base, Tokens: FixedToken("x")})
		require.Error(t, err, base)
		assert.NotContains(t, err.Error(), "s3cr3t")
	}
	_, err = NewHTTPTokens(HTTPTokensConfig{URL: "https://h/all?s3cr3t", HeaderName: "X-Key"})
	assert.EqualError(t, err, "token service config: URL: has no {appid}, all Mini Programs would get the same token\n"+
		"HeaderName and HeaderValue: give both or none")
}

func TestBaseURLMayHaveAPath(t *testing.T) {
	wechat := newFakeWeChat(t, says(`{"errcode":0,"errmsg":"ok"}`))
	require.NoError(t, testApp(t, wechat.URL+"/proxy/", nil).UndoAudit(t.Context()))
	assert.Equal(t, "/proxy/wxa/undocodeaudit", wechat.seen()[0].Path)
}

// The token service.

func httpTokens(t *testing.T, handler http.HandlerFunc, change func(*HTTPTokensConfig)) *HTTPTokens {
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	cfg := HTTPTokensConfig{URL: server.URL + "/token/{appid}?key=k3y-in-the-url", HeaderName: "Authorization", HeaderValue: headerSecret}
	if change != nil {
		change(&cfg)
	}
	s, err := NewHTTPTokens(cfg)
	require.NoError(t, err)
	return s
}

func TestHTTPTokensWire(t *testing.T) {
	s := httpTokens(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "GET /token/"+testAppID+"?key=k3y-in-the-url", r.Method+" "+r.URL.String())
		assert.Equal(t, headerSecret, r.Header.Get("Authorization"))
		says(`{"access_token":"`+token1+`","expires_in":7200}`)(w, r)
	}, nil)
	token, err := s.Token(t.Context(), testAppID)
	require.NoError(t, err)
	assert.Equal(t, token1, token)
}

func TestHTTPTokensFields(t *testing.T) {
	for _, c := range []struct {
		answer, tokenField, lifeField string
		life                          time.Duration
	}{
		{`{"access_token":"T","expires_in":5400}`, "", "", 90 * time.Minute},
		{`{"authorizer_access_token":"T","expires_in":"5400"}`, "", "", 90 * time.Minute},
		{`{"token":"T","ttl":5400,"access_token":"no"}`, "token", "ttl", 90 * time.Minute},
		{`{"access_token":"T","expires_in":1700000000}`, "", "", 2 * time.Hour},
		{"\ufeff" + `{"access_token":"T","expires_in":5400}`, "", "", 90 * time.Minute},
		{`{"access_token":"T","expires_in":5400.0}`, "", "", 90 * time.Minute},
		{`{"access_token":"T","expires_in":5400.0,"note":"` + "a\x02b\xe6\x88" + `"}`, "", "", 90 * time.Minute},
		{`{"access_token":"T","expires_in":"5400.0"}`, "", "", 90 * time.Minute},
		{`{"access_token":"T","expires_in":5.4e3}`, "", "", 90 * time.Minute},
		{`{"access_token":"T","expires_in":5400.987}`, "", "", 90 * time.Minute},
		{`{"access_token":"T","expires_in":1e30}`, "", "", 2 * time.Hour},
		{`{"access_token":"T","expires_in":-5}`, "", "", 0},
		{`{"access_token":"T","expires_in":null}`, "", "", 0},
		{`{"access_token":"T"}`, "", "", 0},
	} {
		s := httpTokens(t, says(c.answer), func(cfg *HTTPTokensConfig) {
			cfg.TokenField, cfg.ExpiresField = c.tokenField, c.lifeField
		})
		token, life, err := s.ask(t.Context(), testAppID)
		require.NoError(t, err, c.answer)
		assert.Equal(t, "T", token, c.answer)
		assert.Equal(t, c.life, life, c.answer)
	}
}

func TestHTTPTokensFailures(t *testing.T) {
	for _, c := range []struct {
		name    string
		handler http.HandlerFunc
		class   Class
		text    string
	}{
		{"unreachable", cuts, ClassTransient, "EOF"},
		{"500", status(500), ClassTransient, "HTTP status 500"},
		{"429", status(429), ClassTransient, "HTTP status 429"},
		{"401", status(401), ClassToken, "check the request header"},
		{"404", status(404), ClassToken, "check the URL"},
		{"redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/x", http.StatusFound) }, ClassToken,
			"redirects are refused"},
		{"not JSON", says("<html>" + token1), ClassToken, "is not a JSON object"},
		{"list", says(`["` + token1 + `"]`), ClassToken, "is not a JSON object"},
		{"null", says(`null`), ClassToken, "has no access_token or authorizer_access_token"},
		{"empty", says(``), ClassToken, "is not a JSON object"},
		{"no token", says(`{"errcode":61003,"token":"` + token1 + `"}`), ClassToken, "has no access_token or authorizer_access_token"},
		{"empty token", says(`{"access_token":""}`), ClassToken, "has no access_token"},
		{"token is a number", says(`{"access_token":42}`), ClassToken, "is not a text"},
		{"odd life", says(`{"access_token":"` + token1 + `","expires_in":"soon"}`), ClassToken, "not a number of seconds"},
		{"life is no number", says(`{"access_token":"` + token1 + `","expires_in":"NaN"}`), ClassToken, "not a number of seconds"},
		{"cut JSON", says(`{"access_token":"` + token1), ClassToken, "is not a JSON object"},
		{"something follows", says(`{"access_token":"` + token1 + `"}x`), ClassToken, "is not a JSON object"},
	} {
		t.Run(c.name, func(t *testing.T) {
			wechat := newFakeWeChat(t, says(`{"errcode":0}`))
			app := testApp(t, wechat.URL, func(cfg *Config) { cfg.Tokens = httpTokens(t, c.handler, nil) })
			err := app.UndoAudit(t.Context())
			var te *TokenError
			require.ErrorAs(t, err, &te)
			assert.Equal(t, c.class, ClassOf(err), err)
			assert.ErrorContains(t, err, c.text)
			noSecretError(t, err)
			assert.NotContains(t, err.Error(), headerSecret)
			assert.NotContains(t, err.Error(), "k3y-in-the-url")
			assert.Empty(t, wechat.seen())
		})
	}
}

// tokenService answers in virtual time: token n for the nth fetch.
type tokenService struct {
	fetched atomic.Int64
	life    int
	takes   time.Duration
	down    atomic.Bool
}

func (s *tokenService) RoundTrip(r *http.Request) (*http.Response, error) {
	n := s.fetched.Add(1)
	select {
	case <-time.After(s.takes):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	if s.down.Load() {
		return nil, errors.New("no route to host")
	}
	rec := httptest.NewRecorder()
	fmt.Fprintf(rec, `{"access_token":"T%d","expires_in":%d}`, n, s.life)
	return rec.Result(), nil
}

func (s *tokenService) tokens(t *testing.T) *HTTPTokens {
	source, err := NewHTTPTokens(HTTPTokensConfig{URL: "http://tokens/{appid}", Transport: s})
	require.NoError(t, err)
	return source
}

func TestHTTPTokensAreKeptUntilShortBeforeTheirEnd(t *testing.T) {
	for _, c := range []struct {
		life    int
		refresh time.Duration
	}{
		{7200, 110 * time.Minute},
		{1200, 10 * time.Minute},
		{60, 30 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			service := &tokenService{life: c.life}
			source := service.tokens(t)
			get := func() string {
				token, err := source.Token(t.Context(), testAppID)
				require.NoError(t, err)
				return token
			}
			assert.Equal(t, "T1", get())
			time.Sleep(c.refresh - time.Second)
			assert.Equal(t, "T1", get())
			time.Sleep(time.Second)
			assert.Equal(t, "T2", get())
		})
	}
}

func TestHTTPTokensWithoutALifeAreNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := (&tokenService{}).tokens(t)
		for _, want := range []string{"T1", "T2"} {
			token, err := source.Token(t.Context(), testAppID)
			require.NoError(t, err)
			assert.Equal(t, want, token)
		}
	})
}

func TestHTTPTokensOldTokenServesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &tokenService{life: 7200}
		source := service.tokens(t)
		_, err := source.Token(t.Context(), testAppID)
		require.NoError(t, err)
		service.down.Store(true)

		time.Sleep(115 * time.Minute) // refresh wanted, not yet needed
		token, err := source.Token(t.Context(), testAppID)
		require.NoError(t, err)
		assert.Equal(t, "T1", token)

		time.Sleep(5 * time.Minute) // over
		_, err = source.Token(t.Context(), testAppID)
		assert.Equal(t, ClassTransient, ClassOf(err))
	})
}

func TestHTTPTokensOneFetchForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &tokenService{life: 7200, takes: 3 * time.Second}
		source := service.tokens(t)
		ctx, cancel := context.WithCancel(t.Context())
		first := make(chan error, 1)
		go func() {
			_, err := source.Token(ctx, testAppID)
			first <- err
		}()
		synctest.Wait()
		others := make(chan string, 20)
		for range cap(others) {
			go func() {
				token, err := source.Token(t.Context(), testAppID)
				others <- fmt.Sprint(token, err)
			}()
		}
		synctest.Wait()
		cancel() // the one that began the fetch goes away
		assert.ErrorIs(t, <-first, context.Canceled)
		for range cap(others) {
			assert.Equal(t, "T1<nil>", <-others)
		}
		assert.Equal(t, int64(1), service.fetched.Load())
	})
}

func TestHTTPTokensFetchEndsByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := (&tokenService{takes: time.Hour}).tokens(t)
		start := time.Now()
		_, err := source.Token(t.Context(), testAppID)
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, ClassTransient, ClassOf(err))
		assert.Equal(t, defaultTokenTimeout, time.Since(start))
	})
}

func TestHTTPTokensDropOnlyTheRefusedToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := &tokenService{life: 7200}
		source := service.tokens(t)
		get := func() string {
			token, err := source.Token(t.Context(), testAppID)
			require.NoError(t, err)
			return token
		}
		assert.Equal(t, "T1", get())
		source.Drop(testAppID, "T0")
		source.Drop("wxother", "T1")
		assert.Equal(t, "T1", get())
		source.Drop(testAppID, "T1")
		assert.Equal(t, "T2", get())
		source.Drop(testAppID, "T1") // late
		assert.Equal(t, "T2", get())
	})
}

// A service that still gives the refused token: the second refusal is reported.
func TestHTTPTokensSameTokenAgain(t *testing.T) {
	wechat := newFakeWeChat(t, says(`{"errcode":40001,"errmsg":"invalid credential"}`))
	source := httpTokens(t, says(`{"access_token":"`+token1+`","expires_in":7200}`), nil)
	err := testApp(t, wechat.URL, func(c *Config) { c.Tokens = source }).UndoAudit(t.Context())
	assert.True(t, IsCode(err, 40001), err)
	assert.Len(t, wechat.seen(), 2)
}
