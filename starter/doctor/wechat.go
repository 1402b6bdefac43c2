package doctor

import (
	"context"
	"errors"
	"time"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words/ofstore"
	"github.com/wxrelease/wxrelease/wxa"
)

// wechatTimeout bounds the call of WeChat with all that it needs: tokens may have to be refreshed first.
const wechatTimeout = 30 * time.Second

// otherTokens asks WeChat where the worker's tokens come from a token service, or from a setting.
func (x *examination) otherTokens(ctx context.Context) {
	given := false
	for _, name := range []string{"WXRELEASE_TOKEN_URL", "WXRELEASE_TOKEN", "WXRELEASE_TOKEN_FILE"} {
		value, _ := x.Env.LookupEnv(name)
		given = given || value != ""
	}
	switch {
	case !given:
		x.skip(SkipNoTokens, nil, WeChat, Quota)
		return
	case x.AppID == "":
		x.skip(SkipNoAppID, nil, WeChat, Quota)
		return
	}
	s, err := settings.Read(settings.Worker, x.Env)
	var tokens wxa.TokenSource = wxa.FixedToken(s.Token.Reveal())
	if err == nil && s.TokenURL != "" {
		tokens, err = wxa.NewHTTPTokens(wxa.HTTPTokensConfig{
			URL: s.TokenURL, HeaderName: s.TokenHeader.Name, HeaderValue: s.TokenHeader.Value.Reveal(),
		})
	}
	if err != nil {
		x.fail(WeChat, FaultUsage, WorkerSettings, Facts{"error": err})
		x.skip(SkipWeChat, nil, Quota)
		return
	}
	x.wechat(ctx, tokens, s.WeChatURL)
}

// wechat reads the quota with the Mini Program's token: one call that needs the ticket, the secret, the authorisation, the
// permission and the IP allow list.
func (x *examination) wechat(ctx context.Context, tokens wxa.TokenSource, base string) {
	client, err := wxa.New(wxa.Config{BaseURL: base, Tokens: tokens})
	if err != nil {
		x.fail(WeChat, FaultUsage, WeChatSettings, Facts{"error": err})
		x.skip(SkipWeChat, nil, Quota)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, wechatTimeout)
	defer cancel()
	quota, err := client.App(x.AppID).Quota(ctx)
	if err != nil {
		x.refused(err)
		x.skip(SkipRefused, nil, Quota)
		return
	}
	x.ok(WeChat, WeChatTakesToken, Facts{"appid": x.AppID})
	left := Facts{
		"rest": quota.Rest, "limit": quota.Limit, "expedites": quota.SpeedupRest, "expedites_limit": quota.SpeedupLimit,
	}
	switch {
	case quota.Limit == 0:
		x.warn(Quota, QuotaZeros, left)
	case quota.Rest == 0:
		x.fail(Quota, FaultQuota, QuotaNone, left)
	case quota.Rest*10 < quota.Limit:
		x.warn(Quota, QuotaLow, left)
	default:
		x.ok(Quota, QuotaEnough, left)
	}
}

// refused tells why WeChat could not be asked: it refused, a token was not to be had, or nothing answered.
func (x *examination) refused(err error) {
	var answered *wxa.Error
	var ticket *credentials.TicketError
	switch {
	case errors.As(err, &answered):
		x.fail(WeChat, FaultAccess, WeChatRefuses, Facts{"error": err, "code": answered.Code})
	case errors.As(err, &ticket), errors.Is(err, credentials.ErrKey), wxa.ClassOf(err) == wxa.ClassToken:
		x.fail(WeChat, FaultAccess, WeChatFails, Facts{"error": ofstore.Advise(err)})
	default:
		x.fail(WeChat, FaultAccess, WeChatUnreached, Facts{"error": err})
	}
}
