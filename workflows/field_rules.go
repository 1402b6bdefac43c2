package workflows

import (
	"maps"

	"github.com/wxrelease/wxrelease/wxa"
)

// Rules of [ReleaseInput.Validate] beside those of package wxa; the comments name the values.
const (
	RuleAppID          wxa.FieldRule = "appid"           // Value
	RuleVersionMissing wxa.FieldRule = "version-missing" //
	RuleVersionLength  wxa.FieldRule = "version-length"  // Number and Max, in characters
	RuleByte           wxa.FieldRule = "byte"            // Number: which byte, 1 is the first; Part: the byte
	RuleBlanksAround   wxa.FieldRule = "blanks-around"   // Value
	RuleInvisible      wxa.FieldRule = "invisible"       // Number: which character, 1 is the first; Part: the code point; Value
	RuleAfterPolicy    wxa.FieldRule = "after-policy"    //
	RuleAfterMissing   wxa.FieldRule = "after-missing"   //
	RulePolicy         wxa.FieldRule = "policy"          // Value
	RuleNegative       wxa.FieldRule = "negative"        // Value: a duration
)

var fieldRules = map[wxa.FieldRule]string{
	RuleAppID:          "{value:q} is not an appid (wx and 16 letters or digits)",
	RuleVersionMissing: "missing: the user_version of the uploaded trial version",
	RuleVersionLength:  "{number} characters, WeChat takes at most {max}",
	RuleByte:           "byte {number}, {part}, is not UTF-8",
	RuleBlanksAround:   "{value:q} has blanks or line ends around it; take them out",
	RuleInvisible:      "character {number} of {value:q} is {part}, which cannot be seen; take it out, and upload a version without it",
	RuleAfterPolicy:    `only goes with policy "after"`,
	RuleAfterMissing:   "missing: how long the review may last before WeChat is asked to expedite it",
	RulePolicy:         "{value:q} is not one of never, always, after",
	RuleNegative:       "{value} is negative",
}

// FieldRules gives the rules of this package with their English, as [wxa.FieldRules] does for its own.
func FieldRules() map[wxa.FieldRule]string { return maps.Clone(fieldRules) }
