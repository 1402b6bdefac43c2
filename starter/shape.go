package main

import (
	"bytes"
	"cmp"
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/workflows"
)

// decode reads a release file and checks the shape of all of it. The YAML library only parses: it would take version: 1.40 as
// the text "1.4" and first_id: 1.5 as 1, and would stop at the first fault.
func decode(name string, data []byte, env settings.Env) (*document, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	w := &whereabouts{file: name, lines: strings.Split(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")}
	if line := invalidUTF8(data); line > 0 {
		return nil, w.fail(problem{Line: line, Column: 1, Text: "is not UTF-8 text; save the file as UTF-8"})
	}
	doc, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, w.yamlError(err)
	}
	var body ast.Node
	for _, d := range doc.Docs {
		if _, null := d.Body.(*ast.NullNode); null || d.Body == nil {
			continue
		}
		if body != nil {
			return nil, w.fail(w.token(d.Start, "", "a second document begins here; one file describes one release, or several as its apps"))
		}
		body = d.Body
	}
	if body == nil {
		return nil, w.fail(problem{Text: "is empty; a release file has at least the keys appid, version and audit"})
	}
	root, isMap := body.(ast.MapNode)
	if isMap {
		w.variables(root, env)
	}
	w.fill(body, new(releaseFile))
	d := &document{where: w, root: root}
	if len(w.problems) == 0 {
		d.entries()
	}
	if len(w.problems) > 0 {
		slices.SortStableFunc(w.problems, func(a, b problem) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column)) })
		return nil, &fileError{w.problems}
	}
	return d, nil
}

// whereabouts reads values, checks their shape and remembers where each one stands.
type whereabouts struct {
	file     string
	lines    []string
	whole    *token.Token               // where the release begins in a file with several; nil: it is the file
	at       map[string]*token.Token    // by path; for maps and lists the token of their key
	from     map[string]string          // paths whose value a flag gave
	unset    map[*ast.StringNode]string // texts with a variable that has no value, and what to say of it
	strict   bool                       // such a text is a problem, not only a gap
	problems []problem
}

// fill reads a node into the struct that to points to.
func (w *whereabouts) fill(n ast.Node, to any) { w.value(n, reflect.ValueOf(to).Elem(), "") }

// value reads one value into the Go value that it is for.
func (w *whereabouts) value(n ast.Node, v reflect.Value, path string) {
	switch n := n.(type) {
	case *ast.NullNode: // a key without a value is a key that is not there
		return
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		w.add(n.GetToken(), path, "anchors, aliases and tags are not used in a release file; write the value itself")
		return
	default:
		if text := textOf(n); text != nil && w.unset[text] != "" {
			if w.strict {
				w.add(n.GetToken(), path, w.unset[text])
			}
			return
		}
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	if e, ok := v.Addr().Interface().(*expedite); ok {
		w.expedite(n, e, path)
		return
	}
	if text, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if s, isText := n.(*ast.StringNode); !isText {
			w.add(n.GetToken(), path, "must be a duration with its unit, such as 90s, 30m, 6h or 14d")
		} else if err := text.UnmarshalText([]byte(s.Value)); err != nil {
			w.add(n.GetToken(), path, err.Error())
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		w.fields(n, v, path)
	case reflect.Slice:
		w.items(n, v, path)
	case reflect.String:
		w.text(n, v, path)
	case reflect.Bool:
		if b, ok := n.(*ast.BoolNode); !ok {
			w.add(n.GetToken(), path, "must be true or false, without quotes")
		} else {
			v.SetBool(b.Value)
		}
	default:
		w.number(n, v, path)
	}
}

func (w *whereabouts) text(n ast.Node, v reflect.Value, path string) {
	if text := textOf(n); text != nil {
		v.SetString(text.Value)
		return
	}
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode, *ast.SequenceNode:
		w.add(first(n), path, "must be text")
	default:
		w.add(n.GetToken(), path, fmt.Sprintf("must be text; put it in quotes: %q", n.GetToken().Value))
	}
}

