package releases

import (
	"context"
	"errors"
	"slices"
	"strings"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/workflows"
)

// Cancel requests the cancellation of the release that is open now, and of no later one. The release then takes its review back,
// which takes a moment and can fail; wait for its end to see. One that has ended gives an [*EndedError]. A second request does no
// harm.
func (c *Client) Cancel(ctx context.Context, appid string, note workflows.CancelNote) (*Release, error) {
	r, err := c.Read(ctx, appid, "")
	if err != nil {
		return nil, err
	}
	if !r.Open() {
		return nil, &EndedError{AppID: appid, Release: r}
	}
	ctx, done := context.WithTimeout(ctx, CallTimeout)
	defer done()
	// The workflow cannot read the reason of its cancellation. An older worker leaves the note alone.
	err = c.temporal.SignalWorkflow(ctx, r.WorkflowID, r.RunID, workflows.SignalCancelNote, note)
	if _, over := errors.AsType[*serviceerror.NotFound](err); err == nil || over {
		err = c.temporal.CancelWorkflowWithOptions(ctx, client.CancelWorkflowOptions{
			WorkflowID: r.WorkflowID, FirstExecutionRunID: r.firstRun, Reason: reasonOf(note),
		})
	}
	if _, over := errors.AsType[*serviceerror.NotFound](err); over {
		return nil, &EndedError{AppID: appid}
	}
	if err != nil {
		return nil, words.Requesting.Err(r.RunID, appid, err)
	}
	return r, nil
}

// reasonOf is the reason of the cancellation in Temporal's own record, which is there without any worker.
func reasonOf(note workflows.CancelNote) string {
	parts := slices.DeleteFunc([]string{note.By, note.Reason}, func(part string) bool { return strings.TrimSpace(part) == "" })
	return strings.Join(parts, ": ")
}
