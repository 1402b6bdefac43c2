package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// kill -9 of the worker after WeChat has accepted the submission, and a push that the authorisation is gone while it is dead.
func TestKilledWhileStopped(t *testing.T) {
	t.Parallel()
	w := ownWorld(t, devserver.Options{SearchAttributes: releases.SearchAttributeTypes()})
	in := w.app(t, nil)
	in.Pace.Attempt = timing.Duration(4 * time.Second)
	w.sim.Fault(wxatest.Fault{Endpoint: submitPath, AppID: in.AppID, Effect: true, Delay: patience})
	first := w.workerProcess(t)
	started := w.start(t, in)
	until(t, "WeChat has accepted the submission", func() bool { return len(w.accepted(in)) == 1 })
	require.NoError(t, w.client.SignalWorkflow(t.Context(), started.WorkflowID, "", workflows.SignalUnauthorized, workflows.Unauthorized{}))
	require.NoError(t, first.Process.Kill())
	_ = first.Wait()
	w.workerProcess(t)
	require.Equal(t, w.submitted(t, in), w.reviewing(t, in).AuditID)
	w.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	require.Equal(t, workflows.OutcomeApproved, w.result(t, in).Outcome)
}
