// Package plain makes texts of others the same on every system and harmless wherever they are shown.
//
// Reasons and messages of WeChat, names of people, versions and values of variables are written by strangers. What would not be
// read but obeyed by a terminal, an editor or a parser of XML is taken out by [Clean]; what only tells which system wrote a text
// is taken out by [Unix].
package plain

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean puts a blank for each character that is [Obeyed]. Bytes that are not UTF-8 become U+FFFD.
func Clean(text string) string {
	return strings.Map(func(r rune) rune {
		if Obeyed(r) {
			return ' '
		}
		return r
	}, text)
}

// Obeyed tells the characters that are not read but obeyed: control characters, with which the escape sequences of terminals
// begin; characters that turn the direction of what follows, so that it reads as something else; and what XML 1.0 forbids. Line
// feeds and tabs are none.
func Obeyed(r rune) bool {
	switch {
	case r == '\n', r == '\t':
		return false
	case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
		return true
	}
	return 0x206a <= r && r <= 0x206f || // formatting that Unicode has given up
		r == 0xfffe || r == 0xffff // no characters, and forbidden in XML
}

// Escape keeps a JSON text exact and harmless: the characters that are [Obeyed] stand in it as escapes.
func Escape(text []byte) []byte {
	if !bytes.ContainsFunc(text, Obeyed) {
		return text
	}
	var b bytes.Buffer
	for _, r := range string(text) {
		if Obeyed(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.Bytes()
}

// byteOrderMark stands at the beginning of texts that Windows programs have written.
const byteOrderMark = "\ufeff"

// Unix gives a text without a byte order mark and with \n at the end of each line, as if it were written on Unix.
func Unix(text string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(text, byteOrderMark))
}

// Line gives a value of one line without blanks and line ends around it.
func Line(value string) string { return strings.TrimSpace(Unix(value)) }

// InvalidUTF8 gives the index of the first byte that is not UTF-8, -1 when all are.
func InvalidUTF8(text string) int {
	for i, r := range text {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				return i
			}
		}
	}
	return -1
}
