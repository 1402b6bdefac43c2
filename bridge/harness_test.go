package bridge

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/wxa/push"
)

const (
	platform = "wx1111222233334444"
	merchant = "wx5555666677778888"
	token    = "s3cret-token"
	aesKey   = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	otherKey = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"

	eventsPath   = "/wechat/events"
	messagesPath = "/wechat/" + merchant + "/messages"

	approved = "<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName><FromUserName><![CDATA[oSystemAccountOpenId]]></FromUserName>" +
		"<CreateTime>1700000005</CreateTime>" +
		"<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[weapp_audit_success]]></Event><SuccTime>1700000000</SuccTime></xml>"
	ticket = "<xml><AppId><![CDATA[wx1111222233334444]]></AppId><CreateTime>1700000000</CreateTime><InfoType>" +
		"<![CDATA[component_verify_ticket]]></InfoType>" +
		"<ComponentVerifyTicket><![CDATA[ticket@@@s3cret]]></ComponentVerifyTicket></xml>"
	unauthorized = "<xml><AppId><![CDATA[wx1111222233334444]]></AppId><CreateTime>1700000000</CreateTime><InfoType>" +
		"<![CDATA[unauthorized]]></InfoType>" +
		"<AuthorizerAppid><![CDATA[wx5555666677778888]]></AuthorizerAppid></xml>"
	userText = "<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName><CreateTime>1700000000</CreateTime><MsgType><![CDATA[text]]>" +
		"</MsgType><Content><![CDATA[hello]]></Content></xml>"
	renamed = "<xml><AppId>wx1111222233334444</AppId><CreateTime>1700000000</CreateTime><InfoType>notify_3rd_wxa_auth</InfoType></xml>"
)

var pushed = time.Unix(1700000000, 0).UTC()

// signal is one that arrived at the fake Temporal.
type signal struct {
	id, run, name, requestID string
	arg                      any
}

type fakeTemporal struct {
	mu      sync.Mutex
	signals []signal
	answer  func(ctx context.Context) error // nil: takes everything
}

func (f *fakeTemporal) SignalWorkflow(ctx context.Context, id, run, name string, arg any) error {
	f.mu.Lock()
	f.signals = append(f.signals, signal{id, run, name, releases.RequestID(ctx), arg})
	f.mu.Unlock()
	if f.answer != nil {
		return f.answer(ctx)
	}
	return nil
}

// fakeStore writes down what the bridge asks of the credentials.
type fakeStore struct {
	mu     sync.Mutex
	calls  []string
	err    error
	ticket time.Time
	hang   bool // until the context ends
}

func (f *fakeStore) call(ctx context.Context, parts ...string) error {
	f.mu.Lock()
	f.calls = append(f.calls, strings.Join(parts, " "))
	f.mu.Unlock()
	if f.hang {
		<-ctx.Done()
		return ctx.Err()
	}
	return f.err
}

func (f *fakeStore) SaveTicket(ctx context.Context, ticket string, at time.Time) error {
	return f.call(ctx, "ticket", ticket, at.Format(time.RFC3339))
}

func (f *fakeStore) Authorized(ctx context.Context, appid, code string, expires time.Time) error {
	return f.call(ctx, "authorized", appid, code, expires.Format(time.RFC3339))
}

func (f *fakeStore) Revoked(ctx context.Context, appid string, at time.Time) error {
	return f.call(ctx, "revoked", appid, at.Format(time.RFC3339))
}

func (f *fakeStore) TicketTime(ctx context.Context) (time.Time, error) { return f.ticket, f.err }

func (f *fakeStore) Ping(ctx context.Context) error { return f.call(ctx, "ping") }

// world is a bridge with everything around it.
type world struct {
	*Bridge
	t        testing.TB
	temporal *fakeTemporal
	store    *fakeStore
	log      *testkit.Buffer
}

