package main

import (
	"cmp"
	"time"

	"github.com/wxrelease/wxrelease/workflows"
)

// told takes over a whole status. What Temporal itself knows better, and what depends on the time at which somebody looks, is put
// into it here, for every command and every form of its answer.
func (v *view) told(status workflows.Status, by answeredBy) {
	if at := v.Status.StartedAt; status.StartedAt.IsZero() || at.Before(status.StartedAt) {
		status.StartedAt = at
	}
	status.Cancelling = v.open() && (status.Cancelling || v.Status.Cancelling)
	if status.Waiting != nil {
		status.Waiting.NextLook = v.nextLook(status, time.Now())
	}
	v.Status, v.AnsweredBy, v.Version = &status, by, cmp.Or(v.Version, status.Version)
}

// nextLook is when WeChat will be asked next: the pending call has the exact time, the workflow's plan is a good guess. The zero
// time means that it is being asked, or that nobody knows: a time that is over was the guess of an older worker.
func (v *view) nextLook(status workflows.Status, now time.Time) time.Time {
	next := cmp.Or(status.NextLook(now), status.Waiting.NextLook)
	for _, call := range v.Pending {
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
