package main

import (
	"sync"
	"time"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// record is what was asked for a Mini Program, and what its releases say. A start after the end makes another release of it.
type record struct {
	mu sync.Mutex // guards everything below while the release is under way

	Asked map[deed]int // requests that were sent, whatever came of them
	Told  map[deed]int // those that a release answered with yes, it is done
	Runs  []ending
	Exits []exit
	Mail  map[letterKind]mail
	Odd   []string // what should not have happened to who asked
	Took  []time.Duration
}

// ending is one release as it tells of itself.
type ending struct {
	ID        string
	StartedAt time.Time
	Outcome   workflows.Outcome // workflows.OutcomeOpen: it has not ended
	AuditID   int64
	Problem   string
	Unsure    bool   // it gave up, and says that nobody knows whether WeChat accepted its submission
	Failure   string // the run ended without saying how, or could not be read
}

// exit is the end of a command that waited for a release.
type exit struct {
	Run  string
	Code int
}

// mail is what became of letters of one kind.
type mail struct{ Sent, Taken, Refused, Unreached int }

// held is what WeChat has.
type held struct {
	Ledger  []wxatest.Effect
	Reviews map[string][]review // by appid, in their order
}

// review is one of WeChat's reviews.
type review struct {
	AuditID int64  `json:"auditid"`
	Version string `json:"version"`
	Status  int    `json:"status"`
}

func (v review) open() bool {
	return v.Status != wxatest.StatusApproved && v.Status != wxatest.StatusRejected && v.Status != wxatest.StatusWithdrawn
}

func newRecord() *record {
	return &record{Asked: map[deed]int{}, Told: map[deed]int{}, Mail: map[letterKind]mail{}}
}

func (r *record) change(do func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	do()
}

// endingOf is what a release tells of itself.
func endingOf(r *releases.Release) ending {
	one := ending{ID: r.RunID, Outcome: r.Outcome()}
	if s := r.Status; s != nil {
		one.StartedAt, one.AuditID = s.StartedAt, s.AuditID
		if s.Problem != nil {
			one.Problem = s.Problem.Message
			one.Unsure = s.Problem.Kind == activities.ProblemGaveUpUnsure
		}
	}
	switch {
	case r.Open():
		one.Outcome = workflows.OutcomeOpen
	case r.Gap != "":
		one.Failure = string(r.Gap)
		if r.Cause != nil {
			one.Failure += ": " + r.Cause.Error()
		}
	case one.Outcome == "":
		one.Failure = string(r.Execution)
	}
	return one
}

// keep takes in what a run says; the last word counts.
func (r *record) keep(one ending) {
	r.change(func() {
		for i := range r.Runs {
			if r.Runs[i].ID == one.ID {
				r.Runs[i] = one
				return
			}
		}
		r.Runs = append(r.Runs, one)
	})
}
