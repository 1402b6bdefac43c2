package wxa

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The bytes on the wire, both ways, written out.

func TestSubmitAuditWire(t *testing.T) {
	wechat := newFakeWeChat(t, says(`{"errcode":0,"errmsg":"ok","auditid":9007199254740993}`)) // 2^53+1: no float holds it
	yes, team := false, 1
	id, err := testApp(t, wechat.URL, nil).SubmitAudit(t.Context(), SubmitAuditRequest{
		ItemList: []AuditItem{{
			Address: "pages/index/index?a=1&b=<2>", Tag: "办公 文档", Title: "首页 🎉",
			FirstClass: "工具", SecondClass: "效率", ThirdClass: "其他", FirstID: 287, SecondID: 616, ThirdID: 9,
		}},
		FeedbackInfo:     "fixed \\u2028 as typed",
		FeedbackStuff:    "m1|m2",
		VersionDesc:      "line 1\nline 2\u2028line 3 \"quoted\"",
		PreviewInfo:      &PreviewInfo{VideoIDList: []string{"V0"}, PicIDList: []string{"P1", "P2"}},
		UGCDeclare:       &UGCDeclare{Scene: []int{2, 4}, Method: []int{1}, HasAuditTeam: &team, AuditDesc: "人工"},
		PrivacyAPINotUse: &yes,
		OrderPath:        "pages/order/list",
	})
	require.NoError(t, err)
	assert.Equal(t, int64(9007199254740993), id)
	assert.Equal(t, []request{{
		"POST", "/wxa/submit_audit", token1,
		`{"item_list":[{"address":"pages/index/index?a=1&b=<2>","tag":"办公 文档","title":"首页 🎉",` +
			`"first_class":"工具","second_class":"效率","third_class":"其他","first_id":287,"second_id":616,"third_id":9}],` +
			`"feedback_info":"fixed \\u2028 as typed","feedback_stuff":"m1|m2",` +
			"\"version_desc\":\"line 1\\nline 2\u2028line 3 \\\"quoted\\\"\"," +
			`"preview_info":{"video_id_list":["V0"],"pic_id_list":["P1","P2"]},` +
			`"ugc_declare":{"scene":[2,4],"method":[1],"has_audit_team":1,"audit_desc":"人工"},` +
			`"privacy_api_not_use":false,"order_path":"pages/order/list"}`,
		"application/json; charset=utf-8", "HTTP/1.1",
	}}, wechat.seen())
}

func TestSubmitAuditSendsOnlyWhatIsGiven(t *testing.T) {
	wechat := newFakeWeChat(t, says(`{"errcode":0,"errmsg":"ok","auditid":"430000001"}`))
	id, err := testApp(t, wechat.URL, nil).SubmitAudit(t.Context(), validSubmit())
	require.NoError(t, err)
	assert.Equal(t, int64(430000001), id, "older answers quote the id")
	assert.Equal(t, `{"item_list":[{"first_class":"工具","second_class":"效率","first_id":287,"second_id":616}]}`, wechat.seen()[0].Body)
}

func TestSubmitAuditWithoutAnIDIsAmbiguous(t *testing.T) {
	for _, answer := range []string{
		`{"errcode":0,"errmsg":"ok"}`,
		`{"errcode":0,"errmsg":"ok","auditid":0}`,
		`{"errcode":0,"errmsg":"ok","auditid":-4}`,
		`{"errcode":0,"errmsg":"ok","auditid":null}`,
		`{"errcode":0,"errmsg":"ok","auditid":""}`,
		`{"errcode":0,"errmsg":"ok","auditid":4.5}`,
		`{"errcode":0,"errmsg":"ok","auditid":"abc"}`,
		`{"errcode":0,"errmsg":"ok","auditid":99999999999999999999}`,
	} {
		wechat := newFakeWeChat(t, says(answer))
		id, err := testApp(t, wechat.URL, nil).SubmitAudit(t.Context(), validSubmit())
		assert.Equal(t, ClassAmbiguous, ClassOf(err), answer)
		assert.ErrorContains(t, err, "read the state before a repeat")
		assert.Zero(t, id)
		assert.Len(t, wechat.seen(), 1)
	}
}

