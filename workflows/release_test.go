package workflows

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// testInput is a release that can work.
func testInput() ReleaseInput {
	return ReleaseInput{
		AppID:   "wx5555666677778888",
		Version: "1.4.0",
		Audit: wxa.SubmitAuditRequest{ItemList: []wxa.AuditItem{{
			Address: "pages/index/index", FirstClass: "工具", SecondClass: "效率", FirstID: 287, SecondID: 616,
		}}},
	}
}

const testAudit = 430000001

// script is a WeChat for the workflow alone: each activity answers what its function says; nil is the ordinary case. The
// activities themselves, and the client below them, have tests of their own.
type script struct {
	detect func() (activities.Detection, error)
	// The same, for a test that looks at the input.
	detectWith func(activities.DetectionInput) (activities.Detection, error)
	submit     func(activities.SubmitInput) (activities.Submission, error)
	expedite   func() (activities.Expedited, error)
	poll       func(in activities.PollInput, attempt int) (activities.Review, error)
	withdraw   func(activities.WithdrawInput) (activities.Withdrawal, error)

	waits int // for a script's own use
	mu    sync.Mutex
	calls []string // the activities' first attempts, in order; polls with their mode
}

func (s *script) log(ctx context.Context, name string) {
	if activity.GetInfo(ctx).Attempt > 1 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, name)
}

func (s *script) seen() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.calls...)
}

// reviewing is the ordinary answer of a poll that is not to answer yet.
func reviewing(in activities.PollInput) (activities.Review, error) {
	if in.Mode == activities.PollOnce || in.Mode == activities.PollParked {
		return activities.Review{Status: wxa.StatusReviewing}, nil
	}
	pause := 10 * time.Minute
	return activities.Review{}, temporal.NewApplicationErrorWithOptions("under review", "waiting", temporal.ApplicationErrorOptions{
		NextRetryDelay: pause, Category: temporal.ApplicationErrorCategoryBenign,
	})
}

func approved() (activities.Review, error) {
	return activities.Review{Status: wxa.StatusApproved}, nil
}

func (s *script) register(env *testsuite.TestWorkflowEnvironment) {
	as := func(name string, f any) { env.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name}) }
	as("WaitForDetection", func(ctx context.Context, in activities.DetectionInput) (activities.Detection, error) {
		s.log(ctx, "detect")
		if s.detectWith != nil {
			return s.detectWith(in)
		}
		if s.detect == nil {
			return activities.Detection{}, nil
		}
		return s.detect()
	})
	as("SubmitAudit", func(ctx context.Context, in activities.SubmitInput) (activities.Submission, error) {
		s.log(ctx, "submit")
		if s.submit == nil {
			return activities.Submission{AuditID: testAudit}, nil
		}
		return s.submit(in)
	})
	as("ExpediteAudit", func(ctx context.Context, in activities.ExpediteInput) (activities.Expedited, error) {
		s.log(ctx, "expedite")
		if s.expedite == nil {
			return activities.Expedited{Asked: true, Note: "accepted"}, nil
		}
		return s.expedite()
	})
	as("PollAudit", func(ctx context.Context, in activities.PollInput) (activities.Review, error) {
		s.log(ctx, "poll "+string(in.Mode))
		return s.poll(in, int(activity.GetInfo(ctx).Attempt))
	})
	as("WithdrawAudit", func(ctx context.Context, in activities.WithdrawInput) (activities.Withdrawal, error) {
		s.log(ctx, "withdraw")
		if s.withdraw == nil {
			return activities.Withdrawal{AuditID: in.AuditID, Status: wxa.StatusWithdrawn, Withdrawn: true}, nil
		}
		return s.withdraw(in)
	})
}

// newEnv makes a time-skipping environment in which a release with search attributes runs by the script.
func newEnv(t *testing.T, s *script) *testsuite.TestWorkflowEnvironment {
	t.Helper()
	return newEnvWith(t, s, Options{})
}

func newEnvWith(t *testing.T, s *script, options Options) *testsuite.TestWorkflowEnvironment {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	env := suite.NewTestWorkflowEnvironment()
	env.SetTestTimeout(20 * time.Second)
	env.RegisterWorkflowWithOptions(options.Workflow, registerOptions)
	s.register(env)
	require.NoError(t, env.SetTypedSearchAttributesOnStart(temporal.NewSearchAttributes(AttrAppID.ValueSet(testInput().AppID))))
	return env
}

// run executes the release and gives its result.
func run(t *testing.T, env *testsuite.TestWorkflowEnvironment, in ReleaseInput) Status {
	t.Helper()
	env.ExecuteWorkflow(WorkflowType, in)
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())
	var status Status
	require.NoError(t, env.GetWorkflowResult(&status))
	require.Equal(t, StageDone, status.Stage)
	require.Nil(t, status.Waiting)
	require.False(t, status.EndedAt.IsZero())
	return status
}

// outcome is an update's answer.
type outcome struct {
	refusal error // by the validator
	answer  any
	err     error // by the handler
}

