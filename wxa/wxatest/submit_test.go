package wxatest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// item is a complete element of item_list with more members behind the required ones.
func item(more string) string {
	return `{"first_class":"工具","second_class":"效率","first_id":287,"second_id":616` + more + `}`
}

func TestSubmitChecksItsBody(t *testing.T) {
	long := func(n int) string { return strings.Repeat("长", n) }
	app := uploaded(appA)
	app.Pages = []string{"pages/index/index"}
	app.Categories = []Category{{"工具", "效率", 287, 616}}
	w := newWorld(t, Config{}, app)

	for body, code := range map[string]string{
		`{"item_list":{}}`:    "47001",
		`{"item_list":["x"]}`: "47001",
		`{"item_list":[]}`:    "85023",
		`{"item_list":[` + item("") + strings.Repeat(","+item(""), 5) + `]}`: "85023",
		`{"item_list":[{}]}`: "85010",
		`{"item_list":[{"first_class":"工具","second_class":"效率","first_id":287}]}`:                     "85010",
		`{"item_list":[{"first_class":"工具","first_id":287,"second_id":616}]}`:                         "85010",
		`{"item_list":[{"first_class":"工具","second_class":"x","first_id":"287"}]}`:                    "47001",
		`{"item_list":[{"first_class":"工具","second_class":"x","first_id":1,"second_id":2}]}`:          "85008",
		`{"item_list":[` + item(`,"address":"pages/other/other"`) + `]}`:                              "85007",
		`{"item_list":[` + item(`,"address":"/pages/index/index"`) + `]}`:                             "85007",
		`{"item_list":[` + item(`,"tag":"a b c d e f g h i j k"`) + `]}`:                              "85006",
		`{"item_list":[` + item(`,"tag":"a `+long(21)+`"`) + `]}`:                                     "85006",
		`{"item_list":[` + item(`,"title":"`+long(33)+`"`) + `]}`:                                     "85011",
		`{"version_desc":"` + long(501) + `"}`:                                                        "85051",
		`{"preview_info":[]}`:                                                                         "47001",
		`{"preview_info":{}}`:                                                                         "85092",
		`{"preview_info":{"pic_id_list":["a"]}}`:                                                      "85092",
		`{"preview_info":{"pic_id_list":[],"video_id_list":[]}}`:                                      "85092",
		`{"preview_info":{"pic_id_list":[""],"video_id_list":[]}}`:                                    "85092",
		`{"preview_info":{"pic_id_list":[1],"video_id_list":[]}}`:                                     "85092",
		`{"preview_info":{"pic_id_list":null,"video_id_list":["a"]}}`:                                 "85092",
		`{"preview_info":{"pic_id_list":[` + strings.Repeat(`"a",`, 10) + `"a"],"video_id_list":[]}}`: "85093",
		`{"feedback_info":"` + long(201) + `"}`:                                                       "40097",
		`{"feedback_stuff":"a|b|c|d|e|f"}`:                                                            "40097",
		`{"ugc_declare":{"scene":[6]}}`:                                                               "40097",
		`{"ugc_declare":{"method":[0]}}`:                                                              "40097",
		`{"ugc_declare":{"has_audit_team":2}}`:                                                        "40097",
		`{"ugc_declare":{"scene":"0"}}`:                                                               "47001",
		`{"ugc_declare":{"audit_desc":"` + long(257) + `"}}`:                                          "40097",
		`{"ugc_declare":{"other_scene_desc":"` + long(257) + `"}}`:                                    "40097",
		`{"privacy_api_not_use":"true"}`:                                                              "47001",
	} {
		t.Run(body[:min(len(body), 60)], func(t *testing.T) { assertCode(t, code, w.post(appA, "/wxa/submit_audit", body)) })
	}
	assert.Empty(t, w.Ledger())

	// Everything at its limit is accepted.
	full := fmt.Sprintf(`{"item_list":[%s%s],"feedback_info":%q,"feedback_stuff":"a|b|c|d|e","version_desc":%q,`+
		`"preview_info":{"video_id_list":[],"pic_id_list":["a"]},"ugc_declare":{"scene":[1,5],"method":[1,4],"other_scene_desc":%q,`+
		`"has_audit_team":1,"audit_desc":%q},`+
		`"privacy_api_not_use":true,"order_path":"pages/order/order","unknown":1}`,
		item(`,"address":"pages/index/index","tag":"a b c d e f g h i `+long(20)+`","title":"`+long(32)+`"`),
		strings.Repeat(","+item(""), 4),
		long(200), long(500), long(256), long(256))
	assert.Equal(t, `{"errcode":0,"errmsg":"ok","auditid":430000001}`, w.post(appA, "/wxa/submit_audit", full))
}

