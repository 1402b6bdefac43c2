package workflows

import (
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
)

// ReleaseWorkflow takes one uploaded version of a Mini Program through WeChat: the privacy check, the submission, the wait for
// the verdict. Whatever WeChat decides is a result, a rejection as much as an approval; only a fault of the input or of this
// program makes the workflow fail. A cancelled workflow takes its open review back.
func ReleaseWorkflow(ctx workflow.Context, in ReleaseInput) (Status, error) {
	if err := in.Validate(); err != nil {
		return Status{}, temporal.NewNonRetryableApplicationError("the release's input cannot work:\n"+err.Error(), "invalid-input", nil)
	}
	r := newRelease(ctx, in.WithDefaults())
	if err := r.handleMessages(ctx); err != nil {
		return Status{}, err
	}
	steps := r.whileAuthorized(ctx)
	err := r.detect(steps)
	if err == nil {
		err = r.submit(steps)
	}
	if err == nil {
		err = r.review(steps)
	}
	return r.end(ctx, err)
}

// release is the state of one run.
type release struct {
	in     ReleaseInput
	status Status

	searchable bool   // the run was started with search attributes, so the namespace has them
	published  string // what the search attributes were last set to

	poll        activities.PollInput // the running poll, for telling the next look
	pollBegan   time.Time
	revoked     bool // the merchant took the authorisation back
	parked      bool // access was refused during the review; a person was called
	expediting  bool // WeChat is being asked to hurry
	expedited   bool // and agreed
	withdrawing bool // an operator is taking the review back

	calls workflow.Channel      // of call: what operators' updates want from the review loop
	onEnd []workflow.CancelFunc // stop what handlers still do when the release ends
}

func newRelease(ctx workflow.Context, in ReleaseInput) *release {
	now := workflow.Now(ctx).UTC()
	r := &release{
		in:     in,
		status: Status{AppID: in.AppID, Version: in.Version, Stage: StageDetect, Outcome: OutcomeOpen, StartedAt: now},
		// The server takes 2,000 updates in a run at most, and a handler sends one call: sending never blocks nor loses.
		calls: workflow.NewBufferedChannel(ctx, 2_000),
	}
	_, r.searchable = workflow.GetTypedSearchAttributes(ctx).GetKeyword(AttrAppID)
	return r
}

// detect waits for the privacy check, which WeChat starts with every upload.
func (r *release) detect(ctx workflow.Context) error {
	now := workflow.Now(ctx).UTC()
	r.note(ctx, "Waiting for WeChat's privacy check of the uploaded code")
	r.wait(Waiting{For: "the privacy check", Since: now, Until: now.Add(time.Duration(r.in.Limits.Detection)), Whose: "WeChat"})
	r.publish(ctx)
	found, err := execute(r.step(ctx, "Wait for the privacy check of "+r.in.Version), stub.WaitForDetection,
		activities.DetectionInput{AppID: r.in.AppID, Limit: r.in.Limits.Detection, Pace: r.in.Pace})
	if err != nil {
		return err
	}
	if len(found.WithoutAuth)+len(found.WithoutConf) > 0 {
		r.status.Privacy = &found
	}
	r.note(ctx, "The privacy check is over")
	return nil
}

// submit sends the version for review, once.
func (r *release) submit(ctx workflow.Context) error {
	r.status.Stage = StageSubmit
	r.wait(Waiting{For: "WeChat to accept the submission", Since: workflow.Now(ctx).UTC(), Whose: "WeChat"})
	r.publish(ctx)
	info := workflow.GetInfo(ctx)
	got, err := execute(r.step(ctx, "Submit "+r.in.Version+" for review"), stub.SubmitAudit, activities.SubmitInput{
		AppID:   r.in.AppID,
		Version: r.in.Version,
		Audit:   r.in.Audit,
		Since:   r.status.StartedAt,
		// A reset run repeats what an earlier run of the same release did already.
		ReadFirst:      info.OriginalRunID != info.WorkflowExecution.RunID,
		Limit:          r.in.Limits.Submit,
		DetectionLimit: r.in.Limits.Detection,
		OutageLimit:    r.in.Limits.Review,
		Pace:           r.in.Pace,
	})
	if err != nil {
		return err
	}
	r.status.AuditID = got.AuditID
	if got.Adopted {
		r.note(ctx, "Found the submitted review %d by reading it, its reply was lost", got.AuditID)
	} else {
		r.note(ctx, "Submitted: review %d", got.AuditID)
	}
	return nil
}

