package credentials

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/wxa"
)

// block notes that WeChat refuses an authorisation, deletes its secrets, and gives the error that says so.
func (p *Platform) block(ctx context.Context, l *lease, a authorizer, tried given, reason Reason, cause error) error {
	now, err := p.store.now(ctx, p.store.db)
	if err != nil {
		return err
	}
	if a.revoked() {
		reason = ReasonRevoked
	}
	a.appid, a.checkedAt, a.problem, a.problemCode = tried.appid, now, reason, 0
	if answer, ok := errors.AsType[*wxa.Error](cause); ok {
		a.problemCode = answer.Code
	}
	err = p.store.tx(ctx, func(tx *sql.Tx) error {
		if err := p.store.end(ctx, tx, l, 0); err != nil {
			return err
		}
		if tried.code.found() {
			if _, err := p.store.drop(ctx, tx, a.appid, kindCode, tried.code); err != nil {
				return err
			}
		}
		return p.store.blocked(ctx, tx, a)
	})
	if err != nil {
		return err
	}
	denied := p.denied(a)
	denied.Err = cause
	level := slog.LevelError
	if denied.verdict == ErrRevoked { // the merchant wants it so
		level = slog.LevelWarn
	}
	p.log.Log(ctx, level, "a Mini Program gives no access", "appid", a.appid, "error", denied)
	return denied
}

// denied is the error for the problem of an account, without WeChat's answer.
func (p *Platform) denied(a authorizer) *AccessError {
	e := &AccessError{Platform: p.appid, AppID: a.appid, Name: a.name, Reason: a.problem, verdict: a.verdict()}
	if a.problem == ReasonRevoked {
		e.At = a.revokedAt
	}
	return e
}

// accessError gives the error for what the store says about an authorisation that WeChat refuses.
func (p *Platform) accessError(a authorizer) error {
	e := p.denied(a)
	if a.problemCode != 0 {
		info, _ := wxa.Lookup(a.problemCode)
		endpoint := "/cgi-bin/component/api_authorizer_token"
		if spent(a.problemCode) {
			endpoint = "/cgi-bin/component/api_query_auth"
		}
		e.Err = &wxa.Error{
			Code: a.problemCode, Msg: info.Text + " (answered at " + a.checkedAt.Format(time.RFC3339) + ")",
			Endpoint: endpoint, AppID: p.appid, Write: true,
		}
	}
	return e
}

// verdict tells for errors.Is what the problem of an account is.
func (a authorizer) verdict() error {
	switch {
	case a.revoked(), a.problemCode == 61003:
		return ErrRevoked
	case a.problem == ReasonNotListed:
		return ErrNotAuthorized
	default:
		return nil
	}
}

// sentences are what earlier versions wrote into the store instead of a reason.
var sentences = map[string]Reason{
	"it is not in WeChat's list of those who have authorised the platform": ReasonNotListed,
	"WeChat's list has no refresh token for it":                            ReasonNoRefresh,
	"its refresh token is dead, and WeChat's list has no other":            ReasonDead,
	"the refresh token in WeChat's list is dead":                           ReasonListedDead,
}

// stored reads the reason of a problem in the store.
func stored(text string) Reason {
	if r, ok := sentences[text]; ok {
		return r
	}
	if strings.HasPrefix(text, "the merchant took the authorisation back at ") {
		return ReasonRevoked
	}
	return Reason(text)
}
