package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
)

// Words puts facts into words for the Temporal UI, in one language. What it gives is metadata: it is no part of what a replay
// compares, but is made in the workflow and must depend on nothing but the arguments.
type Words interface {
	// Details is the Markdown that the Temporal UI shows on top of a run.
	Details(s Status) string
	// Step labels an activity in one line, at most 400 bytes.
	Step(s Step) string
	// Timer labels a timer in one line, at most 400 bytes.
	Timer(t Timer) string
}

// Step is an activity as a release uses it.
type Step struct {
	Kind    StepKind
	Name    string // the merchant's, "" where nobody knows it
	Version string
	AuditID int64  // of the review, 0 while there is none
	By      string // with the kind poll-asked: who asked
}

// StepKind says what an activity is for.
type StepKind string

const (
	StepDetect     StepKind = "detect"      // wait for the privacy check
	StepSubmit     StepKind = "submit"      // submit the version for review
	StepPoll       StepKind = "poll"        // read the review from time to time
	StepPollNow    StepKind = "poll-now"    // read it now, after a push or because a person wants it
	StepPollParked StepKind = "poll-parked" // keep trying to read it, a person was called
	StepPollAsked  StepKind = "poll-asked"  // read it once for an operator
	StepPollLast   StepKind = "poll-last"   // read it once when the deadline has come
	StepExpedite   StepKind = "expedite"    // ask WeChat to expedite the review
	StepWithdraw   StepKind = "withdraw"    // take the review back
)

// StepKinds are all kinds.
var StepKinds = []StepKind{
	StepDetect, StepSubmit, StepPoll, StepPollNow, StepPollParked, StepPollAsked, StepPollLast, StepExpedite, StepWithdraw,
}

// Timer says what a timer is for.
type Timer string

const (
	TimerDeadline Timer = "deadline"          // for the verdict
	TimerExtended Timer = "deadline-extended" // the same, moved by an operator
	TimerPoll     Timer = "pause-poll"        // before the review is read again
	TimerStep     Timer = "pause-step"        // before a step is tried again
	TimerExpedite Timer = "expedite-plan"     // the policy's, until WeChat is asked to expedite
)

// Timers are all of them.
var Timers = []Timer{TimerDeadline, TimerExtended, TimerPoll, TimerStep, TimerExpedite}

// StepOfPoll tells what a poll is for.
func StepOfPoll(mode activities.PollMode) StepKind {
	switch mode {
	case activities.PollHint:
		return StepPollNow
	case activities.PollParked:
		return StepPollParked
	case activities.PollOnce:
		return StepPollAsked
	default:
		return StepPoll
	}
}

// label is the summary of an activity, "" without words.
func (r *release) label(s Step) string {
	if r.options.Words == nil {
		return ""
	}
	s.Name, s.Version, s.AuditID = r.status.Name, r.in.Version, r.status.AuditID
	return r.options.Words.Step(s)
}

// showDetails puts the state on top of the run in the Temporal UI, which costs no event.
func (r *release) showDetails(ctx workflow.Context) {
	if r.options.Words != nil {
		workflow.SetCurrentDetails(ctx, r.options.Words.Details(r.status))
	}
}