func TestSubmitAuditChecksBeforeSending(t *testing.T) {
	wechat := newFakeWeChat(t, says(`{}`))
	source := &tokens{}
	_, err := testApp(t, wechat.URL, func(c *Config) { c.Tokens = source }).SubmitAudit(t.Context(), SubmitAuditRequest{})
	assert.Equal(t, ClassFix, ClassOf(err))
	assert.ErrorContains(t, err, "item_list: has 0 items, want 1 to 5")
	assert.Empty(t, wechat.seen())
	assert.Empty(t, source.given)
}

func TestAuditStatusWire(t *testing.T) {
	for _, c := range []struct {
		answer string
		want   AuditStatus
	}{
		{`{"errcode":0,"errmsg":"ok","status":0,"reason":"","screenshot":""}`, AuditStatus{Status: StatusApproved}},
		{
			`{"errcode":0,"errmsg":"ok","status":1,"reason":"1:服务类目不符:<br>(1):…","screenshot":"mid1|mid2"}`,
			AuditStatus{StatusRejected, "1:服务类目不符:<br>(1):…", []string{"mid1", "mid2"}},
		},
		{`{"errcode":0,"errmsg":"ok","status":1,"ScreenShot":" mid1 ||"}`,
			AuditStatus{Status: StatusRejected, Screenshots: []string{"mid1"}}},
		{`{"errcode":0,"errmsg":"ok","status":2}`, AuditStatus{Status: StatusReviewing}},
		{`{"errcode":0,"errmsg":"ok","status":3}`, AuditStatus{Status: StatusWithdrawn}},
		{`{"errcode":0,"errmsg":"ok","status":4,"reason":"later"}`, AuditStatus{Status: StatusDelayed, Reason: "later"}},
		{`{"errcode":0,"errmsg":"ok","status":5}`, AuditStatus{Status: StatusOther}},
		{`{"errcode":0,"errmsg":"ok","status":-1}`, AuditStatus{Status: StatusOther}},
		{`{"errcode":0,"errmsg":"ok","status":"2"}`, AuditStatus{Status: StatusReviewing}},
		{`{"status":2}`, AuditStatus{Status: StatusReviewing}}, // an absent errcode is 0 where the field is there
	} {
		wechat := newFakeWeChat(t, says(c.answer))
		got, err := testApp(t, wechat.URL, nil).AuditStatus(t.Context(), 9007199254740993)
		require.NoError(t, err, c.answer)
		assert.Equal(t, &c.want, got, c.answer)
		assert.Equal(t, []request{{
			"POST", "/wxa/get_auditstatus", token1, `{"auditid":9007199254740993}`, "application/json; charset=utf-8", "HTTP/1.1",
		}}, wechat.seen())
	}
}

// The answer that has released unreviewed code elsewhere: an error with the success fields at zero, where 0 is approved.
func TestZeroStatusOfAnErrorIsNoApproval(t *testing.T) {
	wechat := newFakeWeChat(t, says(`{"errcode":85012,"errmsg":"invalid audit id rid: `+
		`65c0a1b2-00000000-00000000","status":0,"reason":"","screenshot":""}`))
	got, err := testApp(t, wechat.URL, nil).AuditStatus(t.Context(), 1)
	assert.Nil(t, got)
	var e *Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, Error{
		Code: 85012, Msg: "invalid audit id rid: 65c0a1b2-00000000-00000000", RID: "65c0a1b2-00000000-00000000",
		Endpoint: "/wxa/get_auditstatus", AppID: testAppID,
	}, *e)
}

func TestMissingStatusIsNoApproval(t *testing.T) {
	for _, answer := range []string{
		`{"errcode":0,"errmsg":"ok","auditid":1}`,
		`{"errcode":0,"errmsg":"ok","auditid":1,"status":null}`,
		`{"errcode":0,"errmsg":"ok","auditid":1,"status":""}`,
		`{"errcode":0,"errmsg":"ok","auditid":1,"status":false}`,
		`{"errcode":0,"errmsg":"ok","auditid":1,"status":{}}`,
		`{"errcode":0,"errmsg":"ok","auditid":1,"status":1.5}`,
		`{"errcode":0,"errmsg":"ok","auditid":1,"status":"1.5"}`,
		`{"errcode":0,"errmsg":"ok","auditid":1,"status":[0]}`,
		`{"errcode":0,"errmsg":"ok","auditid":1,"status":2,"Status":0}`,
		`{"errcode":0,"errmsg":"ok","auditid":1,"status":0,"Status":2}`,
		`{"errcode":0,"errmsg":"ok","auditid":1,"status":0,"status":"approved","status":0}`,
		`[{"status":0}]`,
	} {
		wechat := newFakeWeChat(t, says(answer))
		app := testApp(t, wechat.URL, nil)
		got, err := app.AuditStatus(t.Context(), 1)
		assert.Nil(t, got, answer)
		assert.Equal(t, ClassTransient, ClassOf(err), answer)
		latest, err := app.LatestAudit(t.Context())
		assert.Nil(t, latest, answer)
		assert.Equal(t, ClassTransient, ClassOf(err), answer)
	}
}

