package main

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

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
		return fmt.Errorf("--limit: must be at least 1")
	}
	if _, err := f.token(); err != nil {
		return err
	}
	return nil
}

// onlyOpen tells whether ended releases are out of the question.
func (f filter) onlyOpen() bool {
	switch {
	case f.all:
		return false
	case f.outcome != "":
		return f.outcome == string(workflows.OutcomeOpen)
	case f.stage != "":
		return f.stage != string(workflows.StageDone)
	default:
		return !f.needsHuman // most of them are over
	}
}

// base is the part of the query that every namespace understands.
func (f filter) base() string {
	q := "WorkflowType = " + quoted(workflows.WorkflowType)
	if f.onlyOpen() {
		q += " AND ExecutionStatus = 'Running'"
	} else {
		q += " AND ExecutionStatus != 'ContinuedAsNew'" // the release goes on in a run of its own
	}
	if f.olderThan > 0 {
		q += " AND StartTime <= " + quoted(time.Now().Add(-time.Duration(f.olderThan)).UTC().Format(time.RFC3339))
	}
	return q
}

// token is the server's page token in --page.
func (f filter) token() ([]byte, error) {
	token, err := base64.RawURLEncoding.DecodeString(f.page)
	if err != nil {
		return nil, fmt.Errorf("--page: %q is not what an earlier list printed", f.page)
	}
	return token, nil
}

// query adds the part that needs our search attributes. A run that was started before the namespace had them matches
// nothing but their absence; it comes along, to be asked itself.
func (f filter) query() string {
	var parts []string
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+" = "+quoted(value))
		}
	}
	add(workflows.AttrStage.GetName(), f.stage)
	add(workflows.AttrOutcome.GetName(), f.outcome)
	add(workflows.AttrVersion.GetName(), f.version)
	if f.needsHuman {
		parts = append(parts, workflows.AttrNeedsHuman.GetName()+" = true")
	}
	if len(parts) == 0 {
		return f.base()
	}
	return fmt.Sprintf("%s AND ((%s) OR %s IS NULL)", f.base(), strings.Join(parts, " AND "), workflows.AttrAppID.GetName())
}

// match is the same as query, for a release that was asked itself.
func (f filter) match(l listed) bool {
	return (f.stage == "" || f.stage == string(l.Stage)) && (f.outcome == "" || f.outcome == string(l.Outcome)) &&
		(f.version == "" || f.version == l.Version) && (!f.needsHuman || l.NeedsHuman)
}

func quoted(value string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value) + "'"
}

// needsIndex tells whether the filter needs more than Temporal itself knows.
func (f filter) needsIndex() bool { return f.stage != "" || f.version != "" || f.needsHuman }
