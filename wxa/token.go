package wxa

import (
	"context"
	"errors"
	"fmt"
	"net"
)

// TokenSource gives the authorizer_access_token for a Mini Program; [PlatformConfig] has one for the platform's own.
type TokenSource interface {
	// Token gives a token that is believed to be valid. Its errors must hold no secret, and may have these methods:
	//   Class() Class    the class that [TokenError] reports
	//   Refused() bool   the merchant gives no access, which is no fault of the source: see [IsTokenSource]
	//   Revoked() bool   the merchant took the authorisation back
	//   Why() string     a short name of the reason, such as not-listed, for those who say it in words of their own
	Token(ctx context.Context, appid string) (string, error)
	// Drop says that WeChat refused this very token; a source that still holds it must not give it again.
	Drop(appid, token string)
}

// FixedToken gives the same token for every Mini Program, for trying out and for tests: it cannot renew it, so its calls
// end with 42001 after at most two hours.
func FixedToken(token string) TokenSource {
	// A func value prints as an address, so the token cannot be printed by accident.
	return fixedToken(func() string { return token })
}

type fixedToken func() string

func (t fixedToken) Token(context.Context, string) (string, error) {
	if token := t(); token != "" {
		return token, nil
	}
	return "", errors.New("the fixed token is empty")
}

func (fixedToken) Drop(string, string) {}

// TokenError says that the token source gave no token. The call itself was not sent to WeChat, or WeChat had refused it
// because of the previous token; either way it had no effect.
type TokenError struct {
	AppID string
	Err   error // the source's error
}

func (e *TokenError) Error() string { return fmt.Sprintf("get a token for %s: %v", e.AppID, e.Err) }

func (e *TokenError) Unwrap() error { return e.Err }

// Class is that of the source's error if it has one. What is ambiguous for the source is only transient for the call,
// which did not take place. A source that could not be reached in time is transient too; all else is ClassToken.
func (e *TokenError) Class() Class {
	var classed interface{ Class() Class }
	if errors.As(e.Err, &classed) {
		if class := classed.Class(); class != ClassAmbiguous {
			return class
		}
		return ClassTransient
	}
	var network net.Error
	if errors.Is(e.Err, context.Canceled) || errors.Is(e.Err, context.DeadlineExceeded) || errors.As(e.Err, &network) {
		return ClassTransient
	}
	return ClassToken
}

// IsTokenSource tells whether err says that the token service or the store of tokens failed by itself, whatever its class:
// a status such as 403, an answer that cannot be read, a store whose key does not fit, no connection. It is false when
// WeChat refused a token (an [Error], also one that the source got when it asked WeChat for a token) and when the source
// says that the merchant gives no access. Trouble of the source says nothing about the merchant or the call.
func IsTokenSource(err error) bool {
	var source *TokenError
	if !errors.As(err, &source) {
		return false
	}
	var answer *Error
	var refusal interface{ Refused() bool }
	return !errors.As(source.Err, &answer) && !(errors.As(source.Err, &refusal) && refusal.Refused())
}

// token asks the source on behalf of one call.
func (a account) token(ctx context.Context) (string, error) {
	if a.appid == "" {
		return "", NewFieldError("appid", RuleEmpty, FieldValues{})
	}
	if a.tokens == nil {
		return "", nil
	}
	token, err := a.tokens.Token(ctx, a.appid)
	if err == nil && token == "" {
		err = errors.New("the token source gave an empty token")
	}
	if err != nil {
		return "", &TokenError{AppID: a.appid, Err: err}
	}
	return token, nil
}
