package credentials

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// renew waits for the lease or for another process's new token, whichever comes first.
func (p *Platform) renew(ctx context.Context, r renewal) (string, error) {
	for {
		old, err := p.kept(ctx, r)
		if err != nil {
			return "", err
		}
		if old.fresh {
			return old.text, nil
		}
		l, paused, err := p.store.take(ctx, r.lease, p.holder, leaseLife, !old.usable)
		switch {
		case err != nil:
			return "", err
		case paused:
			return "", errPaused
		case l != nil:
			text, err := p.renewUnder(ctx, r, l)
			if !errors.Is(err, errLost) {
				return text, err
			}
			p.log.WarnContext(ctx, "a lease ended under a renewal, its token is thrown away", "kind", r.kind, "appid", r.appid)
		}
		select {
		case <-ctx.Done():
			return "", &StepError{Step: stepWaitProcess, Of: r.kind, AppID: r.appid, Err: ctx.Err()}
		case <-time.After(50*time.Millisecond + rand.N(150*time.Millisecond)):
		}
	}
}

func (p *Platform) renewUnder(ctx context.Context, r renewal, l *lease) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, renewLimit)
	defer cancel()
	// The previous holder may have renewed it after we read it and before we got the lease.
	old, err := p.kept(ctx, r)
	switch {
	case err != nil:
		p.giveBack(l, 0)
		return "", err
	case old.fresh:
		p.giveBack(l, 0)
		return old.text, nil
	}
	text, err := r.make(ctx, l)
	if err != nil && !errors.Is(err, errLost) {
		pause := time.Duration(0)
		if old.usable {
			pause = afterFault
		}
		p.giveBack(l, pause)
	}
	return text, err
}

// giveBack ends a lease that nothing was written under, also when the caller's time is over.
func (p *Platform) giveBack(l *lease, pause time.Duration) {
	ctx, cancel := context.WithTimeout(p.alive, storeLimit)
	defer cancel()
	if err := p.store.end(ctx, p.store.db, l, pause); err != nil && !errors.Is(err, errLost) {
		p.log.WarnContext(ctx, "a lease was not given back, it ends by itself", "lease", l.name, "after", leaseLife, "error", err)
	}
}
