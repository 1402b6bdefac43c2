package workflows

import (
	"cmp"
	"strconv"
	"time"

	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/wxa"
)

// Figures that a worker measures of releases, by the metrics handler of its client. They cost no history; a replay counts nothing,
// and a workflow task that is lost may count twice.
const (
	FigureStarted      = "wxrelease_releases_started"   // a run of a release began; one that only goes on is none
	FigureEnded        = "wxrelease_releases_ended"     // outcome, and verdict_by where WeChat decided
	FigureSubmitted    = "wxrelease_releases_in_review" // by: submitted, found (its reply was lost) or took-over
	FigurePersonNeeded = "wxrelease_person_needed"      // a person was called; class of WeChat's errcode
	FigureExpedited    = "wxrelease_expedites"          // state: what came of asking WeChat
	FigureDetection    = "wxrelease_release_detection"  // seconds from the start of the wait for the privacy check to its end
	FigureVerdict      = "wxrelease_release_verdict"    // seconds from the submission to WeChat's verdict; outcome, expedited
)

// FigureSeries gives the labels that the counters can have. Whoever measures begins with all of them at zero: of a counter that
// appears with its first event, Prometheus does not see that event as an increase.
func FigureSeries() map[string][]map[string]string {
	all := map[string][]map[string]string{FigureStarted: {nil}}
	for _, outcome := range Outcomes[1:] { // without open
		by := []string{noValue}
		if outcome == OutcomeApproved || outcome == OutcomeRejected || outcome == OutcomeWithdrawn {
			by = append(by, string(ByPush), string(ByPoll), string(ByOperator))
		}
		for _, by := range by {
			all[FigureEnded] = append(all[FigureEnded], map[string]string{"outcome": string(outcome), "verdict_by": by})
		}
	}
	for _, by := range []MomentKind{MomentSubmitted, MomentFound, MomentTookOver} {
		all[FigureSubmitted] = append(all[FigureSubmitted], map[string]string{"by": string(by)})
	}
	for class := wxa.ClassUnknown; class <= wxa.ClassAmbiguous; class++ {
		all[FigurePersonNeeded] = append(all[FigurePersonNeeded], map[string]string{"class": class.String()})
	}
	all[FigurePersonNeeded] = append(all[FigurePersonNeeded], map[string]string{"class": noValue})
	for _, state := range []ExpediteState{ExpediteAccepted, ExpediteAlready, ExpediteRefused, ExpediteFailed} {
		all[FigureExpedited] = append(all[FigureExpedited], map[string]string{"state": string(state)})
	}
	return all
}

// noValue stands in a label that has nothing to tell.
const noValue = "none"

// count adds one to a figure. Labels have few values, never those of one release.
func (r *release) count(ctx workflow.Context, figure string, labels map[string]string) {
	workflow.GetMetricsHandler(ctx).WithTags(labels).Counter(figure).Inc(1)
}

// callsPerson measures and logs a call for a person.
func (r *release) callsPerson(ctx workflow.Context, p *activities.Problem) {
	if p == nil {
		p = new(activities.Problem)
	}
	r.count(ctx, FigurePersonNeeded, map[string]string{"class": cmp.Or(p.Class, noValue)})
	r.log(ctx).Warn("A person is needed", "kind", p.Kind, "code", p.Code, "rid", p.RID, "problem", p.Message)
}

// log is the run's log, which a replay does not write again; the SDK adds the workflow id and the run.
func (r *release) log(ctx workflow.Context) log.Logger {
	return log.With(workflow.GetLogger(ctx), "appid", r.in.AppID, "version", r.in.Version)
}

// countEnd measures and logs a release that has ended.
func (r *release) countEnd(ctx workflow.Context) {
	outcome, by := string(r.status.Outcome), string(r.status.VerdictBy)
	r.count(ctx, FigureEnded, map[string]string{"outcome": outcome, "verdict_by": cmp.Or(by, noValue)})
	told := []any{"outcome", outcome, "verdict_by", by, "audit_id", r.status.AuditID}
	if p := r.status.Problem; p != nil {
		told = append(told, "kind", p.Kind, "code", p.Code, "rid", p.RID, "problem", p.Message)
	}
	r.log(ctx).Info("Release ended", told...)
	if o := r.status.Outcome; (o == OutcomeApproved || o == OutcomeRejected) && !r.status.SubmittedAt.IsZero() {
		labels := map[string]string{"outcome": outcome, "expedited": strconv.FormatBool(r.expedited)}
		r.measure(ctx, FigureVerdict, r.status.EndedAt.Sub(r.status.SubmittedAt), labels)
	}
}

func (r *release) measure(ctx workflow.Context, figure string, took time.Duration, labels map[string]string) {
	workflow.GetMetricsHandler(ctx).WithTags(labels).Timer(figure).Record(took)
}
