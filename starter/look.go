package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
)

// view is what can be told about one run of a release.
type view struct {
	AppID       string            `json:"appid"`
	Version     string            `json:"version,omitempty"`
	WorkflowID  string            `json:"workflow_id"`
	RunID       string            `json:"run_id"`
	WorkflowURL string            `json:"workflow_url,omitempty"`
	Execution   string            `json:"execution,omitempty"` // Temporal's word: running, completed, failed, canceled, terminated, timed_out
	StartedBy   string            `json:"started_by,omitempty"`
	StartedFrom string            `json:"started_from,omitempty"` // address of the CI job that started it
	AnsweredBy  answeredBy        `json:"answered_by,omitempty"`  // where status comes from
	Note        string            `json:"note,omitempty"`         // what could not be told and why
	Status      *workflows.Status `json:"status,omitempty"`
	Pending     []pending         `json:"pending,omitempty"` // calls that wait for their next attempt, or run
	Failure     string            `json:"failure,omitempty"` // why the run itself failed

	firstRun string // the same for a run and for what came of it, by a reset or because it was continued as a new one
}

// answeredBy tells how much of a status there is.
type answeredBy string

const (
	byWorker answeredBy = "worker" // the status query: everything
	byResult answeredBy = "result" // the run's result: everything
	byServer answeredBy = "server" // what Temporal itself knows: stage, version, audit id, outcome
)

// pending is one activity that has not ended yet.
type pending struct {
	Activity    string     `json:"activity"`
	Attempt     int32      `json:"attempt"`
	NextAttempt *time.Time `json:"next_attempt,omitempty"` // nil while an attempt runs or waits for a worker
	LastFailure string     `json:"last_failure,omitempty"`
}

func (v *view) open() bool { return v.Execution == "running" }

// outcome is how the run ended; "" when it did not end in a way that a release does.
func (v *view) outcome() workflows.Outcome {
	if v.Status == nil {
		return ""
	}
	return v.Status.Outcome
}

// Bounds of one call, so that a missing worker or server shows soon. The Temporal client gives half of it to a single
// attempt; a worker answers a query in far less than a second.
const (
	callTimeout  = 10 * time.Second
	queryTimeout = 5 * time.Second
)

// look reads a run; without a run id the open one, else the last. A long run is continued as a new one, which is the same release:
// then the run that it has come to is read.
func (c *connection) look(ctx context.Context, appid, runID string) (*view, error) {
	v, err := c.describe(ctx, appid, runID)
	for err == nil && v.Execution == continuedAsNew {
		if runID, err = c.next(ctx, v); err == nil {
			v, err = c.describe(ctx, appid, runID)
		}
	}
	switch {
	case err != nil:
		return nil, err
	case v.open():
		c.ask(ctx, v)
		return v, nil
	default:
		return v, c.result(ctx, v)
	}
}

// next is the run as which another one was continued: the last event of that one names it.
func (c *connection) next(ctx context.Context, v *view) (runID string, err error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	last := c.GetWorkflowHistory(ctx, v.WorkflowID, v.RunID, false, enumspb.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT)
	for last.HasNext() {
		event, err := last.Next()
		if err != nil {
			return "", fmt.Errorf("reading in which run the release of %s goes on: %w", v.AppID, err)
		}
		runID = event.GetWorkflowExecutionContinuedAsNewEventAttributes().GetNewExecutionRunId()
	}
	if runID == "" {
		return "", fmt.Errorf("run %s of %s was continued as a new one, and does not say as which", v.RunID, v.AppID)
	}
	return runID, nil
}

// describe is look without anything that a worker or the history knows.
func (c *connection) describe(ctx context.Context, appid, runID string) (*view, error) {
	id := workflows.WorkflowID(appid)
	short, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	described, err := c.DescribeWorkflowExecution(short, id, runID)
	var notFound *serviceerror.NotFound
	switch {
	case errors.As(err, &notFound):
		return nil, &noRelease{appid, c.namespace}
	case err != nil:
		return nil, fmt.Errorf("reading the release of %s from Temporal at %s: %w", appid, c.address, err)
	}
	info := described.GetWorkflowExecutionInfo()
	v := c.viewOf(info)
	v.AppID = appid
	v.Status.Cancelling = v.open() && described.GetWorkflowExtendedInfo().GetCancelRequested()
	for _, p := range described.GetPendingActivities() {
		v.Pending = append(v.Pending, pending{
			Activity: p.GetActivityType().GetName(), Attempt: p.GetAttempt(),
			NextAttempt: moment(p.GetNextAttemptScheduleTime()), LastFailure: p.GetLastFailure().GetMessage(),
		})
	}
	return v, nil
}

