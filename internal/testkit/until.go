package testkit

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Until waits for a condition on what can be seen from outside, as long as patience says. It asks in the test's own goroutine, where a
// condition may end the test.
func Until(t testing.TB, patience time.Duration, what string, condition func() bool) {
	t.Helper()
	deadline, tick := time.After(patience), time.NewTicker(5*time.Millisecond)
	defer tick.Stop()
	for !condition() {
		select {
		case <-tick.C:
		case <-deadline:
			require.FailNow(t, "waited in vain", what)
		}
	}
}
