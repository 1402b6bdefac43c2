package wxatest

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"strings"
	"time"
)

// token is one issued access token. Sim.mu guards it.
type token struct {
	text    string
	app     *app // nil: the platform's own
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

// issue makes a token; the one it replaces lives on for the overlap. a nil: the platform's own. Sim.mu is held.
func (s *Sim) issue(a *app, now time.Time) *token {
	if old := s.latest[a]; old != nil && old.invalid.IsZero() {
		old.invalid = now.Add(max(0, s.cfg.TokenOverlap))
	}
	var random [16]byte
	for i := range random {
		random[i] = byte(s.rng.Uint32())
	}
	t := &token{text: "61_" + hex.EncodeToString(random[:]), app: a, expires: now.Add(s.cfg.TokenLife)}
	s.tokens[t.text], s.latest[a] = t, t
	s.secrets = append(s.secrets, t.text)
	return t
}

// current gives a valid token that has at least a tenth of its life before it, and issues one if need be.
func (s *Sim) current(a *app, now time.Time) *token {
	t := s.latest[a]
	if t == nil || t.valid(now) != 0 || !t.invalid.IsZero() || t.expires.Sub(now) < s.cfg.TokenLife/10 {
		t = s.issue(a, now)
	}
	return t
}

// Token gives a valid token for a Mini Program, as the token service does. It panics for an unknown appid.
func (s *Sim) Token(appid string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.settle()
	a, err := s.find(appid)
	if err != nil {
		panic(err)
	}
	return s.current(a, now).text
}

// PlatformToken gives a token of the platform itself. The calls about one Mini Program refuse it (61015, 48001).
func (s *Sim) PlatformToken() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current(nil, s.settle()).text
}

// ExpireToken makes every token of the Mini Program answer 42001 from now on; the next one asked for is new.
func (s *Sim) ExpireToken(appid string) error {
	return s.endTokens(appid, func(t *token, now time.Time) { t.expires, t.invalid = now, time.Time{} })
}

// RevokeToken makes every token of the Mini Program answer 40001 from now on, as when another process has refreshed it.
func (s *Sim) RevokeToken(appid string) error {
	return s.endTokens(appid, func(t *token, now time.Time) { t.invalid = now })
}

func (s *Sim) endTokens(appid string, end func(*token, time.Time)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.settle()
	if _, err := s.find(appid); err != nil {
		return err
	}
	for _, t := range s.tokens {
		if t.app != nil && t.app.AppID == appid && t.valid(now) == 0 {
			end(t, now)
		}
	}
	return nil
}

// appOf tells whose token the request carries, even one that is no longer valid; nil when it is nobody's.
func (s *Sim) appOf(r *http.Request) *app {
	if t, ok := s.tokens[r.URL.Query().Get("access_token")]; ok {
		return t.app
	}
	return nil
}

// checkToken gives the errcode for the request's token, 0 when it is a Mini Program's and valid.
func (s *Sim) checkToken(r *http.Request, e endpoint, now time.Time) int {
	text := r.URL.Query().Get("access_token")
	if text == "" {
		return 41001
	}
	t, ok := s.tokens[text]
	if !ok {
		return 40001
	}
	if code := t.valid(now); code != 0 {
		return code
	}
	if t.app == nil {
		return e.platformCode
	}
	return 0
}

// serveToken is the token service: GET /_sim/token?appid=wx… answers {"access_token":"61_…","expires_in":7200}.
// expires_in is in real seconds, at least 1: when the simulated clock runs fast, a token is old sooner for the caller.
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
	a, err := s.find(r.URL.Query().Get("appid"))
	if err == nil {
		t := s.current(a, now)
		answer.AccessToken, answer.ExpiresIn = t.text, max(1, int64(s.clock.real(t.expires.Sub(now))/time.Second))
	}
	s.mu.Unlock()
	if err != nil {
		controlError(w, http.StatusNotFound, err.Error())
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	controlJSON(w, http.StatusOK, answer)
}
