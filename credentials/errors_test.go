package credentials

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/wxa"
)

// A revocation that was pushed is one whatever code WeChat then refuses the refresh token with. Releases end with it, so that
// nobody is called about every Mini Program that left.
func TestRevokedIsToldToThoseWhoOnlyKnowTheMethod(t *testing.T) {
	for _, code := range []int{61003, 61023, 42002, 42007} {
		w := sqliteWorld(t)
		p := w.ready(nil)
		w.token(p, merchant)
		w.wechat.accounts[merchant].listed = false
		w.wechat.always("authorizer_token", refusal(code, "dead"))
		require.NoError(t, p.Revoked(t.Context(), merchant, w.now().Add(time.Second)))
		for range 2 { // from WeChat, and from the store
			_, err := p.Token(t.Context(), merchant)
			var source interface{ Revoked() bool }
			require.ErrorAs(t, &wxa.TokenError{AppID: merchant, Err: err}, &source, code)
			assert.True(t, source.Revoked(), code)
		}
	}
}

// A store that works and says that there is no access is no failed source; one that cannot be read is.
func TestWhoseFaultItIs(t *testing.T) {
	for err, want := range map[error]bool{
		&AccessError{AppID: merchant}:                                           false,
		&AccessError{AppID: merchant, Err: &wxa.Error{Code: 61003}}:             false,
		&TicketError{Reason: ReasonNeverPushed}:                                 true,
		&TicketError{Reason: ReasonTicketRefused, Err: &wxa.Error{Code: 61005}}: false,
		&KeyError{Err: io.ErrUnexpectedEOF}:                                     true,
		&storeError{io.ErrUnexpectedEOF}:                                        true,
	} {
		assert.Equal(t, want, wxa.IsTokenSource(&wxa.TokenError{AppID: merchant, Err: err}), err)
	}
}

// A reason is written into the store and read again; so is the sentence that an earlier version wrote instead.
func TestReasonsInTheStore(t *testing.T) {
	w := sqliteWorld(t)
	p := w.ready(nil)
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, reason := range Reasons[:5] {
		for _, text := range []string{string(reason), reason.in(at)} {
			_, err := p.store.db.ExecContext(t.Context(), `INSERT INTO wxrelease_authorizer (component_appid, appid, problem, checked_at)
				VALUES ($1, $2, $3, $4) ON CONFLICT (component_appid, appid) DO UPDATE SET problem = excluded.problem`,
				component, merchant, text, millis(w.now()))
			require.NoError(t, err)
			_, err = p.Token(t.Context(), merchant)
			var denied *AccessError
			require.ErrorAs(t, err, &denied, text)
			assert.Equal(t, reason, denied.Reason, text)
			assert.Equal(t, string(reason), denied.Why())
			assert.Equal(t, reason == ReasonNotListed, errors.Is(err, ErrNotAuthorized))
			known, err := p.Authorizer(t.Context(), merchant)
			require.NoError(t, err)
			assert.Equal(t, reason, known.Reason)
			assert.Equal(t, reason.in(known.RevokedAt), known.Problem)
		}
	}
	assert.Equal(t, "of a newer version", Reason("of a newer version").in(at))
}

// Every step has a text, which names what the step is about.
func TestSteps(t *testing.T) {
	for step, text := range Steps() {
		err := &StepError{Step: step, Of: "<of>", AppID: "<appid>", Err: io.ErrUnexpectedEOF}
		assert.NotContains(t, err.Error(), "{", step)
		assert.Equal(t, strings.Count(text, "{"), strings.Count(err.Error(), "<"), step)
		assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
	}
}
