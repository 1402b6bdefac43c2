package releases

import (
	"context"
	"errors"
	"strconv"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/workflows"
)

// PlanKind is what a start would do.
type PlanKind string

const (
	PlanStart  PlanKind = "start"  // begin a release
	PlanAttach PlanKind = "attach" // find this very release there already
	PlanBusy   PlanKind = "busy"   // find another one open
)

// Plan is what a start would do, and what it would find.
type Plan struct {
	Kind     PlanKind
	RunID    string     // PlanAttach: of the release
	Ended    bool       // PlanAttach: it has ended; the same CI run started it, or it was approved
	Approved bool       // PlanAttach: it was approved
	Busy     *BusyError // PlanBusy

	previous activities.Previous // PlanStart: the review of the last release of the same version
}

// Preview tells what [Client.Start] would do now. It only reads.
func (c *Client) Preview(ctx context.Context, in workflows.ReleaseInput, from Origin) (Plan, error) {
	content, err := digest(in)
	if err != nil {
		return Plan{}, err
	}
	last, err := c.temporal.DescribeWorkflowExecution(ctx, c.WorkflowID(in.AppID), "")
	if _, none := errors.AsType[*serviceerror.NotFound](err); none {
		return Plan{Kind: PlanStart}, nil
	}
	if err != nil {
		return Plan{}, words.ReadingOpen.Err(in.AppID, err)
	}
	info := last.GetWorkflowExecutionInfo()
	if err := c.readable(in.AppID, info); err != nil {
		return Plan{}, err
	}
	memo := func(field string) string { return c.memoText(info.GetMemo(), field) }
	there := Plan{Kind: PlanAttach, RunID: info.GetExecution().GetRunId()}
	same := memo(memoContent) == content
	if open(info.GetStatus()) {
		cancelling := last.GetWorkflowExtendedInfo().GetCancelRequested()
		if same && !cancelling {
			return there, nil
		}
		return Plan{Kind: PlanBusy, Busy: &BusyError{
			AppID: in.AppID, Version: memo(MemoVersion), RunID: there.RunID, Since: c.startOf(info),
			By: memo(MemoStartedBy), From: memo(MemoStartedFrom), Cancelling: cancelling,
		}}, nil
	}
	there.Ended = true
	if id := from.requestID(content); id != "" && id == memo(memoRequest) {
		return there, nil
	}
	ended := c.endOf(ctx, info)
	if same && !from.Again && ended.Outcome == workflows.OutcomeApproved {
		there.Approved = true
		return there, nil
	}
	start := Plan{Kind: PlanStart}
	if memo(MemoVersion) == in.Version {
		start.previous = activities.Previous{AuditID: ended.AuditID, Seen: verdictSeen(ended.Outcome)}
	}
	return start, nil
}

func open(status enumspb.WorkflowExecutionStatus) bool {
	return status == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING || status == enumspb.WORKFLOW_EXECUTION_STATUS_PAUSED
}

// endOf tells how a run that is over ended, as far as its record says: the search attributes, which a terminated run keeps too,
// or else the result.
func (c *Client) endOf(ctx context.Context, info *workflowpb.WorkflowExecutionInfo) workflows.Status {
	outcome := attribute[string](info, workflows.AttrOutcome.GetName())
	if outcome != "" {
		status := workflows.Status{Outcome: workflows.Outcome(outcome)}
		// Text of ours; another one would only mean that nothing is known.
		status.AuditID, _ = strconv.ParseInt(attribute[string](info, workflows.AttrAuditID.GetName()), 10, 64)
		return status
	}
	status := workflows.Status{Outcome: workflows.OutcomeOpen}
	err := c.temporal.GetWorkflow(ctx, info.GetExecution().GetWorkflowId(), info.GetExecution().GetRunId()).Get(ctx, &status)
	if cancelled, ok := errors.AsType[*temporal.CanceledError](err); ok && cancelled.HasDetails() {
		// Without readable details nothing is known, as above.
		_ = cancelled.Details(&status)
	}
	return status
}

// verdictSeen tells whether a release that ended so knows what became of its review.
func verdictSeen(outcome workflows.Outcome) bool {
	switch outcome {
	case workflows.OutcomeApproved, workflows.OutcomeRejected, workflows.OutcomeWithdrawn, workflows.OutcomeCancelled:
		return true
	default:
		return false
	}
}
