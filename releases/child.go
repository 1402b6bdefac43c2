package releases

import (
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/workflows"
)

// InvalidInput is the type of the failure of a parent that returns [Child]'s error.
const InvalidInput = "InvalidReleaseInput"

// Child prepares a release as a child of another workflow: the context has the options of the child, the input has its defaults.
//
//	child, run, err := releases.Child(ctx, in, releases.Origin{By: "monthly train"}, releases.Options{})
//	if err != nil {
//		return err
//	}
//	var end workflows.Status
//	err = workflow.ExecuteChildWorkflow(child, workflows.WorkflowType, run).Get(ctx, &end)
//
// The child is the Mini Program's one release, which [Client] reads as any other: a start of the same content attaches to it. Where
// a release is open already, ExecuteChildWorkflow fails with a *temporal.ChildWorkflowExecutionAlreadyStartedError. A cancellation
// of the parent reaches the child, which takes its review back before it ends. A child outlives a parent that ends in another way;
// set another ParentClosePolicy with [workflow.WithChildOptions] where it should not. It shows in lists once its worker has written
// its search attributes, see [workflows.Options].Searchable.
//
// An input that cannot work gives an error of the type [InvalidInput], which no retry policy of the parent repeats; it wraps the
// error of [workflows.ReleaseInput.Validate], with one [wxa.FieldError] for each problem.
func Child(
	ctx workflow.Context, in workflows.ReleaseInput, from Origin, o Options,
) (child workflow.Context, run workflows.ReleaseInput, err error) {
	if err := in.Validate(); err != nil {
		return nil, run, temporal.NewNonRetryableApplicationError(err.Error(), InvalidInput, err)
	}
	content, err := digest(in)
	if err != nil {
		return nil, run, err
	}
	o = o.withDefaults()
	run = in.WithDefaults()
	run.StartedAt = workflow.Now(ctx).UTC()
	return workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{
		WorkflowID:            o.WorkflowIDPrefix + in.AppID,
		TaskQueue:             o.TaskQueue,
		WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		WaitForCancellation:   true,
		ParentClosePolicy:     enumspb.PARENT_CLOSE_POLICY_ABANDON,
		Memo:                  from.memo(in, content, run.StartedAt.Truncate(time.Second)),
	}), run, nil
}
