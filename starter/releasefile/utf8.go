package releasefile

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/wxrelease/wxrelease/internal/plain"
)

// encodingMost is how many lines of another encoding are told: after so many the whole file has it.
const encodingMost = 20

// asText gives the text of a file, with U+FFFD for what is not UTF-8; the first lines that are not are problems.
func (r *reader) asText(data []byte) string {
	text := plain.Unix(string(data))
	if utf8.ValidString(text) {
		return text
	}
	r.unreadable = true
	r.lines = strings.Split(strings.ToValidUTF8(text, "\ufffd"), "\n")
	for i, line := range strings.Split(text, "\n") {
		if at := plain.InvalidUTF8(line); at >= 0 && len(r.problems) < encodingMost {
			p := broken(RuleUTF8, fmt.Sprintf("0x%02X", line[at]))
			p.File, p.Line, p.Column, p.Source = r.file, i+1, utf8.RuneCountInString(line[:at])+1, r.line(i+1)
			r.problems = append(r.problems, p)
		}
	}
	return strings.Join(r.lines, "\n")
}
