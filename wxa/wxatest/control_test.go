package wxatest

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func (w *world) control(method, path, body string) (int, string) {
	w.t.Helper()
	resp, got := w.do(method, path, "", body)
	return resp.StatusCode, got
}

// ask fails the test unless the control interface accepts the request.
func (w *world) ask(method, path, body string) string {
	w.t.Helper()
	status, got := w.control(method, path, body)
	require.Equal(w.t, http.StatusOK, status, "%s %s: %s", method, path, got)
	return got
}

// The whole life of an app, steered as another process would do it.
func TestControl(t *testing.T) {
	w := newWorld(t, Config{})
	assert.Equal(t, `{"status":"ok"}`+"\n", w.ask("GET", "/_sim/healthz", ""))
	assert.Contains(t, w.ask("GET", "/_sim/", ""), "POST   /_sim/advance")
	assert.Equal(t, "[]\n", w.ask("GET", "/_sim/apps", ""))
	w.ask("POST", "/_sim/apps", `{"appid":"`+appA+`","trial_version":"1.4.0","detection":"90s","undo_lag":"1m",
		"plans":[[{"after":"1h","status":4,"reason":"later"},{"after":"3h","status":1,"reason":"1:<br>","screenshots":"mid1"}]],"push":{"late":"5m"}}`)
	assertCode(t, "61039", w.submit(appA))
	assert.Equal(t, `{"now":"2026-10-10T04:01:30Z","speed":0}`+"\n", w.ask("POST", "/_sim/advance", `{"by":"90s"}`))

	w.ask("POST", "/_sim/faults", `{"endpoint":"/wxa/submit_audit","errcode":-1,"effect":true,"delay":"1ms"}`)
	assertCode(t, "-1", w.submit(appA))
	assert.Equal(t, `[{"rule":{"endpoint":"/wxa/submit_audit","effect":true,"errcode":-1,"delay":"1ms"},"seen":1,"struck":1}]`+"\n",
		w.ask("GET", "/_sim/faults", ""))
	w.ask("DELETE", "/_sim/faults", "")
	assert.Equal(t, "[]\n", w.ask("GET", "/_sim/faults", ""))
	assert.Equal(t, `[{"at":"2026-10-10T04:01:30Z","appid":"`+appA+`","action":"submit","auditid":430000001,"version":"1.4.0"}]`+"\n",
		w.ask("GET", "/_sim/ledger?appid="+appA, ""))
	assert.Equal(t, "[]\n", w.ask("GET", "/_sim/ledger?appid=wx-other", ""))
	assert.Equal(t, `{"calls":2}`+"\n", w.ask("GET", "/_sim/calls?endpoint=/wxa/submit_audit&appid="+appA, ""))

	w.ask("POST", "/_sim/advance", `{"by":"1h"}`)
	assert.Equal(t, `{"settings":{"appid":"`+appA+`","user_name":"gh_666677778888","trial_version":"1.4.0",`+
		`"plans":[[{"reason":"later","after":"1h0m0s","status":4},{"reason":"1:<br>","screenshots":"mid1","after":"3h0m0s","status":1}]],`+
		`"push":{"late":"5m0s"},"detection":"1m30s","undo_lag":"1m0s"},`+
		`"authorization":{"at":"2026-10-10T04:00:00Z","permission_sets":[17,18]},`+
		`"trial":{"version":"1.4.0","desc":"","at":"2026-10-10T04:00:00Z"},"checked_at":"2026-10-10T04:01:30Z",`+
		`"reviews":[{"auditid":430000001,"version":"1.4.0","submitted_at":"2026-10-10T04:01:30Z","status":4,"reason":"later",`+
		`"next_change_at":"2026-10-10T07:01:30Z"}]}`+"\n",
		w.ask("GET", "/_sim/apps/"+appA, ""))

	w.ask("POST", "/_sim/apps/"+appA+"/decide", `{"status":0}`)
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"status":0`)
	w.ask("POST", "/_sim/apps/"+appA+"/foreign-review", `{"version":"9.9.9","plan":[{"after":"1h","status":0}]}`)
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"user_version":"9.9.9"`)
	w.ask("POST", "/_sim/apps/"+appA+"/withdraw", "")
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"status":3`)
	w.ask("POST", "/_sim/apps/"+appA+"/upload", `{"version":"2.0.0","desc":"d"}`)
	assert.Contains(t, w.post(appA, "/wxa/getversioninfo", "{}"), `"exp_version":"2.0.0","exp_desc":"d"`)
	w.ask("POST", "/_sim/quota", `{"limit":5,"speedup_limit":1}`)
	assert.Contains(t, w.get(appA, "/wxa/queryquota"), `"limit":5`)

	token := w.Token(appA)
	w.ask("POST", "/_sim/apps/"+appA+"/expire-token", "")
	_, body := w.do("GET", "/wxa/queryquota", token, "")
	assertCode(t, "42001", body)
	token = w.Token(appA)
	w.ask("POST", "/_sim/apps/"+appA+"/revoke-token", "{}")
	_, body = w.do("GET", "/wxa/queryquota", token, "")
	assertCode(t, "40001", body)
	assert.Equal(t, "[]\n", w.ask("GET", "/_sim/pushes", ""))
	assert.Equal(t, `{"now":"2026-10-10T05:01:30Z","speed":0}`+"\n", w.ask("GET", "/_sim/clock", ""))
}

func TestPatchReplacesOnlyWhatIsGiven(t *testing.T) {
	app := uploaded(appA)
	app.Detection = time.Minute
	app.Plans = []Plan{{{After: time.Hour, Status: StatusRejected, Reason: "old reason"}}}
	w := newWorld(t, Config{}, app)
	w.ask("PATCH", "/_sim/apps/"+appA, `{"plans":[[{"after":"2h","status":0}]],"ip_refused":true}`)
	require.NoError(t, w.Update(appA, func(a *App) {
		assert.Equal(t, time.Minute, a.Detection)
		assert.True(t, a.IPRefused)
		assert.Equal(t, []Plan{{{After: 2 * time.Hour, Status: StatusApproved}}}, a.Plans)
	}))
	status, body := w.control("PATCH", "/_sim/apps/"+appA, `{"trial_version":"2"}`)
	assert.Equal(t, http.StatusBadRequest, status)
	assert.Contains(t, body, "use Upload")
}

func TestControlRefuses(t *testing.T) {
	w := newWorld(t, Config{}, uploaded(appA))
	for _, c := range []struct {
		method, path, body string
		status             int
		text               string
	}{
		{"POST", "/_sim/apps", `{"appid":"` + appA + `"}`, 400, "was added before"},
		{"POST", "/_sim/apps", `{}`, 400, "needs an AppID"},
		{"POST", "/_sim/apps", `{"appid":"wx1","detektion":"1s"}`, 400, "detektion"},
		{"POST", "/_sim/apps", `{"appid":"wx1","detection":90}`, 400, `such as \"90s\"`},
		{"POST", "/_sim/apps", `{"appid":"wx1","detection":"-1s"}`, 400, "negative"},
		{"POST", "/_sim/apps", `{"appid":"wx1","plans":[[{"after":"1h"}]]}`, 400, "needs a status"},
		{"POST", "/_sim/apps", `{"appid":"wx1","plans":[[{"status":7}]]}`, 400, "not one of 0 to 4"},
		{"POST", "/_sim/apps", `{"appid":"wx1","plans":[[{"status":0},{"status":1}]]}`, 400, "is final"},
		{"POST", "/_sim/apps", `{"appid":"wx1","plans":[[{"after":"2h","status":4},{"after":"1h","status":1}]]}`, 400, "comes behind"},
		{"POST", "/_sim/apps", `{"appid":"wx1","unauthorized":7}`, 400, "48001"},
		{"POST", "/_sim/apps", `{"appid":"wx1","push":{"late":"1s","early":"1s"}}`, 400, "both late and early"},
		{"POST", "/_sim/apps", `{"appid":"wx1","push":{"key":"none"}}`, 400, "unknown push key"},
		{"POST", "/_sim/apps", `{"appid":"wx1"}{}`, 400, "something follows"},
		{"PATCH", "/_sim/apps/" + appA, `{"push":{"times":-1}}`, 400, "never negative"},
		{"PATCH", "/_sim/apps/" + appA, `{"detektion":"1s"}`, 400, "detektion"},
		{"PATCH", "/_sim/apps/wx-nobody", `{}`, 404, "no such Mini Program"},
		{"GET", "/_sim/apps/wx-nobody", "", 404, "no such Mini Program"},
		{"POST", "/_sim/apps/" + appA + "/decide", `{}`, 400, "needs a status"},
		{"POST", "/_sim/apps/" + appA + "/decide", `{"status":0}`, 409, "no review is open"},
		{"POST", "/_sim/apps/" + appA + "/withdraw", "", 409, "no review is open"},
		{"POST", "/_sim/apps/wx-nobody/upload", `{"version":"1"}`, 404, "no such Mini Program"},
		{"POST", "/_sim/faults", `{"cut":"sideways"}`, 400, "unknown cut"},
		{"POST", "/_sim/advance", `{"by":"-1h"}`, 400, "backwards"},
		{"POST", "/_sim/advance", `{"by":"soon"}`, 400, "duration"},
		{"GET", "/_sim/nothing", "", 404, ""},
	} {
		status, body := w.control(c.method, c.path, c.body)
		assert.Equal(t, c.status, status, "%s %s %s", c.method, c.path, c.body)
		assert.Contains(t, body, c.text)
	}
	require.NoError(t, w.Update(appA, func(a *App) { assert.Equal(t, uploaded(appA), *a, "nothing of it stuck") }))
}

