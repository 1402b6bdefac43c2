package workflows

import (
	"cmp"
	"context"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
)

// Options are what a worker sets of the releases that it runs. Workers of one namespace may differ in them, and an open run goes on
// when they change: nothing of them is compared at replay.
type Options struct {
	// Words labels runs, activities and timers in the Temporal UI; nil leaves them without.
	Words Words
	// The namespace has the search attributes of a release, so a run that was started without any gets them.
	Searchable bool
	// A run that has taken so many updates continues as a new one; default 1500. The server refuses the 2,001st.
	ContinueAfterUpdates int
	// ActivityQueue is the task queue of the calls of WeChat; "" means the workflow's own. An open run uses the new one from its next
	// call on: the SDK compares a recorded activity's id and type with the code's, and not its queue. Calls that wait on the queue
	// before need a worker there until they have ended, which may take weeks.
	ActivityQueue string

	// readNow reads a review in the workflow task itself; nil: the calls of WeChat are not made on this worker.
	readNow func(context.Context, activities.PollInput) (activities.Review, error)
}

// A release registers with these: a worker, a test environment, what a plugin gets, and for the workflow alone a replayer.
type (
	WorkflowRegistry interface {
		RegisterWorkflowWithOptions(w any, options workflow.RegisterOptions)
	}
	ActivityRegistry interface {
		RegisterActivityWithOptions(a any, options activity.RegisterOptions)
	}
	Registry interface {
		WorkflowRegistry
		ActivityRegistry
	}
)

// Register makes the workflow and its activities known.
func (o Options) Register(to Registry, a *activities.Activities) {
	if o.ActivityQueue == "" {
		// On a queue of their own, calls have a rate of their own too.
		o.readNow = a.ReadAudit
	}
	o.RegisterWorkflow(to)
	RegisterActivities(to, a)
}

// RegisterWorkflow makes the workflow known to a replayer, or to a worker that leaves the calls of WeChat to others.
func (o Options) RegisterWorkflow(to WorkflowRegistry) {
	to.RegisterWorkflowWithOptions(o.Workflow, registerOptions)
}

// RegisterActivities makes the calls of WeChat known to a worker that runs no workflow.
func RegisterActivities(to ActivityRegistry, a *activities.Activities) {
	to.RegisterActivityWithOptions(a, activity.RegisterOptions{})
}

// Workflow is [ReleaseWorkflow] with these options. Register it by the name [WorkflowType].
func (o Options) Workflow(ctx workflow.Context, in ReleaseInput) (Status, error) {
	return runRelease(ctx, in, o)
}

// mostUpdates is how many updates a run takes before it continues as a new one.
func (o Options) mostUpdates() int { return cmp.Or(o.ContinueAfterUpdates, 1_500) }
