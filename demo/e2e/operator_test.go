package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

func TestWithdrawByOperator(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	shared.start(t, in)
	shared.reviewing(t, in)
	answer, err := shared.update(t, in, workflows.UpdateWithdraw, workflows.Request{By: "li"})
	require.NoError(t, err)
	require.Contains(t, answer, "is withdrawn")
	status := shared.result(t, in)
	require.Equal(t, workflows.OutcomeWithdrawn, status.Outcome)
	require.Equal(t, []string{"submit", "undo"}, shared.accepted(in))
	shared.keep(t, in, "withdrawn-by-operator")
}

// A Mini Program has five withdrawals a day; the sixth is refused by WeChat and the release goes on.
func TestWithdrawalsUsedUp(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	shared.sim.Fault(wxatest.Fault{Endpoint: undoPath, AppID: in.AppID, Errcode: 87013, Times: -1})
	shared.start(t, in)
	shared.reviewing(t, in)
	_, err := shared.update(t, in, workflows.UpdateWithdraw, workflows.Request{By: "li"})
	require.ErrorContains(t, err, "87013")
	require.Equal(t, workflows.StageReview, shared.status(t, in).Stage)
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	answer, err := shared.update(t, in, workflows.UpdatePollNow, workflows.Request{By: "li"})
	require.NoError(t, err)
	require.Contains(t, answer, "is approved")
	status := shared.result(t, in)
	require.Equal(t, workflows.ByOperator, status.VerdictBy)
	require.Equal(t, []string{"submit"}, shared.accepted(in))
}

func TestUpdatesAreRefusedInTheirOwnWords(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	started := shared.start(t, in)
	shared.reviewing(t, in)
	_, err := shared.update(t, in, workflows.UpdateExtendDeadline, workflows.ExtendRequest{By: "li"})
	require.ErrorContains(t, err, "above zero")
	require.Zero(t, events(shared.history(t, in), enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED), "a refusal leaves no trace")
	require.Zero(t, events(shared.history(t, in), enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_REJECTED))

	handle, err := shared.client.UpdateWorkflow(t.Context(), client.UpdateWorkflowOptions{
		WorkflowID: started.WorkflowID, UpdateName: workflows.UpdateExtendDeadline, WaitForStage: client.WorkflowUpdateStageCompleted,
		Args: []any{workflows.ExtendRequest{By: "li", More: timing.Duration(48 * time.Hour)}},
	})
	require.NoError(t, err)
	var deadline time.Time
	require.NoError(t, handle.Get(t.Context(), &deadline))
	status := shared.status(t, in)
	require.Equal(t, status.Deadline, deadline)
	require.WithinDuration(t, status.SubmittedAt.Add(16*24*time.Hour), deadline, time.Minute)

	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	shared.push(t, in, "weapp_audit_success")
	shared.result(t, in)
	shared.keep(t, in, "extended")
	_, err = shared.update(t, in, workflows.UpdateWithdraw, workflows.Request{By: "li"})
	require.Error(t, err, "the release has ended")
}

func TestExpedite(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		policy   workflows.Expedite
		change   func(*wxatest.App)
		fault    *wxatest.Fault
		accepted []string
		says     string
	}{
		{"never", workflows.Expedite{}, nil, nil, []string{"submit"}, ""},
		{"always", workflows.Expedite{Policy: workflows.ExpediteAlways}, nil, nil, []string{"submit", "speedup"}, "accepted"},
		{"after", workflows.Expedite{Policy: workflows.ExpediteAfter, After: ms(300)}, nil, nil, []string{"submit", "speedup"}, "accepted"},
		{"reply lost", workflows.Expedite{Policy: workflows.ExpediteAlways}, nil, &wxatest.Fault{Endpoint: "/wxa/speedupaudit", Cut: wxatest.CutAfter}, []string{"submit", "speedup"}, "already"},
		{"unstable", workflows.Expedite{Policy: workflows.ExpediteAlways}, nil, &wxatest.Fault{Endpoint: "/wxa/speedupaudit", Errcode: 89401, Times: 2}, []string{"submit", "speedup"}, "accepted"},
		{"not for this kind", workflows.Expedite{Policy: workflows.ExpediteAlways}, func(a *wxatest.App) { a.NoSpeedup = true }, nil, []string{"submit"}, "89403"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := shared.app(t, c.change)
			in.Expedite = c.policy
			if c.fault != nil {
				f := *c.fault
				f.AppID = in.AppID
				shared.sim.Fault(f)
			}
			shared.start(t, in)
			shared.reviewing(t, in)
			until(t, "what came of it", func() bool {
				s := shared.status(t, in).Expedite
				return c.says == "" || s != nil && s.State != workflows.ExpeditePlanned && s.State != workflows.ExpediteAsking
			})
			require.Contains(t, words.Expedite(shared.status(t, in).Expedite).String(), c.says)
			shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
			require.Equal(t, workflows.OutcomeApproved, shared.result(t, in).Outcome)
			require.Equal(t, c.accepted, shared.accepted(in))
			if c.name == "after" {
				shared.keep(t, in, "expedited")
			}
		})
	}
}

