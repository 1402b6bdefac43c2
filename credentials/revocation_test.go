package credentials

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/wxa"
)

// untilNothingWaits runs what Run does until every pause is over.
func (w *world) untilNothingWaits(p *Platform) {
	w.t.Helper()
	for range 3 {
		w.round(p)
		w.clock.advance(hintRetry)
	}
}

func TestRevocation(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		a, b := w.ready(nil), w.process(nil)
		w.token(a, merchant)
		w.wechat.accounts[merchant].listed = false
		require.NoError(t, a.Revoked(t.Context(), merchant, w.now().Add(time.Second)))
		assert.Equal(t, Tokens{Refresh: true}, w.state(b, merchant).Token, "until WeChat has refused it")
		for i := range 3 {
			calls := w.wechat.total()
			_, err := b.Token(t.Context(), merchant)
			var denied *AccessError
			require.ErrorAs(t, err, &denied)
			assert.Equal(t, merchant, denied.AppID)
			assert.ErrorIs(t, err, ErrRevoked)
			assert.NotErrorIs(t, err, ErrNotAuthorized)
			assert.True(t, denied.Revoked())
			assert.True(t, wxa.IsCode(err, 61003), err)
			assert.Contains(t, err.Error(), merchant+" gives platform "+component+
				" no access: the merchant took the authorisation back at 2")
			assert.Contains(t, err.Error(), "The merchant's administrator must authorise the platform again")
			assert.Equal(t, wxa.ClassFix, wxa.ClassOf(&wxa.TokenError{AppID: merchant, Err: err}))
			asked := 0
			if i == 0 {
				asked = 2 // the refresh token and the list
			}
			assert.Equal(t, asked, w.wechat.total()-calls, "WeChat decides once")
		}
		got := w.state(b, merchant)
		assert.Equal(t, StateRevoked, got.State)
		assert.Equal(t, Tokens{}, got.Token)

		calls := w.wechat.total()
		require.NoError(t, a.Revoked(t.Context(), merchant, got.RevokedAt))
		w.round(b)
		_, err := b.Token(t.Context(), merchant)
		assert.ErrorIs(t, err, ErrRevoked)
		assert.Equal(t, calls, w.wechat.total(), "the same push again")

		// Authorised again: all is well, and a repeated push of the old revocation changes nothing.
		revokedAt := got.RevokedAt
		at := w.now().Add(2 * time.Second)
		require.NoError(t, a.Authorized(t.Context(), merchant, w.wechat.authorise(merchant, at), at.Add(time.Hour)))
		require.NoError(t, a.Revoked(t.Context(), merchant, revokedAt))
		w.round(b)
		w.changesNothing(b, func() { require.NoError(t, b.Revoked(t.Context(), merchant, revokedAt)) })
		assert.Equal(t, w.wechat.accounts[merchant].access, w.token(a, merchant))
	})
}

// changesNothing is about pushes that must not count: the token stays the same, and WeChat is not asked.
func (w *world) changesNothing(p *Platform, push func()) {
	w.t.Helper()
	token, before, calls := w.token(p, merchant), w.state(p, merchant), w.wechat.total()
	push()
	w.round(p)
	assert.Equal(w.t, before, w.state(p, merchant))
	assert.Equal(w.t, token, w.token(p, merchant))
	assert.Equal(w.t, calls, w.wechat.total())
}

