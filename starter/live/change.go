package live

import (
	"strings"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
)

// changeText says what is new about a release.
func changeText(r words.Reader, c releases.Change) string {
	switch c.Kind {
	case releases.ChangeMoment:
		return r.Say(words.Moment(c.Moment))
	case releases.ChangeWaiting:
		return r.Say(words.WaitingNow.Of(words.Waiting(c.Waiting)))
	case releases.ChangeStage:
		return r.Say(words.StageNow.Of(value(r, c.Stage)))
	case releases.ChangeRunReset:
		return r.Say(words.RunReset.Of(c.RunID))
	case releases.ChangeRunContinued:
		return r.Say(words.RunContinued.Of(c.RunID))
	case releases.ChangeNoWorker:
		return r.Say(words.NoWorkerNow)
	case releases.ChangeWorkerBack:
		return r.Say(words.WorkerBack)
	case releases.ChangeSilent:
		first, _, _ := strings.Cut(r.Error(c.Err), "\n")
		return r.Say(words.TemporalAway.Of(first))
	case releases.ChangeAnswers:
		return r.Say(words.TemporalBack)
	}
	return string(c.Kind)
}

// value says a stage or an outcome as lists and filters name it; where that is not the reader's language, in words.
func value[T ~string](r words.Reader, v T) string {
	if r.Lang == words.English {
		return string(v)
	}
	return r.Say(v)
}
