package wxatest

import (
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Config is checked by [New]. The zero Config is a platform with plenty of quota, a clock that stands still and no pushes.
type Config struct {
	// Speed is how much faster than real time the simulated clock runs: 1 is real time, 3600 makes an hour of a second.
	// 0: the clock stands still and only [Sim.Advance] moves it.
	Speed float64
	Start time.Time // simulated time at the beginning; zero: the real time
	// Clock, when given, is the simulated time: Speed and Start are then not set, no timer runs, and nothing happens between
	// the calls of others. A request first does what has become due; pushes wait for [Sim.CatchUp]. It must not call the
	// simulator and never goes back.
	Clock func() time.Time
	Seed  uint64 // of everything random in the answers: the same calls get the same ones
	// Logger gets one record for each request, without its token. nil: none.
	Logger *slog.Logger

	Quota Quota
	// Undo limits for each Mini Program and UTC+8 day or month; 0: 5 and 10, as documented.
	UndosPerDay, UndosPerMonth int

	ReviewTime   time.Duration // a review without a plan is approved after it; 0: 3 h
	TokenLife    time.Duration // of every access token, simulated; 0: 2 h
	TokenOverlap time.Duration // a replaced access or refresh token lives on for it, simulated; 0: 5 min, negative: none
	// TokenSecret, when set, must come with every request to the token service as "Authorization: Bearer <secret>".
	TokenSecret string

	// Limits that WeChat has but does not publish; the defaults are invented.
	MaxVersionDesc  int // characters, else 85051; 0: 500
	MaxPreviewFiles int // files of each kind, else 85093; 0: 10

	Platform Platform
	Callback Callback
}

// Quota is the platform's monthly allowance, shared by all its Mini Programs. It begins anew with each month of UTC+8.
type Quota struct {
	Limit        int  `json:"limit"`         // submissions a month; 0: 1000, negative: none at all
	SpeedupLimit int  `json:"speedup_limit"` // expedites a month; 0: 100, negative: none at all
	ShowZeros    bool `json:"show_zeros"`    // queryquota answers zeros although submissions work
}

func (q Quota) withDefaults() Quota {
	q.Limit = orDefault(q.Limit, 1000)
	q.SpeedupLimit = orDefault(q.SpeedupLimit, 100)
	return q
}

// Validate tells what is wrong with the configuration.
func (c Config) Validate() error {
	if c.Speed < 0 {
		return fmt.Errorf("wxatest: Speed is %v; give 0 for a clock that stands still or a positive factor", c.Speed)
	}
	if c.Clock != nil && (c.Speed != 0 || !c.Start.IsZero()) {
		return errors.New("wxatest: with a Clock of the caller's there is neither Speed nor Start")
	}
	if err := c.Callback.validate(); err != nil {
		return err
	}
	if (c.Callback.URL != "" || c.Callback.EventsURL != "") && c.Callback.ComponentAppID == "" && c.Platform.AppID == "" {
		return errors.New("wxatest: pushes need Platform.AppID or Callback.ComponentAppID")
	}
	return c.checkPlatform(c.Platform)
}
