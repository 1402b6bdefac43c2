package bridge

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit"
)

// existing is the platform's callback from before the bridge.
type existing struct {
	mu     sync.Mutex
	got    []*http.Request
	bodies []string // of got
	serve  http.HandlerFunc
}

func (e *existing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	e.mu.Lock()
	e.got, e.bodies = append(e.got, r), append(e.bodies, string(body))
	e.mu.Unlock()
	if e.serve != nil {
		e.serve(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/plain")
	_, _ = io.WriteString(w, "success")
}

// forwardTo gives a world whose existing callback is this one.
func forwardTo(t *testing.T, e *existing, change ...func(*Config)) *world {
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	return newWorld(t, append([]func(*Config){func(c *Config) {
		c.Forward.Events, c.Forward.Messages = server.URL+"/old/events?key=k3y", server.URL+"/old/$APPID$/callback"
	}}, change...)...)
}

func TestForwardIsByteForByte(t *testing.T) {
	for path, msg := range map[string]string{eventsPath: ticket, messagesPath: userText} {
		e := &existing{}
		w := forwardTo(t, e)
		r := request(t, path, msg)
		r.URL.RawQuery += "&odd=%2f+%20;&odd"
		for name, value := range map[string]string{
			"Authorization": "Basic s3cret", "Cookie": "s3cret", "X-Forwarded-For": "203.0.113.7", "Forwarded": "for=203.0.113.7",
			"Connection": "close, X-Hop",
			"X-Hop":      "1", "Te": "trailers", "Proxy-Authorization": "s3cret", "Upgrade": "h2c", "Accept-Language": "de",
		} {
			r.Header.Set(name, value)
		}
		body, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		setBody(r, body)

		isSuccess(t, w.do(r))
		w.Close()
		require.Len(t, e.got, 1)
		assert.Equal(t, http.MethodPost, e.got[0].Method)
		assert.Equal(t, string(body), e.bodies[0])
		if path == eventsPath {
			assert.Equal(t, "/old/events?key=k3y&"+r.URL.RawQuery, e.got[0].RequestURI)
		} else {
			assert.Equal(t, "/old/wx5555666677778888/callback?"+r.URL.RawQuery, e.got[0].RequestURI)
		}
		header := e.got[0].Header.Clone()
		header.Del("Content-Length")
		header.Del("Accept-Encoding")
		assert.Equal(t, http.Header{"Content-Type": {"text/xml"}, "User-Agent": {"Mozilla/4.0"}}, header)
		assert.Contains(t, w.scrape(), `forwards_total{result="answered"} 1`)
	}
}

// Who gets what, and whose answer WeChat sees.
func TestForwardWhatAndWhoAnswers(t *testing.T) {
	const theirs = "<xml>reply</xml>"
	for _, tt := range []struct {
		name, path, msg string
		all, keeper     bool // keeper: the bridge has the credentials
		forwarded       bool
		answer, result  string
	}{
		{"review, others", messagesPath, approved, false, true, false, success, handedOver},
		{"review, all", messagesPath, approved, true, true, true, success, handedOver},
		{"user's text", messagesPath, userText, false, true, true, theirs, passedOn},
		{"user's text, all", messagesPath, userText, true, true, true, theirs, passedOn},
		{"ticket", eventsPath, ticket, false, true, true, success, handedOver},
		{"ticket, kept elsewhere", eventsPath, ticket, false, false, true, theirs, passedOn},
		{"unauthorized", eventsPath, unauthorized, false, true, true, success, handedOver},
		{"unauthorized, kept elsewhere", eventsPath, unauthorized, false, false, true, theirs, passedOn},
		{"unknown platform event", eventsPath, renamed, false, true, true, theirs, passedOn},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := &existing{serve: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/xml; charset=utf-8")
				w.Header().Set("Set-Cookie", "session=1")
				w.WriteHeader(http.StatusAccepted)
				_, _ = io.WriteString(w, theirs)
			}}
			w := forwardTo(t, e, func(c *Config) {
				c.Forward.All = tt.all
				if !tt.keeper {
					c.Credentials = nil
				}
			})
			rec := w.do(request(t, tt.path, tt.msg))
			w.Close()
			assert.Equal(t, tt.forwarded, len(e.got) == 1)
			if tt.answer == success {
				isSuccess(t, rec)
			} else {
				assert.Equal(t, http.StatusAccepted, rec.Code)
				assert.Equal(t, theirs, rec.Body.String())
				assert.Equal(t, http.Header{"Content-Type": {"text/xml; charset=utf-8"}}, rec.Header())
			}
			assert.Contains(t, w.scrape(), `result="`+tt.result+`"} 1`)
			assert.Equal(t, strings.Contains(tt.name, "unauthorized") || strings.Contains(tt.name, "review"), len(w.temporal.signals) == 1)
		})
	}
}

func TestForwardOnlyOneURL(t *testing.T) {
	e := &existing{}
	w := forwardTo(t, e, func(c *Config) { c.Forward.Messages = "" })
	isSuccess(t, w.do(request(t, messagesPath, userText)))
	isSuccess(t, w.do(request(t, eventsPath, renamed)))
	w.Close()
	assert.Len(t, e.got, 1)
}

