package wxa

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit"
)

func TestReadsAreRepeatedUntilAnswered(t *testing.T) {
	for _, m := range everyMethod() {
		if m.endpoint.write {
			continue
		}
		t.Run(m.name, func(t *testing.T) {
			cutBody := func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "100")
				_, _ = io.WriteString(w, `{"errcode":`)
			}
			wechat := newFakeWeChat(t, status(503), cutBody, says(m.ok))
			var lines testkit.Buffer
			require.NoError(t, m.call(t.Context(), testApp(t, wechat.URL, func(c *Config) { c.Logger = testkit.DebugLog(&lines) })))
			seen := wechat.seen()
			require.Len(t, seen, 3)
			assert.Equal(t, seen[0], seen[2], "the body is sent again whole")
			assert.Contains(t, lines.String(), "HTTP status 503")
			assert.Contains(t, lines.String(), "attempt=3")
			noSecret(t, lines.String())
		})
	}
}

// keepAliveServer speaks HTTP by hand: it keeps connections open and answers every request but undocodeaudit, after whose
// bytes it cuts the connection. It tells every request's first line.
type keepAliveServer struct {
	net.Listener
	mu    sync.Mutex
	conns []net.Conn
	lines []string
}

func newKeepAliveServer(t *testing.T, answer string) *keepAliveServer {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &keepAliveServer{Listener: l}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.conns = append(s.conns, conn)
			s.mu.Unlock()
			serving.Go(func() {
				defer conn.Close()
				r := bufio.NewReader(conn)
				for {
					req, err := http.ReadRequest(r)
					if err != nil {
						return
					}
					_, _ = io.Copy(io.Discard, req.Body)
					s.mu.Lock()
					s.lines = append(s.lines, req.Method+" "+req.URL.Path)
					s.mu.Unlock()
					if !strings.HasSuffix(req.URL.Path, "undocodeaudit") {
						_, _ = io.WriteString(conn, answer)
					} else {
						return
					}
				}
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		s.mu.Lock()
		for _, conn := range s.conns { // idle ones too
			conn.Close()
		}
		s.mu.Unlock()
		serving.Wait()
	})
	return s
}

func (s *keepAliveServer) count(line string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, l := range s.lines {
		if l == line {
			n++
		}
	}
	return n
}

// net/http sends a GET again by itself when a reused connection is cut without an answer. undocodeaudit is such a GET,
// and a second one could withdraw the next review.
func TestUndoIsNeverReplayedByNetHTTP(t *testing.T) {
	const answer = "HTTP/1.1 200 OK\r\nContent-Length: 32\r\n\r\n" + `{"errcode":0,"rest":1,"limit":2}`
	for name, transport := range map[string]func() http.RoundTripper{
		"own transport":   func() http.RoundTripper { return nil },
		"given transport": func() http.RoundTripper { return &http.Transport{} },
		"wrapped one":     func() http.RoundTripper { return testkit.RoundTrip(new(http.Transport).RoundTrip) },
	} {
		t.Run(name, func(t *testing.T) {
			server := newKeepAliveServer(t, answer)
			app := testApp(t, "http://"+server.Addr().String(), func(c *Config) { c.Transport = transport() })
			_, err := app.Quota(t.Context()) // both leave an idle connection behind, if they may
			require.NoError(t, err)
			require.NoError(t, app.SpeedupAudit(t.Context(), 430000001))

			err = app.UndoAudit(t.Context())

			assert.Equal(t, ClassAmbiguous, ClassOf(err), err)
			assert.Equal(t, 1, server.count("GET /wxa/undocodeaudit"))
		})
	}
}

// The control experiment: without our care the same server sees the request twice.
func TestNetHTTPReplaysAnOrdinaryGet(t *testing.T) {
	const answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
	server := newKeepAliveServer(t, answer)
	client := &http.Client{Transport: &http.Transport{}}
	get := func(path string) error {
		resp, err := client.Get("http://" + server.Addr().String() + path)
		if err == nil {
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
		return err
	}
	require.NoError(t, get("/first"))
	require.Error(t, get("/undocodeaudit"))
	assert.Equal(t, 2, server.count("GET /undocodeaudit"))
}

func TestWritesUseHTTP1(t *testing.T) {
	server := httptest.NewUnstartedServer(nil)
	var mu sync.Mutex
	protos := map[string]string{}
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		protos[r.URL.Path] = r.Proto
		mu.Unlock()
		_, _ = io.WriteString(w, `{"errcode":0,"rest":1,"limit":2}`)
	})
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	app := testApp(t, server.URL, func(c *Config) { c.Transport = server.Client().Transport })
	_, err := app.Quota(t.Context())
	require.NoError(t, err)
	require.NoError(t, app.UndoAudit(t.Context()))
	mu.Lock()
	defer mu.Unlock()
	assert.Equal(t, map[string]string{epQuota.path: "HTTP/2.0", epUndoAudit.path: "HTTP/1.1"}, protos)
}

