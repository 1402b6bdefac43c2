package workflows

import (
	"cmp"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
)

// ReleaseWorkflow takes one uploaded version of a Mini Program through WeChat: the privacy check, the submission, the wait for
// the verdict. Whatever WeChat decides is a result, a rejection as much as an approval; only a fault of the input or of this
// program makes the workflow fail. A cancelled workflow takes its open review back.
func ReleaseWorkflow(ctx workflow.Context, in ReleaseInput) (Status, error) {
	return runRelease(ctx, in, Options{})
}

func runRelease(ctx workflow.Context, in ReleaseInput, options Options) (Status, error) {
	if in.AppID == "" || in.Version == "" {
		return Status{}, temporal.NewNonRetryableApplicationError("a release needs an appid and a version", "invalid-input", nil)
	}
	r := newRelease(ctx, in.WithDefaults(), options)
	if err := r.handleMessages(ctx); err != nil {
		return Status{}, err
	}
	steps := r.whileAuthorized(ctx)
	var err error
	if r.status.Stage == StageDetect {
		err = r.detect(steps)
	}
	if err == nil && r.status.Stage != StageReview {
		err = r.submit(steps)
	}
	if err == nil {
		err = r.review(steps)
	}
	if workflow.IsContinueAsNewError(err) {
		return r.status, err
	}
	return r.end(ctx, err)
}

// release is the state of one run.
type release struct {
	in      ReleaseInput
	options Options
	status  Status
	root    workflow.Context // of the workflow itself: it tells whether the run was cancelled

	searchable  bool   // the namespace has the search attributes
	unindexed   bool   // it has, and the run was started without
	published   string // what the search attributes were last set to
	showsCancel bool   // they tell that the release is being cancelled
	fresh       bool   // the details in the Temporal UI show the state as it is

	before    *activities.Before // the newest review before the first submission, nil when nobody can know
	readFirst bool               // an earlier run of this release may have submitted already
	inherits  bool               // this run continues one that was reset
	outSince  time.Time          // a submission may be out since then

	otherVersion string // of the open review, where it is not ours
	versionSeen  bool   // WeChat has told the open review's version, which never changes

	continued    bool                 // from a run that was in review
	poll         activities.PollInput // the running poll
	by           VerdictBy            // what made the running poll ask
	atOnce       bool                 // the run goes the new way at changeAtOnce
	unauthorized bool                 // a push said that the merchant took the authorisation back, and WeChat has not answered yet
	askedAt      time.Time            // when such a push made us ask last
	revoked      bool                 // and WeChat said so too
	parked       bool                 // a step needs a person, who was called; it goes on trying
	expediting   bool                 // WeChat is being asked to expedite
	expedited    bool                 // and agreed
	expediteAt   time.Time            // the policy's plan to ask; zero for none
	withdrawing  bool                 // an operator is taking the review back
	undoneAt     time.Time            // a withdrawal may have been sent then
	tookBack     bool                 // and WeChat took it

	calls   workflow.Channel      // of call: what updates and pushes want from the step that runs
	asking  bool                  // a callUnauthorized is in it
	updates int                   // accepted in this run
	stays   bool                  // the run began before runs were continued, and ends as it is
	cancels CancelNote            // what was said of a cancellation to come
	onEnd   []workflow.CancelFunc // stop what handlers still do when the release ends
}

func newRelease(ctx workflow.Context, in ReleaseInput, options Options) *release {
	info, now := workflow.GetInfo(ctx), workflow.Now(ctx).UTC()
	r := &release{
		in:      in,
		options: options,
		root:    ctx,
		status: Status{
			AppID: in.AppID, Name: in.Name, Version: in.Version, Stage: StageDetect, Outcome: OutcomeOpen,
			StartedAt: info.WorkflowStartTime.UTC(), Pace: &in.Pace,
			// An update can arrive with the first workflow task, before anything else is said.
			Waiting: &Waiting{For: WaitDetection, Since: now, Whose: WhoseWeChat},
		},
		readFirst: firstRun(ctx) != info.WorkflowExecution.RunID,
		// The server takes 2,000 updates in a run at most, and a handler sends two calls: sending never blocks nor loses.
		calls: workflow.NewBufferedChannel(ctx, 4_001),
	}
	if r.readFirst && !in.StartedAt.IsZero() && in.StartedAt.Before(r.status.StartedAt) {
		// A reset run starts when it is reset; the release began with its first run.
		r.status.StartedAt = in.StartedAt.UTC()
	}
	r.findSearchable(ctx)
	if in.Carried != nil {
		r.resume(*in.Carried)
	} else {
		r.count(ctx, FigureStarted, nil)
	}
	return r
}

