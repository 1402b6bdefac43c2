// Package activities holds one method for each thing a release asks of WeChat. A method is one attempt: what failed but may
// succeed later is returned as a retryable failure that carries its own pause ([temporal.ApplicationErrorOptions.NextRetryDelay]),
// so that waiting, for seconds or for weeks, adds nothing to the workflow's history and spends no budget. What is final is
// returned as a non-retryable failure named by one of the Failure constants.
//
// Everything here may run twice: a worker can die after WeChat acted and before Temporal heard of it. Each write therefore
// reads before it repeats.
package activities

import (
	"context"
	"time"

	"go.temporal.io/sdk/activity"

	"github.com/wxrelease/wxrelease/wxa"
)

// Activities is registered on a worker as a whole. The names of its methods are the activities' names in histories: never
// rename one.
type Activities struct {
	WeChat *wxa.Client
}

// waited is how long this activity has been going on, over all its attempts and the pauses between them, by the Temporal
// server's clock.
func waited(ctx context.Context) time.Duration {
	info := activity.GetInfo(ctx)
	return info.StartedTime.Sub(info.ScheduledTime)
}

// attempt counts from 1.
func attempt(ctx context.Context) int { return int(activity.GetInfo(ctx).Attempt) }
