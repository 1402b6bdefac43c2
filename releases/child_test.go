package releases_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
)

// A parent that gives a release what cannot work fails with a type to branch on, and no retry policy runs it again in vain.
func TestChildWithoutWhatItNeeds(t *testing.T) {
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestWorkflowEnvironment()
	env.ExecuteWorkflow(func(ctx workflow.Context) error {
		_, _, err := releases.Child(ctx, workflows.ReleaseInput{AppID: "wx1", Version: "1.4.0"}, releases.Origin{}, releases.Options{})
		return err
	})

	app, ok := errors.AsType[*temporal.ApplicationError](env.GetWorkflowError())
	require.True(t, ok)
	assert.Equal(t, releases.InvalidInput, app.Type())
	assert.True(t, app.NonRetryable())
	assert.Contains(t, app.Message(), "appid")
	assert.Contains(t, app.Message(), "audit.item_list")
}
