package settings

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/wxrelease/wxrelease/internal/build"
	"github.com/wxrelease/wxrelease/internal/words"
)

// WorkerSettings are the options of the Temporal worker.
type WorkerSettings struct {
	// ActivityQueues are task queues for the calls of WeChat: new ones go to the first, the others are worked on. Empty: all calls are
	// on the queue of the releases, which is worked on in any case.
	ActivityQueues []string

	Activities               int     // calls at a time, of one worker on one queue
	ActivitiesPerSecond      float64 // calls that one worker begins, on one queue; 0 means no limit
	QueueActivitiesPerSecond float64 // the same of all workers together: the server holds to it; 0 means no limit
	ActivityPollers          int     // requests for calls that wait at the server, on one queue
	WorkflowTasks            int     // at a time
	WorkflowPollers          int     // requests for workflow tasks that wait at the server
	StickyCache              int     // releases that are kept in memory between two workflow tasks

	// Deployment and BuildID are the worker's version for Worker Versioning. Both are "" or both are set.
	Deployment, BuildID string

	// RestoredFrom is the moment of the copy to which Temporal's database was put back; zero: it never was.
	RestoredFrom time.Time
}

// Bounds of the numbers. The SDK refuses 1 for workflow tasks and their pollers.
const (
	mostAtOnce    = 100_000
	mostPollers   = 100
	mostPerSecond = 100_000 // the SDK's word for no limit
)

func setActivityQueues(s *Settings, v string) error {
	for name := range strings.SplitSeq(v, ",") {
		name = strings.TrimSpace(name)
		if name == "" || !plainName(name) || strings.HasPrefix(name, "/_sys/") || slices.Contains(s.Worker.ActivityQueues, name) {
			return words.SettingQueues.Err(v)
		}
		s.Worker.ActivityQueues = append(s.Worker.ActivityQueues, name)
	}
	return nil
}

// plainName tells a name that is short and all print, without blanks.
func plainName(name string) bool {
	return len(name) <= 200 && !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) })
}

// checkDeployment checks a name or a build id as Temporal does; without are the characters that it may not have.
func checkDeployment(v, without string) error {
	if !plainName(v) || strings.HasPrefix(v, "__") || strings.ContainsAny(v, without) {
		return words.SettingDeployment.Err(v)
	}
	return nil
}

// version gives a worker of a deployment its build id, and finds one without the other.
func (s *WorkerSettings) version() error {
	switch {
	case s.Deployment == "" && s.BuildID != "":
		return at("WXRELEASE_BUILD_ID", words.SettingBuildID)
	case s.Deployment == "" || s.BuildID != "":
		return nil
	}
	own := build.Read().Version
	if own == "unknown" || own == "(devel)" {
		return at("WXRELEASE_BUILD_ID", words.SettingNoBuild)
	}
	s.BuildID = own
	return nil
}

// parseMoment reads a moment that has passed.
func parseMoment(v string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, v)
	if err != nil || t.After(time.Now()) {
		return time.Time{}, words.SettingMoment.Err(v)
	}
	return t, nil
}

// setNumber makes the setter of a whole number.
func setNumber(field func(*Settings) *int, least, most int) func(*Settings, string) error {
	return func(s *Settings, v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || n < least || n > most {
			return words.SettingNumber.Err(v, least, most)
		}
		*field(s) = n
		return nil
	}
}

// setRate makes the setter of a number of things a second, which may be a fraction.
func setRate(field func(*Settings) *float64) func(*Settings, string) error {
	return func(s *Settings, v string) error {
		rate, err := strconv.ParseFloat(v, 64)
		if err != nil || !(rate > 0 && rate <= mostPerSecond) { // in this form for NaN too
			return words.SettingRate.Err(v, mostPerSecond)
		}
		*field(s) = rate
		return nil
	}
}
