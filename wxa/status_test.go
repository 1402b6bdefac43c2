package wxa

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStatusWords(t *testing.T) {
	for _, c := range []struct {
		status      Status
		word        string
		final, open bool
	}{
		{StatusApproved, "approved", true, false},
		{StatusRejected, "rejected", true, false},
		{StatusReviewing, "reviewing", false, true},
		{StatusWithdrawn, "withdrawn", true, false},
		{StatusDelayed, "delayed", false, true},
		{StatusOther, "other", false, false},
	} {
		assert.Equal(t, c.word, c.status.String())
		assert.Equal(t, c.final, c.status.Final(), c.word)
		assert.Equal(t, c.open, c.status.Open(), c.word)
		text, err := json.Marshal(c.status)
		require.NoError(t, err)
		assert.Equal(t, `"`+c.word+`"`, string(text))
		var back Status
		require.NoError(t, json.Unmarshal(text, &back))
		assert.Equal(t, c.status, back)
	}
}

func TestMissingStatusCannotTravel(t *testing.T) {
	assert.Equal(t, "missing", StatusMissing.String())
	assert.Equal(t, "Status(9)", Status(9).String())
	assert.False(t, StatusMissing.Final() || StatusMissing.Open())
	for _, s := range []Status{StatusMissing, 9, -1} {
		_, err := json.Marshal(AuditStatus{Status: s})
		assert.Error(t, err)
	}
	for _, text := range []string{`""`, `"missing"`, `"Approved"`, `"0"`, `0`, `1`, `true`} {
		s := StatusReviewing
		assert.Error(t, json.Unmarshal([]byte(text), &s), text)
		assert.Equal(t, StatusReviewing, s, "left alone")
	}
}

// What travels through histories, written out: names may be added, never changed.
func TestResultsAsJSON(t *testing.T) {
	at := time.Date(2023, 11, 14, 22, 13, 20, 0, time.UTC)
	for _, c := range []struct {
		value any
		want  string
	}{
		{AuditStatus{Status: StatusReviewing}, `{"status":"reviewing"}`},
		{AuditStatus{StatusRejected, "r<br>", []string{"m"}}, `{"status":"rejected","reason":"r\u003cbr\u003e","screenshots":["m"]}`},
		{
			LatestAudit{AuditStatus{Status: StatusApproved}, 9007199254740993, "1.4.0", "d", at, at.Add(time.Second)},
			`{"status":"approved","audit_id":9007199254740993,"user_version":"1.4.0","user_desc":"d",` +
				`"submitted_at":"2023-11-14T22:13:20Z","read_at":"2023-11-14T22:13:21Z"}`,
		},
		{LatestAudit{AuditStatus: AuditStatus{Status: StatusDelayed}, AuditID: 7}, `{"status":"delayed","audit_id":7}`},
		{Quota{1, 2, 3, 4}, `{"rest":1,"limit":2,"speedup_rest":3,"speedup_limit":4}`},
		{CodePrivacyInfo{[]string{"wx.a"}, []string{"wx.b"}}, `{"without_auth":["wx.a"],"without_conf":["wx.b"]}`},
		{VersionInfo{}, `{}`},
		{
			VersionInfo{&Version{"1.4.0", "build 812", at}, &Version{}},
			`{"trial":{"version":"1.4.0","desc":"build 812","time":"2023-11-14T22:13:20Z"},"online":{"version":""}}`,
		},
	} {
		got, err := json.Marshal(c.value)
		require.NoError(t, err)
		assert.Equal(t, c.want, string(got))
	}
	var back LatestAudit
	require.NoError(t, json.Unmarshal([]byte(`{"status":"approved","audit_id":9007199254740993,"submitted_at":"2023-11-14T22:13:20Z"}`),
		&back))
	assert.Equal(t, LatestAudit{AuditStatus: AuditStatus{Status: StatusApproved}, AuditID: 9007199254740993, SubmittedAt: at}, back)
}

func TestReasonLines(t *testing.T) {
	for _, c := range []struct {
		reason string
		want   []string
	}{
		{"", nil},
		{" <br> ", nil},
		{"1:服务类目不符:<br>(1):…", []string{"1:服务类目不符:", "(1):…"}},
		{"a<br/>b<BR />c<br></br>d", []string{"a", "b", "c", "d"}},
		{"<p>a</p><p>b</p><ul><li>c<li>d</ul>", []string{"a", "b", "c", "d"}},
		{"Tom &amp; Jerry &lt;view&gt;&nbsp;&#20013; &quot;x&quot;", []string{`Tom & Jerry <view> 中 "x"`}},
		{"a\r\nb\nc\rd", []string{"a", "b", "c", "d"}},
		{`see <a href="https://example.com/x?a=1&amp;b=2">the <b>rules</b></a>, please`,
			[]string{"see the rules (https://example.com/x?a=1&b=2), please"}},
		{`<a href="javascript:x()">click</a><a name="y">z</a>`, []string{"clickz"}},
		{`use <button open-type="chooseAvatar"> and <view class="x"/>`,
			[]string{`use <button open-type="chooseAvatar"> and <view class="x"/>`}},
		{"price < 5 and > 3", []string{"price < 5 and > 3"}},
		{"ends in <br", []string{"ends in <br"}},
		{"<!-- hidden -->shown<span style='x'> red</span>", []string{"shown red"}},
		{"plain", []string{"plain"}},
		{"1:\x02服务\x1b[31m类目\x00\x7f\u009b2J\tb\v\fc", []string{"1:服务[31m类目2J b c"}},
		{"a\u202egnp.exe\u202c \u2066b\u2069\u200e\u200f\u061c\u202a\u202b\u202d\u2067\u2068c", []string{"agnp.exe bc"}},
		{"a&#8238;b&#x1b;c&#0;d", []string{"abc\uFFFDd"}},
		{"<a href=\"https://example.com/\u202e/x\">y</a>", []string{"y (https://example.com//x)"}},
		{"<view \u202etitle='x'>\u2028b\u2029c\u0085d", []string{"<view title='x'> b c d"}},
		{"half \xe6\x88", []string{"half \uFFFD\uFFFD"}},
	} {
		assert.Equal(t, c.want, ReasonLines(c.reason), c.reason)
	}
}
