package credentials

import (
	"errors"
	"fmt"

	"github.com/wxrelease/wxrelease/wxa"
)

// AccessError says that a Mini Program gives this platform no access. Only the merchant can change that: the administrator
// authorises the platform again through a link that [Platform.AuthorizationLinks] makes. An authorisation that exists already
// but that the store missed is read from WeChat by [Platform.Sync].
type AccessError struct {
	Platform string // appid
	AppID    string
	Name     string // the Mini Program's, "" when not known
	Reason   string
	Err      error // WeChat's answer, nil when it is not about one

	verdict error // ErrRevoked, ErrNotAuthorized or nil
}

// Is tells [ErrRevoked] and [ErrNotAuthorized].
func (e *AccessError) Is(target error) bool { return e.verdict != nil && target == e.verdict }

func (e *AccessError) Error() string {
	who := e.AppID
	if e.Name != "" {
		who += " (" + e.Name + ")"
	}
	text := fmt.Sprintf("%s gives platform %s no access: %s", who, e.Platform, e.Reason)
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

// Revoked tells whether the merchant took the authorisation back, which [ErrRevoked] tells too. It is a method for those who do
// not know this package: a release that meets it ends, because WeChat refuses every call for this Mini Program from now on.
func (e *AccessError) Revoked() bool { return e.verdict == ErrRevoked }

// TicketError says that there is no ticket to make the platform's token from. The next push cures it.
type TicketError struct {
	Platform string // appid
	Reason   string
	Err      error // WeChat's answer, nil when it is not about one
}

func (e *TicketError) Error() string {
	text := fmt.Sprintf("platform %s has no usable component_verify_ticket: %s", e.Platform, e.Reason)
	if e.Err != nil {
		text += fmt.Sprintf(": %v", e.Err)
	}
	return text + ". WeChat pushes the next one within 10 minutes; if none comes, check that the authorisation event URL on " +
		"open.weixin.qq.com leads to a program that keeps it in this store"
}

func (e *TicketError) Unwrap() error { return e.Err }

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

// keyError says that a value in the store cannot be read with the keys that were given. That is no verdict about the
// merchant whose value it is: it works again as soon as the process has the right keys.
type keyError struct{ err error }

func (e *keyError) Error() string        { return e.err.Error() }
func (e *keyError) Unwrap() error        { return e.err }
func (e *keyError) Class() wxa.Class     { return wxa.ClassTransient }
func (e *keyError) Is(target error) bool { return target == ErrKey || target == ErrStore }

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
