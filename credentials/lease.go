package credentials

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// lease is the right to renew something, for a while. Whoever holds it may lose it without noticing, by sleeping through
// its end; so what it protects is written only together with end, in one transaction.
type lease struct {
	name  string
	fence int64
}

// Names of leases.
const (
	leaseComponent = "component"  // the platform's token
	leaseStartPush = "start-push" // api_start_push_ticket; it is never given back, only runs out
)

func leaseApp(appid string) string { return "app/" + appid }

// take gives the lease, or nil when somebody else has it. A lease without a holder that has not ended yet is a pause after a
// renewal that failed: it is kept, and paused is true, unless anyway says that the caller cannot wait.
func (s *store) take(ctx context.Context, name, holder string, life time.Duration, anyway bool) (l *lease, paused bool, err error) {
	takeFrom := "" // a holder's name whose lease may be taken before its end: "" is a pause
	if !anyway {
		takeFrom = "nobody" // no holder has this name, see holderName
	}
	err = s.tx(ctx, func(tx *sql.Tx) error {
		now, err := s.now(ctx, tx)
		if err != nil {
			return err
		}
		taken := lease{name: name}
		err = tx.QueryRowContext(ctx, `INSERT INTO wxrelease_lease (component_appid, name, holder, fence, expires_at)
			VALUES ($1, $2, $3, 1, $4)
			ON CONFLICT (component_appid, name) DO UPDATE SET holder = excluded.holder, fence = wxrelease_lease.fence + 1,
				expires_at = excluded.expires_at
			WHERE wxrelease_lease.expires_at <= $5 OR wxrelease_lease.holder = $6
			RETURNING fence`, s.component, name, holder, millis(now.Add(life)), millis(now), takeFrom).Scan(&taken.fence)
		if err == nil {
			l = &taken
			return nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT holder = '' AND expires_at > $3 FROM wxrelease_lease
			WHERE component_appid = $1 AND name = $2`, s.component, name, millis(now)).Scan(&paused)
	})
	if err != nil {
		return nil, false, &StepError{Step: stepTakeLease, Of: name, Err: err}
	}
	return l, paused, nil
}

// errLost says that the lease has changed hands meanwhile: nothing may be written under it any more.
var errLost = errors.New("the lease was taken over meanwhile")

// end gives the lease back, in the transaction that writes what it protects; it fails with errLost when it is not ours any
// more. With a pause only callers who cannot wait get it for so long.
func (s *store) end(ctx context.Context, q querier, l *lease, pause time.Duration) error {
	var until time.Time
	if pause > 0 {
		now, err := s.now(ctx, q)
		if err != nil {
			return err
		}
		until = now.Add(pause)
	}
	ours, err := one(ctx, q, `UPDATE wxrelease_lease SET holder = '', expires_at = $4
		WHERE component_appid = $1 AND name = $2 AND fence = $3 AND holder <> ''`, s.component, l.name, l.fence, millis(until))
	if err == nil && !ours {
		err = errLost
	}
	if err != nil {
		return &StepError{Step: stepGiveLease, Of: l.name, Err: err}
	}
	return nil
}

// takeAway ends the lease of whoever holds it, and keeps others from taking it until the transaction is over.
func (s *store) takeAway(ctx context.Context, q querier, name string) error {
	_, err := q.ExecContext(ctx, `INSERT INTO wxrelease_lease (component_appid, name, holder, fence, expires_at) VALUES ($1, $2, '', 1, 0)
		ON CONFLICT (component_appid, name) DO UPDATE SET holder = '', fence = wxrelease_lease.fence + 1, expires_at = 0`,
		s.component, name)
	if err != nil {
		return &StepError{Step: stepEndLease, Of: name, Err: err}
	}
	return nil
}
