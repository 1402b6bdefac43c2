package credentials

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Run exchanges a code that is saved while it runs, at once and not only in its next round.
func TestRun(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		p := w.ready(nil)
		described := make(chan struct{})
		w.wechat.change(func() {
			w.wechat.after["get_authorizer_info"] = func() error { close(described); return nil }
		})
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { assert.NoError(t, p.Run(ctx)) })
		require.NoError(t, p.Authorized(t.Context(), merchant, w.wechat.authorise(merchant, w.now()), w.now().Add(time.Hour)))
		<-described
		stop()
		running.Wait()
		assert.Equal(t, w.wechat.accounts[merchant].access, w.token(p, merchant))
	})
}

func TestWatchdog(t *testing.T) {
	w := sqliteWorld(t)
	var ages []time.Duration
	first := w.ready(func(c *Config) { c.OnTicketAge = func(age time.Duration) { ages = append(ages, age) } })
	a, b := watchdog{p: first}, watchdog{p: w.process(nil)}
	check := func() {
		t.Helper()
		require.NoError(t, a.check(t.Context()))
		require.NoError(t, b.check(t.Context()))
	}
	warnings := func() int { return strings.Count(w.log.String(), "WeChat has pushed no ticket for long") }
	for range 30 { // to 29 minutes
		check()
		w.clock.advance(time.Minute)
	}
	assert.Zero(t, warnings())
	assert.Len(t, ages, 30)
	assert.Equal(t, 29*time.Minute, ages[29])
	check()
	assert.Equal(t, 2, warnings(), "each process says so")
	for range 89 { // to 1 h 59
		w.clock.advance(time.Minute)
		check()
	}
	assert.Equal(t, 2*3, warnings(), "now and then, not each minute")
	assert.Zero(t, w.wechat.count("start_push_ticket"))
	for range 61 { // to 3 h
		w.clock.advance(time.Minute)
		check()
	}
	assert.Equal(t, 2, w.wechat.count("start_push_ticket"), "once an hour, all processes together")

	require.NoError(t, first.SaveTicket(t.Context(), "ticket@@@1", w.now()))
	lines := warnings()
	for range 29 {
		w.clock.advance(time.Minute)
		check()
	}
	assert.Equal(t, lines, warnings())
	assert.Equal(t, 2, w.wechat.count("start_push_ticket"))
	assert.Equal(t, 29*time.Minute, ages[len(ages)-1])
}

// A platform that never had a ticket: the age counts from the start of the watch.
func TestWatchdogWithoutAnyTicket(t *testing.T) {
	w := sqliteWorld(t)
	dog := watchdog{p: w.process(func(c *Config) { c.TicketWarn, c.TicketRestart = time.Hour, 90*time.Minute })}
	require.NoError(t, dog.check(t.Context()))
	w.clock.advance(time.Hour)
	require.NoError(t, dog.check(t.Context()))
	assert.Contains(t, w.log.String(), "age=1h0m0s")
	w.clock.advance(30 * time.Minute)
	require.NoError(t, dog.check(t.Context()))
	assert.Equal(t, 1, w.wechat.count("start_push_ticket"))
}

func TestStartPushTicketFails(t *testing.T) {
	w := sqliteWorld(t)
	dog := watchdog{p: w.process(nil)}
	require.NoError(t, dog.check(t.Context()))
	w.clock.advance(3 * time.Hour)
	w.wechat.once("start_push_ticket", refusal(-1, "system error"))
	err := dog.check(t.Context())
	assert.ErrorContains(t, err, "ask WeChat to push tickets again")
	w.noSecret(err)
	for range 59 {
		w.clock.advance(time.Minute)
		require.NoError(t, dog.check(t.Context()))
	}
	assert.Equal(t, 1, w.wechat.count("start_push_ticket"), "a failed call counts")
	w.clock.advance(time.Minute)
	require.NoError(t, dog.check(t.Context()))
	assert.Equal(t, 2, w.wechat.count("start_push_ticket"))
}

// Close ends a renewal that is under way; the next process takes over when its lease is over, or at once.
func TestCloseInTheMiddleOfARefresh(t *testing.T) {
	w := sqliteWorld(t)
	next := w.ready(nil)
	p, err := Open(t.Context(), Config{AppID: component, Secret: secretHex, Store: w.store, Key: testKey(1), Transport: w.wechat,
		Now: w.clock.Now})
	require.NoError(t, err)
	asked := make(chan struct{})
	w.wechat.change(func() {
		w.wechat.before["authorizer_token"] = func(map[string]any) (string, error) {
			close(asked)
			<-p.alive.Done()
			return "", net.ErrClosed
		}
	})
	failed := make(chan error, 1)
	go func() {
		_, err := p.Token(context.WithoutCancel(t.Context()), merchant)
		failed <- err
	}()
	<-asked
	require.NoError(t, p.Close())
	assert.Error(t, <-failed)
	w.wechat.change(func() { delete(w.wechat.before, "authorizer_token") })
	w.clock.advance(leaseLife)
	w.token(next, merchant)
}

func TestRunSurvivesAStoreThatIsAway(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	_, err := p.store.db.ExecContext(t.Context(), `ALTER TABLE wxrelease_secret RENAME TO away`)
	require.NoError(t, err)
	ctx, stop := context.WithCancelCause(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		assert.NoError(t, p.Run(ctx))
	}()
	require.Eventually(t, func() bool { return strings.Contains(w.log.String(), "the platform's ticket cannot be watched") },
		10*time.Second, time.Millisecond)
	assert.Contains(t, w.log.String(), "new authorisations and revocations cannot be read")
	stop(errors.New("enough"))
	<-done
}
