// Package jsonschema makes a JSON Schema of Go types, and checks JSON against it, for tests that keep a schema in the repository. It
// knows what these types need and no more: objects, lists, texts, numbers and enumerations.
package jsonschema

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
	"time"
)

// Schema is a JSON Schema, or a part of one.
type Schema struct {
	Dialect    string             `json:"$schema,omitempty"`
	Title      string             `json:"title,omitempty"`
	Ref        string             `json:"$ref,omitempty"`
	Type       string             `json:"type,omitempty"`
	Format     string             `json:"format,omitempty"`
	Enum       []string           `json:"enum,omitempty"`
	Items      *Schema            `json:"items,omitempty"`
	Properties map[string]*Schema `json:"properties,omitempty"`
	Required   []string           `json:"required,omitempty"`
	Closed     *bool              `json:"additionalProperties,omitempty"` // false: no other properties
	Defs       map[string]*Schema `json:"$defs,omitempty"`
}

// Of makes the schema of a type. enums are the values of types that have a few.
func Of(title string, t reflect.Type, enums map[reflect.Type][]string) *Schema {
	g := generator{enums: enums, defs: map[string]*Schema{}}
	root := g.object(t)
	root.Dialect, root.Title, root.Defs = "https://json-schema.org/draft/2020-12/schema", title, g.defs
	return root
}

// Enum gives the texts of values for [Of].
func Enum[T ~string](values []T) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return texts
}

type generator struct {
	enums map[reflect.Type][]string
	defs  map[string]*Schema
}

var textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()

func (g generator) schema(t reflect.Type) *Schema {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case g.enums[t] != nil:
		return &Schema{Type: "string", Enum: g.enums[t]}
	case t == reflect.TypeFor[time.Time]():
		return &Schema{Type: "string", Format: "date-time"}
	case t.Implements(textMarshaler), t.Kind() == reflect.String:
		return &Schema{Type: "string"}
	case t == reflect.TypeFor[json.RawMessage]():
		return &Schema{}
	}
	switch t.Kind() {
	case reflect.Bool:
		return &Schema{Type: "boolean"}
	case reflect.Int, reflect.Int32, reflect.Int64:
		return &Schema{Type: "integer"}
	case reflect.Slice:
		return &Schema{Type: "array", Items: g.schema(t.Elem())}
	case reflect.Struct:
		if _, made := g.defs[t.Name()]; !made {
			g.defs[t.Name()] = nil // while it is made
			g.defs[t.Name()] = g.object(t)
		}
		return &Schema{Ref: "#/$defs/" + t.Name()}
	default:
		return &Schema{}
	}
}

// object is the schema of a struct, with the fields of those that it embeds.
func (g generator) object(t reflect.Type) *Schema {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	closed := false
	s := &Schema{Type: "object", Properties: map[string]*Schema{}, Closed: &closed}
	g.fields(s, t)
	return s
}

func (g generator) fields(s *Schema, t reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			g.fields(s, f.Type)
		case !f.IsExported() || name == "-" || name == "":
		default:
			s.Properties[name] = g.schema(f.Type)
			if !strings.Contains(options, "omit") {
				s.Required = append(s.Required, name)
			}
		}
	}
}
