package workflows

import (
	"strconv"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
)

// Figures that a worker measures of releases, by the metrics handler of its client. They cost no history; a replay counts nothing,
// and a workflow task that is lost may count twice.
const (
	FigureStarted      = "wxrelease_releases_started"   // a run of a release began; one that only goes on is none
	FigureEnded        = "wxrelease_releases_ended"     // outcome, and verdict_by where WeChat decided
	FigureSubmitted    = "wxrelease_releases_in_review" // by: submitted, found (its reply was lost) or took-over
	FigurePersonNeeded = "wxrelease_person_needed"      // a person was called; kind and class of the problem
	FigureExpedited    = "wxrelease_expedites"          // state: what came of asking WeChat
	FigureDetection    = "wxrelease_release_detection"  // seconds from the start of the wait for the privacy check to its end
	FigureVerdict      = "wxrelease_release_verdict"    // seconds from the submission to WeChat's verdict; outcome, expedited
)

// noValue stands in a label that has nothing to tell.
const noValue = "none"

// count adds one to a figure. Labels have few values, never those of one release.
func (r *release) count(ctx workflow.Context, figure string, labels map[string]string) {
	workflow.GetMetricsHandler(ctx).WithTags(labels).Counter(figure).Inc(1)
}

func (r *release) countPerson(ctx workflow.Context, p *activities.Problem) {
	labels := map[string]string{"kind": noValue, "class": noValue}
	if p != nil && p.Kind != "" {
		labels["kind"] = string(p.Kind)
	}
	if p != nil && p.Class != "" {
		labels["class"] = p.Class
	}
	r.count(ctx, FigurePersonNeeded, labels)
}

// countEnd measures a release that has ended.
func (r *release) countEnd(ctx workflow.Context) {
	by, outcome := string(r.status.VerdictBy), string(r.status.Outcome)
	if by == "" {
		by = noValue
	}
	r.count(ctx, FigureEnded, map[string]string{"outcome": outcome, "verdict_by": by})
	if o := r.status.Outcome; (o == OutcomeApproved || o == OutcomeRejected) && !r.status.SubmittedAt.IsZero() {
		labels := map[string]string{"outcome": outcome, "expedited": strconv.FormatBool(r.expedited)}
		r.measure(ctx, FigureVerdict, r.status.EndedAt.Sub(r.status.SubmittedAt), labels)
	}
}

func (r *release) measure(ctx workflow.Context, figure string, took time.Duration, labels map[string]string) {
	workflow.GetMetricsHandler(ctx).WithTags(labels).Timer(figure).Record(took)
}
