package releasefile

import (
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/wxrelease/wxrelease/wxa"
)

// note remembers where the value at path stands.
func (r *reader) note(path string, key *token.Token, value ast.Node) {
	if r.at == nil {
		r.at = map[string]*token.Token{}
	}
	switch value.(type) {
	case *ast.MappingNode, *ast.MappingValueNode, *ast.SequenceNode, *ast.NullNode:
		r.at[path] = key
	default:
		r.at[path] = value.GetToken()
	}
}

// override says that the value at path came from another source than the file.
func (r *reader) override(path, source string) {
	if r.from == nil {
		r.from = map[string]string{}
	}
	r.from[path] = source
}

// problem gives a broken rule its position: the source that replaced the value, the value itself, or the nearest thing around it.
func (r *reader) problem(path string, rule Rule, values ...any) Problem {
	p := broken(rule, values...)
	if source, ok := r.from[path]; ok {
		p.File = source
		return p
	}
	for at := path; at != ""; at = at[:max(strings.LastIndexAny(at, ".["), 0)] {
		if tok, ok := r.at[at]; ok {
			return r.locate(p, tok, path)
		}
	}
	return r.locate(p, r.whole, path)
}

// add notes a problem. When the file is read again, its shape has been told of already.
func (r *reader) add(tok *token.Token, path string, rule Rule, values ...any) {
	r.fault(path)
	if !r.again {
		r.problems = append(r.problems, r.locate(broken(rule, values...), tok, path))
	}
}

// fault notes that the value at path is wrong, so that nothing that follows from it is told too.
func (r *reader) fault(path string) {
	if r.faulty == nil {
		r.faulty = map[string]bool{}
	}
	r.faulty[path] = true
}

// told says whether a check of the value at path would only tell of a fault that is known: of the value itself, of what it is
// a part of, or of an item of it.
func (r *reader) told(path string) bool {
	for at := path; at != ""; at = at[:max(strings.LastIndexAny(at, ".["), 0)] {
		if r.faulty[at] {
			return true
		}
	}
	for at := range r.faulty {
		if item, under := strings.CutPrefix(at, path+"["); under && strings.IndexByte(item, ']') == len(item)-1 {
			return true
		}
	}
	return false
}

// gap tells whether a text has no value: a variable in it is not set, a reference in it is none, or it is of no encoding that
// we know. Only the first is news, and that when a release is read.
func (r *reader) gap(text *ast.StringNode, n ast.Node, path string) bool {
	if why, ok := r.unset[text]; ok {
		if r.again {
			r.fault(path)
			r.problems = append(r.problems, r.locate(why, n.GetToken(), path))
		}
		return true
	}
	if r.broken[text] || r.unreadable && strings.ContainsRune(text.Value, unicode.ReplacementChar) {
		r.fault(path)
		return true
	}
	return false
}

// locate puts a problem at a token; nil is the file as a whole.
func (r *reader) locate(p Problem, tok *token.Token, path string) Problem {
	p.File, p.Path = r.file, path
	if tok != nil && tok.Position != nil {
		p.Line, p.Column = tok.Position.Line, tok.Position.Column
		p.Source = r.line(p.Line)
	}
	return p
}

// sourceLimit bounds the line that a problem shows, in bytes.
const sourceLimit = 500

func (r *reader) line(n int) string {
	if n < 1 || n > len(r.lines) {
		return ""
	}
	return wxa.Cut(r.lines[n-1], sourceLimit)
}
