package command

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

func TestOperations(t *testing.T) {
	isolate(t)
	for _, tt := range []struct {
		args          []string
		update, arg   string
		answer        any
		text, answer2 string
	}{
		{[]string{"expedite", testApp}, "expedite", `{"by":"wang"}`, "asked WeChat to hurry", "asked WeChat to hurry\n",
			"asked WeChat to hurry"},
		{[]string{"withdraw", testApp, "--by", "Li, support"}, "withdraw", `{"by":"Li, support"}`, "review 430000001 is withdrawn",
			"review 430000001 is withdrawn\n", "review 430000001 is withdrawn"},
		{[]string{"poll", testApp}, "poll-now", `{"by":"wang"}`, "review 430000001 is under review", "review 430000001 is under review\n",
			"review 430000001 is under review"},
		{
			[]string{"extend", testApp, "--more", "2d"}, "extend-deadline", `{"by":"wang","more":"2d"}`,
			time.Date(2000, 1, 17, 0, 0, 0, 0, time.UTC),
			"the release of version 1.4.0 of wx5555666677778888 waits for its verdict until 2000-01-17 00:00:00 UTC\n",
			"the release of version 1.4.0 of wx5555666677778888 waits for its verdict until 2000-01-17 00:00:00 UTC",
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &fakeTemporal{env: settings.Env{"USER=wang"}, decide: func(string) (any, string) { return tt.answer, "" }}
			s.open("run-1")
			code, out, errw := s.wxrelease(t.Context(), t, tt.args...)
			assert.Equal(t, exitOK, code, errw)
			assert.Equal(t, tt.text, out)
			require.Len(t, s.updates, 1)
			assert.Equal(t, tt.update, s.updates[0].GetRequest().GetInput().GetName())
			assert.JSONEq(t, tt.arg, string(s.updates[0].GetRequest().GetInput().GetArgs().GetPayloads()[0].GetData()))
			assert.Equal(t, "run-1", s.updates[0].GetFirstExecutionRunId(), "this release and no later one")

			_, out, _ = s.wxrelease(t.Context(), t, append(tt.args, "-o", "json")...)
			got := object(t, out)
			assert.Equal(t, tt.update, got["update"])
			assert.Equal(t, tt.answer2, got["answer"])
			assert.Equal(t, tt.update == "extend-deadline", got["deadline"] == "2000-01-17T00:00:00Z")
		})
	}
}

// A refusal is told in the release's own words and is no technical failure.
func TestOperationsRefused(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		const words = "too late: approved at 2000-01-01 10:42 UTC"
		s := &fakeTemporal{decide: func(string) (any, string) { return nil, words }}
		r := s.open("run-1")
		for _, op := range operations {
			args := []string{op.use, testApp}
			if op.use == "extend" {
				args = append(args, "--more", "1h")
			}
			code, out, errw := s.wxrelease(t.Context(), t, args...)
			assert.Equal(t, exitBlocked, code)
			assert.Empty(t, out)
			assert.Equal(t, "wxrelease: "+words+"\n", errw)
			_, out, _ = s.wxrelease(t.Context(), t, append(args, "-o", "json")...)
			assert.Equal(t, words, object(t, out)["error"])
		}
		s.updates = nil
		s.finish(r, workflows.OutcomeApproved)
		code, _, errw := s.wxrelease(t.Context(), t, "expedite", testApp)
		assert.Equal(t, exitBlocked, code)
		assert.Equal(t, "wxrelease: too late: the last release of wx5555666677778888, version 1.4.0, ended as approved at 2000-01-01 "+
			"00:00:00 UTC\n", errw)
		assert.Empty(t, s.updates, "there is nobody to ask")
	})
}

