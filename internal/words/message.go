package words

import (
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/wxrelease/wxrelease/timing"
)

// Message is a sentence in every language. Its places are named, as in "started version {version} of {appid}":
//
//	{appid}               the value
//	{path:q}              the value in quotation marks, with escapes for what cannot be seen
//	{n:release|releases}  a number and the noun that goes with it; Chinese writes {n}
//	{{ and }}             braces
//
// Values are given in the order in which the English text names the places first.
type Message struct {
	texts  map[Lang]template
	places []string
	file   string // where it stands, for tests
	line   int
	faults []string
}

// catalogue holds every message, for tests.
var catalogue []*Message

// message makes and lists a message.
func message(english, chinese string) *Message { return enter(english, chinese, 2) }

// enter makes a message that stands skip calls up.
func enter(english, chinese string, skip int) *Message {
	m := &Message{texts: map[Lang]template{}}
	_, m.file, m.line, _ = runtime.Caller(skip)
	for _, text := range []struct {
		lang Lang
		raw  string
	}{{English, english}, {Chinese, chinese}} {
		t, err := parse(text.raw)
		if err != nil {
			m.faults = append(m.faults, fmt.Sprintf("%s: %v", text.lang, err))
		}
		m.texts[text.lang] = t
	}
	m.places = m.texts[English].places()
	catalogue = append(catalogue, m)
	return m
}

// enums are the words for values of types that have a few, such as an outcome.
var enums = map[any]*Message{}

// word makes the message for one value of such a type, by which [Reader.Say] says it.
func word(value any, english, chinese string) *Message {
	m := enter(english, chinese, 2)
	enums[value] = m
	return m
}

// Of gives the message its values, which are said in the reader's language too: texts, errors, times, durations and
// words such as outcomes. Any other value stays as it is.
func (m *Message) Of(values ...any) Text {
	if len(values) != len(m.places) && testing.Testing() {
		panic(fmt.Sprintf("%s:%d: %d values for the places %q of %q", m.file, m.line, len(values), m.places, m.texts[English].raw))
	}
	return Text{m, values}
}

// Err gives the message as an error whose Error is English. [Lang.Error] says it in the language; errors among the values are
// its causes.
func (m *Message) Err(values ...any) error { return &sentence{m.Of(values...)} }

// In says a message without values.
func (m *Message) In(l Lang) string { return m.Of().In(l) }

// Text is a message with its values. The zero Text is "".
type Text struct {
	message *Message
	values  []any
}

// In says the text; times stay in their own zone, see [Reader.Say].
func (t Text) In(l Lang) string { return Reader{Lang: l}.Say(t) }

// String is English.
func (t Text) String() string { return t.In(English) }

// IsZero tells a text without a message.
func (t Text) IsZero() bool { return t.message == nil }

// Is tells whether the text is of this message.
func (t Text) Is(m *Message) bool { return t.message == m }

// Err gives the text as an error; see [Message.Err].
func (t Text) Err() error { return &sentence{t} }

// List is several values with commas between them.
func List[T any](values ...T) Text { return joined(comma, values) }

// Lines is several values, one a line.
func Lines[T any](values ...T) Text { return joined(lineEnd, values) }

// Sequence is several values without anything between them.
func Sequence[T any](values ...T) Text { return joined(nothing, values) }

