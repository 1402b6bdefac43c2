package jsonschema

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type size string

type inner struct {
	Size size `json:"size,omitempty"`
}

type outer struct {
	inner
	At    time.Time `json:"at,omitzero"`
	N     int       `json:"n"`
	Yes   bool      `json:"yes,omitempty"`
	Items []inner   `json:"items,omitempty"`
	Other *inner    `json:"other,omitempty"`
	No    string    `json:"-"`
	no    string
}

func TestCheck(t *testing.T) {
	_ = outer{}.no
	s := Of("outer", reflect.TypeFor[outer](), map[reflect.Type][]string{reflect.TypeFor[size](): Enum([]size{"small", "big"})})
	for text, want := range map[string][]string{
		`{"n": 1, "size": "big", "at": "2026-01-01T00:00:00Z", "yes": true, "items": [{"size": "small"}], "other": {}}`: nil,
		`{}`:                            {`: lacks "n"`},
		`{"n": 1.5}`:                    {".n: is a number"},
		`{"n": "1"}`:                    {".n: is a text"},
		`{"n": 1, "size": "middle"}`:    {`.size: "middle" is none of ["small" "big"]`},
		`{"n": 1, "at": "soon"}`:        {`.at: "soon" is no time`},
		`{"n": 1, "No": "a"}`:           {`: has "No"`},
		`{"n": 1, "items": [{"a": 1}]}`: {`.items[0]: has "a"`},
		`{"n": 1, "items": {}}`:         {".items: is an object"},
		`{"n": [], "yes": 0}`:           nil,
		`{"n": 1, "other": null}`:       {".other: is null"},
		`{"n": 1, "other": true}`:       {".other: is true or false"},
		`{`:                             {"unexpected end of JSON input"},
	} {
		got := s.Check([]byte(text))
		if text == `{"n": [], "yes": 0}` {
			require.ElementsMatch(t, []string{".n: is a list", ".yes: is a number"}, got)
			continue
		}
		require.Equal(t, want, got, text)
	}
}
