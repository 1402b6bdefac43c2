package workflows

import (
	"fmt"
	"slices"

	"go.temporal.io/sdk/workflow"
)

// The time line is bounded: of a very long one the middle is cut.
const (
	FirstMoments = 50
	lastMoments  = 150
)

// note adds a line to the time line. What happens again and again in a row is one line.
func (r *release) note(ctx workflow.Context, m Moment) {
	r.fresh = false
	m.At = workflow.Now(ctx).UTC()
	if m.Problem != nil {
		brief := m.Problem.Brief()
		m.Problem = &brief
	}
	lines := r.status.Timeline
	if n := len(lines); n > 0 && lines[n-1].same(m) {
		lines[n-1].At, lines[n-1].Times = m.At, max(1, lines[n-1].Times)+1
		return
	}
	if len(lines) == FirstMoments+lastMoments {
		lines = slices.Delete(lines, FirstMoments, FirstMoments+1)
		r.status.TimelineCut++
	}
	r.status.Timeline = append(lines, m)
}

func (r *release) wait(w Waiting) {
	r.fresh = false
	r.status.Waiting = &w
}

// waitForVerdict says whose move it is during the review.
func (r *release) waitForVerdict() {
	w := Waiting{
		For: WaitVerdict, Since: r.status.SubmittedAt, Until: r.status.Deadline, Whose: WhoseWeChat,
		PollMode: r.poll.Mode, PollBegan: r.poll.Began,
	}
	if r.parked {
		w.Whose = WhoseOperator
	}
	r.wait(w)
}

// indexed is what the search attributes say, in one text.
func (r *release) indexed() string {
	return fmt.Sprint(r.status.Stage, r.status.AuditID, r.indexedOutcome(), r.status.NeedsHuman)
}

// publish shows the state: as current details in the Temporal UI, which costs no event, and as search attributes when one of
// them has changed. The details are made once for each change, during a replay too: a query of a run that no worker holds any
// more is answered by replaying all of it, and must show them.
func (r *release) publish(ctx workflow.Context) {
	if !r.fresh {
		r.showDetails(ctx)
		r.fresh = true
	}
	if !r.searchable {
		return
	}
	now := r.indexed()
	if now == r.published {
		return
	}
	if r.published == "" && !r.unindexed && r.status.Stage == StageDetect && r.status.Outcome == OutcomeOpen {
		// The start has set these already.
		r.published = now
		return
	}
	attributes := r.searchAttributes()
	if r.unindexed {
		r.unindexed = false
		attributes = append(attributes, AttrAppID.ValueSet(r.in.AppID), AttrVersion.ValueSet(r.in.Version))
	}
	if err := workflow.UpsertTypedSearchAttributes(ctx, attributes...); err != nil {
		// Only a fault of this program can cause it; the release matters more than its index entry.
		workflow.GetLogger(ctx).Error("Search attributes not updated", "error", err)
	}
	r.published = now
}
