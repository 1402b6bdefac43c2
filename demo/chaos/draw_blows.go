package main

import (
	"slices"
	"time"

	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// How many releases there are to one blow of a kind; of each kind there is one at least.
var blowEvery = []struct {
	kind     blowKind
	releases int
}{
	{killWorker, 25}, {stopWorker, 60}, {killWorkers, 250}, {killBridge, 50}, {stopBridge, 120}, {killServer, 300}, {stopServer, 1000},
}

// heldFor is how long WeChat keeps an answer back until the workers are killed.
const heldFor = 4 * time.Second

// drawBlows spreads the blows over the run. Some releases' answers are kept back for the worst moment: WeChat has accepted the
// submission, and the worker dies before it is told.
func drawBlows(d *dealer, all []release) (blows []blow) {
	if len(all) == 0 {
		return nil
	}
	for _, every := range blowEvery {
		n := max(1, len(all)/every.releases)
		for i := range n {
			// One in each part of the run, so that they do not all come at once.
			from, to := i*len(all)/n, (i+1)*len(all)/n
			blows = append(blows, blow{
				Kind: every.kind, Worker: d.random.IntN(1 << 16), Starts: from + 1 + d.random.IntN(to-from),
				Wait: d.between(0, 1500*time.Millisecond), Down: d.between(0, 2*time.Second),
			})
		}
	}
	for i := range blows {
		if blows[i].Kind == killWorkers {
			blows[i].Held = hold(all, blows[i].Starts-1) + 1
		}
	}
	slices.SortStableFunc(blows, func(a, b blow) int { return a.Starts - b.Starts })
	return blows
}

// hold keeps back the answer to the first submission of a release from the nth on, or else of one before it; -1 for none. The worst
// moment alone is enough, so it takes one that has nothing else before it, as long as there is one.
func hold(all []release, nth int) int {
	for _, fits := range []func(release) bool{
		func(r release) bool { return len(r.Acts) == 0 && len(r.Troubles) == 0 },
		func(r release) bool {
			return !slices.ContainsFunc(r.Troubles, func(t trouble) bool { return t.Fault.Endpoint == submitPath }) &&
				!slices.ContainsFunc(r.Acts, func(a act) bool { return a.Early })
		},
	} {
		for i := range all {
			r := &all[(nth+i)%len(all)]
			if r.Obstacle != noObstacle || !fits(*r) {
				continue
			}
			r.Troubles = append(r.Troubles, trouble{"submit_audit: accepted, and all workers die before they know", wxatest.Fault{
				Endpoint: submitPath, AppID: r.AppID, Effect: true, Delay: heldFor,
			}})
			return r.N
		}
	}
	return -1
}
