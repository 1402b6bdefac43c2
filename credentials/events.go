package credentials

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

const (
	codeLife   = time.Hour        // of an authorisation code, as pushes tell
	clockTrust = 10 * time.Minute // how far WeChat's clock may be from the store's
	firstRetry = 5 * time.Second
	lastRetry  = 5 * time.Minute
)

// SaveTicket keeps a pushed component_verify_ticket; on return it is in the store for good. An older one never replaces a
// newer one. pushedAt is the push's CreateTime.
func (p *Platform) SaveTicket(ctx context.Context, ticket string, pushedAt time.Time) error {
	if ticket == "" {
		return errors.New("save the platform's ticket: it is empty")
	}
	return p.store.tx(ctx, func(tx *sql.Tx) error {
		now, err := p.store.now(ctx, tx)
		if err != nil {
			return err
		}
		// A wrong clock must not keep later tickets out.
		if pushedAt.IsZero() || pushedAt.After(now) {
			pushedAt = now
		}
		_, err = p.store.keepIf(ctx, tx, p.appid, kindTicket, secret{text: ticket, at: pushedAt, expiresAt: pushedAt.Add(ticketLife)},
			`WHERE wxrelease_secret.at <= excluded.at`)
		return err
	})
}

// TicketTime tells when the newest ticket was pushed, the zero time when none ever was.
func (p *Platform) TicketTime(ctx context.Context) (time.Time, error) {
	var at int64
	err := p.store.db.QueryRowContext(ctx, `SELECT at FROM wxrelease_secret WHERE component_appid = $1 AND appid = $1 AND kind = $2`,
		p.appid, kindTicket).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("read the time of the platform's ticket from the store: %w", err)
	}
	return moment(at), nil
}

// Authorized keeps the code of an authorisation, a new one (authorized) or a changed one (updateauthorized); on return it is
// in the store for good. [Platform.Run] exchanges it for tokens, in this process or another. expires is the end of the code,
// zero when not told.
func (p *Platform) Authorized(ctx context.Context, appid, code string, expires time.Time) error {
	if appid == "" || code == "" {
		return fmt.Errorf("save the authorisation of %q: it has no appid or no code", appid)
	}
	err := p.store.tx(ctx, func(tx *sql.Tx) error {
		now, err := p.store.now(ctx, tx)
		if err != nil {
			return err
		}
		if expires.IsZero() || expires.After(now.Add(codeLife+clockTrust)) { // a wrong clock must not keep the next code out
			expires = now.Add(codeLife)
		}
		kept, err := p.store.keepIf(ctx, tx, appid, kindCode, secret{text: code, at: now, refreshAt: now, expiresAt: expires},
			`WHERE wxrelease_secret.expires_at <= excluded.expires_at`)
		if err != nil || !kept {
			return err
		}
		// The push's own time is not told here, but codes live for an hour. The later guess counts: taking a good authorisation
		// for revoked would stop releases, the reverse is found out by WeChat's next answer.
		at := now
		if guess := expires.Add(-codeLife); guess.After(now) && guess.Before(now.Add(clockTrust)) {
			at = guess
		}
		return p.store.authorized(ctx, tx, appid, at, nil)
	})
	if err == nil {
		p.wakeUp()
	}
	return err
}

// wakeUp lets Run look at once for what a push has brought.
func (p *Platform) wakeUp() {
	select {
	case p.wake <- struct{}{}:
	default: // it is awake
	}
}
