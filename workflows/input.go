package workflows

import (
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/push"
)

// versionLimit is the longest user_version that commit takes, in characters.
const versionLimit = 64

// Validate finds everything in the input that cannot work, before anything is sent. The error joins one [wxa.FieldError] for
// each problem.
func (in ReleaseInput) Validate() error {
	var problems []error
	add := func(path, format string, args ...any) {
		problems = append(problems, wxa.FieldError{Path: path, Text: fmt.Sprintf(format, args...)})
	}
	if !push.IsAppID(in.AppID) {
		add("appid", "%q is not an appid (wx and 16 letters or digits)", in.AppID)
	}
	switch n := utf8.RuneCountInString(in.Version); {
	case n == 0:
		add("version", "missing: the user_version of the uploaded trial version")
	case n > versionLimit:
		add("version", "%d characters, WeChat takes at most %d", n, versionLimit)
	}
	switch in.Expedite.Policy {
	case "", ExpediteNever, ExpediteAlways:
		if in.Expedite.After != 0 {
			add("expedite.after", "only goes with policy %q", ExpediteAfter)
		}
	case ExpediteAfter:
		if in.Expedite.After <= 0 {
			add("expedite.after", "missing: how long the review may last before WeChat is asked to hurry")
		}
	default:
		add("expedite.policy", "%q is not one of never, always, after", in.Expedite.Policy)
	}
	for _, limit := range []struct {
		path string
		d    activities.Duration
	}{{"limits.detection", in.Limits.Detection}, {"limits.submit", in.Limits.Submit}, {"limits.review", in.Limits.Review}} {
		if limit.d < 0 {
			add(limit.path, "%s is negative", limit.d)
		}
	}
	if err := in.Audit.Validate(); err != nil {
		problems = append(problems, prefixed("audit", err)...)
	}
	return errors.Join(problems...)
}

// prefixed puts a path in front of each problem of a joined error.
func prefixed(path string, err error) []error {
	var field wxa.FieldError
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []error
		for _, e := range joined.Unwrap() {
			all = append(all, prefixed(path, e)...)
		}
		return all
	}
	if errors.As(err, &field) {
		field.Path = path + "." + field.Path
		return []error{field}
	}
	return []error{fmt.Errorf("%s: %w", path, err)}
}

// WithDefaults fills what is zero.
func (in ReleaseInput) WithDefaults() ReleaseInput {
	or := func(d *activities.Duration, def time.Duration) {
		if *d == 0 {
			*d = activities.Duration(def)
		}
	}
	or(&in.Limits.Detection, time.Hour)
	or(&in.Limits.Submit, 30*time.Minute)
	or(&in.Limits.Review, 14*24*time.Hour)
	if in.Expedite.Policy == "" {
		in.Expedite.Policy = ExpediteNever
	}
	in.Pace = in.Pace.WithDefaults()
	return in
}
