package credentials

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The order of docs/operations.md: two programs get a new key, one after the other, while all goes on; at no moment does anything
// fail.
func TestKeysRollWithoutAFailure(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		keys := func(current byte, old ...byte) *Platform {
			return w.process(func(c *Config) {
				c.Key = testKey(current)
				for _, key := range old {
					c.OldKeys = append(c.OldKeys, testKey(key))
				}
			})
		}
		// work is all that the programs do with the store: each writes what the other reads.
		work := func(step string, programs ...*Platform) {
			t.Helper()
			for i, writes := range programs {
				reads := programs[len(programs)-1-i]
				require.NoError(t, writes.SaveTicket(t.Context(), "ticket@@@1", w.now()), step)
				writes.Drop(merchant, w.token(writes, merchant))
				token := w.token(writes, merchant)
				assert.Equal(t, token, w.token(reads, merchant), step)
				reads.Drop(merchant, token)
				assert.NotEqual(t, token, w.token(reads, merchant), step)
				require.NoError(t, writes.Authorized(t.Context(), merchant, w.wechat.authorise(merchant, w.now()), w.now().Add(codeLife)),
					step)
				require.NoError(t, reads.settleAll(t.Context()), step)
				assert.Equal(t, w.wechat.accounts[merchant].access, w.token(writes, merchant), step)
			}
		}
		w.wechat.accounts[other].sets = []int{18}
		bridge, worker := keys(1), keys(1)
		w.ready(nil)
		work("before", bridge, worker)

		bridge = keys(1, 2)
		work("the bridge knows the new key", bridge, worker)
		worker = keys(1, 2)
		work("both know it", bridge, worker)
		bridge = keys(2, 1)
		work("the bridge seals with it", bridge, worker)
		worker = keys(2, 1)
		work("both seal with it", bridge, worker)

		_, err := bridge.Sync(t.Context())
		require.NoError(t, err)
		bridge = keys(2)
		work("the bridge has forgotten the old key", bridge, worker)
		worker = keys(2)
		work("both have", bridge, worker)
		w.token(worker, other)
		assert.NotRegexp(t, "level=(WARN|ERROR)", w.log.String())
	})
}

// A key that opens nothing is found when the store is opened; one that opens a part is let in, and counted.
func TestKeysAreCheckedAtTheStart(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		open := func(current byte, old ...byte) (Keys, error) {
			cfg := Config{AppID: component, Secret: secretHex, Store: w.store, Key: testKey(current), Transport: w.wechat, Now: w.clock.Now}
			for _, key := range old {
				cfg.OldKeys = append(cfg.OldKeys, testKey(key))
			}
			p, err := Open(t.Context(), cfg)
			if err != nil {
				return Keys{}, err
			}
			defer func() { assert.NoError(t, p.Close()) }()
			return p.Keys(t.Context())
		}
		_, err := open(9)
		require.NoError(t, err, "an empty store fits every key")
		p := w.ready(nil)
		_, err = open(2, 3)
		require.ErrorIs(t, err, ErrKey)
		assert.ErrorContains(t, err, "the store key opens nothing in this store: its secrets are sealed with store key ")
		assert.NotContains(t, err.Error(), "WXRELEASE", "settings are for the program to name")
		n, err := open(2, 1)
		require.NoError(t, err)
		assert.Equal(t, Keys{Old: 1}, n)

		w.token(p, merchant)
		require.NoError(t, w.process(func(c *Config) { c.Key, c.OldKeys = testKey(2), [][]byte{testKey(1)} }).SaveTicket(t.Context(),
			"ticket@@@1", w.now()))
		n, err = open(2)
		require.NoError(t, err)
		assert.Equal(t, Keys{Current: 1, Unknown: 3}, n)
		n, err = open(1, 2)
		require.NoError(t, err)
		assert.Equal(t, Keys{Current: 3, Old: 1}, n)

		stranger, err := Open(t.Context(), Config{AppID: "wx0000aaaa0000bbbb", Secret: secretHex, Store: w.store, Key: testKey(7)})
		require.NoError(t, err, "another platform's rows are none of its business")
		require.NoError(t, stranger.Close())
	})
}

// A token that WeChat refused is dropped, although its row is sealed anew after it was read and before it is deleted.
func TestDropBesideReseal(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		programs := []*Platform{
			w.ready(func(c *Config) { c.OldKeys = [][]byte{testKey(2)} }),
			w.process(func(c *Config) { c.Key, c.OldKeys = testKey(2), [][]byte{testKey(1)} }),
		}
		ctx, stop := context.WithCancel(t.Context())
		var sealing sync.WaitGroup
		defer sealing.Wait()
		defer stop()
		for _, p := range programs {
			sealing.Go(func() {
				for ctx.Err() == nil {
					_, err := p.store.reseal(context.WithoutCancel(ctx))
					assert.NoError(t, err)
				}
			})
		}
		for range 20 {
			token := w.token(programs[0], merchant)
			programs[0].Drop(merchant, token)
			require.NotEqual(t, token, w.token(programs[1], merchant))
		}
	})
}
