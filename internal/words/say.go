package words

import (
	"fmt"
	"reflect"
	"time"

	"github.com/wxrelease/wxrelease/timing"
)

// Say says any value: texts, errors, times, durations, what has Words and words of the catalogue in the reader's language and zone, several
// values with commas between them, all else as it prints.
func (r Reader) Say(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case Text:
		return v.say(r)
	case coded:
		return v.say(r)
	case *Message:
		return v.Of().say(r)
	case time.Time:
		return r.Time(v)
	case time.Duration:
		return r.Duration(v)
	case timing.Duration:
		return r.Duration(time.Duration(v))
	case interface{ Words() Text }:
		return v.Words().say(r)
	case error:
		return r.Error(v)
	}
	if reflect.TypeOf(value).Comparable() {
		if m, ok := enums[value]; ok {
			return m.Of().say(r)
		}
	}
	if list := reflect.ValueOf(value); list.Kind() == reflect.Slice {
		all := make([]any, list.Len())
		for i := range all {
			all[i] = list.Index(i).Interface()
		}
		return List(all...).say(r)
	}
	return fmt.Sprint(value)
}

// List is several values with commas between them.
func List[T any](values ...T) Text { return joined(comma, values) }

// Commas is several clauses of one sentence with commas between them.
func Commas[T any](values ...T) Text { return joined(pause, values) }

// Clauses is several values with semicolons between them.
func Clauses[T any](values ...T) Text { return joined(semicolon, values) }

// Lines is several values, one a line.
func Lines[T any](values ...T) Text { return joined(lineEnd, values) }

// Sequence is several values without anything between them.
func Sequence[T any](values ...T) Text { return joined(nothing, values) }

var (
	comma     = between(", ", "、")
	pause     = between(", ", "，")
	semicolon = between("; ", "；")
	lineEnd   = between("\n", "\n")
	nothing   = between("", "")
)

// between makes a message that joins any number of values.
func between(english, chinese string) *Message {
	return &Message{texts: map[Lang]template{English: {raw: english}, Chinese: {raw: chinese}}}
}

func joined[T any](separator *Message, values []T) Text {
	all := make([]any, len(values))
	for i, value := range values {
		all[i] = value
	}
	return Text{separator, all}
}
