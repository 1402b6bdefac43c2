package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/wxa"
)

// Ages of the newest ticket. WeChat pushes one every 10 minutes, and one works for 12 hours.
const (
	ticketLate = 30 * time.Minute
	ticketLost = 2 * time.Hour
)

const pushRemedy = "Check that the bridge runs on this store and that the authorisation event URL on open.weixin.qq.com leads to it"

// store checks the platform's credentials, and what WeChat says to them.
func (d *doctor) store(ctx context.Context) {
	rest := []string{checkTicket, checkAuthorization, checkWeChat, checkQuota}
	skip := func(why string) {
		for _, check := range rest {
			d.skip(check, why)
		}
	}
	cfg, ok := d.settings.Credentials(nil)
	if !ok {
		const why = "not configured here: WXRELEASE_STORE is not set"
		rest = rest[:2]
		d.skip(checkStore, why)
		skip(why)
		d.otherTokens(ctx)
		return
	}
	if !strings.Contains(cfg.Store, "://") {
		// Opening would make the file.
		if _, err := os.Stat(cfg.Store); errors.Is(err, fs.ErrNotExist) {
			d.fail(exitCredentials, checkStore, "Check WXRELEASE_STORE; the bridge makes the file at its first start", "there is no file %s", cfg.Store)
			skip("there is no store")
			return
		}
	}
	short, cancel := context.WithTimeout(ctx, releases.CallTimeout)
	defer cancel()
	p, err := credentials.Open(short, cfg)
	if errors.Is(err, credentials.ErrKey) {
		d.fail(exitUsage, checkStore, "Check WXRELEASE_STORE_KEY and WXRELEASE_STORE_OLD_KEYS", "it cannot be opened: %v", err)
		skip("the key of the store does not fit")
		return
	}
	if err != nil {
		d.fail(exitCredentials, checkStore, "Check WXRELEASE_STORE, and that the database runs and this user may use it", "it cannot be opened: %v", err)
		skip("the store cannot be opened")
		return
	}
	defer p.Close() // only read
	d.keys(short, p, cfg.AppID)
	d.ticket(ctx, p)
	d.authorization(ctx, p)
	if d.appid == "" {
		d.skip(checkWeChat, "give an appid to ask WeChat with its token")
		d.skip(checkQuota, "give an appid to ask WeChat with its token")
		return
	}
	d.wechat(ctx, p, cfg.BaseURL)
}

// keys looks whether the keys open all that is in the store.
func (d *doctor) keys(ctx context.Context, p *credentials.Platform, platform string) {
	n, err := p.Keys(ctx)
	switch {
	case err != nil:
		d.fail(exitCredentials, checkStore, "", "%v", err)
	case n.Unknown > 0:
		d.fail(exitUsage, checkStore, "Give the key that they are sealed with among WXRELEASE_STORE_OLD_KEYS of every program, then run: starter auth sync",
			"%s of %d cannot be read with the keys that are set", counted(n.Unknown, "secret"), n.Current+n.Old+n.Unknown)
	case n.Old > 0:
		d.ok(checkStore, "can be opened, for platform %s; sealed with an old key until starter auth sync: %s", platform, counted(n.Old, "secret"))
	default:
		d.ok(checkStore, "can be opened, for platform %s", platform)
	}
}

// otherTokens asks WeChat where the worker's tokens come from a token service, or from a setting.
func (d *doctor) otherTokens(ctx context.Context) {
	skip := func(why string) {
		d.skip(checkWeChat, why)
		d.skip(checkQuota, why)
	}
	given := false
	for _, name := range []string{"WXRELEASE_TOKEN_URL", "WXRELEASE_TOKEN", "WXRELEASE_TOKEN_FILE"} {
		value, _ := d.app.env.LookupEnv(name)
		given = given || value != ""
	}
	switch {
	case !given:
		skip("not configured here: neither WXRELEASE_STORE nor WXRELEASE_TOKEN_URL is set")
		return
	case d.appid == "":
		skip("give an appid to ask WeChat with its token")
		return
	}
	s, err := settings.Read(settings.Worker, d.app.env)
	var tokens wxa.TokenSource = wxa.FixedToken(s.Token.Reveal())
	if err == nil && s.TokenURL != "" {
		tokens, err = wxa.NewHTTPTokens(wxa.HTTPTokensConfig{URL: s.TokenURL, HeaderName: s.TokenHeader.Name, HeaderValue: s.TokenHeader.Value.Reveal()})
	}
	if err != nil {
		d.fail(exitUsage, checkWeChat, "worker -help lists the settings", "the worker's settings cannot work: %v", err)
		d.skip(checkQuota, "WeChat cannot be asked")
		return
	}
	d.wechat(ctx, tokens, s.WeChatURL)
}

// ticket looks at the age of the newest component_verify_ticket.
func (d *doctor) ticket(ctx context.Context, p *credentials.Platform) {
	ctx, cancel := context.WithTimeout(ctx, releases.CallTimeout)
	defer cancel()
	at, err := p.TicketTime(ctx)
	age := time.Since(at)
	switch {
	case err != nil:
		d.fail(exitCredentials, checkTicket, "", "%v", err)
	case at.IsZero():
		d.fail(exitCredentials, checkTicket, pushRemedy, "WeChat has never pushed one into this store")
	case age > ticketLost:
		d.fail(exitCredentials, checkTicket, pushRemedy, "the last one was pushed %s, and WeChat pushes every 10 minutes", ago(age))
	case age > ticketLate:
		d.warn(checkTicket, pushRemedy, "the last one was pushed %s, and WeChat pushes every 10 minutes", ago(age))
	default:
		d.ok(checkTicket, "pushed %s", ago(age))
	}
}

