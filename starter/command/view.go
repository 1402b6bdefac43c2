package command

import (
	"errors"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
)

// view is what can be told about one run of a release, with the sentences that people read.
type view struct {
	releases.Release
	Note    string `json:"note,omitempty"`    // what could not be told and why
	Failure string `json:"failure,omitempty"` // why the run itself failed

	note, failure words.Text // that the two above are the English of
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
		v.remark(words.GapWorker.Of(r.Cause))
	case releases.GapCancelled:
		v.remark(words.GapCancelled.Of())
	case releases.GapUnfinished:
		v.failure = words.RunEnded.Of(words.Execution(r.Execution), r.Cause)
		if r.Execution == releases.ExecutionTerminated {
			v.failure = words.RunTerminated.Of()
		}
		v.Failure = inJSON.Say(v.failure)
		v.remark(words.GapUnfinished.Of())
	}
	return v
}

// remark notes what could not be told.
func (v *view) remark(note words.Text) { v.note, v.Note = note, inJSON.Say(note) }

// pending says which call waits for its next attempt.
func pending(p releases.PendingCall) words.Text {
	text := words.Attempts.Of(p.Activity, p.Attempt)
	if p.NextAttempt != nil {
		text = words.AttemptsAt.Of(text, *p.NextAttempt)
	}
	switch {
	case p.Problem != nil:
		return words.AttemptsLast.Of(text, words.Problem(*p.Problem))
	case p.LastFailure != "":
		return words.AttemptsLast.Of(text, p.LastFailure)
	}
	return text
}

// advised is an error of package releases with what to do about it here.
func advised(err error) error {
	if _, none := errors.AsType[*releases.NotFoundError](err); none {
		return words.SeeListAll.Err(err)
	}
	return err
}
