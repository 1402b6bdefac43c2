package command

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/starter/doctor"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// setUp is everything that doctor looks at; it begins sound.
type setUp struct {
	temporal *fakeTemporal
	sim      *wxatest.Sim
	env      map[string]string
	ready    string // the bridge's answer to /readyz when it is not ready
	metrics  string // of the bridge
}

func soundSetUp(t *testing.T) *setUp {
	isolate(t)
	s := &setUp{temporal: &fakeTemporal{
		attrs: releases.SearchAttributeTypes(),
		pollers: map[enumspb.TaskQueueType]time.Duration{enumspb.TASK_QUEUE_TYPE_WORKFLOW: time.Second,
			enumspb.TASK_QUEUE_TYPE_ACTIVITY: time.Second},
	}}
	s.sim, s.env = authStore(t, filepath.Join(t.TempDir(), "store.db"))
	s.metrics = "# HELP wxrelease_bridge_pushes_total Pushes.\nwxrelease_bridge_pushes_total{kind=\"component_verify_ticket\",result=\"handed_over\"} 7\nwxrelease_bridge_ticket_age_seconds 240.5\n"
	bridge := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/metrics":
			_, _ = io.WriteString(w, s.metrics)
		case r.URL.Path == "/readyz" && s.ready == "":
			_, _ = io.WriteString(w, "ok\n")
		case r.URL.Path == "/readyz":
			http.Error(w, s.ready, http.StatusServiceUnavailable)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(bridge.Close)
	s.env["WXRELEASE_BRIDGE_URL"] = bridge.URL
	return s
}

// platform opens the store, to spoil it.
func (s *setUp) platform(t *testing.T) *credentials.Platform {
	t.Helper()
	read, err := settings.Read(settings.Commands, s.environ())
	require.NoError(t, err)
	cfg, _ := read.Credentials(nil)
	p, err := credentials.Open(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, p.Close()) })
	return p
}

func (s *setUp) environ() (env settings.Env) {
	for name, value := range s.env {
		env = append(env, name+"="+value)
	}
	return env
}

func (s *setUp) doctor(t *testing.T, args ...string) (int, []check, string) {
	t.Helper()
	s.temporal.env = s.environ()
	code, out, errw := s.temporal.wxrelease(t.Context(), t, append([]string{"doctor"}, args...)...)
	assert.Empty(t, errw)
	var found []check
	checks, _, _ := strings.Cut(out, "\n\n") // the lists of the Web UI follow
	for line := range strings.Lines(checks) {
		state, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		name, text, _ := strings.Cut(strings.TrimSpace(rest), " ")
		found = append(found, checkLine(state, name, text))
	}
	s.doctorOtherwise(t, args...)
	return code, found, out
}

func checkLine(state, name, text string) check {
	states := map[string]doctor.State{"ok": doctor.OK, "warn": doctor.Warning, "FAIL": doctor.Failed, "-": doctor.Skipped}
	return check{Finding: doctor.Finding{State: states[state], Check: doctor.Check(name)}, Text: strings.TrimSpace(text)}
}

// quoted are WeChat's own words.
var quoted = regexp.MustCompile(`“[^”]*”`)

// doctorOtherwise runs doctor once more as JSON and in Chinese: the facts are those that the words need, and no English is left.
func (s *setUp) doctorOtherwise(t *testing.T, args ...string) {
	t.Helper()
	places := words.CheckupPlaces()
	_, out, _ := s.temporal.wxrelease(t.Context(), t, append([]string{"doctor", "-o", "json"}, args...)...)
	for _, c := range object(t, out)["checks"].([]any) {
		found := c.(map[string]any)
		facts, _ := found["facts"].(map[string]any)
		for _, place := range places[found["kind"].(string)] {
			assert.Contains(t, facts, place, found["kind"])
		}
		assert.NotEmpty(t, found["text"])
	}
	_, out, errw := s.temporal.wxrelease(t.Context(), t, append([]string{"doctor", "--lang", "zh"}, args...)...)
	assert.Empty(t, errw)
	assert.Empty(t, words.EnglishIn(quoted.ReplaceAllString(out, "")), out)
}

