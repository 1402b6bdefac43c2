package credentials

import (
	"context"
	"database/sql"
	"time"

	"github.com/wxrelease/wxrelease/wxa"
)

// adoptAll keeps WeChat's list, as far as it can be read, and gives its entries.
func (p *Platform) adoptAll(ctx context.Context, r *SyncResult) (map[string]wxa.ListedAuthorizer, error) {
	listed := map[string]wxa.ListedAuthorizer{}
	for try := 1; ; try++ {
		err := p.adoptOnce(ctx, listed)
		switch {
		case err == nil:
			return listed, nil
		case ctx.Err() != nil || !passes(err) || try == syncTries && len(listed) == 0:
			return nil, &StepError{Step: stepReadList, Err: err}
		case try == syncTries:
			r.Incomplete, r.IncompleteErr = err.Error(), err
			return listed, nil
		}
		if err := p.pause(ctx, try); err != nil {
			return nil, err
		}
	}
}

// adoptOnce goes through WeChat's list from its beginning, which may have changed since; what is in listed is done.
func (p *Platform) adoptOnce(ctx context.Context, listed map[string]wxa.ListedAuthorizer) error {
	began, err := p.store.now(ctx, p.store.db)
	if err != nil {
		return err
	}
	for e, err := range p.wechat.Authorizers(ctx) {
		if err != nil {
			return err
		}
		if _, done := listed[e.AppID]; done {
			continue
		}
		if err := p.adopt(ctx, e, began); err != nil {
			return err
		}
		listed[e.AppID] = e
	}
	return nil
}

// adopt keeps an entry of WeChat's list that was read after began.
func (p *Platform) adopt(ctx context.Context, e wxa.ListedAuthorizer, began time.Time) error {
	return p.store.tx(ctx, func(tx *sql.Tx) error {
		a, err := p.store.authorizer(ctx, tx, e.AppID)
		if err != nil {
			return err
		}
		if a.revoked() && !e.AuthorizedAt.After(a.revokedAt) {
			return nil // a push says that it was revoked since; whoever asks for its token finds out
		}
		if e.RefreshToken != "" {
			// One that came back from a refresh meanwhile is newer than the list's.
			_, err := p.store.keepIf(ctx, tx, e.AppID, kindRefresh, secret{text: e.RefreshToken, at: began},
				`WHERE wxrelease_secret.at <= excluded.at`)
			if err != nil {
				return err
			}
		}
		return p.store.authorized(ctx, tx, e.AppID, e.AuthorizedAt, nil)
	})
}