// A push that is not true: WeChat goes on giving tokens, and its answer counts.
func TestWrongRevocation(t *testing.T) {
	for name, decide := range map[string]func(w *world, p *Platform){
		"who asks for the token": func(w *world, p *Platform) { w.token(p, merchant) },
		"Run":                    func(w *world, p *Platform) { w.round(p) },
	} {
		t.Run(name, func(t *testing.T) {
			onBothStores(t, func(t *testing.T, w *world) {
				p := w.ready(nil)
				first := w.token(p, merchant)
				pushed := w.now()
				require.NoError(t, p.Revoked(t.Context(), merchant, pushed))
				assert.Equal(t, StateRevoked, w.state(p, merchant).State, "as long as nobody knows better")
				refreshes, lists := w.wechat.count("authorizer_token"), w.wechat.count("get_authorizer_list")
				decide(w, p)
				assert.Equal(t, StateAuthorized, w.state(p, merchant).State)
				assert.NotEqual(t, first, w.token(p, merchant), "the token from before may be dead")
				assert.Equal(t, refreshes+1, w.wechat.count("authorizer_token"))
				assert.Equal(t, lists, w.wechat.count("get_authorizer_list"), "the refresh token was kept")

				w.changesNothing(p, func() { require.NoError(t, p.Revoked(t.Context(), merchant, pushed)) })
				w.changesNothing(p, func() { require.NoError(t, p.Revoked(t.Context(), merchant, pushed.Add(-time.Hour))) })
				w.wechat.change(func() { w.wechat.accounts[merchant].refresh = "refreshtoken@@@m2" })
				_, err := p.Sync(t.Context())
				require.NoError(t, err)
				assert.Equal(t, StateAuthorized, w.state(p, merchant).State)
				lists = w.wechat.count("get_authorizer_list")
				p.Drop(merchant, w.token(p, merchant))
				w.token(p, merchant)
				assert.Equal(t, lists, w.wechat.count("get_authorizer_list"), "sync has kept the new refresh token")
			})
		})
	}
}

// Run asks WeChat about a revocation that nobody else asks about: what WeChat has refused is not kept.
func TestRevokedSecretsAreDeleted(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		p, second := w.ready(nil), w.process(nil)
		w.token(p, merchant)
		w.wechat.accounts[merchant].listed = false
		require.NoError(t, p.Revoked(t.Context(), merchant, w.now()))
		calls := w.wechat.total()
		w.round(second)
		assert.Equal(t, Tokens{}, w.state(p, merchant).Token)
		assert.Equal(t, StateRevoked, w.state(p, merchant).State)
		w.untilNothingWaits(p)
		w.untilNothingWaits(second)
		assert.Equal(t, calls+2, w.wechat.total(), "once")
		assert.NotContains(t, w.log.String(), "level=ERROR")
	})
}

// WeChat is away: nothing is decided and nothing is lost.
func TestRevocationWhileWeChatIsAway(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	w.token(p, merchant)
	require.NoError(t, p.Revoked(t.Context(), merchant, w.now()))
	w.wechat.always("authorizer_token", refusal(-1, "system error"))
	asked := w.wechat.count("authorizer_token")
	for range 12 { // a minute of Run
		w.round(p)
		w.clock.advance(roundEvery)
	}
	assert.Equal(t, asked+1, w.wechat.count("authorizer_token"), "not with every round")
	assert.Contains(t, w.log.String(), "is not known yet")
	_, err := p.Token(t.Context(), merchant)
	assert.Equal(t, wxa.ClassTransient, wxa.ClassOf(&wxa.TokenError{AppID: merchant, Err: err}), err)
	assert.NotErrorIs(t, err, ErrRevoked)
	assert.True(t, w.state(p, merchant).Token.Refresh)
	w.wechat.change(func() { delete(w.wechat.before, "authorizer_token") })
	w.round(p)
	assert.Equal(t, StateAuthorized, w.state(p, merchant).State)
}

// The push of the new authorisation was lost: WeChat's list is asked now and then.
func TestRevokedIsHeldAgainstTheList(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	w.token(p, merchant)
	w.wechat.accounts[merchant].listed = false
	require.NoError(t, p.Revoked(t.Context(), merchant, w.now()))
	lists := w.wechat.count("get_authorizer_list")
	for range 3 {
		_, err := p.Token(t.Context(), merchant)
		assert.ErrorIs(t, err, ErrRevoked)
	}
	assert.Equal(t, lists+1, w.wechat.count("get_authorizer_list"))
	w.clock.advance(recheck)
	w.wechat.authorise(merchant, w.now())
	w.token(p, merchant)
	assert.Equal(t, StateAuthorized, w.state(p, merchant).State)
}