var allChecks = []doctor.Check{
	doctor.Settings, doctor.Temporal, doctor.Namespace, doctor.Attributes, doctor.Worker, doctor.Store, doctor.Ticket,
	doctor.Authorization, doctor.WeChat, doctor.Quota, doctor.Bridge, doctor.Pushes,
}

func TestDoctorSound(t *testing.T) {
	s := soundSetUp(t)
	authorize(t, s)
	code, found, out := s.doctor(t, testApp)
	assert.Equal(t, exitOK, code, out)
	var checks []doctor.Check
	for _, f := range found {
		assert.Equal(t, doctor.OK, f.State, "%s: %s", f.Check, f.Text)
		checks = append(checks, f.Check)
	}
	assert.Equal(t, allChecks, checks, "one line for each check")
	for _, secret := range append(s.sim.Secrets(), authSecret, s.env["WXRELEASE_STORE_KEY"]) {
		assert.NotContains(t, out, secret)
	}
}

// Doctor ends with the lists of the Temporal Web UI: links where its address is known, else queries; nothing where Temporal is away.
func TestDoctorListsViews(t *testing.T) {
	s := soundSetUp(t)
	_, _, out := s.doctor(t, testApp)
	_, links, _ := strings.Cut(out, "\n\n")
	assert.Regexp(t, `(?m)^Lists in the Temporal Web UI$`, links)
	assert.Regexp(t, `(?m)^needs a person +http://ui/namespaces/default/workflows\?query=\S+WxNeedsHuman\S+$`, links)
	assert.Regexp(t, `(?m)^this Mini Program +http://ui/namespaces/default/workflows\?query=WorkflowId\S+`+testApp+`\S*$`, links)
	assert.Len(t, strings.Split(strings.TrimSpace(links), "\n"), 5)

	_, _, out = s.doctor(t)
	assert.NotContains(t, out, "this Mini Program")

	s.env["WXRELEASE_WEB_UI"] = ""
	_, _, out = s.doctor(t)
	assert.Regexp(t, `(?m)^rejected in the last 7 days +WorkflowType = 'ReleaseWorkflow' AND .* AND WxOutcome = 'rejected'$`, out)
	assert.NotContains(t, out, "/workflows?")
}

// authorize lets the test's Mini Program authorise the platform.
func authorize(t *testing.T, s *setUp) {
	t.Helper()
	code, _, errw := s.auth(t, "sync")
	require.Equal(t, exitOK, code, errw)
}

func (s *setUp) auth(t *testing.T, args ...string) (int, string, string) {
	s.temporal.env = s.environ()
	return s.temporal.wxrelease(t.Context(), t, append([]string{"auth"}, args...)...)
}

