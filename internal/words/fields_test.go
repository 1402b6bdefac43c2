package words

import (
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

func TestFieldErrors(t *testing.T) {
	values := wxa.FieldValues{Value: "a\n", Part: "b", Number: 3, Min: 1, Max: 2}
	rules := wxa.FieldRules()
	maps.Copy(rules, workflows.FieldRules())
	for rule, english := range rules {
		err := wxa.FieldError{Path: "audit.item_list[0]", Rule: rule, Text: values.Fill(english), FieldValues: values}
		assert.Equal(t, err.Error(), English.Error(err), rule)
		assert.NotEqual(t, err.Text, Field(err).In(Chinese), rule)
		assert.NotContains(t, Field(err).In(Chinese), "{", rule)
	}
	assert.Len(t, fieldTexts, len(rules)+1, "and credentials'")
	assert.Equal(t, credentials.RulePlatformAppID, platformAppID)

	assert.Equal(t, `item_list[2].tag：有一个标签长 21 个字符，最多 20 个："长标签"`,
		Chinese.Error(wxa.NewFieldError("item_list[2].tag", wxa.RuleTagLength, wxa.FieldValues{Part: "长标签", Number: 21, Max: 20})))
	assert.Equal(t, "x：newer", Chinese.Error(wxa.FieldError{Path: "x", Rule: "newer", Text: "newer"}), "a rule that is not known")
}

// What a whole validation finds is said line by line.
func TestValidationInChinese(t *testing.T) {
	err := workflows.ReleaseInput{AppID: "wx", Version: "1.4.0\n"}.Validate()
	lines := strings.Split(Chinese.Error(err), "\n")
	assert.Equal(t, []string{
		`appid："wx" 不是 appid（以 wx 开头，后跟 16 位字母或数字）`,
		`version："1.4.0\n" 的首尾有空白或换行，请去掉`,
		"audit.item_list：有 0 项，应为 1 至 5 项",
	}, lines)
}
