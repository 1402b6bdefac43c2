package wxatest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/wxa/push"
)

// Push is one delivery attempt.
type Push struct {
	SentAt time.Time `json:"sent_at"`         // simulated
	AppID  string    `json:"appid,omitempty"` // the Mini Program; "" of a ticket
	// Event is weapp_audit_success, weapp_audit_fail or weapp_audit_delay for the message URL, and component_verify_ticket,
	// authorized, updateauthorized or unauthorized for the events URL.
	Event   string        `json:"event"`
	AuditID int64         `json:"auditid,omitempty"`
	Key     PushKey       `json:"key,omitempty"`
	Status  int           `json:"http_status"` // 0: there was no answer
	Success bool          `json:"success"`     // status 200 and a body of exactly "success"
	Took    time.Duration `json:"took_ns"`     // real
	Err     string        `json:"error,omitempty"`
}

// pushTimeout is how long a receiver may take, on the real clock.
const pushTimeout = 5 * time.Second

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
	s.mu.Lock()
	platform, at := s.componentAppID(), s.told(d.push.SentAt)
	s.mu.Unlock()
	encrypt := s.keys.of(d.push.Key).Encrypt(push.NewMessage(d.body, platform))
	address, envelope := cb.EventsURL, push.AuthorizationEnvelope(platform, encrypt)
	if d.to != "" {
		address, envelope = strings.ReplaceAll(cb.URL, "$APPID$", url.PathEscape(d.push.AppID)), push.MessageEnvelope(d.to, encrypt)
	}
	if cb.RealTimestamps {
		at = time.Now()
	}
	// Not from the seed: deliveries run beside the calls, and must not change what those get.
	nonce := strconv.FormatUint(uint64(rand.Uint32()), 10)
	timestamp := strconv.FormatInt(at.Unix(), 10)

	to, err := url.Parse(address)
	if err != nil {
		return 0, "", errors.New("the callback address cannot be parsed")
	}
	query := to.Query()
	query.Set("signature", push.Sign(cb.Token, timestamp, nonce))
	query.Set("timestamp", timestamp)
	query.Set("nonce", nonce)
	if d.to != "" {
		query.Set("openid", systemOpenID)
	}
	query.Set("encrypt_type", "aes")
	query.Set("msg_signature", push.Sign(cb.Token, timestamp, nonce, encrypt))
	to.RawQuery = query.Encode()

	ctx, cancel := context.WithTimeout(s.ctx, pushTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), bytes.NewReader(envelope))
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
