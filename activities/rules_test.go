package activities

import (
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// afterLoss runs an activity whose first attempt went with its worker: it left nothing.
func afterLoss[In, Out any](t *testing.T, run func(*Activities, context.Context, In) (Out, error), in In, talk ...exchange) (Out, error) {
	t.Helper()
	w := &wechat{t: t, todo: talk}
	server := httptest.NewServer(w)
	defer server.Close()
	client, err := wxa.New(wxa.Config{BaseURL: server.URL, Tokens: wxa.FixedToken("TOKEN")})
	require.NoError(t, err)
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	env := suite.NewTestWorkflowEnvironment()
	env.SetStartTime(time.Now())
	a := &Activities{WeChat: client, Now: func(context.Context) time.Time { return env.Now() }}
	env.RegisterActivityWithOptions(func(ctx context.Context, in In) (out Out, err error) {
		if activity.GetInfo(ctx).Attempt == 1 {
			return out, errors.New("lost")
		}
		return run(a, ctx, in)
	}, activity.RegisterOptions{Name: "Lost"})
	began := env.Now()
	env.ExecuteWorkflow(func(ctx workflow.Context) (out Out, err error) {
		ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
			StartToCloseTimeout: time.Minute,
			RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, MaximumAttempts: 1 << 30},
		})
		err = workflow.ExecuteActivity(ctx, "Lost", in).Get(ctx, &out)
		return out, err
	})
	lastTook = env.Now().Sub(began)
	require.Empty(t, w.todo, "calls that were not made")
	var out Out
	if err := env.GetWorkflowError(); err != nil {
		return out, err
	}
	require.NoError(t, env.GetWorkflowResult(&out))
	return out, nil
}

// What a lost attempt did is not known: it may have submitted, and a lost look is made up for at once.
func TestLostAttempt(t *testing.T) {
	_, err := afterLoss(t, (*Activities).SubmitAudit, submitInput(), shows(refusal(61004)))
	requireStop(t, err, FailureNeedsPerson)

	in := pollInput(PollRegular)
	in.Began = time.Now()
	got, err := afterLoss(t, (*Activities).PollAudit, in, exchange{statusPath, status(0, "", "")})
	require.NoError(t, err)
	require.Equal(t, wxa.StatusApproved, got.Status)
	require.Less(t, lastTook, time.Minute)

	_, err = attempts[SubmitInput, Submission](t, "SubmitAudit", submitInput(), shows(refusal(61004)))
	requireStop(t, err, FailureCredentials)
	_, err = attempts[PollInput, Review](t, "PollAudit", in, exchange{statusPath, status(0, "", "")})
	require.NoError(t, err)
	require.Greater(t, lastTook, 8*time.Minute)
}

// stopping is a token source; the worker stops at the nth call, right before it goes out.
type stopping struct {
	n    int
	stop func()
}

func (s *stopping) Token(context.Context, string) (string, error) {
	if s.n--; s.n == 0 {
		s.stop()
	}
	return "TOKEN", nil
}

func (s *stopping) Drop(string, string) {}

// stoppedAt runs one attempt at an activity that is cancelled at its nth call.
func stoppedAt[Out any](t *testing.T, n int, method, in any, talk ...exchange) (Out, error) {
	t.Helper()
	w := &wechat{t: t, todo: talk}
	server := httptest.NewServer(w)
	defer server.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	client, err := wxa.New(wxa.Config{BaseURL: server.URL, Tokens: &stopping{n, stop}})
	require.NoError(t, err)
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	env := suite.NewTestActivityEnvironment()
	env.SetWorkerOptions(worker.Options{BackgroundActivityContext: ctx})
	a := &Activities{WeChat: client}
	env.RegisterActivity(a)
	got, err := env.ExecuteActivity(method, in)
	w.mu.Lock()
	require.Empty(t, w.todo, "calls that were not made")
	w.mu.Unlock()
	var out Out
	if err == nil {
		require.NoError(t, got.Get(&out))
	}
	return out, err
}

// A write that a stopping worker has begun is let end, so that it is known what came of it.
func TestWritesEndBeforeTheWorker(t *testing.T) {
	var a *Activities
	sent, err := stoppedAt[Submission](t, 3, a.SubmitAudit, submitInput(), shows(old), sameVersion, submits(accepted))
	require.NoError(t, err)
	require.EqualValues(t, testAudit, sent.AuditID)

	in := cancelledWithdraw()
	in.AuditID = testAudit
	gone, err := stoppedAt[Withdrawal](t, 2, a.WithdrawAudit, in, shows(ours), exchange{undoPath, refusal(0)})
	require.NoError(t, err)
	require.True(t, gone.Withdrawn)
}

