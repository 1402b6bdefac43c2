package credentials

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/wxrelease/wxrelease/wxa"
)

const (
	syncTries = 4           // how often Sync asks for what WeChat does not answer
	syncPause = time.Second // before the second try; twice as long before each next
	syncAway  = 5           // failures in a row that say that WeChat is away, not one account: the round ends
)

// SyncResult counts what Sync did.
type SyncResult struct {
	MiniPrograms int               `json:"mini_programs"`
	Others       int               `json:"others"`               // official accounts
	NoRelease    []string          `json:"no_release"`           // Mini Programs without permission set 18
	NoRefresh    []string          `json:"no_refresh"`           // WeChat gave no refresh token: they must authorise again
	Unlisted     []string          `json:"unlisted"`             // in the store and not revoked, but not in WeChat's list
	Failed       map[string]string `json:"failed"`               // appid → why its description could not be read
	Resealed     int               `json:"resealed"`             // secrets that were sealed with an old store key
	Incomplete   string            `json:"incomplete,omitempty"` // why WeChat's list could not be read to its end; Unlisted is empty then

	FailedErr     map[string]error `json:"-"` // the errors behind Failed
	IncompleteErr error            `json:"-"` // the error behind Incomplete
}

// ErrNotAsked is why [Platform.Sync] has not described an account that it has not asked about.
var ErrNotAsked = errors.New("not asked yet: WeChat did not answer about the ones before")

// fail notes why an account could not be described; nil: it was.
func (r *SyncResult) fail(appid string, err error) {
	if err == nil {
		delete(r.Failed, appid)
		delete(r.FailedErr, appid)
		return
	}
	r.Failed[appid], r.FailedErr[appid] = err.Error(), err
}

// Sync seals with the current store key what was sealed with an old one, and reads WeChat's list of authorisations into the
// store, with one call for each account. It takes nothing away: whom WeChat does not list is only told.
//
// Where WeChat is only not there for a moment, Sync repeats after a pause, a few times, and goes on with the rest: what could
// not be read is in Failed and Incomplete. What was read is kept, and the next Sync begins with what was not. An error is
// about what a repeat does not cure, about a list of which nothing could be read, or about the store.
func (p *Platform) Sync(ctx context.Context) (*SyncResult, error) {
	r := &SyncResult{
		NoRelease: []string{}, NoRefresh: []string{}, Unlisted: []string{}, Failed: map[string]string{}, FailedErr: map[string]error{},
	}
	var unsealed error // told at the end: it must not keep the list from being read
	r.Resealed, unsealed = p.store.reseal(ctx)
	listed, err := p.adoptAll(ctx, r)
	if err != nil {
		return r, errors.Join(err, unsealed)
	}
	known, err := p.Authorizers(ctx)
	if err != nil {
		return r, errors.Join(err, unsealed)
	}
	described := map[string]int{} // 1: read before
	for _, a := range known {
		if a.OriginalID != "" {
			described[a.AppID] = 1
		}
		if _, found := listed[a.AppID]; !found && a.State != StateRevoked && r.Incomplete == "" {
			r.Unlisted = append(r.Unlisted, a.AppID)
		}
	}
	// Those of whom nothing is known come first: a Sync that was cut short goes on there.
	todo := slices.SortedFunc(maps.Keys(listed), func(a, b string) int {
		return cmp.Or(described[a]-described[b], cmp.Compare(a, b))
	})
	err = p.describeAll(ctx, todo, listed, r)
	slices.Sort(r.NoRelease)
	slices.Sort(r.NoRefresh)
	return r, errors.Join(err, unsealed)
}

// describeAll reads who the accounts are. Those whose answer fails for the moment come again at the end, after a pause.
func (p *Platform) describeAll(ctx context.Context, todo []string, listed map[string]wxa.ListedAuthorizer, r *SyncResult) error {
	for try := 1; len(todo) > 0; try++ {
		var again []string
		inRow := 0
		for i, appid := range todo {
			info, err := p.Describe(ctx, appid)
			if ctx.Err() != nil {
				return &StepError{Step: stepDescribe, AppID: appid, Err: ctx.Err()}
			}
			if err == nil {
				inRow = 0
				r.fail(appid, nil)
				r.count(info, listed[appid])
				continue
			}
			r.fail(appid, err)
			if !passes(err) {
				continue
			}
			again = append(again, appid)
			if inRow++; inRow == syncAway {
				for _, rest := range todo[i+1:] {
					if r.Failed[rest] == "" {
						r.fail(rest, ErrNotAsked)
					}
				}
				again = append(slices.Clone(todo[i+1:]), again...) // these first: they had no try
				break
			}
		}
		if todo = again; try == syncTries {
			break
		}
		if len(todo) > 0 {
			if err := p.pause(ctx, try); err != nil {
				return err
			}
		}
	}
	for appid := range r.Failed {
		if listed[appid].RefreshToken == "" {
			r.NoRefresh = append(r.NoRefresh, appid)
		}
	}
	return nil
}

// count counts an account that was described.
func (r *SyncResult) count(info *wxa.AuthorizerInfo, e wxa.ListedAuthorizer) {
	if !info.MiniProgram {
		r.Others++
		return
	}
	r.MiniPrograms++
	if !slices.Contains(info.PermissionSets, wxa.PermissionCode) {
		r.NoRelease = append(r.NoRelease, e.AppID)
	}
	if e.RefreshToken == "" {
		r.NoRefresh = append(r.NoRefresh, e.AppID)
	}
}

// passes tells an error that a repeat may cure.
func passes(err error) bool { return wxa.ClassOf(err) == wxa.ClassTransient }

// pause waits after this try, longer after each.
func (p *Platform) pause(ctx context.Context, try int) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(p.syncPause << (try - 1)):
		return nil
	}
}
