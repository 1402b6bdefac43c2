package push

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Kind is what an event is about.
type Kind string

const (
	Unknown Kind = "" // anything else: Event.Name has WeChat's word

	// At the message URL.
	AuditSuccess Kind = "weapp_audit_success"
	AuditFail    Kind = "weapp_audit_fail"
	AuditDelay   Kind = "weapp_audit_delay"

	// At the authorisation URL.
	VerifyTicket     Kind = "component_verify_ticket"
	Authorized       Kind = "authorized"
	UpdateAuthorized Kind = "updateauthorized"
	Unauthorized     Kind = "unauthorized"
)

// Event is what a decrypted message says. It prints as its kind only: it may hold a ticket or an authorisation code.
type Event struct {
	Kind Kind
	Name string    // Event or InfoType, or the MsgType of a message that is no event
	At   time.Time // CreateTime; zero when it is missing or no time

	// Review results. They name no audit id and no version: take one for a hint to read the status.
	ToUserName  string    // the Mini Program's original id, gh_…
	DecidedAt   time.Time // SuccTime, FailTime or DelayTime, else At
	Reason      string    // HTML, as the reviewer wrote it
	Screenshots []string  // media ids

	// Authorisations.
	AuthorizerAppID   string    // the Mini Program's appid
	AuthorizationCode string    `json:"-"`
	CodeExpires       time.Time // end of the code's life; zero: not told
	PreAuthCode       string    `json:"-"`

	Ticket string `json:"-"` // of VerifyTicket
}

// IsReview tells whether the event is about a review.
func (e Event) IsReview() bool {
	return e.Kind == AuditSuccess || e.Kind == AuditFail || e.Kind == AuditDelay
}

// Format keeps tickets and codes out of every kind of printed text.
func (e Event) Format(f fmt.State, _ rune) {
	_, _ = f.Write([]byte("push.Event(" + cmp.Or(string(e.Kind), "unknown") + ")"))
}

// ParseMessage reads a decrypted message of the message URL. What is no review result is [Unknown]. It fails with
// [ErrContent] or [ErrDoctype].
//
// Source: https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_submitaudit.html
func ParseMessage(body []byte) (Event, error) {
	var e Event
	var msgType, event, created, succ, fail, delay, shots string
	err := readContent(body, func(name string) *string {
		switch name {
		case "ToUserName":
			return &e.ToUserName
		case "CreateTime":
			return &created
		case "MsgType":
			return &msgType
		case "Event":
			return &event
		case "Reason":
			return &e.Reason
		case "SuccTime":
			return &succ
		case "FailTime":
			return &fail
		case "DelayTime":
			return &delay
		case "ScreenShot":
			return &shots
		}
		return nil
	})
	if err != nil {
		return Event{}, err
	}
	e.At = unixTime(created)
	msgType, event = strings.TrimSpace(msgType), strings.TrimSpace(event)
	if msgType != "event" {
		// A user's message, for example. Whatever else it holds has no meaning for us.
		return Event{Name: msgType, At: e.At, ToUserName: e.ToUserName}, nil
	}
	e.Name = event
	switch k := Kind(event); k {
	case AuditSuccess, AuditFail, AuditDelay:
		e.Kind = k
	default:
		return Event{Name: event, At: e.At, ToUserName: e.ToUserName}, nil
	}
	e.DecidedAt = unixTime(cmp.Or(succ, fail, delay))
	if e.DecidedAt.IsZero() {
		e.DecidedAt = e.At
	}
	for id := range strings.SplitSeq(shots, "|") {
		if id = strings.TrimSpace(id); id != "" {
			e.Screenshots = append(e.Screenshots, id)
		}
	}
	return e, nil
}

// ParseAuthorization reads a decrypted message of the authorisation URL. It fails with [ErrContent], [ErrDoctype] or, where
// a known kind lacks its ticket, its Mini Program or its code, [ErrIncomplete].
//
// Source: https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/authorize_event.html
func ParseAuthorization(body []byte) (Event, error) {
	var e Event
	var created, expires string
	err := readContent(body, func(name string) *string {
		switch name {
		case "InfoType":
			return &e.Name
		case "CreateTime":
			return &created
		case "ComponentVerifyTicket":
			return &e.Ticket
		case "AuthorizerAppid":
			return &e.AuthorizerAppID
		case "AuthorizationCode":
			return &e.AuthorizationCode
		case "AuthorizationCodeExpiredTime":
			return &expires
		case "PreAuthCode":
			return &e.PreAuthCode
		}
		return nil
	})
	if err != nil {
		return Event{}, err
	}
	e.At = unixTime(created)
	for _, text := range []*string{&e.Name, &e.Ticket, &e.AuthorizerAppID, &e.AuthorizationCode, &e.PreAuthCode} {
		*text = strings.TrimSpace(*text)
	}
	complete := true
	switch k := Kind(e.Name); k {
	case VerifyTicket:
		e.Kind, complete = k, e.Ticket != ""
	case Authorized, UpdateAuthorized:
		e.Kind, complete = k, e.AuthorizerAppID != "" && e.AuthorizationCode != ""
		e.CodeExpires = codeExpires(expires, e.At)
	case Unauthorized:
		e.Kind, complete = k, e.AuthorizerAppID != ""
	default:
		return Event{Name: e.Name, At: e.At, AuthorizerAppID: e.AuthorizerAppID}, nil
	}
	if !complete {
		return Event{}, ErrIncomplete
	}
	return e, nil
}

func readContent(body []byte, field func(string) *string) error {
	err := readFields(body, field)
	if errors.Is(err, errXML) {
		return ErrContent
	}
	return err
}

// lastSecond is the end of the year 9999, past which a time.Time cannot be written as JSON any more.
const lastSecond = 253402300799

// unixTime reads Unix seconds; the zero time for what is none.
func unixTime(text string) time.Time { return second(number(text)) }

// number reads WeChat's numbers, which come as text; 0 for what is none.
func number(text string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func second(n int64) time.Time {
	if n <= 0 || n > lastSecond {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

// codeExpires reads AuthorizationCodeExpiredTime, which is documented as a number of seconds and seen as a Unix time. The
// magnitude tells which.
func codeExpires(text string, created time.Time) time.Time {
	const absolute = 1_000_000_000
	n := number(text)
	if n > 0 && n <= absolute {
		if created.IsZero() {
			return time.Time{}
		}
		n += created.Unix()
	}
	return second(n)
}
