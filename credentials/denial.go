package credentials

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"time"

	"github.com/wxrelease/wxrelease/wxa"
)

// notListed is the reason of an account that WeChat's list does not have. It is in the store, and verdict reads it again.
const notListed = "it is not in WeChat's list of those who have authorised the platform"

// block notes that WeChat refuses an authorisation, deletes its secrets, and gives the error that says so.
func (p *Platform) block(ctx context.Context, l *lease, a authorizer, tried given, reason string, cause error) error {
	now, err := p.store.now(ctx, p.store.db)
	if err != nil {
		return err
	}
	if a.revoked() {
		reason = "the merchant took the authorisation back at " + a.revokedAt.Format(time.RFC3339)
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
	denied := &AccessError{Platform: p.appid, AppID: a.appid, Name: a.name, Reason: reason, Err: cause, verdict: a.verdict()}
	level := slog.LevelError
	if denied.verdict == ErrRevoked { // the merchant wants it so
		level = slog.LevelWarn
	}
	p.log.Log(ctx, level, "a Mini Program gives no access", "appid", a.appid, "error", denied)
	return denied
}

// accessError gives the error for what the store says about an authorisation that WeChat refuses.
func (p *Platform) accessError(a authorizer) error {
	e := &AccessError{Platform: p.appid, AppID: a.appid, Name: a.name, Reason: a.problem, verdict: a.verdict()}
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
	case a.problem == notListed:
		return ErrNotAuthorized
	default:
		return nil
	}
}
