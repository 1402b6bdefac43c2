package wxatest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// tokenKind says whose token a call needs.
type tokenKind int

const (
	merchantToken tokenKind = iota // authorizer_access_token
	platformToken                  // component_access_token
	noToken
)

// about tells which Mini Program a call is about: for a merchant's call the one whose token it carries, even one that is no
// longer valid; for a platform's call the one that the body names by its appid or its authorization_code. nil: none that
// this simulator knows. Sim.mu is held.
func (s *Sim) about(r *http.Request, body []byte) *app {
	if endpoints[r.URL.Path].needs == merchantToken {
		if t, known := s.tokens[r.URL.Query().Get("access_token")]; known {
			return t.app
		}
		return nil
	}
	var named componentFields
	if json.Unmarshal(body, &named) != nil {
		return nil // the endpoint says what is wrong with it
	}
	if c, known := s.platform.codes[named.Code]; known {
		return c.grant.app
	}
	return s.apps[named.AppID]
}

// admit checks token, address and permission; code 0 lets the call go on. Sim.mu is held.
func (s *Sim) admit(r *http.Request, e endpoint, c *call) reply {
	if code := s.checkToken(r, e, c.now); code != 0 {
		return refuse(code)
	}
	if s.platform.IPRefused || (c.app != nil && c.app.IPRefused) {
		return reply{code: 61004, detail: ", requestIP: " + clientIP(r)}
	}
	if e.needs == merchantToken {
		return refuse(c.app.permission())
	}
	return ok(nil)
}

// checkToken gives the errcode for the request's token, 0 when it is of the kind that the call needs and valid.
func (s *Sim) checkToken(r *http.Request, e endpoint, now time.Time) int {
	if e.needs == noToken {
		return 0
	}
	text, code := s.givenToken(r)
	if code != 0 {
		return code
	}
	t, known := s.tokens[text]
	if !known {
		return 40001
	}
	if t.app != nil && t.app.grant != nil && t.grant != t.app.grant {
		return 40001 // of an authorisation that is over
	}
	if code := t.valid(now); code != 0 {
		if code == 42001 && t.app == nil {
			return orDefault(s.platform.ExpiredCode, code)
		}
		return code
	}
	if (t.app == nil) != (e.needs == platformToken) {
		return e.wrongKind
	}
	return 0
}

// givenToken reads the token from the query. The platform's own calls know it under two names. Sim.mu is held.
func (s *Sim) givenToken(r *http.Request) (text string, code int) {
	query := r.URL.Query()
	names := []string{"access_token"}
	if strings.HasPrefix(r.URL.Path, "/cgi-bin/component/") {
		names = append(names, "component_access_token")
	}
	for _, name := range names {
		text := query.Get(name)
		switch only := s.platform.TokenParameter; {
		case text == "":
		case len(names) > 1 && only != "" && only != name:
			code = 41021
		default:
			return text, 0
		}
	}
	return "", orDefault(code, 41001)
}

// permission gives the errcode for what the merchant allows this platform, 0 when it allows the calls about code.
func (a *app) permission() int {
	switch {
	case a.Unauthorized != 0:
		return a.Unauthorized
	case a.grant == nil:
		return 61003
	case a.grant.passwordChanged:
		return 42007
	case !slices.Contains(a.grant.sets, developmentSet):
		return 61007
	}
	return 0
}
