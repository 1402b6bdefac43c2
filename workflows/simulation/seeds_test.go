package simulation

import (
	"flag"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

var (
	oneSeed   = flag.Uint64("seed", 0, "run this one seed and tell all that happened")
	seedCount = flag.Uint64("seeds", fixedSeeds, "run so many seeds")
	seedBase  = flag.Uint64("from", 1, "the first seed of them")
	firstOnly = flag.Bool("first", false, "end with the first seed that fails")
)

// reports is how many failed seeds are told in full; the others are only counted.
const reports = 3

func TestSeeds(t *testing.T) {
	if *oneSeed != 0 {
		r := simulate(t, draw(*oneSeed), true)
		t.Log(r.report())
		for _, v := range r.check() {
			t.Errorf("seed %d: %s", *oneSeed, v)
		}
		return
	}
	var next, failed atomic.Uint64
	var kinds tally
	began := time.Now()
	t.Run("all", func(t *testing.T) {
		for range runtime.GOMAXPROCS(0) {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				for n := next.Add(1) - 1; n < *seedCount && !(*firstOnly && failed.Load() > 0); n = next.Add(1) - 1 {
					seed := *seedBase + n
					r := simulate(t, draw(seed), false)
					found := r.check()
					if len(found) == 0 {
						continue
					}
					kinds.add(seed, found)
					t.Errorf("seed %d: %v\nrun it again with: go test ./workflows/simulation -run TestSeeds -seed %d -v", seed, found, seed)
					if failed.Add(1) <= reports {
						t.Log(r.report())
					}
				}
			})
		}
	})
	took := time.Since(began)
	t.Logf("%d seeds in %s, %.0f a second; %d failed%s", *seedCount, took.Round(time.Millisecond), float64(*seedCount)/took.Seconds(),
		failed.Load(), &kinds)
}
