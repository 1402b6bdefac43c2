package credentials

import (
	"context"
	"errors"
	"time"

	"github.com/wxrelease/wxrelease/wxa"
)

const (
	early = 10 * time.Minute // a token is renewed that long before its end, as WeChat advises

	// A renewal ends before its lease does. Only a machine that sleeps can outlive it, which the lease's fence number finds out.
	renewLimit = 25 * time.Second
	leaseLife  = 40 * time.Second
	waitLimit  = time.Minute // a renewal with the wait for another process's lease

	patience   = 3 * time.Second  // how long a caller waits for a new token while the old one is still good
	afterFault = 30 * time.Second // after a failed renewal nobody tries again for so long while the old token is still good
	storeLimit = 5 * time.Second  // one access to the store that no caller bounds
)

// renewal is one token: where it is kept and how a new one is made.
type renewal struct {
	appid, kind, lease string
	// make gets a new token under the lease, writes it and ends the lease, in one transaction. When it fails the lease is
	// still held, or errLost tells that it is not.
	make func(ctx context.Context, l *lease) (string, error)
}

// lifetime gives the moments of a token that was asked for at this moment.
func lifetime(asked time.Time, life time.Duration) (refreshAt, expiresAt time.Time) {
	return asked.Add(max(life-early, life/2)), asked.Add(life)
}

// kept is a token as it is in the store, at this moment.
type kept struct {
	secret
	fresh  bool // nobody needs to renew it
	usable bool // it has not ended
}

func (p *Platform) kept(ctx context.Context, r renewal) (kept, error) {
	c, err := p.store.secret(ctx, p.store.db, r.appid, r.kind)
	if err != nil || !c.found() {
		return kept{}, err
	}
	now, err := p.store.now(ctx, p.store.db)
	return kept{secret: c, fresh: now.Before(c.refreshAt), usable: now.Before(c.expiresAt)}, err
}

// token gives the kept token, or has it renewed. All callers in this process share one renewal, and all processes one
// lease. The renewal outlives its caller.
func (p *Platform) token(ctx context.Context, r renewal) (string, error) {
	old, err := p.kept(ctx, r)
	if err != nil {
		return "", err
	}
	if old.fresh {
		return old.text, nil
	}
	result := p.flight.DoChan(r.lease, func() (any, error) {
		p.using.RLock()
		defer p.using.RUnlock()
		ctx, cancel := context.WithTimeout(p.alive, waitLimit)
		defer cancel()
		return p.renew(ctx, r)
	})
	var enough <-chan time.Time
	if old.usable {
		timer := time.NewTimer(p.patience)
		defer timer.Stop()
		enough = timer.C
	}
	select {
	case <-ctx.Done():
		return "", &StepError{Step: stepWaitToken, Of: r.kind, AppID: r.appid, Err: context.Cause(ctx)}
	case <-enough:
		return old.text, nil
	case got := <-result:
		if got.Err == nil {
			return got.Val.(string), nil
		}
		// Read it again: Drop or a revocation may have come meanwhile.
		if old, err = p.kept(ctx, r); err == nil && old.usable {
			if !errors.Is(got.Err, errPaused) {
				p.log.WarnContext(ctx, "a token was not renewed, the old one serves on", "kind", r.kind, "appid", r.appid,
					"until", old.expiresAt, "error", got.Err)
			}
			return old.text, nil
		}
		if errors.Is(got.Err, errPaused) { // the pause holds only while there is an old token
			return p.token(ctx, r)
		}
		return "", got.Err
	}
}

// errPaused says that a renewal failed a moment ago, here or in another process.
var errPaused = errors.New("the last renewal failed a moment ago")

// RulePlatformAppID says that an appid is the platform's own where a Mini Program's belongs.
const RulePlatformAppID wxa.FieldRule = "platform-appid"

// Token gives a token for a Mini Program that has authorised the platform. It is renewed 10 minutes before its end, or at
// half its life if that is short, by one caller of all processes. An [AccessError] says that the merchant must act, a
// [TicketError] that WeChat's next push must come; other errors have the class of WeChat's answer.
func (p *Platform) Token(ctx context.Context, appid string) (string, error) {
	if appid == "" || appid == p.appid {
		return "", wxa.FieldError{Path: "appid", Rule: RulePlatformAppID, Text: "must be a Mini Program's, not the platform's"}
	}
	text, err := p.token(ctx, p.appRenewal(appid))
	return text, classed(err)
}

// Drop forgets this very token of a Mini Program; a newer one stays.
func (p *Platform) Drop(appid, token string) { p.dropToken(appid, kindAccess, token) }

func (p *Platform) dropToken(appid, kind, token string) {
	ctx, cancel := context.WithTimeout(p.alive, storeLimit)
	defer cancel()
	for {
		c, err := p.store.secret(ctx, p.store.db, appid, kind)
		dropped := err == nil && (!c.found() || c.text != token)
		if err == nil && !dropped {
			dropped, err = p.store.drop(ctx, p.store.db, appid, kind, c)
		}
		if err != nil {
			p.log.WarnContext(ctx, "a refused token was not dropped, it may be given again", "kind", kind, "appid", appid, "error", err)
		}
		if dropped || err != nil {
			return
		}
		// Its row has changed meanwhile: a newer token, or the same one under another key.
	}
}
