package releasefile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/wxrelease/wxrelease/internal/plain"
)

var (
	variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	// reference finds $${, which stands for the characters ${, and ${NAME}, well formed or not.
	reference = regexp.MustCompile(`\$\$\{|\$\{([^}]*)\}?`)
)

// variables puts the values of the declared environment variables into the texts of a file. A variable that is not set is no
// problem before a release needs the text it is in: see [reader.gap].
func (r *reader) variables(root ast.MapNode, lookup func(string) (string, bool)) {
	var declared []string
	if list, ok := member(root, "env").(*ast.SequenceNode); ok {
		for i, item := range list.Values {
			name := r.string(item)
			switch at := fmt.Sprintf("env[%d]", i); {
			case name == "": // the shape is told elsewhere
			case !variableName.MatchString(name):
				r.add(item.GetToken(), at, RuleVariableName, name)
			case strings.HasPrefix(name, "WXRELEASE_"), strings.HasPrefix(name, "TEMPORAL_"):
				r.add(item.GetToken(), at, RuleVariableSetting)
			}
			declared = append(declared, name)
		}
	}
	r.unset, r.broken = map[*ast.StringNode]Problem{}, map[*ast.StringNode]bool{}
	for it := root.MapRange(); it.Next(); {
		if key := it.Key().GetToken().Value; key != "env" {
			ast.Walk(&expander{r, declared, lookup}, it.Value())
		}
	}
}

// expander visits the texts of a file.
type expander struct {
	reader   *reader
	declared []string
	lookup   func(string) (string, bool) // nil: no variable is set
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
		value, set := x.value(name)
		switch {
		case !strings.HasSuffix(found, "}") || !variableName.MatchString(name):
			x.reader.broken[n] = true
			x.reader.add(n.GetToken(), "", RuleVariableForm, found)
		case !slices.Contains(x.declared, name):
			x.reader.broken[n] = true
			x.reader.add(n.GetToken(), "", RuleVariableUndeclared, found, name)
		case !set:
			x.reader.unset[n] = broken(RuleVariableUnset, found)
		case value == "":
			x.reader.unset[n] = broken(RuleVariableEmpty, found)
		default:
			return value
		}
		return found
	})
}

// value gives a variable's value without line ends at its end: it is often the content of a file. $(cat VERSION) in a shell takes
// a line end of Linux off, but only half of one of Windows.
func (x *expander) value(name string) (value string, set bool) {
	if x.lookup == nil {
		return "", false
	}
	value, set = x.lookup(name)
	return strings.TrimRight(plain.Unix(value), "\n"), set
}