// A failed TLS handshake is before the request: nothing was sent.
func TestFailedHandshakeIsNotSent(t *testing.T) {
	server := httptest.NewUnstartedServer(says(`{"errcode":0}`))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	err := testApp(t, server.URL, nil).UndoAudit(t.Context())
	var e *TransportError
	require.ErrorAs(t, err, &e)
	assert.True(t, e.NotSent)
	assert.ErrorContains(t, err, "certificate")
}

// The next tests run in virtual time over a transport without sockets.

type inMemory func(*http.Request) (*http.Response, error)

func (f inMemory) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func inMemoryApp(t *testing.T, f inMemory) *App {
	c, err := New(Config{Tokens: &tokens{}, Transport: f})
	require.NoError(t, err)
	return c.App(testAppID)
}

func TestRepeatsStayUnderThreeSeconds(t *testing.T) {
	for range 20 { // the pauses are random
		synctest.Test(t, func(t *testing.T) {
			sent := 0
			app := inMemoryApp(t, func(*http.Request) (*http.Response, error) {
				sent++
				return &http.Response{
					StatusCode: 503, Status: "503 Service Unavailable",
					Header: http.Header{"Retry-After": {"60"}}, Body: io.NopCloser(strings.NewReader("")),
				}, nil
			})
			start := time.Now()
			_, err := app.Quota(t.Context())
			assert.ErrorContains(t, err, "3 attempts: HTTP status 503")
			assert.Equal(t, 3, sent)
			assert.Less(t, time.Since(start), 3*time.Second)
			assert.Greater(t, time.Since(start), 500*time.Millisecond)
		})
	}
}

func TestCallsEndByThemselves(t *testing.T) {
	for _, m := range everyMethod() {
		synctest.Test(t, func(t *testing.T) {
			sent := 0
			app := inMemoryApp(t, func(r *http.Request) (*http.Response, error) {
				sent++
				<-r.Context().Done()
				return nil, r.Context().Err()
			})
			start := time.Now()
			err := m.call(t.Context(), app)
			require.ErrorIs(t, err, context.DeadlineExceeded, m.name)
			want, class := DefaultReadTimeout, ClassTransient
			if m.endpoint.write {
				want, class = DefaultWriteTimeout, ClassAmbiguous
			}
			assert.Equal(t, want, time.Since(start), m.name)
			assert.Equal(t, class, ClassOf(err), m.name)
			assert.Equal(t, 1, sent, m.name)
		})
	}
}

func TestContextEndsThePauseBetweenRepeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sent := 0
		app := inMemoryApp(t, func(*http.Request) (*http.Response, error) {
			sent++
			return nil, errors.New("no route")
		})
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		_, err := app.Quota(ctx)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.ErrorContains(t, err, "no route", "what made us wait is told too")
		assert.Equal(t, 1, sent)
	})
}

// A transport that does not report its connections proves nothing: the write may have left.
func TestUnknownTransportFailureIsAmbiguous(t *testing.T) {
	sent := 0
	app := inMemoryApp(t, func(*http.Request) (*http.Response, error) {
		sent++
		return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	})
	err := app.UndoAudit(t.Context())
	assert.Equal(t, ClassAmbiguous, ClassOf(err))
	assert.Equal(t, 1, sent)
}

// While no connection is made a write is tried again, and then sent once.
func TestWriteIsTriedUntilConnected(t *testing.T) {
	wechat := newFakeWeChat(t, status(500))
	dials := 0
	app := testApp(t, wechat.URL, func(c *Config) {
		c.Transport = &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			if dials++; dials < 3 {
				return nil, errors.New("no route to host")
			}
			return new(net.Dialer).DialContext(ctx, network, addr)
		}}
	})
	err := app.UndoAudit(t.Context())
	assert.Equal(t, ClassAmbiguous, ClassOf(err), err)
	assert.Equal(t, 3, dials)
	assert.Len(t, wechat.seen(), 1)
}
