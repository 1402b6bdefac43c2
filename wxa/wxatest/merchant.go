package wxatest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// ErrNotAuthorized is about a Mini Program that has not authorised the platform, or no longer does.
var ErrNotAuthorized = errors.New("wxatest: the Mini Program has not authorised the platform; call Authorize first")

// Authorize is the merchant who scans the authorisation link and grants [App.PermissionSets]. It returns the authorization_code
// of the redirect when the push has been delivered: authorized for a new authorisation, updateauthorized when the sets have
// changed, none when they are the same.
//
// For a Mini Program that is authorised already it is a re-authorisation: the refresh token changes, and the old one works on
// for Config.TokenOverlap; access tokens stay. After a revocation or a changed password everything older stays dead.
func (s *Sim) Authorize(appid string) (code string, err error) {
	err = s.act(func(now time.Time) error {
		a, err := s.find(appid)
		if err != nil {
			return err
		}
		infoType := ""
		switch {
		case a.grant == nil:
			infoType = "authorized"
			s.grantTo(a, now)
		default:
			if !slices.Equal(a.grant.sets, a.permissionSets()) {
				infoType = "updateauthorized"
			}
			if a.grant.passwordChanged {
				s.grantTo(a, now)
			} else {
				s.renew(a.grant, now)
			}
		}
		code = random(s.rng, "queryauthcode@@@")
		expires := now.Add(authCodeLife)
		s.platform.codes[code] = &authCode{grant: a.grant, expires: expires}
		s.keepSecret(code)
		preAuth := s.takePreAuthCode(now) // used up by the attempt, also when no push tells of it
		if infoType != "" {
			s.pushAuthorization(a, infoType, "<AuthorizationCode>"+escapeXML(code)+"</AuthorizationCode>"+
				"<AuthorizationCodeExpiredTime>"+strconv.FormatInt(s.unix(expires), 10)+"</AuthorizationCodeExpiredTime>"+
				"<PreAuthCode>"+escapeXML(preAuth)+"</PreAuthCode>", now)
		}
		return nil
	})
	return code, err
}

// takePreAuthCode uses the newest code that the platform has asked for. When there is none, the merchant came by a link that
// somebody else made. Sim.mu is held.
func (s *Sim) takePreAuthCode(now time.Time) string {
	for _, c := range slices.Backward(s.platform.preAuth) {
		if !c.used && now.Before(c.expires) {
			c.used = true
			return c.text
		}
	}
	text := random(s.rng, "preauthcode@@@")
	s.keepSecret(text)
	return text
}

// Revoke is the merchant who takes the authorisation back. All tokens and codes of the Mini Program die: calls with them answer
// 61003, after a new authorisation 40001. It returns when the unauthorized push has been delivered.
func (s *Sim) Revoke(appid string) error {
	return s.withGrant(appid, func(g *grant, now time.Time) {
		g.app.grant = nil
		s.pushAuthorization(g.app, "unauthorized", "", now)
	})
}

// ChangePassword is the merchant who changes the account's password: tokens and refresh tokens answer 42007 until
// [Sim.Authorize]. Nothing is pushed.
func (s *Sim) ChangePassword(appid string) error {
	return s.withGrant(appid, func(g *grant, _ time.Time) { g.passwordChanged = true })
}

// ExpireRefreshToken makes the present refresh token answer 42002 from now on, until [Sim.Authorize]. Access tokens stay.
func (s *Sim) ExpireRefreshToken(appid string) error {
	return s.withGrant(appid, func(g *grant, _ time.Time) { g.refresh.expired = true })
}

func (s *Sim) withGrant(appid string, do func(*grant, time.Time)) error {
	return s.act(func(now time.Time) error {
		a, err := s.find(appid)
		if err != nil {
			return err
		}
		if a.grant == nil {
			return fmt.Errorf("%w: %s", ErrNotAuthorized, appid)
		}
		do(a.grant, now)
		return nil
	})
}

// pushAuthorization plans the push about a merchant's decision. Sim.mu is held.
func (s *Sim) pushAuthorization(a *app, infoType, tail string, at time.Time) {
	plan := s.platform.Events
	s.pushToEvents(plan, &s.platform.eventHeld, Push{AppID: a.AppID, Event: infoType, Key: plan.Key},
		"<xml><AppId>"+escapeXML(s.platform.AppID)+"</AppId><CreateTime>"+strconv.FormatInt(s.unix(at), 10)+"</CreateTime>"+
			"<InfoType>"+infoType+"</InfoType><AuthorizerAppid>"+escapeXML(a.AppID)+"</AuthorizerAppid>"+tail+"</xml>", at)
}
