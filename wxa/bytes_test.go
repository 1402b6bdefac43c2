package wxa

import (
	"context"
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit"
)

// Bytes that people typed reach WeChat's JSON as they came.

// sends answers with the bytes of a file.
func sends(t *testing.T, file string) http.HandlerFunc {
	raw, err := os.ReadFile("testdata/" + file)
	require.NoError(t, err)
	return says(string(raw))
}

func TestControlCharactersHideNoVerdict(t *testing.T) {
	app := testApp(t, newFakeWeChat(t, sends(t, "status-control.json")).URL, nil)
	status, err := app.AuditStatus(t.Context(), 430000001)
	require.NoError(t, err)
	assert.Equal(t, &AuditStatus{Status: StatusRejected, Reason: "1:服务\x02类目不符"}, status)

	app = testApp(t, newFakeWeChat(t, sends(t, "latest-control.json")).URL, nil)
	latest, err := app.LatestAudit(t.Context())
	require.NoError(t, err)
	latest.ReadAt = time.Time{}
	assert.Equal(t, &LatestAudit{
		AuditStatus: AuditStatus{Status: StatusReviewing}, AuditID: 430000003, UserVersion: "1.4.0", UserDesc: "fix\vbugs",
		SubmittedAt: time.Unix(1700000000, 0).UTC(),
	}, latest)
}

// spoiltTexts are what may stand between two quotes on the wire, and what is read.
var spoiltTexts = []struct{ name, wire, want string }{
	{"every control character", allControls(), allControls()},
	{"half a character", "完\xe5\xae", "完\uFFFD\uFFFD"},
	{"half a character before an escape", "完\xe5\xae\\\"x\\n", "完\uFFFD\uFFFD\"x\n"},
	{"GBK", "\xb7\xfe\xce\xf1", "\uFFFD\uFFFD\uFFFD\uFFFD"},
	{"GBK whose last byte is a backslash", "\x02\xb7\xfe\xd5\\", "\x02\uFFFD\uFFFD"},
	{"a byte order mark", "\ufeffa\x02", "\ufeffa\x02"},
	{"no escape", `C:\weapp\q`, `C:\weapp\q`},
	{"no \\u escape", `a\u12g4 \u`, `a\u12g4 \u`},
	{"half a surrogate pair", `a\ud83d` + "\x02", "a\uFFFD\x02"},
	{"good escapes stay", `\u4e2d\/\\\t` + "\x01", "中/\\\t\x01"},
	{"a NUL", "a\x00b", "a\x00b"},
}

func allControls() string {
	var b strings.Builder
	for c := range byte(0x20) {
		b.WriteByte(c)
	}
	return b.String()
}

func TestSpoiltTexts(t *testing.T) {
	for _, c := range spoiltTexts {
		t.Run(c.name, func(t *testing.T) {
			for _, before := range []string{"", "\ufeff", "\ufeff\r\n ", "\n\ufeff"} {
				app := testApp(t, newFakeWeChat(t, says(before+`{"errcode":0,"errmsg":"`+c.wire+`","auditid":430000003,"status":4,`+
					`"reason":"`+c.wire+`","screenshot":"mid1|mid2","user_version":"1.4.0","user_desc":"`+c.wire+
					`","submit_audit_time":1700000000}`)).URL, nil)
				latest, err := app.LatestAudit(t.Context())
				require.NoError(t, err)
				latest.ReadAt = time.Time{}
				assert.Equal(t, &LatestAudit{
					AuditStatus: AuditStatus{StatusDelayed, c.want, []string{"mid1", "mid2"}}, AuditID: 430000003, UserVersion: "1.4.0",
					UserDesc: c.want, SubmittedAt: time.Unix(1700000000, 0).UTC(),
				}, latest)
			}
		})
	}
}

// Every endpoint reads an answer, and a refusal, that holds such texts.
func TestEveryMethodReadsSpoiltTexts(t *testing.T) {
	const spoilt = "\ufeff{\"note\":\"a\x02b\xe6\x88 \\q\","
	for _, m := range everyMethod() {
		t.Run(m.name, func(t *testing.T) {
			wechat := newFakeWeChat(t, says(spoilt+strings.Replace(m.ok[1:], `"errmsg":"ok"`, "\"errmsg\":\"o\x1fk\"", 1)))
			require.NoError(t, m.call(t.Context(), testApp(t, wechat.URL, nil)))

			wechat = newFakeWeChat(t, says("\ufeff{\"errcode\":48004,\"errmsg\":\"api\x02 forbidden\xe6 rid: 6-1-2\"}"))
			err := m.call(t.Context(), testApp(t, wechat.URL, nil))
			var e *Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, "api\x02 forbidden\uFFFD rid: 6-1-2", e.Msg)
			assert.Equal(t, "6-1-2", e.RID)
			assert.ErrorContains(t, err, "errcode 48004: api forbidden\uFFFD rid: 6-1-2", "without the control character")
		})
	}
}