func newWorld(t testing.TB, change ...func(*Config)) *world {
	t.Helper()
	w := &world{t: t, temporal: &fakeTemporal{}, store: &fakeStore{}, log: &testkit.Buffer{}}
	c := Config{
		Receiver: newReceiver(t, push.DefaultWindow), Signals: w.temporal, CheckTemporal: func(context.Context) error { return nil },
		Credentials: w.store, Logger: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	for _, f := range change {
		f(&c)
	}
	var err error
	w.Bridge, err = New(c)
	require.NoError(t, err)
	return w
}

func newReceiver(t testing.TB, window time.Duration) *push.Receiver {
	r, err := push.NewReceiver(push.ReceiverConfig{
		AppID: platform, Pairs: []push.Pair{{Token: token, Key: mustKey(t, aesKey), Previous: mustKey(t, otherKey)}}, Window: window,
	})
	require.NoError(t, err)
	return r
}

func mustKey(t testing.TB, s string) push.Key {
	k, err := push.ParseKey(s)
	require.NoError(t, err)
	return k
}

// request is a delivery as WeChat makes it.
func request(t testing.TB, path, msg string) *http.Request {
	return sealed(t, path, msg, aesKey, platform, time.Now())
}

func sealed(t testing.TB, path, msg, key, appid string, at time.Time) *http.Request {
	encrypt := mustKey(t, key).Encrypt(push.NewMessage([]byte(msg), appid))
	body := push.MessageEnvelope("gh_0123456789ab", encrypt)
	if path == eventsPath {
		body = push.AuthorizationEnvelope(platform, encrypt)
	}
	timestamp, nonce := strconv.FormatInt(at.Unix(), 10), "1590219412"
	query := url.Values{
		"signature": {push.Sign(token, timestamp, nonce)}, "timestamp": {timestamp}, "nonce": {nonce}, "encrypt_type": {"aes"},
		"msg_signature": {push.Sign(token, timestamp, nonce, encrypt)},
	}
	if path != eventsPath {
		query.Set("openid", "oSystemAccountOpenId")
	}
	r := httptest.NewRequest(http.MethodPost, path+"?"+query.Encode(), bytes.NewReader(body))
	r.Header.Set("Content-Type", "text/xml")
	r.Header.Set("User-Agent", "Mozilla/4.0")
	return r
}

func (w *world) do(r *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	return rec
}

// scrape gives the bridge's own metrics, without those of the process.
func (w *world) scrape() string {
	rec := w.do(httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Equal(w.t, http.StatusOK, rec.Code)
	var lines []string
	for line := range strings.Lines(rec.Body.String()) {
		// When something came differs from run to run; that it is told has a test of its own.
		if strings.HasPrefix(line, "wxrelease_") && !strings.Contains(line, "last_push_timestamp") &&
			!strings.Contains(line, "_seconds_bucket") && !strings.Contains(line, "_seconds_sum") {
			lines = append(lines, strings.TrimSpace(strings.TrimPrefix(line, "wxrelease_bridge_")))
		}
	}
	return strings.Join(lines, "\n")
}

// isSuccess asserts on the one answer that WeChat takes for received.
func isSuccess(t testing.TB, rec *httptest.ResponseRecorder) {
	t.Helper()
	assert.Equal(t, http.StatusOK, rec.Code)
	assert.Equal(t, []byte{'s', 'u', 'c', 'c', 'e', 's', 's'}, rec.Body.Bytes())
	assert.Equal(t, "text/plain", rec.Header().Get("Content-Type"))
}

func isUnavailable(t testing.TB, rec *httptest.ResponseRecorder) {
	t.Helper()
	assert.Equal(t, http.StatusServiceUnavailable, rec.Code)
	assert.Equal(t, "Service Unavailable\n", rec.Body.String())
}

// noSecrets asserts that nothing in the log is worth stealing.
func (w *world) noSecrets(r *http.Request) {
	w.t.Helper()
	for _, name := range []string{"signature", "msg_signature", "nonce"} {
		if v := r.URL.Query().Get(name); v != "" {
			assert.NotContains(w.t, w.log.String(), v)
		}
	}
	assert.NotContains(w.t, w.log.String(), "s3cret")
	assert.NotContains(w.t, w.log.String(), aesKey)
}

func answer(status int, contentType, body string) (*http.Response, error) {
	header := http.Header{}
	if contentType != "" {
		header.Set("Content-Type", contentType)
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}, nil
}

var errAway = errors.New("away")
