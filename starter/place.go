package main

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

func (w *whereabouts) note(path string, key *token.Token, value ast.Node) {
	if w.at == nil {
		w.at = map[string]*token.Token{}
	}
	switch value.(type) {
	case *ast.MappingNode, *ast.MappingValueNode, *ast.SequenceNode, *ast.NullNode:
		w.at[path] = key
	default:
		w.at[path] = value.GetToken()
	}
}

// flag says that the value at path came from a flag.
func (w *whereabouts) flag(path, name string) {
	if w.from == nil {
		w.from = map[string]string{}
	}
	w.from[path] = name
}

// problem places a text: at the flag that gave the value, at the value itself, or at the nearest thing around it.
func (w *whereabouts) problem(path, text string) problem {
	if name, ok := w.from[path]; ok {
		return problem{File: name, Text: text}
	}
	for at := path; at != ""; at = at[:max(strings.LastIndexAny(at, ".["), 0)] {
		if tok, ok := w.at[at]; ok {
			return w.token(tok, path, text)
		}
	}
	return w.token(w.whole, path, text)
}

func (w *whereabouts) add(tok *token.Token, path, text string) {
	w.problems = append(w.problems, w.token(tok, path, text))
}

func (w *whereabouts) token(tok *token.Token, path, text string) problem {
	p := problem{File: w.file, Path: path, Text: text}
	if tok != nil && tok.Position != nil {
		p.Line, p.Column = tok.Position.Line, tok.Position.Column
		p.Source = w.line(p.Line)
	}
	return p
}

func (w *whereabouts) line(n int) string {
	if n < 1 || n > len(w.lines) {
		return ""
	}
	return w.lines[n-1]
}

func (w *whereabouts) fail(p problem) error {
	p.File = w.file
	return &fileError{[]problem{p}}
}
