package main

import (
	"context"
	"sync"
	"time"

	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// ledgerWatch tells when WeChat has accepted a Mini Program's first submission, whatever anybody was told about it.
type ledgerWatch struct {
	sim *wxatest.Sim

	mu   sync.Mutex
	apps map[string]chan struct{}
	seen int // entries of the ledger
}

func newLedgerWatch(sim *wxatest.Sim) *ledgerWatch {
	return &ledgerWatch{sim: sim, apps: map[string]chan struct{}{}}
}

// run watches until the context ends.
func (w *ledgerWatch) run(ctx context.Context) {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		ledger := w.sim.Ledger()
		for _, e := range ledger[w.seen:] {
			if e.Action == wxatest.ActionSubmit {
				if c := w.of(e.AppID); !closed(c) {
					close(c)
				}
			}
		}
		w.seen = len(ledger)
	}
}

func (w *ledgerWatch) of(appid string) chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, known := w.apps[appid]
	if !known {
		c = make(chan struct{})
		w.apps[appid] = c
	}
	return c
}

// submitted is closed when WeChat has accepted a submission.
func (w *ledgerWatch) submitted(appid string) <-chan struct{} { return w.of(appid) }
