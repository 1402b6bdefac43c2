package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// account is what is told in the end.
type account struct {
	dir        string
	seed       uint64
	took       time.Duration
	releases   int
	rows       []row
	violations []violation
}

type row struct {
	what string
	n    int
}

type violation struct {
	appid, what, history string
}

// account compares what WeChat accepted with what each release says.
func (w *world) account(took time.Duration) *account {
	a := &account{dir: w.dir, seed: w.seed, took: took, releases: w.releases}
	effects := map[string][]wxatest.Effect{}
	for _, e := range w.sim.Ledger() {
		effects[e.AppID] = append(effects[e.AppID], e)
	}
	counts := map[string]int{}
	for i, c := range w.plan.courses {
		appid := c.app.AppID
		f := facts{course: c, result: w.outcomes[i], effects: effects[appid], last: w.newestStatus(appid)}
		ending := "open"
		if f.ended {
			ending = string(f.status.Outcome)
		}
		counts["ended: "+ending]++
		for _, e := range f.effects {
			counts["accepted by WeChat: "+e.Action]++
		}
		if f.count(wxatest.ActionSubmit) > 1 {
			counts["submitted twice"]++
		}
		history := ""
		for _, what := range check(f) {
			if history == "" {
				history = w.keepHistory(appid)
			}
			a.violations = append(a.violations, violation{appid, what, history})
		}
		if f.ended && f.status.VerdictBy != "" {
			counts["verdict learnt by: "+string(f.status.VerdictBy)]++
		}
	}
	w.mu.Lock()
	for what, n := range w.blows {
		counts["process: "+what] += n
	}
	w.mu.Unlock()
	for _, p := range w.sim.Pushes() {
		if p.Success {
			counts["pushes taken"]++
		} else {
			counts["pushes refused or lost"]++
		}
	}
	counts["calls of WeChat"] = w.sim.Calls("", "")
	counts["calls of WeChat that a fault struck"] = w.struck()
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		a.rows = append(a.rows, row{what, counts[what]})
	}
	return a
}

func (a *account) print(out io.Writer) {
	fmt.Fprintf(out, "# %d releases, seed %d, %s\n\n| | |\n|---|---|\n", a.releases, a.seed, a.took.Round(time.Second))
	for _, r := range a.rows {
		fmt.Fprintf(out, "| %s | %d |\n", r.what, r.n)
	}
	fmt.Fprintln(out)
	if len(a.violations) == 0 {
		fmt.Fprintln(out, "Each release submitted once at most, did what it was asked for once at most, and tells what WeChat decided.")
		return
	}
	fmt.Fprintf(out, "## Wrong\n\n")
	for _, v := range a.violations {
		fmt.Fprintf(out, "- %s %s; its history: %s\n", v.appid, v.what, v.history)
	}
}
