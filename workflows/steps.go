package workflows

import (
	"context"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
)

// stub gives the activities' method values; it is never called.
var stub *activities.Activities

// unlimited is how Temporal writes that attempts have no limit. Tests change it: the SDK's test environment takes 0 for 10.
var unlimited int32

// withdrawLimit is how long a cancelled release keeps trying to take its review back while WeChat is out of reach.
const withdrawLimit = 24 * time.Hour

// finalLookTries is how often WeChat is asked for the last time when the deadline has come.
const finalLookTries = 4

// step sets the options of one activity. Pauses after a failure come with the failure (see package activities); the policy
// here is for attempts that were lost with their worker. An attempt's limit is well above the client's own, 10 s for a read
// and 30 s for a submission: what still runs then runs nowhere.
func (r *release) step(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: time.Duration(r.in.Pace.Attempt),
		// A cancelled step answers what it did, or that it never began; needed to know what to take back.
		WaitForCancellation: true,
		Summary:             summary,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:    5 * time.Second,
			BackoffCoefficient: 2,
			MaximumInterval:    5 * time.Minute,
			MaximumAttempts:    unlimited,
		},
	})
}

// begin schedules an activity; ExecuteActivity alone would not check the argument's type.
func begin[In, Out any](ctx workflow.Context, activity func(context.Context, In) (Out, error), in In) workflow.Future {
	return workflow.ExecuteActivity(ctx, activity, in)
}

// execute runs an activity to its end.
func execute[In, Out any](ctx workflow.Context, activity func(context.Context, In) (Out, error), in In) (Out, error) {
	var out Out
	err := begin(ctx, activity, in).Get(ctx, &out)
	return out, err
}
