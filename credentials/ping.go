package credentials

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

const (
	pingEvery = 5 * time.Second // Ping writes at most so often while it succeeds
	probeBusy = time.Second     // how long its write waits for another process that writes to the SQLite file
)

// Ping tells whether the store can be used: read, and written to. It writes a row of its own, in a transaction that is kept:
// what is rolled back need not reach the disk. However often it is asked, one write is under way, and one in 5 s is enough
// while they succeed; it takes neither a lease nor a connection from those who renew tokens.
func (p *Platform) Ping(ctx context.Context) error {
	if last := p.pinged.Load(); last != nil && time.Since(*last) < p.pingEvery {
		return nil
	}
	result := p.flight.DoChan("ping", func() (any, error) {
		p.using.RLock()
		defer p.using.RUnlock()
		ctx, cancel := context.WithTimeout(p.alive, storeLimit)
		defer cancel()
		began := time.Now()
		err := p.store.ping(ctx)
		if err == nil {
			p.pinged.Store(&began)
		}
		return nil, err
	})
	select {
	case <-ctx.Done():
		return &StepError{Step: stepPingWrite, Err: context.Cause(ctx)}
	case got := <-result:
		return got.Err
	}
}

// ping writes.
func (s *store) ping(ctx context.Context) error {
	tx, err := s.probe.BeginTx(ctx, nil)
	if err != nil {
		return &StepError{Step: stepPingWrite, Err: err}
	}
	fail := func(step Step, err error) error {
		if undo := tx.Rollback(); undo != nil && !errors.Is(undo, sql.ErrTxDone) {
			err = errors.Join(err, undo)
		}
		return &StepError{Step: step, Err: err}
	}
	var n int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM wxrelease_version`).Scan(&n); err != nil {
		return fail(stepPingRead, err)
	}
	// The row of a lease that nobody takes.
	_, err = tx.ExecContext(ctx, `INSERT INTO wxrelease_lease (component_appid, name, holder, fence, expires_at)
		VALUES ($1, 'ping', '', 1, 0)
		ON CONFLICT (component_appid, name) DO UPDATE SET fence = wxrelease_lease.fence + 1`, s.component)
	if err != nil {
		return fail(stepPingWrite, err)
	}
	// This writes no row, but PostgreSQL checks that this user may write to the table of the secrets.
	_, err = tx.ExecContext(ctx, `INSERT INTO wxrelease_secret (component_appid, appid, kind, key_id, sealed, at, refresh_at, expires_at)
		SELECT '', '', '', '', '', 0, 0, 0 WHERE 1 = 0 ON CONFLICT (component_appid, appid, kind) DO UPDATE SET at = excluded.at`)
	if err != nil {
		return fail(stepPingWrite, err)
	}
	if err := tx.Commit(); err != nil {
		return &StepError{Step: stepPingWrite, Err: err}
	}
	return nil
}
