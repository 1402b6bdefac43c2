package wxatest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/wxa/push"
)

// Callback is where review events are pushed to. The zero Callback means nowhere.
type Callback struct {
	URL            string // the message URL; $APPID$ in it becomes the Mini Program's appid
	Token          string
	EncodingAESKey string // 43 characters
	PreviousKey    string // 43 characters; needed for [KeyOld] only
	ComponentAppID string // the platform's appid, at the end of every message
	// Attempts is how often a delivery is tried when it is not answered with success. 0: once, as far as is known of review
	// events; ordinary messages are documented with 3.
	Attempts int
	// RealTimestamps stamps the deliveries with the real time instead of the simulated one, for a receiver that refuses old
	// and future ones.
	RealTimestamps bool
	// Transport carries the deliveries; nil: one of our own. A test may lead them straight into a handler.
	Transport http.RoundTripper
}

// PushKey says what a push is encrypted with.
type PushKey string

const (
	KeyCurrent PushKey = ""
	KeyOld     PushKey = "old"   // Callback.PreviousKey
	KeyWrong   PushKey = "wrong" // a key that nobody has
)

// PushPlan says how an app's review events are pushed. The zero plan is one push, in the moment of the verdict.
type PushPlan struct {
	None  bool          `json:"none,omitempty"`  // never: lost on the way
	Times int           `json:"times,omitempty"` // how often; 0: once. Copies are the same message
	Late  time.Duration `json:"-"`               // so long after the verdict, simulated
	Early time.Duration `json:"-"`               // so long before get_auditstatus shows the verdict, simulated
	// Reorder holds every other push back until the next one of this app has been sent. The last one may never be sent.
	Reorder bool    `json:"reorder,omitempty"`
	Key     PushKey `json:"key,omitempty"`
}

func (p PushPlan) check(appid string) error {
	switch {
	case p.Times < 0 || p.Late < 0 || p.Early < 0:
		return fmt.Errorf("wxatest: %s: times, late and early of a push are never negative", appid)
	case p.Late > 0 && p.Early > 0:
		return fmt.Errorf("wxatest: %s: a push cannot be both late and early", appid)
	case p.Key != KeyCurrent && p.Key != KeyOld && p.Key != KeyWrong:
		return fmt.Errorf("wxatest: %s: unknown push key %q", appid, p.Key)
	}
	return nil
}

// Push is one delivery attempt.
type Push struct {
	SentAt  time.Time     `json:"sent_at"` // simulated
	AppID   string        `json:"appid"`
	Event   string        `json:"event"` // weapp_audit_success, weapp_audit_fail or weapp_audit_delay
	AuditID int64         `json:"auditid"`
	Key     PushKey       `json:"key,omitempty"`
	Status  int           `json:"http_status"` // 0: there was no answer
	Success bool          `json:"success"`     // status 200 and a body of exactly "success"
	Took    time.Duration `json:"took"`        // real
	Err     string        `json:"error,omitempty"`
}

// pushTimeout is how long a receiver may take, on the real clock.
const pushTimeout = 5 * time.Second

// delivery is one message on its way.
type delivery struct {
	push Push
	to   string // user name
	body []byte // decrypted XML
}

func (c Callback) validate() error {
	if c.URL == "" {
		return nil
	}
	if u, err := url.Parse(c.URL); err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return errors.New("wxatest: Callback.URL is not an http or https address")
	}
	if c.Token == "" || c.ComponentAppID == "" {
		return errors.New("wxatest: Callback needs Token and ComponentAppID")
	}
	if _, err := push.ParseKey(c.EncodingAESKey); err != nil {
		return fmt.Errorf("wxatest: Callback.EncodingAESKey: %w", err)
	}
	if _, err := push.ParseKey(c.PreviousKey); err != nil && c.PreviousKey != "" {
		return fmt.Errorf("wxatest: Callback.PreviousKey: %w", err)
	}
	return nil
}

func (s *Sim) setUpPushes() {
	s.client = &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     s.cfg.Callback.Transport,
	}
	if s.client.Transport == nil {
		s.client.Transport = &http.Transport{} // straight to the receiver, whatever proxy the environment names
	}
	// Validate has accepted them; a key that is not set stays zero.
	s.keys.current, _ = push.ParseKey(s.cfg.Callback.EncodingAESKey)
	s.keys.previous, _ = push.ParseKey(s.cfg.Callback.PreviousKey)
	s.keys.wrong, _ = push.ParseKey(strings.Repeat("wrongkey", 6)[:43])
}

func (k pushKeys) of(kind PushKey) push.Key {
	switch kind {
	case KeyWrong:
		return k.wrong
	case KeyOld:
		return k.previous
	}
	return k.current
}

