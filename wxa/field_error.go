package wxa

import (
	"maps"
	"strconv"
	"strings"
)

// FieldError is one fault in a request, found before it is sent. Packages that check more than this one does have rules of
// their own; see [FieldRules] for those of this package.
type FieldError struct {
	Path string    // for example item_list[2].tag
	Rule FieldRule // which rule is broken
	Text string    // what is wrong, in English
	FieldValues
}

// FieldValues are what a rule tells of a field; which of them are set depends on the rule.
type FieldValues struct {
	Value  string // the value
	Part   string // the part of the value that is at fault
	Number int    // the value, or how many there are
	Min    int    // least number that is allowed
	Max    int    // greatest number that is allowed
}

// FieldRule names a rule for the value of a field, by which programs can tell faults apart and say them in other languages.
type FieldRule string

// The rules of this package; the comments name the values.
const (
	RuleEmpty        FieldRule = "empty"         //
	RulePositive     FieldRule = "positive"      // Value
	RuleUTF8         FieldRule = "utf8"          //
	RuleControl      FieldRule = "control"       //
	RuleLength       FieldRule = "length"        // Number and Max, in characters
	RuleRange        FieldRule = "range"         // Number, Min, Max
	RuleTwice        FieldRule = "twice"         // Number
	RuleYesNo        FieldRule = "yes-no"        // Number
	RuleItems        FieldRule = "items"         // Number, Min, Max
	RuleSlash        FieldRule = "slash"         // Value: the path without the slash
	RuleTags         FieldRule = "tags"          // Number, Max
	RuleTagLength    FieldRule = "tag-length"    // Number, Max, Part: the tag
	RuleCategoryName FieldRule = "category-name" //
	RuleCategoryID   FieldRule = "category-id"   // Value
	RuleThirdName    FieldRule = "third-name"    //
	RuleThirdID      FieldRule = "third-id"      // Value
	RulePictures     FieldRule = "pictures"      // Number, Max
	RuleMediaID      FieldRule = "media-id"      //
	RulePreviews     FieldRule = "previews"      //
	RuleNoScene      FieldRule = "no-scene"      //
	RuleSceneZero    FieldRule = "scene-zero"    //
	RuleSceneFive    FieldRule = "scene-five"    //
)

var fieldRules = map[FieldRule]string{
	RuleEmpty:        "is empty",
	RulePositive:     "{value} is not a positive number",
	RuleUTF8:         "is not valid UTF-8",
	RuleControl:      "has a control character",
	RuleLength:       "has {number} characters, want at most {max}",
	RuleRange:        "is {number}, want {min} to {max}",
	RuleTwice:        "gives {number} twice",
	RuleYesNo:        "is {number}, want 0 (no) or 1 (yes)",
	RuleItems:        "has {number} items, want {min} to {max}",
	RuleSlash:        "starts with a slash, want a path as get_page lists it: {value:q}",
	RuleTags:         "has {number} tags, want at most {max} separated by blanks",
	RuleTagLength:    "has a tag of {number} characters, want at most {max}: {part:q}",
	RuleCategoryName: "is empty, want a name from get_category",
	RuleCategoryID:   "is {value}, want an id from get_category",
	RuleThirdName:    "is empty, want a name from get_category, third_class and third_id go together",
	RuleThirdID:      "is {value}, want an id from get_category, third_class and third_id go together",
	RulePictures:     "has {number} pictures, want at most {max}",
	RuleMediaID:      "is an empty media id",
	RulePreviews:     "is empty, give both lists or leave preview_info out",
	RuleNoScene:      "is empty, give what users can publish, or [0] for nothing",
	RuleSceneZero:    "has 0, no user content: then nothing else is to be given",
	RuleSceneFive:    "is empty, scene 5 needs a description",
}

// FieldRules gives the rules of this package with their English, in which {value}, {part}, {number}, {min} and {max} stand for the
// values, and {value:q} and {part:q} for quoted ones. The map is the caller's.
func FieldRules() map[FieldRule]string {
	return maps.Clone(fieldRules)
}

// NewFieldError says that a field breaks a rule of this package.
func NewFieldError(path string, rule FieldRule, values FieldValues) FieldError {
	return FieldError{Path: path, Rule: rule, Text: values.Fill(fieldRules[rule]), FieldValues: values}
}

// Fill puts the values into the English of a rule.
func (v FieldValues) Fill(text string) string {
	return strings.NewReplacer("{value:q}", strconv.Quote(v.Value), "{value}", v.Value,
		"{part:q}", strconv.Quote(v.Part), "{part}", v.Part, "{number}", strconv.Itoa(v.Number),
		"{min}", strconv.Itoa(v.Min), "{max}", strconv.Itoa(v.Max)).Replace(text)
}

func (e FieldError) Error() string { return e.Path + ": " + e.Text }

// Class is ClassFix: nothing was sent, and the same request will be refused again.
func (e FieldError) Class() Class { return ClassFix }
