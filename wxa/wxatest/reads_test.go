package wxatest

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNoReviewCodes(t *testing.T) {
	w := newWorld(t, Config{}, uploaded(appA))
	latest := func() string { return w.get(appA, "/wxa/get_latest_auditstatus") }
	assertCode(t, "85058", latest())
	w.ask("PATCH", "/_sim/apps/"+appA, `{"no_review_code":86001}`)
	assertCode(t, "86001", latest())
	w.ask("PATCH", "/_sim/apps/"+appA, `{"no_review_code":85012}`)
	assertCode(t, "85012", latest())
	assert.Contains(t, latest(), `","status":0,"reason":"","screenshot":""}`, "with the zero status of get_auditstatus")
	status, body := w.control("PATCH", "/_sim/apps/"+appA, `{"no_review_code":1}`)
	assert.Equal(t, http.StatusBadRequest, status)
	assert.Contains(t, body, "give 85058, 86001 or 85012")
	w.submit(appA)
	assert.Contains(t, latest(), `"status":2`)
}

func TestRawTexts(t *testing.T) {
	const typed = "1:\x02服务\n\x00\t\x1f\\n \"x\" \u2028<br>\xe6\x88中\ufffd"
	app := uploaded(appA)
	app.TrialDesc, app.RawTexts = "fix\vbugs", true
	app.Plans = []Plan{{{After: time.Hour, Status: StatusRejected, Reason: typed}}}
	w := newWorld(t, Config{}, app)
	w.submit(appA)
	w.Advance(time.Hour)
	const raw = "\"reason\":\"1:\x02服务\n\x00\t\x1f\\\\n \\\"x\\\" \\u2028<br>\xe6\x88中\ufffd\","
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), raw)
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), "\"user_desc\":\"fix\vbugs\"")
	assert.Contains(t, w.post(appA, "/wxa/get_auditstatus", `{"auditid":430000001}`), raw)
	assert.Contains(t, w.post(appA, "/wxa/getversioninfo", `{}`), "\"exp_desc\":\"fix\vbugs\"")
	w.Fault(Fault{Errcode: 48004, Errmsg: "said \x02\xe6"})
	assert.Contains(t, w.get(appA, "/wxa/queryquota"), "{\"errcode\":48004,\"errmsg\":\"said \x02\xe6 rid: ")

	w.ask("PATCH", "/_sim/apps/"+appA, `{"raw_texts":false}`)
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"reason":"1:\u0002服务\n\u0000\t\u001f\\n \"x\" \u2028<br>`+
		"\ufffd\ufffd中\ufffd\",")
	status, body := w.control("POST", "/_sim/faults", `{"errmsg":"x","cut":"after"}`)
	assert.Equal(t, http.StatusBadRequest, status)
	assert.Contains(t, body, "goes with an errcode")
}

func TestReadLag(t *testing.T) {
	app := uploaded(appA)
	app.ReadLag = time.Minute
	app.Plans = []Plan{
		{{After: time.Hour, Status: StatusRejected, Reason: "why", Screenshots: "mid1"}},
		{{After: time.Hour, Status: StatusDelayed}, {After: time.Hour + time.Second, Status: StatusApproved}},
	}
	w := newWorld(t, Config{}, app)
	latest := func() string { return w.get(appA, "/wxa/get_latest_auditstatus") }
	status := func() string { return w.post(appA, "/wxa/get_auditstatus", `{"auditid":430000001}`) }
	w.submit(appA)
	assertCode(t, "85058", latest())
	assertCode(t, "85012", status())
	assertCode(t, "85009", w.submit(appA))
	w.Advance(time.Minute)
	assert.Contains(t, latest(), `"status":2`)
	assert.Contains(t, status(), `"status":2`)
	w.Advance(time.Hour - time.Nanosecond)
	assert.Contains(t, latest(), `"status":2,"reason":"","screenshot":"","user_version"`)
	w.Advance(time.Nanosecond)
	assert.Contains(t, latest(), `"status":1,"reason":"why","screenshot":"mid1"`)
	assert.Contains(t, status(), `"status":1,"reason":"why","screenshot":"mid1"`)

	w.submit(appA)
	assert.Contains(t, latest(), `"auditid":430000001,"status":1`, "the old one is still the newest that is shown")
	w.Advance(time.Hour + time.Minute)
	assert.Contains(t, latest(), `"status":4`, "a state that has passed already is shown in its turn")
	w.Advance(time.Second)
	assert.Contains(t, latest(), `"status":0`)
}

