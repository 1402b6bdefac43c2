package credentials

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// hintRetry is the pause between two questions to WeChat about a revocation that was only pushed so far.
const hintRetry = time.Minute

// Revoked notes that, as a push says, a merchant took the authorisation back at this moment, its CreateTime. On return the
// access token is gone from the store; the refresh token stays until WeChat refuses it. A push that is older than a newer
// authorisation, or that comes again, changes nothing.
func (p *Platform) Revoked(ctx context.Context, appid string, at time.Time) error {
	if appid == "" {
		return errors.New("note a revocation: it has no appid")
	}
	err := p.store.tx(ctx, func(tx *sql.Tx) error {
		now, err := p.store.now(ctx, tx)
		if err != nil {
			return err
		}
		if at.IsZero() || at.After(now.Add(clockTrust)) {
			at = now // a wrong clock must not outlast the next authorisation
		}
		a, err := p.store.authorizer(ctx, tx, appid)
		if err != nil || !a.before(at) {
			return err
		}
		// A renewal that is under way asked WeChat before the push: its answer must not count as one about the push. Its lease is
		// taken away before the row is written, in the order in which renewals lock the two.
		if err := p.store.takeAway(ctx, tx, leaseApp(appid)); err != nil {
			return err
		}
		noted, err := p.store.revoked(ctx, tx, appid, at)
		if err != nil || !noted {
			return err
		}
		return p.store.forget(ctx, tx, appid, kindAccess)
	})
	if err == nil {
		p.wakeUp()
	}
	return err
}

// before tells whether all that is known of the account is from before a revocation at this moment.
func (a authorizer) before(at time.Time) bool {
	return millis(a.authorizedAt) <= millis(at) && millis(a.revokedAt) < millis(at)
}

// revoked notes a revocation that WeChat was not asked about yet; it tells false, and does nothing, when it is not newer
// than what is known.
func (s *store) revoked(ctx context.Context, q querier, appid string, at time.Time) (bool, error) {
	noted, err := one(ctx, q, `INSERT INTO wxrelease_authorizer (component_appid, appid, revoked_at) VALUES ($1, $2, $3)
		ON CONFLICT (component_appid, appid) DO UPDATE SET revoked_at = excluded.revoked_at, checked_at = 0, problem_code = 0, problem = ''
		WHERE wxrelease_authorizer.authorized_at <= excluded.revoked_at AND wxrelease_authorizer.revoked_at < excluded.revoked_at`,
		s.component, appid, millis(at))
	if err != nil {
		return false, &StepError{Step: stepWriteRevoked, AppID: appid, Err: err}
	}
	return noted, nil
}

// confirmed notes that WeChat has given a token, so that a revocation that was pushed before does not hold. The authorisation
// is dated one millisecond after it, so that the same push changes nothing when it comes again.
func (s *store) confirmed(ctx context.Context, q querier, appid string) error {
	_, err := q.ExecContext(ctx, `UPDATE wxrelease_authorizer SET authorized_at = revoked_at + 1
		WHERE component_appid = $1 AND appid = $2 AND revoked_at > 0 AND revoked_at >= authorized_at`, s.component, appid)
	if err != nil {
		return &StepError{Step: stepWriteAccess, AppID: appid, Err: err}
	}
	return nil
}

// settleRevoked asks WeChat about the revocations that were only pushed so far: it gives a token or refuses, and then the
// secrets are deleted.
func (p *Platform) settleRevoked(ctx context.Context, now time.Time) error {
	appids, err := p.store.texts(ctx, `SELECT appid FROM wxrelease_authorizer WHERE component_appid = $1
		AND revoked_at > 0 AND revoked_at >= authorized_at AND problem = '' AND checked_at <= $2 ORDER BY revoked_at`,
		p.appid, millis(now.Add(-hintRetry)))
	if err != nil {
		return &StepError{Step: stepReadRevoked, Err: err}
	}
	for _, appid := range appids {
		// Not again at once, whatever comes of it.
		_, err := p.store.db.ExecContext(ctx, `UPDATE wxrelease_authorizer SET checked_at = $3
			WHERE component_appid = $1 AND appid = $2 AND problem = ''`, p.appid, appid, millis(now))
		if err != nil {
			return &StepError{Step: stepMarkRevoked, AppID: appid, Err: err}
		}
		denied := (*AccessError)(nil)
		if _, err := p.Token(ctx, appid); err != nil && !errors.As(err, &denied) && ctx.Err() == nil {
			p.log.WarnContext(ctx, "whether a merchant has taken the authorisation back is not known yet",
				"appid", appid, "again_in", hintRetry, "error", err)
		}
	}
	return nil
}
