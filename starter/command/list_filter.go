package command

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
)

// filter is what list is asked for. The zero filter means all open releases.
type filter struct {
	stage, outcome, version string
	needsHuman              bool // by Mini Program: its open or last release, where that needs somebody
	all                     bool
	olderThan               duration // started at least so long ago
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
		return fmt.Errorf("--stage: %q is none of %s", f.stage, strings.Join(stages, ", "))
	case f.outcome != "" && !slices.Contains(outcomes(), f.outcome):
		return fmt.Errorf("--outcome: %q is none of %s", f.outcome, strings.Join(outcomes(), ", "))
	case f.limit < 1:
		return errors.New("--limit: must be at least 1")
	case f.query().Check() != nil:
		return fmt.Errorf("--page: %q is not what an earlier list printed", f.page)
	}
	return nil
}

func (f filter) query() releases.Query {
	return releases.Query{
		Stage: workflows.Stage(f.stage), Outcome: workflows.Outcome(f.outcome), Version: f.version, NeedsHuman: f.needsHuman, All: f.all,
		OlderThan: time.Duration(f.olderThan), Limit: f.limit, Page: f.page,
	}
}
