package wxatest

import (
	"time"
)

// app is the state of one Mini Program. Sim.mu guards it.
type app struct {
	App
	trial    version
	online   version
	uploaded time.Time
	grant    *grant    // nil: the platform is not authorised
	reviews  []*review // in the order of submission; also those not visible to the platform
	undos    undoCount
	held     *delivery // a push that waits for the next one, see PushPlan.Reorder
}

// version is an uploaded or published version; zero means there is none.
type version struct {
	name, desc string
	at         time.Time
}

// undoCount is the use of the undo allowance; a count is worth something only in its own day or month.
type undoCount struct {
	day, month       string
	today, thisMonth int
}

func (u *undoCount) at(now time.Time) *undoCount {
	if day := dayOf(now); u.day != day {
		u.day, u.today = day, 0
	}
	if month := monthOf(now); u.month != month {
		u.month, u.thisMonth = month, 0
	}
	return u
}

// detecting tells whether the privacy check of the last upload still runs.
func (a *app) detecting(now time.Time) bool { return now.Before(a.uploaded.Add(a.Detection)) }
