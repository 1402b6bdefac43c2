package timing

import (
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
