package main

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// byteOrderMark stands at the beginning of texts that Windows programs have written.
const byteOrderMark = "\ufeff"

// plain gives a text without what only tells which system wrote it: a byte order mark, and other line ends than \n. The same
// release written on Windows and on Linux is the same release.
func plain(text string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(text, byteOrderMark))
}

// given is a value that a shell or a CI system hands over, often the content of a file: $(cat VERSION) leaves a line break of
// Linux at its end out, but the half of one of Windows in.
func given(value string) string { return strings.TrimRight(plain(value), "\n") }

// trim gives a value of one line without blanks around it.
func trim(value string) string { return strings.TrimSpace(plain(value)) }

// asText gives the text of a file, with U+FFFD for what is not UTF-8; each line of it that is not is a problem.
func (w *whereabouts) asText(data []byte) string {
	text := plain(string(data))
	if utf8.ValidString(text) {
		return text
	}
	w.unreadable = true
	w.lines = strings.Split(strings.ToValidUTF8(text, "\ufffd"), "\n")
	for i, line := range strings.Split(text, "\n") {
		if at := invalidUTF8(line); at >= 0 {
			w.problems = append(w.problems, problem{
				File: w.file, Line: i + 1, Column: utf8.RuneCountInString(line[:at]) + 1, Source: w.line(i + 1),
				Text: fmt.Sprintf("the byte 0x%02X is not UTF-8 text; save the file as UTF-8", line[at]),
			})
		}
	}
	return strings.Join(w.lines, "\n")
}

// invalidUTF8 gives the index of the first byte that is not UTF-8, -1 when all are.
func invalidUTF8(text string) int {
	for i, r := range text {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				return i
			}
		}
	}
	return -1
}
