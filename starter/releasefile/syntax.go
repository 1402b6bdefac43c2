package releasefile

import (
	"errors"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
)

// syntaxProblem says what keeps the file from being read as YAML. The parser speaks English only, and of the place where it noticed;
// so the slips that people make are found in the lines themselves, and its own text is kept for those that are not known.
func (r *reader) syntaxProblem(err error) Problem {
	var y yaml.Error
	if !errors.As(err, &y) || y.GetToken() == nil {
		return r.problem("", RuleSyntax, err.Error())
	}
	at := y.GetToken().Position
	if p, found := r.slip(at.Line); found {
		return p
	}
	for _, known := range []struct {
		says string // in the parser's text
		rule Rule
	}{
		{"could not find end character", RuleSyntaxQuote},
		{"must be specified", RuleSyntaxBracket},
		{"end token", RuleSyntaxBracket},
		{"reserved character", RuleSyntaxReserved},
		{"not allowed in this context", RuleSyntaxIndent},
		{"non-map value is specified", RuleSyntaxNoKey},
		{"unexpected key name", RuleSyntaxNoKey},
	} {
		if strings.Contains(y.GetMessage(), known.says) {
			return r.locate(broken(known.rule), y.GetToken(), "")
		}
	}
	return r.locate(broken(RuleSyntax, y.GetMessage()), y.GetToken(), "")
}

var (
	wideColon  = regexp.MustCompile(`^[ \t]*(?:- +)*[A-Za-z_]+[ \t]*：`)
	tightColon = regexp.MustCompile(`^ *(?:- +)*[A-Za-z_]+:[^\s:/]`)
	innerColon = regexp.MustCompile(`^ *(?:- +)*[A-Za-z_]+: +[^"'\[{|>#\s].*?: `)
	keyed      = regexp.MustCompile(`^( *)(?:- +)*[A-Za-z_]+: +[^|>#\s]`)
)

// slip finds what a person most likely did wrong, in the line where the parser stopped or in one beside it: it stops before a line
// that it cannot begin with, or behind one that it took for something else.
func (r *reader) slip(stopped int) (Problem, bool) {
	for _, n := range []int{stopped, stopped + 1, stopped - 1} {
		line := r.fullLine(n)
		blanks := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		switch {
		case wideColon.MatchString(line):
			return r.at1(n, len([]rune(line[:strings.Index(line, "：")])), RuleSyntaxWideColon), true
		case strings.Contains(blanks, "\t"):
			return r.at1(n, strings.Index(blanks, "\t"), RuleSyntaxTab), true
		case tightColon.MatchString(line):
			return r.at1(n, len([]rune(line[:strings.Index(line, ":")])), RuleSyntaxTightColon), true
		}
	}
	line, next := r.fullLine(stopped), r.fullLine(stopped+1)
	if at := innerColon.FindStringIndex(line); at != nil {
		return r.at1(stopped, len([]rune(line[:at[1]-2])), RuleSyntaxInnerColon), true
	}
	if own := keyed.FindStringSubmatch(line); own != nil {
		if deeper := keyed.FindStringSubmatch(next); deeper != nil && len(deeper[1]) > len(own[1]) {
			return r.at1(stopped+1, len(deeper[1]), RuleSyntaxIndent), true
		}
	}
	return Problem{}, false
}

// at1 is a problem at a place: the line from 1, the column in characters from 0.
func (r *reader) at1(line, column int, rule Rule) Problem {
	p := broken(rule)
	p.File, p.Line, p.Column, p.Source = r.file, line, column+1, r.line(line)
	return p
}

// fullLine is a line from 1, "" outside of the file.
func (r *reader) fullLine(n int) string {
	if n < 1 || n > len(r.lines) {
		return ""
	}
	return r.lines[n-1]
}
