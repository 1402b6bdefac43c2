package main

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/workflows"
)

// decode reads a release file and checks the shape of all of it. The YAML library only parses: it would take version: 1.40 as
// the text "1.4", first_id: 1.5 as 1 and first_id: 0123 as 83, and would stop at the first fault. What is wrong is in the
// problems of the document, to which the checks of its releases add; an error is a file that cannot be read any further.
func decode(name string, data []byte, env settings.Env) (*document, error) {
	w := &whereabouts{file: name}
	text := w.asText(data)
	w.lines = strings.Split(text, "\n")
	doc, err := parser.ParseBytes([]byte(text), 0, parser.AllowDuplicateMapKey())
	if err != nil {
		if !w.unreadable { // bytes of another encoding may look like signs of YAML
			w.problems = append(w.problems, w.yamlError(err))
		}
		return nil, &fileError{w.problems}
	}
	var body ast.Node
	for _, d := range doc.Docs {
		if _, null := d.Body.(*ast.NullNode); null || d.Body == nil {
			continue
		}
		if body != nil {
			w.add(d.Start, "", "a second document begins here; one file describes one release, or several as its apps")
			break
		}
		body = d.Body
	}
	if body == nil {
		w.problems = append(w.problems, problem{File: name, Text: "is empty; a release file has at least the keys appid, version and audit"})
		return nil, &fileError{w.problems}
	}
	root, isMap := body.(ast.MapNode)
	if isMap {
		w.variables(root, env)
	}
	w.fill(body, new(releaseFile))
	if !isMap {
		return nil, (&fileError{w.problems}).sorted()
	}
	d := &document{where: w, root: root}
	d.entries()
	return d, nil
}

// whereabouts reads values, checks their shape and remembers where each one stands.
type whereabouts struct {
	file       string
	lines      []string
	unreadable bool                       // some lines are not UTF-8
	whole      *token.Token               // where the release begins in a file with several; nil: it is the file
	at         map[string]*token.Token    // by path; for maps and lists the token of their key
	from       map[string]string          // paths whose value a flag gave
	unset      map[*ast.StringNode]string // texts with a variable that has no value, and what to say of it
	broken     map[*ast.StringNode]bool   // texts with a reference that is none, of which all is said
	again      bool                       // the file is read again for one of its releases: only gaps by variables are news
	faulty     map[string]bool            // paths whose value is known to be wrong
	problems   []problem
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
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	e, isExpedite := v.Addr().Interface().(*expedite)
	text, isText := v.Addr().Interface().(encoding.TextUnmarshaler)
	if isExpedite || isText || v.Kind() == reflect.String {
		if s := textOf(n); s != nil && w.gap(s, n, path) {
			return
		}
	}
	if isExpedite {
		w.expedite(n, e, path)
		return
	}
	if isText {
		if s, ok := n.(*ast.StringNode); !ok {
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
		// Control characters are among WeChat's limits. The rest would pass them, but reads as another text than it is.
		if i := strings.IndexFunc(text.Value, func(r rune) bool { return obeyed(r) && !unicode.IsControl(r) }); i >= 0 {
			r, _ := utf8.DecodeRuneInString(text.Value[i:])
			w.add(n.GetToken(), path, fmt.Sprintf("has the character U+%04X, which cannot be seen but changes how the text reads; take it out", r))
		}
		return
	}
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode, *ast.SequenceNode:
		w.add(first(n), path, "must be text")
	default:
		w.add(n.GetToken(), path, fmt.Sprintf("must be text; put it in quotes: %q", n.GetToken().Value))
	}
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
	if text := textOf(n); text != nil && w.unset[text] == "" && !w.broken[text] {
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
	seen, meant := map[string]*token.Token{}, []string{}
	for it := m.MapRange(); it.Next(); {
		key := it.Key().GetToken()
		sub := strings.TrimPrefix(path+"."+key.Value, ".")
		field, known := index[key.Value]
		if !known {
			text := "no such key; the keys here are " + strings.Join(names, ", ")
			if near := settings.Nearest(key.Value, names); near != "" {
				text = "no such key; the nearest is " + near
				meant = append(meant, near)
			}
			w.add(key, sub, text)
			continue
		}
		if before := seen[key.Value]; before != nil {
			w.add(key, sub, fmt.Sprintf("is there twice, first in line %d", before.Position.Line))
			continue
		}
		seen[key.Value] = key
		w.note(sub, key, it.Value())
		w.value(it.Value(), v.FieldByIndex(field), sub)
	}
	for _, name := range meant { // it is not missing, it is misspelt
		if seen[name] == nil {
			w.fault(strings.TrimPrefix(path+"."+name, "."))
		}
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

// yamlError places an error of the YAML library.
func (w *whereabouts) yamlError(err error) problem {
	var y yaml.Error
	if !errors.As(err, &y) {
		return problem{File: w.file, Text: err.Error()}
	}
	return w.token(y.GetToken(), "", y.GetMessage())
}
