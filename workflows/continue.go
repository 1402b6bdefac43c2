package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
)

// Carried is the state that a run hands to the run that continues it. To callers both are one release: same workflow id, same
// time line, and who waits for the one gets the result of the other.
type Carried struct {
	Status       Status               `json:"status"`
	Before       *activities.Before   `json:"before,omitempty"`
	ReadFirst    bool                 `json:"read_first,omitempty"`
	OutSince     time.Time            `json:"out_since,omitzero"`
	OtherVersion string               `json:"other_version,omitempty"`
	VersionSeen  bool                 `json:"version_seen,omitempty"`
	Poll         activities.PollInput `json:"poll,omitzero"`
	By           VerdictBy            `json:"by,omitempty"`
	Unauthorized bool                 `json:"unauthorized,omitempty"`
	Parked       bool                 `json:"parked,omitempty"`
	Expedited    bool                 `json:"expedited,omitempty"`
	ExpediteAt   time.Time            `json:"expedite_at,omitzero"`
	Withdrawing  bool                 `json:"withdrawing,omitempty"`
	UndoneAt     time.Time            `json:"undone_at,omitzero"`
	TookBack     bool                 `json:"took_back,omitempty"`
	Cancels      CancelNote           `json:"cancels,omitzero"`
}

// refusedUpdates is how many a run takes that finds no quiet moment to continue.
const refusedUpdates = 1_900

// long tells an open run that shall continue as a new one.
func (r *release) long(ctx workflow.Context) bool {
	long := workflow.GetInfo(ctx).GetContinueAsNewSuggested() || r.updates >= r.options.mostUpdates()
	return long && !r.stays && r.status.Outcome == OutcomeOpen
}

// continueIfLong gives the error that continues a long run as a new one, nil for one that is short or still has messages to
// handle: nothing that was said to a run may be lost. What handlers left to the background starts again in the new run.
func (r *release) continueIfLong(ctx workflow.Context) error {
	if !r.long(ctx) || ctx.Err() != nil {
		return nil
	}
	if !changed(ctx, changeContinue) {
		r.stays = true
		return nil
	}
	unread := r.calls.Len() + workflow.GetSignalChannel(ctx, SignalAuditEvent).Len() +
		workflow.GetSignalChannel(ctx, SignalUnauthorized).Len()
	if unread > 0 || !workflow.AllHandlersFinished(ctx) {
		return nil
	}
	r.readCancelNotes(ctx)
	in := r.in
	in.Carried = &Carried{
		Status: r.status, Before: r.before, ReadFirst: r.readFirst, OutSince: r.outSince,
		OtherVersion: r.otherVersion, VersionSeen: r.versionSeen,
		Poll: r.poll, By: r.by, Cancels: r.cancels, Unauthorized: r.unauthorized, Parked: r.parked,
		Expedited: r.expedited, ExpediteAt: r.expediteAt, Withdrawing: r.withdrawing, UndoneAt: r.undoneAt, TookBack: r.tookBack,
	}
	if r.expediting {
		in.Carried.ExpediteAt = workflow.Now(ctx).UTC()
	}
	if err := workflow.UpsertMemo(ctx, map[string]any{MemoFirstStart: r.status.StartedAt.Format(time.RFC3339)}); err != nil {
		workflow.GetLogger(ctx).Error("Memo not updated", "error", err)
	}
	return workflow.NewContinueAsNewError(ctx, WorkflowType, in)
}

// resume takes over the state of the run before.
func (r *release) resume(c Carried) {
	r.in.Carried = nil
	r.status, r.before, r.outSince = c.Status, c.Before, c.OutSince
	// A continued run can be reset as well.
	r.inherits, r.readFirst = c.ReadFirst, r.readFirst || c.ReadFirst
	r.otherVersion, r.poll, r.by, r.cancels, r.continued = c.OtherVersion, c.Poll, c.By, c.Cancels, c.Status.Stage == StageReview
	r.status.Pace = &r.in.Pace
	r.unauthorized, r.parked, r.expedited, r.expediteAt, r.withdrawing = c.Unauthorized, c.Parked, c.Expedited, c.ExpediteAt, c.Withdrawing
	r.versionSeen, r.undoneAt, r.tookBack = c.VersionSeen, c.UndoneAt, c.TookBack
	if !r.unindexed {
		// The search attributes came along.
		r.published = r.indexed()
	}
}
