package releases

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/workflows"
)

// Would is what a start would do.
type Would string

const (
	WouldStart  Would = "start"  // begin a release
	WouldAttach Would = "attach" // find this very release there already
	WouldBeBusy Would = "busy"   // find another one open
)

// Previewed is what a start would find.
type Previewed struct {
	Would    Would
	RunID    string     // of the release to attach to
	Ended    bool       // that release has ended: the same CI run started it, or it was approved
	Approved bool       // it was
	Busy     *BusyError // for WouldBeBusy

	previous activities.Previous // for WouldStart: the review of the last release of the same version
}

func (p Previewed) started(appid string) Started {
	return Started{WorkflowID: workflows.WorkflowID(appid), RunID: p.RunID, Attached: true, Approved: p.Approved}
}

// Preview tells what [StartFrom] would do now. It only reads.
func Preview(ctx context.Context, c client.Client, in workflows.ReleaseInput, from Origin) (Previewed, error) {
	content, err := digest(in)
	if err != nil {
		return Previewed{}, err
	}
	last, err := c.DescribeWorkflowExecution(ctx, workflows.WorkflowID(in.AppID), "")
	if _, none := errors.AsType[*serviceerror.NotFound](err); none {
		return Previewed{Would: WouldStart}, nil
	}
	if err != nil {
		return Previewed{}, fmt.Errorf("reading whether a release of %s is open: %w", in.AppID, err)
	}
	info := last.GetWorkflowExecutionInfo()
	there := Previewed{Would: WouldAttach, RunID: info.GetExecution().GetRunId()}
	same := memoText(last, memoContent) == content
	if open(info.GetStatus()) {
		cancelling := last.GetWorkflowExtendedInfo().GetCancelRequested()
		if same && !cancelling {
			return there, nil
		}
		return Previewed{Would: WouldBeBusy, Busy: &BusyError{
			AppID: in.AppID, Version: memoText(last, MemoVersion), RunID: there.RunID, Since: StartOf(info),
			By: memoText(last, MemoStartedBy), From: memoText(last, MemoStartedFrom), Cancelling: cancelling,
		}}, nil
	}
	there.Ended = true
	if id := from.requestID(content); id != "" && id == memoText(last, memoRequest) {
		return there, nil
	}
	ended := endOf(ctx, c, last)
	if same && !from.Again && ended.Outcome == workflows.OutcomeApproved {
		there.Approved = true
		return there, nil
	}
	start := Previewed{Would: WouldStart}
	if memoText(last, MemoVersion) == in.Version {
		start.previous = activities.Previous{AuditID: ended.AuditID, Seen: verdictSeen(ended.Outcome)}
	}
	return start, nil
}

func open(status enumspb.WorkflowExecutionStatus) bool {
	return status == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING || status == enumspb.WORKFLOW_EXECUTION_STATUS_PAUSED
}

// endOf tells how a run that is over ended, as far as its record says: the search attributes, which a terminated run keeps too,
// or else the result.
func endOf(ctx context.Context, c client.Client, run *workflowservice.DescribeWorkflowExecutionResponse) workflows.Status {
	info := run.GetWorkflowExecutionInfo()
	status := workflows.Status{Outcome: workflows.OutcomeOpen}
	attributes := info.GetSearchAttributes().GetIndexedFields()
	var outcome, audit string
	if payload := attributes[workflows.AttrOutcome.GetName()]; payload != nil && converter.GetDefaultDataConverter().FromPayload(payload, &outcome) == nil {
		status.Outcome = workflows.Outcome(outcome)
	}
	if payload := attributes[workflows.AttrAuditID.GetName()]; payload != nil && converter.GetDefaultDataConverter().FromPayload(payload, &audit) == nil {
		// Text of ours; another one would only mean that nothing is known.
		status.AuditID, _ = strconv.ParseInt(audit, 10, 64)
	}
	if outcome == "" {
		err := c.GetWorkflow(ctx, info.GetExecution().GetWorkflowId(), info.GetExecution().GetRunId()).Get(ctx, &status)
		if cancelled, ok := errors.AsType[*temporal.CanceledError](err); ok && cancelled.HasDetails() {
			// Without readable details nothing is known, as above.
			_ = cancelled.Details(&status)
		}
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
