package workflows

import (
	"cmp"

	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
)

// Options are what a worker sets of the releases that it runs. Workers of one namespace may differ in them.
type Options struct {
	// Words labels runs, activities and timers in the Temporal UI; nil leaves them without.
	Words Words
	// The namespace has the search attributes of a release, so a run that was started without any gets them.
	Searchable bool
	// A run that has taken so many updates continues as a new one; default 1500. The server refuses the 2,001st.
	ContinueAfterUpdates int
}

// Register makes the workflows and their activities known to a worker or a test environment.
func (o Options) Register(w worker.Registry, a *activities.Activities) {
	w.RegisterWorkflowWithOptions(o.Workflow, registerOptions)
	w.RegisterActivity(a)
}

// Workflow is [ReleaseWorkflow] with these options. Register it by the name [WorkflowType].
func (o Options) Workflow(ctx workflow.Context, in ReleaseInput) (Status, error) {
	return runRelease(ctx, in, o)
}

// mostUpdates is how many updates a run takes before it continues as a new one.
func (o Options) mostUpdates() int { return cmp.Or(o.ContinueAfterUpdates, 1_500) }
