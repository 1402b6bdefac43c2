package timing

import "time"

// Pace is how often WeChat is asked. The defaults suit the real WeChat; a simulator on a fast clock wants shorter ones.
// All delays are moved by up to a tenth, differently for each Mini Program, so that a thousand releases do not ask at once.
type Pace struct {
	// Between polls of the privacy check, rising to 5 times this; default 1m.
	Detection Duration `json:"detection,omitzero" yaml:"detection,omitempty"`
	// First poll of the review, then doubling; default 10m.
	Poll Duration `json:"poll,omitzero" yaml:"poll,omitempty"`
	// Longest pause between polls of the review; default 2h.
	PollMax Duration `json:"poll_max,omitzero" yaml:"poll_max,omitempty"`
	// First repeat after a push that the status does not show yet, then doubling; default 1m.
	Hint Duration `json:"hint,omitzero" yaml:"hint,omitempty"`
	// First repeat after a transient failure, then doubling; default 5s.
	Retry Duration `json:"retry,omitzero" yaml:"retry,omitempty"`
	// Longest pause after transient failures; default 5m.
	RetryMax Duration `json:"retry_max,omitzero" yaml:"retry_max,omitempty"`
	// Repeat after -1, 9402202 or a per-minute limit, then rising to 5 times this; default 1m. After 5 times this WeChat's
	// reads are taken to show what its writes did.
	Busy Duration `json:"busy,omitzero" yaml:"busy,omitempty"`
	// How long one attempt may run before it is taken for lost with its worker; default 2m.
	Attempt Duration `json:"attempt,omitzero" yaml:"attempt,omitempty"`
}

// WithDefaults fills what is zero.
func (p Pace) WithDefaults() Pace {
	p.Detection.Default(time.Minute)
	p.Poll.Default(10 * time.Minute)
	p.PollMax.Default(2 * time.Hour)
	p.Hint.Default(time.Minute)
	p.Retry.Default(5 * time.Second)
	p.RetryMax.Default(5 * time.Minute)
	p.Busy.Default(time.Minute)
	p.Attempt.Default(2 * time.Minute)
	return p
}

// Lag is how long WeChat's reads may lag behind its writes.
func (p Pace) Lag() time.Duration { return 5 * time.Duration(p.Busy) }