func TestAuditIDMustBePositive(t *testing.T) {
	wechat := newFakeWeChat(t, says(`{}`))
	app := testApp(t, wechat.URL, nil)
	for _, id := range []int64{0, -1} {
		_, err := app.AuditStatus(t.Context(), id)
		assert.Equal(t, ClassFix, ClassOf(err))
		assert.Equal(t, ClassFix, ClassOf(app.SpeedupAudit(t.Context(), id)))
	}
	assert.Empty(t, wechat.seen())
}

func TestLatestAuditWire(t *testing.T) {
	wechat := newFakeWeChat(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", "Tue, 14 Nov 2023 22:15:00 GMT")
		says(`{"errcode":0,"errmsg":"ok","auditid":430000001,"status":1,"reason":"r","ScreenShot":"mid1|mid2",`+
			`"user_version":"1.4.0","user_desc":"spring release","submit_audit_time":1700000000}`)(w, r)
	})
	got, err := testApp(t, wechat.URL, nil).LatestAudit(t.Context())
	require.NoError(t, err)
	assert.Equal(t, &LatestAudit{
		AuditStatus: AuditStatus{StatusRejected, "r", []string{"mid1", "mid2"}},
		AuditID:     430000001, UserVersion: "1.4.0", UserDesc: "spring release",
		SubmittedAt: time.Date(2023, 11, 14, 22, 13, 20, 0, time.UTC),
		ReadAt:      time.Date(2023, 11, 14, 22, 15, 0, 0, time.UTC),
	}, got)
	assert.Equal(t, []request{{"GET", "/wxa/get_latest_auditstatus", token1, "", "", "HTTP/1.1"}}, wechat.seen())
}

func TestLatestAuditWithTheShortAnswer(t *testing.T) {
	wechat := newFakeWeChat(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Date"] = nil
		says(`{"errcode":0,"errmsg":"ok","auditid":"9007199254740993","status":2,"submit_audit_time":null}`)(w, r)
	})
	got, err := testApp(t, wechat.URL, nil).LatestAudit(t.Context())
	require.NoError(t, err)
	assert.Equal(t, &LatestAudit{AuditStatus: AuditStatus{Status: StatusReviewing}, AuditID: 9007199254740993}, got)
	assert.True(t, got.ReadAt.IsZero() && got.SubmittedAt.IsZero())
}

func TestLatestAuditWithoutAnyReview(t *testing.T) {
	wechat := newFakeWeChat(t, says(`{"errcode":85058,"errmsg":"no valid audit_id exist","auditid":0,"status":0}`))
	got, err := testApp(t, wechat.URL, nil).LatestAudit(t.Context())
	assert.NoError(t, err)
	assert.Nil(t, got)
}

func TestLatestAuditWithoutAnID(t *testing.T) {
	for _, answer := range []string{`{"errcode":0,"errmsg":"ok","status":0}`, `{"errcode":0,"errmsg":"ok","status":0,"auditid":0}`} {
		wechat := newFakeWeChat(t, says(answer))
		got, err := testApp(t, wechat.URL, nil).LatestAudit(t.Context())
		assert.Nil(t, got)
		assert.ErrorContains(t, err, "auditid")
	}
}

func TestUndoAuditWire(t *testing.T) {
	wechat := newFakeWeChat(t, says(`{"errcode":0,"errmsg":"ok"}`))
	require.NoError(t, testApp(t, wechat.URL, nil).UndoAudit(t.Context()))
	assert.Equal(t, []request{{"GET", "/wxa/undocodeaudit", token1, "", "", "HTTP/1.1"}}, wechat.seen())
}

