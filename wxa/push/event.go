package push

import (
	"cmp"
	"fmt"
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
	Name string    // Event or InfoType, or the MsgType of a message that is no event; "" when none can be read
	At   time.Time // CreateTime; zero when it is missing or no time

	// Authorization tells that the message has an InfoType: it belongs to the authorisation URL. All others belong to the
	// message URL.
	Authorization bool

	// Messages.
	ToUserName   string // the account's original id, gh_…
	FromUserName string // the sender's openid
	Text         string `json:"-"` // what a user wrote

	// Review results. They name no audit id and no version: take one for a hint to read the status.
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
