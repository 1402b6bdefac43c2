package words

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/wxa"
)

// rows are all rows of the table, those of single endpoints and those that are made for a call.
func rows() []wxa.Info {
	return slices.Concat(wxa.Codes(), wxa.EndpointCodes(), []wxa.Info{(&wxa.Error{Code: 123456789}).Info(), (&wxa.Error{Code: -1}).Info()})
}

func TestEveryCodeIsInChinese(t *testing.T) {
	for _, info := range rows() {
		meaning, remedy := Code(info)
		assert.Equal(t, info.Meaning, meaning.In(English), info.Code)
		assert.Equal(t, info.Remedy, remedy.In(English), info.Code)
		assert.True(t, strings.HasSuffix(meaning.In(Chinese), "。"), "%d: the meaning is a sentence", info.Code)
		assert.Equal(t, info.Remedy == "", remedy.In(Chinese) == "", "%d: a remedy in both languages or in none", info.Code)
		assert.True(t, remedy.IsZero() || strings.HasSuffix(remedy.In(Chinese), "。"), info.Code)
	}
	listed := 0
	for _, topic := range codeTopics {
		listed += len(topic)
		for code := range topic {
			_, ok := wxa.Lookup(code)
			assert.True(t, ok, "%d is not in the table", code)
		}
	}
	assert.Len(t, wxa.Codes(), listed, "each code once")
	assert.Len(t, endpointCodes, len(wxa.EndpointCodes()))
}

func TestCodeAtAnEndpoint(t *testing.T) {
	meaning, _ := Refusal(&wxa.Error{Code: 87012, Endpoint: "/wxa/undocodeaudit"})
	assert.Equal(t, "当前没有审核中的版本，无需撤回。", meaning.In(Chinese))
	meaning, _ = Refusal(&wxa.Error{Code: 87012, Endpoint: "/wxa/revertcoderelease"})
	assert.Equal(t, "没有可以回退的版本：已经回退过，或版本过旧。", meaning.In(Chinese))
	_, remedy := Refusal(&wxa.Error{Code: -1, Endpoint: "/wxa/submit_audit", Write: true})
	assert.NotEmpty(t, remedy.In(Chinese))
	_, remedy = Refusal(&wxa.Error{Code: -1, Endpoint: "/wxa/get_auditstatus"})
	assert.True(t, remedy.IsZero(), "a read is simply repeated")
}

// A row that others have changed is not said in the words of the table.
func TestCodeThatIsNoRow(t *testing.T) {
	info, ok := wxa.Lookup(61039)
	require.True(t, ok)
	info.Meaning = "Something that an older worker said."
	meaning, remedy := Code(info)
	assert.True(t, meaning.IsZero() && remedy.IsZero())
	meaning, _ = Code(wxa.Info{})
	assert.True(t, meaning.IsZero())
}

// identifiers must be the same in both languages: a remedy is useless with a wrong one.
var identifiers = regexp.MustCompile(`[a-z]+_[a-z_]+|ext_json|requiredPrivateInfos|navigateToMiniProgram|clear_quota|白名单IP地址列表|\d+ MB`)

func TestChineseNamesTheSameThings(t *testing.T) {
	for _, info := range rows() {
		_, remedy := Code(info)
		for _, name := range identifiers.FindAllString(info.Remedy, -1) {
			assert.Contains(t, remedy.In(Chinese), strings.TrimSuffix(name, "_tokens"), info.Code)
		}
	}
}
