package releases

import (
	"context"
	"errors"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/grpc/codes"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/workflows"
)

// Read tells everything about a run of a release; without a run id about the Mini Program's open release, else its last one. A
// long run is continued as a new one, which is the same release: then the run that it has come to is read. Where no worker
// answers, it tells what Temporal itself knows, with [GapWorker]. A Mini Program without any release gives a [*NotFoundError].
func (c *Client) Read(ctx context.Context, appid, runID string) (*Release, error) {
	r, err := c.Describe(ctx, appid, runID)
	for err == nil && r.Execution == ExecutionContinuedAsNew {
		if runID, err = c.next(ctx, r); err == nil {
			r, err = c.Describe(ctx, appid, runID)
		}
	}
	switch {
	case err != nil:
		return nil, err
	case r.Open():
		c.ask(ctx, r)
		return r, nil
	default:
		return r, c.readResult(ctx, r)
	}
}

// Describe is [Client.Read] without anything that a worker or the history knows, in one call; a run that was continued as a new
// one is told itself.
func (c *Client) Describe(ctx context.Context, appid, runID string) (*Release, error) {
	short, cancel := context.WithTimeout(ctx, CallTimeout)
	defer cancel()
	described, err := c.temporal.DescribeWorkflowExecution(short, c.WorkflowID(appid), runID)
	if _, none := errors.AsType[*serviceerror.NotFound](err); none {
		return nil, &NotFoundError{appid, c.options.Namespace}
	}
	if err != nil {
		return nil, words.ReadingRelease.Err(appid, c.at(), err)
	}
	r := c.releaseOf(described.GetWorkflowExecutionInfo())
	r.Status.Cancelling = r.Open() && described.GetWorkflowExtendedInfo().GetCancelRequested()
	for _, p := range described.GetPendingActivities() {
		call := PendingCall{
			Activity: p.GetActivityType().GetName(), Attempt: p.GetAttempt(),
			NextAttempt: timeOf(p.GetNextAttemptScheduleTime()), LastFailure: c.failureText(p.GetLastFailure()),
		}
		var problem activities.Problem
		details := p.GetLastFailure().GetApplicationFailureInfo().GetDetails()
		if c.options.DataConverter.FromPayloads(details, &problem, &call.Pause) == nil && problem.Kind != "" {
			call.Problem = &problem
		}
		r.Pending = append(r.Pending, call)
	}
	return r, nil
}

// next is the run as which another one was continued: the last event of that one names it.
func (c *Client) next(ctx context.Context, r *Release) (runID string, err error) {
	ctx, cancel := context.WithTimeout(ctx, CallTimeout)
	defer cancel()
	last := c.temporal.GetWorkflowHistory(ctx, r.WorkflowID, r.RunID, false, enumspb.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT)
	for last.HasNext() {
		event, err := last.Next()
		if err != nil {
			return "", words.ReadingNext.Err(r.AppID, err)
		}
		runID = event.GetWorkflowExecutionContinuedAsNewEventAttributes().GetNewExecutionRunId()
	}
	if runID == "" {
		return "", words.NoNextRun.Err(r.RunID, r.AppID)
	}
	return runID, nil
}

// ask puts the status query to a worker. Without an answer the release stays what Temporal itself knows.
func (c *Client) ask(ctx context.Context, r *Release) {
	ctx, cancel := context.WithTimeout(ctx, QueryTimeout)
	defer cancel()
	var status workflows.Status
	value, err := c.temporal.QueryWorkflow(ctx, r.WorkflowID, r.RunID, workflows.QueryStatus)
	if err == nil {
		err = value.Get(&status)
	}
	if err == nil {
		r.take(status, ByWorker)
		return
	}
	if code := serviceerror.ToStatus(err).Code(); code == codes.DeadlineExceeded || code == codes.Canceled {
		// The client's own words for this are about its connection.
		err = errNotInTime
	}
	r.Gap, r.Cause = GapWorker, err
}

var errNotInTime = words.GapNotInTime.Err()

// readResult reads how a closed run ended.
func (c *Client) readResult(ctx context.Context, r *Release) error {
	ctx, cancel := context.WithTimeout(ctx, CallTimeout)
	defer cancel()
	var status workflows.Status
	err := c.temporal.GetWorkflow(ctx, r.WorkflowID, r.RunID).Get(ctx, &status)
	if err == nil {
		r.take(status, ByResult)
		return nil
	}
	if cancelled, ok := errors.AsType[*temporal.CanceledError](err); ok {
		if cancelled.HasDetails() && cancelled.Details(&status) == nil {
			r.take(status, ByResult)
		} else if r.Outcome() == "" {
			r.Gap = GapCancelled
		}
		return nil
	}
	if ended, ok := errors.AsType[*temporal.WorkflowExecutionError](err); ok {
		r.Gap, r.Cause = GapUnfinished, ended.Unwrap()
		return nil
	}
	return words.ReadingResult.Err(r.AppID, err)
}
