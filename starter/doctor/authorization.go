package doctor

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/wxa"
)

// Account is a Mini Program in the store, and why it cannot be released.
type Account struct {
	AppID   string    `json:"appid"`
	Name    string    `json:"name,omitempty"`
	Unfit   Unfit     `json:"unfit,omitempty"`   // "" as far as the store knows
	At      time.Time `json:"at,omitzero"`       // revoked: when
	Problem string    `json:"problem,omitempty"` // no-access: WeChat's words
}

// Unfit is why an account cannot be released.
type Unfit string

const (
	Revoked      Unfit = "revoked"       // the merchant has taken the authorisation back
	NoAccess     Unfit = "no-access"     // WeChat refuses its authorisation
	NoPermission Unfit = "no-permission" // the permission set that releases need was not granted
)

// String names the account and says why it cannot be released.
func (a Account) String() string {
	who := a.AppID
	if a.Name != "" {
		who += " (" + a.Name + ")"
	}
	switch a.Unfit {
	case Revoked:
		return who + " has taken the authorisation back at " + a.At.UTC().Format(time.RFC3339)
	case NoAccess:
		return who + " gives no access: " + a.Problem
	case NoPermission:
		return fmt.Sprintf("%s has not granted permission set %d (小程序开发与数据分析)", who, wxa.PermissionCode)
	}
	return who
}

func accountOf(one credentials.Authorizer) Account {
	a := Account{AppID: one.AppID, Name: one.Name}
	switch {
	case one.State == credentials.StateRevoked:
		a.Unfit, a.At = Revoked, one.RevokedAt
	case one.State == credentials.StateBroken:
		a.Unfit, a.Problem = NoAccess, one.Problem
	case one.CanRelease != nil && !*one.CanRelease:
		a.Unfit = NoPermission
	}
	return a
}

func joined(accounts []Account) string {
	texts := make([]string, len(accounts))
	for i, a := range accounts {
		texts[i] = a.String()
	}
	return strings.Join(texts, "; ")
}

// unfitMost bounds how many accounts are named that cannot be released.
const unfitMost = 5

// authorization looks whether the Mini Program, or every one, can be released by this platform.
func (x *examination) authorization(ctx context.Context, p *credentials.Platform) {
	ctx, cancel := context.WithTimeout(ctx, releases.CallTimeout)
	defer cancel()
	if x.AppID == "" {
		x.authorizations(ctx, p)
		return
	}
	one, err := p.Authorizer(ctx, x.AppID)
	if err != nil {
		x.fail(Authorization, FaultCredentials, AuthorizationNotRead, err)
		return
	}
	if one == nil {
		x.fail(Authorization, FaultCredentials, AuthorizedNot, x.AppID)
		return
	}
	switch a := accountOf(*one); {
	case a.Unfit == NoPermission:
		x.fail(Authorization, FaultCredentials, AuthorizedElsewhere, a)
	case a.Unfit != "":
		x.fail(Authorization, FaultCredentials, AuthorizedUnfit, a)
	case one.CanRelease == nil:
		x.warn(Authorization, AuthorizedUnknown, a)
	default:
		x.ok(Authorization, Authorized, a, wxa.PermissionCode)
	}
}

// authorizations tells about all.
func (x *examination) authorizations(ctx context.Context, p *credentials.Platform) {
	all, err := p.Authorizers(ctx)
	if err != nil {
		x.fail(Authorization, FaultCredentials, AuthorizationNotRead, err)
		return
	}
	var unfit []Account
	count := counted{what: "Mini Program"}
	for _, one := range all {
		if one.Other {
			continue
		}
		count.n++
		if a := accountOf(one); a.Unfit != "" && len(unfit) < unfitMost {
			unfit = append(unfit, a)
		}
	}
	switch {
	case count.n == 0:
		x.warn(Authorization, AuthorizedNone)
	case len(unfit) > 0:
		x.warn(Authorization, AuthorizedSome, count, unfit)
	default:
		x.ok(Authorization, AuthorizedAll, count)
	}
}