func TestSpeedupAuditWire(t *testing.T) {
	wechat := newFakeWeChat(t, says(`{"errcode":0,"errmsg":"ok"}`))
	require.NoError(t, testApp(t, wechat.URL, nil).SpeedupAudit(t.Context(), 430000001))
	assert.Equal(t, []request{{
		"POST", "/wxa/speedupaudit", token1, `{"auditid":430000001}`, "application/json; charset=utf-8", "HTTP/1.1",
	}}, wechat.seen())
}

func TestQuotaWire(t *testing.T) {
	wechat := newFakeWeChat(t, says(`{"errcode":0,"errmsg":"ok","rest":18,"limit":27,"speedup_rest":1,"speedup_limit":2}`))
	got, err := testApp(t, wechat.URL, nil).Quota(t.Context())
	require.NoError(t, err)
	assert.Equal(t, &Quota{Rest: 18, Limit: 27, SpeedupRest: 1, SpeedupLimit: 2}, got)
	assert.Equal(t, []request{{"GET", "/wxa/queryquota", token1, "", "", "HTTP/1.1"}}, wechat.seen())
}

func TestCodePrivacyInfoWire(t *testing.T) {
	wechat := newFakeWeChat(t,
		says(`{"errcode":61039,"errmsg":"check not finished, retry after one minute rid: 65c0a1b2-1-2"}`),
		says(`{"errcode":0,"errmsg":"ok","without_auth_list":["wx.getLocation"],"without_conf_list":[]}`),
		says(`{"errcode":0,"errmsg":"ok"}`),
	)
	app := testApp(t, wechat.URL, nil)
	_, err := app.CodePrivacyInfo(t.Context())
	assert.Equal(t, ClassWait, ClassOf(err))
	got, err := app.CodePrivacyInfo(t.Context())
	require.NoError(t, err)
	assert.Equal(t, &CodePrivacyInfo{WithoutAuth: []string{"wx.getLocation"}, WithoutConf: []string{}}, got)
	got, err = app.CodePrivacyInfo(t.Context())
	require.NoError(t, err)
	assert.Equal(t, &CodePrivacyInfo{}, got)
	assert.Equal(t, request{"GET", "/wxa/security/get_code_privacy_info", token1, "", "", "HTTP/1.1"}, wechat.seen()[0])
}

func TestVersionInfoWire(t *testing.T) {
	for _, c := range []struct {
		answer string
		want   VersionInfo
	}{
		{
			`{"errcode":0,"errmsg":"ok","exp_info":{"exp_time":1700000000,"exp_version":"1.4.0","exp_desc":"build 812"},` +
				`"release_info":{"release_time":1699000000,"release_version":"1.3.9","release_desc":"…"}}`,
			VersionInfo{
				&Version{"1.4.0", "build 812", time.Date(2023, 11, 14, 22, 13, 20, 0, time.UTC)},
				&Version{"1.3.9", "…", time.Date(2023, 11, 3, 8, 26, 40, 0, time.UTC)},
			},
		},
		{`{"errcode":0,"errmsg":"ok"}`, VersionInfo{}},
		{`{"errcode":0,"exp_info":null,"release_info":{"release_time":0,"release_version":"","release_desc":""}}`, VersionInfo{}},
		{
			`{"errcode":0,"release_info":{"release_time":1699000000,"release_version":""}}`,
			VersionInfo{nil, &Version{Time: time.Date(2023, 11, 3, 8, 26, 40, 0, time.UTC)}},
		},
	} {
		wechat := newFakeWeChat(t, says(c.answer))
		got, err := testApp(t, wechat.URL, nil).VersionInfo(t.Context())
		require.NoError(t, err)
		assert.Equal(t, &c.want, got)
		assert.Equal(t, []request{{
			"POST", "/wxa/getversioninfo", token1, `{}`, "application/json; charset=utf-8", "HTTP/1.1",
		}}, wechat.seen())
	}
}

func TestRequestID(t *testing.T) {
	for msg, want := range map[string]string{
		"invalid audit id rid: 65c0a1b2-00000000-00000000":       "65c0a1b2-00000000-00000000",
		"system error, rid: 65c0a1b2-1-2, see the page":          "65c0a1b2-1-2",
		"system error hint: [aB3.x_0001e4!]":                     "aB3.x_0001e4!",
		"invalid credential hints: [ req_id: kDgB7A0203hb ]":     "kDgB7A0203hb",
		"access clientip is not registered requestIP: 192.0.2.7": "",
		"ok": "",
	} {
		assert.Equal(t, want, requestID(msg), msg)
	}
}
