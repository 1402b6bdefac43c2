package releasefile

import (
	"errors"
	"maps"
	"slices"

	"github.com/wxrelease/wxrelease/wxa"
)

// Rule names what a value breaks. Programs may branch on it; a newer version of this package may have more of them.
type Rule string

// Values are what a rule's text names, by the names in the comments below. A list is a []string.
type Values map[string]any

// The rules. The comments name their values.
const (
	// The whole file.
	RuleUTF8           Rule = "utf8"            // byte: one that is not UTF-8, such as 0xB0
	RuleSyntax         Rule = "syntax"          // message: of the YAML parser, in English; none of the rules below
	RuleEmptyFile      Rule = "empty-file"      //
	RuleSecondDocument Rule = "second-document" //
	RuleTooDeep        Rule = "too-deep"        // limit: how deep maps and lists may stand in each other

	// What keeps a file from being read as YAML.
	RuleSyntaxWideColon  Rule = "syntax-wide-colon"  // a full-width colon after a key
	RuleSyntaxTightColon Rule = "syntax-tight-colon" // no blank after the colon of a key
	RuleSyntaxInnerColon Rule = "syntax-inner-colon" // a colon and a blank in a text without quotes
	RuleSyntaxTab        Rule = "syntax-tab"         // a tab before the first sign of a line
	RuleSyntaxIndent     Rule = "syntax-indent"      // more or fewer blanks than the lines beside it have
	RuleSyntaxQuote      Rule = "syntax-quote"       // a quote that is never closed
	RuleSyntaxBracket    Rule = "syntax-bracket"     // a bracket that is never closed, or no comma
	RuleSyntaxReserved   Rule = "syntax-reserved"    // a text that begins with @ or a backquote and has no quotes
	RuleSyntaxNoKey      Rule = "syntax-no-key"      // a line that is neither key: value nor an item of a list

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

	// The merchant's name.
	RuleNameLine   Rule = "name-line"   // it has line ends or other control characters
	RuleNameLength Rule = "name-length" // number: of its characters; max: how many are taken

	// Several Mini Programs.
	RuleNoApps      Rule = "no-apps"      // the list is empty
	RuleCommonAppID Rule = "common-appid" // an appid beside the key apps
	RuleCommonName  Rule = "common-name"  // a name beside the key apps
	RuleAppTwice    Rule = "app-twice"    // value: a name or appid of two apps

	// RuleLimit is a limit of WeChat's or of a release; reason: what is wrong. The problem's Cause is the typed error.
	RuleLimit Rule = "limit"
)

// ruleValues are the names of the rules' values; package words has the rules' texts.
var ruleValues = map[Rule][]string{
	RuleUTF8:               {"byte"},
	RuleSyntax:             {"message"},
	RuleSyntaxWideColon:    nil,
	RuleSyntaxTightColon:   nil,
	RuleSyntaxInnerColon:   nil,
	RuleSyntaxTab:          nil,
	RuleSyntaxIndent:       nil,
	RuleSyntaxQuote:        nil,
	RuleSyntaxBracket:      nil,
	RuleSyntaxReserved:     nil,
	RuleSyntaxNoKey:        nil,
	RuleEmptyFile:          nil,
	RuleSecondDocument:     nil,
	RuleTooDeep:            {"limit"},
	RuleAnchor:             nil,
	RuleMap:                nil,
	RuleList:               nil,
	RuleText:               nil,
	RuleTextQuotes:         {"value"},
	RuleInvisible:          {"character"},
	RuleSwitch:             nil,
	RuleUnit:               nil,
	RuleDuration:           {"reason"},
	RuleEmptyItem:          nil,
	RuleUnknownKey:         {"keys"},
	RuleMisspeltKey:        {"nearest"},
	RuleTwice:              {"line"},
	RuleExpedite:           nil,
	RuleExpediteWord:       {"value"},
	RuleNumber:             nil,
	RuleNumberDigits:       nil,
	RuleNumberQuotes:       nil,
	RuleNumberTooLarge:     nil,
	RuleNumberZero:         {"written", "number"},
	RuleNumberHex:          {"written"},
	RuleNumberOctal:        {"written"},
	RuleNumberBinary:       {"written"},
	RuleNumberMinusZero:    {"written"},
	RuleNumberSexagesimal:  {"written"},
	RuleNumberExponent:     {"written"},
	RuleNumberPoint:        {"written"},
	RuleNumberNone:         {"written"},
	RuleNumberSigns:        {"written"},
	RuleNumberPlus:         {"written"},
	RuleNumberVariable:     {"written"},
	RuleVariableName:       {"value"},
	RuleVariableSetting:    nil,
	RuleVariableForm:       {"written"},
	RuleVariableUndeclared: {"written", "name"},
	RuleVariableUnset:      {"written"},
	RuleVariableEmpty:      {"written"},
	RuleNoApps:             nil,
	RuleCommonAppID:        nil,
	RuleCommonName:         nil,
	RuleNameLine:           nil,
	RuleNameLength:         {"number", "max"},
	RuleAppTwice:           {"value"},
	RuleLimit:              {"reason"},
}

// Rules gives all rules, sorted by name.
func Rules() []Rule { return slices.Sorted(maps.Keys(ruleValues)) }

// Names gives the names of the rule's [Values], in the order in which its English text names them.
func (r Rule) Names() []string { return slices.Clone(ruleValues[r]) }

// broken is a problem without a position; the values are in the order of the rule's text. Of an error it keeps the English among the
// values, and the error itself as the cause.
func broken(rule Rule, values ...any) Problem {
	p := Problem{Rule: rule}
	for i, v := range values {
		if p.Values == nil {
			p.Values = Values{}
		}
		if err, ok := v.(error); ok {
			p.Cause, v = err, err.Error()
			if field, ok := errors.AsType[wxa.FieldError](err); ok {
				p.Cause, v = field, field.Text
			}
		}
		p.Values[ruleValues[rule][i]] = v
	}
	p.Text = p.fault().String()
	return p
}