func TestReadLagOfAWithdrawal(t *testing.T) {
	w := newWorld(t, Config{}, uploaded(appA))
	w.submit(appA)
	w.ask("PATCH", "/_sim/apps/"+appA, `{"read_lag":"10s"}`)
	w.Advance(time.Minute)
	w.get(appA, "/wxa/undocodeaudit")
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"status":2`)
	assertCode(t, "87012", w.get(appA, "/wxa/undocodeaudit"))
	w.Advance(10 * time.Second)
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"status":3`)
}

func TestForgottenIDs(t *testing.T) {
	w := newWorld(t, Config{ReviewTime: 2 * time.Hour}, uploaded(appA))
	w.ask("PATCH", "/_sim/apps/"+appA, `{"forgotten_after":"1h","forgotten_for":"10m"}`)
	latest := func() string { return w.get(appA, "/wxa/get_latest_auditstatus") }
	status := func() string { return w.post(appA, "/wxa/get_auditstatus", `{"auditid":430000001}`) }
	w.submit(appA)
	assert.Contains(t, status(), `"status":2`)
	w.Advance(time.Hour)
	assertCode(t, "85012", status())
	assert.Contains(t, status(), `"status":0`)
	assert.Contains(t, latest(), `"status":2`)
	w.ask("PATCH", "/_sim/apps/"+appA, `{"forgotten_by_latest":true}`)
	assertCode(t, "85058", latest())
	w.Advance(10 * time.Minute)
	assert.Contains(t, status(), `"errcode":0,"errmsg":"ok","status":2`)
	assert.Contains(t, latest(), `"status":2`)
	w.Advance(time.Hour)
	assert.Contains(t, status(), `"errcode":0,"errmsg":"ok","status":0`)
}

func TestWeChatsOwnClock(t *testing.T) {
	w, rc := newPushWorld(t, Config{}, uploaded(appA))
	date := func() []string {
		resp, _ := w.do(http.MethodGet, "/wxa/queryquota", w.Token(appA), "")
		return resp.Header["Date"]
	}
	assert.Equal(t, []string{"Sat, 10 Oct 2026 04:00:00 GMT"}, date())
	w.ask("PATCH", "/_sim/platform", `{"clock_ahead":"-3m"}`)
	assert.Equal(t, []string{"Sat, 10 Oct 2026 03:57:00 GMT"}, date())
	assert.Contains(t, w.ask("GET", "/_sim/platform", ""), `"clock_ahead":"-3m0s"`)
	w.submit(appA)
	at := start.Add(-3 * time.Minute).Unix()
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"submit_audit_time":`+unixText(at))
	assert.Contains(t, w.post(appA, "/wxa/getversioninfo", `{}`), `"exp_time":`+unixText(at))
	w.Advance(3 * time.Hour)
	assert.Contains(t, rc.messages[0], "<SuccTime>"+unixText(at+3*60*60)+"</SuccTime>")
	assert.Equal(t, unixText(at+3*60*60), rc.requests[0].URL.Query().Get("timestamp"))

	w.ask("PATCH", "/_sim/platform", `{"no_date":true}`)
	assert.Empty(t, date())
	client := &http.Client{Transport: w.Transport()}
	resp, err := client.Get("http://wechat.test/wxa/queryquota")
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Empty(t, resp.Header.Get("Date"))
	w.ask("PATCH", "/_sim/platform", `{"clock_ahead":"5m","no_date":false}`)
	assert.True(t, strings.HasPrefix(date()[0], "Sat, 10 Oct 2026 07:05"), date())
}

func unixText(seconds int64) string { return strconv.FormatInt(seconds, 10) }

func TestGetCategory(t *testing.T) {
	app := uploaded(appA)
	app.Categories = []Category{{"工具", "效率", 287, 616}}
	w := newWorld(t, Config{}, app, uploaded(appB))
	assert.Equal(t, `{"errcode":0,"errmsg":"ok","category_list":[{"first_class":"工具","second_class":"效率","first_id":287,"second_id":616}]}`,
		w.get(appA, "/wxa/get_category"))
	assert.Equal(t, `{"errcode":0,"errmsg":"ok","category_list":[]}`, w.get(appB, "/wxa/get_category"))
}
