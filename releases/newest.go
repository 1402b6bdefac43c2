package releases

import (
	"context"
	"errors"
	"sync"

	workflowpb "go.temporal.io/api/workflow/v1"
	"golang.org/x/sync/errgroup"

	"github.com/wxrelease/wxrelease/workflows"
)

// findNewest reads which run of each release is its open or last one. Temporal knows that by the workflow id, far cheaper than
// its index does, and at once.
func (l *listing) findNewest(ctx context.Context, infos []*workflowpb.WorkflowExecutionInfo) error {
	var mu sync.Mutex // guards l.newest
	all, ctx := errgroup.WithContext(ctx)
	all.SetLimit(newestAtOnce)
	for _, info := range infos {
		id := info.GetExecution().GetWorkflowId()
		mu.Lock()
		_, there := l.newest[id]
		if !there {
			l.newest[id] = ""
		}
		mu.Unlock()
		if there {
			continue
		}
		all.Go(func() error {
			appid, _ := l.c.appIDOf(id)
			r, err := l.c.Describe(ctx, appid, "")
			if _, gone := errors.AsType[*NotFoundError](err); gone {
				return nil // past its retention time; the index is a moment behind
			}
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			l.newest[id] = r.RunID
			return nil
		})
	}
	return all.Wait()
}

// findCancelling reads which of the open releases are being cancelled: each run itself knows at once, Temporal's index when a worker
// has begun to take its review back, and that has to do for more than [askedAtMost] of them. Where it cannot be read, a release is open
// and no more is said.
func (l *listing) findCancelling(ctx context.Context, rows []*Release) {
	var all errgroup.Group
	all.SetLimit(newestAtOnce)
	for i, row := range rows {
		if len(l.Releases)+i >= askedAtMost {
			break
		}
		if row.Outcome() != workflows.OutcomeOpen || row.Status.Cancelling {
			continue
		}
		all.Go(func() error {
			if r, err := l.c.Describe(ctx, row.AppID, row.RunID); err == nil {
				row.Status.Cancelling = r.Status.Cancelling
			}
			return nil
		})
	}
	_ = all.Wait()
}
