package releasefile

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/wxrelease/wxrelease/internal/words"
)

// SchemaURL is where editors find the schema; it is checked in beside this file.
const SchemaURL = "https://raw.githubusercontent.com/wxrelease/wxrelease/main/starter/releasefile/wxrelease.schema.json"

// jsonSchema is one node of a JSON Schema (draft 7, which editors understand best).
type jsonSchema struct {
	Schema      string                 `json:"$schema,omitempty"`
	ID          string                 `json:"$id,omitempty"`
	Ref         string                 `json:"$ref,omitempty"`
	Title       string                 `json:"title,omitempty"`
	Description string                 `json:"description,omitempty"`
	Default     any                    `json:"default,omitempty"`
	Examples    []any                  `json:"examples,omitempty"`
	Type        any                    `json:"type,omitempty"` // one name or several
	Enum        []any                  `json:"enum,omitempty"`
	Pattern     string                 `json:"pattern,omitempty"`
	MinLength   int                    `json:"minLength,omitempty"`
	MaxLength   int                    `json:"maxLength,omitempty"`
	Minimum     *int                   `json:"minimum,omitempty"`
	Maximum     *int                   `json:"maximum,omitempty"`
	MinItems    int                    `json:"minItems,omitempty"`
	MaxItems    int                    `json:"maxItems,omitempty"`
	UniqueItems bool                   `json:"uniqueItems,omitempty"`
	Items       *jsonSchema            `json:"items,omitempty"`
	Closed      *bool                  `json:"additionalProperties,omitempty"`
	Properties  *properties            `json:"properties,omitempty"`
	Required    []string               `json:"required,omitempty"`
	AnyOf       []*jsonSchema          `json:"anyOf,omitempty"`
	Not         *jsonSchema            `json:"not,omitempty"`
	If          *jsonSchema            `json:"if,omitempty"`
	Then        *jsonSchema            `json:"then,omitempty"`
	Definitions map[string]*jsonSchema `json:"definitions,omitempty"`
}

// properties keep the order of the struct's fields, in which editors offer them.
type properties []property

type property struct {
	name   string
	schema *jsonSchema
}

func (p properties) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, one := range p {
		if i > 0 {
			b.WriteByte(',')
		}
		text, err := json.Marshal(map[string]*jsonSchema{one.name: one.schema})
		if err != nil {
			return nil, err
		}
		b.Write(text[1 : len(text)-1])
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Schema describes release files for editors, as a JSON Schema of draft 7: their shape is that of the Go types, their limits are those
// of [keyDocs], their words those of [words.FileKey].
func Schema() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(schema())
	return b.Bytes(), err
}

func schema() *jsonSchema {
	g := generator{definitions: map[string]*jsonSchema{}}
	root := g.object(reflect.TypeFor[file](), "")
	root.Schema, root.ID, root.Title = "http://json-schema.org/draft-07/schema#", SchemaURL, "wxrelease release file"
	root.Description = "What wxrelease submits for review, and how patiently."
	root.If = &jsonSchema{Not: &jsonSchema{Required: []string{"apps"}}}
	root.Then = &jsonSchema{Required: []string{"appid", "audit"}}
	root.Definitions = g.definitions
	return root
}

// generator makes schemas of Go types; a struct with a name of its own becomes a definition, for the apps of a file have the
// same keys as the file.
type generator struct{ definitions map[string]*jsonSchema }

// of gives the schema of the value at path. A key without a value is a key that is not there, so null is allowed.
func (g *generator) of(t reflect.Type, path string, item bool) *jsonSchema {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	doc := keyDocs[path]
	s := &jsonSchema{Default: defaults[path]}
	if doc.example != nil {
		s.Examples = []any{doc.example}
	}
	defer func() {
		if s.Ref == "" {
			s.Description = describe(s, path)
		}
	}()
	kind := ""
	switch {
	case t == reflect.TypeFor[expedite]():
		after := g.object(reflect.TypeFor[expediteMap](), path)
		after.Required = []string{"after"}
		s.AnyOf = []*jsonSchema{{Type: "null"}, {Enum: []any{"never", "always"}}, after}
		return s
	case reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		kind, s.Pattern = "string", `^(\d+d)?(\d+(\.\d+)?(h|ms|m|s|us|ns))*$|\$\{`
	case t.Kind() == reflect.Struct && item:
		s = g.object(t, path)
		kind = "object"
	case t.Kind() == reflect.Struct:
		if g.definitions[path] == nil {
			o := g.object(t, path)
			o.Type = []string{"object", "null"}
			o.Description = describe(o, path)
			g.definitions[path] = o
		}
		s = &jsonSchema{Ref: "#/definitions/" + path}
		return s
	case t.Kind() == reflect.Slice:
		kind, s.Items = "array", g.of(t.Elem(), path+"[]", true)
	case t.Kind() == reflect.String:
		kind = "string"
	case t.Kind() == reflect.Bool:
		kind = "boolean"
	default:
		kind = "integer"
	}
	s.Type = kind
	if !item {
		s.Type = []string{kind, "null"}
	}
	if doc.limit != nil {
		doc.limit(s)
	}
	return s
}

// describe says what editors show about a value.
func describe(s *jsonSchema, path string) string {
	text := meaning(path, words.English)
	if limits := s.limits(words.English); limits != "" {
		text += " " + words.FileKeyLimit.Of(limits).String()
	}
	if s.Default != nil {
		text += " " + words.FileKeyDefault.Of(fmt.Sprint(s.Default)).String()
	}
	return strings.TrimSpace(text)
}

// object gives the schema of a struct.
func (g *generator) object(t reflect.Type, path string) *jsonSchema {
	s := &jsonSchema{Type: "object", Closed: new(bool), Properties: &properties{}}
	for _, k := range keysOf(t) {
		sub := strings.TrimPrefix(strings.TrimPrefix(path+"."+k.name, "."), "apps[].")
		*s.Properties = append(*s.Properties, property{k.name, g.of(t.FieldByIndex(k.index).Type, sub, false)})
	}
	s.Required = keyDocs[path].required
	return s
}