// update sends an update after a pause.
func update(env *testsuite.TestWorkflowEnvironment, after time.Duration, name string, arg any) *outcome {
	var o outcome
	env.RegisterDelayedCallback(func() {
		env.UpdateWorkflow(name, name+after.String(), &testsuite.TestUpdateCallback{
			OnReject:   func(err error) { o.refusal = err },
			OnAccept:   func() {},
			OnComplete: func(answer any, err error) { o.answer, o.err = answer, err },
		}, arg)
	}, after)
	return &o
}

// kindOf is the kind of an update's answer.
func kindOf(o *outcome) AnswerKind {
	answer, _ := o.answer.(Answer)
	return answer.Kind
}

func pushLater(env *testsuite.TestWorkflowEnvironment, after time.Duration, event string) {
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(SignalAuditEvent, AuditEvent{Event: event}) }, after)
}

func TestApprovedByPoll(t *testing.T) {
	s := &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		if attempt < 50 {
			return reviewing(in)
		}
		return approved()
	}}
	env := newEnv(t, s)
	status := run(t, env, testInput())
	require.Equal(t, OutcomeApproved, status.Outcome)
	require.EqualValues(t, testAudit, status.AuditID)
	require.Equal(t, ByPoll, status.VerdictBy)
	require.False(t, status.NeedsHuman)
	require.Equal(t, []string{"detect", "submit", "poll regular"}, s.seen())
}

func TestApprovedByPush(t *testing.T) {
	var over atomic.Bool
	s := &script{poll: func(in activities.PollInput, _ int) (activities.Review, error) {
		if over.Load() {
			return approved()
		}
		return reviewing(in)
	}}
	env := newEnv(t, s)
	env.RegisterDelayedCallback(func() { over.Store(true) }, 65*time.Second)
	pushLater(env, 66*time.Second, "weapp_audit_success")
	status := run(t, env, testInput())
	require.Equal(t, OutcomeApproved, status.Outcome)
	require.Equal(t, ByPush, status.VerdictBy)
	require.Equal(t, []string{"detect", "submit", "poll hint"}, s.seen())
	require.Less(t, status.EndedAt.Sub(status.StartedAt), 2*time.Minute)
}

func TestRepeatedPushesAreHarmless(t *testing.T) {
	s := &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		if in.Mode == activities.PollHint && attempt == 3 {
			return activities.Review{Status: wxa.StatusRejected, Reason: []string{"1:服务类目不符:"}, Screenshots: []string{"mid1"}}, nil
		}
		return reviewing(in)
	}}
	env := newEnv(t, s)
	for i := range 5 {
		pushLater(env, time.Minute+time.Duration(i)*time.Second, "weapp_audit_fail")
	}
	status := run(t, env, testInput())
	require.Equal(t, OutcomeRejected, status.Outcome)
	require.Equal(t, []string{"1:服务类目不符:"}, status.Reason)
	require.Equal(t, []string{"mid1"}, status.Screenshots)
	require.True(t, status.NeedsHuman)
	require.Equal(t, 1, count(s.seen(), "submit"))
}

func TestPushBeforeTheAuditIDIsKnown(t *testing.T) {
	s := &script{
		detect: waitOnce(5 * time.Minute),
		poll: func(in activities.PollInput, _ int) (activities.Review, error) {
			if in.Mode == activities.PollHint {
				return approved()
			}
			return reviewing(in)
		},
	}
	env := newEnv(t, s)
	pushLater(env, time.Minute, "weapp_audit_success")
	status := run(t, env, testInput())
	require.Equal(t, OutcomeApproved, status.Outcome)
	// The push waits in the signal's buffer; the regular poll it replaces never gets to run.
	require.Equal(t, []string{"detect", "submit", "poll hint"}, s.seen())
	require.Equal(t, ByPush, status.VerdictBy)
}

func TestWithdrawnFromOutside(t *testing.T) {
	s := &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		if attempt < 3 {
			return reviewing(in)
		}
		return activities.Review{Status: wxa.StatusWithdrawn}, nil
	}}
	require.Equal(t, OutcomeWithdrawn, run(t, newEnv(t, s), testInput()).Outcome)
}

func TestStepsThatStopARelease(t *testing.T) {
	for failure, want := range failureOutcomes {
		stop := temporal.NewApplicationErrorWithOptions("no", failure, temporal.ApplicationErrorOptions{
			NonRetryable: true, Details: []any{activities.Problem{Code: 7, Message: "no", Remedy: "do something"}},
		})
		for _, step := range []string{"detect", "submit"} {
			t.Run(step+" "+failure, func(t *testing.T) {
				s := &script{}
				switch step {
				case "detect":
					s.detect = func() (activities.Detection, error) { return activities.Detection{}, stop }
				case "submit":
					s.submit = func(activities.SubmitInput) (activities.Submission, error) { return activities.Submission{}, stop }
				}
				status := run(t, newEnv(t, s), testInput())
				require.Equal(t, want, status.Outcome)
				require.True(t, status.NeedsHuman)
				require.Equal(t, &activities.Problem{Code: 7, Message: "no", Remedy: "do something"}, status.Problem)
			})
		}
	}
}