func TestSpoiltStructureStaysUnreadable(t *testing.T) {
	for _, answer := range []string{
		"{\"errcode\":0,\"status\":0,\"reason\":\"a\x02",
		"{\"errcode\":0,\"status\":0,\"reason\":\"a\x02\"",
		"{\"errcode\":0,\"status\":0,\"reason\":\"a\x02\"}x",
		"{\"errcode\":0,\"status\":0,\"reason\":\"a\x02\"}{}",
		"{\"errcode\":0,\"status\":0,\x02\"reason\":\"a\"}",
		"{\"errcode\":0,\"status\":0,\"reason\":\"say \"hi\"\x02\"}",
		"{\"errcode\":0,\"status\":0,\"reason\":\"a\x02\\",
		"\ufeff",
	} {
		app := testApp(t, newFakeWeChat(t, says(answer)).URL, nil)
		got, err := app.AuditStatus(t.Context(), 1)
		assert.Nil(t, got, "%q", answer)
		assert.ErrorContains(t, err, "no JSON object", "%q", answer)
	}
}

func TestNumbersInAllTheirForms(t *testing.T) {
	for _, c := range []struct{ status, auditid string }{
		{`1`, `430000003`}, {`"1"`, `"430000003"`}, {`1.0`, `430000003.0`}, {`1e0`, `4.30000003e8`}, {`"1.0"`, `"430000003.00"`},
		{`10E-1`, `430000003000e-3`}, {`"1e0"`, `"4.30000003E+8"`},
	} {
		app := testApp(t, newFakeWeChat(t, says(`{"errcode":0.0,"errmsg":"ok","auditid":`+c.auditid+`,"status":`+c.status+`}`)).URL, nil)
		got, err := app.LatestAudit(t.Context())
		require.NoError(t, err, c)
		assert.Equal(t, StatusRejected, got.Status, c)
		assert.Equal(t, int64(430000003), got.AuditID, c)
		id, err := app.SubmitAudit(t.Context(), validSubmit())
		require.NoError(t, err, c)
		assert.Equal(t, int64(430000003), id, c)
	}
	for _, zero := range []string{`0`, `"0"`, `0.0`, `0e0`, `-0`} {
		app := testApp(t, newFakeWeChat(t, says(`{"errcode":0,"status":`+zero+`}`)).URL, nil)
		got, err := app.AuditStatus(t.Context(), 1)
		require.NoError(t, err, zero)
		assert.Equal(t, StatusApproved, got.Status, zero)
	}
}

func TestWhole(t *testing.T) {
	for text, want := range map[string]int64{
		"9007199254740993": 1<<53 + 1, "9007199254740993.0": 1<<53 + 1, "9.007199254740993e15": 1<<53 + 1, "-1": -1, "-1.0": -1,
		"9223372036854775807.0": 1<<63 - 1, "-9223372036854775808e0": -1 << 63, "0e400": 0, "7.2e3": 7200, "1200e-2": 12,
	} {
		n, ok := whole(text)
		assert.True(t, ok, text)
		assert.Equal(t, want, n, text)
	}
	for _, text := range []string{
		"", "1.5", "1.0000000000000000000001", "1e-1", "15e-1", "9223372036854775808", "1e19", "1e999999999", "1e-999999999", "e0", ".0",
		"-", "-.0",
		"1.0.0", "1.-0", "0x10", "1_0", "NaN", "Inf", "1e", "1e1.0", "true", "{}", "１",
	} {
		_, ok := whole(text)
		assert.False(t, ok, text)
	}
}

