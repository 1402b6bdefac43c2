package ofstore

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/wxa"
)

func TestErrorsOfTheStore(t *testing.T) {
	refused := &wxa.Error{Endpoint: "/wxa/submit_audit", AppID: "wx1", Code: 61003, Msg: "no"}
	for want, err := range map[string]error{
		"wx1（花店）没有授权给第三方平台 wx2：gone：wx1 调用 ": &credentials.AccessError{
			Platform: "wx2", AppID: "wx1", Name: "花店", Reason: "gone", Err: refused,
		},
		"第三方平台 wx2 没有可用的 component_verify_ticket：none。": &credentials.TicketError{Platform: "wx2", Reason: "none"},
		"商家已取消授权":        credentials.ErrRevoked,
		"商家没有授权":         credentials.ErrNotAuthorized,
		"保存凭据的 store 出错": credentials.ErrStore,
		"store 的密钥不匹配":   credentials.ErrKey,
	} {
		assert.Contains(t, words.Chinese.Error(err), want)
	}
}
