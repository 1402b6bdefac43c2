package wxa

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

// noAccess is a source's word for what only the merchant can change.
type noAccess struct{ error }

func (noAccess) Refused() bool { return true }

func TestIsTokenSource(t *testing.T) {
	for _, c := range []struct {
		err  error
		want bool
	}{
		{errors.New("the key does not fit the store"), true},
		{&tokenServiceError{ClassToken, errors.New("HTTP status 403")}, true},
		{&tokenServiceError{ClassTransient, io.EOF}, true},
		{fmt.Errorf("refresh: %w", &TransportError{Write: true, Err: io.EOF}), true},
		{fmt.Errorf("refresh: %w", &TokenError{AppID: merchant, Err: io.EOF}), true},
		{fmt.Errorf("refresh: %w", &Error{Code: 61003, Write: true}), false},
		{fmt.Errorf("refresh: %w", &Error{Code: 40001, Write: true}), false},
		{fmt.Errorf("read: %w", noAccess{io.EOF}), false},
	} {
		assert.Equal(t, c.want, IsTokenSource(fmt.Errorf("submit: %w", &TokenError{AppID: testAppID, Err: c.err})), c.err)
		assert.False(t, IsTokenSource(c.err) && !errors.As(c.err, new(*TokenError)), "it is about a TokenError")
	}
	assert.False(t, IsTokenSource(&Error{Code: 40001}), "WeChat refused the token")
	assert.False(t, IsTokenSource(nil))

	for _, status := range []int{401, 403, 404, 500} {
		wechat := newFakeWeChat(t, says(`{"errcode":0}`))
		service := httpTokens(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }, nil)
		err := testApp(t, wechat.URL, func(c *Config) { c.Tokens = service }).UndoAudit(t.Context())
		assert.True(t, IsTokenSource(err), status)
	}
}
