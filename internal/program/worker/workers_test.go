package worker

import (
	"testing"

	"github.com/stretchr/testify/assert"
	sdkworker "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/workflows"
)

// Every setting reaches the SDK's worker.
func TestOptions(t *testing.T) {
	want := workflows.WorkerOptions()
	want.MaxConcurrentActivityExecutionSize, want.WorkerActivitiesPerSecond, want.TaskQueueActivitiesPerSecond = 20, 0.5, 30
	want.MaxConcurrentActivityTaskPollers, want.MaxConcurrentWorkflowTaskExecutionSize, want.MaxConcurrentWorkflowTaskPollers = 3, 200, 4
	assert.Equal(t, want, options(settings.WorkerSettings{
		Activities: 20, ActivitiesPerSecond: 0.5, QueueActivitiesPerSecond: 30, ActivityPollers: 3, WorkflowTasks: 200, WorkflowPollers: 4,
	}))
	assert.False(t, options(settings.WorkerSettings{}).DeploymentOptions.UseVersioning)
	assert.Equal(t, sdkworker.DeploymentOptions{
		UseVersioning:             true,
		Version:                   sdkworker.WorkerDeploymentVersion{DeploymentName: "wxrelease", BuildID: "v1.2.3"},
		DefaultVersioningBehavior: workflow.VersioningBehaviorAutoUpgrade,
	}, options(settings.WorkerSettings{Deployment: "wxrelease", BuildID: "v1.2.3"}).DeploymentOptions)
}

// The queue of the releases is worked on in any case, and is named first where new calls go there while those of another one end.
func TestActivityQueues(t *testing.T) {
	for _, tt := range []struct {
		set, further []string
		first        string
	}{
		{nil, nil, ""},
		{[]string{"a"}, []string{"a"}, "a"},
		{[]string{"a", "b"}, []string{"a", "b"}, "a"},
		{[]string{workflows.TaskQueue, "b"}, []string{"b"}, ""},
		{[]string{"a", workflows.TaskQueue}, []string{"a"}, "a"},
	} {
		first, further := activityQueues(settings.WorkerSettings{ActivityQueues: tt.set})
		assert.Equal(t, tt.first, first)
		assert.ElementsMatch(t, tt.further, further)
	}
}
