package releasefile

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// decimal is the one form of whole numbers that all programs read alike. YAML has others, which its versions read as different
// numbers: 0123 is 83 to some and 123 to others.
var decimal = regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`)

// number reads a whole number, by what stands in the file.
func (r *reader) number(n ast.Node, v reflect.Value, path string) {
	tok := n.GetToken()
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode, *ast.SequenceNode:
		r.add(first(n), path, RuleNumber)
		return
	case *ast.LiteralNode:
		r.add(tok, path, RuleNumberQuotes)
		return
	}
	if tok.Type == token.SingleQuoteType || tok.Type == token.DoubleQuoteType {
		r.add(tok, path, RuleNumberQuotes)
		return
	}
	if !decimal.MatchString(tok.Value) {
		rule, values := whyNot(tok.Value)
		r.add(tok, path, rule, values...)
		return
	}
	i, err := strconv.ParseInt(tok.Value, 10, 64)
	if err != nil || v.OverflowInt(i) {
		r.add(tok, path, RuleNumberTooLarge)
		return
	}
	v.SetInt(i)
}

var zeroInFront = regexp.MustCompile(`^([-+]?)0[0_]*([0-9_]+)$`)

// forms are ways to write numbers that are not taken.
var forms = []struct {
	form *regexp.Regexp
	rule Rule
}{
	{regexp.MustCompile(`^[-+]?0+[xX]`), RuleNumberHex},
	{regexp.MustCompile(`^[-+]?0+[oO]`), RuleNumberOctal},
	{regexp.MustCompile(`^[-+]?0+[bB]`), RuleNumberBinary},
	{regexp.MustCompile(`^-0+$`), RuleNumberMinusZero},
	{regexp.MustCompile(`^[0-9]+(:[0-9]+)+`), RuleNumberSexagesimal},
	{regexp.MustCompile(`^[-+]?[0-9_]*\.?[0-9_]+[eE][-+]?[0-9]+$`), RuleNumberExponent},
	{regexp.MustCompile(`^[-+]?[0-9_]*\.[0-9_]*$`), RuleNumberPoint},
	{regexp.MustCompile(`(?i)^[-+]?\.(inf|nan)$`), RuleNumberNone},
	{regexp.MustCompile(`^[-+]?[0-9_,]*[_,][0-9_,]*$`), RuleNumberSigns},
	{regexp.MustCompile(`^\+`), RuleNumberPlus},
	{regexp.MustCompile(`\$\{`), RuleNumberVariable},
}

// whyNot says what is wrong with the form of a number.
func whyNot(written string) (Rule, []any) {
	if m := zeroInFront.FindStringSubmatch(written); m != nil {
		number := strings.TrimLeft(strings.ReplaceAll(m[2], "_", ""), "0")
		if number == "" {
			number = "0"
		} else if m[1] == "-" {
			number = "-" + number
		}
		return RuleNumberZero, []any{written, number}
	}
	for _, f := range forms {
		if f.form.MatchString(written) {
			return f.rule, []any{written}
		}
	}
	return RuleNumberDigits, nil
}
