package doctor

import (
	"context"
	"time"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/wxa"
)

// Account is a Mini Program in the store, and why it cannot be released.
type Account struct {
	AppID   string             `json:"appid"`
	Name    string             `json:"name,omitempty"`
	Unfit   Unfit              `json:"unfit,omitempty"`   // "" as far as the store knows
	At      time.Time          `json:"at,omitzero"`       // revoked: when
	Reason  credentials.Reason `json:"reason,omitempty"`  // no-access: why
	Code    int                `json:"code,omitempty"`    // WeChat's errcode then
	Problem string             `json:"problem,omitempty"` // the reason in English
}

// Unfit is why an account cannot be released.
type Unfit string

const (
	Revoked      Unfit = "revoked"       // the merchant has taken the authorisation back
	NoAccess     Unfit = "no-access"     // WeChat refuses its authorisation
	NoPermission Unfit = "no-permission" // the permission set that releases need was not granted
)

// Words name the account and say why it cannot be released.
func (a Account) Words() words.Text {
	return words.Account(a.AppID, a.Name, string(a.Unfit), a.At, words.TokenReason(string(a.Reason), time.Time{}))
}

func accountOf(one credentials.Authorizer) Account {
	a := Account{AppID: one.AppID, Name: one.Name}
	switch {
	case one.State == credentials.StateRevoked:
		a.Unfit, a.At = Revoked, one.RevokedAt
	case one.State == credentials.StateBroken:
		a.Unfit, a.Reason, a.Code, a.Problem = NoAccess, one.Reason, one.Code, one.Problem
	case one.CanRelease != nil && !*one.CanRelease:
		a.Unfit = NoPermission
	}
	return a
}

// unfitMost bounds how many accounts are named that cannot be released.
const unfitMost = 5

// authorization checks whether the Mini Program, or every one, can be released by this platform.
func (x *examination) authorization(ctx context.Context, p *credentials.Platform) {
	ctx, cancel := context.WithTimeout(ctx, releases.CallTimeout)
	defer cancel()
	if x.AppID == "" {
		x.authorizations(ctx, p)
		return
	}
	one, err := p.Authorizer(ctx, x.AppID)
	if err != nil {
		x.fail(Authorization, FaultCredentials, AuthorizationNotRead, Facts{"error": err})
		return
	}
	if one == nil {
		x.fail(Authorization, FaultCredentials, AuthorizedNot, Facts{"appid": x.AppID})
		return
	}
	switch a := accountOf(*one); {
	case a.Unfit == NoPermission:
		x.fail(Authorization, FaultCredentials, AuthorizedElsewhere, Facts{"account": a})
	case a.Unfit != "":
		x.fail(Authorization, FaultCredentials, AuthorizedUnfit, Facts{"account": a})
	case one.CanRelease == nil:
		x.warn(Authorization, AuthorizedUnknown, Facts{"account": a})
	default:
		x.ok(Authorization, Authorized, Facts{"account": a, "permission": wxa.PermissionCode})
	}
}

// authorizations tells about all.
func (x *examination) authorizations(ctx context.Context, p *credentials.Platform) {
	all, err := p.Authorizers(ctx)
	if err != nil {
		x.fail(Authorization, FaultCredentials, AuthorizationNotRead, Facts{"error": err})
		return
	}
	var unfit []Account
	count := 0
	for _, one := range all {
		if one.Other {
			continue
		}
		count++
		if a := accountOf(one); a.Unfit != "" && len(unfit) < unfitMost {
			unfit = append(unfit, a)
		}
	}
	switch {
	case count == 0:
		x.warn(Authorization, AuthorizedNone, nil)
	case len(unfit) > 0:
		x.warn(Authorization, AuthorizedSome, Facts{"mini_programs": count, "accounts": unfit})
	default:
		x.ok(Authorization, AuthorizedAll, Facts{"mini_programs": count})
	}
}
