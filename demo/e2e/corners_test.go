package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// A push stops the attempt of a parked submission that runs; before the attempt hears of it WeChat answers -1.
func TestStoppedAttemptFails(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	shared.sim.Fault(wxatest.Fault{Endpoint: submitPath, AppID: in.AppID, Cut: wxatest.CutAfter})
	shared.sim.Fault(wxatest.Fault{Endpoint: latestPath, AppID: in.AppID, Errcode: 61004, Nth: 3, Times: 1})
	shared.sim.Fault(wxatest.Fault{Endpoint: latestPath, AppID: in.AppID, Errcode: -1, Nth: 3, Times: 1, Delay: 2 * time.Second})
	shared.start(t, in)
	until(t, "a person is called", func() bool { return shared.status(t, in).NeedsHuman })
	until(t, "the parked attempt runs", func() bool { return shared.sim.Calls(latestPath, in.AppID) >= 4 })
	shared.push(t, in, "weapp_audit_success")
	require.Equal(t, shared.submitted(t, in), shared.reviewing(t, in).AuditID)
	require.NoError(t, shared.client.TerminateWorkflow(t.Context(), workflows.WorkflowID(in.AppID), "", "done"))
}

// The same for the first, unparked attempt and a push that the authorisation is gone.
func TestUnauthorizedPushWhileSubmitting(t *testing.T) {
	t.Parallel()
	for _, endpoint := range []string{detectPath, latestPath, submitPath} {
		in := quietly(shared.app(t, nil))
		shared.sim.Fault(wxatest.Fault{Endpoint: endpoint, AppID: in.AppID, Errcode: -1, Times: 1, Effect: true, Delay: 2 * time.Second})
		started := shared.start(t, in)
		until(t, "the call is under way", func() bool { return shared.sim.Calls(endpoint, in.AppID) >= 1 })
		require.NoError(
			t,
			shared.client.SignalWorkflow(t.Context(), started.WorkflowID, "", workflows.SignalUnauthorized, workflows.Unauthorized{}),
		)
		status := shared.reviewing(t, in)
		require.Equal(t, shared.submitted(t, in), status.AuditID, endpoint)
		require.NoError(t, shared.client.TerminateWorkflow(t.Context(), workflows.WorkflowID(in.AppID), "", "done"))
	}
}

// An operator resets the activity, heartbeat wiped, after a lost reply; WeChat's reads tell no version.
func TestResetActivityNameless(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, func(a *wxatest.App) { a.OmitVersion = true }))
	resetLostSubmission(t, in)
	until(t, "a person is called", func() bool { return shared.status(t, in).NeedsHuman })
	require.Equal(t, []string{"submit"}, shared.accepted(in))
	require.NoError(t, shared.sim.Update(in.AppID, func(a *wxatest.App) { a.OmitVersion = false }))
	_, err := shared.update(t, in, workflows.UpdatePollNow, workflows.Request{By: "li"})
	require.NoError(t, err)
	require.Equal(t, shared.submitted(t, in), shared.reviewing(t, in).AuditID)
	require.NoError(t, shared.client.TerminateWorkflow(t.Context(), workflows.WorkflowID(in.AppID), "", "done"))
}

// The hot loop on a real server.
func TestHotLoop(t *testing.T) {
	t.Parallel()
	in := quietly(shared.app(t, nil))
	in.Pace.Busy = timing.Duration(time.Minute)
	in.Pace.Retry = timing.Duration(2 * time.Second)
	shared.sim.Fault(wxatest.Fault{Endpoint: submitPath, AppID: in.AppID, Cut: wxatest.CutAfter})
	shared.sim.Fault(wxatest.Fault{Endpoint: latestPath, AppID: in.AppID, Errcode: 61007, Nth: 3, Times: -1})
	started := shared.start(t, in)
	until(t, "a person is called", func() bool { return shared.status(t, in).NeedsHuman })
	before := len(shared.history(t, in).Events)
	require.NoError(
		t,
		shared.client.SignalWorkflow(t.Context(), started.WorkflowID, "", workflows.SignalUnauthorized, workflows.Unauthorized{}),
	)
	// It is asked once more, and parked again.
	until(t, "WeChat is asked", func() bool { return len(shared.history(t, in).Events) > before+6 })
	until(t, "a person is called again", func() bool { return shared.status(t, in).NeedsHuman })
	calls := shared.sim.Calls(latestPath, in.AppID)
	for range 20 {
		_, err := shared.update(t, in, workflows.UpdateExtendDeadline, workflows.ExtendRequest{})
		require.Error(t, err)
	}
	require.LessOrEqual(t, shared.sim.Calls(latestPath, in.AppID), calls+1)
	require.Less(t, len(shared.history(t, in).Events)-before, 60)
	require.NoError(t, shared.client.TerminateWorkflow(t.Context(), workflows.WorkflowID(in.AppID), "", "done"))
}
