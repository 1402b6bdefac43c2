package releases

import (
	"encoding/json"
	"time"

	"github.com/wxrelease/wxrelease/workflows"
)

// ChangeKind says what is new about a release that is followed.
type ChangeKind string

const (
	ChangeMoment       ChangeKind = "moment"        // a line of the time line: Moment
	ChangeWaiting      ChangeKind = "waiting"       // it waits for something else: Waiting
	ChangeStage        ChangeKind = "stage"         // another stage, where no worker tells more: Stage
	ChangeRunReset     ChangeKind = "run-reset"     // the run was reset; Release is read from the new one
	ChangeRunContinued ChangeKind = "run-continued" // the run had become long; Release is read from the new one
	ChangeNoWorker     ChangeKind = "no-worker"     // no worker answers; the release goes on when one runs
	ChangeWorkerBack   ChangeKind = "worker-back"   // a worker answers again
	ChangeSilent       ChangeKind = "silent"        // Temporal does not answer and is still tried: Err
	ChangeAnswers      ChangeKind = "answers"       // Temporal answers again
)

// Change is one thing that is new about a release that is followed.
type Change struct {
	Kind    ChangeKind
	At      time.Time // of a moment its own time, else the time at which it was seen
	RunID   string    // run-reset, run-continued: the new run
	Moment  workflows.Moment
	Waiting workflows.Waiting // without the poll that runs, which changes all the time
	Stage   workflows.Stage
	Err     error
}

// changes tells what is new in r, and whether anything is.
func (f *Follower) changes(r *Release) bool {
	now, changed := time.Now(), false
	say := func(c Change) {
		if c.At.IsZero() {
			c.At = now
		}
		f.tell(c)
		changed = true
	}
	was := f.Last
	f.Last = r
	if f.silent {
		f.silent = false
		say(Change{Kind: ChangeAnswers})
	}
	if r.Open() && r.AnsweredBy != ByWorker && (was == nil || was.AnsweredBy != ByServer) {
		say(Change{Kind: ChangeNoWorker})
	}
	if was != nil && was.AnsweredBy == ByServer && r.AnsweredBy == ByWorker {
		say(Change{Kind: ChangeWorkerBack})
	}
	if r.Status == nil {
		return changed
	}
	for _, m := range r.Status.Timeline {
		if f.isNew(m) {
			say(Change{Kind: ChangeMoment, At: m.At, Moment: m})
		}
	}
	switch {
	case r.AnsweredBy == ByServer:
		if r.Open() && r.Status.Stage != "" && (was == nil || was.Status == nil || was.Status.Stage != r.Status.Stage) {
			say(Change{Kind: ChangeStage, Stage: r.Status.Stage})
		}
	case r.Status.Waiting != nil:
		// The next poll moves all the time; that is no news.
		w := *r.Status.Waiting
		w.NextPoll, w.PollBegan, w.PollMode = time.Time{}, time.Time{}, ""
		if f.isNew(w) {
			say(Change{Kind: ChangeWaiting, Waiting: w})
		}
	}
	return changed
}

// isNew tells whether a moment or a wait was not told yet, and remembers it.
func (f *Follower) isNew(fact any) bool {
	text, err := json.Marshal(fact)
	if err != nil || f.told[string(text)] {
		return false // what came as JSON can be written as JSON
	}
	if f.told == nil {
		f.told = map[string]bool{}
	}
	f.told[string(text)] = true
	return true
}
