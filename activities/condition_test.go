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
	require.Equal(t, 3, a.Count)
	require.Equal(t, 2*time.Minute, a.lasted())

	see(time.Minute, outage, time.Minute)
	require.Equal(t, 1, a.Count)
	require.Zero(t, a.lasted())
	see(time.Minute, checking, 5*time.Minute)
	require.Equal(t, 1, a.Count, "another answer clears it")
	require.Zero(t, a.lasted())

	// Nobody watched for two days: what is beyond the pause and a minute does not count.
	see(48*time.Hour, checking, time.Minute)
	require.Equal(t, 6*time.Minute, a.lasted())
	require.Equal(t, 2, a.Count)
	require.Equal(t, 6, a.Failures)
	see(time.Minute, reviewing, 0)
	require.Zero(t, a.Failures)
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
