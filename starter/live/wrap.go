package live

import "strings"

// notFirst are characters that may not begin a line.
const notFirst = "，。、；：？！）》」』】”’…,.;:?!)]}"

// wrap breaks one line of text into lines of at most width columns: at blanks, between Chinese characters, and within a word
// only where that alone is too wide.
func wrap(text string, width int) []string {
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
	at, columns := 0, 0 // what fits
	best := 0           // the last good place for a break
	var previous rune
	for i, r := range text {
		if i > 0 && breakable(previous, r) {
			best = i
		}
		columns += measure.RuneWidth(r)
		if columns > width && i > 0 {
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
	case strings.ContainsRune(notFirst, after) || strings.ContainsRune("“‘（《「『【([{", before):
		return false
	}
	return measure.RuneWidth(before) == 2 || measure.RuneWidth(after) == 2
}
