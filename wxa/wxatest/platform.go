package wxatest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// Platform describes the third-party platform itself: its credentials and how its side of WeChat behaves. Its verification
// token and keys are those of [Callback], because one set serves both URLs. All fields may be changed later with
// [Sim.UpdatePlatform]; what was issued before stays as it is.
type Platform struct {
	AppID  string `json:"appid,omitempty"`  // component_appid; "": Callback.ComponentAppID
	Secret string `json:"secret,omitempty"` // component_appsecret; "": every secret is refused

	// FeedStopped: no tickets are pushed until api_start_push_ticket is called, which turns this off.
	FeedStopped bool          `json:"feed_stopped,omitempty"`
	TicketEvery time.Duration `json:"-"` // between two pushes of a component_verify_ticket; 0: 10 min
	TicketLife  time.Duration `json:"-"` // of a ticket; 0: 12 h

	Tickets PushPlan `json:"tickets,omitzero"` // how tickets are pushed
	Events  PushPlan `json:"events,omitzero"`  // how authorized, updateauthorized and unauthorized are pushed

	// RotateRefreshToken: every api_authorizer_token answers with a new refresh token, and the one before it lives on for
	// Config.TokenOverlap. Without it the same one comes back. WeChat documents neither.
	RotateRefreshToken bool `json:"rotate_refresh_token,omitempty"`
	// TokenParameter, when set, is the only name of the token's query parameter: access_token or component_access_token.
	// Calls that use the other one get 41021. "": both are accepted.
	TokenParameter string `json:"token_parameter,omitempty"`
	ExpiredCode    int    `json:"expired_code,omitempty"` // of an expired component token, 42001 or 42006; 0: 42001
	IPRefused      bool   `json:"ip_refused,omitempty"`   // 61004 for every call, token calls included

	// ClockAhead is how far WeChat's clock is ahead of the simulated time, negative: behind. Every time that WeChat tells is
	// by its clock: the Date header, submit_audit_time and the like, the times in pushes and rids.
	ClockAhead time.Duration `json:"-"`
	NoDate     bool          `json:"no_date,omitempty"` // answers have no Date header
}

// told is a moment by WeChat's clock. Sim.mu is held.
func (s *Sim) told(at time.Time) time.Time { return at.Add(s.platform.ClockAhead) }

// unix is what WeChat tells of a moment. Sim.mu is held.
func (s *Sim) unix(at time.Time) int64 { return s.told(at).Unix() }

// The defaults are the documented ones.
const (
	ticketEvery = 10 * time.Minute
	ticketLife  = 12 * time.Hour
)

func (p Platform) check() error {
	if min(p.TicketEvery, p.TicketLife) < 0 {
		return errors.New("wxatest: platform: a duration is negative")
	}
	switch p.TokenParameter {
	case "", "access_token", "component_access_token":
	default:
		return fmt.Errorf("wxatest: platform: TokenParameter is %q; give access_token or component_access_token", p.TokenParameter)
	}
	switch p.ExpiredCode {
	case 0, 42001, 42006:
	default:
		return fmt.Errorf("wxatest: platform: ExpiredCode is %d; give 42001 or 42006", p.ExpiredCode)
	}
	for _, plan := range []PushPlan{p.Tickets, p.Events} {
		if plan.Early > 0 {
			return errors.New("wxatest: platform: nothing comes before a ticket or an event, so its push cannot be early")
		}
		if err := plan.check("platform"); err != nil {
			return err
		}
	}
	return nil
}

// checkPlatform is what can be wrong with a description under this configuration.
func (c Config) checkPlatform(p Platform) error {
	if err := p.check(); err != nil {
		return err
	}
	if c.Callback.EventsURL == "" {
		return nil
	}
	if c.Callback.PreviousKey == "" && (p.Tickets.Key == KeyOld || p.Events.Key == KeyOld) {
		return errors.New("wxatest: platform: pushes with the old key need Callback.PreviousKey")
	}
	// A running clock would find a next ticket due before the last one was issued, and do nothing else any more.
	if every := orDefault(p.TicketEvery, ticketEvery); c.Speed > 0 && float64(every)/c.Speed < float64(time.Millisecond) {
		return fmt.Errorf("wxatest: platform: at speed %v a ticket every %v is more than a thousand a second; give a longer TicketEvery",
			c.Speed, every)
	}
	return nil
}

// platform is the state of the platform's side. Sim.mu guards it.
type platform struct {
	Platform
	tickets    map[string]*ticket // by their text, also those that have ended
	newest     *ticket
	tickRandom *rand.Rand // tickets come by the clock, and must not change what the calls get
	tickHeld   *delivery  // see PushPlan.Reorder
	eventHeld  *delivery

	refreshTokens map[string]*refreshToken // by their text
	codes         map[string]*authCode
	preAuth       []*preAuthCode // in the order of issue
	refreshes     []Refresh
}

// UpdatePlatform changes the platform's credentials and switches while the simulator runs.
func (s *Sim) UpdatePlatform(change func(*Platform)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	changed := s.platform.Platform
	change(&changed)
	if err := s.cfg.checkPlatform(changed); err != nil {
		return err
	}
	if changed.Secret != s.platform.Secret {
		s.keepSecret(changed.Secret)
	}
	s.platform.Platform = changed
	return nil
}

// componentAppID is at the end of every push and in the envelopes of those to the events URL. Sim.mu is held.
func (s *Sim) componentAppID() string {
	return orDefault(s.cfg.Callback.ComponentAppID, s.platform.AppID)
}

// keepSecret notes what must never be seen in a text. Sim.mu is held.
func (s *Sim) keepSecret(text string) {
	if text != "" {
		s.secrets = append(s.secrets, text)
	}
}
