package releasefile

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/internal/spelling"
	"github.com/wxrelease/wxrelease/workflows"
)

// fill reads a node into the struct that to points to.
func (r *reader) fill(n ast.Node, to any) { r.value(n, reflect.ValueOf(to).Elem(), "") }

// value reads one value into the Go value that it is for.
func (r *reader) value(n ast.Node, v reflect.Value, path string) {
	switch n := n.(type) {
	case *ast.NullNode: // a key without a value is a key that is not there
		return
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		r.add(n.GetToken(), path, RuleAnchor)
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	e, isExpedite := v.Addr().Interface().(*expedite)
	text, isText := v.Addr().Interface().(encoding.TextUnmarshaler)
	if isExpedite || isText || v.Kind() == reflect.String {
		if s := textOf(n); s != nil && r.gap(s, n, path) {
			return
		}
	}
	if isExpedite {
		r.expedite(n, e, path)
		return
	}
	if isText {
		if s, ok := n.(*ast.StringNode); !ok {
			r.add(n.GetToken(), path, RuleUnit)
		} else if err := text.UnmarshalText([]byte(s.Value)); err != nil {
			r.add(n.GetToken(), path, RuleDuration, err)
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		r.fields(n, v, path)
	case reflect.Slice:
		r.items(n, v, path)
	case reflect.String:
		r.text(n, v, path)
	case reflect.Bool:
		if b, ok := n.(*ast.BoolNode); !ok {
			r.add(n.GetToken(), path, RuleSwitch)
		} else {
			v.SetBool(b.Value)
		}
	default:
		r.number(n, v, path)
	}
}

func (r *reader) text(n ast.Node, v reflect.Value, path string) {
	if text := textOf(n); text != nil {
		v.SetString(text.Value)
		if i := strings.IndexFunc(text.Value, changesReading); i >= 0 {
			char, _ := utf8.DecodeRuneInString(text.Value[i:])
			r.add(n.GetToken(), path, RuleInvisible, fmt.Sprintf("U+%04X", char))
		}
		return
	}
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode, *ast.SequenceNode:
		r.add(first(n), path, RuleText)
	default:
		r.add(n.GetToken(), path, RuleTextQuotes, n.GetToken().Value)
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

// changesReading tells the characters that no limit of WeChat's refuses, but with which a text reads as another than it is.
func changesReading(char rune) bool { return plain.Obeyed(char) && !unicode.IsControl(char) }

// string reads a text whose shape is not known to be right; "" when it is none or has no value yet.
func (r *reader) string(n ast.Node) string {
	if text := textOf(n); text != nil && !r.broken[text] {
		if _, unset := r.unset[text]; !unset {
			return text.Value
		}
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
func (r *reader) fields(n ast.Node, v reflect.Value, path string) {
	m, ok := n.(ast.MapNode)
	if !ok {
		r.add(first(n), path, RuleMap)
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
			if near := spelling.Nearest(key.Value, names); near != "" {
				r.add(key, sub, RuleMisspeltKey, near)
				meant = append(meant, near)
			} else {
				r.add(key, sub, RuleUnknownKey, names)
			}
			continue
		}
		if before := seen[key.Value]; before != nil {
			r.add(key, sub, RuleTwice, before.Position.Line)
			continue
		}
		seen[key.Value] = key
		r.note(sub, key, it.Value())
		r.value(it.Value(), v.FieldByIndex(field), sub)
	}
	for _, name := range meant { // it is not missing, it is misspelt
		if seen[name] == nil {
			r.fault(strings.TrimPrefix(path+"."+name, "."))
		}
	}
}

// items reads a list. An empty item would silently become a zero, and 0 means something to WeChat.
func (r *reader) items(n ast.Node, v reflect.Value, path string) {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		r.add(first(n), path, RuleList)
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(list.Values), len(list.Values)))
	for i, item := range list.Values {
		sub := fmt.Sprintf("%s[%d]", path, i)
		if _, null := item.(*ast.NullNode); null {
			r.add(item.GetToken(), sub, RuleEmptyItem)
			continue
		}
		r.note(sub, first(item), item)
		r.value(item, v.Index(i), sub)
	}
}

func (r *reader) expedite(n ast.Node, e *expedite, path string) {
	switch n := n.(type) {
	case *ast.StringNode:
		e.Policy = workflows.ExpeditePolicy(n.Value)
		if e.Policy != workflows.ExpediteNever && e.Policy != workflows.ExpediteAlways {
			r.add(n.GetToken(), path, RuleExpediteWord, n.Value)
		}
	case ast.MapNode:
		var m expediteMap
		r.fields(n.(ast.Node), reflect.ValueOf(&m).Elem(), path)
		e.Policy, e.After = workflows.ExpediteAfter, m.After
	default:
		r.add(n.GetToken(), path, RuleExpedite)
	}
}

// first gives the token that a value begins with; the YAML library's own answer for a map is the first colon.
func first(n ast.Node) *token.Token {
	if m, ok := n.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		return m.Values[0].Key.GetToken()
	}
	return n.GetToken()
}
