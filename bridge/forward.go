package bridge

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"golang.org/x/time/rate"
)

// Forward says where the platform's existing callbacks are. A platform has one address for each of its two URLs, and the bridge
// is there now; the existing callbacks go on getting the same bytes with the same query, so they verify them as before.
//
// A push that the bridge hands over to Temporal or the store is answered by the bridge; an existing callback that fails is only
// logged and counted. Every other push is answered by the existing callback, for example with a reply to a user.
type Forward struct {
	Events    string            // for pushes to the authorisation URL; "": none
	Messages  string            // for pushes to the message URL; may hold $APPID$; "": none
	All       bool              // review results, too: for a system that submits versions itself
	Transport http.RoundTripper // nil: one of our own
}

// maxReply bounds an existing callback's answer, in bytes. Replies to users have a few thousand.
const maxReply = 1 << 20

type forwarder struct {
	Forward
	client   *http.Client
	logger   *slog.Logger
	metrics  *metrics
	failures *rate.Sometimes
}

func newForwarder(f Forward, logger *slog.Logger, m *metrics) (*forwarder, error) {
	for name, target := range map[string]string{"Events": f.Events, "Messages": f.Messages} {
		if u, err := url.Parse(target); target != "" && (err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https")) {
			return nil, fmt.Errorf("bridge: Forward.%s is not an http or https address", name)
		}
	}
	if f.Transport == nil {
		own := http.DefaultTransport.(*http.Transport).Clone()
		own.MaxIdleConnsPerHost = own.MaxIdleConns // there is hardly more than one host
		f.Transport = own
	}
	return &forwarder{Forward: f, logger: logger, metrics: m, failures: newQuiet(), client: &http.Client{
		Transport: f.Transport,
		// WeChat follows none either, and the signed query must not wander to somebody else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// target is where a push goes; "" for nowhere.
func (f *forwarder) target(d delivery) string {
	switch {
	case d.appID == "":
		return f.Events
	case d.got.Event.IsReview() && !f.All:
		return ""
	default:
		return strings.ReplaceAll(f.Messages, "$APPID$", d.appID)
	}
}

// reply is an existing callback's answer.
type reply struct {
	status      int // 0: there was none
	contentType string
	body        []byte
}

// start sends a push on, in the background, with as much time as ctx has. The answer comes over the channel; nil when the push
// goes nowhere.
func (f *forwarder) start(ctx context.Context, background *sync.WaitGroup, d delivery) <-chan reply {
	target := f.target(d)
	if target == "" {
		return nil
	}
	// Not bound to the request: the existing callback gets the push also when the bridge has answered WeChat already.
	deadline, _ := ctx.Deadline()
	ctx, cancel := context.WithDeadline(context.WithoutCancel(ctx), deadline)
	answered := make(chan reply, 1)
	background.Go(func() {
		defer cancel()
		got, err := f.send(ctx, target, d)
		result := "answered"
		switch {
		case err != nil:
			result = "failed"
			f.failures.Do(func() {
				f.logger.Error("The existing callback did not answer a forwarded push", append(attrs(d), "error", err)...)
			})
		case got.status < 200 || got.status > 299:
			result = "refused"
			f.failures.Do(func() {
				f.logger.Error("The existing callback refused a forwarded push", append(attrs(d), "http", got.status)...)
			})
		}
		f.metrics.forwards.WithLabelValues(result).Inc()
		answered <- got
	})
	return answered
}

// send posts the same bytes with the same query. Of the header only what describes the body goes along: the rest is between
// WeChat, the proxy and us. The error holds no address, because addresses may hold keys.
func (f *forwarder) send(ctx context.Context, target string, d delivery) (reply, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(d.body))
	if err != nil {
		return reply{}, errors.New("its address cannot be used")
	}
	// The query is not parsed and encoded again: that would change what it may hold, such as # or %zz.
	if req.URL.RawQuery != "" && d.request.URL.RawQuery != "" {
		req.URL.RawQuery += "&"
	}
	req.URL.RawQuery += d.request.URL.RawQuery
	for _, name := range []string{"Content-Type", "User-Agent"} {
		req.Header[name] = d.request.Header.Values(name)
	}
	resp, err := f.client.Do(req)
	if err != nil {
		if withURL := (*url.Error)(nil); errors.As(err, &withURL) {
			err = withURL.Err
		}
		return reply{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode >= 300 && resp.StatusCode <= 399 {
		return reply{}, fmt.Errorf("it redirects (HTTP %d), which WeChat does not follow; give the address that it redirects to",
			resp.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxReply+1))
	if err != nil {
		return reply{}, fmt.Errorf("reading its answer: %w", err)
	}
	if len(body) > maxReply {
		return reply{}, fmt.Errorf("its answer is larger than %d bytes", maxReply)
	}
	return reply{resp.StatusCode, resp.Header.Get("Content-Type"), body}, nil
}

// write gives WeChat the existing callback's answer, or 502 where there is none, and tells the result.
func (r reply) write(w http.ResponseWriter) string {
	if r.status == 0 {
		writeText(w, http.StatusBadGateway, http.StatusText(http.StatusBadGateway)+"\n")
		return unavailable
	}
	w.Header()["Content-Type"] = nil // do not guess one
	if r.contentType != "" {
		w.Header().Set("Content-Type", r.contentType)
	}
	w.WriteHeader(r.status)
	_, _ = w.Write(r.body)
	return passedOn
}
