package credentials

import (
	"context"
	"slices"
	"time"

	"github.com/wxrelease/wxrelease/wxa"
)

// State says whether a Mini Program's token can be had.
type State string

// The states of an authorisation.
const (
	StateAuthorized State = "authorized"
	StatePending    State = "pending" // a code waits to be exchanged for tokens
	StateRevoked    State = "revoked" // the merchant took it back
	StateBroken     State = "broken"  // WeChat refused it; Reason says why
)

// Authorizer is what the store knows about an account that has authorised the platform. It holds no token.
type Authorizer struct {
	AppID          string    `json:"appid"`
	Name           string    `json:"name,omitempty"`
	OriginalID     string    `json:"original_id,omitempty"` // gh_…
	State          State     `json:"state"`
	Reason         Reason    `json:"reason,omitempty"`  // why there is no access: of StateBroken, and of StateRevoked if WeChat said so
	Code           int       `json:"code,omitempty"`    // WeChat's errcode then; 0: none
	Problem        string    `json:"problem,omitempty"` // the reason in English
	Other          bool      `json:"other,omitempty"`   // it is an official account, no Mini Program
	PermissionSets []int     `json:"permission_sets"`   // null: not known
	CanRelease     *bool     `json:"can_release"`       // permission set 18 is granted; null: not known
	AuthorizedAt   time.Time `json:"authorized_at,omitzero"`
	RevokedAt      time.Time `json:"revoked_at,omitzero"`
	Token          Tokens    `json:"token"`
}

// Tokens is the state of an account's tokens.
type Tokens struct {
	ValidUntil time.Time `json:"valid_until,omitzero"` // of the access token; zero: there is none, it is made when asked for
	Refresh    bool      `json:"refresh_token"`        // there is one
}

// Authorizers lists what the store knows, sorted by appid.
func (p *Platform) Authorizers(ctx context.Context) ([]Authorizer, error) {
	return p.authorizers(ctx, "")
}

// Authorizer tells what the store knows about one account; nil: nothing.
func (p *Platform) Authorizer(ctx context.Context, appid string) (*Authorizer, error) {
	found, err := p.authorizers(ctx, appid)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// authorizers reads all, or one.
func (p *Platform) authorizers(ctx context.Context, appid string) ([]Authorizer, error) {
	fail := func(err error) ([]Authorizer, error) {
		return nil, &StepError{Step: stepListAccounts, Err: err}
	}
	type mark struct{ appid, kind string }
	ends := map[mark]time.Time{} // of the secrets that are there
	err := p.each(ctx, `SELECT appid, kind, expires_at FROM wxrelease_secret
		WHERE component_appid = $1 AND (appid = $2 OR $2 = '')`, appid, func(scan func(...any) error) error {
		var m mark
		var end int64
		err := scan(&m.appid, &m.kind, &end)
		ends[m] = moment(end)
		return err
	})
	if err != nil {
		return fail(err)
	}
	list := []Authorizer{}
	err = p.each(ctx, `SELECT `+authorizerColumns+` FROM wxrelease_authorizer
		WHERE component_appid = $1 AND (appid = $2 OR $2 = '') ORDER BY appid`, appid, func(scan func(...any) error) error {
		a, err := scanAuthorizer(scan)
		if err != nil {
			return err
		}
		e := Authorizer{
			AppID: a.appid, Name: a.name, OriginalID: a.originalID, State: StateAuthorized, Reason: a.problem, Code: a.problemCode,
			Other: a.account == accountOther, PermissionSets: a.sets, AuthorizedAt: a.authorizedAt, RevokedAt: a.revokedAt,
		}
		if a.problem != "" {
			e.Problem = a.problem.in(a.revokedAt)
		}
		if a.sets != nil {
			e.CanRelease = new(slices.Contains(a.sets, wxa.PermissionCode))
		}
		_, waits := ends[mark{a.appid, kindCode}]
		switch {
		case a.revoked():
			e.State = StateRevoked
		case a.problem != "":
			e.State = StateBroken
		case waits:
			e.State = StatePending
		}
		e.Token.ValidUntil = ends[mark{a.appid, kindAccess}]
		_, e.Token.Refresh = ends[mark{a.appid, kindRefresh}]
		list = append(list, e)
		return nil
	})
	if err != nil {
		return fail(err)
	}
	return list, nil
}

// each runs f over the rows of a query about one account or, where appid is "", about all.
func (p *Platform) each(ctx context.Context, query, appid string, f func(scan func(...any) error) error) error {
	rows, err := p.store.db.QueryContext(ctx, query, p.appid, appid)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Describe reads from WeChat who an account is and what it has granted, and keeps it.
func (p *Platform) Describe(ctx context.Context, appid string) (*wxa.AuthorizerInfo, error) {
	info, err := p.wechat.AuthorizerInfo(ctx, appid)
	if err != nil {
		return nil, &StepError{Step: stepDescribe, AppID: appid, Err: err}
	}
	a := authorizer{appid: appid, name: info.Name, originalID: info.OriginalID, account: accountOther, sets: info.PermissionSets}
	if info.MiniProgram {
		a.account = accountMini
		if !slices.Contains(a.sets, wxa.PermissionCode) {
			p.log.ErrorContext(ctx, missingPermission, "appid", appid, "name", a.name, "permission_sets", a.sets)
		}
	}
	return info, p.store.described(ctx, p.store.db, a)
}

const missingPermission = "a Mini Program has not granted permission set 18 (小程序开发与数据分析), its releases will be refused with 61007: " +
	"the merchant's administrator must authorise again and grant it; another platform that holds it must be removed first"
