package releases

import (
	"context"
	"errors"
	"time"

	"go.temporal.io/api/serviceerror"
	"google.golang.org/grpc/codes"

	"github.com/wxrelease/wxrelease/workflows"
)

// WorkerAnswer is what came of asking a worker.
type WorkerAnswer int

const (
	WorkerUnasked WorkerAnswer = iota // there is no release to ask about, or it cannot be asked about
	WorkerAnswers
	WorkerSilent
)

const probeRuns = 200 // of the newest, to find one of ours

// ProbeWorker asks a worker about the newest release of all; an ended one will do as well. That polls of a task queue are
// remembered says little about a worker that has just died; this does.
func (c *Client) ProbeWorker(ctx context.Context) (took time.Duration, answer WorkerAnswer) {
	newest, err := c.Known(ctx, Query{All: true}, probeRuns)
	if err != nil || len(newest) == 0 {
		return 0, WorkerUnasked
	}
	ctx, cancel := context.WithTimeout(ctx, QueryTimeout)
	defer cancel()
	began := time.Now()
	_, err = c.temporal.QueryWorkflow(ctx, newest[0].WorkflowID, newest[0].RunID, workflows.QueryStatus)
	return time.Since(began), workerAnswer(err)
}

// workerAnswer tells from a query's error who gave it: a worker, nobody in time, or Temporal itself.
func workerAnswer(err error) WorkerAnswer {
	if _, refused := errors.AsType[*serviceerror.QueryFailed](err); err == nil || refused { // refused by a worker
		return WorkerAnswers
	}
	if _, early := errors.AsType[*serviceerror.WorkflowNotReady](err); early { // its first task is not done, or fails again and again
		return WorkerUnasked
	}
	switch serviceerror.ToStatus(err).Code() {
	case codes.DeadlineExceeded, codes.Canceled, codes.FailedPrecondition: // the last: nobody polls
		return WorkerSilent
	default:
		return WorkerUnasked
	}
}