// What WeChat refuses comes with its code; used-up units have an exit code of their own. An older worker tells the words alone.
func TestOperationsRefusedByWeChat(t *testing.T) {
	isolate(t)
	quota := func(code int) *activities.Problem {
		return &activities.Problem{Code: code, Class: wxa.ClassQuota.String()}
	}
	for _, tt := range []struct {
		command string
		words   string
		problem *activities.Problem
		exit    int
		code    any
	}{
		{"expedite", "/wxa/speedupaudit for wx5555666677778888: errcode 89405: speedup quota", quota(89405), exitQuota, 89405.0},
		{"withdraw", "/wxa/undocodeaudit for wx5555666677778888: errcode 87013: no quota to undo code", quota(87013), exitQuota, 87013.0},
		{"expedite", "errcode 89403: not allowed", &activities.Problem{Code: 89403, Class: wxa.ClassFix.String()}, exitBlocked, 89403.0},
		{"poll", "no answer within 45s; the release goes on asking by itself", &activities.Problem{}, exitBlocked, nil},
		{"expedite", "errcode 89405: speedup quota", nil, exitBlocked, nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &fakeTemporal{decide: func(string) (any, string) { return nil, tt.words }, problem: tt.problem}
			s.open("run-1")
			code, out, errw := s.wxrelease(t.Context(), t, tt.command, testApp)
			assert.Equal(t, tt.exit, code, tt.words)
			assert.Empty(t, out)
			assert.Equal(t, "wxrelease: "+tt.words+"\n", errw)
			_, out, _ = s.wxrelease(t.Context(), t, tt.command, testApp, "-o", "json")
			got := object(t, out)
			assert.Equal(t, true, got["refused"])
			assert.Equal(t, tt.code, got["code"])
			assert.EqualValues(t, tt.exit, got["exit_code"])
		})
	}
	synctest.Test(t, func(t *testing.T) {
		const words = "no answer within 45s (cut); the release goes on asking, its status tells what comes of it"
		s := &fakeTemporal{decide: func(string) (any, string) { return words, "" }}
		s.open("run-1")
		code, out, _ := s.wxrelease(t.Context(), t, "expedite", testApp)
		assert.Equal(t, exitOK, code, "it is not refused")
		assert.Equal(t, words+"\n", out)
	})
}

// A release that goes on in another run is still the one that was meant; a later release is not.
func TestOperationsKnowTheRelease(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		run := s.open("run-1")
		c, err := (&app{dial: s.dial}).connect(t.Context())
		require.NoError(t, err)
		defer c.Close()
		r, err := c.Read(t.Context(), testApp, "")
		require.NoError(t, err)
		next := s.continueAs(run, "run-2")
		_, err = c.Withdraw(t.Context(), r, workflows.Request{})
		require.NoError(t, err)
		s.finish(next, workflows.OutcomeRejected)
		s.open("run-3")
		_, err = c.Withdraw(t.Context(), r, workflows.Request{})
		_, ended := errors.AsType[*releases.EndedError](err)
		assert.True(t, ended, err)
		assert.Len(t, s.updates, 1)
	})
}

func TestOperationsUnanswered(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{noWorker: true}
		s.open("run-1")
		began := time.Now()
		code, _, errw := s.wxrelease(t.Context(), t, "withdraw", testApp, "--timeout", "10s")
		assert.Equal(t, exitFailed, code)
		assert.Equal(t, "wxrelease: the release of wx5555666677778888 has not answered in time, for no worker runs or WeChat is slow; "+
			"it may still do what was asked. See: `wxrelease status wx5555666677778888`\n", errw)
		assert.LessOrEqual(t, time.Since(began), 10*time.Second+releases.QueryTimeout)
	})
	synctest.Test(t, func(t *testing.T) {
		code, _, errw := (&fakeTemporal{}).wxrelease(t.Context(), t, "poll", testApp)
		assert.Equal(t, exitFailed, code)
		assert.Contains(t, errw, "knows no release of wx5555666677778888")
	})
}

func TestCompletion(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		s.open("run-1")
		s.open("run-2", func(st *workflows.Status) { st.AppID = "wx1111222233334444" })
		code, out, _ := s.wxrelease(t.Context(), t, "__complete", "status", "")
		assert.Equal(t, exitOK, code)
		assert.Equal(t, "wx1111222233334444\t1.4.0 review\nwx5555666677778888\t1.4.0 review\n:4\n", out)
		_, out, _ = s.wxrelease(t.Context(), t, "__complete", "wait", "wx55")
		assert.Equal(t, "wx5555666677778888\t1.4.0 review\n:4\n", out)
		_, out, _ = s.wxrelease(t.Context(), t, "__complete", "list", "--stage", "")
		assert.Equal(t, strings.Join(stages, "\n")+"\n:4\n", out)
	})
}
