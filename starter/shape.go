package main

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/workflows"
)

// decode reads a release file. The YAML library alone would take version: 1.40 as the text "1.4" and first_id: 1.5 as 1,
// and would stop at the first fault, so the shape of the whole file is checked before the library fills the struct.
func decode(name string, data []byte) (file releaseFile, where *whereabouts, err error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	where = &whereabouts{file: name, lines: strings.Split(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")}
	if line := invalidUTF8(data); line > 0 {
		return file, where, where.fail(problem{Line: line, Column: 1, Text: "is not UTF-8 text; save the file as UTF-8"})
	}
	doc, err := parser.ParseBytes(data, 0)
	if err != nil {
		return file, where, where.yamlError(err)
	}
	var body ast.Node
	for _, d := range doc.Docs {
		if d.Body == nil {
			continue
		}
		if body != nil {
			return file, where, where.fail(where.token(d.Start, "", "a second document begins here; one file describes one release"))
		}
		body = d.Body
	}
	if body == nil {
		return file, where, where.fail(problem{Text: "is empty; a release file has at least the keys appid, version and audit"})
	}
	if where.value(body, reflect.TypeFor[releaseFile](), ""); len(where.problems) > 0 {
		return file, where, &fileError{where.problems}
	}
	if err := yaml.NodeToValue(body, &file, yaml.Strict()); err != nil {
		return file, where, where.yamlError(err)
	}
	return file, where, nil
}

// whereabouts checks the shape of a file and remembers where each value stands.
type whereabouts struct {
	file     string
	lines    []string
	at       map[string]*token.Token // by path; for maps and lists the token of their key
	from     map[string]string       // paths whose value a flag gave
	problems []problem
}

// value checks one value against the Go type it is for.
func (w *whereabouts) value(n ast.Node, t reflect.Type, path string) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch n.(type) {
	case *ast.NullNode: // a key without a value is a key that is not there
		return
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		w.add(n.GetToken(), path, "anchors, aliases and tags are not used in a release file; write the value itself")
		return
	}
	if t == reflect.TypeFor[expedite]() {
		w.expedite(n, path)
		return
	}
	if text, ok := reflect.New(t).Interface().(encoding.TextUnmarshaler); ok {
		if s, isText := n.(*ast.StringNode); !isText {
			w.add(n.GetToken(), path, "must be a duration with its unit, such as 90s, 30m, 6h or 14d")
		} else if err := text.UnmarshalText([]byte(s.Value)); err != nil {
			w.add(n.GetToken(), path, err.Error())
		}
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		w.fields(n, t, path)
	case reflect.Slice:
		w.items(n, t.Elem(), path)
	case reflect.String:
		switch n.(type) {
		case *ast.StringNode, *ast.LiteralNode:
		case *ast.MappingNode, *ast.MappingValueNode, *ast.SequenceNode:
			w.add(first(n), path, "must be text")
		default:
			w.add(n.GetToken(), path, fmt.Sprintf("must be text; put it in quotes: %q", n.GetToken().Value))
		}
	case reflect.Bool:
		if _, ok := n.(*ast.BoolNode); !ok {
			w.add(n.GetToken(), path, "must be true or false, without quotes")
		}
	default: // the whole numbers
		i, ok := n.(*ast.IntegerNode)
		if !ok {
			w.add(n.GetToken(), path, "must be a whole number, without quotes")
		} else if v := reflect.ValueOf(i.Value); !v.CanConvert(t) || !v.CanInt() && !v.CanUint() || fmt.Sprint(v.Convert(t)) != fmt.Sprint(v) {
			w.add(n.GetToken(), path, "is too large a number")
		}
	}
}

// fields checks a map against the yaml names of a struct.
func (w *whereabouts) fields(n ast.Node, t reflect.Type, path string) {
	m, ok := n.(ast.MapNode)
	if !ok {
		w.add(first(n), path, "must be a map, key: value in each line")
		return
	}
	types, names := map[string]reflect.Type{}, []string{}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		types[name], names = t.Field(i).Type, append(names, name)
	}
	for it := m.MapRange(); it.Next(); {
		key := it.Key().GetToken()
		sub := strings.TrimPrefix(path+"."+key.Value, ".")
		field, known := types[key.Value]
		if !known {
			text := "no such key; the keys here are " + strings.Join(names, ", ")
			if near := settings.Nearest(key.Value, names); near != "" {
				text = "no such key; the nearest is " + near
			}
			w.add(key, sub, text)
			continue
		}
		w.note(sub, key, it.Value())
		w.value(it.Value(), field, sub)
	}
}

// items checks a list. An empty item would silently become a zero, and 0 means something to WeChat.
func (w *whereabouts) items(n ast.Node, t reflect.Type, path string) {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		w.add(first(n), path, "must be a list, each item after a dash")
		return
	}
	for i, item := range list.Values {
		sub := fmt.Sprintf("%s[%d]", path, i)
		if _, null := item.(*ast.NullNode); null {
			w.add(item.GetToken(), sub, "is empty")
			continue
		}
		w.note(sub, first(item), item)
		w.value(item, t, sub)
	}
}

func (w *whereabouts) expedite(n ast.Node, path string) {
	switch n := n.(type) {
	case *ast.StringNode:
		if p := workflows.ExpeditePolicy(n.Value); p != workflows.ExpediteNever && p != workflows.ExpediteAlways {
			w.add(n.GetToken(), path, fmt.Sprintf("%q is none of never, always and the map {after: 6h}", n.Value))
		}
	case ast.MapNode:
		w.fields(n.(ast.Node), reflect.TypeFor[expediteMap](), path)
	default:
		w.add(n.GetToken(), path, "must be never, always or the map {after: 6h}")
	}
}

// first gives the token that a value begins with; the YAML library's own answer for a map is the first colon.
func first(n ast.Node) *token.Token {
	if m, ok := n.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		return m.Values[0].Key.GetToken()
	}
	return n.GetToken()
}

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
	return problem{File: w.file, Path: path, Text: text}
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

// yamlError places an error of the YAML library.
func (w *whereabouts) yamlError(err error) error {
	var y yaml.Error
	if !errors.As(err, &y) {
		return w.fail(problem{Text: err.Error()})
	}
	return &fileError{[]problem{w.token(y.GetToken(), "", y.GetMessage())}}
}

// invalidUTF8 gives the first line that is not UTF-8, 0 when all are.
func invalidUTF8(data []byte) int {
	n := 0
	for line := range bytes.Lines(data) {
		n++
		if !utf8.Valid(line) {
			return n
		}
	}
	return 0
}
