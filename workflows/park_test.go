package workflows

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/wxa"
)

// needsPerson is a step's call for a person.
func needsPerson(p activities.Problem, outSince time.Time) error {
	return temporal.NewApplicationErrorWithOptions(p.Message, activities.FailureNeedsPerson,
		temporal.ApplicationErrorOptions{NonRetryable: true, Details: []any{p, outSince}})
}

// waiting is a step that waits.
func waiting(pause time.Duration) error {
	return temporal.NewApplicationErrorWithOptions("waiting", "waiting", temporal.ApplicationErrorOptions{NextRetryDelay: pause})
}

func openForEver(in activities.PollInput, _ int) (activities.Review, error) { return reviewing(in) }

// A step before the review that needs a person goes on by itself, and the release with it.
func TestStepsThatNeedAPerson(t *testing.T) {
	out := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	problem := activities.Problem{Code: 61004, Message: "refused"}
	for _, step := range []string{"detect", "submit"} {
		t.Run(step, func(t *testing.T) {
			s, calls := approvedAfter(3), 0
			var last activities.SubmitInput
			parkedOnce := func(parked bool) error {
				calls++
				switch {
				case !parked:
					return needsPerson(problem, out)
				case calls < 4:
					return waiting(time.Hour)
				default:
					return nil
				}
			}
			if step == "detect" {
				s.detectWith = func(in activities.DetectionInput) (activities.Detection, error) {
					require.True(t, in.CallsPerson)
					return activities.Detection{}, parkedOnce(in.Parked)
				}
			} else {
				s.submit = func(in activities.SubmitInput) (activities.Submission, error) {
					require.True(t, in.CallsPerson)
					last = in
					return activities.Submission{AuditID: testAudit, Adopted: true}, parkedOnce(in.Parked)
				}
			}
			env := newEnv(t, s)
			var during Status
			env.RegisterDelayedCallback(func() { during = query(t, env) }, time.Hour)
			status := run(t, env, testInput())
			require.True(t, during.NeedsHuman)
			require.Equal(t, OutcomeOpen, during.Outcome)
			require.Equal(t, WhoseOperator, during.Waiting.Whose)
			require.Equal(t, "refused", during.Problem.Message)
			require.Equal(t, OutcomeApproved, status.Outcome)
			require.False(t, status.NeedsHuman)
			require.Nil(t, status.Problem)
			if step == "submit" {
				require.Equal(t, out, last.OutSince.UTC())
			}
		})
	}
}

// Whoever cured what was wrong need not wait for the next slow look: a person's request and a push make the step try at once.
func TestParkedStepTriesAtOnce(t *testing.T) {
	for _, how := range []string{"poll-now", "push"} {
		t.Run(how, func(t *testing.T) {
			cured, s := false, approvedAfter(1)
			var inputs []activities.SubmitInput
			s.submit = func(in activities.SubmitInput) (activities.Submission, error) {
				inputs = append(inputs, in)
				switch {
				case cured:
					return activities.Submission{AuditID: testAudit, Adopted: true}, nil
				case in.Parked:
					return activities.Submission{}, waiting(24 * time.Hour)
				default:
					return activities.Submission{}, needsPerson(activities.Problem{Message: "no"}, time.Time{})
				}
			}
			env := newEnv(t, s)
			env.RegisterDelayedCallback(func() { cured = true }, time.Hour)
			var asked *outcome
			if how == "push" {
				pushLater(env, time.Hour+time.Minute, "weapp_audit_success")
			} else {
				asked = update(env, time.Hour+time.Minute, UpdatePollNow, Request{By: "li"})
			}
			status := run(t, env, testInput())
			require.Equal(t, OutcomeApproved, status.Outcome)
			require.Less(t, status.EndedAt.Sub(status.StartedAt), 2*time.Hour)
			if asked != nil {
				require.NoError(t, asked.refusal)
				require.Equal(t, AnswerAsking, kindOf(asked))
			}
			// What the stopped attempt knew is lost with it: it may have sent.
			require.False(t, inputs[len(inputs)-1].OutSince.IsZero())
		})
	}
}

