package main

import (
	"strings"
	"unicode"

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

// add notes a problem. When the file is read again, its shape has been told of already.
func (w *whereabouts) add(tok *token.Token, path, text string) {
	w.fault(path)
	if !w.again {
		w.problems = append(w.problems, w.token(tok, path, text))
	}
}

// fault notes that the value at path is wrong, so that nothing that follows from it is told too.
func (w *whereabouts) fault(path string) {
	if w.faulty == nil {
		w.faulty = map[string]bool{}
	}
	w.faulty[path] = true
}

// told says whether a check of the value at path would only tell of a fault that is known: of the value itself, of what it is
// a part of, or of an item of it.
func (w *whereabouts) told(path string) bool {
	for at := path; at != ""; at = at[:max(strings.LastIndexAny(at, ".["), 0)] {
		if w.faulty[at] {
			return true
		}
	}
	for at := range w.faulty {
		if item, under := strings.CutPrefix(at, path+"["); under && strings.IndexByte(item, ']') == len(item)-1 {
			return true
		}
	}
	return false
}

// gap tells whether a text has no value: a variable in it is not set, a reference in it is none, or it is of no encoding that
// we know. Only the first is news, and that when a release is read.
func (w *whereabouts) gap(text *ast.StringNode, n ast.Node, path string) bool {
	if why := w.unset[text]; why != "" {
		if w.again {
			w.fault(path)
			w.problems = append(w.problems, w.token(n.GetToken(), path, why))
		}
		return true
	}
	if w.broken[text] || w.unreadable && strings.ContainsRune(text.Value, unicode.ReplacementChar) {
		w.fault(path)
		return true
	}
	return false
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
