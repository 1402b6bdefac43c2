package workflows

import (
	"errors"

	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/wxa"
)

// handleMessages registers the query and the updates. A validator's refusal leaves no trace in the history and reaches the
// caller in the words written here.
func (r *release) handleMessages(ctx workflow.Context) error {
	query := workflow.QueryHandlerOptions{
		Description: "The whole state of the release: stage, outcome, what it waits for, whose move it is, time line.",
	}
	if err := workflow.SetQueryHandlerWithOptions(ctx, QueryStatus, r.answerStatus, query); err != nil {
		return err
	}
	workflow.GetSignalChannelWithOptions(ctx, SignalAuditEvent, workflow.SignalChannelOptions{
		Description: "A push of WeChat arrived. It is a hint: the review's status is read, whatever the push says.",
	})
	workflow.GetSignalChannelWithOptions(ctx, SignalUnauthorized, workflow.SignalChannelOptions{
		Description: "A push says that the merchant has taken the platform's authorisation back. WeChat is asked, and its answer decides.",
	})
	workflow.GetSignalChannelWithOptions(ctx, SignalCancelNote, workflow.SignalChannelOptions{
		Description: "Who is about to cancel the release and why, for the time line. It cancels nothing.",
	})
	for _, u := range []struct {
		name, description   string
		handler, validation any
	}{
		{
			UpdateExpedite, "Ask WeChat to expedite the review; spends a unit of the platform's monthly allowance.",
			r.onExpedite, r.mayExpedite,
		},
		{
			UpdateWithdraw, "Take the open review back; a Mini Program can do so 5 times a day and 10 times a month.",
			r.onWithdraw, r.mayWithdraw,
		},
		{UpdateExtendDeadline, "Wait longer for the verdict.", r.onExtendDeadline, r.mayExtendDeadline},
		{UpdatePollNow, "Read the review's status now and answer it.", r.onPollNow, r.mayPollNow},
	} {
		options := workflow.UpdateHandlerOptions{Validator: u.validation, Description: u.description}
		if err := workflow.SetUpdateHandlerWithOptions(ctx, u.name, u.handler, options); err != nil {
			return err
		}
	}
	return nil
}

// call is what an update or a push wants from the step that runs.
type call int

const (
	callPoll         call = iota // ask WeChat now
	callAnswered                 // an update has been answered
	callDeadline                 // the deadline has moved
	callUnauthorized             // ask WeChat whether the authorisation still stands
	callOver                     // ask WeChat now: something beside the poll has found the review over, or was refused
)

// call leaves a call for the step that runs.
func (r *release) call(what call) {
	if what == callUnauthorized {
		if r.asking {
			// Pushes have no bound; one that is unread is enough.
			return
		}
		r.asking = true
	}
	r.calls.SendAsync(what)
}

// receive takes the next call.
func (r *release) receive(ctx workflow.Context) call {
	var what call
	r.calls.Receive(ctx, &what)
	if what == callUnauthorized {
		r.asking = false
	}
	return what
}

func (r *release) answerStatus() (Status, error) {
	s := r.status
	s.Cancelling = r.cancelling()
	return s, nil
}

// cancelling tells whether the run was cancelled and has not ended yet.
func (r *release) cancelling() bool {
	return r.status.Outcome == OutcomeOpen && errors.Is(r.root.Err(), workflow.ErrCanceled)
}

// readCancelNotes keeps what was said of a cancellation. Of several notes the last one is of the request that came through.
func (r *release) readCancelNotes(ctx workflow.Context) {
	for notes := workflow.GetSignalChannel(ctx, SignalCancelNote); notes.Len() > 0; {
		r.cancels = CancelNote{}
		notes.ReceiveAsync(&r.cancels)
	}
}

// noteCancel says who cancelled and why, as far as somebody told.
func (r *release) noteCancel(ctx workflow.Context) {
	r.readCancelNotes(ctx)
	r.note(ctx, Moment{Kind: MomentCancelRequested, By: who(r.cancels.By), Cause: wxa.Cut(r.cancels.Reason, activities.TextLimit)})
}
