package releasefile

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Rule names what a value breaks. Programs may branch on it; a newer version of this package may have more of them.
type Rule string

// Values are what a rule's text names, by the names in the comments below. A list is a []string.
type Values map[string]any

// The rules. The comments name their values.
const (
	// The whole file.
	RuleUTF8           Rule = "utf8"            // byte: one that is not UTF-8, such as 0xB0
	RuleSyntax         Rule = "syntax"          // message: of the YAML parser, in English
	RuleEmptyFile      Rule = "empty-file"      //
	RuleSecondDocument Rule = "second-document" //

	// Kinds of values, and keys.
	RuleAnchor       Rule = "anchor"        // an anchor, alias or tag of YAML
	RuleMap          Rule = "map"           // the value is no map
	RuleList         Rule = "list"          // the value is no list
	RuleText         Rule = "text"          // the value is a map or list, and no text
	RuleTextQuotes   Rule = "text-quotes"   // value: which YAML reads as a number or the like, because it has no quotes
	RuleInvisible    Rule = "invisible"     // character: that changes how a text reads and cannot be seen, such as U+202E
	RuleSwitch       Rule = "switch"        // the value is neither true nor false
	RuleUnit         Rule = "unit"          // a duration without its unit
	RuleDuration     Rule = "duration"      // reason: why the text is no duration
	RuleEmptyItem    Rule = "empty-item"    // of a list
	RuleUnknownKey   Rule = "unknown-key"   // keys: that are known here
	RuleMisspeltKey  Rule = "misspelt-key"  // nearest: the known key that was meant, most likely
	RuleTwice        Rule = "key-twice"     // line: of the first one
	RuleExpedite     Rule = "expedite"      // the value is neither a word nor a map
	RuleExpediteWord Rule = "expedite-word" // value: a word that is not known

	// Whole numbers. written is the number as it stands in the file.
	RuleNumber            Rule = "number"             // the value is a map or list
	RuleNumberDigits      Rule = "number-digits"      // it is not made of digits
	RuleNumberQuotes      Rule = "number-quotes"      // it has quotes, which make it a text
	RuleNumberTooLarge    Rule = "number-too-large"   //
	RuleNumberZero        Rule = "number-zero"        // written, which begins with a zero; number: without it
	RuleNumberHex         Rule = "number-hexadecimal" // written
	RuleNumberOctal       Rule = "number-octal"       // written
	RuleNumberBinary      Rule = "number-binary"      // written
	RuleNumberMinusZero   Rule = "number-minus-zero"  // written
	RuleNumberSexagesimal Rule = "number-sexagesimal" // written
	RuleNumberExponent    Rule = "number-exponent"    // written
	RuleNumberPoint       Rule = "number-point"       // written
	RuleNumberNone        Rule = "number-none"        // written, which is infinite or not a number
	RuleNumberSigns       Rule = "number-signs"       // written, with signs between its digits
	RuleNumberPlus        Rule = "number-plus"        // written
	RuleNumberVariable    Rule = "number-variable"    // written

	// Variables.
	RuleVariableName       Rule = "variable-name"       // value: which is not the name of a variable
	RuleVariableSetting    Rule = "variable-setting"    // a setting of the programs of this module, such as a secret
	RuleVariableForm       Rule = "variable-form"       // written: what looks like a variable and is none
	RuleVariableUndeclared Rule = "variable-undeclared" // written; name
	RuleVariableUnset      Rule = "variable-unset"      // written
	RuleVariableEmpty      Rule = "variable-empty"      // written

	// Several Mini Programs.
	RuleNoApps      Rule = "no-apps"      // the list is empty
	RuleCommonAppID Rule = "common-appid" // an appid beside the key apps
	RuleAppTwice    Rule = "app-twice"    // value: a name or appid of two apps

	// RuleLimit is a limit of WeChat's or of a release; reason: what is wrong. The problem's Cause is the typed error.
	RuleLimit Rule = "limit"
)

// wording is the English of a rule: a format, and the names of its values in the order of the format's verbs.
type wording struct {
	format string
	values []string
}

