package bridge

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit"
)

// noticed is a log that tells when a line is written.
type noticed struct {
	text string
	once sync.Once
	seen chan struct{}
}

func (n *noticed) Write(p []byte) (int, error) {
	if strings.Contains(string(p), n.text) {
		n.once.Do(func() { close(n.seen) })
	}
	return len(p), nil
}

// What was accepted before the stop is handed over and answered, and its forward ends as well; what comes after is not taken.
func TestServeFinishesWhatItAccepted(t *testing.T) {
	stopping := &noticed{text: "Stopping", seen: make(chan struct{})}
	entered, release, forward := make(chan struct{}), make(chan struct{}), make(chan struct{})
	forwarded := false
	w := newWorld(t, func(c *Config) {
		c.Logger = slog.New(slog.NewTextHandler(stopping, nil))
		c.Forward = Forward{
			Messages: "http://old.example/",
			All:      true,
			Transport: testkit.RoundTrip(func(*http.Request) (*http.Response, error) {
				<-forward
				forwarded = true
				return answer(200, "", "success")
			}),
		}
	})
	w.temporal.answer = func(context.Context) error {
		close(entered)
		<-release
		return nil
	}
	on, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- w.Serve(ctx, on) }()

	r := request(t, messagesPath, approved)
	type result struct {
		body string
		err  error
	}
	answered := make(chan result, 1)
	go func() {
		resp, err := http.Post("http://"+on.Addr().String()+r.URL.RequestURI(), "text/xml", r.Body)
		if err != nil {
			answered <- result{err: err}
			return
		}
		defer func() { _ = resp.Body.Close() }()
		body, err := io.ReadAll(resp.Body)
		answered <- result{string(body), err}
	}()

	<-entered
	stop()
	<-stopping.seen
	select {
	case <-served:
		t.Fatal("stopped while a push is under way")
	case <-answered:
		t.Fatal("answered before the hand-over")
	default:
	}
	close(release)
	assert.Equal(t, result{body: "success"}, <-answered)
	close(forward)
	require.NoError(t, <-served)
	assert.True(t, forwarded)
	_, err = net.Dial("tcp", on.Addr().String())
	assert.Error(t, err, "nobody listens any more")
}

func TestServeTellsThatItCannot(t *testing.T) {
	w := newWorld(t)
	on, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, on.Close())
	assert.ErrorContains(t, w.Serve(t.Context(), on), "taking pushes on 127.0.0.1:")
}

// pipes is a listener without a network.
type pipes struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// Whoever sends slowly, or nothing, does not keep a connection for long.
func TestServeIsNotHeldUp(t *testing.T) {
	for _, tt := range []struct {
		name, sent string
		after      time.Duration
		answer     string
	}{
		{"nothing", "", headerTimeout, ""},
		{"half a header", "POST /wechat/events HTTP/1.1\r\nHost: b", headerTimeout, ""},
		{"half a body", "POST /wechat/events HTTP/1.1\r\nHost: b\r\nContent-Length: 100\r\n\r\n<xml>", readTimeout,
			"HTTP/1.1 400 Bad Request\r\n"},
		{"silence after an answer", "GET /healthz HTTP/1.1\r\nHost: b\r\n\r\n", idleTimeout, "HTTP/1.1 200 OK\r\n"},
		{"endless header", "GET /healthz HTTP/1.1\r\nHost: b\r\nX: " + strings.Repeat("x", 2*maxHeader) + "\r\n\r\n", 0,
			"HTTP/1.1 431 Request Header Fields Too Large\r\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				on := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
				ctx, stop := context.WithCancel(t.Context())
				served := make(chan error, 1)
				go func() { served <- w.Serve(ctx, on) }()
				ours, theirs := net.Pipe()
				on.conns <- theirs
				began := time.Now()
				go func() { _, _ = io.WriteString(ours, tt.sent) }() // a pipe takes no more than is read
				got, _ := io.ReadAll(ours)
				assert.WithinDuration(t, began.Add(tt.after), time.Now(), time.Second)
				assert.True(t, strings.HasPrefix(string(got), tt.answer), "%s", got)
				assert.Equal(t, tt.answer == "", len(got) == 0, "%s", got)
				_ = ours.Close()
				stop()
				require.NoError(t, <-served)
			})
		})
	}
}
