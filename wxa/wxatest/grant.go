package wxatest

import (
	"encoding/hex"
	"math/rand/v2"
	"slices"
	"time"
)

// developmentSet is the permission set that all calls about code need: 小程序开发与数据分析.
const developmentSet = 18

// defaultSets are granted by a Mini Program that does not say which.
var defaultSets = []int{17, developmentSet}

// grant is one Mini Program's authorisation of the platform. Sim.mu guards it.
type grant struct {
	app             *app
	at              time.Time
	sets            []int
	refresh         *refreshToken // the newest
	passwordChanged bool          // 42007 from then on
}

// refreshToken is one authorizer_refresh_token. Sim.mu guards it.
type refreshToken struct {
	text    string
	grant   *grant
	until   time.Time // it was replaced and is good until then; zero: it was not
	expired bool
}

// authCode is one authorization_code.
type authCode struct {
	grant   *grant
	expires time.Time
	used    bool
}

// preAuthCode serves one attempt of a merchant to authorise.
type preAuthCode struct {
	text    string
	expires time.Time
	used    bool
}

// The lives of codes, as documented or observed.
const (
	authCodeLife    = time.Hour
	preAuthCodeLife = 10 * time.Minute
)

func (a *App) permissionSets() []int {
	if a.PermissionSets == nil {
		return defaultSets
	}
	return a.PermissionSets
}

// grantTo makes a fresh authorisation, in which nothing issued before is worth anything. Sim.mu is held.
func (s *Sim) grantTo(a *app, now time.Time) {
	a.grant = &grant{app: a}
	s.renew(a.grant, now)
}

// renew takes over what the merchant has agreed to now. Sim.mu is held.
func (s *Sim) renew(g *grant, now time.Time) {
	g.at, g.sets = now, slices.Clone(g.app.permissionSets())
	s.issueRefresh(g, now)
}

// issueRefresh replaces the refresh token; the one before it lives on for the overlap. Sim.mu is held.
func (s *Sim) issueRefresh(g *grant, now time.Time) {
	if g.refresh != nil && g.refresh.until.IsZero() {
		g.refresh.until = now.Add(max(0, s.cfg.TokenOverlap))
	}
	g.refresh = &refreshToken{text: random(s.rng, "refreshtoken@@@"), grant: g}
	s.platform.refreshTokens[g.refresh.text] = g.refresh
	s.keepSecret(g.refresh.text)
}

// checkRefresh gives the errcode for refreshing with a text, 0 when it is good. Sim.mu is held.
func (s *Sim) checkRefresh(g *grant, text string, now time.Time) int {
	t, known := s.platform.refreshTokens[text]
	switch {
	case !known || t.grant != g || (!t.until.IsZero() && !now.Before(t.until)):
		return 61023
	case t.expired:
		return 42002
	}
	return 0
}

// random makes a text that cannot be guessed from outside.
func random(source *rand.Rand, prefix string) string {
	var b [16]byte
	for i := range b {
		b[i] = byte(source.Uint32())
	}
	return prefix + hex.EncodeToString(b[:])
}
