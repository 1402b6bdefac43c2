package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/wxrelease/wxrelease/internal/settings"
)

var (
	variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	// reference finds $${, which stands for the characters ${, and ${NAME}, well formed or not.
	reference = regexp.MustCompile(`\$\$\{|\$\{([^}]*)\}?`)
)

// variables puts the values of the declared environment variables into the texts of a file. A variable that is not set is no
// problem before a release needs the text it is in: see [whereabouts.gap].
func (w *whereabouts) variables(root ast.MapNode, env settings.Env) {
	var declared []string
	if list, ok := member(root, "env").(*ast.SequenceNode); ok {
		for i, item := range list.Values {
			name := w.string(item)
			switch at := fmt.Sprintf("env[%d]", i); {
			case name == "": // the shape is told elsewhere
			case !variableName.MatchString(name):
				w.add(item.GetToken(), at, fmt.Sprintf("%q is not the name of a variable", name))
			case strings.HasPrefix(name, "WXRELEASE_"), strings.HasPrefix(name, "TEMPORAL_"):
				w.add(item.GetToken(), at, "settings of the programs, secrets among them, do not belong into a submission")
			}
			declared = append(declared, name)
		}
	}
	w.unset, w.broken = map[*ast.StringNode]string{}, map[*ast.StringNode]bool{}
	for it := root.MapRange(); it.Next(); {
		if key := it.Key().GetToken().Value; key != "env" {
			ast.Walk(&expander{w, declared, env}, it.Value())
		}
	}
}

// expander visits the texts of a file.
type expander struct {
	w        *whereabouts
	declared []string
	env      settings.Env
}

func (x *expander) Visit(n ast.Node) ast.Visitor {
	switch n := n.(type) {
	case *ast.MappingValueNode:
		ast.Walk(x, n.Value) // the key stays as it is
		return nil
	case *ast.StringNode:
		x.expand(n)
	}
	return x
}

func (x *expander) expand(n *ast.StringNode) {
	n.Value = reference.ReplaceAllStringFunc(n.Value, func(found string) string {
		if found == "$${" {
			return "${"
		}
		name := strings.TrimSuffix(strings.TrimPrefix(found, "${"), "}")
		value, set := x.env.LookupEnv(name)
		value = given(value)
		switch {
		case !strings.HasSuffix(found, "}") || !variableName.MatchString(name):
			x.w.broken[n] = true
			x.w.add(n.GetToken(), "", fmt.Sprintf("%s is not a variable such as ${VERSION}; for the characters themselves write $%s", found, found))
		case !slices.Contains(x.declared, name):
			x.w.broken[n] = true
			x.w.add(n.GetToken(), "", fmt.Sprintf("%s is not declared: add %s to the list env at the top, or write $%s for the characters themselves", found, name, found))
		case !set:
			x.w.unset[n] = found + " is not set in the environment"
		case value == "":
			x.w.unset[n] = found + " is empty in the environment"
		default:
			return value
		}
		return found
	})
}
