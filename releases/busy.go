package releases

import (
	"fmt"
	"time"
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

func (e *BusyError) Error() string {
	what := "another release of " + e.AppID
	switch {
	case e.Cancelling:
		what = "a release of " + e.AppID + ", version " + e.Version + ","
	case e.Version != "":
		what += ", version " + e.Version + " with other content,"
	}
	since := e.Since.UTC().Format("2006-01-02 15:04 UTC")
	if e.By != "" {
		since += ", started by " + e.By
	}
	if e.From != "" {
		since += ", from " + e.From
	}
	if e.Cancelling {
		return fmt.Sprintf("%s is being cancelled, open since %s (run %s): it is taking its review back; wait for its end, then start again",
			what, since, e.RunID)
	}
	return fmt.Sprintf("%s is open since %s (run %s): wait for it, or cancel it, then start again", what, since, e.RunID)
}
