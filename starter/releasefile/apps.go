package releasefile

import (
	"fmt"
	"slices"

	"github.com/goccy/go-yaml/ast"
)

// document is a release file that could be parsed; what is wrong with its shape is among the problems of the reader.
type document struct {
	reader *reader
	root   ast.MapNode
	apps   []entry // nil without the key apps
}

// entry is one Mini Program of a file; node is nil for the only one of a file without the key apps.
type entry struct {
	name, appid string // "" when not given, or when a variable in it is not set
	node        ast.MapNode
}

// String is how people tell the apps of a file apart.
func (e entry) String() string {
	switch {
	case e.name == "":
		return e.appid
	case e.appid == "":
		return e.name
	default:
		return e.name + " (" + e.appid + ")"
	}
}

// entries reads the apps of a file and checks what holds between them.
func (d *document) entries() {
	apps := member(d.root, "apps")
	if _, null := apps.(*ast.NullNode); null || apps == nil {
		return
	}
	d.apps = []entry{}
	list, ok := apps.(*ast.SequenceNode)
	if !ok {
		return
	}
	r := d.reader
	if len(list.Values) == 0 {
		r.add(list.GetToken(), "apps", RuleNoApps)
	}
	for it := d.root.MapRange(); it.Next(); {
		switch key := it.Key().GetToken(); key.Value {
		case "appid":
			r.add(key, "appid", RuleCommonAppID)
		case "name":
			r.add(key, "name", RuleCommonName)
		}
	}
	seen := map[string]bool{}
	for i, item := range list.Values {
		m, ok := item.(ast.MapNode)
		if !ok {
			continue
		}
		e := entry{r.string(member(m, "name")), r.string(member(m, "appid")), m}
		d.apps = append(d.apps, e)
		for _, id := range []struct{ key, value string }{{"name", e.name}, {"appid", e.appid}} {
			if id.value != "" && seen[id.value] {
				r.problems = append(r.problems, r.problem(fmt.Sprintf("apps[%d].%s", i, id.key), RuleAppTwice, id.value))
			}
			seen[id.value] = true
		}
	}
}

// release reads one release: the keys that all share, and over them those of the entry. Those that are replaced are left
// out: their values come from elsewhere.
func (d *document) release(e entry, replaced []string) (keys, *reader) {
	left := append([]string{"env", "apps"}, replaced...)
	r := &reader{
		file: d.reader.file, lines: d.reader.lines, unreadable: d.reader.unreadable,
		unset: d.reader.unset, broken: d.reader.broken, again: true,
	}
	merged := merge(d.root, e.node, left)
	if e.node != nil {
		r.whole = first(e.node.(ast.Node))
	}
	var k keys
	r.fill(merged, &k)
	return k, r
}

// merge puts own over common: maps are merged key by key, everything else is replaced. An empty key takes the common one
// out. The keys in left stay out, at this level.
func merge(common, own ast.MapNode, left []string) *ast.MappingNode {
	out := ast.Mapping(nil, false)
	at := map[string]int{}
	for _, m := range []ast.MapNode{common, own} {
		if m == nil {
			continue
		}
		for it := m.MapRange(); it.Next(); {
			pair := it.KeyValue()
			key := pair.Key.GetToken().Value
			if slices.Contains(left, key) {
				continue
			}
			i, twice := at[key]
			if !twice {
				at[key] = len(out.Values)
				out.Values = append(out.Values, pair)
				continue
			}
			below, isMap := out.Values[i].Value.(ast.MapNode)
			if above, both := pair.Value.(ast.MapNode); isMap && both {
				pair = ast.MappingValue(pair.Start, pair.Key, merge(below, above, nil))
			}
			out.Values[i] = pair
		}
	}
	return out
}

// member finds a key's value, nil when it is not there.
func member(m ast.MapNode, key string) ast.Node {
	for it := m.MapRange(); it.Next(); {
		if it.Key().GetToken().Value == key {
			return it.Value()
		}
	}
	return nil
}
