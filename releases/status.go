package releases

import (
	"cmp"
	"time"

	"github.com/wxrelease/wxrelease/workflows"
)

// take takes over a whole status. What Temporal itself knows better, and what depends on the time at which somebody reads, is put
// into it here.
func (r *Release) take(status workflows.Status, by AnsweredBy) {
	if at := r.Status.StartedAt; status.StartedAt.IsZero() || at.Before(status.StartedAt) {
		status.StartedAt = at
	}
	status.Cancelling = r.Open() && (status.Cancelling || r.Status.Cancelling)
	if status.Waiting != nil {
		status.Waiting.NextPoll = r.nextPoll(status, time.Now())
	}
	status.Name = cmp.Or(status.Name, r.Name)
	r.Status, r.AnsweredBy, r.Name, r.Version = &status, by, status.Name, cmp.Or(r.Version, status.Version)
}

// nextPoll is when WeChat will be asked next: the pending call has the exact time, the workflow's plan is a good guess. The zero
// time means that it is being asked, or that nobody knows: a time that is over was the guess of an older worker.
func (r *Release) nextPoll(status workflows.Status, now time.Time) time.Time {
	next := cmp.Or(status.NextPoll(now), status.Waiting.NextPoll)
	for _, call := range r.Pending {
		if at := call.NextAttempt; at != nil && call.Activity != expediteActivity && at.After(now) {
			next = *at
		}
	}
	if !next.After(now) {
		return time.Time{}
	}
	return next
}

// expediteActivity is the one call that asks WeChat for something else than how the release stands.
const expediteActivity = "ExpediteAudit"