// authorization looks whether the Mini Program, or every one, can be released by this platform.
func (d *doctor) authorization(ctx context.Context, p *credentials.Platform) {
	ctx, cancel := context.WithTimeout(ctx, releases.CallTimeout)
	defer cancel()
	if d.appid == "" {
		d.authorizations(ctx, p)
		return
	}
	one, err := p.Authorizer(ctx, d.appid)
	switch {
	case err != nil:
		d.fail(exitCredentials, checkAuthorization, "", "%v", err)
	case one == nil:
		d.fail(exitCredentials, checkAuthorization, "Let the merchant's administrator open the link of starter auth url; what was authorised before the bridge ran is read with starter auth sync", "%s has not authorised this platform", d.appid)
	default:
		if text, remedy := unfit(*one); text != "" {
			d.fail(exitCredentials, checkAuthorization, remedy, "%s %s", who(*one), text)
		} else if one.CanRelease == nil {
			d.warn(checkAuthorization, "Read it with: starter auth sync", "%s has authorised the platform, with which permission sets is not known", who(*one))
		} else {
			d.ok(checkAuthorization, "%s has granted permission set %d", who(*one), wxa.PermissionCode)
		}
	}
}

// authorizations tells about all.
func (d *doctor) authorizations(ctx context.Context, p *credentials.Platform) {
	all, err := p.Authorizers(ctx)
	if err != nil {
		d.fail(exitCredentials, checkAuthorization, "", "%v", err)
		return
	}
	var bad []string
	count := 0
	for _, one := range all {
		if one.Other {
			continue
		}
		count++
		if text, _ := unfit(one); text != "" && len(bad) < 5 {
			bad = append(bad, who(one)+" "+text)
		}
	}
	switch {
	case count == 0:
		d.warn(checkAuthorization, "Make a link with starter auth url; what was authorised before the bridge ran is read with starter auth sync", "no Mini Program has authorised this platform")
	case len(bad) > 0:
		d.warn(checkAuthorization, "See: starter auth list", "some of %s cannot be released: %s", counted(count, "Mini Program"), strings.Join(bad, "; "))
	default:
		d.ok(checkAuthorization, "%s can be released", counted(count, "Mini Program"))
	}
}

// unfit says why an account cannot be released; "" when it can, as far as the store knows.
func unfit(one credentials.Authorizer) (text, remedy string) {
	const again = "The merchant's administrator must open the link of starter auth url, and grant permission set 18"
	switch {
	case one.State == credentials.StateRevoked:
		return "has taken the authorisation back at " + stamp(one.RevokedAt), again
	case one.State == credentials.StateBroken:
		return "gives no access: " + one.Problem, again
	case one.CanRelease != nil && !*one.CanRelease:
		return fmt.Sprintf("has not granted permission set %d (小程序开发与数据分析)", wxa.PermissionCode), again + "; another platform that holds it must be removed first"
	default:
		return "", ""
	}
}

func who(one credentials.Authorizer) string {
	if one.Name == "" {
		return one.AppID
	}
	return one.AppID + " (" + one.Name + ")"
}

// wechat reads the quota with the Mini Program's token: one call that needs the ticket, the secret, the authorisation, the
// permission and the IP allow list.
func (d *doctor) wechat(ctx context.Context, tokens wxa.TokenSource, base string) {
	client, err := wxa.New(wxa.Config{BaseURL: base, Tokens: tokens})
	if err != nil {
		d.fail(exitUsage, checkWeChat, "Check WXRELEASE_WECHAT_URL", "%v", err)
		d.skip(checkQuota, "WeChat cannot be asked")
		return
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	quota, err := client.App(d.appid).Quota(ctx)
	if err != nil {
		remedy, code := "Check the network, and WXRELEASE_WECHAT_URL", exitFailed
		var coded *codedError
		if errors.As(accessCode(err), &coded) {
			code, remedy = coded.code, ""
		}
		var answered *wxa.Error
		if errors.As(err, &answered) {
			remedy = answered.Info().Remedy
		}
		d.fail(code, checkWeChat, remedy, "%v", err)
		d.skip(checkQuota, "WeChat refuses to tell")
		return
	}
	d.ok(checkWeChat, "takes the token of %s", d.appid)
	left := fmt.Sprintf("%d of %d submissions and %d of %d expedites of this month are left", quota.Rest, quota.Limit, quota.SpeedupRest, quota.SpeedupLimit)
	const ask = "The platform's administrator asks for more in the Mini Program 小程序服务商助手, or waits for the next month"
	switch {
	case quota.Limit == 0:
		d.warn(checkQuota, "WeChat reports zeros at times while submissions still work", "%s", left)
	case quota.Rest == 0:
		d.fail(exitQuota, checkQuota, ask, "%s", left)
	case quota.Rest*10 < quota.Limit:
		d.warn(checkQuota, ask, "%s", left)
	default:
		d.ok(checkQuota, "%s", left)
	}
}
