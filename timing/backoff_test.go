package timing

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestBackoff(t *testing.T) {
	first, limit := Duration(10*time.Minute), Duration(2*time.Hour)
	want := []time.Duration{10 * time.Minute, 20 * time.Minute, 40 * time.Minute, 80 * time.Minute, 2 * time.Hour, 2 * time.Hour}
	for i, d := range want {
		require.Equal(t, d, Backoff(first, 2, limit, i+1))
	}
	require.Equal(t, 2*time.Hour, Backoff(first, 2, limit, 1<<30))
}

func TestJitterStaysWithinATenthAndDiffers(t *testing.T) {
	seen := map[time.Duration]bool{}
	for i := range 1000 {
		d := Jitter(time.Hour, fmt.Sprint("wx", i), 1)
		require.InDelta(t, float64(time.Hour), float64(d), float64(6*time.Minute))
		seen[d] = true
	}
	require.Greater(t, len(seen), 900)
	require.Equal(t, Jitter(time.Hour, "a", 1), Jitter(time.Hour, "a", 1))
}

// One release's pauses differ from each other as those of many releases do: nobody is always late.
func TestJitterOfOneReleaseDiffers(t *testing.T) {
	const count = 1000
	for key := range 100 {
		var sum, squares float64
		for n := range count {
			x := float64(Jitter(time.Hour, fmt.Sprint("wx555566667777", key, "/430000001"), n+1)-time.Hour) / float64(6*time.Minute)
			sum += x
			squares += x * x
		}
		require.InDelta(t, 0, sum/count, 0.1, "the mean, where a tenth is 1")
		require.InDelta(t, 1.0/3, squares/count, 0.05, "the variance of what is even from -1 to 1")
	}
}
