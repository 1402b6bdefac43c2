package releases

import (
	"context"

	"go.temporal.io/api/workflowservice/v1"
)

// CountOpen counts open releases in Temporal's index: those of a stage, those that need a person, those whose run is at least so old.
// The rest of the query is not looked at. A run without our search attributes is counted where the query asks for none; a namespace
// without them refuses the others.
func (c *Client) CountOpen(ctx context.Context, q Query) (int64, error) {
	text := Query{Stage: q.Stage, NeedsHuman: q.NeedsHuman, OlderThan: q.OlderThan}.indexed(true)
	ctx, cancel := context.WithTimeout(ctx, CallTimeout)
	defer cancel()
	got, err := c.temporal.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{Namespace: c.options.Namespace, Query: text})
	return got.GetCount(), err
}
