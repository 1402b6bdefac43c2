package credentials

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/pgtest"
)

// sql runs statements on the store.
func (w *world) sql(p *Platform, statements ...string) {
	w.t.Helper()
	for _, statement := range statements {
		_, err := p.store.db.ExecContext(w.t.Context(), statement)
		require.NoError(w.t, err)
	}
}

// A store that can be read and not written to is not one that can be used.
func TestPingWrites(t *testing.T) {
	for _, fault := range []struct {
		name         string
		postgres     bool
		spoil, mend  []string
		probe, again string // on the connection of Ping itself
	}{
		{name: "read-only file", probe: `PRAGMA query_only = 1`, again: `PRAGMA query_only = 0`},
		{
			name: "disk full", spoil: []string{`CREATE TRIGGER full_u BEFORE UPDATE ON wxrelease_lease BEGIN SELECT RAISE(ABORT, ` +
				`'database or disk is full'); END`},
			mend: []string{`DROP TRIGGER full_u`},
		},
		{name: "no table of secrets", spoil: []string{`ALTER TABLE wxrelease_secret RENAME TO away`},
			mend: []string{`ALTER TABLE away RENAME TO wxrelease_secret`}},
		{
			name: "read-only server", postgres: true, spoil: []string{`SET default_transaction_read_only = on`},
			mend: []string{`SET default_transaction_read_only = off`},
		},
		{
			name: "no permission any more", postgres: true, spoil: []string{
				`CREATE ROLE reader`, `GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader`,
				`GRANT INSERT, UPDATE ON wxrelease_lease TO reader`, `SET ROLE reader`,
			}, mend: []string{`RESET ROLE`, `DROP OWNED BY reader`, `DROP ROLE reader`},
		},
	} {
		t.Run(fault.name, func(t *testing.T) {
			w := sqliteWorld(t)
			if fault.postgres {
				w = newWorld(t, pgtest.Database(t))
			}
			p := w.process(nil)
			p.pingEvery = 0
			p.store.db.SetMaxOpenConns(1) // settings of a connection hold for all
			require.NoError(t, p.Ping(t.Context()))
			w.sql(p, fault.spoil...)
			probe := func(statement string) {
				if statement != "" {
					_, err := p.store.probe.ExecContext(t.Context(), statement)
					require.NoError(t, err)
				}
			}
			probe(fault.probe)
			assert.ErrorContains(t, p.Ping(t.Context()), "write to the store of the platform's credentials: ")
			probe(fault.again)
			w.sql(p, fault.mend...)
			require.NoError(t, p.Ping(t.Context()))
		})
	}
}

// Ping disturbs nobody: it writes now and then, touches no lease, and does not wait long for another writer.
func TestPingDisturbsNobody(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		p := w.ready(nil)
		writes := func() (n int) {
			require.NoError(t, p.store.db.QueryRowContext(t.Context(),
				`SELECT coalesce(max(fence), 0) FROM wxrelease_lease WHERE name = 'ping'`).Scan(&n))
			return n
		}
		for range 20 {
			require.NoError(t, p.Ping(t.Context()))
		}
		assert.Equal(t, 1, writes())
		first := w.token(p, merchant)
		l, _, err := p.store.take(t.Context(), leaseApp(merchant), "me", time.Hour, false)
		require.NoError(t, err)
		require.NotNil(t, l)
		p.pingEvery = 0
		for range 3 {
			require.NoError(t, p.Ping(t.Context()))
		}
		assert.Equal(t, 4, writes())
		require.NoError(t, p.store.end(t.Context(), p.store.db, l, 0), "the lease is still its holder's")
		assert.Equal(t, first, w.token(p, merchant))
	})
}

// A writer that does not end is no store that can be written to; Ping says so within its caller's time.
func TestPingBesideAWriter(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	tx, err := p.store.db.BeginTx(t.Context(), nil) // immediate: it has the lock
	require.NoError(t, err)
	began := time.Now()
	assert.ErrorContains(t, p.Ping(t.Context()), "SQLITE_BUSY")
	assert.Less(t, time.Since(began), busyLimit)
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	assert.ErrorIs(t, p.Ping(ctx), context.DeadlineExceeded)
	require.NoError(t, tx.Rollback())
	require.Eventually(t, func() bool { return p.Ping(t.Context()) == nil }, 10*time.Second, time.Millisecond)
}
