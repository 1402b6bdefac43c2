package wxa

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
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

// call is one call of a wrapped endpoint, whose answer is read into a T.
func call[T answer](ctx context.Context, a account, ep endpoint, in any) (reply[T], error) {
	var secrets []string
	if c, ok := in.(confidential); ok {
		secrets = c.secrets()
	}
	var r reply[T]
	date, err := a.do(ctx, outbound{endpoint: ep, in: in, secrets: secrets}, func(body []byte, coded bool) error {
		var got T
		if err := json.Unmarshal(body, &got); err != nil {
			return fmt.Errorf("the answer cannot be decoded: %w", err)
		}
		if field := got.missing(coded); field != "" {
			return fmt.Errorf("the answer has no %s", field)
		}
		r.Body = got
		return nil
	})
	r.Date = date
	return r, err
}

// outbound is what is sent, but for the token.
type outbound struct {
	endpoint
	query   url.Values
	in      any      // becomes the JSON body; nil: no body
	secrets []string // texts in query or in that no error may show
	body    []byte   // in, encoded
}

// do is the one way to WeChat: it fetches the token, sends, and has the answer of a successful call read by read, which is
// told whether errcode was in it. date is WeChat's clock when it answered, zero if the Date header was missing.
//
// After an answer that the token is invalid do drops that very token, fetches once more and repeats once; such an answer
// means that nothing was done. After one that the authorisation behind the token is over it only drops it.
func (a account) do(
	ctx context.Context, out outbound, read func(body []byte, coded bool) error,
) (date time.Time, err error) {
	ctx, cancel := context.WithTimeout(ctx, a.c.limit(out.write))
	defer cancel()
	if out.body, err = encode(out.in); err != nil {
		return time.Time{}, fmt.Errorf("%s for %s: encode the request: %w", out.path, a.appid, err)
	}
	token, err := a.token(ctx)
	if err != nil {
		return time.Time{}, err
	}
	date, err = a.exchange(ctx, out, token, read)
	var refused *Error
	if token == "" || !errors.As(err, &refused) {
		return date, err
	}
	if refused.Class() != ClassToken {
		if !a.platform && (refused.Code == 42007 || refused.Code == 61003) {
			// The authorisation is over. No other token helps now, but the source must not give this one after the merchant
			// has authorised again.
			a.tokens.Drop(a.appid, token)
		}
		return date, err
	}
	a.c.log.WarnContext(ctx, "WeChat refused the token, trying a fresh one",
		"endpoint", out.path, "appid", a.appid, "errcode", refused.Code, "rid", refused.RID)
	a.tokens.Drop(a.appid, token)
	if token, err = a.token(ctx); err != nil {
		return time.Time{}, err
	}
	return a.exchange(ctx, out, token, read)
}

// exchange sends one request and reads its answer: JSON, errcode, and only then the fields. No error shows the token or
// one of the secrets.
func (a account) exchange(
	ctx context.Context, out outbound, token string, read func(body []byte, coded bool) error,
) (date time.Time, err error) {
	ctx, observed := a.observe(ctx, out)
	tries := 0
	defer func() { observed(Result{Tries: tries, Err: err}) }()
	secrets := append([]string{token}, out.secrets...)
	header, raw, tries, err := a.send(ctx, out, token, secrets)
	if err != nil {
		return time.Time{}, err
	}
	unreadable := func(err error) error {
		return &TransportError{
			Endpoint: out.path, AppID: a.appid, Status: http.StatusOK, Write: out.write, Err: redact(ctx, err, secrets...),
		}
	}
	if len(raw) == 0 {
		return time.Time{}, unreadable(errors.New("the answer is empty"))
	}
	var head struct {
		ErrCode number `json:"errcode"`
		ErrMsg  text   `json:"errmsg"`
	}
	// The body itself is never quoted: a gateway's error page may repeat the URL.
	readable, err := decode(raw, &head)
	if err != nil {
		return time.Time{}, unreadable(fmt.Errorf("the answer is no JSON object of the expected kind (%d bytes, Content-Type %.60q): %w",
			len(raw), header.Get("Content-Type"), err))
	}
	if head.ErrCode.seen && !head.ErrCode.set {
		return time.Time{}, unreadable(errors.New("the answer's errcode is not a number"))
	}
	if code := int(head.ErrCode.n); code != 0 {
		msg := redactAll(string(head.ErrMsg), secrets)
		if len(msg) > maxShown {
			a.c.log.WarnContext(ctx, "WeChat's errmsg is long, here is the whole of it",
				"endpoint", out.path, "appid", a.appid, "errcode", code, "errmsg", msg)
		}
		return time.Time{}, &Error{
			Code: code, Msg: msg, RID: requestID(msg), Endpoint: out.path, AppID: a.appid, Write: out.write,
		}
	}
	if err := read(readable, head.ErrCode.seen); err != nil {
		return time.Time{}, unreadable(err)
	}
	date, _ = http.ParseTime(header.Get("Date")) // zero when missing, as documented
	return date, nil
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
