package activities

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"
)

// Duration is a time.Duration that reads and writes as text, "90s" or "14d12h", so that release files and the Temporal UI
// show what a person would write.
type Duration time.Duration

// MarshalText writes the duration with days in front where there are any.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// String is "14d", "1d12h", "10m", "1.5s".
func (d Duration) String() string {
	if d == 0 {
		return "0s"
	}
	days, rest := time.Duration(d)/(24*time.Hour), time.Duration(d)%(24*time.Hour)
	text := rest.String()
	if rest%time.Minute == 0 {
		text = strings.TrimSuffix(text, "0s")
		if rest%time.Hour == 0 {
			text = strings.TrimSuffix(text, "0m")
		}
	}
	switch {
	case days == 0:
		return text
	case rest == 0:
		return fmt.Sprintf("%dd", days)
	default:
		return fmt.Sprintf("%dd%s", days, text)
	}
}

// UnmarshalText reads what time.ParseDuration reads, with whole days in front of it ("14d", "1d12h").
func (d *Duration) UnmarshalText(text []byte) error {
	days, rest, found := strings.Cut(string(text), "d")
	var sum time.Duration
	if found {
		n, err := strconv.Atoi(days)
		if err != nil || n < 0 || n > 3650 {
			return fmt.Errorf("%q is not a duration such as 90s, 30m, 6h or 14d", text)
		}
		sum = time.Duration(n) * 24 * time.Hour
	} else {
		rest = string(text)
	}
	if rest != "" {
		part, err := time.ParseDuration(rest)
		if err != nil || part < 0 {
			return fmt.Errorf("%q is not a duration such as 90s, 30m, 6h or 14d", text)
		}
		sum += part
	} else if !found {
		return fmt.Errorf("an empty text is not a duration such as 90s, 30m, 6h or 14d")
	}
	*d = Duration(sum)
	return nil
}

// Pace is how often WeChat is asked. The defaults suit the real WeChat; a simulator on a fast clock wants shorter ones.
// All delays are spread by up to a tenth, differently for each Mini Program, so that a thousand releases do not ask at once.
type Pace struct {
	Detection Duration `json:"detection,omitzero" yaml:"detection,omitempty"` // between looks at the privacy check, grows to 5 times this; default 1m
	Poll      Duration `json:"poll,omitzero" yaml:"poll,omitempty"`           // first look at the review, then doubling; default 10m
	PollMax   Duration `json:"poll_max,omitzero" yaml:"poll_max,omitempty"`   // longest pause between looks at the review; default 2h
	Hint      Duration `json:"hint,omitzero" yaml:"hint,omitempty"`           // first repeat after a push that the status does not show yet, then growing; default 1m
	Retry     Duration `json:"retry,omitzero" yaml:"retry,omitempty"`         // first repeat after a transient failure, then doubling; default 5s
	RetryMax  Duration `json:"retry_max,omitzero" yaml:"retry_max,omitempty"` // longest pause after transient failures; default 5m
	Busy      Duration `json:"busy,omitzero" yaml:"busy,omitempty"`           // repeat after -1, 9402202 or a per-minute limit, then growing to 5 times this; default 1m
	Attempt   Duration `json:"attempt,omitzero" yaml:"attempt,omitempty"`     // how long one attempt may run before it is taken for lost with its worker; default 2m
}

// WithDefaults fills what is zero.
func (p Pace) WithDefaults() Pace {
	or := func(d *Duration, def time.Duration) {
		if *d <= 0 {
			*d = Duration(def)
		}
	}
	or(&p.Detection, time.Minute)
	or(&p.Poll, 10*time.Minute)
	or(&p.PollMax, 2*time.Hour)
	or(&p.Hint, time.Minute)
	or(&p.Retry, 5*time.Second)
	or(&p.RetryMax, 5*time.Minute)
	or(&p.Busy, time.Minute)
	or(&p.Attempt, 2*time.Minute)
	return p
}

// grow gives the pause after the nth failed attempt (1, 2, …): first, multiplied by factor each time, at most limit.
func grow(first Duration, factor float64, limit Duration, n int) time.Duration {
	d := float64(first)
	for ; n > 1 && d < float64(limit); n-- {
		d *= factor
	}
	return time.Duration(min(d, float64(limit)))
}

// spread moves d by up to a tenth either way. It is a pure function of its arguments, so that the next look can be told
// without asking: key is what differs between releases.
func spread(d time.Duration, key string, n int) time.Duration {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s/%d", key, n)
	// A number in [-1, 1).
	x := float64(h.Sum64()>>11)/(1<<52) - 1
	return d + time.Duration(x*float64(d)/10)
}
