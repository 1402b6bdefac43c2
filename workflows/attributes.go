package workflows

import (
	"strconv"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// Search attributes of a release. They are never encrypted, so they hold nothing but what an operator lists by.
var (
	AttrAppID      = temporal.NewSearchAttributeKeyKeyword("WxAppId")
	AttrStage      = temporal.NewSearchAttributeKeyKeyword("WxStage")
	AttrVersion    = temporal.NewSearchAttributeKeyKeyword("WxVersion")
	AttrAuditID    = temporal.NewSearchAttributeKeyKeyword("WxAuditId")
	AttrOutcome    = temporal.NewSearchAttributeKeyKeyword("WxOutcome")
	AttrNeedsHuman = temporal.NewSearchAttributeKeyBool("WxNeedsHuman")
)

// IndexedCancelling stands in [AttrOutcome] for an open release that was cancelled and takes its review back.
const IndexedCancelling = "cancelling"

// findSearchable finds out whether the run has search attributes, or shall get them: whoever started it, in the Web UI or as a
// child, may have given none. What the worker knows of the namespace is kept in the history, for another one may know otherwise.
func (r *release) findSearchable(ctx workflow.Context) {
	if _, r.searchable = workflow.GetTypedSearchAttributes(ctx).GetKeyword(AttrAppID); r.searchable || !changed(ctx, changeSearchable) {
		return
	}
	has := workflow.SideEffect(ctx, func(workflow.Context) any { return r.options.Searchable })
	if err := has.Get(&r.searchable); err != nil {
		// Nothing but a bool was ever written there.
		workflow.GetLogger(ctx).Error("Whether the namespace has search attributes is not readable", "error", err)
	}
	r.unindexed = r.searchable
}

// searchAttributes are the ones that change during a run.
func (r *release) searchAttributes() []temporal.SearchAttributeUpdate {
	s := r.status
	updates := []temporal.SearchAttributeUpdate{
		AttrStage.ValueSet(string(s.Stage)),
		AttrOutcome.ValueSet(r.indexedOutcome()),
		AttrNeedsHuman.ValueSet(s.NeedsHuman),
	}
	if s.AuditID != 0 {
		updates = append(updates, AttrAuditID.ValueSet(strconv.FormatInt(s.AuditID, 10)))
	}
	return updates
}

func (r *release) indexedOutcome() string {
	if r.status.Outcome == OutcomeOpen && r.showsCancel {
		return IndexedCancelling
	}
	return string(r.status.Outcome)
}

// MemoFirstStart is the memo field that tells when the release began, also where its run was reset or continued as a new one;
// RFC 3339.
const MemoFirstStart = "first_start"