func TestControlRefusesForeignPages(t *testing.T) {
	w := newWorld(t, Config{})
	req, err := http.NewRequest(http.MethodPost, w.srv.URL+"/_sim/advance", strings.NewReader(`{"by":"1h"}`))
	require.NoError(t, err)
	req.Header.Set("Origin", "https://evil.example")
	resp, err := w.srv.Client().Do(req)
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, resp.Body)
	assert.Equal(t, http.StatusForbidden, resp.StatusCode)
	assert.Equal(t, start, w.Now())
}

func TestScenario(t *testing.T) {
	sc, err := ReadScenario(strings.NewReader(`{"apps":[{"appid":"wx1","trial_version":"1"}],"faults":[{"cut":"after",` +
		`"endpoint":"/wxa/undocodeaudit"}],"quota":{"limit":7}}`))
	require.NoError(t, err)
	w := newWorld(t, Config{})
	require.NoError(t, w.Apply(sc))
	assert.Contains(t, w.get("wx1", "/wxa/queryquota"), `"rest":7,"limit":7,"speedup_rest":100`)
	require.ErrorContains(t, w.Apply(sc), "app 1")
	require.ErrorContains(t, w.Apply(Scenario{Faults: []Fault{{}}}), "fault 1")
	_, err = ReadScenario(strings.NewReader(`{"app":[]}`))
	require.ErrorContains(t, err, "unknown field")
}
