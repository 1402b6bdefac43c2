package workflows

import (
	"context"
	"errors"
	"fmt"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
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
	Would Would
	RunID string     // of the release to attach to
	Ended bool       // that release has ended; the same CI run started it
	Busy  *BusyError // for WouldBeBusy
}

func (p Previewed) started(appid string) Started {
	return Started{WorkflowID: WorkflowID(appid), RunID: p.RunID, Attached: true}
}

// Preview tells what [StartFrom] would do now. It only reads.
func Preview(ctx context.Context, c client.Client, in ReleaseInput, from Origin) (Previewed, error) {
	content, err := digest(in)
	if err != nil {
		return Previewed{}, err
	}
	last, err := c.DescribeWorkflowExecution(ctx, WorkflowID(in.AppID), "")
	if _, none := errors.AsType[*serviceerror.NotFound](err); none {
		return Previewed{Would: WouldStart}, nil
	}
	if err != nil {
		return Previewed{}, fmt.Errorf("reading whether a release of %s is open: %w", in.AppID, err)
	}
	info := last.GetWorkflowExecutionInfo()
	there := Previewed{Would: WouldAttach, RunID: info.GetExecution().GetRunId()}
	switch status := info.GetStatus(); {
	case status != enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING && status != enumspb.WORKFLOW_EXECUTION_STATUS_PAUSED:
		if id := from.requestID(content); id == "" || id != memoText(last, memoRequest) {
			return Previewed{Would: WouldStart}, nil
		}
		there.Ended = true
		return there, nil
	case memoText(last, memoContent) == content:
		return there, nil
	}
	return Previewed{Would: WouldBeBusy, Busy: &BusyError{
		AppID: in.AppID, Version: memoText(last, MemoVersion), RunID: there.RunID, Since: info.GetStartTime().AsTime(),
		By: memoText(last, MemoStartedBy), From: memoText(last, MemoStartedFrom),
	}}, nil
}
