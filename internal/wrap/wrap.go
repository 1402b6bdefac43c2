// Package wrap fits texts to the columns of a screen: their width, and their lines.
package wrap

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// measure counts columns on a screen: Chinese characters take two. Characters of ambiguous width take one, as in most terminals,
// whatever the locale says.
var measure = &runewidth.Condition{}

// Width is how many columns a text takes on a screen.
func Width(text string) int { return measure.StringWidth(text) }

// notFirst are characters that may not begin a line, notLast those that may not end one.
const (
	notFirst = "，。、；：？！）》」』】”’…,.;:?!)]}"
	notLast  = "“‘（《「『【([{"
)

// Paragraph gives a paragraph in lines of at most width columns, each with the indent in front and a line end.
func Paragraph(text, indent string, width int) string {
	var b strings.Builder
	for _, line := range Lines(strings.Join(strings.Fields(text), " "), width-len(indent)) {
		b.WriteString(indent + line + "\n")
	}
	return b.String()
}

// Lines breaks one line of text into lines of at most width columns of a terminal: at blanks, between Chinese characters,
// and within a word only where that alone is too wide.
func Lines(text string, width int) []string {
	var lines []string
	for text = strings.TrimSpace(text); measure.StringWidth(text) > width; {
		head := fitting(text, width)
		lines = append(lines, strings.TrimRight(text[:head], " "))
		text = strings.TrimLeft(text[head:], " ")
	}
	if text == "" && len(lines) > 0 {
		return lines
	}
	return append(lines, text)
}

// fitting gives the length of the first line of text, in bytes; at least one character.
func fitting(text string, width int) int {
	at, used := 0, 0 // what fits
	best := 0        // the last good place for a break
	var previous rune
	for i, r := range text {
		if i > 0 && breakable(previous, r) {
			best = i
		}
		used += measure.RuneWidth(r)
		if used > width && i > 0 {
			break
		}
		at, previous = i+len(string(r)), r
	}
	if best > 0 {
		return best
	}
	return at
}

// breakable tells whether a line may end between two characters.
func breakable(before, after rune) bool {
	switch {
	case before == ' ':
		return after != ' '
	case after == ' ':
		return true
	case strings.ContainsRune(notFirst, after) || strings.ContainsRune(notLast, before):
		return false
	}
	return measure.RuneWidth(before) == 2 || measure.RuneWidth(after) == 2
}