// Each broken set-up gives the line that names it, with a remedy, and its exit code.
func TestDoctorFindsBrokenSetUps(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(t *testing.T, s *setUp)
		args  []string
		check doctor.Check
		text  string // begin of the line's text
		says  string // in the remedy
		code  int
	}{
		{
			"a misspelt setting", func(_ *testing.T, s *setUp) { s.env["WXRELEASE_BRIDGE_UR"] = "http://x" }, nil,
			doctor.Settings, "WXRELEASE_BRIDGE_UR: no such setting; the nearest is WXRELEASE_BRIDGE_URL", "wxrelease help settings",
			exitUsage,
		},
		{
			"Temporal gives no access", func(_ *testing.T, s *setUp) {
				s.temporal.down = serviceerror.NewPermissionDenied("Request unauthorized.", "")
			}, nil,
			doctor.Temporal, "localhost:7233 cannot be reached: ", "TEMPORAL_API_KEY", exitFailed,
		},
		{
			"no namespace", func(_ *testing.T, s *setUp) { s.temporal.noSpace = true }, nil,
			doctor.Namespace, `there is no namespace "default"`, "temporal operator namespace create --namespace default", exitFailed,
		},
		{
			"no search attributes", func(_ *testing.T, s *setUp) {
				delete(s.temporal.attrs, "WxStage")
				delete(s.temporal.attrs, "WxOutcome")
			}, nil,
			doctor.Attributes, "missing: WxOutcome, WxStage",
			"temporal operator search-attribute create --namespace default --name WxOutcome --type Keyword --name WxStage --type Keyword",
			exitFailed,
		},
		{
			"a search attribute of another type", func(_ *testing.T,
				s *setUp) {
				s.temporal.attrs["WxStage"] = enumspb.INDEXED_VALUE_TYPE_TEXT
			}, nil,
			doctor.Attributes, "WxStage is Text and should be Keyword", "search-attribute remove", exitFailed,
		},
		{
			"no worker", func(_ *testing.T, s *setUp) { s.temporal.pollers = nil }, nil,
			doctor.Worker, "no worker asks task queue wxrelease for workflow tasks", "Start a worker", exitFailed,
		},
		{
			"a worker without activities", func(_ *testing.T, s *setUp) { delete(s.temporal.pollers, enumspb.TASK_QUEUE_TYPE_ACTIVITY) },
			nil,
			doctor.Worker, "no worker asks task queue wxrelease for activity tasks", "Start a worker", exitFailed,
		},
		{
			"a worker that is gone", func(_ *testing.T, s *setUp) { s.temporal.pollers[enumspb.TASK_QUEUE_TYPE_WORKFLOW] = 4 * time.Minute }, nil,
			doctor.Worker, "no worker asks task queue wxrelease for workflow tasks any more, the last did 4m ago", "Start a worker",
			exitFailed,
		},
		{
			"no store", func(_ *testing.T, s *setUp) { s.env["WXRELEASE_STORE"] += "x" }, nil,
			doctor.Store, "there is no file ", "WXRELEASE_STORE", exitCredentials,
		},
		{
			"no ticket", func(t *testing.T, s *setUp) {
				s.env["WXRELEASE_PLATFORM_APPID"] = "wx0000000000000000"
			}, nil, doctor.Ticket, "WeChat has never pushed one into this store", "authorisation event URL", exitCredentials,
		},
		{
			"the bridge is gone", func(_ *testing.T, s *setUp) { s.env["WXRELEASE_BRIDGE_URL"] = "http://127.0.0.1:1" }, nil,
			doctor.Bridge, "it cannot be reached: ", "WXRELEASE_BRIDGE_URL", exitFailed,
		},
		{
			"something else is there", func(_ *testing.T, s *setUp) { s.env["WXRELEASE_BRIDGE_URL"] += "/other" }, nil,
			doctor.Bridge, "", "that is no bridge", exitFailed,
		},
		{
			"the bridge is not ready", func(_ *testing.T, s *setUp) { s.ready = "temporal cannot be reached" }, nil,
			doctor.Bridge, "it is not ready: Temporal cannot be reached", "refused until it can", exitFailed,
		},
		{
			"pushes are refused", func(_ *testing.T, s *setUp) { s.metrics = "wxrelease_bridge_refused_total{reason=\"signature\"} 3\n" },
			nil,
			doctor.Pushes, `none was taken since the bridge began, and some were refused: a wrong signature`, "WXRELEASE_PUSH_TOKEN",
			exitCredentials,
		},
		{
			"no push for long", func(_ *testing.T, s *setUp) { s.metrics = "wxrelease_bridge_ticket_age_seconds 1.08e+04\n" }, nil,
			doctor.Pushes, "the last ticket came 3h ago", "callback URLs", exitFailed,
		},
		{
			"not authorised", func(*testing.T, *setUp) {}, []string{"wx0000111122223333"},
			doctor.Authorization, "wx0000111122223333 has not authorised this platform", "wxrelease auth url", exitCredentials,
		},
		{
			"without permission set 18", authorize, []string{"wx9999000099990000"},
			doctor.Authorization, "wx9999000099990000 (Books) has not granted permission set 18", "another platform that holds it",
			exitCredentials,
		},
		{
			"the authorisation was taken back", func(t *testing.T, s *setUp) {
				authorize(t, s)
				require.NoError(t, s.platform(t).Revoked(t.Context(), testApp, time.Now()))
			}, []string{testApp}, doctor.Authorization, "wx5555666677778888 (咖啡店) has taken the authorisation back at ",
			"wxrelease auth url", exitCredentials,
		},
		{
			"not on the IP allow list", func(t *testing.T, s *setUp) {
				authorize(t, s)
				s.sim.Fault(wxatest.Fault{Endpoint: "/wxa/queryquota", AppID: testApp, Errcode: 61004, Times: -1})
			}, []string{testApp}, doctor.WeChat, "/wxa/queryquota for wx5555666677778888: errcode 61004: ", "IP", exitCredentials,
		},
		{
			"another key", func(t *testing.T, s *setUp) {
				authorize(t, s)
				s.env["WXRELEASE_STORE_KEY"] = credentials.NewKey()
			}, []string{testApp}, doctor.Store, "it cannot be opened", "Check WXRELEASE_STORE_KEY and WXRELEASE_STORE_OLD_KEYS", exitUsage,
		},
		{
			"a key that opens only a part", func(t *testing.T, s *setUp) {
				authorize(t, s)
				old := s.env["WXRELEASE_STORE_KEY"]
				s.env["WXRELEASE_STORE_KEY"], s.env["WXRELEASE_STORE_OLD_KEYS"] = credentials.NewKey(), old
				require.NoError(t, s.platform(t).SaveTicket(t.Context(), s.sim.PushTicket(), time.Now()))
				delete(s.env, "WXRELEASE_STORE_OLD_KEYS")
			}, nil, doctor.Store, "3 secrets of 4 cannot be read with the keys that are set", "WXRELEASE_STORE_OLD_KEYS of every program",
			exitUsage,
		},
		{
			"no quota", func(t *testing.T, s *setUp) {
				authorize(t, s)
				s.sim.Fault(wxatest.Fault{Endpoint: "/wxa/queryquota", AppID: testApp,
					Body: `{"errcode":0,"errmsg":"ok","rest":0,"limit":20,"speedup_rest":1,"speedup_limit":3}`, Times: -1})
			}, []string{testApp}, doctor.Quota, "0 of 20 submissions and 1 of 3 expedites of this month are left", "小程序服务商助手", exitQuota,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := soundSetUp(t)
			tt.spoil(t, s)
			code, found, out := s.doctor(t, tt.args...)
			assert.Equal(t, tt.code, code, out)
			var failed []check
			for _, f := range found {
				if f.State == doctor.Failed {
					failed = append(failed, f)
				}
			}
			require.NotEmpty(t, failed, out)
			assert.Equal(t, tt.check, failed[0].Check, out)
			assert.True(t, strings.HasPrefix(failed[0].Text, tt.text), "%s\nshould begin with %s", failed[0].Text, tt.text)
			assert.Contains(t, failed[0].Text, tt.says)
			assert.NotContains(t, out, authSecret)
		})
	}
}

