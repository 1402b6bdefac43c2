package credentials

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/pgtest"
	"github.com/wxrelease/wxrelease/wxa"
)

func TestOneRefreshForAll(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		processes := []*Platform{w.ready(nil), w.process(nil)}
		// Everybody is there before the first answer comes.
		gate := make(chan struct{})
		w.wechat.before["authorizer_token"] = func(map[string]any) (string, error) { <-gate; return "", nil }
		var callers sync.WaitGroup
		tokens := make([]string, 200)
		for i := range tokens {
			callers.Go(func() {
				token, err := processes[i%2].Token(t.Context(), merchant)
				assert.NoError(t, err)
				tokens[i] = token
			})
		}
		close(gate)
		callers.Wait()
		for _, token := range tokens {
			require.Equal(t, tokens[0], token)
		}
		assert.Equal(t, w.wechat.accounts[merchant].access, tokens[0])
		assert.Equal(t, 1, w.wechat.count("authorizer_token"))
		assert.Equal(t, 1, w.wechat.count("component_token"))
		assert.Equal(t, 1, w.wechat.count("get_authorizer_list"), "the store was empty")
	})
}

func TestRefreshedTenMinutesEarly(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	first := w.token(p, merchant)
	w.clock.advance(110*time.Minute - time.Second)
	assert.Equal(t, first, w.token(p, merchant))
	w.clock.advance(time.Second)
	require.NoError(t, p.SaveTicket(t.Context(), "ticket@@@1", w.clock.Now()))
	second := w.token(p, merchant)
	assert.NotEqual(t, first, second)
	assert.Equal(t, 2, w.wechat.count("authorizer_token"))
	assert.Equal(t, 2, w.wechat.count("component_token"), "as old as the other")
	assert.Equal(t, 1, w.wechat.count("get_authorizer_list"), "the refresh token is here now")
}

func TestShortTokensAreRefreshedAtHalfTheirLife(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	w.wechat.once("authorizer_token", `{"authorizer_access_token":"61_short","expires_in":60,`+
		`"authorizer_refresh_token":"refreshtoken@@@m1"}`)
	assert.Equal(t, "61_short", w.token(p, merchant))
	w.clock.advance(29 * time.Second)
	assert.Equal(t, "61_short", w.token(p, merchant))
	w.clock.advance(time.Second)
	assert.NotEqual(t, "61_short", w.token(p, merchant))
}

// The refresh token that comes back is kept, and with it the next one is asked for.
func TestRefreshTokenChanges(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		p := w.ready(nil)
		w.wechat.once("authorizer_token", `{"authorizer_access_token":"61_a","expires_in":7200,`+
			`"authorizer_refresh_token":"refreshtoken@@@m2"}`)
		first := w.token(p, merchant)
		w.wechat.change(func() { w.wechat.accounts[merchant].refresh = "refreshtoken@@@m2" })
		p.Drop(merchant, first)
		w.token(p, merchant)
		assert.Contains(t, w.wechat.bodies[len(w.wechat.bodies)-1], `"authorizer_refresh_token":"refreshtoken@@@m2"`)
		assert.Equal(t, 1, w.wechat.count("get_authorizer_list"))

		w.wechat.once("authorizer_token", `{"authorizer_access_token":"61_b","expires_in":7200}`)
		p.Drop(merchant, w.token(p, merchant))
		p.Drop(merchant, w.token(p, merchant))
		w.token(p, merchant)
		assert.Contains(t, w.wechat.bodies[len(w.wechat.bodies)-1], `"authorizer_refresh_token":"refreshtoken@@@m2"`,
			"an answer without one leaves the old one")
	})
}

func TestDropOnlyThatToken(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		a, b := w.ready(nil), w.process(nil)
		first := w.token(a, merchant)
		a.Drop(merchant, first)
		second := w.token(b, merchant)
		require.NotEqual(t, first, second)
		a.Drop(merchant, first) // late
		a.Drop(merchant, "")
		assert.Equal(t, second, w.token(a, merchant))
		a.Drop(other, second)
		assert.Equal(t, second, w.token(a, merchant))
		assert.Equal(t, 2, w.wechat.count("authorizer_token"))
	})
}

