package workflows

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
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
	if !wxa.IsAppID(in.AppID) {
		add("appid", "%q is not an appid (wx and 16 letters or digits)", in.AppID)
	}
	if fault := versionFault(in.Version); fault != "" {
		add("version", "%s", fault)
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
		d    timing.Duration
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

// versionFault says why a version cannot be one that was uploaded, "" when it can. It is compared with WeChat's, so two that
// look the same must be the same: blanks around it and what cannot be seen would only show as "1.4.0, not 1.4.0".
func versionFault(version string) string {
	n := utf8.RuneCountInString(version)
	switch bare := strings.TrimSpace(version); {
	case !utf8.ValidString(version):
		at := 0
		for at < len(version) {
			r, size := utf8.DecodeRuneInString(version[at:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			at += size
		}
		return fmt.Sprintf("byte %d, 0x%02X, is not UTF-8", at+1, version[at])
	case bare == "":
		return "missing: the user_version of the uploaded trial version"
	case bare != version:
		return fmt.Sprintf("%q has blanks or line ends around it; take them out", version)
	case n > versionLimit:
		return fmt.Sprintf("%d characters, WeChat takes at most %d", n, versionLimit)
	}
	for i, r := range []rune(version) {
		if !visible(r) {
			return fmt.Sprintf("character %d of %q is U+%04X, which cannot be seen; take it out, and upload a version without it", i+1, version, r)
		}
	}
	return ""
}

// visible tells the characters that people can tell apart in a version: no control characters, no blanks but ' ', nothing that
// turns the order of text or has no width.
func visible(r rune) bool {
	return unicode.IsPrint(r) && r != utf8.RuneError && r != '\u2800' && // the latter is Braille without a dot
		!unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
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
	in.Limits.Detection.Default(time.Hour)
	in.Limits.Submit.Default(30 * time.Minute)
	in.Limits.Review.Default(14 * 24 * time.Hour)
	if in.Expedite.Policy == "" {
		in.Expedite.Policy = ExpediteNever
	}
	in.Pace = in.Pace.WithDefaults()
	return in
}
