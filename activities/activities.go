// Package activities holds one method for each thing a release asks of WeChat. A method is one attempt: what failed but may
// succeed later is returned as a retryable failure that carries its own pause ([temporal.ApplicationErrorOptions.NextRetryDelay]),
// so that waiting, for seconds or for weeks, adds nothing to the workflow's history and spends no budget. What is final is
// returned as a non-retryable failure named by one of the Failure constants.
//
// Everything here may run twice: a worker can die after WeChat acted and before Temporal heard of it. Each write therefore
// reads before it repeats. How long a condition has lasted, and how often it was met in a row, is remembered from one attempt
// to the next (attempt.go, condition.go); no limit is measured by the activity's age or by Temporal's attempt number, which also count
// outages, absent workers and other answers.
//
// Inputs and results travel between workers of different versions. In an input a field that is missing, because an older
// worker wrote it, means the default.
package activities

import (
	"context"
	"time"

	"github.com/wxrelease/wxrelease/wxa"
)

// Activities is registered on a worker as a whole. The names of its methods are the activities' names in histories: never
// rename one.
type Activities struct {
	WeChat *wxa.Client
	// Name gives the merchant's name by which people know a Mini Program, "" where it is not known; nil: no name is known.
	Name func(ctx context.Context, appid string) (string, error)
	// RestoredFrom is the moment of the copy to which Temporal's database was put back; zero: it never was. What a release did since
	// is in no history, so one that began before may have submitted.
	RestoredFrom time.Time
	// Now tells the time; nil means the Temporal server's, as an attempt knows it. Tests set it.
	Now func(context.Context) time.Time
}