// firstRun is the run of which this one is a reset, or this one itself. The SDK's test environment does not tell.
func firstRun(ctx workflow.Context) string {
	info := workflow.GetInfo(ctx)
	return cmp.Or(info.OriginalRunID, info.WorkflowExecution.RunID)
}

// detect waits for the privacy check, which WeChat starts with every upload.
func (r *release) detect(ctx workflow.Context) error {
	now := workflow.Now(ctx).UTC()
	r.note(ctx, Moment{Kind: MomentDetecting})
	r.wait(Waiting{For: WaitDetection, Since: now, Until: now.Add(time.Duration(r.in.Limits.Detection)), Whose: WhoseWeChat})
	r.publish(ctx)
	found, err := insist(ctx, r, Step{Kind: StepDetect}, stub.WaitForDetection, func() activities.DetectionInput {
		return activities.DetectionInput{
			AppID: r.in.AppID, Limit: r.in.Limits.Detection, Pace: r.in.Pace, CallsPerson: true, Parked: r.quiet(), MayBeOut: r.readFirst,
			TellName: r.status.Name == "", Version: r.in.Version,
		}
	}, func() {})
	if err != nil {
		return err
	}
	r.status.Name = cmp.Or(r.status.Name, found.Name)
	if len(found.WithoutAuth)+len(found.WithoutConf) > 0 {
		r.status.Privacy = &activities.Detection{WithoutAuth: found.WithoutAuth, WithoutConf: found.WithoutConf}
	}
	// What a reset run reads is what the run before it has done already.
	if found.Before != nil && found.Before.RunID == firstRun(ctx) && !r.inherits {
		r.before = found.Before
	}
	if found.Skipped {
		r.note(ctx, Moment{Kind: MomentDetectionSkipped})
	} else {
		r.note(ctx, Moment{Kind: MomentDetected})
		r.measure(ctx, FigureDetection, workflow.Now(ctx).Sub(now), nil)
	}
	r.status.Stage = StageSubmit
	return r.continueIfLong(ctx)
}

// submit sends the version for review, once.
func (r *release) submit(ctx workflow.Context) error {
	r.status.Stage = StageSubmit
	if !r.parked {
		r.wait(Waiting{For: WaitAcceptance, Since: workflow.Now(ctx).UTC(), Whose: WhoseWeChat})
	}
	r.publish(ctx)
	got, err := insist(ctx, r, Step{Kind: StepSubmit}, stub.SubmitAudit, func() activities.SubmitInput {
		return activities.SubmitInput{
			AppID:          r.in.AppID,
			Version:        r.in.Version,
			Audit:          r.in.Audit,
			Since:          r.status.StartedAt,
			ReadFirst:      r.readFirst,
			Before:         r.before,
			Previous:       r.in.Previous,
			Adopt:          r.in.Adopt,
			Limit:          r.in.Limits.Submit,
			DetectionLimit: r.in.Limits.Detection,
			OutageLimit:    r.in.Limits.Review,
			Pace:           r.in.Pace,
			ScheduledAt:    workflow.Now(ctx).UTC(),
			CallsPerson:    true,
			Parked:         r.quiet(),
			OutSince:       r.outSince,
		}
	}, func() {
		// It may have sent.
		if r.outSince.IsZero() {
			r.outSince = workflow.Now(ctx).UTC()
		}
	})
	if err != nil {
		return err
	}
	r.status.AuditID = got.AuditID
	by := MomentSubmitted
	switch {
	case got.TakenOver:
		by = MomentTookOver
	case got.Adopted:
		by = MomentFound
	}
	r.note(ctx, Moment{Kind: by, AuditID: got.AuditID})
	r.count(ctx, FigureSubmitted, map[string]string{"by": string(by)})
	r.log(ctx).Info("In review", "audit_id", got.AuditID, "by", by)
	r.otherVersion, r.versionSeen = got.OtherVersion, got.VersionSeen
	r.warnOfOtherVersion(ctx)
	return nil
}
