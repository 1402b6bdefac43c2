// Package timing holds how long and how often: durations as people write them, the pace at which WeChat is asked, and the
// pauses after failures in a row. It is pure arithmetic: no clock, no randomness.
package timing

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Duration is a time.Duration that reads and writes as text, "90s" or "14d12h", so that files and histories show what a
// person would write.
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
			return &FormatError{string(text)}
		}
		sum = time.Duration(n) * 24 * time.Hour
	} else {
		rest = string(text)
	}
	if rest != "" {
		part, err := time.ParseDuration(rest)
		if err != nil || part < 0 {
			return &FormatError{string(text)}
		}
		sum += part
	} else if !found {
		return &FormatError{}
	}
	*d = Duration(sum)
	return nil
}

// Default fills a duration that is missing: zero, because an older program did not send it, or negative.
func (d *Duration) Default(def time.Duration) {
	if *d <= 0 {
		*d = Duration(def)
	}
}
