package releasefile

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/wxa"
)

// Words know every rule, in all languages, and name all its values.
func TestEveryRuleHasItsWords(t *testing.T) {
	for _, rule := range Rules() {
		var values []any
		for _, name := range rule.Names() {
			if name == "line" {
				values = append(values, 7)
			} else {
				values = append(values, "<"+name+">")
			}
		}
		p := broken(rule, values...)
		for _, l := range words.Langs {
			text := p.fault().In(l)
			assert.NotEmpty(t, text, rule)
			for _, v := range values {
				assert.Contains(t, text, fmt.Sprint(v), rule)
			}
			if l == words.Chinese {
				assert.Empty(t, words.EnglishIn(text), rule)
			}
		}
		assert.Equal(t, p.fault().In(words.English), p.Text)
		assert.Len(t, p.Values, len(values), rule)
	}
}

// Programs read rules and values, not sentences.
func TestProblemsAreTyped(t *testing.T) {
	_, err := read(smallFile + "  version_desc: 5\nverson: '1'\nqqqqqqqqq: 1\nlimits: {review: 014d}\nadopt: true\nadopt: " +
		"false\nexpedite: soon\n")
	var invalid *InvalidError
	require.ErrorAs(t, err, &invalid)
	type typed struct {
		rule   Rule
		path   string
		values Values
	}
	var got []typed
	for _, p := range invalid.Problems {
		got = append(got, typed{p.Rule, p.Path, p.Values})
	}
	assert.Equal(t, []typed{
		{RuleTextQuotes, "audit.version_desc", Values{"value": "5"}},
		{RuleMisspeltKey, "verson", Values{"nearest": "version"}},
		{RuleUnknownKey, "qqqqqqqqq", Values{"keys": []string{"env", "name", "appid", "version", "audit", "expedite", "limits", "pace",
			"adopt", "apps"}}},
		{RuleTwice, "adopt", Values{"line": 10}},
		{RuleExpediteWord, "expedite", Values{"value": "soon"}},
	}, got)

	_, err = read(smallFile + "  feedback_stuff: a||b\n")
	require.ErrorAs(t, err, &invalid)
	require.Len(t, invalid.Problems, 1)
	var field wxa.FieldError
	require.ErrorAs(t, invalid.Problems[0].Cause, &field)
	assert.Equal(t, "audit.feedback_stuff[1]", field.Path)
	assert.Equal(t, RuleLimit, invalid.Problems[0].Rule)
	assert.Equal(t, "is an empty media id", invalid.Problems[0].Text)
}
