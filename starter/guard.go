package main

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"
)

// Texts of others end up in what this program prints: reasons and messages of WeChat, names of people, versions. On their
// way out they all pass one of three doors, and [clean] stands at each: standard output and standard error, which are
// [guarded], workflow commands, see [command], and the files of CI systems, see [appendTo] and [writeReport].

// clean takes out of a text what would not be read but obeyed, each with a blank for it: control characters and the escape
// sequences of terminals that begin with one, characters that turn the direction of what follows, so that it reads as
// something else, and what XML 1.0 forbids. Bytes that are not UTF-8 become U+FFFD.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if obeyed(r) {
			return ' '
		}
		return r
	}, text)
}

// obeyed tells the characters that clean takes out; line breaks and tabs are none.
func obeyed(r rune) bool {
	switch {
	case r == '\n', r == '\t':
		return false
	case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
		return true
	}
	return 0x206a <= r && r <= 0x206f || // formatting that Unicode has given up
		r == 0xfffe || r == 0xffff // no characters, and forbidden in XML
}

// escaped keeps a JSON text exact and harmless: the same characters as escapes.
func escaped(text []byte) []byte {
	if !bytes.ContainsFunc(text, obeyed) {
		return text
	}
	var b bytes.Buffer
	for _, r := range string(text) {
		if obeyed(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.Bytes()
}

// guarded is standard output or standard error. A Write holds whole characters and lines.
//
// A runner of GitHub Actions obeys every line that begins with ::, whatever blanks are before it, and ##[…] anywhere in a
// line; a rejection's reason, written by a stranger, may hold either.
type guarded struct {
	io.Writer
	app    *app
	answer bool // it carries the one JSON object where there is one; else it is text always
}

var atLineStart = regexp.MustCompile(`(?m)^([\s\p{Z}]*):(:)`)

func (g guarded) Write(p []byte) (int, error) {
	var text []byte
	if g.answer && g.app.json {
		text = escaped(p)
		if g.app.onActions() {
			// Lines of JSON never begin with a colon, and an escape leaves the value as it is.
			text = bytes.ReplaceAll(text, []byte("##["), []byte(`#\u0023[`))
		}
	} else {
		text = []byte(clean(string(p)))
		if g.app.onActions() {
			text = atLineStart.ReplaceAll(text, []byte("$1: $2"))
			text = bytes.ReplaceAll(text, []byte("##["), []byte("# #["))
		}
	}
	if _, err := g.Writer.Write(text); err != nil {
		return 0, err
	}
	return len(p), nil
}

// guard makes everything that this program prints harmless to terminals and to runners of CI systems.
func (a *app) guard() {
	a.commands = a.stderr
	a.stdout, a.stderr = guarded{a.stdout, a, true}, guarded{a.stderr, a, false}
}

// unguarded is the writer behind the guard, for the live view, which steers the terminal and cleans what it shows itself.
func unguarded(w io.Writer) io.Writer {
	if g, ok := w.(guarded); ok {
		return g.Writer
	}
	return w
}
