package simulation

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A failing seed is worth something only if it fails again. Two activities at the same moment may change places; nothing that
// is checked may hang on that.
func TestSameSeedSameRun(t *testing.T) {
	for seed := range uint64(60) {
		first, second := simulate(t, draw(seed), false), simulate(t, draw(seed), false)
		require.Equal(t, first.status.Outcome, second.status.Outcome, "seed %d", seed)
		require.Equal(t, first.ended, second.ended, "seed %d", seed)
		require.Equal(t, first.wechat.sim.Ledger(), second.wechat.sim.Ledger(), "seed %d", seed)
		require.Equal(t, first.counts, second.counts, "seed %d", seed)
		require.Equal(t, len(first.wechat.exchanges), len(second.wechat.exchanges), "seed %d", seed)
		require.Equal(t, first.after, second.after, "seed %d", seed)
	}
}
