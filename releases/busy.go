package releases

import (
	"time"

	"github.com/wxrelease/wxrelease/internal/words"
)

// BusyError says that another release of the Mini Program is open.
type BusyError struct {
	AppID   string
	Version string // "" when the open run does not tell
	RunID   string
	Since   time.Time
	By      string // who started it, "" when the open run does not tell
	From    string // address of the CI job that did, "" when the open run does not tell
	// It was cancelled and takes its review back; it ends by itself.
	Cancelling bool
}

func (e *BusyError) Error() string { return e.Words().String() }

// Words says the error in the languages of the programs.
func (e *BusyError) Words() words.Text {
	since := words.SinceWhom(e.Since.UTC(), e.By, e.From)
	switch {
	case e.Cancelling:
		return words.BusyCancelling.Of(e.AppID, e.Version, since, e.RunID)
	case e.Version != "":
		return words.BusyVersion.Of(e.AppID, e.Version, since, e.RunID)
	default:
		return words.BusyOther.Of(e.AppID, since, e.RunID)
	}
}
