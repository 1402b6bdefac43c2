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

func (r *release) onExpedite(ctx workflow.Context, by Request) (Answer, error) {
	defer r.accept()()
	r.note(ctx, Moment{Kind: MomentExpediteAsked, By: who(by.By)})
	got, err := r.expedite(r.untilEnd(ctx), who(by.By), requestLimit)
	r.publish(ctx)
	switch {
	case outOfTime(err) && r.expediting:
		return r.notYet(AnswerStillAsking, err), nil
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

// notYet answers a request that goes on beside the review.
func (r *release) notYet(kind AnswerKind, err error) Answer {
	return Answer{Kind: kind, AuditID: r.status.AuditID, Within: timing.Duration(requestLimit), Problem: problemIn(err)}
}

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
		return r.notYet(AnswerStillTakeBack, err), nil
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

func (r *release) onExtendDeadline(ctx workflow.Context, in ExtendRequest) (time.Time, error) {
	r.status.Deadline = r.status.Deadline.Add(time.Duration(in.More))
	defer r.accept()()
	r.note(ctx, Moment{Kind: MomentDeadlineExtended, By: who(in.By), More: in.More, Until: r.status.Deadline})
	r.call(callDeadline)
	return r.status.Deadline, nil
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
		return Answer{}, Refusal{
			Kind: RefusedNoAnswer, AuditID: r.status.AuditID, Limit: timing.Duration(requestLimit), Problem: problemIn(err),
		}.failure()
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
