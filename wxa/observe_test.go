package wxa

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The observer sees each request with what came of it: short repeats, refusals, the second try with a fresh token, lost answers.
func TestObserver(t *testing.T) {
	type told struct {
		Call
		Tries, Code int
		Lost        bool
	}
	type key struct{}
	for name, tt := range map[string]struct {
		wechat *fakeWeChat
		want   []told
	}{
		"answered":         {newFakeWeChat(t, says(`{"errcode":0,"status":2}`)), []told{{Tries: 1}}},
		"repeated":         {newFakeWeChat(t, status(503), says(`{"errcode":0,"status":2}`)), []told{{Tries: 2}}},
		"refused":          {newFakeWeChat(t, says(`{"errcode":61004,"errmsg":"no rid: 65c0-1"}`)), []told{{Tries: 1, Code: 61004}}},
		"unreadable":       {newFakeWeChat(t, says(`<html>`)), []told{{Tries: 1, Lost: true}}},
		"with a new token": {newFakeWeChat(t, says(`{"errcode":40001}`), says(`{"errcode":0,"status":2}`)), []told{{Tries: 1, Code: 40001}, {Tries: 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []told
			open := 0
			app := testApp(t, tt.wechat.URL, func(c *Config) {
				c.Observer = func(ctx context.Context, call Call) (context.Context, func(Result)) {
					open++
					return context.WithValue(ctx, key{}, "observed"), func(r Result) {
						open--
						one := told{Call: call, Tries: r.Tries}
						var refused *Error
						var lost *TransportError
						if errors.As(r.Err, &refused) {
							one.Code = refused.Code
						}
						one.Lost = errors.As(r.Err, &lost)
						got = append(got, one)
					}
				}
			})
			_, _ = app.AuditStatus(t.Context(), 7)
			for i := range tt.want {
				tt.want[i].Call = Call{Endpoint: "/wxa/get_auditstatus", AppID: testAppID}
			}
			assert.Equal(t, tt.want, got)
			assert.Zero(t, open, "each request that began has ended")
		})
	}

	// One that does not care how it ends; and a write is told as one.
	wechat := newFakeWeChat(t, says(`{"errcode":0}`))
	var calls []Call
	app := testApp(t, wechat.URL, func(c *Config) {
		c.Observer = func(ctx context.Context, call Call) (context.Context, func(Result)) {
			calls = append(calls, call)
			return ctx, nil
		}
	})
	require.NoError(t, app.SpeedupAudit(t.Context(), 7))
	assert.Equal(t, []Call{{"/wxa/speedupaudit", testAppID, true}}, calls)
}
