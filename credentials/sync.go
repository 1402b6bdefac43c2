package credentials

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/wxrelease/wxrelease/wxa"
)

// SyncResult counts what Sync did.
type SyncResult struct {
	MiniPrograms int               `json:"mini_programs"`
	Others       int               `json:"others"`     // official accounts
	NoRelease    []string          `json:"no_release"` // Mini Programs without permission set 18
	NoRefresh    []string          `json:"no_refresh"` // WeChat gave no refresh token: they must authorise again
	Unlisted     []string          `json:"unlisted"`   // in the store and not revoked, but not in WeChat's list
	Failed       map[string]string `json:"failed"`     // appid → why its description could not be read
	Resealed     int               `json:"resealed"`   // secrets that were sealed with an old store key
}

// Sync reads WeChat's list of authorisations into the store, with one call for each account, and seals with the current
// store key what was sealed with an old one. It takes nothing away: whom WeChat does not list is only told.
func (p *Platform) Sync(ctx context.Context) (*SyncResult, error) {
	r := &SyncResult{NoRelease: []string{}, NoRefresh: []string{}, Unlisted: []string{}, Failed: map[string]string{}}
	began, err := p.store.now(ctx, p.store.db)
	if err != nil {
		return nil, err
	}
	listed := map[string]bool{}
	for e, err := range p.wechat.Authorizers(ctx) {
		if err != nil {
			return r, fmt.Errorf("read WeChat's list of authorisations: %w", err)
		}
		if listed[e.AppID] {
			continue
		}
		listed[e.AppID] = true
		if err := p.adopt(ctx, e, began); err != nil {
			return r, err
		}
		info, err := p.Describe(ctx, e.AppID)
		if ctx.Err() != nil {
			return r, fmt.Errorf("read who %s is: %w", e.AppID, ctx.Err())
		}
		switch {
		case err != nil:
			r.Failed[e.AppID] = err.Error()
		case !info.MiniProgram:
			r.Others++
			continue
		default:
			r.MiniPrograms++
			if !slices.Contains(info.PermissionSets, wxa.PermissionCode) {
				r.NoRelease = append(r.NoRelease, e.AppID)
			}
		}
		if e.RefreshToken == "" {
			r.NoRefresh = append(r.NoRefresh, e.AppID)
		}
	}
	known, err := p.Authorizers(ctx)
	if err != nil {
		return r, err
	}
	for _, a := range known {
		if a.State != StateRevoked && !listed[a.AppID] {
			r.Unlisted = append(r.Unlisted, a.AppID)
		}
	}
	r.Resealed, err = p.store.reseal(ctx)
	return r, err
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
			_, err := p.store.keepIf(ctx, tx, e.AppID, kindRefresh, secret{text: e.RefreshToken, at: began}, `WHERE wxrelease_secret.at <= excluded.at`)
			if err != nil {
				return err
			}
		}
		return p.store.authorized(ctx, tx, e.AppID, e.AuthorizedAt, nil)
	})
}
