package command

import (
	"strings"
	"testing"
	"testing/synctest"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What people say with a request can be recorded, or nothing is requested.
func TestReasonsAreRefusedOrBounded(t *testing.T) {
	isolate(t)
	gbk := fileAt(t, "testdata/file/cancel-reason-gbk.txt")
	require.False(t, utf8.ValidString(gbk))
	file := releaseFileAt(t, smallFile)
	for _, args := range [][]string{
		{"cancel", testApp, "--reason", gbk}, {"start", "-f", file, "--by", gbk}, {"expedite", testApp, "--by", gbk},
		{"withdraw", testApp, "--by", gbk}, {"poll", testApp, "--by", gbk}, {"extend", testApp, "--more", "1d", "--by", gbk},
		{"start", "-f", file, "--run-id", gbk}, {"start", "-f", file, "--app", gbk}, {"start", "-f", file, "--appid", gbk},
		{"list", "--version-name", gbk},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &fakeTemporal{}
			s.open("run-1")
			code, out, errw := s.wxrelease(t.Context(), t, args...)
			assert.Equal(t, exitUsage, code, args)
			assert.Empty(t, out)
			assert.Contains(t, errw, ": byte 3, 0xB4, is not UTF-8; use a terminal and files in UTF-8 (on Windows: `chcp 65001`)")
			assert.True(t, utf8.ValidString(errw))
			assert.Len(t, s.runs, 1)
		})
	}
}

func TestSaid(t *testing.T) {
	set := func(most int, text string) string {
		var got string
		require.NoError(t, said{to: &got, most: most}.Set(text))
		return got
	}
	assert.Equal(t, "wrong build", set(reasonMost, "\ufeff wrong build\r\n"))
	assert.Equal(t, "a\nb", set(reasonMost, "a\r\nb"))
	assert.Equal(t, strings.Repeat("长", 1000), set(reasonMost, strings.Repeat("长", 1000)))
	assert.Equal(t, strings.Repeat("长", 999)+"…", set(reasonMost, strings.Repeat("长", 1001)),
		"cut and marked: a request does not fail for it")
	assert.Equal(t, strings.Repeat("a", 199)+"…", set(byMost, strings.Repeat("a", 10_000)))
	assert.Empty(t, set(byMost, "\r\n"))

	var to string
	err := said{to: &to}.Set("ok\xff")
	assert.EqualError(t, err, "byte 3, 0xFF, is not UTF-8; use a terminal and files in UTF-8 (on Windows: `chcp 65001`)")
	assert.NoError(t, said{to: &to}.Set("\ufffd"), "the character itself is UTF-8")
}