func TestDoctorWithoutTemporal(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{down: serviceerror.NewUnavailable("connection refused")}
		code, out, _ := s.wxrelease(t.Context(), t, "doctor", "-o", "json")
		assert.Equal(t, exitFailed, code)
		states := map[string]any{}
		for _, c := range object(t, out)["checks"].([]any) {
			states[c.(map[string]any)["check"].(string)] = c.(map[string]any)["state"]
		}
		assert.Equal(t, map[string]any{
			"settings": "ok", "temporal": "failed", "namespace": "skipped", "search-attributes": "skipped", "worker": "skipped",
			"store":  "skipped",
			"ticket": "skipped", "authorization": "skipped", "wechat": "skipped", "quota": "skipped", "bridge": "skipped",
			"pushes": "skipped",
		}, states)
	})
}

// Without a store of its own, doctor asks WeChat with the tokens that the worker would use.
func TestDoctorWithTheWorkersTokens(t *testing.T) {
	s := soundSetUp(t)
	for name := range s.env {
		if name != "WXRELEASE_WECHAT_URL" {
			delete(s.env, name)
		}
	}
	states := func(args ...string) (int, map[doctor.Check]doctor.State, string) {
		code, found, out := s.doctor(t, args...)
		got := map[doctor.Check]doctor.State{}
		for _, f := range found {
			got[f.Check] = f.State
		}
		return code, got, out
	}
	_, got, _ := states(testApp)
	assert.Equal(t, doctor.Skipped, got[doctor.WeChat])

	token := s.sim.Token(testApp)
	s.env["WXRELEASE_TOKEN"] = token
	code, got, out := states(testApp)
	assert.Equal(t, exitOK, code, out)
	assert.Equal(t, doctor.OK, got[doctor.WeChat], out)
	assert.Equal(t, doctor.OK, got[doctor.Quota], out)
	assert.NotContains(t, out, token)
	_, got, _ = states()
	assert.Equal(t, doctor.Skipped, got[doctor.WeChat])

	s.env["WXRELEASE_TOKEN"] = "wrong-token"
	code, got, out = states(testApp)
	assert.Equal(t, exitCredentials, code, out)
	assert.Equal(t, doctor.Failed, got[doctor.WeChat], out)
	assert.NotContains(t, out, "wrong-token")

	s.env["WXRELEASE_TOKEN_URL"] = "http://127.0.0.1:1/{appid}"
	code, _, out = states(testApp)
	assert.Equal(t, exitUsage, code, out)
	assert.Contains(t, out, "both are set")
	delete(s.env, "WXRELEASE_TOKEN")
	code, _, out = states(testApp)
	assert.NotEqual(t, exitOK, code, out)
	assert.Contains(t, out, "FAIL  wechat ")
	assert.Contains(t, out, "Check the network, and WXRELEASE_WECHAT_URL.")
}

