package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// document is a release file that could be parsed; what is wrong with its shape is among the problems of where.
type document struct {
	where *whereabouts
	root  ast.MapNode
	apps  []entry // nil without the key apps
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
	w := d.where
	if len(list.Values) == 0 {
		w.add(list.GetToken(), "apps", "is empty; list the Mini Programs, or take the key out")
	}
	for it := d.root.MapRange(); it.Next(); {
		if key := it.Key().GetToken(); key.Value == "appid" {
			w.add(key, "appid", "with apps each of them has its own appid; take this one out")
		}
	}
	seen := map[string]bool{}
	for i, item := range list.Values {
		m, ok := item.(ast.MapNode)
		if !ok {
			continue
		}
		e := entry{w.string(member(m, "name")), w.string(member(m, "appid")), m}
		d.apps = append(d.apps, e)
		for _, id := range []struct{ key, value string }{{"name", e.name}, {"appid", e.appid}} {
			if id.value != "" && seen[id.value] {
				w.problems = append(w.problems, w.problem(fmt.Sprintf("apps[%d].%s", i, id.key), fmt.Sprintf("%q is there twice", id.value)))
			}
			seen[id.value] = true
		}
	}
}

// choose gives the releases that the command line means.
func (r *release) choose(d *document) ([]entry, error) {
	if d.apps == nil {
		only := entry{appid: d.where.string(member(d.root, "appid"))}
		if r.app != "" && r.app != only.appid {
			return nil, fmt.Errorf("--app: %s describes one Mini Program, %s, and not %q", d.where.file, only.appid, r.app)
		}
		return []entry{only}, nil
	}
	if r.appid != "" {
		return nil, fmt.Errorf("--appid: %s describes several Mini Programs; choose one of them with --app", d.where.file)
	}
	var names []string
	for _, e := range d.apps {
		if r.app != "" && (r.app == e.name || r.app == e.appid) {
			return []entry{e}, nil
		}
		names = append(names, e.String())
	}
	switch {
	case r.app != "":
		return nil, fmt.Errorf("--app: %q is none of %s", r.app, strings.Join(names, ", "))
	case !r.every:
		return nil, fmt.Errorf("%s describes several Mini Programs; choose with --app one of %s, or take them --all", d.where.file, strings.Join(names, ", "))
	}
	return d.apps, nil
}

// release reads one release: the keys that all share, and over them those of the entry. The keys in instead are left out,
// for flags give their values.
func (d *document) release(e entry, instead []string) (releaseKeys, *whereabouts) {
	left := append([]string{"env", "apps", "name"}, instead...)
	w := &whereabouts{
		file: d.where.file, lines: d.where.lines, unreadable: d.where.unreadable,
		unset: d.where.unset, broken: d.where.broken, again: true,
	}
	merged := merge(d.root, e.node, left)
	if e.node != nil {
		w.whole = first(e.node.(ast.Node))
	}
	var keys releaseKeys
	w.fill(merged, &keys)
	return keys, w
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