// An existing system that fails, in any way, takes nothing from what is ours; where it must answer, WeChat learns that it did not.
func TestForwardFails(t *testing.T) {
	for _, tt := range []struct {
		name   string
		serve  testkit.RoundTrip
		status int // for what is not ours
		result string
		logged string
	}{
		{"down", func(*http.Request) (*http.Response, error) { return nil, errAway }, 502, "failed", "error=away"},
		{"its own error", func(*http.Request) (*http.Response, error) { return answer(500, "", "oops") }, 500, "refused", "http=500"},
		{"redirect", func(r *http.Request) (*http.Response, error) {
			resp, _ := answer(302, "", "")
			resp.Header.Set("Location", "http://elsewhere.example/")
			assert.Equal(t, "old.example", r.URL.Host, "redirects are not followed")
			return resp, nil
		}, 502, "failed", "it redirects (HTTP 302)"},
		{"endless answer", func(*http.Request) (*http.Response, error) {
			resp, _ := answer(200, "", "")
			resp.Body = io.NopCloser(io.LimitReader(zeros{}, 10<<20))
			return resp, nil
		}, 502, "failed", "larger than 1048576 bytes"},
		{"answer breaks off", func(*http.Request) (*http.Response, error) {
			resp, _ := answer(200, "", "")
			resp.Body = io.NopCloser(failing{})
			return resp, nil
		}, 502, "failed", "reading its answer: connection reset"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, func(c *Config) {
				c.Forward = Forward{Events: "http://old.example/?key=s3cret", Messages: "http://old.example/?key=s3cret", All: true,
					Transport: tt.serve}
			})
			isSuccess(t, w.do(request(t, messagesPath, approved)))
			isSuccess(t, w.do(request(t, eventsPath, ticket)))
			r := request(t, messagesPath, userText)
			rec := w.do(r)
			assert.Equal(t, tt.status, rec.Code)
			assert.NotContains(t, rec.Body.String(), success)
			w.Close()
			assert.Len(t, w.temporal.signals, 1)
			assert.Len(t, w.store.calls, 1)
			assert.Contains(t, w.scrape(), `forwards_total{result="`+tt.result+`"} 3`)
			assert.Contains(t, w.log.String(), tt.logged)
			w.noSecrets(r)
		})
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// Our being unable to hand over does not take the push from the existing system.
func TestForwardGoesOnWhenWeFail(t *testing.T) {
	e := &existing{}
	w := forwardTo(t, e)
	w.store.err = errAway
	isUnavailable(t, w.do(request(t, eventsPath, ticket)))
	w.Close()
	assert.Len(t, e.got, 1)
	assert.Contains(t, w.scrape(), `forwards_total{result="answered"} 1`)
}

func TestForwardIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ended atomic.Pointer[time.Time]
		w := newWorld(t, func(c *Config) {
			c.Forward = Forward{Events: "http://old.example/", Messages: "http://old.example/", All: true,
				Transport: testkit.RoundTrip(func(r *http.Request) (*http.Response, error) {
					<-r.Context().Done()
					now := time.Now()
					ended.Store(&now)
					return nil, r.Context().Err()
				})}
		})
		began := time.Now()
		isSuccess(t, w.do(request(t, messagesPath, approved)))
		isSuccess(t, w.do(request(t, eventsPath, ticket)))
		assert.Zero(t, time.Since(began), "a slow existing system does not delay our answer")
		w.Close()
		assert.Equal(t, Budget, ended.Load().Sub(began), "Close waits for it")

		began = time.Now()
		assert.Equal(t, http.StatusBadGateway, w.do(request(t, messagesPath, userText)).Code)
		assert.Equal(t, Budget, time.Since(began))

		// What slow hand-over leaves is not exceeded by the forward: both have the same end.
		w.temporal.answer = func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
		began = time.Now()
		isUnavailable(t, w.do(request(t, messagesPath, approved)))
		assert.Equal(t, Budget, time.Since(began))
		w.Close()
		assert.Equal(t, Budget, time.Since(began))
	})
}

func TestForwardedAnswerIsNotDressedUp(t *testing.T) {
	e := &existing{serve: func(w http.ResponseWriter, _ *http.Request) { w.Header()["Content-Type"] = nil }}
	w := forwardTo(t, e)
	rec := w.do(request(t, messagesPath, userText))
	assert.Equal(t, http.StatusOK, rec.Code)
	assert.Empty(t, rec.Body.String(), "an empty answer is one that WeChat accepts for messages")
	assert.Empty(t, rec.Header().Get("Content-Type"))
}

func TestForwardFailuresDoNotFloodTheLog(t *testing.T) {
	w := newWorld(t, func(c *Config) {
		c.Forward = Forward{Messages: "http://old.example/",
			Transport: testkit.RoundTrip(func(*http.Request) (*http.Response, error) { return nil, errAway })}
	})
	for range 300 {
		w.do(request(t, messagesPath, userText))
	}
	assert.Less(t, strings.Count(w.log.String(), "level=ERROR"), 150)
	assert.Contains(t, w.scrape(), `forwards_total{result="failed"} 300`)
}

func TestNewRefuses(t *testing.T) {
	good := Config{Receiver: newReceiver(t, 0), Signals: &fakeTemporal{}, CheckTemporal: func(context.Context) error { return nil }}
	_, err := New(good)
	require.NoError(t, err)
	for want, spoil := range map[string]func(*Config){
		"Config.Receiver is nil":                           func(c *Config) { c.Receiver = nil },
		"Config.Signals is nil":                            func(c *Config) { c.Signals = nil },
		"Config.CheckTemporal is nil":                      func(c *Config) { c.CheckTemporal = nil },
		"Forward.Events is not an http or https address":   func(c *Config) { c.Forward.Events = "ftp://s3cret/" },
		"Forward.Messages is not an http or https address": func(c *Config) { c.Forward.Messages = "s3cret\x00" },
	} {
		c := good
		spoil(&c)
		_, err := New(c)
		require.EqualError(t, err, "bridge: "+want)
	}
}