// A push that the authorisation is gone is a hint: WeChat's answer decides, and an old push tells nothing.
func TestUnauthorized(t *testing.T) {
	gone := activities.Problem{Code: 61003, Message: "gone", Revoked: true}
	for _, c := range []struct {
		name  string
		stage string
		says  activities.Problem // WeChat, when it is asked; none: the ordinary answer
		at    time.Duration      // of the push, after the start
		want  Outcome
	}{
		{"true, during the privacy check", "detect", gone, 30 * time.Minute, OutcomeBlocked},
		{"true, during the submission", "submit", gone, 30 * time.Minute, OutcomeBlocked},
		{"true, during the review", "poll", gone, 30 * time.Minute, OutcomeBlocked},
		{"false, during the privacy check", "detect", activities.Problem{}, 30 * time.Minute, OutcomeApproved},
		{"false, during the submission", "submit", activities.Problem{}, 30 * time.Minute, OutcomeApproved},
		{"false, during the review", "poll", activities.Problem{}, 30 * time.Minute, OutcomeApproved},
		{"another refusal", "poll", activities.Problem{Code: 48001, Message: "no permission"}, 30 * time.Minute, OutcomeApproved},
		{"old", "poll", gone, -time.Hour, OutcomeApproved},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked := false // after the push
			answer := func(parked bool) error {
				switch {
				case !asked && c.stage != "poll":
					// Before the review WeChat is asked every few minutes anyway.
					return waiting(4 * time.Minute)
				case !asked:
					return waiting(6 * time.Hour)
				case c.says.Message != "" && !parked:
					return needsPerson(c.says, time.Time{})
				default:
					return nil
				}
			}
			s := &script{poll: func(in activities.PollInput, _ int) (activities.Review, error) {
				if c.stage != "poll" {
					return approved()
				}
				if c.at < 0 && in.Mode == activities.PollRegular {
					// Nobody asks because of the push; the poll itself would end it otherwise.
					if asked {
						return approved()
					}
					return reviewing(in)
				}
				if err := answer(in.Mode == activities.PollParked); err != nil {
					return activities.Review{}, err
				}
				return approved()
			}}
			switch c.stage {
			case "detect":
				s.detectWith = func(in activities.DetectionInput) (activities.Detection, error) {
					return activities.Detection{}, answer(in.Parked)
				}
			case "submit":
				s.submit = func(in activities.SubmitInput) (activities.Submission, error) {
					return activities.Submission{AuditID: testAudit}, answer(in.Parked)
				}
			}
			env := newEnv(t, s)
			start := env.Now()
			env.RegisterDelayedCallback(func() {
				asked = true
				env.SignalWorkflow(SignalUnauthorized, Unauthorized{At: start.Add(c.at)})
			}, 30*time.Minute)
			status := run(t, env, testInput())
			require.Equal(t, c.want, status.Outcome)
			require.Zero(t, count(s.seen(), "withdraw"))
			if c.want == OutcomeBlocked {
				require.Equal(t, activities.ProblemRevoked, status.Problem.Kind)
				require.True(t, status.NeedsHuman)
				require.Less(t, status.EndedAt.Sub(status.StartedAt), time.Hour, "asked at once")
			}
		})
	}
}

// A revocation that is told when the release has ended changes nothing any more.
func TestLateUnauthorized(t *testing.T) {
	s := approvedAfter(1)
	s.withdraw = func(activities.WithdrawInput) (activities.Withdrawal, error) {
		return activities.Withdrawal{}, waiting(time.Hour)
	}
	env := newEnv(t, s)
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Minute)
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(SignalUnauthorized, Unauthorized{}) }, 2*time.Minute)
	env.RegisterDelayedCallback(func() {
		s.withdraw = func(in activities.WithdrawInput) (activities.Withdrawal, error) {
			return activities.Withdrawal{AuditID: in.AuditID, Status: wxa.StatusWithdrawn, Withdrawn: true}, nil
		}
	}, 3*time.Minute)
	env.ExecuteWorkflow(WorkflowType, testInput())
	var cancelled *temporal.CanceledError
	require.ErrorAs(t, env.GetWorkflowError(), &cancelled)
	var status Status
	require.NoError(t, cancelled.Details(&status))
	require.Equal(t, OutcomeCancelled, status.Outcome)
}

// WeChat reviews another version than the release's: a person is told at once, and no approval of it counts.
func TestAnotherVersionIsReviewed(t *testing.T) {
	s := &script{
		submit: func(activities.SubmitInput) (activities.Submission, error) {
			return activities.Submission{AuditID: testAudit, OtherVersion: "1.3.9"}, nil
		},
		poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
			if attempt < 5 {
				return reviewing(in)
			}
			return activities.Review{Status: wxa.StatusApproved, OtherVersion: "1.3.9"}, nil
		},
	}
	env := newEnv(t, s)
	var during Status
	env.RegisterDelayedCallback(func() { during = query(t, env) }, time.Minute)
	status := run(t, env, testInput())
	require.True(t, during.NeedsHuman)
	require.Contains(t, during.Problem.Message, "is about version 1.3.9, not 1.4.0")
	require.Equal(t, OutcomeBlocked, status.Outcome)
	require.True(t, status.NeedsHuman)
}

// Steps get what they need to tell our review from what was there before.
func TestStepsKnowWhatWasThereBefore(t *testing.T) {
	own := &activities.Before{AuditID: 7, RunID: "default-test-run-id"}
	for name, c := range map[string]struct {
		read, want *activities.Before
	}{
		"read by this run":             {own, own},
		"read by a run that was reset": {&activities.Before{AuditID: 7, RunID: "another"}, nil},
		"not read by an older worker":  {nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := approvedAfter(1)
			s.detect = func() (activities.Detection, error) { return activities.Detection{Before: c.read}, nil }
			var got activities.SubmitInput
			s.submit = func(in activities.SubmitInput) (activities.Submission, error) {
				got = in
				return activities.Submission{AuditID: testAudit}, nil
			}
			in := testInput()
			in.Adopt, in.Previous = true, activities.Previous{AuditID: 6, Seen: true}
			run(t, newEnv(t, s), in)
			require.Equal(t, c.want, got.Before)
			require.True(t, got.Adopt)
			require.Equal(t, in.Previous, got.Previous)
		})
	}
}