func TestWrongTypesOfTextsSpoilNothing(t *testing.T) {
	for _, c := range []struct{ wire, text string }{
		{`7`, "7"}, {`1.40`, "1.40"}, {`null`, ""}, {`true`, "true"}, {`{"a":["b"]}`, `{"a":["b"]}`}, {`["a","b"]`, `["a","b"]`},
		{"[\"a\x02\xe6\"]", `["a\u0002` + "\uFFFD\"]"},
	} {
		app := testApp(t, newFakeWeChat(t, says(`{"errcode":0,"errmsg":`+c.wire+`,"auditid":430000003,"status":1,"reason":`+c.wire+
			`,"user_version":`+c.wire+`,"user_desc":`+c.wire+`,"submit_audit_time":{"at":1}}`)).URL, nil)
		latest, err := app.LatestAudit(t.Context())
		require.NoError(t, err, c.wire)
		latest.ReadAt = time.Time{}
		assert.Equal(t, &LatestAudit{
			AuditStatus: AuditStatus{Status: StatusRejected, Reason: c.text}, AuditID: 430000003, UserVersion: c.text, UserDesc: c.text,
		}, latest)

		app = testApp(t, newFakeWeChat(t, says(`{"errcode":45009,"errmsg":`+c.wire+`}`)).URL, nil)
		var e *Error
		require.ErrorAs(t, app.UndoAudit(t.Context()), &e)
		assert.Equal(t, c.text, e.Msg)

		app = testApp(t, newFakeWeChat(t, says(`{"errcode":0,"exp_info":{"exp_time":"x","exp_version":`+c.wire+`,"exp_desc":"d"}}`)).URL,
			nil)
		versions, err := app.VersionInfo(t.Context())
		require.NoError(t, err)
		assert.Equal(t, &Version{Version: c.text, Desc: "d"}, versions.Trial)
	}
}

func TestScreenshotsInAllTheirForms(t *testing.T) {
	for wire, want := range map[string][]string{
		`"screenshot":["mid1","mid2"]`:                      {"mid1", "mid2"},
		`"screenshot":["mid1|mid2",7,null,{},""," mid3 "]`:  {"mid1", "mid2", "mid3"},
		`"screenshot":[]`:                                   nil,
		`"screenshot":null`:                                 nil,
		`"screenshot":7`:                                    nil,
		`"screenshot":{"a":"b"}`:                            nil,
		`"screenshot":"mid1","ScreenShot":""`:               {"mid1"},
		`"screenshot":"","ScreenShot":"mid1"`:               {"mid1"},
		`"ScreenShot":"mid1|mid2","screenshot":"mid2|mid3"`: {"mid1", "mid2", "mid3"},
	} {
		app := testApp(t, newFakeWeChat(t, says(`{"errcode":0,"status":1,`+wire+`}`)).URL, nil)
		got, err := app.AuditStatus(t.Context(), 1)
		require.NoError(t, err, wire)
		assert.Equal(t, want, got.Screenshots, wire)
	}
}

// Names that differ in their case only are one field for encoding/json: the last one must not undo the first.
func TestNamesThatComeTwice(t *testing.T) {
	app := testApp(t, newFakeWeChat(t, says(`{"errcode":0,"Status":null,"status":1,"STATUS":1,"reason":"why","Reason":""}`)).URL, nil)
	got, err := app.AuditStatus(t.Context(), 1)
	require.NoError(t, err)
	assert.Equal(t, &AuditStatus{Status: StatusRejected, Reason: "why"}, got)
	for _, answer := range []string{
		`{"errcode":0,"ErrCode":48001,"status":0}`, `{"errcode":48001,"ErrCode":0,"status":0}`,
		`{"errcode":48001,"ErrCode":0,"ERRCODE":0,"status":0}`, `{"errcode":0,"status":1,"Status":0}`,
	} {
		app := testApp(t, newFakeWeChat(t, says(answer)).URL, nil)
		got, err := app.AuditStatus(t.Context(), 1)
		assert.Nil(t, got, answer)
		assert.Equal(t, ClassTransient, ClassOf(err), answer)
	}
}

func TestAnswersOfSomeMiB(t *testing.T) {
	reason := strings.Repeat("服务类目不符<br>", 200_000) // 4.2 MB
	app := testApp(t, newFakeWeChat(t, says(`{"errcode":0,"status":1,"reason":"`+reason+`"}`)).URL, nil)
	got, err := app.AuditStatus(t.Context(), 1)
	require.NoError(t, err)
	assert.Equal(t, StatusRejected, got.Status)
	assert.Equal(t, len(reason), len(got.Reason))
}