func TestComponentTokenIsHealed(t *testing.T) {
	for _, refused := range []string{refusal(40001, "invalid credential"), refusal(42001, "access_token expired"),
		refusal(42006, "component_access_token expired"), refusal(40014, "invalid access_token")} {
		w := sqliteWorld(t)
		p := w.ready(nil)
		first := w.token(p, merchant)
		p.Drop(merchant, first)
		w.wechat.once("authorizer_token", refused)
		w.token(p, merchant)
		assert.Equal(t, 2, w.wechat.count("component_token"), refused)
		assert.Equal(t, 3, w.wechat.count("authorizer_token"), "one more after the refusal")
	}
}

// The holder dies in the middle of a refresh: its lease ends, and the next one takes over.
func TestHolderDies(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		p := w.ready(nil)
		l, _, err := p.store.take(t.Context(), leaseApp(merchant), "a process that dies now", leaseLife, false)
		require.NoError(t, err)
		require.NotNil(t, l)
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		_, err = p.Token(ctx, merchant)
		require.ErrorIs(t, err, context.DeadlineExceeded, "bounded by the caller's context")
		assert.Equal(t, wxa.ClassTransient, wxa.ClassOf(&wxa.TokenError{Err: err}))
		assert.Zero(t, w.wechat.count("authorizer_token"))

		if p.store.postgres {
			_, err = p.store.db.ExecContext(t.Context(), `UPDATE wxrelease_lease SET expires_at = expires_at - $1`,
				leaseLife.Milliseconds())
			require.NoError(t, err)
		} else {
			w.clock.advance(leaseLife)
		}
		w.token(p, merchant)
		assert.Equal(t, 1, w.wechat.count("authorizer_token"))
	})
}

// A holder sleeps through the end of its lease while WeChat answers it: what came meanwhile stays.
func TestPausedHolderOverwritesNothing(t *testing.T) {
	w := sqliteWorld(t)
	sleeper, awake := w.ready(nil), w.process(nil)
	w.token(awake, other) // the platform's token is there
	asleep, wake := make(chan struct{}), make(chan struct{})
	first := true
	w.wechat.change(func() {
		w.wechat.after["authorizer_token"] = func() error {
			var mine bool
			w.wechat.change(func() { mine, first = first, false })
			if mine {
				close(asleep)
				<-wake
			}
			return nil
		}
	})
	got := make(chan string, 1)
	go func() {
		token, err := sleeper.Token(context.WithoutCancel(t.Context()), merchant)
		assert.NoError(t, err)
		got <- token
	}()
	<-asleep
	lost := w.wechat.accounts[merchant].access
	w.clock.advance(leaseLife)
	newer := w.token(awake, merchant)
	require.NotEqual(t, lost, newer)
	close(wake)
	assert.Equal(t, newer, <-got, "it gives the newer one")
	assert.Equal(t, newer, w.token(awake, merchant))
	assert.Contains(t, w.log.String(), "a lease ended under a renewal")
}

func TestReplyLostOnRefresh(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		p := w.ready(nil)
		w.wechat.loseReply("authorizer_token")
		_, err := p.Token(t.Context(), merchant)
		require.Error(t, err)
		assert.Equal(t, wxa.ClassTransient, wxa.ClassOf(&wxa.TokenError{AppID: merchant, Err: err}), err)
		w.noSecret(err)
		assert.Equal(t, w.wechat.accounts[merchant].access, w.token(p, merchant), "at once, without a lease in the way")

		// The refresh token changed with the lost answer: the list has the new one.
		p.Drop(merchant, w.token(p, merchant))
		lists := w.wechat.count("get_authorizer_list")
		w.wechat.change(func() { w.wechat.accounts[merchant].refresh = "refreshtoken@@@m2" })
		assert.Equal(t, w.token(p, merchant), w.wechat.accounts[merchant].access)
		assert.Equal(t, lists+1, w.wechat.count("get_authorizer_list"))
	})
}

// While the old token still serves, a failed renewal harms nobody, and nobody tries again at once.
func TestOldTokenServesOn(t *testing.T) {
	w := sqliteWorld(t)
	a, b := w.ready(nil), w.process(nil)
	first := w.token(a, merchant)
	w.clock.advance(115 * time.Minute)
	w.wechat.always("authorizer_token", refusal(-1, "system error"))
	asked := w.wechat.count("authorizer_token")
	for range 10 {
		assert.Equal(t, first, w.token(a, merchant))
		assert.Equal(t, first, w.token(b, merchant))
	}
	assert.Equal(t, asked+1, w.wechat.count("authorizer_token"))
	w.clock.advance(afterFault)
	assert.Equal(t, first, w.token(b, merchant))
	assert.Equal(t, asked+2, w.wechat.count("authorizer_token"))

	// Who has none does not wait for that pause.
	a.Drop(merchant, first)
	_, err := a.Token(t.Context(), merchant)
	assert.True(t, wxa.IsCode(err, -1), err)
	assert.Equal(t, wxa.ClassTransient, wxa.ClassOf(err))
	w.wechat.change(func() { delete(w.wechat.before, "authorizer_token") })
	assert.NotEqual(t, first, w.token(b, merchant))
}

