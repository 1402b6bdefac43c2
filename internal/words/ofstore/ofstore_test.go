package ofstore

import (
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/wxa"
)

var at = time.Date(2026, 3, 1, 4, 5, 6, 0, time.UTC)

func TestErrorsOfTheStore(t *testing.T) {
	refused := &wxa.Error{Endpoint: "/wxa/submit_audit", AppID: "wx1", Code: 61003, Msg: "no"}
	for want, err := range map[string]error{
		"wx1（花店）没有授权给第三方平台 wx2：微信的已授权帐号列表中的 refresh_token 已失效：wx1 调用 ": &credentials.AccessError{
			Platform: "wx2", AppID: "wx1", Name: "花店", Reason: credentials.ReasonListedDead, Err: refused,
		},
		"wx1 没有授权给第三方平台 wx2：商家已于 2026-03-01 12:05:06 CST 取消授权": &credentials.AccessError{
			Platform: "wx2", AppID: "wx1", Reason: credentials.ReasonRevoked, At: at,
		},
		"第三方平台 wx2 没有可用的 component_verify_ticket：微信尚未推送过 component_verify_ticket": &credentials.TicketError{
			Platform: "wx2", Reason: credentials.ReasonNeverPushed,
		},
		"第三方平台 wx2 没有可用的 component_verify_ticket：最近的票据推送于 2026-03-01 12:05:06 CST，微信拒绝了它：": &credentials.TicketError{
			Platform: "wx2", Reason: credentials.ReasonTicketRefused, Pushed: at, Err: refused,
		},
		"读取 wx1 的基本信息：连接：": fmt.Errorf("%w", &credentials.StepError{Step: "describe", AppID: "wx1", Err: errors.New("连接：")}),
		"密钥打不开这个 store 中的任何内容：其中的机密用密钥 a、b 加密，而本程序的密钥是 c": &credentials.KeyError{
			Fault: credentials.KeyOpensNothing, Sealed: []string{"a", "b"}, Current: "c",
		},
		"商家已取消授权":        credentials.ErrRevoked,
		"商家没有授权":         credentials.ErrNotAuthorized,
		"保存凭据的 store 出错": credentials.ErrStore,
		"store 的密钥不匹配":   credentials.ErrKey,
		"尚未询问：":          credentials.ErrNotAsked,
	} {
		assert.Contains(t, words.Chinese.In(time.FixedZone("CST", 8*3600)).Error(err), want)
	}
}

// The catalogue has every step and every fault of the store, and says it as the store does.
func TestTheCatalogueIsWhole(t *testing.T) {
	steps := map[string]string{}
	for step, text := range credentials.Steps() {
		steps[string(step)] = text
	}
	assert.Equal(t, steps, words.StoreSteps())
	for _, fault := range []credentials.KeyFault{
		credentials.KeyMissing, credentials.KeyRowChanged, credentials.KeyOpensNothing, credentials.KeyOpensSome,
	} {
		err := &credentials.KeyError{
			Fault: fault, Secret: "ticket", AppID: "wx1", Sealed: []string{"a", "b"}, Current: "c", Err: io.ErrUnexpectedEOF,
		}
		assert.Equal(t, err.Error(), words.English.Error(err))
		assert.NotEqual(t, err.Error(), words.Chinese.Error(err))
	}
	for _, err := range []error{
		&credentials.NewerError{Version: 3, Known: 1}, &credentials.ExposedError{Command: "chmod 600 f", Err: io.EOF}, credentials.ErrAddress,
		credentials.ErrRevoked, credentials.ErrNotAuthorized, credentials.ErrStore, credentials.ErrKey, credentials.ErrNotAsked,
	} {
		assert.Equal(t, err.Error(), words.English.Error(err))
		assert.NotEqual(t, err.Error(), words.Chinese.Error(err))
	}
	for _, reason := range credentials.Reasons {
		text := words.TokenReason(string(reason), at)
		assert.NotEqual(t, string(reason), text.String())
		assert.NotEqual(t, text.String(), text.In(words.Chinese), reason)
		assert.Contains(t, text.String()+words.TokenReason(string(reason), time.Time{}).String(), " ", reason)
	}
}

// What cures an error is said once, with the names of this program, in the reader's language.
func TestAdvice(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&credentials.AccessError{AppID: "wx1", Reason: credentials.ReasonDead}, "wxrelease auth url"},
		{fmt.Errorf("opening: %w", credentials.ErrKey), "WXRELEASE_STORE_OLD_KEYS"},
		{&credentials.KeyError{}, "WXRELEASE_STORE_OLD_KEYS"},
		{&credentials.TicketError{Reason: credentials.ReasonNeverPushed}, "bridge"},
		{io.EOF, ""},
		{nil, ""},
	} {
		err := Advise(tt.err)
		if tt.want == "" {
			assert.Equal(t, tt.err, err, "as it is")
			continue
		}
		assert.ErrorIs(t, err, tt.err)
		assert.Equal(t, wxa.ClassOf(tt.err), wxa.ClassOf(err))
		for _, l := range words.Langs {
			assert.Contains(t, l.Error(fmt.Errorf("%w", err)), tt.want)
		}
		assert.Equal(t, words.English.Error(err), err.Error())
		assert.Empty(t, words.EnglishIn(words.Chinese.Error(Advise(&credentials.AccessError{Reason: credentials.ReasonDead}))))
		assert.True(t, Advice(err).IsZero(), "once")
	}
}
