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

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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
		c.Forward = Forward{Messages: "http://old.example/", All: true, Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			<-forward
			forwarded = true
			return answer(200, "", "success")
		})}
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
