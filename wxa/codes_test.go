package wxa

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every documented code with its class: t transient, w wait, k token, q quota, f fix, i idempotent, a ambiguous.
var documented = map[Class][]int{
	ClassTransient: {-60005, 45011, 61033, 89247, 89250, 89401},
	ClassWait:      {40091, 40094, 61005, 61006, 61039, 85090},
	ClassToken:     {40001, 40014, 42001, 42006},
	ClassQuota:     {45009, 45040, 48006, 85085, 87013, 89405},
	ClassFix: {
		40005, 40006, 40007, 40013, 40033, 40097, 40125, 40164, 40170, 41001, 41002, 41004, 41005, 41018, 41021, 41033,
		42002, 42007, 43001, 43002, 43003, 44002, 45035, 47001, 47002, 48001, 48004, 50002,
		61003, 61004, 61007, 61009, 61010, 61011, 61014, 61015, 61016, 61017, 61023, 61024, 61028, 61032, 61034, 61040,
		76001, 76002, 76003, 76021, 76022, 80066, 80067, 80082,
		85006, 85007, 85008, 85010, 85011, 85012, 85013, 85014, 85019, 85020, 85023,
		85043, 85044, 85045, 85046, 85047, 85048, 85051, 85058, 85064, 85065, 85077, 85079, 85080, 85081,
		85086, 85087, 85092, 85093, 85094, 85310, 85311, 85312,
		86000, 86001, 86002, 86007, 86008, 86009, 86010, 86020, 87006, 87011, 87012, 89402, 89403,
		800059, 9400001, 9402203,
	},
	ClassIdempotent: {61031, 61035, 85052, 89404},
	ClassAmbiguous:  {-1, 85009, 85082, 9402202},
}

func TestTheTableIsComplete(t *testing.T) {
	have := map[Class][]int{}
	for _, info := range Codes() {
		have[info.Class] = append(have[info.Class], info.Code)
	}
	assert.Equal(t, documented, have)
}

func TestEveryRowIsUseful(t *testing.T) {
	rows := Codes()
	assert.True(t, slices.IsSortedFunc(rows, func(a, b Info) int { return a.Code - b.Code }))
	for i, info := range rows {
		if i > 0 {
			require.NotEqual(t, rows[i-1].Code, info.Code, "listed twice")
		}
		checkRow(t, info)
		got, ok := Lookup(info.Code)
		assert.True(t, ok)
		assert.Equal(t, info, got)
	}
	for at, info := range atEndpoint {
		assert.Equal(t, at.code, info.Code)
		checkRow(t, info)
	}
}

func checkRow(t *testing.T, info Info) {
	t.Helper()
	assert.NotEqual(t, ClassUnknown, info.Class, info.Code)
	assert.True(t, strings.HasSuffix(info.Meaning, "."), "%d: the meaning is a sentence", info.Code)
	assert.True(t, strings.HasPrefix(info.Source, "https://developers.weixin.qq.com/"), info.Code)
	if info.Class == ClassFix || info.Class == ClassQuota || info.Class == ClassAmbiguous || info.Class == ClassToken {
		assert.True(t, strings.HasSuffix(info.Remedy, "."), "%d: somebody must act, so the remedy says how", info.Code)
	}
}

func TestAccessCodes(t *testing.T) {
	var access []int
	for _, info := range Codes() {
		if info.Access {
			access = append(access, info.Code)
		}
	}
	assert.Equal(t, []int{
		40001, 40013, 40014, 40091, 40094, 40125, 40164, 41001, 41002, 41004, 41018, 41021, 41033, 42001, 42002, 42006, 42007,
		45035, 48001, 61003, 61004, 61005, 61006, 61007, 61009, 61010, 61011, 61014, 61015, 61016, 61017, 61023, 61024, 61028,
		76022, 86000,
	}, access)
}

func TestClassDependsOnTheEndpoint(t *testing.T) {
	for _, c := range []struct {
		code     int
		endpoint string
		write    bool
		want     Class
	}{
		{-1, "/wxa/get_auditstatus", false, ClassTransient},
		{-1, "/wxa/submit_audit", true, ClassAmbiguous},
		{87012, "/wxa/undocodeaudit", true, ClassIdempotent},
		{87012, "/wxa/revertcoderelease", true, ClassFix},
		{85064, "/wxa/deletetemplate", true, ClassIdempotent},
		{85064, "/wxa/addtotemplate", true, ClassFix},
		{85082, "/wxa/grayrelease", true, ClassAmbiguous},
		{9402202, "/wxa/submit_audit", true, ClassAmbiguous},
		{123456789, "/wxa/submit_audit", true, ClassUnknown},
		{123456789, "/wxa/get_auditstatus", false, ClassUnknown},
	} {
		err := &Error{Code: c.code, Endpoint: c.endpoint, Write: c.write}
		assert.Equal(t, c.want, err.Class(), c)
		assert.Equal(t, c.code, err.Info().Code)
		assert.NotEmpty(t, err.Info().Meaning)
	}
	_, ok := Lookup(123456789)
	assert.False(t, ok)
}

func TestRemedyOfTheAllowListNamesIt(t *testing.T) {
	for _, n := range []int{61004, 40164, 45035} {
		info, _ := Lookup(n)
		assert.Contains(t, info.Remedy, "白名单IP地址列表")
		assert.Contains(t, info.Remedy, "errmsg")
	}
}

func TestClassWords(t *testing.T) {
	var words []string
	for c := ClassUnknown; c <= ClassAmbiguous; c++ {
		words = append(words, c.String())
	}
	assert.Equal(t, []string{"unknown", "transient", "wait", "token", "quota", "fix", "idempotent", "ambiguous"}, words)
	assert.Equal(t, ClassUnknown, ClassOf(nil))
	assert.Equal(t, ClassUnknown, ClassOf(assert.AnError))
}
