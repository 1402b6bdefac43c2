package credentials

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/wxa"
)

func TestTicketIsDurableAndNeverOlder(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		p := w.process(nil)
		at, err := p.TicketTime(t.Context())
		require.NoError(t, err)
		assert.Zero(t, at)
		_, err = p.Token(t.Context(), merchant)
		var none *TicketError
		require.ErrorAs(t, err, &none)
		assert.ErrorContains(t, err, "none was pushed yet")
		assert.Equal(t, wxa.ClassWait, wxa.ClassOf(&wxa.TokenError{Err: err}))
		assert.Zero(t, w.wechat.total())

		newer := w.now().Add(-time.Minute).Truncate(time.Second)
		require.NoError(t, p.SaveTicket(t.Context(), "ticket@@@1", newer))
		require.NoError(t, p.SaveTicket(t.Context(), "ticket@@@0", newer.Add(-10*time.Minute)), "late, not wrong")
		require.Error(t, p.SaveTicket(t.Context(), "", newer))
		at, err = w.process(nil).TicketTime(t.Context())
		require.NoError(t, err)
		assert.True(t, newer.Equal(at), at)
		w.token(w.process(nil), merchant)

		require.NoError(t, p.SaveTicket(t.Context(), "ticket@@@2", newer.Add(240*time.Hour)), "a wrong clock")
		at, err = p.TicketTime(t.Context())
		require.NoError(t, err)
		assert.WithinDuration(t, w.now(), at, time.Minute, "must not keep the next ones out")
	})
}

func TestRefusedTicketWaitsForANewerOne(t *testing.T) {
	for _, code := range []int{61005, 61006} {
		w := sqliteWorld(t)
		p := w.ready(nil)
		w.wechat.once("component_token", refusal(code, "component ticket"))
		for range 3 {
			_, err := p.Token(t.Context(), merchant)
			var none *TicketError
			require.ErrorAs(t, err, &none)
			assert.ErrorContains(t, err, "the newest was pushed at 2026-03-01T08:00:00Z")
			assert.Equal(t, wxa.ClassWait, wxa.ClassOf(err))
			w.noSecret(err)
		}
		assert.Equal(t, 1, w.wechat.count("component_token"), "it is not tried again")
		w.clock.advance(10 * time.Minute)
		require.NoError(t, p.SaveTicket(t.Context(), "ticket@@@1", w.now()))
		w.token(p, merchant)
	}
}

func TestTicketEndsAfterTwelveHours(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	w.clock.advance(ticketLife)
	_, err := p.Token(t.Context(), merchant)
	assert.ErrorContains(t, err, "older than its 12 hours")
	assert.Zero(t, w.wechat.total())
}

func TestWrongSecretNamesIt(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(func(c *Config) { c.Secret = "ffffffffffffffffffffffffffffffff" })
	_, err := p.Token(t.Context(), merchant)
	assert.True(t, wxa.IsCode(err, 40125), err)
	assert.Equal(t, wxa.ClassFix, wxa.ClassOf(&wxa.TokenError{Err: err}))
	assert.NotContains(t, err.Error(), "ffff")
}

// rounds runs what Run does, once, in this goroutine.
func (w *world) round(p *Platform) {
	w.t.Helper()
	require.NoError(w.t, p.settleAll(w.t.Context()))
}

func (w *world) state(p *Platform, appid string) Authorizer {
	w.t.Helper()
	a, err := p.Authorizer(w.t.Context(), appid)
	require.NoError(w.t, err)
	require.NotNil(w.t, a)
	return *a
}

func TestAuthorisation(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		bridge, worker := w.ready(nil), w.process(nil)
		code := w.wechat.authorise(merchant, w.now())
		require.NoError(t, bridge.Authorized(t.Context(), merchant, code, w.now().Add(time.Hour)))
		assert.Zero(t, w.wechat.total(), "the push is answered first")
		assert.Equal(t, StatePending, w.state(worker, merchant).State)

		w.round(worker)
		got := w.state(bridge, merchant)
		assert.Equal(t, StateAuthorized, got.State)
		assert.Equal(t, "咖啡店", got.Name)
		assert.Equal(t, "gh_0123456789ab", got.OriginalID)
		assert.Equal(t, []int{17, 18}, got.PermissionSets)
		assert.True(t, *got.CanRelease)
		assert.True(t, got.Token.Refresh)
		assert.WithinDuration(t, w.now().Add(2*time.Hour), got.Token.ValidUntil, time.Minute)
		assert.Equal(t, w.wechat.accounts[merchant].access, w.token(bridge, merchant))
		assert.Equal(t, 1, w.wechat.count("query_auth"))
		assert.Zero(t, w.wechat.count("authorizer_token"))
		assert.NotContains(t, w.log.String(), "permission set 18")

		w.round(bridge)
		assert.Equal(t, 1, w.wechat.count("query_auth"), "a code is used once")
	})
}

