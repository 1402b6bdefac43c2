package wxatest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/wxa/push"
)

const (
	callbackToken = "platformtoken"
	currentKey    = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	previousKey   = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
	platformID    = "wx1111222233334444"
)

// receiver is a callback as the platform's own would be: verify, decrypt, check, answer.
type receiver struct {
	mu       sync.Mutex
	requests []*http.Request
	messages []string // decrypted
	errs     []error  // of decrypting with the current key
	answer   func(n int) (status int, body string)
}

func (rc *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	rc.requests = append(rc.requests, r)
	msg, err := open(r)
	rc.errs = append(rc.errs, err)
	rc.messages = append(rc.messages, msg)
	status, body := 200, "success"
	if rc.answer != nil {
		status, body = rc.answer(len(rc.requests))
	}
	if status >= 300 && status < 400 {
		w.Header().Set("Location", "/elsewhere")
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func open(r *http.Request) (string, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return "", err
	}
	env, err := push.ParseEnvelope(body)
	if err != nil {
		return "", err
	}
	q := r.URL.Query()
	if err := push.Verify(callbackToken, q.Get("timestamp"), q.Get("nonce"), env.Encrypt, q.Get("msg_signature")); err != nil {
		return "", err
	}
	key, err := push.ParseKey(currentKey)
	if err != nil {
		return "", err
	}
	msg, err := key.Decrypt(env.Encrypt)
	if err != nil {
		return "", err
	}
	return string(msg.Body), msg.CheckAppID(platformID)
}

// events gives the names of the decrypted events in the order of arrival.
func (rc *receiver) events() []string {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	var out []string
	for _, m := range rc.messages {
		_, rest, _ := strings.Cut(m, "<Event><![CDATA[weapp_audit_")
		name, _, _ := strings.Cut(rest, "]]>")
		out = append(out, name)
	}
	return out
}

func (rc *receiver) count() int {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	return len(rc.requests)
}

func newPushWorld(t *testing.T, cfg Config, apps ...App) (*world, *receiver) {
	t.Helper()
	rc := &receiver{}
	srv := httptest.NewServer(rc)
	t.Cleanup(srv.Close)
	cfg.Callback = Callback{
		URL: srv.URL + "/wechat/$APPID$/messages?tenant=7", Token: callbackToken, EncodingAESKey: currentKey,
		PreviousKey: previousKey, ComponentAppID: platformID, Attempts: cfg.Callback.Attempts, RealTimestamps: cfg.Callback.RealTimestamps,
	}
	return newWorld(t, cfg, apps...), rc
}

// rejected is an app whose reviews are delayed after one hour and rejected after two.
func rejected() App {
	app := uploaded(appA)
	app.Plans = []Plan{{
		{After: time.Hour, Status: StatusDelayed, Reason: "审核延后]]>&"},
		{After: 90 * time.Minute, Status: StatusReviewing},
		{After: 2 * time.Hour, Status: StatusRejected, Reason: "1:服务类目不符:<br>(1):示例", Screenshots: "mid1|mid2"},
	}}
	return app
}

func TestPushes(t *testing.T) {
	w, rc := newPushWorld(t, Config{}, rejected())
	w.submit(appA)
	w.Advance(time.Hour - time.Second)
	assert.Empty(t, w.Pushes())
	w.Advance(24 * time.Hour)

	require.Equal(t, []error{nil, nil}, rc.errs)
	assert.Equal(t, `<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName><FromUserName><![CDATA[oSimulatedSystemAccount00000]]>`+
		`</FromUserName>`+
		`<CreateTime>1791608400</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[weapp_audit_delay]]></Event>`+
		`<Reason><![CDATA[审核延后]]]]><![CDATA[>&]]></Reason><DelayTime>1791608400</DelayTime></xml>`, rc.messages[0])
	assert.Equal(t, `<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName><FromUserName><![CDATA[oSimulatedSystemAccount00000]]>`+
		`</FromUserName>`+
		`<CreateTime>1791612000</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[weapp_audit_fail]]></Event>`+
		`<Reason><![CDATA[1:服务类目不符:<br>(1):示例]]></Reason><FailTime>1791612000</FailTime><ScreenShot>mid1|mid2</ScreenShot></xml>`,
		rc.messages[1])

	r := rc.requests[0]
	assert.Equal(t, http.MethodPost, r.Method)
	assert.Equal(t, "/wechat/"+appA+"/messages", r.URL.Path)
	q := r.URL.Query()
	assert.Equal(t, "7", q.Get("tenant"), "the address keeps its own query")
	assert.Equal(t, "1791608400", q.Get("timestamp"))
	assert.Equal(t, "aes", q.Get("encrypt_type"))
	assert.Equal(t, push.Sign(callbackToken, q.Get("timestamp"), q.Get("nonce")), q.Get("signature"))
	assert.Equal(t, "oSimulatedSystemAccount00000", q.Get("openid"))

	pushes := w.Pushes()
	require.Len(t, pushes, 2)
	pushes[1].Took = 0
	assert.Equal(t, Push{SentAt: start.Add(2 * time.Hour), AppID: appA, Event: "weapp_audit_fail", AuditID: 430000001, Status: 200,
		Success: true}, pushes[1])
}

func TestPushOfAnApproval(t *testing.T) {
	w, rc := newPushWorld(t, Config{}, uploaded(appA))
	w.submit(appA)
	w.Advance(3 * time.Hour)
	require.Len(t, rc.messages, 1)
	assert.Contains(t, rc.messages[0], "<Event><![CDATA[weapp_audit_success]]></Event><SuccTime>1791615600</SuccTime></xml>")
}

func TestNoPushForAWithdrawal(t *testing.T) {
	w, rc := newPushWorld(t, Config{}, uploaded(appA))
	w.submit(appA)
	w.get(appA, "/wxa/undocodeaudit")
	w.submit(appA)
	require.NoError(t, w.WithdrawFromOutside(appA))
	w.Advance(24 * time.Hour)
	assert.Zero(t, rc.count())
	assert.Empty(t, w.Pushes())
}

func TestPushOfADecision(t *testing.T) {
	w, rc := newPushWorld(t, Config{}, uploaded(appA))
	w.submit(appA)
	require.NoError(t, w.Decide(appA, Verdict{Status: StatusRejected, Reason: "no"}))
	assert.Equal(t, []string{"fail"}, rc.events(), "it has arrived when Decide returns")
	w.Advance(24 * time.Hour)
	assert.Equal(t, 1, rc.count())
}

func TestPushSwitches(t *testing.T) {
	for name, c := range map[string]struct {
		plan   PushPlan
		events []string
		at     []time.Duration // since the submission
	}{
		"default": {PushPlan{}, []string{"delay", "fail"}, []time.Duration{time.Hour, 2 * time.Hour}},
		"none":    {PushPlan{None: true}, nil, nil},
		"twice": {PushPlan{Times: 2}, []string{"delay", "delay", "fail", "fail"},
			[]time.Duration{time.Hour, time.Hour, 2 * time.Hour, 2 * time.Hour}},
		"late":    {PushPlan{Late: 30 * time.Minute}, []string{"delay", "fail"}, []time.Duration{90 * time.Minute, 150 * time.Minute}},
		"early":   {PushPlan{Early: 10 * time.Minute}, []string{"delay", "fail"}, []time.Duration{50 * time.Minute, 110 * time.Minute}},
		"reorder": {PushPlan{Reorder: true}, []string{"fail", "delay"}, []time.Duration{2 * time.Hour, 2 * time.Hour}},
	} {
		t.Run(name, func(t *testing.T) {
			app := rejected()
			app.Push = c.plan
			w, rc := newPushWorld(t, Config{}, app)
			w.submit(appA)
			w.Advance(48 * time.Hour)
			assert.Equal(t, c.events, rc.events())
			var at []time.Duration
			for _, p := range w.Pushes() {
				assert.True(t, p.Success, p.Err)
				at = append(at, p.SentAt.Sub(start))
			}
			assert.Equal(t, c.at, at)
		})
	}
}

func TestEarlyPushComesBeforeTheStatus(t *testing.T) {
	app := uploaded(appA)
	app.Push.Early = time.Minute
	w, rc := newPushWorld(t, Config{}, app)
	w.submit(appA)
	w.Advance(3*time.Hour - time.Second)
	assert.Equal(t, []string{"success"}, rc.events())
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"status":2`)
	// An expedite moves the verdict, but the push that is out is not repeated.
	w.post(appA, "/wxa/speedupaudit", `{"auditid":430000001}`)
	w.Advance(24 * time.Hour)
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"status":0`)
	assert.Equal(t, 1, rc.count())
}

