package credentials

import (
	"io"
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
		&AccessError{AppID: merchant}:                                 false,
		&AccessError{AppID: merchant, Err: &wxa.Error{Code: 61003}}:   false,
		&TicketError{Reason: "none yet"}:                              true,
		&TicketError{Reason: "refused", Err: &wxa.Error{Code: 61005}}: false,
		&keyError{io.ErrUnexpectedEOF}:                                true,
		&storeError{io.ErrUnexpectedEOF}:                              true,
	} {
		assert.Equal(t, want, wxa.IsTokenSource(&wxa.TokenError{AppID: merchant, Err: err}), err)
	}
}