// push plans the event of a verdict. There is none for a withdrawal, nor for a return to "under review". Sim.mu is held.
func (s *Sim) push(a *app, r *review, v Verdict, at time.Time) {
	d := delivery{to: a.UserName, push: Push{AppID: a.AppID, AuditID: r.id, Key: a.Push.Key}}
	stamp := strconv.FormatInt(at.Unix(), 10)
	var tail string
	switch v.Status {
	case StatusApproved:
		d.push.Event, tail = "weapp_audit_success", "<SuccTime>"+stamp+"</SuccTime>"
	case StatusRejected:
		d.push.Event = "weapp_audit_fail"
		tail = "<Reason>" + push.CDATA(v.Reason) + "</Reason><FailTime>" + stamp + "</FailTime><ScreenShot>" + escapeXML(v.Screenshots) + "</ScreenShot>"
	case StatusDelayed:
		d.push.Event = "weapp_audit_delay"
		tail = "<Reason>" + push.CDATA(v.Reason) + "</Reason><DelayTime>" + stamp + "</DelayTime>"
	default:
		return
	}
	if a.Push.None || s.cfg.Callback.URL == "" {
		return
	}
	d.body = []byte("<xml><ToUserName>" + push.CDATA(a.UserName) + "</ToUserName><FromUserName>" + push.CDATA(systemOpenID) +
		"</FromUserName><CreateTime>" + stamp + "</CreateTime><MsgType><![CDATA[event]]></MsgType><Event>" + push.CDATA(d.push.Event) +
		"</Event>" + tail + "</xml>")
	if a.Push.Late > 0 {
		s.schedule(at.Add(a.Push.Late), func(at time.Time) { s.send(a, d, at) })
		return
	}
	s.send(a, d, at)
}

// systemOpenID is the sender of review events.
const systemOpenID = "oSimulatedSystemAccount00000"

// send hands a delivery over, or keeps it until the next one. Sim.mu is held.
func (s *Sim) send(a *app, d delivery, at time.Time) {
	if a.Push.Reorder && a.held == nil {
		a.held = &d
		return
	}
	out := []delivery{d}
	if a.held != nil {
		out = append(out, *a.held)
		a.held = nil
	}
	for _, d := range out {
		d.push.SentAt = at
		for range orDefault(a.Push.Times, 1) {
			s.pending = append(s.pending, d)
		}
	}
}

// takeDeliveries gives what must go out now. Sim.mu is held.
func (s *Sim) takeDeliveries() []delivery {
	out := s.pending
	s.pending = nil
	return out
}

// deliver sends one message and records how it was received. Sim.mu is not held.
func (s *Sim) deliver(d delivery) {
	for range orDefault(s.cfg.Callback.Attempts, 1) {
		p := d.push
		began := time.Now()
		status, body, err := s.post(d)
		p.Took, p.Status = time.Since(began), status
		switch {
		case err != nil:
			p.Err = err.Error()
		case status != http.StatusOK:
			p.Err = "HTTP status " + strconv.Itoa(status)
		case body != "success":
			p.Err = "the answer is not exactly success"
		default:
			p.Success = true
		}
		s.mu.Lock()
		s.pushes = append(s.pushes, p)
		s.mu.Unlock()
		s.cfg.Logger.Info("push", "appid", p.AppID, "event", p.Event, "http", p.Status, "success", p.Success, "error", p.Err)
		if p.Success || s.ctx.Err() != nil {
			return
		}
	}
}

func (s *Sim) post(d delivery) (status int, body string, err error) {
	cb := s.cfg.Callback
	encrypt := s.keys.of(d.push.Key).Encrypt(push.NewMessage(d.body, cb.ComponentAppID))
	at := d.push.SentAt
	if cb.RealTimestamps {
		at = time.Now()
	}
	s.mu.Lock()
	nonce := strconv.FormatUint(uint64(s.rng.Uint32()), 10)
	s.mu.Unlock()
	timestamp := strconv.FormatInt(at.Unix(), 10)

	to, err := url.Parse(strings.ReplaceAll(cb.URL, "$APPID$", url.PathEscape(d.push.AppID)))
	if err != nil {
		return 0, "", errors.New("the callback address cannot be parsed")
	}
	query := to.Query()
	query.Set("signature", push.Sign(cb.Token, timestamp, nonce))
	query.Set("timestamp", timestamp)
	query.Set("nonce", nonce)
	query.Set("openid", systemOpenID)
	query.Set("encrypt_type", "aes")
	query.Set("msg_signature", push.Sign(cb.Token, timestamp, nonce, encrypt))
	to.RawQuery = query.Encode()

	ctx, cancel := context.WithTimeout(s.ctx, pushTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), bytes.NewReader(push.MessageEnvelope(d.to, encrypt)))
	if err != nil {
		return 0, "", errors.New("the callback address cannot be used")
	}
	req.Header.Set("Content-Type", "text/xml")
	resp, err := s.client.Do(req)
	if err != nil {
		var withURL *url.Error
		if errors.As(err, &withURL) {
			err = withURL.Err // the address with its query is noise
		}
		return 0, "", fmt.Errorf("deliver: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
	if err != nil {
		return resp.StatusCode, "", fmt.Errorf("read the receiver's answer: %w", err)
	}
	return resp.StatusCode, string(answer), nil
}

// Pushes lists the delivery attempts in the order in which they ended.
func (s *Sim) Pushes() []Push {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Push{}, s.pushes...)
}

var xmlEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func escapeXML(text string) string { return xmlEscapes.Replace(text) }
