package workflows

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
)

// Every call of WeChat goes to the activity queue, and without one to the workflow's own.
func TestActivityQueue(t *testing.T) {
	queues := map[string]map[string]bool{}
	for _, queue := range []string{"", "wechat-calls"} {
		env := newEnvWith(t, approvedAfter(1), Options{ActivityQueue: queue})
		queues[queue] = map[string]bool{}
		env.SetOnActivityStartedListener(func(info *activity.Info, _ context.Context, _ converter.EncodedValues) {
			queues[queue][info.TaskQueue] = true
		})
		env.ExecuteWorkflow(WorkflowType, testInput())
		require.NoError(t, env.GetWorkflowError())
	}
	assert.Equal(t, map[string]bool{"wechat-calls": true}, queues["wechat-calls"])
	assert.Len(t, queues[""], 1)
	assert.NotContains(t, queues[""], "wechat-calls")
}
