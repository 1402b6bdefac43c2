package workflows

import (
	"cmp"
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// extendLimit bounds one extension of the deadline; more is taken for a mistake.
const extendLimit = 90 * 24 * time.Hour

// handleMessages registers the query and the updates. A validator's refusal leaves no trace in the history and reaches the
// caller in the words written here.
func (r *release) handleMessages(ctx workflow.Context) error {
	query := workflow.QueryHandlerOptions{Description: "The whole state of the release: stage, outcome, what it waits for, whose move it is, time line."}
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
		{UpdateExpedite, "Ask WeChat to expedite the review; spends a unit of the platform's monthly allowance.", r.onExpedite, r.mayExpedite},
		{UpdateWithdraw, "Take the open review back; a Mini Program can do so 5 times a day and 10 times a month.", r.onWithdraw, r.mayWithdraw},
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
	callOver                     // the review is over, as something beside the poll has found
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

// open refuses what makes sense only for a release that goes on.
func (r *release) open() error {
	switch {
	case r.status.Outcome != OutcomeOpen:
		end := r.status.Ending()
		return Refusal{Kind: RefusedTooLate, AuditID: r.status.AuditID, Ended: &end}.failure()
	case r.cancelling():
		return Refusal{Kind: RefusedCancelling}.failure()
	case r.updates >= refusedUpdates:
		return Refusal{Kind: RefusedBusy}.failure()
	default:
		return nil
	}
}

// inReview refuses what makes sense only while WeChat reviews.
func (r *release) inReview() error {
	if err := r.open(); err != nil {
		return err
	}
	if r.status.Stage != StageReview {
		return Refusal{Kind: RefusedTooEarly, Waiting: r.status.Waiting.For}.failure()
	}
	return nil
}

// undisturbed refuses what makes no sense while the review is being withdrawn.
func (r *release) undisturbed() error {
	if err := r.inReview(); err != nil {
		return err
	}
	if r.withdrawing {
		return Refusal{Kind: RefusedWithdrawing, AuditID: r.status.AuditID}.failure()
	}
	return nil
}

// requestLimit bounds what a person waits for an answer to an update. What needs longer goes on beside the review, and the
// answer says so.
const requestLimit = 45 * time.Second

// outOfTime tells that a request was not answered within its limit: it failed in a way that Temporal would have repeated.
func outOfTime(err error) bool {
	app, ok := errors.AsType[*temporal.ApplicationError](err)
	return temporal.IsTimeoutError(err) || ok && !app.NonRetryable()
}

// accept counts an update. Call what it gives when the update is answered: the step that runs is woken, so that a run which
// has become long can continue as a new one as soon as nobody waits for an answer any more.
func (r *release) accept() (answered func()) {
	r.updates++
	return func() { r.call(callAnswered) }
}

func (r *release) mayExpedite(Request) error {
	switch err := r.undisturbed(); {
	case err != nil:
		return err
	case r.expediting:
		return Refusal{Kind: RefusedExpediting, AuditID: r.status.AuditID}.failure()
	case r.expedited:
		return Refusal{Kind: RefusedExpedited, AuditID: r.status.AuditID}.failure()
	default:
		return nil
	}
}

func (r *release) onExpedite(ctx workflow.Context, by Request) (Answer, error) {
	defer r.accept()()
	r.note(ctx, Moment{Kind: MomentExpediteAsked, By: who(by.By)})
	got, err := r.expedite(r.untilEnd(ctx), who(by.By), requestLimit)
	r.publish(ctx)
	switch {
	case outOfTime(err) && r.expediting:
		return Answer{Kind: AnswerStillAsking, AuditID: r.status.AuditID, Within: timing.Duration(requestLimit), Problem: problemIn(err)}, nil
	case err != nil:
		return Answer{}, refusal(err)
	case got.Refused != nil:
		return Answer{}, Refusal{Kind: RefusedByWeChat, AuditID: r.status.AuditID, Problem: got.Refused}.failure()
	default:
		r.expediteAt = time.Time{}
		if got.Already {
			return Answer{Kind: AnswerAlready, AuditID: r.status.AuditID}, nil
		}
		return Answer{Kind: AnswerExpedited, AuditID: r.status.AuditID}, nil
	}
}

func (r *release) mayWithdraw(Request) error { return r.undisturbed() }

func (r *release) onWithdraw(ctx workflow.Context, by Request) (Answer, error) {
	r.withdrawing = true
	defer r.accept()()
	r.note(ctx, Moment{Kind: MomentWithdrawAsked, By: who(by.By)})
	ctx = r.untilEnd(ctx)
	got, err := r.withdraw(ctx, requestLimit)
	r.tookBack = err == nil && got.Withdrawn
	if outOfTime(err) && r.status.Outcome == OutcomeOpen && changed(ctx, changeWithdraw) {
		r.undoneAt = workflow.Now(ctx).UTC()
		workflow.Go(ctx, r.goOnWithdrawing)
		return Answer{Kind: AnswerStillTakeBack, AuditID: r.status.AuditID, Within: timing.Duration(requestLimit), Problem: problemIn(err)}, nil
	}
	r.withdrawn(ctx, err)
	switch {
	case err != nil:
		return Answer{}, refusal(err)
	case !got.Withdrawn:
		return Answer{}, Refusal{Kind: RefusedOverFirst, AuditID: r.status.AuditID, Status: got.Status}.failure()
	default:
		return Answer{Kind: AnswerWithdrawn, AuditID: r.status.AuditID}, nil
	}
}

// goOnWithdrawing takes the review back however long it takes, after the person who asked for it has got an answer.
func (r *release) goOnWithdrawing(ctx workflow.Context) {
	for {
		got, err := r.withdraw(ctx, 0)
		if r.status.Outcome != OutcomeOpen || ctx.Err() != nil {
			return
		}
		problem, sentAt, needsPerson := personNeeded(err)
		if !needsPerson {
			r.tookBack = err == nil && got.Withdrawn
			r.withdrawn(ctx, err)
			return
		}
		r.undoneAt = cmp.Or(sentAt, r.undoneAt)
		r.park(ctx, problem)
		r.publish(ctx)
	}
}

// withdrawn notes what came of a withdrawal. Whatever it came to, the status will tell; the release ends with what WeChat says.
func (r *release) withdrawn(ctx workflow.Context, err error) {
	r.withdrawing = false
	if r.status.Outcome != OutcomeOpen || r.cancelling() {
		return
	}
	if err != nil {
		r.note(ctx, Moment{Kind: MomentWithdrawFailed, Problem: problemIn(err)})
		r.publish(ctx)
		return
	}
	r.call(callPoll)
}

func (r *release) mayExtendDeadline(in ExtendRequest) error {
	switch more := time.Duration(in.More); {
	case more <= 0:
		return Refusal{Kind: RefusedNoMore}.failure()
	case more > extendLimit:
		return Refusal{Kind: RefusedMoreTooLong, More: in.More, Limit: timing.Duration(extendLimit)}.failure()
	default:
		return r.inReview()
	}
}

func (r *release) onExtendDeadline(ctx workflow.Context, in ExtendRequest) (time.Time, error) {
	r.status.Deadline = r.status.Deadline.Add(time.Duration(in.More))
	defer r.accept()()
	r.note(ctx, Moment{Kind: MomentDeadlineExtended, By: who(in.By), More: in.More, Until: r.status.Deadline})
	r.call(callDeadline)
	return r.status.Deadline, nil
}

// mayPollNow allows a poll while WeChat reviews, and before that where a step waits for what a person has cured.
func (r *release) mayPollNow(Request) error {
	if err := r.open(); err == nil && r.parked && r.status.Stage != StageReview {
		return nil
	}
	return r.inReview()
}

func (r *release) onPollNow(ctx workflow.Context, by Request) (Answer, error) {
	defer r.accept()()
	if r.status.Stage != StageReview {
		r.call(callPoll)
		return Answer{Kind: AnswerAsking}, nil
	}
	step := workflow.WithScheduleToCloseTimeout(r.step(r.untilEnd(ctx), Step{Kind: StepPollAsked, By: who(by.By)}), requestLimit)
	in := r.poll
	in.Mode, in.Tries = activities.PollOnce, pollNowTries
	got, err := execute(step, stub.PollAudit, in)
	switch {
	case outOfTime(err):
		return Answer{}, Refusal{Kind: RefusedNoAnswer, AuditID: r.status.AuditID, Limit: timing.Duration(requestLimit), Problem: problemIn(err)}.failure()
	case err != nil:
		if r.status.Outcome == OutcomeOpen && changed(ctx, changePark) {
			// The poll meets the same refusal at once, and calls for what it needs.
			r.call(callPoll)
		}
		return Answer{}, refusal(err)
	}
	if r.status.Outcome == OutcomeOpen {
		r.seen(ctx, got, ByOperator)
	}
	answer := Answer{Kind: AnswerRead, AuditID: r.status.AuditID, Status: got.Status}
	if got.Status == wxa.StatusDelayed {
		answer.Reason = got.Reason
	}
	return answer, nil
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

// untilEnd gives a handler's context that ends with the release, so that an update never keeps a finished release open.
func (r *release) untilEnd(ctx workflow.Context) workflow.Context {
	ctx, stop := workflow.WithCancel(ctx)
	r.onEnd = append(r.onEnd, stop)
	return ctx
}

// stopRequests ends what was asked for and is not done.
func (r *release) stopRequests() {
	for _, stop := range r.onEnd {
		stop()
	}
}

// refusal is the answer to an update that was tried and did not work; it fails the update, never the release.
func refusal(err error) error {
	if temporal.IsCanceledError(err) || errors.Is(err, errEndedFirst) {
		return Refusal{Kind: RefusedReviewEnded}.failure()
	}
	return Refusal{Kind: RefusedByWeChat, Problem: problemIn(err)}.failure()
}

// byLimit bounds the name of who asks, in bytes.
const byLimit = 200

func who(by string) string { return wxa.Cut(by, byLimit) }
