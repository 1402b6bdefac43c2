package credentials

import (
	"context"
	"database/sql"
	"time"

	"github.com/wxrelease/wxrelease/wxa"
)

const ticketLife = 12 * time.Hour

func (p *Platform) componentRenewal() renewal {
	return renewal{appid: p.appid, kind: kindComponent, lease: leaseComponent, make: p.makeComponentToken}
}

// makeComponentToken makes the platform's token from the newest ticket. A ticket that WeChat refuses is not tried again:
// the next push brings another.
func (p *Platform) makeComponentToken(ctx context.Context, l *lease) (string, error) {
	ticket, err := p.store.secret(ctx, p.store.db, p.appid, kindTicket)
	if err != nil {
		return "", err
	}
	if !ticket.found() {
		return "", &TicketError{Platform: p.appid, Reason: ReasonNeverPushed}
	}
	asked, err := p.store.now(ctx, p.store.db)
	if err != nil {
		return "", err
	}
	if !asked.Before(ticket.expiresAt) {
		return "", &TicketError{Platform: p.appid, Reason: ReasonTicketOver, Pushed: ticket.at}
	}
	token, err := p.wechat.ComponentToken(ctx, ticket.text)
	if wxa.ClassOf(err) == wxa.ClassWait {
		ticket.expiresAt = ticket.at
		if marked := p.store.postpone(ctx, p.store.db, p.appid, kindTicket, ticket); marked != nil {
			p.log.WarnContext(ctx, "a refused ticket was not marked, it may be tried again", "error", marked)
		}
		return "", &TicketError{Platform: p.appid, Reason: ReasonTicketRefused, Pushed: ticket.at, Err: err}
	}
	if err != nil {
		return "", &StepError{Step: stepMakePlatform, Err: err}
	}
	c := secret{text: token.Text, at: asked}
	c.refreshAt, c.expiresAt = lifetime(asked, token.Life)
	err = p.store.tx(ctx, func(tx *sql.Tx) error {
		if err := p.store.end(ctx, tx, l, 0); err != nil {
			return err
		}
		return p.store.keep(ctx, tx, p.appid, kindComponent, c)
	})
	return token.Text, err
}