// end settles how the release ended, takes an open review back if it was cancelled, and lets every message be answered.
func (r *release) end(ctx workflow.Context, err error) (Status, error) {
	cancelled := r.status.Outcome == OutcomeOpen && !r.revoked && (temporal.IsCanceledError(err) || errors.Is(ctx.Err(), workflow.ErrCanceled))
	// A cancelled context runs nothing; the clean-up has its own.
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	switch outcome, problem, ok := outcomeOf(err); {
	case cancelled:
		r.cancel(ctx)
	case r.revoked:
		r.conclude(ctx, OutcomeBlocked)
	case ok:
		r.status.Problem = problem
		r.conclude(ctx, outcome)
	}
	for _, stop := range r.onEnd {
		stop()
	}
	if waitErr := workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) }); waitErr != nil {
		return r.status, waitErr
	}
	r.publish(ctx)
	switch {
	case cancelled:
		return r.status, temporal.NewCanceledError(r.status)
	case r.status.Outcome == OutcomeOpen:
		return r.status, err
	default:
		return r.status, nil
	}
}

// whileAuthorized gives a context for the steps that ends when the merchant takes the platform's authorisation back: from
// then on WeChat refuses every call for this Mini Program, a withdrawal too.
func (r *release) whileAuthorized(ctx workflow.Context) workflow.Context {
	steps, stop := workflow.WithCancel(ctx)
	workflow.Go(ctx, func(ctx workflow.Context) {
		var event Unauthorized
		workflow.GetSignalChannel(ctx, SignalUnauthorized).Receive(ctx, &event)
		if r.status.Outcome != OutcomeOpen {
			return
		}
		r.revoked = true
		r.status.Problem = &activities.Problem{
			Message: "the merchant has taken this platform's authorisation back",
			Meaning: "WeChat refuses every call of this platform for the Mini Program; a review that is open goes on without us.",
			Remedy:  "Let the merchant authorise the platform again with permission set 18, then start the release again.",
		}
		stop()
	})
	return steps
}

// conclude records the outcome; a release has one, the first.
func (r *release) conclude(ctx workflow.Context, outcome Outcome) {
	if r.status.Outcome != OutcomeOpen {
		return
	}
	r.status.Outcome, r.status.Stage = outcome, StageDone
	r.status.Waiting, r.status.EndedAt = nil, workflow.Now(ctx).UTC()
	r.status.NeedsHuman = needsHuman(outcome)
	r.note(ctx, "%s", ending(r.status))
}

// cancel withdraws the open review of a cancelled release.
func (r *release) cancel(ctx workflow.Context) {
	r.wait(Waiting{For: "WeChat to take the review back", Since: workflow.Now(ctx).UTC(), Whose: "WeChat"})
	r.note(ctx, "Cancelled")
	if r.status.Stage == StageDetect {
		r.conclude(ctx, OutcomeCancelled)
		return
	}
	r.publish(ctx)
	got, err := r.withdraw(ctx)
	if got.AuditID != 0 {
		r.status.AuditID = got.AuditID
	}
	switch {
	case err != nil:
		r.status.Problem = problemIn(err)
		r.note(ctx, "The review could not be taken back: %s", r.status.Problem.Message)
	case got.AuditID == 0:
		r.note(ctx, "No review of this release was open")
	case got.Withdrawn:
		r.note(ctx, "Review %d is withdrawn", got.AuditID)
	default:
		r.note(ctx, "Review %d was over before it could be taken back: %s", got.AuditID, got.Status)
	}
	r.conclude(ctx, OutcomeCancelled)
	r.status.NeedsHuman = err != nil
}

// withdraw takes this release's review back if it is open.
func (r *release) withdraw(ctx workflow.Context) (activities.Withdrawal, error) {
	ctx = r.step(ctx, "Take the review of "+r.in.Version+" back")
	ctx = workflow.WithScheduleToCloseTimeout(ctx, withdrawLimit)
	return execute(ctx, stub.WithdrawAudit, activities.WithdrawInput{
		AppID: r.in.AppID, AuditID: r.status.AuditID, Version: r.in.Version, Since: r.status.StartedAt, Pace: r.in.Pace,
	})
}