func TestExpeditedEarlyPush(t *testing.T) {
	app := uploaded(appA)
	app.Plans = []Plan{{{After: 48 * time.Hour, Status: StatusApproved}}}
	app.Push.Early = time.Minute
	app.Expedited = 2 * time.Hour
	w, rc := newPushWorld(t, Config{}, app)
	w.submit(appA)
	w.post(appA, "/wxa/speedupaudit", `{"auditid":430000001}`)
	w.Advance(119 * time.Minute)
	assert.Equal(t, 1, rc.count())
	w.Advance(96 * time.Hour)
	assert.Equal(t, 1, rc.count())
}

func TestPushKeys(t *testing.T) {
	app := uploaded(appA)
	w, rc := newPushWorld(t, Config{}, app)
	for _, kind := range []PushKey{KeyCurrent, KeyOld, KeyWrong} {
		require.NoError(t, w.Update(appA, func(a *App) { a.Push.Key = kind }))
		w.submit(appA)
		w.Advance(3 * time.Hour)
	}
	require.Len(t, rc.errs, 3)
	require.NoError(t, rc.errs[0])
	require.Error(t, rc.errs[1])
	require.Error(t, rc.errs[2])
	assert.NotErrorIs(t, rc.errs[1], push.ErrSignature, "the signature is right, only the key is not")

	keys := w.keys
	text := keys.previous.Encrypt(push.NewMessage([]byte("x"), platformID))
	old, err := push.ParseKey(previousKey)
	require.NoError(t, err)
	_, err = old.Decrypt(text)
	require.NoError(t, err)
}
