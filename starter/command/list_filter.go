package command

import (
	"slices"
	"time"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
)

// filter is what list is asked for. The zero filter means all open releases.
type filter struct {
	stage, outcome, version string
	needsHuman              bool // by Mini Program: its open or last release, where that needs somebody
	all                     bool
	olderThan               duration // started at least so long ago
	endedWithin             duration // ended at most so long ago
	limit                   int
	page                    string // where to go on: listAnswer.Next
}

var stages = []string{
	string(workflows.StageDetect), string(workflows.StageSubmit), string(workflows.StageReview), string(workflows.StageDone),
}

func outcomes() []string {
	var names []string
	for o := range exitOutcome {
		names = append(names, string(o))
	}
	slices.Sort(names)
	return names
}

func (f filter) check() error {
	switch {
	case f.stage != "" && !slices.Contains(stages, f.stage):
		return words.FlagOneOf.Err("--stage", f.stage, stages)
	case f.outcome != "" && !slices.Contains(outcomes(), f.outcome):
		return words.FlagOneOf.Err("--outcome", f.outcome, outcomes())
	case f.limit < 1:
		return words.FlagAtLeastOne.Err("--limit")
	case f.query().Check() != nil:
		return words.FlagPage.Err(f.page)
	}
	return nil
}

func (f filter) query() releases.Query {
	return releases.Query{
		Stage: workflows.Stage(f.stage), Outcome: workflows.Outcome(f.outcome), Version: f.version, NeedsHuman: f.needsHuman, All: f.all,
		OlderThan: time.Duration(f.olderThan), EndedWithin: time.Duration(f.endedWithin), Limit: f.limit, Page: f.page,
	}
}
