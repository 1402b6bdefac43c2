package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// problem is one thing that is wrong with a release, and where.
type problem struct {
	File   string `json:"file"`             // the file, or the flag that the value came from
	Line   int    `json:"line,omitempty"`   // 1 is the first, 0 when it is about no single line
	Column int    `json:"column,omitempty"` // in characters, 1 is the first
	Path   string `json:"path,omitempty"`   // for example audit.item_list[2].tag
	Text   string `json:"text"`
	Source string `json:"source,omitempty"` // the line itself
}

func (p problem) String() string {
	at := p.File
	if p.Line > 0 {
		at = fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
	}
	text := at + ": "
	if p.Path != "" {
		text += p.Path + ": "
	}
	text += p.Text
	if p.Source != "" {
		text += fmt.Sprintf("\n%6d | %s", p.Line, p.Source)
	}
	return text
}

// fileError is everything that is wrong with a release file.
type fileError struct{ problems []problem }

func (e *fileError) Error() string {
	lines := make([]string, len(e.problems))
	for i, p := range e.problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// add takes over problems that are not known yet: what several apps share would be told for each of them.
func (e *fileError) add(problems ...problem) {
	for _, p := range problems {
		if !slices.Contains(e.problems, p) {
			e.problems = append(e.problems, p)
		}
	}
}

// sorted puts the problems into the order of the file's lines; what is about no single line comes last.
func (e *fileError) sorted() *fileError {
	slices.SortStableFunc(e.problems, func(a, b problem) int {
		if (a.Line == 0) != (b.Line == 0) {
			return cmp.Compare(b.Line, a.Line)
		}
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return e
}

// pathText takes "audit.item_list[2].tag: too long" apart.
var pathText = regexp.MustCompile(`(?s)^([a-z_]+(?:\.[a-z_]+|\[\d+\])*): (.*)$`)

// explain gives each problem of a joined error its place in the file, without those that follow from a fault that is told.
func (w *whereabouts) explain(err error) []problem {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []problem
		for _, e := range joined.Unwrap() {
			all = append(all, w.explain(e)...)
		}
		return all
	}
	m := pathText.FindStringSubmatch(err.Error())
	if m == nil {
		return []problem{w.problem("", err.Error())}
	}
	if w.told(m[1]) {
		return nil
	}
	return []problem{w.problem(m[1], m[2])}
}