func TestDoctorTicketAge(t *testing.T) {
	for age, want := range map[time.Duration]doctor.State{10 * time.Minute: doctor.OK, 40 * time.Minute: doctor.Warning,
		3 * time.Hour: doctor.Failed} {
		s := soundSetUp(t)
		s.env["WXRELEASE_PLATFORM_APPID"] = "wx0000000000000000"
		require.NoError(t, s.platform(t).SaveTicket(t.Context(), "ticket@@@1", time.Now().Add(-age)))
		_, found, out := s.doctor(t)
		for _, f := range found {
			if f.Check == doctor.Ticket {
				assert.Equal(t, want, f.State, out)
			}
		}
	}
}

// A bridge without a store knows no ticket, but when WeChat last pushed.
func TestDoctorLastPush(t *testing.T) {
	s := soundSetUp(t)
	s.metrics = fmt.Sprintf("wxrelease_bridge_pushes_total{kind=\"a\",result=\"ignored\"} 2\n"+
		"wxrelease_bridge_last_push_timestamp_seconds{kind=\"a\"} %d\nwxrelease_bridge_last_push_timestamp_seconds{kind=\"b\"} %d\n",
		time.Now().Add(-3*time.Hour).Unix(), time.Now().Add(-4*time.Minute).Unix())
	_, found, out := s.doctor(t)
	for _, f := range found {
		if f.Check == doctor.Pushes {
			assert.Equal(t, doctor.OK, f.State, out)
			assert.Equal(t, "the last one came 4m ago", f.Text)
		}
	}
	assert.Contains(t, out, "the last one came")
}
