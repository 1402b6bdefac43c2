package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
)

// extendLimit bounds one extension of the deadline; more is taken for a mistake.
const extendLimit = 90 * 24 * time.Hour

// handleMessages registers the query and the updates. A validator's refusal leaves no trace in the history and reaches the
// caller in the words written here.
func (r *release) handleMessages(ctx workflow.Context) error {
	query := workflow.QueryHandlerOptions{Description: "The whole state of the release: stage, outcome, what it waits for, whose move it is, time line."}
	if err := workflow.SetQueryHandlerWithOptions(ctx, QueryStatus, r.answerStatus(ctx), query); err != nil {
		return err
	}
	workflow.GetSignalChannelWithOptions(ctx, SignalAuditEvent, workflow.SignalChannelOptions{
		Description: "A push of WeChat arrived. It is a hint: the review's status is read, whatever the push says.",
	})
	workflow.GetSignalChannelWithOptions(ctx, SignalUnauthorized, workflow.SignalChannelOptions{
		Description: "The merchant has taken the platform's authorisation back. The release ends as blocked.",
	})
	for _, u := range []struct {
		name, description   string
		handler, validation any
	}{
		{UpdateExpedite, "Ask WeChat to hurry; spends a unit of the platform's monthly allowance.", r.onExpedite, r.mayExpedite},
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

func (r *release) answerStatus(ctx workflow.Context) func() (Status, error) {
	return func() (Status, error) {
		s := r.status
		if s.Waiting != nil && s.Stage == StageReview {
			s.Waiting = r.withNextLook(ctx)
		}
		return s, nil
	}
}

// inReview refuses what makes sense only while WeChat reviews.
func (r *release) inReview() error {
	switch {
	case r.status.Outcome != OutcomeOpen:
		return fmt.Errorf("too late: %s at %s", ending(r.status), clock(r.status.EndedAt))
	case r.status.Stage != StageReview:
		return fmt.Errorf("too early: no review is open yet, the release waits for %s", r.status.Waiting.For)
	case r.withdrawing:
		return fmt.Errorf("too late: review %d is being withdrawn", r.status.AuditID)
	default:
		return nil
	}
}

func (r *release) mayExpedite(Request) error {
	switch err := r.inReview(); {
	case err != nil:
		return err
	case r.expediting:
		return fmt.Errorf("WeChat is already being asked to hurry review %d", r.status.AuditID)
	case r.expedited:
		return fmt.Errorf("review %d is already expedited: %s", r.status.AuditID, r.status.Expedite)
	default:
		return nil
	}
}

func (r *release) onExpedite(ctx workflow.Context, by Request) (string, error) {
	r.note(ctx, "%s asks to expedite", who(by.By))
	ctx = r.untilEnd(ctx)
	got, err := r.expedite(ctx)
	r.publish(ctx)
	if err != nil {
		return "", refused(err)
	}
	return got.Note, nil
}

func (r *release) mayWithdraw(Request) error { return r.inReview() }

func (r *release) onWithdraw(ctx workflow.Context, by Request) (string, error) {
	r.withdrawing = true
	r.note(ctx, "%s asks to withdraw the review", who(by.By))
	ctx = r.untilEnd(ctx)
	got, err := r.withdraw(ctx)
	r.withdrawing = false
	if err != nil {
		r.note(ctx, "The review could not be withdrawn: %s", problemIn(err).Message)
		r.publish(ctx)
		return "", refused(err)
	}
	// Whatever it came to, the status will tell; the release ends with what WeChat says.
	r.calls.SendAsync(callLook)
	if !got.Withdrawn {
		return "", refused(fmt.Errorf("review %d was over before it could be withdrawn: %s", r.status.AuditID, got.Status))
	}
	return fmt.Sprintf("review %d is withdrawn", r.status.AuditID), nil
}

func (r *release) mayExtendDeadline(in ExtendRequest) error {
	switch more := time.Duration(in.More); {
	case more <= 0:
		return fmt.Errorf("\"more\" must be a duration above zero, such as 2d or 12h")
	case more > extendLimit:
		return fmt.Errorf("%s is more than the %s that one extension may add", in.More, activities.Duration(extendLimit))
	default:
		return r.inReview()
	}
}

func (r *release) onExtendDeadline(ctx workflow.Context, in ExtendRequest) (time.Time, error) {
	r.status.Deadline = r.status.Deadline.Add(time.Duration(in.More))
	r.note(ctx, "%s extends the deadline by %s to %s", who(in.By), in.More, clock(r.status.Deadline))
	r.calls.SendAsync(callDeadline)
	return r.status.Deadline, nil
}

func (r *release) mayPollNow(Request) error { return r.inReview() }

func (r *release) onPollNow(ctx workflow.Context, by Request) (string, error) {
	ctx = r.step(r.untilEnd(ctx), "Read the review, asked by "+who(by.By))
	in := r.poll
	in.Mode = activities.PollOnce
	got, err := execute(ctx, stub.PollAudit, in)
	if err != nil {
		return "", refused(err)
	}
	if r.status.Outcome == OutcomeOpen {
		r.seen(ctx, got, ByOperator)
		r.calls.SendAsync(callLooked)
	}
	return fmt.Sprintf("review %d is %s", r.status.AuditID, got.Status), nil
}

// untilEnd gives a handler's context that ends with the release, so that an update never keeps a finished release open.
func (r *release) untilEnd(ctx workflow.Context) workflow.Context {
	ctx, stop := workflow.WithCancel(ctx)
	r.onEnd = append(r.onEnd, stop)
	return ctx
}

// refused is the answer to an update that was tried and did not work; it fails the update, never the release.
func refused(err error) error {
	p := problemIn(err)
	text := p.Message
	if temporal.IsCanceledError(err) {
		text = "the release ended first"
	}
	if p.Remedy != "" {
		text += ". " + p.Remedy
	}
	return temporal.NewNonRetryableApplicationError(text, "refused", nil)
}

func who(by string) string {
	if by == "" {
		return "An operator"
	}
	return by
}
