package wxa

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryRowIsInChinese(t *testing.T) {
	unknown := (&Error{Code: 123456789}).Info()
	read := (&Error{Code: -1}).Info()
	require.Empty(t, read.Remedy)
	for _, info := range slices.Concat(Codes(), slices.Collect(maps.Values(atEndpoint)), []Info{unknown, read}) {
		meaning, remedy, ok := info.Chinese()
		require.True(t, ok, info.Code)
		assert.True(t, strings.HasSuffix(meaning, "。"), "%d: the meaning is a sentence", info.Code)
		assert.Equal(t, info.Remedy == "", remedy == "", "%d: a remedy in both languages or in none", info.Code)
		if remedy != "" {
			assert.True(t, strings.HasSuffix(remedy, "。"), info.Code)
		}
		for _, text := range []string{meaning, remedy} {
			assert.NotContains(t, text, "  ", info.Code)
			assert.False(t, text != "" && !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }), "%d: %q is not Chinese", info.Code, text)
		}

		gotMeaning, gotRemedy, ok := InChinese(info.Code, info.Meaning, info.Remedy)
		assert.True(t, ok, info.Code)
		assert.Equal(t, [2]string{meaning, remedy}, [2]string{gotMeaning, gotRemedy}, info.Code)

		for _, sentence := range []string{info.Meaning, strings.TrimSuffix(info.Meaning, "."), info.Remedy} {
			zh, ok := SentenceInChinese(sentence)
			assert.Equal(t, sentence != "", ok, "%d: %q", info.Code, sentence)
			assert.Equal(t, sentence != "", zh != "", "%d: %q", info.Code, sentence)
		}
	}
	assert.Len(t, chinese, len(Codes()), "no translation of a code that is not listed")
	assert.Len(t, chineseAt, len(atEndpoint))
}

// names are identifiers that must be the same in both languages: a remedy is useless with a wrong one.
var names = regexp.MustCompile(`[a-z]+_[a-z_]+|ext_json|requiredPrivateInfos|navigateToMiniProgram|clear_quota|白名单IP地址列表|\d+ MB`)

func TestChineseNamesTheSameThings(t *testing.T) {
	same := func(english string) []string {
		found := names.FindAllString(english, -1)
		slices.Sort(found)
		return slices.Compact(found)
	}
	for _, info := range Codes() {
		_, remedy, _ := info.Chinese()
		for _, name := range same(info.Remedy) {
			assert.Contains(t, remedy, strings.TrimSuffix(name, "_tokens"), info.Code)
		}
	}
}

func TestChineseOfOtherWords(t *testing.T) {
	info, _ := Lookup(61039)
	info.Meaning = "Something that an older worker said."
	_, _, ok := info.Chinese()
	assert.False(t, ok)
	_, _, ok = InChinese(61039, info.Meaning, info.Remedy)
	assert.False(t, ok)
	_, _, ok = InChinese(0, "", "")
	assert.False(t, ok)
}
