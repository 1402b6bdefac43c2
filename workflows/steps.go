package workflows

import (
	"context"
	"math"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
)

// stub gives the activities' method values; it is never called.
var stub *activities.Activities

// unlimited is more attempts than time is for. Temporal's own word for that is 0, which the SDK's test environment takes for 10.
const unlimited = math.MaxInt32

const (
	lastPollTries = 4 // how often in a row WeChat may fail to answer the last poll at the deadline
	pollNowTries  = 2 // the same for a person's poll
)

// heartbeat is how long nothing may be heard of an attempt before it is taken for lost with its worker.
const heartbeat = 20 * time.Second

// step sets the options of one activity. Pauses after a failure come with the failure (see package activities); the policy
// here is for attempts that were lost with their worker: they are repeated soon, and no later for all the waits before them.
// An attempt's limit is well above the client's own, 10 s for a read and 30 s for a submission: what still runs then runs
// nowhere.
func (r *release) step(ctx workflow.Context, step Step) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		TaskQueue:           r.options.ActivityQueue,
		StartToCloseTimeout: time.Duration(r.in.Pace.Attempt),
		HeartbeatTimeout:    min(heartbeat, time.Duration(r.in.Pace.Attempt)),
		// A cancelled step answers what it did, or that it never began; needed to know what to take back.
		WaitForCancellation: true,
		Summary:             r.label(step),
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:    5 * time.Second,
			BackoffCoefficient: 1,
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