var (
	comma   = between(", ", "、")
	lineEnd = between("\n", "\n")
	nothing = between("", "")
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

func (t Text) say(r Reader) string {
	switch t.message {
	case nil:
		return ""
	case comma, lineEnd, nothing:
		parts := make([]string, 0, len(t.values))
		for _, value := range t.values {
			if part := r.Say(value); part != "" {
				parts = append(parts, part)
			}
		}
		return strings.Join(parts, t.message.text(r.Lang).raw)
	}
	if len(t.values) != len(t.message.places) {
		return fmt.Sprint(append([]any{t.message.text(r.Lang).raw}, t.values...)...) // a fault of ours must not hide what happened
	}
	values := make(map[string]any, len(t.values))
	for i, place := range t.message.places {
		values[place] = t.values[i]
	}
	return t.message.text(r.Lang).fill(r, values)
}

func (m *Message) text(l Lang) template {
	if t, ok := m.texts[l]; ok {
		return t
	}
	return m.texts[English]
}

// Say says any value: texts, errors, times, durations and words of the catalogue in the reader's language and zone, several
// values with commas between them, all else as it prints.
func (r Reader) Say(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case Text:
		return v.say(r)
	case *Message:
		return v.Of().say(r)
	case time.Time:
		return r.Time(v)
	case time.Duration:
		return r.Duration(v)
	case timing.Duration:
		return r.Duration(time.Duration(v))
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

// template is a text taken apart.
type template struct {
	raw   string
	parts []part
}

// part is a piece of text, or a place.
type part struct {
	text, place string
	quoted      bool
	nouns       []string // for one and for several
}

// parse takes a text apart.
func parse(raw string) (template, error) {
	t := template{raw: raw}
	var plain strings.Builder
	for rest := raw; rest != ""; {
		next := strings.IndexAny(rest, "{}")
		if next < 0 {
			plain.WriteString(rest)
			break
		}
		plain.WriteString(rest[:next])
		rest = rest[next:]
		if strings.HasPrefix(rest, "{{") || strings.HasPrefix(rest, "}}") {
			plain.WriteByte(rest[0])
			rest = rest[2:]
			continue
		}
		inner, after, closed := strings.Cut(rest[1:], "}")
		if rest[0] == '}' || !closed {
			return t, fmt.Errorf("a brace that stands alone in %q", raw)
		}
		place, form, _ := strings.Cut(inner, ":")
		p := part{place: place, quoted: form == "q"}
		if one, several, found := strings.Cut(form, "|"); found {
			p.nouns = []string{one, several}
		}
		if place == "" || strings.Trim(place, "abcdefghijklmnopqrstuvwxyz_0123456789") != "" || form != "" && !p.quoted && p.nouns == nil {
			return t, fmt.Errorf("no place: {%s}", inner)
		}
		if plain.Len() > 0 {
			t.parts = append(t.parts, part{text: plain.String()})
			plain.Reset()
		}
		t.parts = append(t.parts, p)
		rest = after
	}
	if plain.Len() > 0 {
		t.parts = append(t.parts, part{text: plain.String()})
	}
	return t, nil
}

// places are the names in the order in which they come first.
func (t template) places() []string {
	var names []string
	for _, p := range t.parts {
		if p.place != "" && !slices.Contains(names, p.place) {
			names = append(names, p.place)
		}
	}
	return names
}

// plain is the text without its places.
func (t template) plain() string {
	var all strings.Builder
	for _, p := range t.parts {
		if p.place == "" {
			all.WriteString(p.text)
		} else {
			all.WriteString("{}")
		}
	}
	return all.String()
}

func (t template) fill(r Reader, values map[string]any) string {
	var all strings.Builder
	for _, p := range t.parts {
		text := p.text
		switch {
		case p.place == "":
		case p.quoted:
			text = strconv.Quote(r.Say(values[p.place]))
		case p.nouns != nil:
			number, noun := r.Say(values[p.place]), p.nouns[1]
			if number == "1" {
				noun = p.nouns[0]
			}
			text = number + " " + noun
		default:
			text = r.Say(values[p.place])
		}
		appendWords(&all, text, r.Lang)
	}
	return all.String()
}

// appendWords puts a part behind the others. In Chinese the blanks around a place are for Latin letters and digits: between two
// Chinese characters there is none.
func appendWords(all *strings.Builder, text string, l Lang) {
	before := all.String()
	if l == Chinese && text != "" && before != "" {
		last, _ := utf8.DecodeLastRuneInString(strings.TrimSuffix(before, " "))
		first, _ := utf8.DecodeRuneInString(strings.TrimPrefix(text, " "))
		if wide(last) && wide(first) {
			all.Reset()
			all.WriteString(strings.TrimSuffix(before, " "))
			text = strings.TrimPrefix(text, " ")
		}
	}
	all.WriteString(text)
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

// wide tells Chinese characters and their punctuation.
func wide(r rune) bool {
	return han(r) || strings.ContainsRune("，。、；：？！（）《》“”", r)
}
