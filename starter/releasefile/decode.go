package releasefile

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// decode reads a release file and checks the shape of all of it. The YAML library only parses: it would take version: 1.40 as
// the text "1.4", first_id: 1.5 as 1 and first_id: 0123 as 83, and would stop at the first fault. What is wrong is in the
// problems of the document, to which the checks of its releases add; an error is a file that cannot be read any further.
func decode(name string, data []byte, lookup func(string) (string, bool)) (*document, error) {
	r := &reader{file: name}
	text := r.asText(data)
	r.lines = strings.Split(text, "\n")
	tokens := lexer.Tokenize(text)
	if deep := tooDeep(tokens); deep != nil {
		r.add(deep, "", RuleTooDeep, depthLimit)
		return nil, &InvalidError{r.problems}
	}
	doc, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		if !r.unreadable { // bytes of another encoding may look like signs of YAML
			r.problems = append(r.problems, r.syntaxProblem(err))
		}
		return nil, &InvalidError{r.problems}
	}
	var body ast.Node
	for _, d := range doc.Docs {
		if _, null := d.Body.(*ast.NullNode); null || d.Body == nil {
			continue
		}
		if body != nil {
			r.add(d.Start, "", RuleSecondDocument)
			break
		}
		body = d.Body
	}
	if body == nil {
		r.problems = append(r.problems, r.problem("", RuleEmptyFile))
		return nil, &InvalidError{r.problems}
	}
	root, isMap := body.(ast.MapNode)
	if isMap {
		r.variables(root, lookup)
	}
	r.fill(body, new(file))
	if !isMap {
		return nil, (&InvalidError{r.problems}).sorted()
	}
	d := &document{reader: r, root: root}
	d.entries()
	return d, nil
}

// depthLimit bounds how deep maps and lists may stand in each other: the parser's time grows with the square of it.
const depthLimit = 50

// tooDeep finds the place where a file passes the limit: brackets in each other, or dashes behind each other in one line. Maps
// and lists of lines are bounded by the file's size, because each level has a line and more blanks.
func tooDeep(tokens token.Tokens) *token.Token {
	brackets, dashes, line := 0, 0, 0
	for _, tok := range tokens {
		switch tok.Type {
		case token.SequenceStartType, token.MappingStartType:
			brackets++
		case token.SequenceEndType, token.MappingEndType:
			brackets--
		case token.SequenceEntryType:
			if tok.Position.Line != line {
				line, dashes = tok.Position.Line, 0
			}
			dashes++
		}
		if brackets > depthLimit || dashes > depthLimit {
			return tok
		}
	}
	return nil
}

// reader reads values, checks their shape and remembers where each one stands.
type reader struct {
	file       string
	lines      []string
	unreadable bool                        // some lines are not UTF-8
	whole      *token.Token                // where the release begins in a file with several; nil: it is the file
	at         map[string]*token.Token     // by path; for maps and lists the token of their key
	from       map[string]string           // sources of the values that replace the file's, by path
	unset      map[*ast.StringNode]Problem // texts with a variable that has no value, and what to say of it
	broken     map[*ast.StringNode]bool    // texts with a reference that is none, of which all is said
	again      bool                        // the file is read again for one of its releases: only gaps by variables are news
	faulty     map[string]bool             // paths whose value is known to be wrong
	problems   []Problem
}
