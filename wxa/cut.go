package wxa

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Cut bounds a text of somebody else's, such as an errmsg or a review's reason, which may have some MiB: the result has at
// most limit bytes. It is cut between two characters and says so, as in "… (cut, 204800 bytes in all)"; only a limit that
// is smaller than this note leaves it out. The result is valid UTF-8 always: bytes that are none become U+FFFD.
func Cut(text string, limit int) string {
	limit = max(limit, 0)
	whole := strings.ToValidUTF8(text, "\uFFFD")
	if len(whole) <= limit {
		return whole
	}
	note := fmt.Sprintf("… (cut, %d bytes in all)", len(text))
	if len(note) > limit {
		note = ""
	}
	end := limit - len(note)
	for end > 0 && !utf8.RuneStart(whole[end]) {
		end--
	}
	return whole[:end] + note
}
