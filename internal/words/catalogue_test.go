package words

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every message is whole in both languages.
func TestCatalogue(t *testing.T) {
	require.NotEmpty(t, catalogue)
	for _, m := range catalogue {
		at := fmt.Sprintf("%s:%d: %q", filepath.Base(m.file), m.line, m.texts[English].raw)
		for _, fault := range faultsOf(m) {
			t.Errorf("%s: %s", at, fault)
		}
	}
}

// The test above finds what it is for.
func TestCatalogueFindsFaults(t *testing.T) {
	for want, m := range map[string][2]string{
		"en: a brace":           {"{a", "甲"},
		"zh: no place":          {"a", "甲 {A}"},
		"nothing in":            {"a", ""},
		"other places":          {"{a}", "甲 {b}"},
		"not Chinese":           {"stopped", "halted"},
		"a sentence in English": {"a", "甲 was not taken back 乙"},
		"no blank between":      {"a", "共3个"},
		"ASCII punctuation":     {"a", "甲,乙"},
		"a word to avoid":       {"ask WeChat to hurry", "申请加急"},
		"a word to avoid: 操作员":  {"a", "操作员"},
	} {
		old := catalogue
		faults := strings.Join(faultsOf(message(m[0], m[1])), "\n")
		catalogue = old
		assert.Contains(t, faults, want, m)
	}
}

func faultsOf(m *Message) []string {
	faults := slices.Clone(m.faults)
	english, chinese := m.texts[English], m.texts[Chinese]
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if strings.TrimSpace(english.raw) == "" || strings.TrimSpace(chinese.raw) == "" {
		fault("nothing in one language")
	}
	if have, want := slices.Sorted(slices.Values(chinese.places())),
		slices.Sorted(slices.Values(english.places())); !slices.Equal(have, want) {
		fault("other places in Chinese: %q, not %q", have, want)
	}
	if letters(english.plain()) && english.raw != chinese.raw && !strings.ContainsFunc(chinese.raw, han) {
		fault("not Chinese: %q", chinese.raw)
	}
	if found := EnglishIn(chinese.plain()); found != "" {
		fault("a sentence in English: %q", found)
	}
	if found := crowded.FindString(code.ReplaceAllString(chinese.plain(), " ")); found != "" {
		fault("no blank between Chinese and Latin: %q", found)
	}
	if found := narrow.FindString(code.ReplaceAllString(chinese.plain(), "`")); found != "" {
		fault("ASCII punctuation in Chinese: %q", found)
	}
	for _, bad := range avoided {
		for _, text := range []string{english.plain(), chinese.plain()} {
			if found := bad.FindString(text); found != "" {
				fault("a word to avoid: %s", found)
			}
		}
	}
	return faults
}

var (
	code    = regexp.MustCompile("(?s)`[^`]*`|白名单IP地址列表|消息校验Token|消息加解密Key") // and names in WeChat's console
	crowded = regexp.MustCompile(`\p{Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Han}`)
	narrow  = regexp.MustCompile(`\p{Han}[,;:?!(]|[,;?!)]\p{Han}|\p{Han}\.(\s|$)`)
	avoided = []*regexp.Regexp{
		regexp.MustCompile(`(?i)\b(hurry|hurries|alarms?|next look|sorry)\b`),
		regexp.MustCompile(`下一步：|操作员|老实说|恰好选一种|发布任务|您`),
	}
)

func letters(text string) bool { return strings.ContainsFunc(text, unicode.IsLetter) }
