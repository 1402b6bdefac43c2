package credentials

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Kinds of secrets. The names are in the database: never change one.
const (
	kindTicket    = "component_verify_ticket"  // the platform's
	kindComponent = "component_access_token"   // the platform's
	kindCode      = "authorization_code"       // waits for api_query_auth
	kindRefresh   = "authorizer_refresh_token" // lasts until the merchant takes the authorisation back
	kindAccess    = "authorizer_access_token"
)

// secret is one sealed value. The zero secret is none.
type secret struct {
	text   string
	sealed string // as it is in the row: it tells whether the row is still the one that was read

	at        time.Time // when it was pushed or made
	refreshAt time.Time // when to renew it; for a code: when to try it next
	expiresAt time.Time // zero: it does not end by time
}

func (c secret) found() bool { return c.sealed != "" }

// secret reads one.
func (s *store) secret(ctx context.Context, q querier, appid, kind string) (secret, error) {
	var c secret
	var key string
	var at, refreshAt, expiresAt int64
	err := q.QueryRowContext(ctx, `SELECT key_id, sealed, at, refresh_at, expires_at FROM wxrelease_secret
		WHERE component_appid = $1 AND appid = $2 AND kind = $3`, s.component, appid, kind).
		Scan(&key, &c.sealed, &at, &refreshAt, &expiresAt)
	if errors.Is(err, sql.ErrNoRows) {
		return secret{}, nil
	}
	if err != nil {
		return secret{}, &StepError{Step: stepReadSecret, Of: kind, AppID: appid, Err: err}
	}
	if c.text, err = s.keys.open(rowKey{s.component, appid, kind}, key, c.sealed); err != nil {
		return secret{}, err
	}
	c.at, c.refreshAt, c.expiresAt = moment(at), moment(refreshAt), moment(expiresAt)
	return c, nil
}

// keep writes one over whatever was there, sealed with the current key.
func (s *store) keep(ctx context.Context, q querier, appid, kind string, c secret) error {
	_, err := s.keepIf(ctx, q, appid, kind, c, "")
	return err
}

// keepIf is keep under a condition on the row that is there already; it tells whether it wrote.
func (s *store) keepIf(ctx context.Context, q querier, appid, kind string, c secret, condition string) (bool, error) {
	key, sealed := s.keys.seal(rowKey{s.component, appid, kind}, c.text)
	wrote, err := one(ctx, q, `INSERT INTO wxrelease_secret (component_appid, appid, kind, key_id, sealed, at, refresh_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (component_appid, appid, kind) DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed,
			at = excluded.at, refresh_at = excluded.refresh_at, expires_at = excluded.expires_at `+condition,
		s.component, appid, kind, key, sealed, millis(c.at), millis(c.refreshAt), millis(c.expiresAt))
	if err != nil {
		return false, &StepError{Step: stepWriteSecret, Of: kind, AppID: appid, Err: err}
	}
	return wrote, nil
}

// drop deletes the secret if the row is still the one that was read, and tells whether it did.
func (s *store) drop(ctx context.Context, q querier, appid, kind string, c secret) (bool, error) {
	dropped, err := one(ctx, q, `DELETE FROM wxrelease_secret
		WHERE component_appid = $1 AND appid = $2 AND kind = $3 AND sealed = $4`, s.component, appid, kind, c.sealed)
	if err != nil {
		return false, &StepError{Step: stepDropSecret, Of: kind, AppID: appid, Err: err}
	}
	return dropped, nil
}

// postpone sets when a secret is to be renewed or tried next, and when it ends, if the row is still the one that was read.
func (s *store) postpone(ctx context.Context, q querier, appid, kind string, c secret) error {
	_, err := q.ExecContext(ctx, `UPDATE wxrelease_secret SET refresh_at = $5, expires_at = $6
		WHERE component_appid = $1 AND appid = $2 AND kind = $3 AND sealed = $4`,
		s.component, appid, kind, c.sealed, millis(c.refreshAt), millis(c.expiresAt))
	if err != nil {
		return &StepError{Step: stepMarkSecret, Of: kind, AppID: appid, Err: err}
	}
	return nil
}

// dueCodes lists the accounts whose authorisation code is to be tried now.
func (s *store) dueCodes(ctx context.Context, now time.Time) ([]string, error) {
	return s.texts(ctx, `SELECT appid FROM wxrelease_secret
		WHERE component_appid = $1 AND kind = $2 AND refresh_at <= $3 ORDER BY at`, s.component, kindCode, millis(now))
}

// texts reads one column of texts.
func (s *store) texts(ctx context.Context, query string, args ...any) (texts []string, err error) {
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, rows.Err()
}

// reseal seals with the current key what is sealed with an old one, and tells how many it did. A row that changes
// meanwhile is left: whoever changed it sealed it anew.
func (s *store) reseal(ctx context.Context) (int, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT appid, kind, key_id, sealed FROM wxrelease_secret
		WHERE component_appid = $1 AND key_id <> $2`, s.component, s.keys.Current())
	if err != nil {
		return 0, &StepError{Step: stepFindOld, Err: err}
	}
	type row struct{ appid, kind, key, sealed string }
	var old []row
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.appid, &r.kind, &r.key, &r.sealed); err != nil {
			return 0, errors.Join(err, rows.Close())
		}
		old = append(old, r)
	}
	if err := rows.Err(); err != nil {
		return 0, &StepError{Step: stepFindOld, Err: err}
	}
	n := 0
	var faults []error
	for _, r := range old {
		at := rowKey{s.component, r.appid, r.kind}
		text, err := s.keys.open(at, r.key, r.sealed)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		key, sealed := s.keys.seal(at, text)
		wrote, err := one(ctx, s.db, `UPDATE wxrelease_secret SET key_id = $5, sealed = $6
			WHERE component_appid = $1 AND appid = $2 AND kind = $3 AND sealed = $4`, s.component, r.appid, r.kind, r.sealed, key, sealed)
		if err != nil {
			return n, &StepError{Step: stepResealSecret, Of: r.kind, AppID: r.appid, Err: err}
		}
		if wrote {
			n++
		}
	}
	return n, errors.Join(faults...)
}
