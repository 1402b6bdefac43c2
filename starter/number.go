package main

import (
	"fmt"
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
func (w *whereabouts) number(n ast.Node, v reflect.Value, path string) {
	tok := n.GetToken()
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode, *ast.SequenceNode:
		w.add(first(n), path, "must be a whole number")
		return
	case *ast.LiteralNode:
		w.add(tok, path, "must be a whole number, without quotes")
		return
	}
	if tok.Type == token.SingleQuoteType || tok.Type == token.DoubleQuoteType {
		w.add(tok, path, "must be a whole number, without quotes")
		return
	}
	if !decimal.MatchString(tok.Value) {
		w.add(tok, path, "must be a whole number"+whyNot(tok.Value))
		return
	}
	i, err := strconv.ParseInt(tok.Value, 10, 64)
	if err != nil || v.OverflowInt(i) {
		w.add(tok, path, "is too large a number")
		return
	}
	v.SetInt(i)
}

var zeroInFront = regexp.MustCompile(`^([-+]?)0[0_]*([0-9_]+)$`)

// forms are ways to write numbers that are not taken, and what to say of each.
var forms = []struct {
	form *regexp.Regexp
	text string
}{
	{regexp.MustCompile(`^[-+]?0+[xX]`), "is hexadecimal; write it in decimal"},
	{regexp.MustCompile(`^[-+]?0+[oO]`), "is octal; write it in decimal"},
	{regexp.MustCompile(`^[-+]?0+[bB]`), "is binary; write it in decimal"},
	{regexp.MustCompile(`^-0+$`), "is minus zero; write 0"},
	{regexp.MustCompile(`^[0-9]+(:[0-9]+)+`), "is a time, or a number to the base 60; write it in decimal"},
	{regexp.MustCompile(`^[-+]?[0-9_]*\.?[0-9_]+[eE][-+]?[0-9]+$`), "has an exponent; write out its digits"},
	{regexp.MustCompile(`^[-+]?[0-9_]*\.[0-9_]*$`), "has a decimal point"},
	{regexp.MustCompile(`(?i)^[-+]?\.(inf|nan)$`), "is none"},
	{regexp.MustCompile(`^[-+]?[0-9_,]*[_,][0-9_,]*$`), "has signs between its digits; write the digits alone"},
	{regexp.MustCompile(`^\+`), "has a plus sign; take it out"},
	{regexp.MustCompile(`\$\{`), "cannot be a variable; variables stand in texts only"},
}

// whyNot says what is wrong with the form of a number.
func whyNot(written string) string {
	if m := zeroInFront.FindStringSubmatch(written); m != nil {
		plain := strings.TrimLeft(strings.ReplaceAll(m[2], "_", ""), "0")
		if plain == "" {
			plain = "0"
		} else if m[1] == "-" {
			plain = "-" + plain
		}
		return fmt.Sprintf(", and %s begins with a zero, which some programs take for octal; write %s", written, plain)
	}
	for _, f := range forms {
		if f.form.MatchString(written) {
			return fmt.Sprintf(", and %s %s", written, f.text)
		}
	}
	return ", in digits"
}
