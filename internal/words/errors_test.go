package words

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/push"
)

// What the libraries say is said in both languages; the English is theirs, but for the marks of commands.
func TestErrorsOfLibraries(t *testing.T) {
	refused := &wxa.Error{Endpoint: "/wxa/submit_audit", AppID: "wx1", Code: 85009, Msg: "already submit", RID: "6-7-8"}
	for _, c := range []struct {
		err  error
		want string
	}{
		{refused, "wx1 调用 /wxa/submit_audit：errcode 85009：“already submit rid: 6-7-8”"},
		{fmt.Errorf("x: %w", &wxa.TokenError{AppID: "wx1", Err: refused}),
			"x: 获取 wx1 的令牌：wx1 调用 /wxa/submit_audit：errcode 85009：“already submit rid: 6-7-8”"},
		{&wxa.TransportError{Endpoint: "/e", AppID: "wx1", Write: true, Err: errors.New("cut")}, "wx1 调用 /e：cut（可能已经生效：重复之前请先查询状态）"},
		{&wxa.TransportError{Endpoint: "/e", AppID: "wx1", Err: errors.New("cut")}, "wx1 调用 /e：cut"},
		{&timing.FormatError{Text: "soon"}, `"soon" 不是形如 90s、30m、6h 或 14d 的时长`},
		{&timing.FormatError{}, "不能为空，应为形如 90s、30m、6h 或 14d 的时长"},
		{push.ErrKey, "EncodingAESKey 应为 43 个字符，由 A-Z、a-z、0-9 组成"},
		{serviceerror.NewUnavailable("connection refused"), `无法连接（原文："connection refused"）`},
		{serviceerror.NewNamespaceNotFound("mini"), `不存在（原文："Namespace mini is not found."）`},
		{status.Error(codes.Unauthenticated, "no key"), `身份验证失败（原文："rpc error: code = Unauthenticated desc = no key"）`},
	} {
		assert.Equal(t, c.want, Chinese.Error(c.err))
		assert.Equal(t, c.err.Error(), English.Error(c.err))
		assert.Empty(t, EnglishIn(Chinese.Error(serviceerror.NewUnavailable(`it "will" not do so`))))
	}
	require.Equal(t, codes.Unavailable, serviceerror.ToStatus(serviceerror.NewUnavailable("")).Code())
}