// A renewal that began before the push does not settle what the push says: WeChat is asked again.
func TestRevocationDuringARefresh(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		p := w.ready(nil)
		w.token(p, other)
		w.wechat.change(func() {
			w.wechat.after["authorizer_token"] = func() error {
				w.wechat.change(func() {
					delete(w.wechat.after, "authorizer_token")
					w.wechat.accounts[merchant].listed = false
				})
				return p.Revoked(context.WithoutCancel(t.Context()), merchant, w.now().Add(time.Second))
			}
		})
		_, err := p.Token(t.Context(), merchant)
		var denied *AccessError
		require.ErrorAs(t, err, &denied)
		assert.ErrorIs(t, err, ErrRevoked)
		assert.Equal(t, Tokens{}, w.state(p, merchant).Token, "nothing was written after it")
	})
}

// An old push disturbs nobody, also not a renewal that is under way.
func TestOldRevocationDuringARefresh(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	p.Drop(merchant, w.token(p, merchant))
	w.wechat.change(func() {
		w.wechat.after["authorizer_token"] = func() error {
			return p.Revoked(context.WithoutCancel(t.Context()), merchant, time.Unix(1600000000, 0))
		}
	})
	w.token(p, merchant)
	assert.Equal(t, 2, w.wechat.count("authorizer_token"))
}

// Pushes come late, twice and in the wrong order.
func TestOrderOfPushes(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		p := w.ready(nil)
		w.token(p, merchant)
		revoked, authorised := w.now().Add(time.Second), w.now().Add(3*time.Second)
		code := w.wechat.authorise(merchant, authorised)
		require.NoError(t, p.Authorized(t.Context(), merchant, code, authorised.Add(codeLife)))
		require.NoError(t, p.Revoked(t.Context(), merchant, revoked), "overtaken by the authorisation after it")
		assert.Equal(t, StatePending, w.state(p, merchant).State)
		w.round(p)
		for range 2 {
			w.changesNothing(p, func() { require.NoError(t, p.Revoked(t.Context(), merchant, revoked)) })
		}
		// The authorisation comes again, its code used up long ago, after the merchant has taken it back.
		w.wechat.accounts[merchant].listed = false
		require.NoError(t, p.Revoked(t.Context(), merchant, authorised.Add(time.Second)))
		w.round(p)
		require.NoError(t, p.Authorized(t.Context(), merchant, code, authorised.Add(codeLife)))
		w.round(p)
		_, err := p.Token(t.Context(), merchant)
		var denied *AccessError
		require.ErrorAs(t, err, &denied, "WeChat decides")
		assert.Equal(t, Tokens{}, w.state(p, merchant).Token)
	})
}

// A push from a wrong clock, days or minutes ahead, does not outlast WeChat's answer, nor hide the next true one for long.
func TestRevocationFromTheFuture(t *testing.T) {
	for _, ahead := range []time.Duration{240 * time.Hour, clockTrust - time.Minute} {
		w := sqliteWorld(t)
		p := w.ready(nil)
		w.token(p, merchant)
		require.NoError(t, p.Revoked(t.Context(), merchant, w.now().Add(ahead)))
		w.token(p, merchant)
		assert.Equal(t, StateAuthorized, w.state(p, merchant).State, ahead)

		w.clock.advance(time.Minute)
		require.NoError(t, p.Authorized(t.Context(), merchant, w.wechat.authorise(merchant, w.now()), w.now().Add(codeLife)))
		w.round(p)
		assert.Equal(t, StateAuthorized, w.state(p, merchant).State, ahead)
		w.token(p, merchant)

		w.clock.advance(clockTrust)
		w.wechat.accounts[merchant].listed = false
		require.NoError(t, p.Revoked(t.Context(), merchant, w.now()))
		_, err := p.Token(t.Context(), merchant)
		assert.ErrorIs(t, err, ErrRevoked, ahead)
	}
}

// A push about an account that never was: WeChat's list says so, and the answer is no verdict of a merchant's.
func TestRevocationByAStranger(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	const stranger = "wx2222333344445555"
	require.NoError(t, p.Revoked(t.Context(), stranger, w.now()))
	w.round(p)
	_, err := p.Token(t.Context(), stranger)
	var denied *AccessError
	require.True(t, errors.As(err, &denied))
	assert.Equal(t, StateRevoked, w.state(p, stranger).State)
}
