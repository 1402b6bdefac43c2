package credentials

import (
	"errors"
	"fmt"
	"time"

	"github.com/wxrelease/wxrelease/wxa"
)

// Reason says why there is no token. The store has those of an [AccessError], and releases that wait for a token too: never change
// one. A newer version of this package may have more of them.
type Reason string

// Why a Mini Program gives no access.
const (
	ReasonRevoked    Reason = "revoked"             // the merchant took the authorisation back
	ReasonNotListed  Reason = "not-listed"          // it is not in WeChat's list of those who have authorised the platform
	ReasonNoRefresh  Reason = "no-refresh-token"    // WeChat's list has no refresh token for it
	ReasonDead       Reason = "dead-refresh-token"  // WeChat refuses its refresh token, and its list has no other
	ReasonListedDead Reason = "dead-in-wechat-list" // WeChat refuses the refresh token in its own list
)

// Why there is no ticket to make the platform's token from.
const (
	ReasonNeverPushed   Reason = "ticket-never-pushed"
	ReasonTicketOver    Reason = "ticket-over"    // the newest was refused before, or is older than its 12 hours
	ReasonTicketRefused Reason = "ticket-refused" // WeChat refuses the newest
)

// Reasons are all of them.
var Reasons = []Reason{
	ReasonRevoked, ReasonNotListed, ReasonNoRefresh, ReasonDead, ReasonListedDead, ReasonNeverPushed, ReasonTicketOver, ReasonTicketRefused,
}

// in writes the reason in English; at is when the merchant took the authorisation back, or when the newest ticket was pushed.
func (r Reason) in(at time.Time) string {
	switch r {
	case ReasonRevoked:
		return "the merchant took the authorisation back at " + at.Format(time.RFC3339)
	case ReasonNotListed:
		return "it is not in WeChat's list of those who have authorised the platform"
	case ReasonNoRefresh:
		return "WeChat's list has no refresh token for it"
	case ReasonDead:
		return "its refresh token is dead, and WeChat's list has no other"
	case ReasonListedDead:
		return "the refresh token in WeChat's list is dead"
	case ReasonNeverPushed:
		return "none was pushed yet"
	case ReasonTicketOver:
		return "the newest was pushed at " + at.Format(time.RFC3339) + " and was refused since, or is older than its 12 hours"
	case ReasonTicketRefused:
		return "the newest was pushed at " + at.Format(time.RFC3339) + " and WeChat refuses it"
	default:
		return string(r)
	}
}

// AccessError says that a Mini Program gives this platform no access. Only the merchant can change that: the administrator
// authorises the platform again through a link that [Platform.AuthorizationLinks] makes. An authorisation that exists already
// but that the store missed is read from WeChat by [Platform.Sync].
type AccessError struct {
	Platform string // appid
	AppID    string
	Name     string // the Mini Program's, "" when not known
	Reason   Reason
	At       time.Time // when the merchant took the authorisation back; zero with other reasons
	Err      error     // WeChat's answer, nil when it is not about one

	verdict error // ErrRevoked, ErrNotAuthorized or nil
}

// Is tells [ErrRevoked] and [ErrNotAuthorized].
func (e *AccessError) Is(target error) bool { return e.verdict != nil && target == e.verdict }

func (e *AccessError) Error() string {
	who := e.AppID
	if e.Name != "" {
		who += " (" + e.Name + ")"
	}
	text := fmt.Sprintf("%s gives platform %s no access: %s", who, e.Platform, e.Reason.in(e.At))
	if e.Err != nil {
		text += fmt.Sprintf(": %v", e.Err)
	}
	return text + ". The merchant's administrator must authorise the platform again"
}

func (e *AccessError) Unwrap() error { return e.Err }

// Class is that of WeChat's answer if there is one, else ClassToken.
func (e *AccessError) Class() wxa.Class {
	if e.Err != nil {
		return wxa.ClassOf(e.Err)
	}
	return wxa.ClassToken
}

// Refused is always true: the store works and says that there is no access. See [wxa.IsTokenSource].
func (e *AccessError) Refused() bool { return true }

// Why gives the reason, for those who do not know this package: a release tells it to people.
func (e *AccessError) Why() string { return string(e.Reason) }

// Revoked tells whether the merchant took the authorisation back, which [ErrRevoked] tells too. It is a method for those who do
// not know this package: a release that meets it ends, because WeChat refuses every call for this Mini Program from now on.
func (e *AccessError) Revoked() bool { return e.verdict == ErrRevoked }

// TicketError says that there is no ticket to make the platform's token from. The next push cures it.
type TicketError struct {
	Platform string // appid
	Reason   Reason
	Pushed   time.Time // the newest ticket; zero: none
	Err      error     // WeChat's answer, nil when it is not about one
}

func (e *TicketError) Error() string {
	text := fmt.Sprintf("platform %s has no usable component_verify_ticket: %s", e.Platform, e.Reason.in(e.Pushed))
	if e.Err != nil {
		text += fmt.Sprintf(": %v", e.Err)
	}
	return text + ". WeChat pushes the next one within 10 minutes; if none comes, check that the authorisation event URL on " +
		"open.weixin.qq.com leads to a program that keeps it in this store"
}

func (e *TicketError) Unwrap() error { return e.Err }

// Why gives the reason, for those who do not know this package: a release tells it to people.
func (e *TicketError) Why() string { return string(e.Reason) }

// Class is always ClassWait.
func (e *TicketError) Class() wxa.Class { return wxa.ClassWait }

// What an error of [Platform.Token] is about, for errors.Is. A [TicketError] is about WeChat's pushes; all else that has
// WeChat's own answer in its chain is about that.
var (
	// ErrRevoked: the merchant took the authorisation back, and WeChat refuses it. An [AccessError].
	ErrRevoked = errors.New("the authorisation was taken back")
	// ErrNotAuthorized: WeChat's list of those who have authorised the platform does not have the account. An [AccessError].
	ErrNotAuthorized = errors.New("not authorised")
	// ErrStore: the store of the credentials itself fails. It says nothing about a merchant.
	ErrStore = errors.New("the store of credentials fails")
	// ErrKey: the store holds secrets that the given keys do not open. It is an ErrStore too. Cure: give the key that the other
	// programs have as Config.Key, or, while keys change, that key among Config.OldKeys.
	ErrKey = errors.New("the store's key does not fit")
)

// storeError is trouble with the store itself.
type storeError struct{ err error }

func (e *storeError) Error() string        { return e.err.Error() }
func (e *storeError) Unwrap() error        { return e.err }
func (e *storeError) Class() wxa.Class     { return wxa.ClassTransient }
func (e *storeError) Is(target error) bool { return target == ErrStore }

// classed gives an error that has no class yet, and so is not from WeChat, the class of the store's own trouble: without
// one it would pass for a refusal.
func classed(err error) error {
	var has interface{ Class() wxa.Class }
	if err == nil || errors.As(err, &has) {
		return err
	}
	return &storeError{err}
}
