package main

import (
	"context"
	"sync"
)

// strikeAll lets the blows fall, until ctx ends, and returns when what was hit runs again, or life has ended. started waits until so
// many releases have been started.
func (w *world) strikeAll(ctx, life context.Context, p plan, started func(ctx context.Context, n int) error) {
	var all sync.WaitGroup
	for _, b := range p.Blows {
		all.Go(func() {
			if started(ctx, b.Starts) != nil {
				return
			}
			if b.Held == 0 && rest(ctx, b.Wait) != nil {
				return
			}
			if b.Held > 0 {
				select {
				case <-w.ledger.submitted(p.Releases[b.Held-1].AppID):
				case <-ctx.Done():
					return
				}
			}
			w.strike(life, b)
		})
	}
	all.Wait()
}

func (w *world) strike(ctx context.Context, b blow) {
	switch b.Kind {
	case killWorker, stopWorker:
		w.workers[b.Worker%len(w.workers)].strike(ctx, b.Kind == killWorker, b.Down)
	case killWorkers:
		var all sync.WaitGroup
		for _, worker := range w.workers {
			all.Go(func() { worker.strike(ctx, true, b.Down) })
		}
		all.Wait()
	case killBridge, stopBridge:
		w.bridge.strike(ctx, b.Kind == killBridge, b.Down)
	case killServer, stopServer:
		w.server.strike(ctx, b.Kind == killServer, b.Down)
	}
}
