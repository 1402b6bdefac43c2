package wxa

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// FuzzRepair holds that the repair changes no meaning: what was good JSON before says the same after it.
func FuzzRepair(f *testing.F) {
	for _, file := range []string{"status-control.json", "latest-control.json", "token-bom.json"} {
		raw, err := os.ReadFile("testdata/" + file)
		require.NoError(f, err)
		f.Add(raw)
	}
	for _, c := range spoiltTexts {
		f.Add([]byte(`{"errcode":0,"status":1,"reason":"` + c.wire + `","list":[1,{"a":null}]}`))
	}
	f.Add([]byte(`"\ud83d\ude00 \\\" \u0000"`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, twoBytes := range []bool{false, true} {
			mended := repair(raw, twoBytes)
			if json.Valid(raw) && utf8.Valid(raw) {
				assert.Equal(t, raw, mended)
			}
			if !twoBytes && json.Valid(raw) {
				var before, after any
				require.NoError(t, json.Unmarshal(raw, &before))
				require.NoError(t, json.Unmarshal(mended, &after))
				assert.Equal(t, before, after)
			}
		}
		var into any
		if readable, err := decode(raw, &into); err == nil {
			assert.True(t, json.Valid(readable))
		}
	})
}

// FuzzTextBetweenQuotes holds that no text can hide what stands beside it, as long as its quotes and backslashes are escaped.
func FuzzTextBetweenQuotes(f *testing.F) {
	for _, c := range spoiltTexts {
		f.Add(c.want, int64(1))
	}
	f.Add("\",\"status\":0,\"x\":\"", int64(2))
	f.Add("\xd5\\\xd5\"", int64(0))
	f.Fuzz(func(t *testing.T, typed string, status int64) {
		wire := strings.NewReplacer(`"`, `\"`, `\`, `\\`).Replace(typed)
		var got auditFields
		_, err := decode(fmt.Appendf(nil, `{"errcode":0,"reason":"%s","status":%d,"screenshot":"mid1"}`, wire, status), &got)
		require.NoError(t, err)
		assert.Equal(t, status, got.Status.n)
		assert.Equal(t, mediaIDs{"mid1"}, got.Screenshot)
		if utf8.ValidString(typed) {
			assert.Equal(t, text(typed), got.Reason)
		}
	})
}

func TestRepairLeavesGoodJSONAlone(t *testing.T) {
	good := "{\n\t\"a\":\"\\u0002\\\\ \\\" 中\", \"b\":[1e3,null]\r}"
	assert.Equal(t, good, string(repair([]byte(good), false)))
	assert.Equal(t, good, string(repair([]byte(good), true)))
}