// ask puts the status query to a worker. Without an answer the view stays what Temporal itself knows.
func (c *connection) ask(ctx context.Context, v *view) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	var status workflows.Status
	value, err := c.QueryWorkflow(ctx, v.WorkflowID, v.RunID, workflows.QueryStatus)
	if err == nil {
		err = value.Get(&status)
	}
	if err == nil {
		v.told(status, byWorker)
		return
	}
	if code := serviceerror.ToStatus(err).Code(); code == codes.DeadlineExceeded || code == codes.Canceled {
		// The client's own words for this are about its connection.
		err = errors.New("none in time")
	}
	v.Note = fmt.Sprintf("no worker answered (%v); this is what Temporal itself knows", err)
}

// result reads how a closed run ended.
func (c *connection) result(ctx context.Context, v *view) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	var status workflows.Status
	err := c.GetWorkflow(ctx, v.WorkflowID, v.RunID).Get(ctx, &status)
	var canceled *temporal.CanceledError
	var ended *temporal.WorkflowExecutionError
	switch {
	case err == nil:
		v.told(status, byResult)
	case errors.As(err, &canceled):
		if canceled.HasDetails() && canceled.Details(&status) == nil {
			v.told(status, byResult)
		} else if v.outcome() == "" {
			v.Note = "the run was cancelled and did not say what became of its review: if one is open at WeChat, it stays open. " +
				"To take it over: starter start --adopt"
		}
	case errors.As(err, &ended):
		v.Failure = fmt.Sprintf("the run ended as %s: %v", v.Execution, ended.Unwrap())
		if v.Execution == "terminated" {
			v.Failure = "somebody terminated the run"
		}
		v.Note = "the run ended without finishing the release: if a review is open at WeChat, it stays open. " +
			"To take it over: starter start --adopt"
	default:
		return fmt.Errorf("reading the result of the release of %s: %w", v.AppID, err)
	}
	return nil
}

// viewOf reads what Temporal keeps for lists.
func (c *connection) viewOf(info *workflowpb.WorkflowExecutionInfo) *view {
	fields := info.GetSearchAttributes().GetIndexedFields()
	id, run := info.GetExecution().GetWorkflowId(), info.GetExecution().GetRunId()
	v := &view{
		AppID: attribute[string](fields, workflows.AttrAppID.GetName()),
		// A run that was started without search attributes has its version in the memo still.
		Version:    cmp.Or(attribute[string](fields, workflows.AttrVersion.GetName()), attribute[string](info.GetMemo().GetFields(), releases.MemoVersion)),
		WorkflowID: id, RunID: run, WorkflowURL: c.url(id, run),
		StartedBy: attribute[string](info.GetMemo().GetFields(), releases.MemoStartedBy), StartedFrom: attribute[string](info.GetMemo().GetFields(), releases.MemoStartedFrom),
		Execution: executions[info.GetStatus()], AnsweredBy: byServer, firstRun: cmp.Or(info.GetFirstRunId(), run),
	}
	s := &workflows.Status{
		AppID: v.AppID, Version: v.Version,
		Stage:      workflows.Stage(attribute[string](fields, workflows.AttrStage.GetName())),
		Outcome:    workflows.Outcome(attribute[string](fields, workflows.AttrOutcome.GetName())),
		NeedsHuman: attribute[bool](fields, workflows.AttrNeedsHuman.GetName()),
		StartedAt:  releases.StartOf(info),
	}
	if id, err := strconv.ParseInt(attribute[string](fields, workflows.AttrAuditID.GetName()), 10, 64); err == nil {
		s.AuditID = id
	}
	if end := moment(info.GetCloseTime()); end != nil {
		s.EndedAt = *end
	}
	switch {
	case v.open():
		s.Outcome = workflows.OutcomeOpen
	case s.Outcome == workflows.OutcomeOpen:
		s.Outcome = "" // the run is over and did not say how
	}
	v.Status = s
	return v
}

// continuedAsNew is the end of a run whose release goes on in another one.
const continuedAsNew = "continued_as_new"

var executions = map[enumspb.WorkflowExecutionStatus]string{
	enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING:          "running",
	enumspb.WORKFLOW_EXECUTION_STATUS_PAUSED:           "running",
	enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED:        "completed",
	enumspb.WORKFLOW_EXECUTION_STATUS_FAILED:           "failed",
	enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED:         "canceled",
	enumspb.WORKFLOW_EXECUTION_STATUS_TERMINATED:       "terminated",
	enumspb.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW: continuedAsNew,
	enumspb.WORKFLOW_EXECUTION_STATUS_TIMED_OUT:        "timed_out",
}

// attribute reads one search attribute, the zero value when it is not there.
func attribute[T any](fields map[string]*commonpb.Payload, name string) (value T) {
	if p := fields[name]; p != nil {
		if err := converter.GetDefaultDataConverter().FromPayload(p, &value); err != nil {
			var none T
			return none
		}
	}
	return value
}

func moment(t *timestamppb.Timestamp) *time.Time {
	if t == nil || t.AsTime().Unix() <= 0 {
		return nil
	}
	at := t.AsTime()
	return &at
}