func TestMissingPermissionIsSaidClearly(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	require.NoError(t, p.Authorized(t.Context(), other, w.wechat.authorise(other, w.now()), time.Time{}))
	w.round(p)
	assert.Contains(t, w.log.String(), "has not granted permission set 18")
	assert.Contains(t, w.log.String(), "appid="+other)
	got := w.state(p, other)
	assert.False(t, *got.CanRelease)
	assert.Equal(t, StateAuthorized, got.State)
}

func TestOfficialAccountsNeedNoReleasePermission(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	w.wechat.accounts[other].other = true
	require.NoError(t, p.Authorized(t.Context(), other, w.wechat.authorise(other, w.now()), time.Time{}))
	w.round(p)
	assert.NotContains(t, w.log.String(), "permission set 18")
	assert.True(t, w.state(p, other).Other)
}

// Nobody runs Run: whoever asks for the token exchanges the code.
func TestTokenExchangesTheCode(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	require.NoError(t, p.Authorized(t.Context(), merchant, w.wechat.authorise(merchant, w.now()), time.Time{}))
	w.token(p, merchant)
	assert.Equal(t, 1, w.wechat.count("query_auth"))
	assert.Zero(t, w.wechat.count("get_authorizer_list"))
}

// The process died after WeChat had taken the code, before its answer was stored.
func TestCodeUsedUpAndAnswerLost(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		dies, next := w.ready(nil), w.process(nil)
		require.NoError(t, dies.Authorized(t.Context(), merchant, w.wechat.authorise(merchant, w.now()), w.now().Add(time.Hour)))
		w.wechat.loseReply("query_auth")
		w.round(dies)
		assert.Contains(t, w.log.String(), "an authorisation is not complete")
		assert.Equal(t, StatePending, w.state(next, merchant).State, "the code is kept until its outcome is known")
		w.round(next)
		assert.Equal(t, 1, w.wechat.count("query_auth"), "not at once")
		assert.Equal(t, w.wechat.accounts[merchant].access, w.token(next, merchant), "who asks for the token does not wait")
		assert.Equal(t, 2, w.wechat.count("query_auth"))
		assert.Equal(t, 1, w.wechat.count("get_authorizer_list"))
		assert.Equal(t, StateAuthorized, w.state(next, merchant).State)
	})
}

func TestCodeIsTriedLater(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	w.wechat.always("query_auth", refusal(-1, "system error"))
	require.NoError(t, p.Authorized(t.Context(), merchant, w.wechat.authorise(merchant, w.now()), time.Time{}))
	tries := []int{}
	for range 60 {
		w.round(p)
		tries = append(tries, w.wechat.count("query_auth"))
		w.clock.advance(time.Minute)
	}
	assert.Equal(t, 1, tries[0])
	assert.Greater(t, tries[59], 10)
	assert.Less(t, tries[59], 25, "with growing pauses")
	w.wechat.change(func() { delete(w.wechat.before, "query_auth") })
	w.clock.advance(lastRetry)
	w.round(p)
	assert.Equal(t, StateAuthorized, w.state(p, merchant).State)
}

// A changed authorisation, while the tokens from before still serve.
func TestUpdatedAuthorisation(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	first := w.token(p, merchant)
	w.wechat.accounts[merchant].sets = []int{17, 18, 30}
	require.NoError(t, p.Authorized(t.Context(), merchant, w.wechat.authorise(merchant, w.now()), time.Time{}))
	assert.Equal(t, first, w.token(p, merchant))
	w.round(p)
	assert.NotEqual(t, first, w.token(p, merchant))
	assert.Equal(t, []int{17, 18, 30}, w.state(p, merchant).PermissionSets)
	p.Drop(merchant, w.token(p, merchant))
	w.token(p, merchant)
	assert.Equal(t, 1, w.wechat.count("get_authorizer_list"), "the new refresh token was kept")
}

func TestCodeOfAnotherAccount(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	code := w.wechat.authorise(other, w.now())
	require.NoError(t, p.Authorized(t.Context(), merchant, code, time.Time{}))
	w.round(p)
	assert.Contains(t, w.log.String(), `the authorisation code that was pushed for `+merchant+` is one of`)
	assert.Equal(t, w.wechat.accounts[merchant].access, w.token(p, merchant), "from the list")
	assert.NotEqual(t, w.wechat.accounts[other].access, w.token(p, merchant))
}