// A renewal that takes long is not waited for while the old token serves.
func TestSlowRenewal(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	p.patience = 20 * time.Millisecond
	first := w.token(p, merchant)
	w.clock.advance(115 * time.Minute)
	gate := make(chan struct{})
	w.wechat.change(func() {
		w.wechat.before["authorizer_token"] = func(map[string]any) (string, error) { <-gate; return "", nil }
	})
	assert.Equal(t, first, w.token(p, merchant))
	close(gate)
	assert.Eventually(t, func() bool { return w.token(p, merchant) != first }, 5*time.Second, 10*time.Millisecond)
}

// Machines whose clocks are hours apart share a PostgreSQL store: its clock is the only one.
func TestClocksOfMachinesDiffer(t *testing.T) {
	w := newWorld(t, pgtest.Database(t))
	ahead := w.ready(func(c *Config) { c.Now = func() time.Time { return time.Now().Add(5 * time.Hour) } })
	behind := w.process(func(c *Config) { c.Now = func() time.Time { return time.Now().Add(-5 * time.Hour) } })
	first := w.token(ahead, merchant)
	assert.Equal(t, first, w.token(behind, merchant))
	assert.Equal(t, first, w.token(ahead, merchant))
	assert.Equal(t, 1, w.wechat.count("authorizer_token"))
}

func TestTwoPlatformsInOneStore(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		const second = "wx0000aaaa0000bbbb"
		a := w.ready(nil)
		b := w.process(func(c *Config) { c.AppID = second })
		token := w.token(a, merchant)
		_, err := b.Token(t.Context(), merchant)
		var none *TicketError
		require.ErrorAs(t, err, &none, "the other platform's ticket is not its own")
		require.NoError(t, b.Authorized(t.Context(), merchant, "queryauthcode@@@b", time.Time{}))
		require.NoError(t, b.Revoked(t.Context(), merchant, w.now().Add(time.Minute)))
		b.Drop(merchant, token)
		require.NoError(t, b.SaveTicket(t.Context(), "ticket@@@b", time.Now()))
		assert.Equal(t, token, w.token(a, merchant))
		listed, err := b.Authorizers(t.Context())
		require.NoError(t, err)
		require.Len(t, listed, 1)
		assert.Equal(t, StateRevoked, listed[0].State)
		listed, err = a.Authorizers(t.Context())
		require.NoError(t, err)
		require.Len(t, listed, 1)
		assert.Equal(t, StateAuthorized, listed[0].State)
	})
}

func TestTokenIsForMiniPrograms(t *testing.T) {
	p := sqliteWorld(t).ready(nil)
	for _, appid := range []string{"", component} {
		_, err := p.Token(t.Context(), appid)
		assert.Equal(t, wxa.ClassFix, wxa.ClassOf(err))
	}
}

// A store that is away is no refusal.
func TestStoreTroubleIsTransient(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	_, err := p.store.db.ExecContext(t.Context(), `ALTER TABLE wxrelease_secret RENAME TO away`)
	require.NoError(t, err)
	_, err = p.Token(t.Context(), merchant)
	require.Error(t, err)
	assert.Equal(t, wxa.ClassTransient, wxa.ClassOf(&wxa.TokenError{AppID: merchant, Err: err}))
}

// Nor is it one where it fails under the platform's own token, on the way to the Mini Program's.
func TestStoreTroubleOnTheWayIsTransient(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	_, err := p.store.db.ExecContext(t.Context(), `CREATE TRIGGER full BEFORE INSERT ON wxrelease_secret
		WHEN NEW.kind = 'component_access_token' BEGIN SELECT RAISE(ABORT, 'disk full'); END`)
	require.NoError(t, err)
	_, err = p.Token(t.Context(), merchant)
	require.ErrorContains(t, err, "disk full")
	assert.ErrorIs(t, err, ErrStore)
	assert.Equal(t, wxa.ClassTransient, wxa.ClassOf(&wxa.TokenError{AppID: merchant, Err: err}))
}
