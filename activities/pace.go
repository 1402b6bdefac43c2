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
// All delays are moved by up to a tenth, differently for each Mini Program, so that a thousand releases do not ask at once.
type Pace struct {
	// Between looks at the privacy check, grows to 5 times this; default 1m.
	Detection Duration `json:"detection,omitzero" yaml:"detection,omitempty"`
	// First look at the review, then doubling; default 10m.
	Poll Duration `json:"poll,omitzero" yaml:"poll,omitempty"`
	// Longest pause between looks at the review; default 2h.
	PollMax Duration `json:"poll_max,omitzero" yaml:"poll_max,omitempty"`
	// First repeat after a push that the status does not show yet, then doubling; default 1m.
	Hint Duration `json:"hint,omitzero" yaml:"hint,omitempty"`
	// First repeat after a transient failure, then doubling; default 5s.
	Retry Duration `json:"retry,omitzero" yaml:"retry,omitempty"`
	// Longest pause after transient failures; default 5m.
	RetryMax Duration `json:"retry_max,omitzero" yaml:"retry_max,omitempty"`
	// Repeat after -1, 9402202 or a per-minute limit, then growing to 5 times this; default 1m. After 5 times this WeChat's
	// reads are taken to show what its writes did.
	Busy Duration `json:"busy,omitzero" yaml:"busy,omitempty"`
	// How long one attempt may run before it is taken for lost with its worker; default 2m.
	Attempt Duration `json:"attempt,omitzero" yaml:"attempt,omitempty"`
}

// WithDefaults fills what is zero.
func (p Pace) WithDefaults() Pace {
	orDefault(&p.Detection, time.Minute)
	orDefault(&p.Poll, 10*time.Minute)
	orDefault(&p.PollMax, 2*time.Hour)
	orDefault(&p.Hint, time.Minute)
	orDefault(&p.Retry, 5*time.Second)
	orDefault(&p.RetryMax, 5*time.Minute)
	orDefault(&p.Busy, time.Minute)
	orDefault(&p.Attempt, 2*time.Minute)
	return p
}

// Defaults of the limits, also for inputs of workers that did not send them yet.
const (
	detectionLimit = time.Hour
	submitLimit    = 30 * time.Minute
	outageLimit    = 14 * 24 * time.Hour
	withdrawLimit  = 24 * time.Hour
)

// orDefault fills a duration that is missing.
func orDefault(d *Duration, def time.Duration) {
	if *d <= 0 {
		*d = Duration(def)
	}
}

// lag is how long WeChat's reads may lag behind its writes.
func (p Pace) lag() time.Duration { return 5 * time.Duration(p.Busy) }

// backoff gives the pause after the nth failure in a row (1, 2, …): first, multiplied by factor each time, at most limit.
func backoff(first Duration, factor float64, limit Duration, n int) time.Duration {
	d := float64(first)
	for ; n > 1 && d < float64(limit); n-- {
		d *= factor
	}
	return time.Duration(min(d, float64(limit)))
}

// jitter moves d by up to a tenth either way. It is a pure function of its arguments, so that the next look can be told
// without asking: key is what differs between releases.
func jitter(d time.Duration, key string, n int) time.Duration {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s/%d", key, n)
	// A number in [-1, 1).
	x := float64(h.Sum64()>>11)/(1<<52) - 1
	return d + time.Duration(x*float64(d)/10)
}

// PollMode says why PollAudit asks.
type PollMode string

const (
	PollRegular PollMode = "regular" // nobody called: first after Pace.Poll, then ever more seldom
	PollHint    PollMode = "hint"    // a push or a person called: ask now, and again soon if WeChat's status lags behind
	PollOnce    PollMode = "once"    // ask now and answer whatever is there
	PollParked  PollMode = "parked"  // WeChat refused to answer and a person knows: keep trying, answer as soon as WeChat does
)

// NextLook tells when a poll that began at a moment asks WeChat next after another one, if nothing disturbs it. The looks hang
// on the begin alone: neither a worker's death nor a new run of the workflow makes them more frequent. Without the begin there
// is nothing to tell: the zero time.
func NextLook(in PollInput, after time.Time) time.Time {
	if in.Began.IsZero() {
		return time.Time{}
	}
	pace, key := in.Pace.WithDefaults(), fmt.Sprintf("%s/%d", in.AppID, in.AuditID)
	first := pace.Poll
	if in.Mode == PollHint {
		first = pace.Hint
	}
	limit := max(first, pace.PollMax)
	look := in.Began
	for n := 1; n < 10_000; n++ {
		if look = look.Add(jitter(backoff(first, 2, limit, n), key, n)); look.After(after) {
			return look
		}
	}
	return after.Add(time.Duration(limit))
}
