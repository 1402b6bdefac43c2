package activities

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

type reasoned struct{ error }

func (reasoned) Why() string     { return "not-listed" }
func (r reasoned) Unwrap() error { return r.error }

func TestProblemOf(t *testing.T) {
	answer := &wxa.Error{Code: 61003, Msg: "not authorised rid: 1-2", RID: "1-2", Endpoint: "/wxa/submit_audit", AppID: testApp}
	lost := &wxa.TransportError{Endpoint: "/wxa/undocodeaudit", AppID: testApp, Write: true, Err: errors.New("cut")}
	for _, c := range []struct {
		err  error
		want Problem
	}{
		{answer, Problem{Kind: ProblemRefused, Code: 61003, Class: "fix", RID: "1-2", Endpoint: "/wxa/submit_audit", Detail: answer.Msg, Revoked: true}},
		{lost, Problem{Kind: ProblemNoAnswer, Class: "ambiguous", Endpoint: "/wxa/undocodeaudit", Detail: "cut"}},
		{&wxa.TokenError{AppID: testApp, Err: errors.New("no store")}, Problem{Kind: ProblemNoToken, Class: "token", Detail: "no store"}},
		{
			&wxa.TokenError{AppID: testApp, Err: fmt.Errorf("store: %w", reasoned{answer})},
			Problem{
				Kind: ProblemNoToken, Code: 61003, Class: "fix", RID: "1-2", Endpoint: "/wxa/submit_audit", Revoked: true,
				Reason: "not-listed", Detail: "store: " + answer.Error(),
			},
		},
		{errors.New("odd"), Problem{Kind: ProblemFailed, Class: "unknown", Detail: "odd"}},
	} {
		got := problemOf(c.err)
		require.Equal(t, c.err.Error(), got.Message)
		got.Message, c.want.Class = "", wxa.ClassOf(c.err).String()
		require.Equal(t, c.want, got)
	}
}

// Every kind but those of a call, whose error says it, and of what lasted has its plain English.
func TestEveryKindHasItsMessage(t *testing.T) {
	said := map[ProblemKind]bool{
		ProblemRefused: true, ProblemNoAnswer: true, ProblemNoToken: true, ProblemInvalid: true, ProblemFailed: true,
		ProblemGaveUp: true, ProblemGaveUpUnsure: true,
	}
	seen := map[string]ProblemKind{}
	for _, kind := range ProblemKinds {
		text := NewProblem(Problem{Kind: kind}).Message
		require.Equal(t, said[kind], text == "", kind)
		if text != "" && kind != ProblemUnclearWithdrawal {
			require.Empty(t, seen[text], kind)
			seen[text] = kind
		}
	}
}

func TestLasting(t *testing.T) {
	p := Problem{Kind: ProblemFailed, Message: "odd"}.lasting(ProblemGaveUp, 90*time.Second+time.Millisecond)
	require.Equal(
		t,
		Problem{Kind: ProblemGaveUp, Of: ProblemFailed, Lasted: timing.Duration(90 * time.Second), Message: "gave up after 1m30s: odd"},
		p,
	)
	require.Equal(t, p, p.withMessage(), "said once")
	p = Problem{Kind: ProblemFailed, Message: strings.Repeat("o", TextLimit)}.lasting(ProblemGaveUpUnsure, time.Hour)
	require.LessOrEqual(t, len(p.Message), TextLimit)
}

// A failure that Temporal repeats says what it waits for as facts too.
func TestRepeatedFailuresAreTyped(t *testing.T) {
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestActivityEnvironment()
	client, err := wxa.New(wxa.Config{Tokens: wxa.FixedToken("TOKEN")})
	require.NoError(t, err)
	env.RegisterActivity(&Activities{WeChat: client, Now: func(context.Context) time.Time { return time.Unix(1, 0) }})
	_, err = env.ExecuteActivity(
		"PollAudit",
		PollInput{AppID: testApp, AuditID: testAudit, Mode: PollRegular, Began: time.Unix(0, 0), Pace: quick},
	)
	app, ok := errors.AsType[*temporal.ApplicationError](err)
	require.True(t, ok)
	var p Problem
	var pause timing.Duration
	require.NoError(t, app.Details(&p, &pause))
	require.Equal(t, ProblemReviewOpen, p.Kind)
	require.EqualValues(t, testAudit, p.AuditID)
	require.Equal(t, app.NextRetryDelay().Round(time.Second), time.Duration(pause))
	require.Equal(t, p.Message+"; next try in "+pause.String(), app.Message())
}

// The merchant's name is told where it is asked for; that it cannot be read hinders nothing.
func TestName(t *testing.T) {
	for _, c := range []struct {
		name func(context.Context, string) (string, error)
		want string
	}{
		{nil, ""},
		{func(_ context.Context, appid string) (string, error) { return "茶馆 " + appid, nil }, "茶馆 " + testApp},
		{func(context.Context, string) (string, error) { return "", errors.New("no store") }, ""},
		{func(context.Context, string) (string, error) { return strings.Repeat("x", 5000), nil }, wxa.Cut(strings.Repeat("x", 5000), nameLimit)},
	} {
		var suite testsuite.WorkflowTestSuite
		env := suite.NewTestActivityEnvironment()
		a := &Activities{Name: c.name}
		env.RegisterActivity(namer{a}.Tell)
		value, err := env.ExecuteActivity(namer{a}.Tell)
		require.NoError(t, err)
		var name string
		require.NoError(t, value.Get(&name))
		require.Equal(t, c.want, name)
	}
}

type namer struct{ a *Activities }

func (n namer) Tell(ctx context.Context) (string, error) { return n.a.name(ctx, testApp), nil }
