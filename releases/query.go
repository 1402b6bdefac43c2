package releases

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/workflows"
)

// Query says which releases to list. The zero Query means all open ones.
type Query struct {
	Stage      workflows.Stage   // "" means any
	Outcome    workflows.Outcome // "" means any
	Version    string            // "" means any
	NeedsHuman bool              // by Mini Program: its open or last release, where that needs somebody
	All        bool              // ended releases too
	OlderThan  time.Duration     // started at least so long ago
	Limit      int               // releases; 0 means 100
	Page       string            // where to go on: [List.Next]
}

// Check finds a page that no list has given.
func (q Query) Check() error {
	_, err := q.token()
	return err
}

// onlyOpen tells whether ended releases are out of the question.
func (q Query) onlyOpen() bool {
	switch {
	case q.All:
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
	text := "WorkflowType = " + quoted(workflows.WorkflowType)
	if q.onlyOpen() {
		text += " AND ExecutionStatus = 'Running'"
	} else {
		text += " AND ExecutionStatus != 'ContinuedAsNew'" // the release goes on in a run of its own
	}
	if q.OlderThan > 0 {
		text += " AND StartTime <= " + quoted(time.Now().Add(-q.OlderThan).UTC().Format(time.RFC3339))
	}
	return text
}

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
	var parts []string
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+" = "+quoted(value))
		}
	}
	add(workflows.AttrStage.GetName(), string(q.Stage))
	add(workflows.AttrOutcome.GetName(), string(q.Outcome))
	add(workflows.AttrVersion.GetName(), q.Version)
	if q.NeedsHuman {
		parts = append(parts, workflows.AttrNeedsHuman.GetName()+" = true")
	}
	if len(parts) == 0 {
		return q.base()
	}
	return fmt.Sprintf("%s AND ((%s) OR %s IS NULL)", q.base(), strings.Join(parts, " AND "), workflows.AttrAppID.GetName())
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
