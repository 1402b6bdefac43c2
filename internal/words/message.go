package words

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
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

func (t Text) say(r Reader) string {
	switch t.message {
	case nil:
		return ""
	case comma, pause, semicolon, lineEnd, nothing:
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
