package bridge

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/singleflight"
	"golang.org/x/time/rate"

	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/push"
)

// Budget is how long a push may take from its header to the answer. WeChat waits 5 s, the way there and back included.
const Budget = 4 * time.Second

// Signals is where verdicts go: a Temporal client, made by [NewClient].
type Signals interface {
	SignalWorkflow(ctx context.Context, workflowID, runID, signalName string, arg any) error
}

// Credentials is where tickets and authorisations go. What a method took is durable when it returns nil.
type Credentials interface {
	// SaveTicket keeps a component_verify_ticket; an older one never replaces a newer one.
	SaveTicket(ctx context.Context, ticket string, pushedAt time.Time) error
	// Authorized keeps an authorisation code, to be exchanged later; expires is zero when WeChat did not tell.
	Authorized(ctx context.Context, appid, code string, expires time.Time) error
	// Revoked drops the tokens of an app whose merchant took the authorisation back at this time.
	Revoked(ctx context.Context, appid string, at time.Time) error
	// TicketTime is when the newest ticket was pushed; zero when there is none.
	TicketTime(ctx context.Context) (time.Time, error)
	// Ping tells whether the store can be used: what it is given now would be kept.
	Ping(ctx context.Context) error
}

// Config says what goes where. Receiver, Signals and CheckTemporal are required.
type Config struct {
	Receiver      *push.Receiver
	Signals       Signals
	CheckTemporal func(context.Context) error // for /readyz, such as [CheckNamespace]
	Credentials   Credentials                 // nil: another system has the platform's credentials; see Forward
	Forward       Forward                     // zero: there is no other callback
	PublishCheck  bool                        // answer the test messages of 全网发布检测, where no other callback does
	Logger        *slog.Logger                // nil: none
	Registry      *prometheus.Registry        // takes the bridge's figures, and is what /metrics shows; nil: one of its own
	// WorkflowIDPrefix stands before the appid in the workflow id of a release; default [workflows.WorkflowIDPrefix].
	WorkflowIDPrefix string
}

// Bridge is an http.Handler for all of its routes. Make one with [New]; run it with [Bridge.Serve], or in a server of your
// own and then [Bridge.Close].
type Bridge struct {
	receiver      *push.Receiver
	signals       Signals
	checkTemporal func(context.Context) error
	credentials   Credentials // nil: none
	forward       *forwarder
	publishCheck  bool
	// before the appid
	workflowIDPrefix string

	logger  *slog.Logger
	metrics *metrics
	mux     *http.ServeMux

	refusals   *rate.Sometimes
	flaws      *rate.Sometimes
	wrongURL   sync.Map // kinds of pushes that came to the wrong URL and were warned about
	readiness  singleflight.Group
	background sync.WaitGroup // hand-overs, forwards and checks; each has a limit of Budget or less
}

// New checks the configuration.
func New(c Config) (*Bridge, error) {
	switch {
	case c.Receiver == nil:
		return nil, errors.New("bridge: Config.Receiver is nil")
	case c.Signals == nil:
		return nil, errors.New("bridge: Config.Signals is nil")
	case c.CheckTemporal == nil:
		return nil, errors.New("bridge: Config.CheckTemporal is nil")
	}
	b := &Bridge{
		receiver: c.Receiver, signals: c.Signals, checkTemporal: c.CheckTemporal, credentials: c.Credentials, logger: c.Logger,
		mux: http.NewServeMux(), refusals: newQuiet(), flaws: newQuiet(), publishCheck: c.PublishCheck,
		workflowIDPrefix: cmp.Or(c.WorkflowIDPrefix, workflows.WorkflowIDPrefix),
	}
	if b.logger == nil {
		b.logger = slog.New(slog.DiscardHandler)
	}
	b.metrics = newMetrics(c.Registry, b.credentials, b.logger)
	var err error
	if b.forward, err = newForwarder(c.Forward, b.logger, b.metrics); err != nil {
		return nil, err
	}
	b.mux.HandleFunc("/wechat/events", b.events)
	b.mux.HandleFunc("/wechat/{appid}/messages", b.messages)
	for _, rest := range []string{"/wechat", "/wechat/"} {
		b.mux.HandleFunc(rest, func(w http.ResponseWriter, r *http.Request) { b.refuse(w, r, "", errPath) })
	}
	b.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { writeText(w, http.StatusOK, "ok\n") })
	b.mux.HandleFunc("GET /readyz", b.ready)
	b.mux.Handle("GET /metrics", b.metrics.handler())
	return b, nil
}

// ServeHTTP serves all routes. A path with slashes too many is taken for the path without them: an http.ServeMux would answer
// with a redirect, which WeChat does not follow.
func (b *Bridge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	escaped := r.URL.EscapedPath()
	if clean := path.Clean(escaped); clean != escaped && strings.HasPrefix(escaped, "/") {
		if plain, err := url.PathUnescape(clean); err == nil {
			address, request := *r.URL, *r
			address.Path, address.RawPath = plain, clean
			request.URL = &address
			r = &request
		}
	}
	b.mux.ServeHTTP(w, r)
}

// Close waits for hand-overs and forwards that are under way, less than [Budget]. The server must have stopped before.
func (b *Bridge) Close() { b.background.Wait() }

// newQuiet bounds the log lines that strangers can cause: the first hundred, then one a second. The metrics count all.
func newQuiet() *rate.Sometimes { return &rate.Sometimes{First: 100, Interval: time.Second} }

// writeText answers with exactly these bytes.
func writeText(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // a sender that is gone will send again
}
