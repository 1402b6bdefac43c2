package releases

import (
	"context"

	"go.temporal.io/api/workflowservice/v1"

	"github.com/wxrelease/wxrelease/workflows"
)

// CountOpen counts open releases in Temporal's index: those of a stage, those that need a person, those whose run is at least so old.
// The rest of the query is not looked at. A run without our search attributes is counted where the query asks for none; a namespace
// without them refuses the others.
func (c *Client) CountOpen(ctx context.Context, q Query) (int64, error) {
	text := Query{OlderThan: q.OlderThan}.base()
	if q.Stage != "" {
		text += " AND " + workflows.AttrStage.GetName() + " = " + quoted(string(q.Stage))
	}
	if q.NeedsHuman {
		text += " AND " + workflows.AttrNeedsHuman.GetName() + " = true"
	}
	ctx, cancel := context.WithTimeout(ctx, CallTimeout)
	defer cancel()
	got, err := c.temporal.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{Namespace: c.options.Namespace, Query: text})
	return got.GetCount(), err
}
