package wxa

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"time"
)

// endpoint is one function of the API. Whether it may be repeated hangs on write, never on the HTTP method: three GET
// endpoints change state.
type endpoint struct {
	method string
	path   string
	write  bool
}

// answer is the decoded body of a successful call.
type answer interface {
	// missing names the field without which the answer cannot be trusted, or "". coded tells whether errcode was there.
	missing(coded bool) string
}

// reply is an answer with WeChat's clock when it was given, zero if the Date header was missing.
type reply[T answer] struct {
	Body T
	Date time.Time
}

// confidential is a request whose body holds secrets.
type confidential interface{ secrets() []string }

// call is the one way to WeChat: it fetches the token, sends, and decodes. After an answer that the token is invalid it
// drops that very token, fetches once more and repeats once; such an answer means that nothing was done. After one that
// the authorisation behind the token is over it only drops it.
func call[T answer](ctx context.Context, a account, ep endpoint, in any) (reply[T], error) {
	limit := ReadTimeout
	if ep.write {
		limit = WriteTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()

	body, err := encode(in)
	if err != nil {
		return reply[T]{}, fmt.Errorf("%s for %s: encode the request: %w", ep.path, a.appid, err)
	}
	token, err := a.token(ctx)
	if err != nil {
		return reply[T]{}, err
	}
	var secrets []string
	if c, ok := in.(confidential); ok {
		secrets = c.secrets()
	}
	r, err := exchange[T](ctx, a, ep, token, body, secrets)
	var refused *Error
	if token == "" || !errors.As(err, &refused) {
		return r, err
	}
	if refused.Class() != ClassToken {
		if !a.platform && (refused.Code == 42007 || refused.Code == 61003) {
			// The authorisation is over. No other token helps now, but the source must not give this one after the merchant
			// has authorised again.
			a.tokens.Drop(a.appid, token)
		}
		return r, err
	}
	a.c.log.WarnContext(ctx, "WeChat refused the token, trying a fresh one",
		"endpoint", ep.path, "appid", a.appid, "errcode", refused.Code, "rid", refused.RID)
	a.tokens.Drop(a.appid, token)
	if token, err = a.token(ctx); err != nil {
		return reply[T]{}, err
	}
	return exchange[T](ctx, a, ep, token, body, secrets)
}

// exchange sends one request and reads its answer: JSON, errcode, and only then the fields. No error shows the token or
// one of the secrets.
func exchange[T answer](ctx context.Context, a account, ep endpoint, token string, body []byte, secrets []string) (reply[T], error) {
	secrets = append([]string{token}, secrets...)
	header, raw, err := a.send(ctx, ep, token, body, secrets)
	if err != nil {
		return reply[T]{}, err
	}
	unreadable := func(format string, args ...any) error {
		err := redact(ctx, fmt.Errorf(format, args...), secrets...)
		return &TransportError{Endpoint: ep.path, AppID: a.appid, Status: http.StatusOK, Write: ep.write, Err: err}
	}
	if len(raw) == 0 {
		return reply[T]{}, unreadable("the answer is empty")
	}
	var head struct {
		ErrCode number `json:"errcode"`
		ErrMsg  text   `json:"errmsg"`
	}
	// The body itself is never quoted: a gateway's error page may repeat the URL.
	readable, err := decode(raw, &head)
	if err != nil {
		return reply[T]{}, unreadable("the answer is no JSON object of the expected kind (%d bytes, Content-Type %.60q): %w",
			len(raw), header.Get("Content-Type"), err)
	}
	if head.ErrCode.seen && !head.ErrCode.set {
		return reply[T]{}, unreadable("the answer's errcode is not a number")
	}
	if code := int(head.ErrCode.n); code != 0 {
		msg := redactAll(string(head.ErrMsg), secrets)
		if len(msg) > maxShown {
			a.c.log.WarnContext(ctx, "WeChat's errmsg is long, here is the whole of it",
				"endpoint", ep.path, "appid", a.appid, "errcode", code, "errmsg", msg)
		}
		return reply[T]{}, &Error{Code: code, Msg: msg, RID: requestID(msg), Endpoint: ep.path, AppID: a.appid, Write: ep.write}
	}
	r := reply[T]{}
	if err := json.Unmarshal(readable, &r.Body); err != nil {
		return reply[T]{}, unreadable("the answer cannot be decoded: %w", err)
	}
	if field := r.Body.missing(head.ErrCode.seen); field != "" {
		return reply[T]{}, unreadable("the answer has no %s", field)
	}
	r.Date, _ = http.ParseTime(header.Get("Date")) // zero when missing, as documented
	return r, nil
}

// done is the answer of a call that only says ok. WeChat always sends errcode there, so its absence means that somebody
// else answered.
type done struct{}

func (done) missing(coded bool) string {
	if !coded {
		return "errcode"
	}
	return ""
}

// Today's suffix is " rid: 65c0a1b2-00000000-00000000"; older ones are " hint: [..]" and " hints: [ req_id: .. ]".
var requestIDs = regexp.MustCompile(`\brid:\s*([0-9A-Za-z_-]{1,100})|` +
	`\breq_id:\s*([!-\\^-~]{1,100})|\bhints?:\s*\[\s*([!-\\^-~]{1,100})\s*\]`)

func requestID(msg string) string {
	msg = msg[max(0, len(msg)-maxShown):] // it is a suffix
	m := requestIDs.FindStringSubmatch(msg)
	if m == nil {
		return ""
	}
	return m[1] + m[2] + m[3]
}
