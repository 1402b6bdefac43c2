package timing

import (
	"fmt"
	"hash/fnv"
	"time"
)

// Backoff gives the pause after the nth failure in a row (1, 2, …): first, multiplied by factor each time, at most limit.
func Backoff(first Duration, factor float64, limit Duration, n int) time.Duration {
	d := float64(first)
	for ; n > 1 && d < float64(limit); n-- {
		d *= factor
	}
	return time.Duration(min(d, float64(limit)))
}

// Jitter moves d by up to a tenth either way. It is a pure function of its arguments, so that the next poll can be told
// without asking: key is what differs between releases.
func Jitter(d time.Duration, key string, n int) time.Duration {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s/%d", key, n)
	// A number in [-1, 1).
	x := float64(mixed(h.Sum64())>>11)/(1<<52) - 1
	return d + time.Duration(x*float64(d)/10)
}

// mixed spreads what differs in the last bytes of a text over all bits: FNV leaves the high ones nearly alone, and a release would
// be early, or late, at each of its polls. It is the last step of SplitMix64.
func mixed(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
