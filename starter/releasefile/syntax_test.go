package releasefile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/words"
)

// The slips that people make are told as such, where they were made, and in the reader's language.
func TestSlipsOfYAML(t *testing.T) {
	for _, tt := range []struct {
		text         string
		line, column int
		rule         Rule
	}{
		{"appid：wx5555666677778888\nversion: 1.0.0\n", 1, 6, RuleSyntaxWideColon},
		{"appid: wx5555666677778888\nversion： 1.0.0\naudit: {}\n", 2, 8, RuleSyntaxWideColon},
		{"audit:\n  item_list:\n    - 标题: a\n      tag：b\n", 4, 10, RuleSyntaxWideColon},
		{"appid:wx5555666677778888\nversion: 1.0.0\n", 1, 6, RuleSyntaxTightColon},
		{"audit:\n\titem_list: []\n", 2, 1, RuleSyntaxTab},
		{"audit:\n  item_list:\n  \t- title: a\n", 3, 3, RuleSyntaxTab},
		{"appid: \"wx5555666677778888\nversion: 1\n", 1, 8, RuleSyntaxQuote},
		{"audit: {item_list: [a, b\nversion: 1\n", 2, 1, RuleSyntaxBracket},
		{"audit: [\n", 1, 8, RuleSyntaxBracket},
		{"appid: wx5555666677778888\n version: 1\n", 2, 2, RuleSyntaxIndent},
		{"audit:\n  item_list:\n    - title: a\n     tag: b\n", 4, 6, RuleSyntaxIndent},
		{"audit: {version_desc: x}\nname: 花店: 一号\n", 2, 9, RuleSyntaxInnerColon},
		{"appid: @x\n", 1, 8, RuleSyntaxReserved},
		{"appid: wx5555666677778888\nversion\n", 2, 1, RuleSyntaxNoKey},
	} {
		_, err := read(tt.text)
		var invalid *InvalidError
		require.ErrorAs(t, err, &invalid, tt.text)
		p := invalid.Problems[0]
		assert.Equal(t, tt.rule, p.Rule, "%s\n%s", tt.text, p)
		assert.Equal(t, [2]int{tt.line, tt.column}, [2]int{p.Line, p.Column}, tt.text)
		assert.Equal(t, strings.Split(tt.text, "\n")[p.Line-1], p.Source, tt.text)
		assert.Empty(t, words.EnglishIn(p.Fault().In(words.Chinese)))
	}
}

// A file with thousands of faults shows the first ones and tells how many there are beside them.
func TestManyProblems(t *testing.T) {
	var text strings.Builder
	text.WriteString(smallFile)
	for i := range 20_000 {
		fmt.Fprintf(&text, "q%d: 1\n", i)
	}
	_, err := read(text.String())
	var invalid *InvalidError
	require.ErrorAs(t, err, &invalid)
	assert.Greater(t, len(invalid.Problems), 10_000)
	said := strings.Split(err.Error(), "\n")
	assert.Less(t, len(said), 2*Shown+2)
	assert.Equal(t, fmt.Sprintf("and %d more, which are not shown", len(invalid.Problems)-Shown), said[len(said)-1])
}
