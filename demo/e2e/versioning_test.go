package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"github.com/wxrelease/wxrelease/demo/devserver"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// With Worker Versioning a release goes on with the version that is made the current one in the middle of its review, as
// docs/upgrading.md says: the poll that the old one had begun too.
func TestWorkerVersioning(t *testing.T) {
	t.Parallel()
	w := ownWorld(t, devserver.Options{SearchAttributes: releases.SearchAttributeTypes()})
	deployment := w.client.WorkerDeploymentClient().GetHandle("wxrelease")
	current := func(build string) {
		until(t, "the server knows version "+build, func() bool {
			_, err := deployment.SetCurrentVersion(t.Context(), client.WorkerDeploymentSetCurrentVersionOptions{BuildID: build})
			return err == nil
		})
	}
	old := w.workerProcess(t, "WXRELEASE_DEPLOYMENT=wxrelease", "WXRELEASE_BUILD_ID=v1")
	current("v1")
	in := w.app(t, nil)
	w.start(t, in)
	w.reviewing(t, in)
	require.Equal(t, "v1", w.build(t, in))
	until(t, "the old version polls", func() bool {
		now, err := w.client.DescribeWorkflowExecution(t.Context(), workflows.WorkflowID(in.AppID), "")
		return err == nil && len(now.PendingActivities) == 1 && now.PendingActivities[0].Attempt > 1
	})

	w.workerProcess(t, "WXRELEASE_DEPLOYMENT=wxrelease", "WXRELEASE_BUILD_ID=v2")
	current("v2")
	require.NoError(t, old.Process.Kill())
	w.decide(t, in, wxatest.Verdict{Status: wxatest.StatusApproved})
	require.Equal(t, workflows.OutcomeApproved, w.result(t, in).Outcome)
	require.Equal(t, "v2", w.build(t, in), "a long review goes on with the new version")
	require.Len(t, w.accepted(in), 1)

	after := w.app(t, nil)
	w.start(t, after)
	w.reviewing(t, after)
	require.Equal(t, "v2", w.build(t, after))
}

// build is the version of the worker that went on with a release last.
func (w *world) build(t *testing.T, in workflows.ReleaseInput) string {
	t.Helper()
	last := ""
	for _, e := range w.history(t, in).Events {
		if e.EventType == enumspb.EVENT_TYPE_WORKFLOW_TASK_COMPLETED {
			last = e.GetWorkflowTaskCompletedEventAttributes().GetDeploymentVersion().GetBuildId()
		}
	}
	return last
}
