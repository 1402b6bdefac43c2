package releasefile

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/wxa"
)

// Problem is one thing that is wrong with a release, and where.
type Problem struct {
	File   string `json:"file"`             // the file, or the source of the value that replaces the file's
	Line   int    `json:"line,omitempty"`   // 1 is the first, 0 when it is about no single line
	Column int    `json:"column,omitempty"` // in characters, 1 is the first
	Path   string `json:"path,omitempty"`   // for example audit.item_list[2].tag
	Rule   Rule   `json:"rule"`             // what the value breaks
	Values Values `json:"values,omitempty"` // what the rule's text names; see [Rule]
	Text   string `json:"text"`             // the rule with its values, in English
	Source string `json:"source,omitempty"` // the line itself

	// Cause is the error that Text is of, nil for the rules of the file's shape: for [RuleLimit] a [wxa.FieldError].
	Cause error `json:"-"`
}

// String is one line for people, as editors and CI systems read it: file:line:column: path: text. The line of the file follows.
func (p Problem) String() string { return p.Words().String() }

// Words says what [Problem.String] does in the languages of the programs.
func (p Problem) Words() words.Text {
	at := p.File
	if p.Line > 0 {
		at = fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
	}
	line := words.Sequence[any](at+": ", p.Fault())
	if p.Source == "" {
		return line
	}
	return words.Lines[any](line, fmt.Sprintf("%6d | %s", p.Line, p.Source))
}

// Fault says what is wrong, with the path and without the place in the file.
func (p Problem) Fault() words.Text {
	if p.Path == "" {
		return p.fault()
	}
	return words.AtPath.Of(p.Path, p.fault())
}

// fault says what is wrong without the path.
func (p Problem) fault() words.Text {
	values := maps.Clone(p.Values)
	if field, ok := p.Cause.(wxa.FieldError); ok {
		values["reason"] = words.Field(field)
	} else if p.Cause != nil {
		values["reason"] = p.Cause
	}
	text, _ := words.FileRule(string(p.Rule), values) // a test looks that words know every rule
	return text
}

// same tells whether two problems say the same of the same place.
func (p Problem) same(q Problem) bool {
	return p.File == q.File && p.Line == q.Line && p.Column == q.Column && p.Path == q.Path && p.Text == q.Text
}

// InvalidError is everything that is wrong with a release file.
type InvalidError struct {
	Problems []Problem // in the order of the file's lines; those about no single line come last
}

// Error gives one problem after the other, each with the line of the file that it is about.
func (e *InvalidError) Error() string { return e.Words().String() }

// Shown is how many problems people are shown; a file may have thousands. Problems has all of them.
const Shown = 50

// Words says the error in the languages of the programs.
func (e *InvalidError) Words() words.Text {
	shown := e.Problems[:min(len(e.Problems), Shown)]
	lines := make([]words.Text, 0, len(shown)+1)
	for _, p := range shown {
		lines = append(lines, p.Words())
	}
	if more := len(e.Problems) - len(shown); more > 0 {
		lines = append(lines, words.MoreProblems.Of(more))
	}
	return words.Lines(lines...)
}

// add takes over problems that are not known yet: what several apps share would be told for each of them.
func (e *InvalidError) add(problems ...Problem) {
	for _, p := range problems {
		if !slices.ContainsFunc(e.Problems, p.same) {
			e.Problems = append(e.Problems, p)
		}
	}
}

func (e *InvalidError) sorted() *InvalidError {
	slices.SortStableFunc(e.Problems, func(a, b Problem) int {
		if (a.Line == 0) != (b.Line == 0) {
			return cmp.Compare(b.Line, a.Line)
		}
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return e
}

// explain gives each fault of a release its position in the file, without those that follow from a fault that is told already.
func (r *reader) explain(err error) []Problem {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []Problem
		for _, e := range joined.Unwrap() {
			all = append(all, r.explain(e)...)
		}
		return all
	}
	field, ok := errors.AsType[wxa.FieldError](err)
	if !ok {
		return []Problem{r.problem("", RuleLimit, err)}
	}
	if r.told(field.Path) {
		return nil
	}
	return []Problem{r.problem(field.Path, RuleLimit, field)}
}