var wordings = map[Rule]wording{
	RuleUTF8:           {"the byte %s is not UTF-8 text; save the file as UTF-8", []string{"byte"}},
	RuleSyntax:         {"%s", []string{"message"}},
	RuleEmptyFile:      {"is empty; a release file has at least the keys appid, version and audit", nil},
	RuleSecondDocument: {"a second document begins here; one file describes one release, or several as its apps", nil},

	RuleAnchor:       {"anchors, aliases and tags are not used in a release file; write the value itself", nil},
	RuleMap:          {"must be a map, key: value in each line", nil},
	RuleList:         {"must be a list, each item after a dash", nil},
	RuleText:         {"must be text", nil},
	RuleTextQuotes:   {"must be text; put it in quotes: %q", []string{"value"}},
	RuleInvisible:    {"has the character %s, which cannot be seen but changes how the text reads; take it out", []string{"character"}},
	RuleSwitch:       {"must be true or false, without quotes", nil},
	RuleUnit:         {"must be a duration with its unit, such as 90s, 30m, 6h or 14d", nil},
	RuleDuration:     {"%s", []string{"reason"}},
	RuleEmptyItem:    {"is empty", nil},
	RuleUnknownKey:   {"no such key; the keys here are %s", []string{"keys"}},
	RuleMisspeltKey:  {"no such key; the nearest is %s", []string{"nearest"}},
	RuleTwice:        {"is there twice, first in line %d", []string{"line"}},
	RuleExpedite:     {"must be never, always or the map {after: 6h}", nil},
	RuleExpediteWord: {"%q is none of never, always and the map {after: 6h}", []string{"value"}},

	RuleNumber:         {"must be a whole number", nil},
	RuleNumberDigits:   {"must be a whole number, in digits", nil},
	RuleNumberQuotes:   {"must be a whole number, without quotes", nil},
	RuleNumberTooLarge: {"is too large a number", nil},
	RuleNumberZero: {
		"must be a whole number, and %s begins with a zero, which some programs take for octal; write %s", []string{"written", "number"},
	},
	RuleNumberHex:       {"must be a whole number, and %s is hexadecimal; write it in decimal", []string{"written"}},
	RuleNumberOctal:     {"must be a whole number, and %s is octal; write it in decimal", []string{"written"}},
	RuleNumberBinary:    {"must be a whole number, and %s is binary; write it in decimal", []string{"written"}},
	RuleNumberMinusZero: {"must be a whole number, and %s is minus zero; write 0", []string{"written"}},
	RuleNumberSexagesimal: {
		"must be a whole number, and %s is a time, or a number to the base 60; write it in decimal", []string{"written"},
	},
	RuleNumberExponent: {"must be a whole number, and %s has an exponent; write out its digits", []string{"written"}},
	RuleNumberPoint:    {"must be a whole number, and %s has a decimal point", []string{"written"}},
	RuleNumberNone:     {"must be a whole number, and %s is none", []string{"written"}},
	RuleNumberSigns:    {"must be a whole number, and %s has signs between its digits; write the digits alone", []string{"written"}},
	RuleNumberPlus:     {"must be a whole number, and %s has a plus sign; take it out", []string{"written"}},
	RuleNumberVariable: {
		"must be a whole number, and %s cannot be a variable; variables stand in texts only", []string{"written"},
	},

	RuleVariableName:    {"%q is not the name of a variable", []string{"value"}},
	RuleVariableSetting: {"settings of the programs, secrets among them, do not belong into a submission", nil},
	RuleVariableForm: {
		"%s is not a variable such as ${VERSION}; for the characters themselves write $%[1]s", []string{"written"},
	},
	RuleVariableUndeclared: {
		"%s is not declared: add %s to the list env at the top, or write $%[1]s for the characters themselves", []string{"written", "name"},
	},
	RuleVariableUnset: {"%s is not set in the environment", []string{"written"}},
	RuleVariableEmpty: {"%s is empty in the environment", []string{"written"}},

	RuleNoApps:      {"is empty; list the Mini Programs, or take the key out", nil},
	RuleCommonAppID: {"with apps each of them has its own appid; take this one out", nil},
	RuleAppTwice:    {"%q is there twice", []string{"value"}},

	RuleLimit: {"%s", []string{"reason"}},
}

// Rules gives all rules, sorted by name.
func Rules() []Rule { return slices.Sorted(maps.Keys(wordings)) }

// Names gives the names of the rule's [Values], in the order in which its English text names them.
func (r Rule) Names() []string { return slices.Clone(wordings[r].values) }

// broken is a problem without a position; the values are in the order of the rule's text.
func broken(rule Rule, values ...any) Problem {
	w := wordings[rule]
	p := Problem{Rule: rule}
	written := make([]any, len(values))
	for i, v := range values {
		if p.Values == nil {
			p.Values = Values{}
		}
		p.Values[w.values[i]], written[i] = v, v
		if list, ok := v.([]string); ok {
			written[i] = strings.Join(list, ", ")
		}
	}
	p.Text = fmt.Sprintf(w.format, written...)
	return p
}
