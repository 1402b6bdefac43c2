package credentials

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/wxrelease/wxrelease/wxa"
)

// recheck is how often WeChat's list is read about an authorisation that does not work, while somebody asks for its token. In
// between the answer comes from the store.
const recheck = 10 * time.Minute

func (p *Platform) appRenewal(appid string) renewal {
	return renewal{appid: appid, kind: kindAccess, lease: leaseApp(appid), make: func(ctx context.Context, l *lease) (string, error) {
		return p.makeAppToken(ctx, l, appid)
	}}
}

// deadCodes are WeChat's answers to a refresh token that no repeat cures.
var deadCodes = []int{42002, 42007, 61003, 61023}

func dead(err error) bool {
	return slices.ContainsFunc(deadCodes, func(code int) bool { return wxa.IsCode(err, code) })
}

// spent tells WeChat's answers to an authorisation code that is invalid, used up or too old.
func spent(code int) bool { return code == 61009 || code == 61010 }

// makeAppToken makes a Mini Program's token from the first of these that there is and that WeChat accepts: the code of an
// authorisation that was not exchanged yet, the refresh token in the store, the refresh token in WeChat's list.
func (p *Platform) makeAppToken(ctx context.Context, l *lease, appid string) (string, error) {
	a, err := p.store.authorizer(ctx, p.store.db, appid)
	if err != nil {
		return "", err
	}
	now, err := p.store.now(ctx, p.store.db)
	if err != nil {
		return "", err
	}
	if a.problem != "" && now.Before(a.checkedAt.Add(recheck)) {
		return "", p.accessError(a)
	}
	code, err := p.store.secret(ctx, p.store.db, appid, kindCode)
	if err != nil {
		return "", err
	}
	refresh, err := p.store.secret(ctx, p.store.db, appid, kindRefresh)
	if err != nil {
		return "", err
	}
	if code.found() && (!refresh.found() || !now.Before(code.refreshAt)) {
		text, err := p.exchange(ctx, l, a, code)
		if err == nil || errors.Is(err, errLost) || !refresh.found() {
			return text, err
		}
		p.log.WarnContext(ctx, "an authorisation code was not exchanged, the refresh token from before serves on",
			"appid", appid, "error", err)
	}
	if !refresh.found() {
		return p.makeFromList(ctx, l, a, given{appid: appid})
	}
	text, err := p.makeFrom(ctx, l, given{appid: appid, refresh: refresh.text})
	if dead(err) {
		return p.makeFromList(ctx, l, a, given{appid: appid, refresh: refresh.text, cause: err})
	}
	return text, err
}

// given is what a token is made from, and what that makes superfluous.
type given struct {
	appid        string
	refresh      string
	authorizedAt time.Time // zero: not told
	code         secret    // an authorisation code that this makes superfluous
	cause        error     // why WeChat did not accept refresh, or code
}

// makeFrom asks for a token with a refresh token.
func (p *Platform) makeFrom(ctx context.Context, l *lease, from given) (string, error) {
	asked, err := p.store.now(ctx, p.store.db)
	if err != nil {
		return "", err
	}
	token, refresh, err := p.wechat.AuthorizerToken(ctx, from.appid, from.refresh)
	if err != nil {
		return "", &StepError{Step: stepMakeToken, AppID: from.appid, Err: err}
	}
	if refresh == "" {
		refresh = from.refresh
	}
	return token.Text, p.save(ctx, l, from, asked, wxa.Authorization{AppID: from.appid, Token: token, RefreshToken: refresh})
}

// makeFromList reads the refresh token once more from WeChat's list. If that does not help either, the authorisation is
// dead.
func (p *Platform) makeFromList(ctx context.Context, l *lease, a authorizer, tried given) (string, error) {
	listed, found, err := p.find(ctx, tried.appid)
	if err != nil {
		return "", &StepError{Step: stepReadRefresh, AppID: tried.appid, Err: err}
	}
	var reason Reason
	switch {
	case !found:
		reason = ReasonNotListed
	case listed.RefreshToken == "":
		reason = ReasonNoRefresh
	case listed.RefreshToken == tried.refresh:
		reason = ReasonDead
	}
	if reason != "" {
		return "", p.block(ctx, l, a, tried, reason, tried.cause)
	}
	text, err := p.makeFrom(ctx, l, given{
		appid: tried.appid, refresh: listed.RefreshToken, authorizedAt: listed.AuthorizedAt, code: tried.code,
	})
	if dead(err) {
		return "", p.block(ctx, l, a, tried, ReasonListedDead, err)
	}
	return text, err
}

// find reads WeChat's list up to the account.
func (p *Platform) find(ctx context.Context, appid string) (listed wxa.ListedAuthorizer, found bool, err error) {
	for e, err := range p.wechat.Authorizers(ctx) {
		if err != nil {
			return wxa.ListedAuthorizer{}, false, err
		}
		if e.AppID == appid {
			return e, true, nil
		}
	}
	return wxa.ListedAuthorizer{}, false, nil
}

// exchange turns an authorisation code into tokens. A code works once. Where it is used up, by a process of ours that died
// before it stored the tokens or by another system of the platform, WeChat's list has the refresh token.
func (p *Platform) exchange(ctx context.Context, l *lease, a authorizer, code secret) (string, error) {
	appid := a.appid
	asked, err := p.store.now(ctx, p.store.db)
	if err != nil {
		return "", err
	}
	got, err := p.wechat.QueryAuth(ctx, code.text)
	refused, answered := errors.AsType[*wxa.Error](err)
	switch {
	case answered && spent(refused.Code):
	case err != nil:
		return "", &StepError{Step: stepExchange, AppID: appid, Err: err}
	case got.AppID != appid:
		err = fmt.Errorf("the authorisation code that was pushed for %s is one of %q", appid, got.AppID)
	case got.Token.Text == "" || got.RefreshToken == "":
		err = fmt.Errorf("the authorisation code of %s gives no token: its account has no API functions", appid)
	default:
		p.log.InfoContext(ctx, "authorised", "appid", appid, "permission_sets", got.PermissionSets)
		return got.Token.Text, p.save(ctx, l, given{appid: appid, code: code}, asked, got)
	}
	p.log.WarnContext(ctx, "an authorisation code did not do, reading WeChat's list instead", "appid", appid, "error", err)
	return p.makeFromList(ctx, l, a, given{appid: appid, code: code, cause: err})
}

// save writes new tokens together, so that there is never a new access token beside an old refresh token.
func (p *Platform) save(ctx context.Context, l *lease, from given, asked time.Time, got wxa.Authorization) error {
	access := secret{text: got.Token.Text, at: asked}
	access.refreshAt, access.expiresAt = lifetime(asked, got.Token.Life)
	refresh := secret{text: got.RefreshToken, at: asked}
	return p.store.tx(ctx, func(tx *sql.Tx) error {
		if err := p.store.end(ctx, tx, l, 0); err != nil {
			return err
		}
		if err := p.store.keep(ctx, tx, from.appid, kindAccess, access); err != nil {
			return err
		}
		if err := p.store.keep(ctx, tx, from.appid, kindRefresh, refresh); err != nil {
			return err
		}
		if from.code.found() { // a newer one stays
			if _, err := p.store.drop(ctx, tx, from.appid, kindCode, from.code); err != nil {
				return err
			}
		}
		if err := p.store.authorized(ctx, tx, from.appid, from.authorizedAt, got.PermissionSets); err != nil {
			return err
		}
		return p.store.confirmed(ctx, tx, from.appid)
	})
}