// Whatever a status read is refused with, by an activity of any version: the review goes on at WeChat, and so does the release.
func TestRefusedReadsNeverEndAReview(t *testing.T) {
	failures := []string{activities.FailureNeedsPerson, "of a newer worker"}
	for failure := range failureOutcomes {
		failures = append(failures, failure)
	}
	for _, failure := range failures {
		t.Run(failure, func(t *testing.T) {
			phase := 0
			s := &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
				switch {
				case in.Mode == activities.PollRegular && phase == 0:
					phase = 1
					return activities.Review{}, temporal.NewApplicationErrorWithOptions(
						"refused",
						failure,
						temporal.ApplicationErrorOptions{
							NonRetryable: true, Details: []any{activities.Problem{Message: "refused"}, time.Time{}},
						},
					)
				case in.Mode == activities.PollParked && attempt < 5:
					return activities.Review{}, temporal.NewApplicationErrorWithOptions(
						"refused",
						"transient",
						temporal.ApplicationErrorOptions{NextRetryDelay: time.Hour},
					)
				case in.Mode == activities.PollParked:
					return reviewing(in)
				default:
					return approved()
				}
			}}
			env := newEnv(t, s)
			var during Status
			env.RegisterDelayedCallback(func() { during = query(t, env) }, 2*time.Hour)
			status := run(t, env, testInput())
			require.True(t, during.NeedsHuman)
			require.Equal(t, WhoseOperator, during.Waiting.Whose)
			require.Equal(t, "refused", during.Problem.Message)
			require.Equal(t, OutcomeApproved, status.Outcome)
			require.False(t, status.NeedsHuman)
			require.Nil(t, status.Problem)
			require.Equal(t, []string{"detect", "submit", "poll regular", "poll parked", "poll regular"}, s.seen())
		})
	}
}

func TestDeadline(t *testing.T) {
	t.Run("no verdict", func(t *testing.T) {
		s := &script{poll: func(in activities.PollInput, _ int) (activities.Review, error) { return reviewing(in) }}
		in := testInput()
		in.Limits.Review = timing.Duration(3 * time.Hour)
		status := run(t, newEnv(t, s), in)
		require.Equal(t, OutcomeExpired, status.Outcome)
		require.Equal(t, "poll once", s.seen()[len(s.seen())-1])
		require.Equal(t, 3*time.Hour, status.EndedAt.Sub(status.SubmittedAt))
	})
	t.Run("the last look finds the verdict", func(t *testing.T) {
		s := &script{poll: func(in activities.PollInput, _ int) (activities.Review, error) {
			if in.Mode == activities.PollOnce {
				return approved()
			}
			return reviewing(in)
		}}
		require.Equal(t, OutcomeApproved, run(t, newEnv(t, s), testInput()).Outcome)
	})
	t.Run("WeChat is out of reach", func(t *testing.T) {
		s := &script{poll: func(in activities.PollInput, _ int) (activities.Review, error) {
			return activities.Review{}, temporal.NewApplicationErrorWithOptions(
				"no connection",
				"transient",
				temporal.ApplicationErrorOptions{NextRetryDelay: time.Minute},
			)
		}}
		status := run(t, newEnv(t, s), testInput())
		require.Equal(t, OutcomeExpired, status.Outcome)
		require.Contains(t, status.Problem.Message, "no connection")
	})
	t.Run("extended", func(t *testing.T) {
		s := &script{poll: func(in activities.PollInput, _ int) (activities.Review, error) { return reviewing(in) }}
		in := testInput()
		in.Limits.Review = timing.Duration(3 * time.Hour)
		env := newEnv(t, s)
		extended := update(env, 2*time.Hour, UpdateExtendDeadline, ExtendRequest{By: "li", More: timing.Duration(24 * time.Hour)})
		status := run(t, env, in)
		require.NoError(t, errors.Join(extended.refusal, extended.err))
		require.Equal(t, status.Deadline, extended.answer)
		require.Equal(t, 27*time.Hour, status.EndedAt.Sub(status.SubmittedAt))
	})
}

func query(t *testing.T, env *testsuite.TestWorkflowEnvironment) Status {
	value, err := env.QueryWorkflow(QueryStatus)
	require.NoError(t, err)
	var status Status
	require.NoError(t, value.Get(&status))
	return status
}

func count(all []string, one string) int {
	n := 0
	for _, a := range all {
		if a == one {
			n++
		}
	}
	return n
}

// waitOnce answers after one pause.
func waitOnce(pause time.Duration) func() (activities.Detection, error) {
	asked := false
	return func() (activities.Detection, error) {
		if asked {
			return activities.Detection{}, nil
		}
		asked = true
		return activities.Detection{}, temporal.NewApplicationErrorWithOptions(
			"61039",
			"waiting",
			temporal.ApplicationErrorOptions{NextRetryDelay: pause},
		)
	}
}
