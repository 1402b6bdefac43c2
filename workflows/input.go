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
// each problem, with the rules of [FieldRules] and [wxa.FieldRules].
func (in ReleaseInput) Validate() error {
	var problems []error
	add := func(path string, rule wxa.FieldRule, values wxa.FieldValues) {
		problems = append(problems, wxa.FieldError{Path: path, Rule: rule, Text: values.Fill(fieldRules[rule]), FieldValues: values})
	}
	if !wxa.IsAppID(in.AppID) {
		add("appid", RuleAppID, wxa.FieldValues{Value: in.AppID})
	}
	if rule, values, broken := versionFault(in.Version); broken {
		add("version", rule, values)
	}
	switch in.Expedite.Policy {
	case "", ExpediteNever, ExpediteAlways:
		if in.Expedite.After != 0 {
			add("expedite.after", RuleAfterPolicy, wxa.FieldValues{})
		}
	case ExpediteAfter:
		if in.Expedite.After <= 0 {
			add("expedite.after", RuleAfterMissing, wxa.FieldValues{})
		}
	default:
		add("expedite.policy", RulePolicy, wxa.FieldValues{Value: string(in.Expedite.Policy)})
	}
	for _, limit := range []struct {
		path string
		d    timing.Duration
	}{{"limits.detection", in.Limits.Detection}, {"limits.submit", in.Limits.Submit}, {"limits.review", in.Limits.Review}} {
		if limit.d < 0 {
			add(limit.path, RuleNegative, wxa.FieldValues{Value: limit.d.String()})
		}
	}
	if err := in.Audit.Validate(); err != nil {
		problems = append(problems, prefixed("audit", err)...)
	}
	return errors.Join(problems...)
}

// versionFault tells why a version cannot be one that was uploaded. It is compared with WeChat's, so two that look the same must
// be the same: blanks around it and what cannot be seen would only show as "1.4.0, not 1.4.0".
func versionFault(version string) (rule wxa.FieldRule, values wxa.FieldValues, broken bool) {
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
		return RuleByte, wxa.FieldValues{Number: at + 1, Part: fmt.Sprintf("0x%02X", version[at])}, true
	case bare == "":
		return RuleVersionMissing, wxa.FieldValues{}, true
	case bare != version:
		return RuleBlanksAround, wxa.FieldValues{Value: version}, true
	case n > versionLimit:
		return RuleVersionLength, wxa.FieldValues{Number: n, Max: versionLimit}, true
	}
	for i, r := range []rune(version) {
		if !visible(r) {
			return RuleInvisible, wxa.FieldValues{Value: version, Number: i + 1, Part: fmt.Sprintf("U+%04X", r)}, true
		}
	}
	return "", wxa.FieldValues{}, false
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
