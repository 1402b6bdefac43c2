package activities

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestConditionsHaveTheirOwnClock(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	a := &attempt{now: func() time.Time { return now }}
	see := func(after time.Duration, c condition, pause time.Duration) {
		now = now.Add(after)
		a.see(c)
		a.Pause = pause
	}
	see(0, checking, time.Minute)
	see(time.Minute, checking, time.Minute)
	see(time.Minute, checking, time.Minute)
	require.Equal(t, 3, a.Main.Count)
	require.Equal(t, 2*time.Minute, a.Main.lasted())

	// Passing trouble interrupts it: the time without an answer does not count, what was before it does.
	see(time.Minute, outage, time.Minute)
	see(time.Hour, busy, time.Minute)
	require.Equal(t, 1, a.Trouble.Count)
	require.Equal(t, 2, a.Nothing.Count)
	see(time.Minute, checking, 5*time.Minute)
	require.Equal(t, 4, a.Main.Count)
	require.Equal(t, 2*time.Minute, a.Main.lasted())
	require.Zero(t, a.Nothing)

	// Another answer ends it.
	see(time.Minute, submitBusy, time.Minute)
	see(time.Minute, checking, 5*time.Minute)
	require.Equal(t, 1, a.Main.Count)
	require.Zero(t, a.Main.lasted())

	// Nobody watched for two days: what is beyond the pause and a minute does not count.
	see(48*time.Hour, checking, time.Minute)
	require.Equal(t, 6*time.Minute, a.Main.lasted())

	// Trouble that goes by turns is trouble all the same.
	for i := range 10 {
		see(time.Minute, []condition{busy, outage, unreadable}[i%3], time.Minute)
	}
	require.Equal(t, 1, a.Trouble.Count)
	require.Equal(t, 10, a.Nothing.Count)
	require.Equal(t, 9*time.Minute, a.Nothing.lasted())
}

func TestWhatMayBeOut(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	a := &attempt{now: func() time.Time { return now }}
	require.False(t, a.out())
	first := now.Add(-time.Hour)
	a.mayBeOutSince(first)
	a.mayBeOut()
	require.True(t, a.out())
	require.Equal(t, first, a.OutSince)
	require.Equal(t, now, a.SentAt)
	a.notOut()
	require.False(t, a.out())
}