func TestSubmitMoments(t *testing.T) {
	t.Run("nothing uploaded", func(t *testing.T) {
		w := newWorld(t, Config{}, App{AppID: appA})
		assertCode(t, "85086", w.submit(appA))
		assertCode(t, "86001", w.get(appA, "/wxa/security/get_code_privacy_info"))
		assert.Equal(t, `{"errcode":0,"errmsg":"ok"}`, w.post(appA, "/wxa/getversioninfo", "{}"))
	})
	t.Run("privacy lists are an advice", func(t *testing.T) {
		app := uploaded(appA)
		app.WithoutAuth, app.WithoutConf = []string{"wx.getLocation"}, []string{"wx.chooseAddress"}
		w := newWorld(t, Config{}, app)
		assert.Equal(t, `{"errcode":0,"errmsg":"ok","without_auth_list":["wx.getLocation"],"without_conf_list":["wx.chooseAddress"]}`,
			w.get(appA, "/wxa/security/get_code_privacy_info"))
		assert.Contains(t, w.submit(appA), `"errcode":0`)
	})
	t.Run("privacy lists block", func(t *testing.T) {
		app := uploaded(appA)
		app.WithoutAuth, app.PrivacyBlocked = []string{"wx.getLocation"}, true
		w := newWorld(t, Config{}, app)
		body := w.get(appA, "/wxa/security/get_code_privacy_info")
		assertCode(t, "61040", body)
		assert.True(t, strings.HasSuffix(body, `,"without_auth_list":["wx.getLocation"],"without_conf_list":[]}`), body)
		assertCode(t, "61040", w.submit(appA))
		assert.Contains(t, w.post(appA, "/wxa/submit_audit", `{"privacy_api_not_use":true}`), `"errcode":0`)
	})
	t.Run("content declaration for the first time only", func(t *testing.T) {
		app := uploaded(appA)
		app.NeedsUGCDeclare = true
		w := newWorld(t, Config{}, app)
		assertCode(t, "85094", w.submit(appA))
		assert.Contains(t, w.post(appA, "/wxa/submit_audit", `{"ugc_declare":{"scene":[0]}}`), `"errcode":0`)
		w.Advance(3 * time.Hour)
		assert.Contains(t, w.submit(appA), `"errcode":0`)
	})
	t.Run("quoted id", func(t *testing.T) {
		app := uploaded(appA)
		app.QuotedAuditID = true
		w := newWorld(t, Config{}, app)
		assert.Equal(t, `{"errcode":0,"errmsg":"ok","auditid":"430000001"}`, w.submit(appA))
		assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"auditid":"430000001",`)
		assert.Contains(t, w.post(appA, "/wxa/get_auditstatus", `{"auditid":430000001}`), `"status":2`)
	})
}

func TestQuota(t *testing.T) {
	w := newWorld(t, Config{Quota: Quota{Limit: 2, SpeedupLimit: -1}}, uploaded(appA), uploaded(appB), uploaded("wx3"))
	assert.Equal(t, `{"errcode":0,"errmsg":"ok","rest":2,"limit":2,"speedup_rest":0,"speedup_limit":0}`, w.get(appB, "/wxa/queryquota"))
	w.submit(appA)
	w.submit(appB)
	assertCode(t, "85085", w.submit("wx3"))
	assertCode(t, "89405", w.post(appA, "/wxa/speedupaudit", `{"auditid":430000001}`))
	assert.Equal(t, `{"errcode":0,"errmsg":"ok","rest":0,"limit":2,"speedup_rest":0,"speedup_limit":0}`, w.get("wx3", "/wxa/queryquota"))
	w.SetQuota(Quota{Limit: 3, SpeedupLimit: 1})
	assert.Contains(t, w.submit("wx3"), `"errcode":0`)
	w.SetQuota(Quota{Limit: 3, SpeedupLimit: 1, ShowZeros: true})
	assert.Equal(t, `{"errcode":0,"errmsg":"ok","rest":0,"limit":0,"speedup_rest":0,"speedup_limit":0}`, w.get("wx3", "/wxa/queryquota"))

	// The month ends at midnight in China: 16:00 UTC of the 31st.
	w.SetQuota(Quota{Limit: 3, SpeedupLimit: 1})
	w.Advance(time.Date(2026, 10, 31, 16, 0, 0, 0, time.UTC).Sub(start) - time.Second)
	assertCode(t, "85085", w.submit(appA))
	w.Advance(time.Second)
	assert.Contains(t, w.submit(appA), `"errcode":0`)
	require.Len(t, w.Ledger(), 4)
}
