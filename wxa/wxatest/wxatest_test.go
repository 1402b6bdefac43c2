package wxatest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	appA = "wx5555666677778888"
	appB = "wx9999000011112222"
)

// start is noon of 10 October 2026 in China.
var start = time.Date(2026, 10, 10, 4, 0, 0, 0, time.UTC)

// world is a simulator behind a real HTTP server.
type world struct {
	*Sim
	t   *testing.T
	srv *httptest.Server
}

func newWorld(t *testing.T, cfg Config, apps ...App) *world {
	t.Helper()
	if cfg.Start.IsZero() {
		cfg.Start = start
	}
	sim := New(cfg)
	srv := httptest.NewServer(sim)
	t.Cleanup(func() { sim.Close(); srv.Close() })
	for _, a := range apps {
		sim.AddApp(a)
	}
	return &world{sim, t, srv}
}

// uploaded is a Mini Program that may be submitted at once.
func uploaded(appid string) App {
	return App{AppID: appid, UserName: "gh_0123456789ab", TrialVersion: "1.4.0", TrialDesc: "build 812"}
}

func (w *world) do(method, path, token, body string) (*http.Response, string) {
	w.t.Helper()
	address := w.srv.URL + path
	if token != "" {
		address += "?access_token=" + token
	}
	req, err := http.NewRequest(method, address, strings.NewReader(body))
	require.NoError(w.t, err)
	resp, err := w.srv.Client().Do(req)
	require.NoError(w.t, err)
	defer func() { _ = resp.Body.Close() }()
	got, err := io.ReadAll(resp.Body)
	require.NoError(w.t, err)
	return resp, string(got)
}

func (w *world) get(appid, path string) string {
	w.t.Helper()
	_, body := w.do(http.MethodGet, path, w.Token(appid), "")
	return body
}

func (w *world) post(appid, path, body string) string {
	w.t.Helper()
	_, got := w.do(http.MethodPost, path, w.Token(appid), body)
	return got
}

const minimal = `{"item_list":[{"first_class":"工具","second_class":"效率","first_id":287,"second_id":616}]}`

func (w *world) submit(appid string) string {
	w.t.Helper()
	return w.post(appid, "/wxa/submit_audit", minimal)
}

// code matches a failure of this errcode with its rid.
func assertCode(t *testing.T, code string, body string) {
	t.Helper()
	assert.Regexp(t, `^\{"errcode":`+code+`,"errmsg":"[^"]+ rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}"[,}]`, body)
}

func TestOneReview(t *testing.T) {
	app := uploaded(appA)
	app.Detection = 90 * time.Second
	app.ReleaseVersion = "1.3.9"
	app.Plans = []Plan{{
		{After: time.Hour, Status: StatusDelayed, Reason: "审核延后"},
		{After: 2 * time.Hour, Status: StatusReviewing},
		{After: 3 * time.Hour, Status: StatusRejected, Reason: "1:服务类目不符:<br>(1):…", Screenshots: "mid1|mid2"},
	}, {{After: 30 * time.Minute, Status: StatusApproved}}}
	w := newWorld(t, Config{}, app)

	assertCode(t, "61039", w.get(appA, "/wxa/security/get_code_privacy_info"))
	assertCode(t, "61039", w.submit(appA))
	w.Advance(90 * time.Second)
	assert.Equal(t, `{"errcode":0,"errmsg":"ok","without_auth_list":[],"without_conf_list":[]}`,
		w.get(appA, "/wxa/security/get_code_privacy_info"))
	assertCode(t, "85058", w.get(appA, "/wxa/get_latest_auditstatus"))

	assert.Equal(t, `{"errcode":0,"errmsg":"ok","auditid":430000001}`, w.submit(appA))
	assertCode(t, "85009", w.submit(appA))
	status := func() string { return w.post(appA, "/wxa/get_auditstatus", `{"auditid":430000001}`) }
	assert.Equal(t, `{"errcode":0,"errmsg":"ok","status":2,"reason":"","screenshot":""}`, status())
	w.Advance(time.Hour)
	assert.Equal(t, `{"errcode":0,"errmsg":"ok","status":4,"reason":"审核延后","screenshot":""}`, status())
	w.Advance(time.Hour)
	assert.Equal(t, `{"errcode":0,"errmsg":"ok","status":2,"reason":"","screenshot":""}`, status())
	w.Advance(time.Hour - time.Nanosecond)
	assert.Contains(t, status(), `"status":2`)
	w.Advance(time.Nanosecond)
	assert.Equal(t, `{"errcode":0,"errmsg":"ok","status":1,"reason":"1:服务类目不符:<br>(1):…","screenshot":"mid1|mid2"}`, status())
	assert.Equal(t, `{"errcode":0,"errmsg":"ok","auditid":430000001,"status":1,"reason":"1:服务类目不符:<br>(1):…","screenshot":"mid1|mid2",`+
		`"user_version":"1.4.0","user_desc":"build 812","submit_audit_time":1791604890}`, w.get(appA, "/wxa/get_latest_auditstatus"))
	assert.Equal(t, `{"errcode":0,"errmsg":"ok","exp_info":{"exp_time":1791604800,"exp_version":"1.4.0","exp_desc":"build 812"},`+
		`"release_info":{"release_time":1791518400,"release_version":"1.3.9","release_desc":""}}`,
		w.post(appA, "/wxa/getversioninfo", "{}"))

	require.NoError(t, w.Upload(appA, "1.4.1", "build 813"))
	assertCode(t, "61039", w.submit(appA))
	w.Advance(2 * time.Minute)
	assert.Contains(t, w.submit(appA), `"errcode":0`)
	w.Advance(30 * time.Minute)
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"status":0,"reason":"","screenshot":"","user_version":"1.4.1"`)

	ledger := w.Ledger()
	require.Len(t, ledger, 2)
	assert.Equal(t, Effect{At: start.Add(90 * time.Second), AppID: appA, Action: ActionSubmit, AuditID: 430000001, Version: "1.4.0"},
		ledger[0])
	assert.Equal(t, "1.4.1", ledger[1].Version)
	assert.Equal(t, 5, w.Calls("/wxa/submit_audit", appA))
}