// What a stopping worker cannot read ends nothing for good: the attempt is repeated elsewhere.
func TestStoppingWorkersDecideNothing(t *testing.T) {
	var a *Activities
	in := submitInput()
	in.OutSince = time.Now().Add(-100 * 24 * time.Hour)
	_, err := stoppedAt[Submission](t, 1, a.SubmitAudit, in)
	requireRepeated(t, err)
	_, err = stoppedAt[Expedited](t, 1, a.ExpediteAudit, ExpediteInput{AppID: testApp, AuditID: testAudit})
	requireRepeated(t, err)
	_, err = stoppedAt[Withdrawal](t, 1, a.WithdrawAudit, cancelledWithdraw())
	requireRepeated(t, err)
	once := pollInput(PollOnce)
	once.Tries = 1
	_, err = stoppedAt[Review](t, 1, a.PollAudit, once)
	requireRepeated(t, err)
}

// requireRepeated checks that Temporal would repeat the attempt.
func requireRepeated(t *testing.T, err error) {
	t.Helper()
	require.Error(t, err)
	if app, ok := errors.AsType[*temporal.ApplicationError](err); ok {
		require.False(t, app.NonRetryable(), err)
	}
}

// Whatever keeps WeChat from looking at the matter is no word about the matter.
func TestConditions(t *testing.T) {
	for code, want := range map[int]condition{
		45011: busy, -1: busy, 61005: tokenless, 61006: tokenless, 40001: tokenless, 61039: checking, 61004: refused, 85085: refused,
	} {
		require.Equal(t, want, conditionOf(&wxa.Error{Code: code, Endpoint: "/wxa/get_latest_auditstatus"}), code)
	}
}

// A worker that was away did not watch: two hours of its absence are no two hours of a running check.
func TestAbsentWorkersDoNotWatch(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	var c clock
	c.see(checking, now, 0)
	c.see(checking, now.Add(2*time.Minute), time.Minute) // the pause, and as long as an attempt may be away
	require.Equal(t, 2*time.Minute, c.lasted())
	c.see(checking, now.Add(2*time.Hour+2*time.Minute), time.Minute)
	require.Equal(t, 4*time.Minute, c.lasted())
}

// While a submission may be out, no lack of a token ends the release before its deadline.
func TestTokenlessWhileOut(t *testing.T) {
	in := submitInput()
	in.Parked, in.OutSince, in.OutageLimit = true, time.Now(), timing.Duration(3*time.Hour)
	_, err := endless[SubmitInput, Submission](t, "SubmitAudit", in, []exchange{shows(refusal(61005))})
	requireStop(t, err, FailureExpired)
	require.Greater(t, lastTook, 3*time.Hour-time.Minute)
	in.OutSince = time.Time{}
	_, err = endless[SubmitInput, Submission](t, "SubmitAudit", in, []exchange{shows(refusal(61005))})
	requireStop(t, err, FailureCredentials)
	require.Less(t, lastTook, time.Hour)
}

// Who calls a person tells since when a submission may be out: the activity that runs next knows nothing else of it.
func TestCallForAPersonTellsWhatMayBeOut(t *testing.T) {
	outSince := func(err error) (since time.Time) {
		requireStop(t, err, FailureNeedsPerson)
		app, _ := errors.AsType[*temporal.ApplicationError](err)
		require.NoError(t, app.Details(&Problem{}, &since))
		return since
	}
	_, err := attempts[SubmitInput, Submission](
		t,
		"SubmitAudit",
		submitInput(),
		shows(old),
		sameVersion,
		submits(cut),
		shows(refusal(61004)),
	)
	require.WithinDuration(t, time.Now(), outSince(err), 5*time.Minute)
	in := submitInput()
	in.OutSince = time.Now().Add(-time.Hour)
	_, err = attempts[SubmitInput, Submission](t, "SubmitAudit", in, shows(refusal(61004)))
	require.True(t, in.OutSince.Equal(outSince(err)))
}

// A check that comes back while a submission may be out ends nothing; a person is called.
func TestCheckThatLastsWhileOut(t *testing.T) {
	in := submitInput()
	in.OutSince, in.DetectionLimit = time.Now(), timing.Duration(2*time.Minute)
	_, err := endless[SubmitInput, Submission](t, "SubmitAudit", in, []exchange{shows(old), sameVersion, submits(refusal(61039))})
	require.Equal(t, 61039, requireStop(t, err, FailureNeedsPerson).Code)
	in.OutSince = time.Time{}
	_, err = endless[SubmitInput, Submission](t, "SubmitAudit", in, []exchange{shows(old), sameVersion, submits(refusal(61039))})
	requireStop(t, err, FailureDetectionExpired)
}

