package settings

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReadWorkerOptions(t *testing.T) {
	noTemporalFile(t)
	s, err := Read(Worker, Env{"WXRELEASE_TOKEN=t"})
	require.NoError(t, err)
	assert.Equal(t, WorkerSettings{
		Activities: 1000, ActivityPollers: 2, WorkflowTasks: 1000, WorkflowPollers: 2, StickyCache: 1000,
	}, s.Worker, "the SDK's own numbers, but for the releases in memory")

	s, err = Read(Worker, Env{
		"WXRELEASE_TOKEN=t", "WXRELEASE_ACTIVITY_QUEUE=wechat, before", "WXRELEASE_ACTIVITIES=20", "WXRELEASE_ACTIVITIES_PER_SECOND=0.5",
		"WXRELEASE_QUEUE_ACTIVITIES_PER_SECOND=30", "WXRELEASE_ACTIVITY_POLLERS=1", "WXRELEASE_WORKFLOW_TASKS=200",
		"WXRELEASE_WORKFLOW_POLLERS=4", "WXRELEASE_STICKY_CACHE=0",
	})
	require.NoError(t, err)
	assert.Equal(t, WorkerSettings{
		ActivityQueues: []string{"wechat", "before"}, Activities: 20, ActivitiesPerSecond: 0.5, QueueActivitiesPerSecond: 30,
		ActivityPollers: 1, WorkflowTasks: 200, WorkflowPollers: 4,
	}, s.Worker)

	s, err = Read(Worker, Env{"WXRELEASE_TOKEN=t", "WXRELEASE_DEPLOYMENT=wxrelease", "WXRELEASE_BUILD_ID=v1.2.3"})
	require.NoError(t, err)
	assert.Equal(t, "wxrelease v1.2.3", s.Worker.Deployment+" "+s.Worker.BuildID)
	_, err = Read(Worker, Env{"WXRELEASE_TOKEN=t", "WXRELEASE_DEPLOYMENT=wxrelease"})
	assert.EqualError(t, err, "WXRELEASE_BUILD_ID: with WXRELEASE_DEPLOYMENT it is needed, for this program was built without a version")
	_, err = Read(Worker, Env{"WXRELEASE_TOKEN=t", "WXRELEASE_BUILD_ID=v1.2.3"})
	assert.EqualError(t, err, "WXRELEASE_BUILD_ID: it needs WXRELEASE_DEPLOYMENT too")

	for _, wrong := range []string{
		"WXRELEASE_DEPLOYMENT=wxrelease.eu", "WXRELEASE_DEPLOYMENT=wx:release", "WXRELEASE_DEPLOYMENT=__x", "WXRELEASE_DEPLOYMENT=a b",
		"WXRELEASE_ACTIVITY_QUEUE=a,,b", "WXRELEASE_ACTIVITY_QUEUE=a,a", "WXRELEASE_ACTIVITY_QUEUE=a b", "WXRELEASE_ACTIVITY_QUEUE=/_sys/a",
		"WXRELEASE_ACTIVITIES=0", "WXRELEASE_ACTIVITIES=2.5", "WXRELEASE_ACTIVITIES_PER_SECOND=0", "WXRELEASE_ACTIVITIES_PER_SECOND=NaN",
		"WXRELEASE_QUEUE_ACTIVITIES_PER_SECOND=-1", "WXRELEASE_ACTIVITY_POLLERS=101", "WXRELEASE_WORKFLOW_TASKS=1",
		"WXRELEASE_WORKFLOW_POLLERS=1", "WXRELEASE_STICKY_CACHE=-1",
	} {
		_, err = Read(Worker, Env{"WXRELEASE_TOKEN=t", wrong})
		assert.ErrorContains(t, err, wrong[:strings.Index(wrong, "=")], wrong)
	}
}
