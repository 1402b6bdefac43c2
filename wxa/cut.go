package wxa

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Cut shortens text to at most limit bytes at a character's boundary and says that it did. Bytes that are not UTF-8 are replaced.
func Cut(text string, limit int) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) <= limit {
		return text
	}
	mark := fmt.Sprintf(" … (cut, %d bytes in all)", len(text))
	keep := max(0, limit-len(mark))
	for keep > 0 && !utf8.RuneStart(text[keep]) {
		keep--
	}
	return text[:keep] + mark
}
