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
		// A ticket that a wrong clock dates into the future would keep all later ones out.
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
		return time.Time{}, &StepError{Step: stepReadTicket, Err: err}
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
		if expires.IsZero() || expires.After(now.Add(codeLife+clockTrust)) { // of a wrong clock: it would keep the next code out
			expires = now.Add(codeLife)
		}
		kept, err := p.store.keepIf(ctx, tx, appid, kindCode, secret{text: code, at: now, refreshAt: now, expiresAt: expires},
			`WHERE wxrelease_secret.expires_at <= excluded.expires_at`)
		if err != nil || !kept {
			return err
		}
		// We are not told when the push was made, but a code ends an hour after that. Of the two guesses the later one counts:
		// to take a good authorisation for one that was revoked before would stop all work on it, while the opposite mistake is
		// found with WeChat's next answer.
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

// wakeUp has Run work on what a push has brought at once.
func (p *Platform) wakeUp() {
	select {
	case p.wake <- struct{}{}:
	default: // it is awake
	}
}