// number reads a whole number.
func (w *whereabouts) number(n ast.Node, v reflect.Value, path string) {
	i, ok := n.(*ast.IntegerNode)
	if !ok {
		w.add(n.GetToken(), path, "must be a whole number, without quotes")
		return
	}
	switch value := i.Value.(type) {
	case int64:
		if !v.OverflowInt(value) {
			v.SetInt(value)
			return
		}
	case uint64:
		if value <= 1<<63-1 && !v.OverflowInt(int64(value)) {
			v.SetInt(int64(value))
			return
		}
	}
	w.add(n.GetToken(), path, "is too large a number")
}

// textOf gives the node that holds a text's value, nil for another kind of node.
func textOf(n ast.Node) *ast.StringNode {
	switch n := n.(type) {
	case *ast.StringNode:
		return n
	case *ast.LiteralNode:
		return n.Value
	default:
		return nil
	}
}

// string reads a text whose shape is not known to be right; "" when it is none or has no value yet.
func (w *whereabouts) string(n ast.Node) string {
	if text := textOf(n); text != nil && w.unset[text] == "" {
		return text.Value
	}
	return ""
}

// key is one key that a struct reads.
type key struct {
	name  string
	index []int
}

// keysOf are the keys of a struct, those of embedded structs among them.
func keysOf(t reflect.Type) (keys []key) {
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("yaml"), ","); name != "" {
			keys = append(keys, key{name, f.Index})
		}
	}
	return keys
}

// fields reads a map into a struct.
func (w *whereabouts) fields(n ast.Node, v reflect.Value, path string) {
	m, ok := n.(ast.MapNode)
	if !ok {
		w.add(first(n), path, "must be a map, key: value in each line")
		return
	}
	index, names := map[string][]int{}, []string{}
	for _, k := range keysOf(v.Type()) {
		index[k.name], names = k.index, append(names, k.name)
	}
	for it := m.MapRange(); it.Next(); {
		key := it.Key().GetToken()
		sub := strings.TrimPrefix(path+"."+key.Value, ".")
		field, known := index[key.Value]
		if !known {
			text := "no such key; the keys here are " + strings.Join(names, ", ")
			if near := settings.Nearest(key.Value, names); near != "" {
				text = "no such key; the nearest is " + near
			}
			w.add(key, sub, text)
			continue
		}
		w.note(sub, key, it.Value())
		w.value(it.Value(), v.FieldByIndex(field), sub)
	}
}

// items reads a list. An empty item would silently become a zero, and 0 means something to WeChat.
func (w *whereabouts) items(n ast.Node, v reflect.Value, path string) {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		w.add(first(n), path, "must be a list, each item after a dash")
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(list.Values), len(list.Values)))
	for i, item := range list.Values {
		sub := fmt.Sprintf("%s[%d]", path, i)
		if _, null := item.(*ast.NullNode); null {
			w.add(item.GetToken(), sub, "is empty")
			continue
		}
		w.note(sub, first(item), item)
		w.value(item, v.Index(i), sub)
	}
}

func (w *whereabouts) expedite(n ast.Node, e *expedite, path string) {
	switch n := n.(type) {
	case *ast.StringNode:
		e.Policy = workflows.ExpeditePolicy(n.Value)
		if e.Policy != workflows.ExpediteNever && e.Policy != workflows.ExpediteAlways {
			w.add(n.GetToken(), path, fmt.Sprintf("%q is none of never, always and the map {after: 6h}", n.Value))
		}
	case ast.MapNode:
		var m expediteMap
		w.fields(n.(ast.Node), reflect.ValueOf(&m).Elem(), path)
		e.Policy, e.After = workflows.ExpediteAfter, m.After
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

// yamlError places an error of the YAML library.
func (w *whereabouts) yamlError(err error) error {
	var y yaml.Error
	if !errors.As(err, &y) {
		return w.fail(problem{Text: err.Error()})
	}
	return &fileError{[]problem{w.token(y.GetToken(), "", y.GetMessage())}}
}
