package words

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

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
