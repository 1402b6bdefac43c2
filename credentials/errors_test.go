package credentials

import (
	"io"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/wxa"
)

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
