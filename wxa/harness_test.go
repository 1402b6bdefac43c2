package wxa

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	testAppID = "wx5555666677778888"
	token1    = "61_first+token/with=odd&bytes"
	token2    = "61_second"
)

// tokens gives token1, and after a Drop the next one; it counts.
type tokens struct {
	mu      sync.Mutex
	given   []string
	dropped []string
	fail    error // of the fetch after a Drop
}

func (s *tokens) Token(_ context.Context, appid string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if appid != testAppID {
		return "", fmt.Errorf("unexpected appid %q", appid)
	}
	token := token1
	if len(s.dropped) > 0 {
		if s.fail != nil {
			return "", s.fail
		}
		token = token2
	}
	s.given = append(s.given, token)
	return token, nil
}

func (s *tokens) Drop(appid, token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropped = append(s.dropped, appid+" "+token)
}

// request is what the server saw.
type request struct{ Method, Path, Token, Body, Type, Proto string }

// fakeWeChat answers each request with the next handler, the last one again and again.
type fakeWeChat struct {
	*httptest.Server
	mu       sync.Mutex
	requests []request
	answers  []http.HandlerFunc
}

func newFakeWeChat(t *testing.T, answers ...http.HandlerFunc) *fakeWeChat {
	f := &fakeWeChat{answers: answers}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	return f
}

func (f *fakeWeChat) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	f.mu.Lock()
	f.requests = append(f.requests, request{
		r.Method, r.URL.Path, r.URL.Query().Get("access_token"), string(body), r.Header.Get("Content-Type"), r.Proto,
	})
	answer := f.answers[min(len(f.requests), len(f.answers))-1]
	f.mu.Unlock()
	answer(w, r)
}

func (f *fakeWeChat) seen() []request {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]request(nil), f.requests...)
}

func says(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(code)
		_, _ = io.WriteString(w, "<html>gateway trouble at "+r.URL.String()+"</html>")
	}
}

// cuts ends the connection without an answer.
func cuts(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		conn.Close()
	}
}

// testApp is a client of the server without pauses between repeats. Its log goes to the given writer, if any.
func testApp(t *testing.T, base string, change func(*Config)) *App {
	cfg := Config{BaseURL: base, Tokens: &tokens{}}
	if change != nil {
		change(&cfg)
	}
	c, err := New(cfg)
	require.NoError(t, err)
	c.backoff = func(time.Duration, time.Duration, int, *http.Response) time.Duration { return 0 }
	return c.App(testAppID)
}

// method is one call of the client, reduced to its error.
type method struct {
	name     string
	endpoint endpoint
	call     func(context.Context, *App) error
	ok       string // an answer that makes it succeed
	bare     bool   // it carries no token
}

// class of a call whose answer is errcode -1.
func (m method) busy() Class {
	if m.endpoint.write && !strings.HasPrefix(m.endpoint.path, "/cgi-bin/component/") {
		return ClassAmbiguous
	}
	return ClassTransient
}

func validSubmit() SubmitAuditRequest {
	return SubmitAuditRequest{ItemList: []AuditItem{{FirstClass: "工具", SecondClass: "效率", FirstID: 287, SecondID: 616}}}
}

// everyMethod is the list that drills run over; TestEveryMethodIsDrilled holds it against the types.
func everyMethod() []method { return append(appMethods(), platformMethods()...) }

func appMethods() []method {
	return []method{
		{"AuditStatus", epAuditStatus, func(ctx context.Context, a *App) error {
			_, err := a.AuditStatus(ctx, 430000001)
			return err
		}, `{"errcode":0,"errmsg":"ok","status":2}`, false},
		{"CodePrivacyInfo", epCodePrivacyInfo, func(ctx context.Context, a *App) error {
			_, err := a.CodePrivacyInfo(ctx)
			return err
		}, `{"errcode":0,"errmsg":"ok","without_auth_list":[],"without_conf_list":[]}`, false},
		{"Do", endpoint{http.MethodGet, "/wxa/get_category", false}, func(ctx context.Context, a *App) error {
			return a.Do(ctx, Request{Method: http.MethodGet, Path: "/wxa/get_category", Reads: true, Wants: "category_list"}, &struct {
				List []struct {
					Class string `json:"first_class"`
				} `json:"category_list"`
			}{})
		}, `{"errcode":0,"errmsg":"ok","category_list":[{"first_class":"工具"}]}`, false},
		{"LatestAudit", epLatestAudit, func(ctx context.Context, a *App) error {
			_, err := a.LatestAudit(ctx)
			return err
		}, `{"errcode":0,"errmsg":"ok","auditid":430000001,"status":2}`, false},
		{"Quota", epQuota, func(ctx context.Context, a *App) error {
			_, err := a.Quota(ctx)
			return err
		}, `{"errcode":0,"errmsg":"ok","rest":1,"limit":2,"speedup_rest":0,"speedup_limit":0}`, false},
		{"SpeedupAudit", epSpeedupAudit, func(ctx context.Context, a *App) error {
			return a.SpeedupAudit(ctx, 430000001)
		}, `{"errcode":0,"errmsg":"ok"}`, false},
		{"SubmitAudit", epSubmitAudit, func(ctx context.Context, a *App) error {
			_, err := a.SubmitAudit(ctx, validSubmit())
			return err
		}, `{"errcode":0,"errmsg":"ok","auditid":430000001}`, false},
		{"UndoAudit", epUndoAudit, func(ctx context.Context, a *App) error {
			return a.UndoAudit(ctx)
		}, `{"errcode":0,"errmsg":"ok"}`, false},
		{"VersionInfo", epVersionInfo, func(ctx context.Context, a *App) error {
			_, err := a.VersionInfo(ctx)
			return err
		}, `{"errcode":0,"errmsg":"ok"}`, false},
	}
}
