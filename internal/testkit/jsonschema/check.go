package jsonschema

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Check tells what in a JSON text does not fit the schema, one line each; nil when all does.
func (s *Schema) Check(text []byte) []string {
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		return []string{err.Error()}
	}
	c := checker{root: s}
	c.check(s, "", value)
	return c.faults
}

type checker struct {
	root   *Schema
	faults []string
}

func (c *checker) fault(path, format string, args ...any) {
	c.faults = append(c.faults, path+": "+fmt.Sprintf(format, args...))
}

func (c *checker) check(s *Schema, path string, value any) {
	if name, ok := strings.CutPrefix(s.Ref, "#/$defs/"); ok {
		s = c.root.Defs[name]
	}
	switch v := value.(type) {
	case map[string]any:
		c.object(s, path, v)
	case []any:
		if s.Type != "array" {
			c.fault(path, "is a list")
			return
		}
		for i, item := range v {
			c.check(s.Items, fmt.Sprintf("%s[%d]", path, i), item)
		}
	case string:
		c.text(s, path, v)
	case float64:
		if s.Type != "integer" || v != float64(int64(v)) {
			c.fault(path, "is a number")
		}
	case bool:
		if s.Type != "boolean" {
			c.fault(path, "is true or false")
		}
	case nil:
		c.fault(path, "is null")
	}
}

func (c *checker) object(s *Schema, path string, v map[string]any) {
	if s.Type != "object" {
		c.fault(path, "is an object")
		return
	}
	for name, item := range v {
		if property, known := s.Properties[name]; known {
			c.check(property, path+"."+name, item)
		} else {
			c.fault(path, "has %q", name)
		}
	}
	for _, name := range s.Required {
		if _, there := v[name]; !there {
			c.fault(path, "lacks %q", name)
		}
	}
}

func (c *checker) text(s *Schema, path, v string) {
	switch {
	case s.Type != "string":
		c.fault(path, "is a text")
	case s.Enum != nil && !slices.Contains(s.Enum, v):
		c.fault(path, "%q is none of %q", v, s.Enum)
	case s.Format == "date-time":
		if _, err := time.Parse(time.RFC3339Nano, v); err != nil {
			c.fault(path, "%q is no time", v)
		}
	}
}
