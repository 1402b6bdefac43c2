package simulation

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// report is all that is known of a run.
func (r *run) report() string {
	schedule, err := json.MarshalIndent(r.schedule, "", " ")
	if err != nil {
		return err.Error()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "schedule: %s\n\nwhat happened:\n%s\n\nledger:\n", schedule, strings.Join(r.lines, "\n"))
	for _, e := range r.wechat.sim.Ledger() {
		at := e.At.Sub(r.start).Round(time.Millisecond)
		fmt.Fprintf(&b, "%16s  %s review %d of %s\n", at, e.Action, e.AuditID, e.Version)
	}
	fmt.Fprintf(&b, "\nreviews at the end of the release: %+v\n", r.reviews)
	status, err := json.MarshalIndent(r.status, "", " ")
	if err != nil {
		return err.Error()
	}
	fmt.Fprintf(&b, "status: %s\nerror: %v\n", status, r.err)
	return b.String()
}

// tally counts violations by kind, with the first seeds of each.
type tally struct {
	mu    sync.Mutex
	seeds map[string][]uint64
}

func (t *tally) add(seed uint64, found []violation) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.seeds == nil {
		t.seeds = map[string][]uint64{}
	}
	for _, v := range found {
		if all := t.seeds[v.kind]; !slices.Contains(all, seed) {
			t.seeds[v.kind] = append(all, seed)
		}
	}
}

func (t *tally) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var b strings.Builder
	for _, kind := range slices.Sorted(maps.Keys(t.seeds)) {
		seeds := slices.Sorted(slices.Values(t.seeds[kind]))
		fmt.Fprintf(&b, "\n%6d  %-28s seeds %v", len(seeds), kind, seeds[:min(8, len(seeds))])
	}
	return b.String()
}