// The last release's review is this one's only if nobody saw its end, and there is something to see.
func TestWhosePreviousReview(t *testing.T) {
	for _, c := range []struct {
		status wxa.Status
		seen   bool
		want   owner
	}{
		{wxa.StatusReviewing, false, ownReview}, {wxa.StatusApproved, false, ownReview}, {wxa.StatusRejected, false, ownReview},
		{wxa.StatusWithdrawn, false, noReview}, {wxa.StatusWithdrawn, true, noReview}, {wxa.StatusApproved, true, noReview},
		{wxa.StatusReviewing, true, foreignReview},
	} {
		l := &wxa.LatestAudit{
			AuditStatus: wxa.AuditStatus{Status: c.status},
			AuditID:     oldAudit,
			UserVersion: "1.4.0",
			SubmittedAt: wrongTime,
		}
		claim := claim{version: "1.4.0", before: &Before{AuditID: oldAudit}, since: time.Now()}
		claim.previous = Previous{AuditID: oldAudit, Seen: c.seen}
		require.Equal(t, c.want, claim.whose(l, time.Now()), "%s, seen %t", c.status, c.seen)
	}
}

// WeChat tells whole seconds, and its answer has been on the way.
func TestClockTolerance(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for before, want := range map[time.Duration]owner{4 * time.Second: ownReview, 5 * time.Second: ownReview, 6 * time.Second: noReview} {
		l := &wxa.LatestAudit{AuditStatus: wxa.AuditStatus{Status: wxa.StatusApproved}, AuditID: 1, UserVersion: "1.4.0", ReadAt: now}
		l.SubmittedAt = now.Add(-before)
		require.Equal(t, want, claim{version: "1.4.0", since: now}.whose(l, now), before)
	}
}

// WeChat's reads are taken for true when they have said the same both often and for long.
func TestWithdrawalSettles(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		count  int
		lasted time.Duration
		want   bool
	}{{4, quick.Lag(), true}, {3, time.Hour, false}, {2, time.Hour, false}, {9, quick.Lag() - time.Second, false}} {
		said := clock{Count: c.count, Since: now, Seen: now.Add(c.lasted)}
		w := withdrawal{in: cancelledWithdraw(), attempt: &attempt{memory: memory{Main: said}}}
		require.Equal(t, c.want, w.settled(), "%+v", c)
	}
}

// A review that is over and not the newest one is withdrawn only if that is what WeChat says.
func TestWithdrawOfAnOlderReview(t *testing.T) {
	in := cancelledWithdraw()
	in.AuditID = oldAudit
	for n, want := range map[int]Withdrawal{
		0: {oldAudit, wxa.StatusApproved, false}, 1: {oldAudit, wxa.StatusRejected, false}, 3: {oldAudit, wxa.StatusWithdrawn, true},
	} {
		got, err := attempts[WithdrawInput, Withdrawal](t, "WithdrawAudit", in, shows(ours), exchange{statusPath, status(n, "", "")})
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// A look that somebody waits for calls no person: the poll beside it does.
func TestPollOnceCallsNobody(t *testing.T) {
	in := pollInput(PollOnce)
	in.CallsPerson = true
	got, err := attempts[PollInput, Review](
		t,
		"PollAudit",
		in,
		exchange{statusPath, refusal(61004)},
		exchange{statusPath, status(2, "", "")},
	)
	require.NoError(t, err)
	require.Equal(t, wxa.StatusReviewing, got.Status)
}

// Trouble of whatever kind counts for the limit of "nothing told", also when what is met last is a missing token.
func TestNothingToldEndsAmongMissingTokens(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		nothing, tokenless time.Duration
		want               string
	}{
		{2 * time.Hour, 59 * time.Minute, FailureDetectionExpired},
		{2 * time.Hour, time.Hour, FailureCredentials},
		{59 * time.Minute, 30 * time.Minute, FailureNeedsPerson},
	} {
		a := &attempt{ctx: t.Context(), now: func() time.Time { return now }}
		a.Nothing = clock{What: "nothing", Since: now.Add(-c.nothing), Seen: now, Count: 9}
		a.Trouble = clock{What: tokenless, Since: now.Add(-c.tokenless), Seen: now, Count: 9}
		p := patience{calls: true, limit: time.Hour, expired: FailureDetectionExpired, tokenLimit: time.Hour}
		err := a.fail(p, &wxa.Error{Code: 40001, Endpoint: "/wxa/x"})
		requireStop(t, err, c.want)
	}
}

// A hint poll that shall clear a person's call answers a review that is open; another one waits for what the push was about.
func TestHintPollTellsAnOpenReview(t *testing.T) {
	in := pollInput(PollHint)
	in.TellOpen = true
	got, err := attempts[PollInput, Review](t, "PollAudit", in, exchange{statusPath, status(2, "", "")})
	require.NoError(t, err)
	require.Equal(t, wxa.StatusReviewing, got.Status)
	in.TellOpen = false
	got, err = attempts[PollInput, Review](
		t,
		"PollAudit",
		in,
		exchange{statusPath, status(2, "", "")},
		exchange{statusPath, status(3, "", "")},
	)
	require.NoError(t, err)
	require.Equal(t, wxa.StatusWithdrawn, got.Status)
}
