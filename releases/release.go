package releases

import (
	"cmp"
	"strconv"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
)

// Release is what can be told about one release: about the run that it has come to.
type Release struct {
	AppID       string            `json:"appid"`
	Name        string            `json:"name,omitempty"` // the merchant's, for people; "" where nobody has told it
	Version     string            `json:"version,omitempty"`
	WorkflowID  string            `json:"workflow_id"`
	RunID       string            `json:"run_id"`
	WorkflowURL string            `json:"workflow_url,omitempty"`
	Execution   Execution         `json:"execution,omitempty"`
	StartedBy   string            `json:"started_by,omitempty"`
	StartedFrom string            `json:"started_from,omitempty"` // address of the CI job that started it
	AnsweredBy  AnsweredBy        `json:"answered_by,omitempty"`  // where Status comes from
	Gap         Gap               `json:"gap,omitempty"`          // what could not be told
	Status      *workflows.Status `json:"status,omitempty"`
	Pending     []PendingCall     `json:"pending,omitempty"` // calls that wait for their next attempt, or run

	// Cause says with [GapWorker] why no worker answered, with [GapUnfinished] how the run failed.
	Cause error `json:"-"`

	firstRun string // the same for a run and for what came of it, by a reset or because it was continued as a new one
}

// Execution is Temporal's word for how a run is.
type Execution string

const (
	ExecutionRunning        Execution = "running"
	ExecutionCompleted      Execution = "completed"
	ExecutionFailed         Execution = "failed"
	ExecutionCanceled       Execution = "canceled"
	ExecutionTerminated     Execution = "terminated"
	ExecutionTimedOut       Execution = "timed_out"
	ExecutionContinuedAsNew Execution = "continued_as_new" // its release goes on in another run
)

var executions = map[enumspb.WorkflowExecutionStatus]Execution{
	enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING:          ExecutionRunning,
	enumspb.WORKFLOW_EXECUTION_STATUS_PAUSED:           ExecutionRunning,
	enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED:        ExecutionCompleted,
	enumspb.WORKFLOW_EXECUTION_STATUS_FAILED:           ExecutionFailed,
	enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED:         ExecutionCanceled,
	enumspb.WORKFLOW_EXECUTION_STATUS_TERMINATED:       ExecutionTerminated,
	enumspb.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW: ExecutionContinuedAsNew,
	enumspb.WORKFLOW_EXECUTION_STATUS_TIMED_OUT:        ExecutionTimedOut,
}

// AnsweredBy tells how much of a status there is.
type AnsweredBy string

const (
	ByWorker AnsweredBy = "worker" // the status query: everything
	ByResult AnsweredBy = "result" // the run's result: everything
	ByServer AnsweredBy = "server" // what Temporal itself knows: stage, version, audit id, outcome
)

// Gap is what could not be told about a release.
type Gap string

const (
	GapWorker     Gap = "worker"     // no worker answered; Status is what Temporal itself knows
	GapCancelled  Gap = "cancelled"  // the run was cancelled and did not say what became of its review, which may be open at WeChat
	GapUnfinished Gap = "unfinished" // the run ended without finishing the release; a review may be open at WeChat
)

// PendingCall is one activity that has not ended yet.
type PendingCall struct {
	Activity    string     `json:"activity"`
	Attempt     int32      `json:"attempt"`
	NextAttempt *time.Time `json:"next_attempt,omitempty"` // nil while an attempt runs or waits for a worker
	LastFailure string     `json:"last_failure,omitempty"`
	// The same as facts, and how long its pause is; nil from an older worker, and where the attempt was lost.
	Problem *activities.Problem `json:"problem,omitempty"`
	Pause   timing.Duration     `json:"pause,omitzero"`
}

// Open tells whether the release goes on.
func (r *Release) Open() bool { return r.Execution == ExecutionRunning }

// Outcome is how the release ended; "" when it did not end in a way that a release does.
func (r *Release) Outcome() workflows.Outcome {
	if r.Status == nil {
		return ""
	}
	return r.Status.Outcome
}

// Ending is the outcome, or else Temporal's word for the end of the run.
func (r *Release) Ending() string { return cmp.Or(string(r.Outcome()), string(r.Execution)) }

// EndingWords says [Release.Ending] in the languages of the programs.
func (r *Release) EndingWords() any {
	if o := r.Outcome(); o != "" {
		return words.Coded(o)
	}
	return words.Execution(r.Execution)
}

// releaseOf reads what Temporal keeps for lists.
func (c *Client) releaseOf(info *workflowpb.WorkflowExecutionInfo) *Release {
	id, run := info.GetExecution().GetWorkflowId(), info.GetExecution().GetRunId()
	appid, _ := c.appIDOf(id)
	r := &Release{
		AppID: appid, Name: c.memoText(info.GetMemo(), MemoName),
		// A run that was started without search attributes has its version in the memo still.
		Version:    cmp.Or(attribute[string](info, workflows.AttrVersion.GetName()), c.memoText(info.GetMemo(), MemoVersion)),
		WorkflowID: id, RunID: run, WorkflowURL: c.URL(id, run),
		StartedBy: c.memoText(info.GetMemo(), MemoStartedBy), StartedFrom: c.memoText(info.GetMemo(), MemoStartedFrom),
		Execution: executions[info.GetStatus()], AnsweredBy: ByServer, firstRun: cmp.Or(info.GetFirstRunId(), run),
	}
	s := &workflows.Status{
		AppID: r.AppID, Name: r.Name, Version: r.Version,
		Stage:      workflows.Stage(attribute[string](info, workflows.AttrStage.GetName())),
		Outcome:    workflows.Outcome(attribute[string](info, workflows.AttrOutcome.GetName())),
		NeedsHuman: attribute[bool](info, workflows.AttrNeedsHuman.GetName()),
		StartedAt:  c.startOf(info),
	}
	if id, err := strconv.ParseInt(attribute[string](info, workflows.AttrAuditID.GetName()), 10, 64); err == nil {
		s.AuditID = id
	}
	if end := timeOf(info.GetCloseTime()); end != nil {
		s.EndedAt = *end
	}
	switch {
	case r.Open():
		s.Cancelling, s.Outcome = s.Outcome == workflows.IndexedCancelling, workflows.OutcomeOpen
	case s.Outcome == workflows.OutcomeOpen, s.Outcome == workflows.IndexedCancelling:
		s.Outcome = "" // the run is over and did not say how
	}
	r.Status = s
	return r
}

func timeOf(t *timestamppb.Timestamp) *time.Time {
	if t == nil || t.AsTime().Unix() <= 0 {
		return nil
	}
	at := t.AsTime()
	return &at
}
