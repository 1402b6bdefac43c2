package command

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/wxa"
)

func TestCodes(t *testing.T) {
	isolate(t)
	s := &fakeTemporal{}
	code, out, errw := s.wxrelease(t.Context(), t, "codes")
	assert.Equal(t, exitOK, code)
	assert.Empty(t, errw)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	require.Len(t, lines, 1+len(wxa.Codes()), "a line for each code of the catalogue")
	assert.Regexp(t, `^CODE +CLASS +MEANING$`, lines[0])

	code, out, _ = s.wxrelease(t.Context(), t, "codes", "-1", "-o", "json", "61039")
	assert.Equal(t, exitOK, code)
	rows := object(t, out)["codes"].([]any)
	require.Len(t, rows, 2)
	assert.Equal(t, -1.0, rows[0].(map[string]any)["code"], "the minus sign is not taken for a flag")
	assert.Equal(t, "wait", rows[1].(map[string]any)["class"])

	code, out, _ = s.wxrelease(t.Context(), t, "codes", "--class", "quota", "-o", "json")
	assert.Equal(t, exitOK, code)
	for _, row := range object(t, out)["codes"].([]any) {
		assert.Equal(t, "quota", row.(map[string]any)["class"])
	}

	code, out, errw = s.wxrelease(t.Context(), t, "codes", "4711", "85085")
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, out, "85085")
	assert.Contains(t, errw, "WeChat documents no code 4711; ")

	for _, args := range [][]string{{"codes", "x"}, {"codes", "--class", "bad"}, {"codes", "61039", "--class", "fix"}} {
		code, _, _ = s.wxrelease(t.Context(), t, args...)
		assert.Equal(t, exitUsage, code, "%v", args)
	}
}

// Every code says what a release does about it, and "blocked" and "credentials" only where nothing is repeated.
func TestRetried(t *testing.T) {
	want := map[wxa.Class]string{
		wxa.ClassTransient: "yes", wxa.ClassWait: "yes", wxa.ClassToken: "at once", wxa.ClassQuota: "no", wxa.ClassFix: "no",
		wxa.ClassIdempotent: "not needed", wxa.ClassAmbiguous: "after reading",
	}
	for _, info := range wxa.Codes() {
		begin := want[info.Class]
		if info.Access && info.Class != wxa.ClassToken {
			begin = "no"
		}
		if info.Access && (info.Class == wxa.ClassTransient || info.Class == wxa.ClassWait) {
			begin = "yes"
		}
		assert.True(t, strings.HasPrefix(inJSON.Say(words.Retried(info)), begin), "%d: %s", info.Code, inJSON.Say(words.Retried(info)))
	}
	assert.Equal(t, "no: the release ends as blocked; once a submission may be out it calls a person and goes on trying",
		inJSON.Say(words.Retried(wxa.Info{Class: wxa.ClassUnknown})))
}

func TestVersion(t *testing.T) {
	v := thisVersion()
	v.Version, v.Revision, v.Time, v.Modified = "v1.2.3", "abc", "2026-09-30T00:00:00Z", true
	var b strings.Builder
	v.text(&b, inJSON)
	assert.True(t, strings.HasPrefix(b.String(), "wxrelease v1.2.3\nsource        abc of 2026-09-30 00:00:00 UTC, with changes\ngo     "+
		"       go1."), b.String())
	assert.Contains(t, b.String(), "\ntemporal sdk  1.")
}
