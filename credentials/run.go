package credentials

import (
	"context"
	"errors"
	"time"

	"github.com/wxrelease/wxrelease/wxa"
)

const (
	roundEvery = 5 * time.Second // how often Run reads whether another process has saved a code or a revocation
	watchEvery = time.Minute     // how often it checks the age of the ticket

	askAgain = time.Hour // api_start_push_ticket is called at most so often
)

// Run works in the background until ctx ends: it exchanges the codes of authorisations for tokens, asks WeChat about
// revocations that were pushed, and watches the age of the ticket. Any number of processes may run it; they share the work. It
// returns nil.
func (p *Platform) Run(ctx context.Context) error {
	tick := time.NewTicker(roundEvery)
	defer tick.Stop()
	w := watchdog{p: p}
	for {
		if err := p.settleAll(ctx); err != nil && ctx.Err() == nil {
			p.log.ErrorContext(ctx, "new authorisations and revocations cannot be read", "error", err)
		}
		if err := w.check(ctx); err != nil && ctx.Err() == nil {
			p.log.ErrorContext(ctx, "the platform's ticket cannot be watched", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-p.wake:
		case <-tick.C:
		}
	}
}

// settleAll exchanges every code whose time has come, and finds out what became of authorisations that a push calls revoked.
func (p *Platform) settleAll(ctx context.Context) error {
	now, err := p.store.now(ctx, p.store.db)
	if err != nil {
		return err
	}
	appids, err := p.store.dueCodes(ctx, now)
	if err != nil {
		return &StepError{Step: stepReadCodes, Err: err}
	}
	for _, appid := range appids {
		if err := p.settle(ctx, appid); err != nil && ctx.Err() == nil {
			p.log.ErrorContext(ctx, "an authorisation is not complete", "appid", appid, "error", err)
		}
	}
	return p.settleRevoked(ctx, now)
}

// settle exchanges the code of one account, unless another process does, and reads from WeChat who the account is.
func (p *Platform) settle(ctx context.Context, appid string) error {
	l, _, err := p.store.take(ctx, leaseApp(appid), p.holder, leaseLife, true)
	if l == nil || err != nil {
		return err
	}
	short, cancel := context.WithTimeout(ctx, renewLimit)
	defer cancel()
	code, err := p.store.secret(short, p.store.db, appid, kindCode)
	if err != nil || !code.found() {
		p.giveBack(l, 0)
		return err
	}
	a, err := p.store.authorizer(short, p.store.db, appid)
	if err == nil {
		_, err = p.exchange(short, l, a, code)
	}
	if err != nil {
		if denied := (*AccessError)(nil); errors.Is(err, errLost) || errors.As(err, &denied) {
			return err
		}
		p.giveBack(l, 0)
		return errors.Join(err, p.tryLater(appid, code))
	}
	if _, err = p.Describe(ctx, appid); err != nil {
		return &StepError{Step: stepUncheckedSets, Err: err}
	}
	return nil
}

// tryLater puts the next try of a code off by half of its age, within firstRetry and lastRetry.
func (p *Platform) tryLater(appid string, code secret) error {
	ctx, cancel := context.WithTimeout(p.alive, storeLimit)
	defer cancel()
	now, err := p.store.now(ctx, p.store.db)
	if err != nil {
		return err
	}
	code.refreshAt = now.Add(min(max(now.Sub(code.at)/2, firstRetry), lastRetry))
	return p.store.postpone(ctx, p.store.db, appid, kindCode, code)
}

// watchdog checks the age of the ticket.
type watchdog struct {
	p      *Platform
	since  time.Time // when it began, for a platform that never had a ticket
	next   time.Time // of the next check
	warned time.Time
}

func (w *watchdog) check(ctx context.Context) error {
	p := w.p
	now, err := p.store.now(ctx, p.store.db)
	if err != nil {
		return err
	}
	if now.Before(w.next) {
		return nil
	}
	w.next = now.Add(watchEvery)
	if w.since.IsZero() {
		w.since = now
	}
	pushed, err := p.TicketTime(ctx)
	if err != nil {
		return err
	}
	if pushed.IsZero() {
		pushed = w.since
	}
	age := max(0, now.Sub(pushed))
	if p.onTicketAge != nil {
		p.onTicketAge(age)
	}
	if age < p.warn {
		w.warned = time.Time{}
		return nil
	}
	if now.Sub(w.warned) >= p.warn { // one line now and then, not each minute
		w.warned = now
		p.log.WarnContext(ctx, "WeChat has pushed no ticket for long: check that the authorisation event URL leads to a program that "+
			"keeps it in this store, and that it runs", "platform", p.appid, "age", age.Round(time.Second))
	}
	if age < p.restart {
		return nil
	}
	// This lease is never given back: its life is what keeps all processes from asking too often.
	l, _, err := p.store.take(ctx, leaseStartPush, p.holder, askAgain, false)
	if l == nil || err != nil {
		return err
	}
	if err := p.wechat.StartPushTicket(ctx); err != nil {
		if unsent := (*wxa.TransportError)(nil); errors.As(err, &unsent) && unsent.NotSent {
			p.giveBack(l, 0) // WeChat was not asked
		}
		return &StepError{Step: stepAskPush, Err: err}
	}
	p.log.WarnContext(ctx, "asked WeChat to push tickets again", "platform", p.appid, "age", age.Round(time.Second))
	return nil
}