func TestDeadAuthorisation(t *testing.T) {
	for _, code := range []int{61023, 42002, 42007, 61003} {
		w := sqliteWorld(t)
		p := w.ready(nil)
		require.NoError(t, p.Authorized(t.Context(), merchant, w.wechat.authorise(merchant, w.now()), time.Time{}))
		w.round(p)
		p.Drop(merchant, w.token(p, merchant))
		w.wechat.always("authorizer_token", refusal(code, "dead"))
		_, err := p.Token(t.Context(), merchant)
		var denied *AccessError
		require.ErrorAs(t, err, &denied, code)
		assert.True(t, wxa.IsCode(err, code))
		assert.Equal(t, wxa.ClassFix, wxa.ClassOf(&wxa.TokenError{AppID: merchant, Err: err}))
		assert.Contains(t, err.Error(), merchant+" (咖啡店) gives platform "+component+
			" no access: its refresh token is dead, and WeChat's list has no other: ")
		assert.Contains(t, err.Error(), "The merchant's administrator must authorise the platform again")
		w.noSecret(err)
		assert.Equal(t, 1, w.wechat.count("get_authorizer_list"), "re-read once")

		// From now on the answer comes from the store, with the same class.
		calls := w.wechat.total()
		_, again := p.Token(t.Context(), merchant)
		require.ErrorAs(t, again, &denied)
		assert.True(t, wxa.IsCode(again, code))
		assert.Equal(t, code == 61003, errors.Is(again, ErrRevoked))
		assert.Equal(t, code == 61003, denied.Revoked())
		assert.NotErrorIs(t, again, ErrStore)
		assert.Equal(t, wxa.ClassFix, wxa.ClassOf(again))
		assert.Equal(t, calls, w.wechat.total())
		assert.Equal(t, StateBroken, w.state(p, merchant).State)

		// WeChat is asked again after a while.
		w.clock.advance(recheck)
		w.wechat.change(func() { delete(w.wechat.before, "authorizer_token") })
		w.token(p, merchant)
		assert.Equal(t, StateAuthorized, w.state(p, merchant).State)
	}
}

func TestListHasAnotherRefreshToken(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	p.Drop(merchant, w.token(p, merchant))
	w.wechat.accounts[merchant].refresh = "refreshtoken@@@new"
	w.token(p, merchant)
	assert.Equal(t, 2, w.wechat.count("get_authorizer_list"))

	// Twice dead: here and in the list.
	p.Drop(merchant, w.token(p, merchant))
	stale := "refreshtoken@@@stale"
	w.wechat.change(func() {
		w.wechat.accounts[merchant].refresh, w.wechat.accounts[merchant].inList = "refreshtoken@@@newest", &stale
	})
	_, err := p.Token(t.Context(), merchant)
	assert.ErrorContains(t, err, "the refresh token in WeChat's list is dead")
	assert.True(t, wxa.IsCode(err, 61023))
	assert.Equal(t, 3, w.wechat.count("get_authorizer_list"))
}

func TestNotInTheList(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	const stranger = "wx2222333344445555"
	_, err := p.Token(t.Context(), stranger)
	var denied *AccessError
	require.ErrorAs(t, err, &denied)
	assert.ErrorContains(t, err, stranger+" gives platform "+component+" no access: it is not in WeChat's list")
	assert.ErrorIs(t, err, ErrNotAuthorized)
	assert.NotErrorIs(t, err, ErrRevoked)
	assert.Equal(t, wxa.ClassToken, wxa.ClassOf(err))
	known, err := p.Authorizers(t.Context())
	require.NoError(t, err)
	assert.Empty(t, known, "a wrong appid leaves nothing behind")

	empty := ""
	w.wechat.accounts[merchant].inList = &empty
	_, err = p.Token(t.Context(), merchant)
	assert.ErrorContains(t, err, "WeChat's list has no refresh token for it")
}

// Trouble on the way to the list is no verdict about the merchant.
func TestListFails(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	w.wechat.change(func() {
		w.wechat.before["get_authorizer_list"] = func(map[string]any) (string, error) { return "", errors.New("no route") }
	})
	_, err := p.Token(t.Context(), merchant)
	assert.Equal(t, wxa.ClassTransient, wxa.ClassOf(err), err)
	var denied *AccessError
	assert.False(t, errors.As(err, &denied))
	w.wechat.change(func() { delete(w.wechat.before, "get_authorizer_list") })
	w.token(p, merchant)
}

// A code with a wrong clock's end does not keep the next authorisation's code out.
func TestCodeFromTheFuture(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	require.NoError(t, p.Authorized(t.Context(), merchant, "queryauthcode@@@future", w.now().Add(240*time.Hour)))
	w.clock.advance(time.Minute)
	require.NoError(t, p.Authorized(t.Context(), merchant, w.wechat.authorise(merchant, w.now()), w.now().Add(codeLife)))
	w.round(p)
	assert.Contains(t, w.wechat.bodies[1], "-issued", "the newer one")
	assert.Equal(t, StateAuthorized, w.state(p, merchant).State)
}

func TestEventsWithoutTheirParts(t *testing.T) {
	p := sqliteWorld(t).process(nil)
	assert.Error(t, p.Authorized(t.Context(), "", "c", time.Time{}))
	assert.Error(t, p.Authorized(t.Context(), merchant, "", time.Time{}))
	assert.Error(t, p.Revoked(t.Context(), "", time.Time{}))
}
