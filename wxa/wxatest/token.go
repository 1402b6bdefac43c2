package wxatest

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// line is a succession of tokens in which each replaces the one before it. The chain of credentials and the simulator's own
// token service have a line each, so that a test which asks for a token by [Sim.Token] never ends the token of the program
// under test. WeChat has one line only; [Sim.RevokeToken] does what a second, independent refresher would do there.
type line struct {
	app   *app // nil: the platform's own
	chain bool // issued by the calls under /cgi-bin/component/
}

// token is one issued access token. Sim.mu guards it.
type token struct {
	text string
	line
	grant   *grant // the authorisation it belongs to; nil: it is the platform's own
	expires time.Time
	invalid time.Time // from then on it is "not latest"; zero: it was not replaced
}

// valid gives the errcode for using the token at now, 0 when it is good.
func (t *token) valid(now time.Time) int {
	switch {
	case !t.invalid.IsZero() && !now.Before(t.invalid):
		return 40001
	case !now.Before(t.expires):
		return 42001
	}
	return 0
}

// issue makes a token; the one it replaces lives on for the overlap. Sim.mu is held.
func (s *Sim) issue(l line, now time.Time) *token {
	if old := s.latest[l]; old != nil && old.invalid.IsZero() {
		old.invalid = now.Add(max(0, s.cfg.TokenOverlap))
	}
	t := &token{text: random(s.rng, "61_"), line: l, expires: now.Add(s.cfg.TokenLife)}
	if l.app != nil {
		t.grant = l.app.grant
	}
	s.tokens[t.text], s.latest[l] = t, t
	s.keepSecret(t.text)
	return t
}

// current gives a valid token of the service's line that has at least a tenth of its life before it, and issues one if need be.
func (s *Sim) current(a *app, now time.Time) *token {
	l := line{app: a}
	t := s.latest[l]
	if t == nil || t.valid(now) != 0 || !t.invalid.IsZero() || t.expires.Sub(now) < s.cfg.TokenLife/10 || (a != nil && t.grant != a.grant) {
		t = s.issue(l, now)
	}
	return t
}

// currentOf is current for a Mini Program that must have authorised the platform.
func (s *Sim) currentOf(appid string, now time.Time) (*token, error) {
	a, err := s.find(appid)
	if err != nil {
		return nil, err
	}
	if a.grant == nil {
		return nil, fmt.Errorf("%w: %s", ErrNotAuthorized, appid)
	}
	return s.current(a, now), nil
}

// Token gives a valid token for a Mini Program, as the token service does. It panics for an unknown appid and for one that
// has not authorised the platform.
func (s *Sim) Token(appid string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.currentOf(appid, s.settle())
	if err != nil {
		panic(err)
	}
	return t.text
}

// PlatformToken gives a token of the platform itself. The calls about one Mini Program refuse it (61015, 48001).
func (s *Sim) PlatformToken() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current(nil, s.settle()).text
}

// ExpireToken makes every token of the Mini Program answer 42001 from now on; the next one asked for is new.
func (s *Sim) ExpireToken(appid string) error { return s.endTokensOf(appid, expire) }

// RevokeToken makes every token of the Mini Program answer 40001 from now on, as when another process has refreshed it.
func (s *Sim) RevokeToken(appid string) error { return s.endTokensOf(appid, revoke) }

// ExpirePlatformToken makes every token of the platform itself answer Platform.ExpiredCode from now on.
func (s *Sim) ExpirePlatformToken() { s.endPlatformTokens(expire) }

// RevokePlatformToken makes every token of the platform itself answer 40001 from now on, as when another process has
// refreshed it.
func (s *Sim) RevokePlatformToken() { s.endPlatformTokens(revoke) }

func expire(t *token, now time.Time) { t.expires, t.invalid = now, time.Time{} }
func revoke(t *token, now time.Time) { t.invalid = now }

func (s *Sim) endTokensOf(appid string, end func(*token, time.Time)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.settle()
	a, err := s.find(appid)
	if err != nil {
		return err
	}
	s.endTokens(a, end, now)
	return nil
}

func (s *Sim) endPlatformTokens(end func(*token, time.Time)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endTokens(nil, end, s.settle())
}

// endTokens ends every token of an owner that is still good, of either line. Sim.mu is held.
func (s *Sim) endTokens(owner *app, end func(*token, time.Time), now time.Time) {
	for _, t := range s.tokens {
		if t.app == owner && t.valid(now) == 0 {
			end(t, now)
		}
	}
}

// serveToken is the token service: GET /_sim/token?appid=wx… answers {"access_token":"61_…","expires_in":7200}.
func (s *Sim) serveToken(w http.ResponseWriter, r *http.Request) {
	if s.cfg.TokenSecret != "" {
		given, isBearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		// Hashes have one length, so the comparison tells nothing about the secret's.
		want, got := sha256.Sum256([]byte(s.cfg.TokenSecret)), sha256.Sum256([]byte(given))
		if !isBearer || subtle.ConstantTimeCompare(want[:], got[:]) != 1 {
			controlError(w, http.StatusUnauthorized, "this token service wants its secret as a bearer token")
			return
		}
	}
	var answer struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int64  `json:"expires_in"`
	}
	s.mu.Lock()
	now := s.settle()
	t, err := s.currentOf(r.URL.Query().Get("appid"), now)
	if err == nil {
		answer.AccessToken, answer.ExpiresIn = t.text, s.seconds(t.expires.Sub(now))
	}
	s.mu.Unlock()
	if err != nil {
		controlResult(w, err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	controlJSON(w, http.StatusOK, answer)
}
