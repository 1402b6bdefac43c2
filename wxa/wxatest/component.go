package wxatest

import (
	"crypto/subtle"
	"encoding/json"
)

// componentFields are the body fields of the calls under /cgi-bin/component/. The secret has two names: one call wants the
// first, another the second.
type componentFields struct {
	ComponentAppID string `json:"component_appid"`
	AppSecret      string `json:"component_appsecret"`
	Secret         string `json:"component_secret"`
	Ticket         string `json:"component_verify_ticket"`
	Code           string `json:"authorization_code"`
	AppID          string `json:"authorizer_appid"`
	RefreshToken   string `json:"authorizer_refresh_token"`
	Offset         *int   `json:"offset"`
	Count          *int   `json:"count"`
}

// readComponent reads a body and checks whose it is; code is 0 when it is this platform's. Sim.mu is held.
func (s *Sim) readComponent(body []byte) (fields componentFields, code int) {
	switch {
	case !isObject(body) || json.Unmarshal(body, &fields) != nil:
		return fields, 47001
	case fields.ComponentAppID == "":
		return fields, 41018
	case fields.ComponentAppID != s.platform.AppID:
		return fields, 40013
	}
	return fields, 0
}

// checkSecret gives the errcode for the platform's secret, 0 when it is good. Sim.mu is held.
func (s *Sim) checkSecret(given string) int {
	switch {
	case given == "":
		return 41004
	case subtle.ConstantTimeCompare([]byte(given), []byte(s.platform.Secret)) != 1:
		return 40125
	}
	return 0
}

func (s *Sim) componentToken(c *call) reply {
	in, code := s.readComponent(c.body)
	if code == 0 {
		code = s.checkSecret(in.AppSecret)
	}
	if code == 0 {
		code = s.checkTicket(in.Ticket, c.now)
	}
	if code != 0 {
		return refuse(code)
	}
	t := s.issue(line{chain: true}, c.now)
	s.noteRefresh(c, RefreshComponentToken)
	return bare(struct {
		Token     string `json:"component_access_token"`
		ExpiresIn int64  `json:"expires_in"`
	}{t.text, s.seconds(t.expires.Sub(c.now))})
}

func (s *Sim) startPushTicket(c *call) reply {
	in, code := s.readComponent(c.body)
	if code == 0 {
		code = s.checkSecret(in.Secret)
	}
	if code != 0 {
		return refuse(code)
	}
	s.noteRefresh(c, RefreshStartPushTicket)
	if !s.platform.FeedStopped {
		return reply{msg: "the push of component_verify_ticket is in a normal state"}
	}
	s.platform.FeedStopped = false
	return ok(nil)
}

func (s *Sim) createPreAuthCode(c *call) reply {
	if _, code := s.readComponent(c.body); code != 0 {
		return refuse(code)
	}
	p := &preAuthCode{text: random(s.rng, "preauthcode@@@"), expires: c.now.Add(preAuthCodeLife)}
	s.platform.preAuth = append(s.platform.preAuth, p)
	s.keepSecret(p.text)
	return bare(struct {
		Code      string `json:"pre_auth_code"`
		ExpiresIn int64  `json:"expires_in"`
	}{p.text, s.seconds(preAuthCodeLife)})
}