func TestNoReviewInAllItsForms(t *testing.T) {
	for _, answer := range []string{
		`{"errcode":85058,"errmsg":"no valid audit_id exist rid: 6-1-2"}`,
		`{"errcode":86001,"errmsg":"component experience version not exists"}`,
		`{"errcode":85012,"errmsg":"invalid audit id","auditid":0,"status":0,"reason":"","screenshot":""}`,
	} {
		app := testApp(t, newFakeWeChat(t, says(answer)).URL, nil)
		got, err := app.LatestAudit(t.Context())
		assert.NoError(t, err, answer)
		assert.Nil(t, got, answer)
		_, err = app.AuditStatus(t.Context(), 1) // about one review they are what they say
		assert.Error(t, err, answer)
	}
	for _, code := range []int{85012, 86001} {
		info := (&Error{Code: code, Endpoint: "/wxa/get_latest_auditstatus"}).Info()
		assert.Contains(t, info.Meaning, "There is no review", code)
	}
}

func TestLongErrmsgIsCutAndLoggedWhole(t *testing.T) {
	long := strings.Repeat("微", 70_000)
	wechat := newFakeWeChat(t, says(`{"errcode":48004,"errmsg":"as in rid: 1-1-1 `+long+token1+"\x1b[31m"+` rid: 65c0a1b2-1-2"}`))
	var log testkit.Buffer
	err := testApp(t, wechat.URL, func(c *Config) { c.Logger = testkit.DebugLog(&log) }).UndoAudit(t.Context())
	var e *Error
	require.ErrorAs(t, err, &e)
	assert.True(t, strings.HasPrefix(e.Msg, "as in rid: 1-1-1 "+long), "the whole is kept")
	assert.Less(t, len(err.Error()), 1050)
	assert.Contains(t, err.Error(), "微… (cut, ")
	assert.True(t, strings.HasSuffix(err.Error(), "bytes in all) rid: 65c0a1b2-1-2"), "the rid is what support asks for")
	assert.Equal(t, 1, strings.Count(log.String(), long), "once")
	noSecret(t, log.String())
	noSecretError(t, err)

	log = testkit.Buffer{}
	wechat = newFakeWeChat(t, says(`{"errcode":48004,"errmsg":"short"}`))
	err = testApp(t, wechat.URL, func(c *Config) { c.Logger = testkit.DebugLog(&log) }).UndoAudit(t.Context())
	assert.EqualError(t, err, "/wxa/undocodeaudit for "+testAppID+": errcode 48004: short")
	assert.NotContains(t, log.String(), "errmsg")
}

func TestNoErrorShowsMoreThanAKilobyteOfAnAnswer(t *testing.T) {
	digits := strings.Repeat("7", 20_000)
	for _, m := range everyMethod() {
		for _, answer := range []string{
			`{"errcode":48004,"errmsg":"` + digits + ` rid: ` + digits + `"}`, `{"errcode":48004,"errmsg":"hint: [` + digits + `]"}`,
			`{"errcode":` + digits + `}`, `{"authorization_info":` + digits + `,"authorizer_appid":` + digits +
				`,"total_count":1,"list":` + digits +
				`,"pre_auth_code":` + digits + `,"component_access_token":` + digits + `,"authorizer_access_token":` + digits + `}`,
			`{"authorizer_info":{},"authorization_info":{"authorizer_appid":"` + digits + `"}}`, digits,
		} {
			if err := m.call(context.Background(), testApp(t, newFakeWeChat(t, says(answer)).URL, nil)); err != nil {
				assert.Less(t, len(err.Error()), 1200, m.name)
			}
		}
	}
	long := strings.Repeat("proxy ", 20_000)
	for _, err := range []error{
		testApp(t, "http://wechat.test", func(c *Config) { c.Transport = failing(long) }).SpeedupAudit(t.Context(), 1),
		testApp(t, "http://wechat.test", func(c *Config) {
			c.Tokens = httpTokens(t, nil, func(cfg *HTTPTokensConfig) { cfg.Transport = failing(long) })
		}).SpeedupAudit(t.Context(), 1),
	} {
		assert.ErrorContains(t, err, "proxy proxy")
		assert.Less(t, len(err.Error()), 1200)
	}
}

// failing is a transport that never gets an answer, and says so at length.
type failing string

func (f failing) RoundTrip(*http.Request) (*http.Response, error) { return nil, errors.New(string(f)) }

func TestTokenServicesAnswerInTheirWay(t *testing.T) {
	for _, file := range []string{"token-bom.json", "token-float-life.json"} {
		s := httpTokens(t, sends(t, file), nil)
		token, life, err := s.ask(t.Context(), testAppID)
		require.NoError(t, err, file)
		assert.Equal(t, "61_abc", token)
		assert.Equal(t, 2*time.Hour, life)
	}
}
