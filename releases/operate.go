package releases

import (
	"context"
	"errors"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/workflows"
)

// Expedite asks WeChat to expedite the review of an open release, which spends a unit of the platform's monthly allowance. The
// answer tells what came of it. [Client.Read] gives the release; the request goes to it, or to what its run was continued as, and
// to no later release of the Mini Program.
//
// All requests wait for the answer of a worker until ctx ends, and then give a [*NoAnswerError]. A release that has ended gives an
// [*EndedError], one that refuses a [*RefusedError].
func (c *Client) Expedite(ctx context.Context, r *Release, by workflows.Request) (answer workflows.Answer, err error) {
	return answer, c.update(ctx, r, workflows.UpdateExpedite, by, &answer)
}

// Withdraw takes the open review back; the release then ends as withdrawn. A Mini Program can do so 5 times a day and 10 times a
// month. For the rest see [Client.Expedite].
func (c *Client) Withdraw(ctx context.Context, r *Release, by workflows.Request) (answer workflows.Answer, err error) {
	return answer, c.update(ctx, r, workflows.UpdateWithdraw, by, &answer)
}

// PollNow makes the release read its review's status at WeChat at once. For the rest see [Client.Expedite].
func (c *Client) PollNow(ctx context.Context, r *Release, by workflows.Request) (answer workflows.Answer, err error) {
	return answer, c.update(ctx, r, workflows.UpdatePollNow, by, &answer)
}

// ExtendDeadline makes the release wait longer for the verdict, and gives the new deadline. Each request adds to the present one, at
// most 90 days. For the rest see [Client.Expedite].
func (c *Client) ExtendDeadline(ctx context.Context, r *Release, by workflows.ExtendRequest) (deadline time.Time, err error) {
	return deadline, c.update(ctx, r, workflows.UpdateExtendDeadline, by, &deadline)
}

// update puts an update to a release, to no later one, and reads its answer into to.
func (c *Client) update(ctx context.Context, r *Release, name string, arg, to any) error {
	if !r.Open() {
		return &EndedError{AppID: r.AppID, Release: r}
	}
	handle, err := c.temporal.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: r.WorkflowID, FirstExecutionRunID: r.firstRun, UpdateName: name, Args: []any{arg},
		WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err == nil {
		err = handle.Get(ctx, to)
	}
	if err == nil {
		return nil
	}
	if refusal, ok := workflows.RefusalIn(err); ok {
		return &RefusedError{AppID: r.AppID, Refusal: refusal}
	}
	if _, ended := errors.AsType[*serviceerror.NotFound](err); ended {
		return &EndedError{AppID: r.AppID}
	}
	// The server knows the deadline as well and may end the call a moment before our own clock does.
	_, late := errors.AsType[*serviceerror.DeadlineExceeded](err)
	_, cut := errors.AsType[*serviceerror.Canceled](err)
	if ctx.Err() != nil || late || cut {
		return &NoAnswerError{r.AppID}
	}
	return words.Asking.Err(r.AppID, c.at(), err)
}
