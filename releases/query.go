package releases

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/workflows"
)

// Query says which releases to list. The zero Query means all open ones.
type Query struct {
	Stage       workflows.Stage   // "" means any
	Outcome     workflows.Outcome // "" means any
	Version     string            // "" means any
	NeedsHuman  bool              // by Mini Program: its open or last release, where that needs somebody
	All         bool              // ended releases too
	OlderThan   time.Duration     // started at least so long ago
	EndedWithin time.Duration     // only ended releases, that ended at most so long ago
	Limit       int               // releases; 0 means 100
	Page        string            // where to go on: [List.Next]
}

// Check finds a page that no list has given.
func (q Query) Check() error {
	_, err := q.token()
	return err
}

// onlyOpen tells whether ended releases are out of the question.
func (q Query) onlyOpen() bool {
	switch {
	case q.All || q.EndedWithin > 0:
		return false
	case q.Outcome != "":
		return q.Outcome == workflows.OutcomeOpen
	case q.Stage != "":
		return q.Stage != workflows.StageDone
	default:
		return !q.NeedsHuman // most of them are over
	}
}

// base is the part of the query that every namespace understands.
func (q Query) base() string {
	status := "ExecutionStatus != 'ContinuedAsNew'" // the release goes on in a run of its own
	if q.onlyOpen() {
		status = running
	}
	return every(append([]string{ofOurType, status}, q.times()...))
}

var ofOurType = "WorkflowType = " + quoted(workflows.WorkflowType)

const running = "ExecutionStatus = 'Running'"

// times are the conditions on when a release began and ended.
func (q Query) times() []string {
	var parts []string
	ago := func(d time.Duration) string { return quoted(time.Now().Add(-d).UTC().Format(time.RFC3339)) }
	if q.OlderThan > 0 {
		parts = append(parts, "StartTime <= "+ago(q.OlderThan))
	}
	if q.EndedWithin > 0 {
		parts = append(parts, "CloseTime >= "+ago(q.EndedWithin))
	}
	return parts
}

// every joins conditions that must all hold.
func every(parts []string) string { return strings.Join(parts, " AND ") }

// token is the server's page token in Page.
func (q Query) token() ([]byte, error) {
	token, err := base64.RawURLEncoding.DecodeString(q.Page)
	if err != nil {
		return nil, words.NoSuchPage.Err(q.Page)
	}
	return token, nil
}

// text adds the part that needs our search attributes. A run that was started before the namespace had them matches nothing but
// their absence; it comes along, to be asked itself.
func (q Query) text() string {
	parts := q.parts()
	if len(parts) == 0 {
		return q.base()
	}
	return fmt.Sprintf("%s AND ((%s) OR %s IS NULL)", q.base(), every(parts), workflows.AttrAppID.GetName())
}

// indexed is what the index alone tells, without the runs that would have to be asked: of open releases, or of all. A run that was
// continued is told by its outcome, which is open.
func (q Query) indexed(open bool) string {
	parts := []string{ofOurType}
	if open {
		parts = append(parts, running)
	}
	return every(slices.Concat(parts, q.times(), q.parts()))
}

// parts are the conditions on our search attributes.
func (q Query) parts() []string {
	var parts []string
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+" = "+quoted(value))
		}
	}
	add(workflows.AttrStage.GetName(), string(q.Stage))
	if q.Outcome == workflows.OutcomeOpen {
		parts = append(parts, fmt.Sprintf("%s IN (%s, %s)",
			workflows.AttrOutcome.GetName(), quoted(string(q.Outcome)), quoted(workflows.IndexedCancelling)))
	} else {
		add(workflows.AttrOutcome.GetName(), string(q.Outcome))
	}
	add(workflows.AttrVersion.GetName(), q.Version)
	if q.NeedsHuman {
		parts = append(parts, workflows.AttrNeedsHuman.GetName()+" = true")
	}
	return parts
}

// match is the same as text, for a release that was asked itself.
func (q Query) match(r *Release) bool {
	return (q.Stage == "" || q.Stage == r.Status.Stage) && (q.Outcome == "" || q.Outcome == r.Status.Outcome) &&
		(q.Version == "" || q.Version == r.Version) && (!q.NeedsHuman || r.Status.NeedsHuman)
}

func quoted(value string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value) + "'"
}

// needsIndex tells whether the query needs more than Temporal itself knows.
func (q Query) needsIndex() bool { return q.Stage != "" || q.Version != "" || q.NeedsHuman }
