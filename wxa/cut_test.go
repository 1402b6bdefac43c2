package wxa

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
)

func TestCut(t *testing.T) {
	long := strings.Repeat("服", 100)
	for _, c := range []struct {
		text  string
		limit int
		want  string
	}{
		{"", 0, ""},
		{"short", 5, "short"},
		{long, 300, long},
		{long, 299, strings.Repeat("服", 90) + "… (cut, 300 bytes in all)"}, // 2 bytes would hold no character
		{long, 27, "… (cut, 300 bytes in all)"},
		{long, 26, strings.Repeat("服", 8)},
		{long, 2, ""},
		{long, -1, ""},
		{"a\xe6\x88", 9, "a\uFFFD"},
		{strings.Repeat("\xff", 50), 10, "\uFFFD"}, // one for the whole run
		{strings.Repeat("\xffa", 100), 40, "\uFFFDa\uFFFDa\uFFFDa… (cut, 200 bytes in all)"},
	} {
		got := Cut(c.text, c.limit)
		assert.Equal(t, c.want, got)
		assert.Equal(t, got, Cut(got, c.limit), "a second cut changes nothing")
	}
	for limit := range 400 {
		for _, text := range []string{long, strings.Repeat("a\xe6🎉", 60), strings.Repeat("\xff\x00", 90)} {
			got := Cut(text, limit)
			assert.LessOrEqual(t, len(got), limit)
			assert.True(t, utf8.ValidString(got))
		}
	}
}