// An operator expedites a review that is over already, which no push has told: the request is refused, and the verdict is read at once.
func TestExpediteFindsTheReviewOver(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	shared.start(t, in)
	shared.reviewing(t, in)
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	_, err := shared.update(t, in, workflows.UpdateExpedite, workflows.Request{By: "li"})
	require.Error(t, err)
	status := shared.result(t, in)
	require.Equal(t, workflows.OutcomeApproved, status.Outcome)
	require.Equal(t, workflows.ByPoll, status.VerdictBy)
	require.Equal(t, []string{"submit"}, shared.accepted(in))
	shared.keep(t, in, "expedited-too-late")
}

// WeChat refuses the last poll while an operator moves the deadline: the release goes on, and calls a person for the refusal.
func TestDeadlineMovesDuringARefusedLastPoll(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	in.Limits.Review = ms(1500)
	// The answer comes late, so that the deadline moves meanwhile.
	shared.sim.Fault(wxatest.Fault{Endpoint: statusPath, AppID: in.AppID, Delay: 3 * time.Second})
	shared.start(t, in)
	shared.reviewing(t, in)
	require.NoError(t, shared.sim.Update(in.AppID, func(a *wxatest.App) { a.IPRefused = true }))
	until(t, "the last poll", func() bool { return shared.sim.Calls(statusPath, in.AppID) > 0 })
	_, err := shared.update(t, in, workflows.UpdateExtendDeadline, workflows.ExtendRequest{By: "li", More: timing.Duration(48 * time.Hour)})
	require.NoError(t, err)
	until(t, "a person is called", func() bool { return shared.status(t, in).NeedsHuman })
	require.Equal(t, 61004, shared.status(t, in).Problem.Code)

	require.NoError(t, shared.sim.Update(in.AppID, func(a *wxatest.App) { a.IPRefused = false }))
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	shared.push(t, in, "weapp_audit_success")
	require.Equal(t, workflows.OutcomeApproved, shared.result(t, in).Outcome)
	require.Equal(t, []string{"submit"}, shared.accepted(in))
	shared.keep(t, in, "deadline-moved-in-last-poll")
}

// WeChat refuses us in the middle of a review: a person is called, the review is not lost, and all is well once it answers again.
func TestRefusedAccessDuringReview(t *testing.T) {
	t.Parallel()
	in := shared.app(t, nil)
	shared.start(t, in)
	shared.reviewing(t, in)
	require.NoError(t, shared.sim.Update(in.AppID, func(a *wxatest.App) { a.IPRefused = true }))
	until(t, "a person is called", func() bool { return shared.status(t, in).NeedsHuman })
	status := shared.status(t, in)
	require.Equal(t, 61004, status.Problem.Code)
	require.Contains(t, remedy(status), "白名单IP地址列表")
	require.Equal(t, workflows.WhoseOperator, status.Waiting.Whose)
	require.NoError(t, shared.sim.Update(in.AppID, func(a *wxatest.App) { a.IPRefused = false }))
	until(t, "WeChat answers again", func() bool { return !shared.status(t, in).NeedsHuman })
	shared.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	require.Equal(t, workflows.OutcomeApproved, shared.result(t, in).Outcome)
	shared.keep(t, in, "access-refused-for-a-while")
}

// A push that the merchant took the authorisation back is a hint: what WeChat answers decides.
func TestUnauthorizedDuringReview(t *testing.T) {
	t.Parallel()
	unauthorized := func(in workflows.ReleaseInput, at time.Time) {
		require.NoError(
			t,
			shared.client.SignalWorkflow(
				t.Context(),
				workflows.WorkflowID(in.AppID),
				"",
				workflows.SignalUnauthorized,
				workflows.Unauthorized{At: at},
			),
		)
	}
	gone, stays := quietly(shared.app(t, nil)), quietly(shared.app(t, nil))
	for _, in := range []workflows.ReleaseInput{gone, stays} {
		shared.start(t, in)
		shared.reviewing(t, in)
	}
	shared.sim.Fault(wxatest.Fault{Endpoint: statusPath, AppID: gone.AppID, Errcode: 61003, Times: -1})
	unauthorized(gone, time.Now())
	status := shared.result(t, gone)
	require.Equal(t, workflows.OutcomeBlocked, status.Outcome)
	require.Contains(t, status.Problem.Message, "authorisation back")
	require.Equal(t, []string{"submit"}, shared.accepted(gone))
	shared.keep(t, gone, "unauthorized")

	unauthorized(stays, time.Now().Add(-time.Hour))
	require.Zero(t, shared.sim.Calls(statusPath, stays.AppID), "an old push tells nothing")
	unauthorized(stays, time.Now())
	until(t, "WeChat is asked", func() bool { return shared.sim.Calls(statusPath, stays.AppID) > 0 })
	shared.decide(t, stays, wxatest.Verdict{Status: wxatest.StatusApproved})
	shared.push(t, stays, "weapp_audit_success")
	require.Equal(t, workflows.OutcomeApproved, shared.result(t, stays).Outcome)
	shared.keep(t, stays, "unauthorized-falsely")
}
