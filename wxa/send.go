package wxa

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

const (
	maxReply   = 8 << 20 // bytes; the answers are a few kilobytes, but a reason may hold a whole page
	maxRepeats = 2       // within one sending
)

// tokenParam is the query parameter that carries a token. Older pages call the platform's component_access_token at
// /cgi-bin/component/*; today's pages call every token so. 41021 or 41001 would say that WeChat wants the other name.
const tokenParam = "access_token"

var errTooBig = errors.New("the answer is larger than 8 MiB")

// backoff waits about 0.4 s and 1.2 s, together always under 3 s. Everything longer belongs to the caller, so a
// Retry-After header is not obeyed here.
func backoff(_, _ time.Duration, attempt int, _ *http.Response) time.Duration {
	pause := 400 * time.Millisecond
	if attempt > 0 {
		pause = 1200 * time.Millisecond
	}
	return pause/2 + rand.N(pause)
}

// send puts one request on the wire and reads the whole answer, whose HTTP status is 200. It repeats only what provably had
// no effect: reads after connection errors, 5xx and 429; writes while no connection was ever made. tries is how often it did.
func (a account) send(
	ctx context.Context, out outbound, token string, secrets []string,
) (header http.Header, raw []byte, tries int, err error) {
	var conn connTrace
	last := "" // what made us repeat
	fail := func(status int, err error) error {
		if tries > 1 {
			err = fmt.Errorf("%d attempts: %w", tries, err)
		}
		if ctx.Err() != nil && last != "" {
			err = fmt.Errorf("%w (before that: %s)", err, last)
		}
		return &TransportError{
			Endpoint: out.path, AppID: a.appid, Status: status, Write: out.write, NotSent: conn.never(),
			Err: redact(ctx, err, secrets...),
		}
	}
	var content any // retryablehttp takes a nil []byte for an empty body
	if out.body != nil {
		content = out.body
	}
	req, err := retryablehttp.NewRequestWithContext(conn.attach(ctx), out.method, a.c.address(out, token), content)
	if err != nil {
		return nil, nil, 0, fail(0, err)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "wxrelease")
	if out.body != nil {
		req.Header.Set("Content-Type", "application/json; charset=utf-8")
	}
	req.SetResponseHandler(func(resp *http.Response) error {
		defer resp.Body.Close()
		var err error
		raw, err = io.ReadAll(io.LimitReader(resp.Body, maxReply+1))
		if err == nil && len(raw) > maxReply {
			err = errTooBig
		}
		if err != nil {
			return fmt.Errorf("read the answer: %w", err)
		}
		return nil
	})

	rc := retryablehttp.Client{
		HTTPClient: a.c.reads,
		Logger:     nil, // its own lines show the URL with the token
		RetryMax:   maxRepeats,
		Backoff:    a.c.backoff,
		RequestLogHook: func(_ retryablehttp.Logger, _ *http.Request, n int) {
			tries = n + 1
			if n > 0 {
				a.c.log.WarnContext(ctx, "repeating a call to WeChat",
					"endpoint", out.path, "appid", a.appid, "attempt", tries, "after", last)
			}
		},
		CheckRetry: func(ctx context.Context, resp *http.Response, err error) (bool, error) {
			if out.write && !conn.never() || errors.Is(err, errTooBig) {
				return false, nil
			}
			again, _ := retryablehttp.DefaultRetryPolicy(ctx, resp, err) // its error repeats ctx.Err(), which err holds
			switch {
			case again && err != nil:
				last = redact(ctx, err, secrets...).Error()
			case again:
				last = "HTTP status " + strconv.Itoa(resp.StatusCode)
			}
			return again, nil
		},
		// Keep the last answer or error whole.
		ErrorHandler: func(resp *http.Response, err error, _ int) (*http.Response, error) {
			if resp != nil {
				resp.Body.Close()
			}
			return resp, err
		},
	}
	if out.write {
		rc.HTTPClient = a.c.writes
	}
	start := time.Now()
	resp, err := rc.Do(req)
	status := 0
	if err == nil {
		status = resp.StatusCode
		switch {
		case status >= 300 && status < 400:
			err = fmt.Errorf("HTTP status %d: redirects are refused, they would carry the token elsewhere", status)
		case status != http.StatusOK:
			err = fmt.Errorf("HTTP status %d", status)
		}
	}
	if err != nil {
		err = fail(status, err)
		a.c.log.DebugContext(ctx, "call to WeChat failed",
			"endpoint", out.path, "appid", a.appid, "took", time.Since(start), "error", err)
		return nil, nil, tries, err
	}
	a.c.log.DebugContext(ctx, "called WeChat", "endpoint", out.path, "appid", a.appid, "took", time.Since(start))
	return resp.Header, raw, tries, nil
}

// address is where a request goes, with its token.
func (c *Client) address(out outbound, token string) string {
	query := out.query.Encode()
	if token != "" {
		// The token comes first: that is how WeChat's pages show it.
		query = strings.TrimSuffix(tokenParam+"="+url.QueryEscape(token)+"&"+query, "&")
	}
	if query == "" {
		return c.base + out.path
	}
	return c.base + out.path + "?" + query
}

// connTrace watches whether a request could have left. Proof that it did not needs both: the transport asked for a
// connection, and it never got one. A transport that reports neither proves nothing.
type connTrace struct{ asked, got atomic.Bool }

func (t *connTrace) attach(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { t.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.got.Store(true) },
	})
}

// never tells that no connection was made so far.
func (t *connTrace) never() bool { return t.asked.Load() && !t.got.Load() }
