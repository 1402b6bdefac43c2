package command

import (
	"errors"
	"fmt"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
)

// view is what can be told about one run of a release, with the sentences that people read.
type view struct {
	releases.Release
	Note    string `json:"note,omitempty"`    // what could not be told and why
	Failure string `json:"failure,omitempty"` // why the run itself failed
}

// viewOf says what is to be said about a release; nil for nil.
func viewOf(r *releases.Release) *view {
	if r == nil {
		return nil
	}
	v := &view{Release: *r}
	if v.Status != nil {
		words.Spell(v.Status)
	}
	switch r.Gap {
	case releases.GapWorker:
		v.Note = fmt.Sprintf("no worker answered (%v); this is what Temporal itself knows", r.Cause)
	case releases.GapCancelled:
		v.Note = "the run was cancelled and did not say what became of its review: if one is open at WeChat, it stays open. " +
			"To take it over: wxrelease start --adopt"
	case releases.GapUnfinished:
		v.Failure = fmt.Sprintf("the run ended as %s: %v", r.Execution, r.Cause)
		if r.Execution == releases.ExecutionTerminated {
			v.Failure = "somebody terminated the run"
		}
		v.Note = "the run ended without finishing the release: if a review is open at WeChat, it stays open. " +
			"To take it over: wxrelease start --adopt"
	}
	return v
}

// advised is the text of an error of package releases, with what to do about it here.
func advised(err error) string {
	text := err.Error()
	if _, none := errors.AsType[*releases.NotFoundError](err); none {
		text += ". See: wxrelease list --all"
	}
	return text
}
