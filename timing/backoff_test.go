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
