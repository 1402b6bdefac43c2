package main

import (
	"context"
	"fmt"
	"time"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
)

// many keeps more and more releases open: what the worker needs for them, how long a list takes, and what kill -9 costs.
func (b *bench) many(ctx context.Context) error {
	fmt.Fprintf(b.out, "\n## Open releases\n\nThe worker keeps %d in memory at most.\n\n", b.cache)
	fmt.Fprint(b.out, "| Open | Worker, MB | after kill -9: first answer to a query, ms | 100 pushes to end, s | list of all, s |\n"+
		"|---|---|---|---|---|\n")
	var inputs []workflows.ReleaseInput
	for _, n := range b.open {
		more, _, err := b.begin(ctx, ours, n-len(inputs), timing.Pace{})
		if err != nil {
			return err
		}
		inputs = append(inputs, more...)
		before, err := b.worker.read()
		if err != nil {
			return err
		}
		b.worker.kill()
		if err := b.startWorker(ctx); err != nil {
			return err
		}
		began := time.Now()
		if _, err := b.client.QueryWorkflow(ctx, workflows.WorkflowID(inputs[0].AppID), "", workflows.QueryStatus); err != nil {
			return err
		}
		query := time.Since(began)
		began = time.Now()
		some := min(100, len(inputs))
		if _, err := b.pushAll(ctx, inputs[:some], b.flight); err != nil {
			return err
		}
		pushes := time.Since(began)
		inputs = inputs[some:]
		began = time.Now()
		listed := 0
		for q := (releases.Query{Limit: 10_000}); ; {
			list, err := b.starter.List(ctx, q)
			if err != nil {
				return err
			}
			listed += len(list.Releases)
			if !list.More {
				break
			}
			q.Page = list.Next
		}
		took := time.Since(began)
		if listed < len(inputs) {
			return fmt.Errorf("the list has %d releases, %d are open", listed, len(inputs))
		}
		fmt.Fprintf(b.out, "| %d | %.0f | %d | %.1f | %.1f |\n",
			n, float64(before.Resident)/1e6, query.Milliseconds(), pushes.Seconds(), took.Seconds())
	}
	return b.check(inputs)
}
