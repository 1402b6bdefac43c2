package activities

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDurationText(t *testing.T) {
	for text, d := range map[string]time.Duration{
		"14d": 14 * 24 * time.Hour, "1d12h": 36 * time.Hour, "6h": 6 * time.Hour, "10m": 10 * time.Minute, "1h30m": 90 * time.Minute,
		"1m30s": 90 * time.Second, "1.5s": 1500 * time.Millisecond, "250ms": 250 * time.Millisecond, "0s": 0,
	} {
		require.Equal(t, text, Duration(d).String())
		var back Duration
		require.NoError(t, back.UnmarshalText([]byte(text)))
		require.Equal(t, d, time.Duration(back))
	}
	for _, bad := range []string{"", "5", "d", "-1d", "-5m", "1w", "99999d", "1d-5m", "soon"} {
		var d Duration
		require.ErrorContains(t, d.UnmarshalText([]byte(bad)), "not a duration", bad)
	}
}

func TestGrow(t *testing.T) {
	first, limit := Duration(10*time.Minute), Duration(2*time.Hour)
	want := []time.Duration{10 * time.Minute, 20 * time.Minute, 40 * time.Minute, 80 * time.Minute, 2 * time.Hour, 2 * time.Hour}
	for i, d := range want {
		require.Equal(t, d, backoff(first, 2, limit, i+1))
	}
	require.Equal(t, 2*time.Hour, backoff(first, 2, limit, 1<<30))
}

func TestSpreadStaysWithinATenthAndDiffers(t *testing.T) {
	seen := map[time.Duration]bool{}
	for i := range 1000 {
		d := jitter(time.Hour, fmt.Sprint("wx", i), 1)
		require.InDelta(t, float64(time.Hour), float64(d), float64(6*time.Minute))
		seen[d] = true
	}
	require.Greater(t, len(seen), 900)
	require.Equal(t, jitter(time.Hour, "a", 1), jitter(time.Hour, "a", 1))
}
