package credentials

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"strconv"
	"time"
)

// AuthType says which accounts a merchant may choose in an authorisation link.
type AuthType int

// Kinds of accounts in a link.
const (
	AuthOfficialAccounts AuthType = 1
	AuthMiniPrograms     AuthType = 2
	AuthBoth             AuthType = 3
)

// LinkRequest describes an authorisation link.
type LinkRequest struct {
	Redirect string   // where the merchant's browser goes afterwards, on the platform's registered domain
	Type     AuthType // 0: AuthMiniPrograms
	AppID    string   // only this account may be chosen, instead of Type; "" any
}

// Links lead a merchant's administrator to the page that authorises the platform. They serve one authorisation.
type Links struct {
	PC      string    `json:"pc"`     // for a browser; it must be opened from a page on the platform's registered domain
	Mobile  string    `json:"mobile"` // for WeChat on a phone
	Expires time.Time `json:"expires,omitzero"`
}

// AuthorizationLinks makes new links.
func (p *Platform) AuthorizationLinks(ctx context.Context, req LinkRequest) (*Links, error) {
	if req.Redirect == "" {
		return nil, errors.New("make an authorisation link: it has no redirect address")
	}
	now, err := p.store.now(ctx, p.store.db)
	if err != nil {
		return nil, err
	}
	code, life, err := p.wechat.PreAuthCode(ctx)
	if err != nil {
		return nil, &StepError{Step: stepMakeLink, Err: err}
	}
	links := linksFor(p.appid, code, req)
	if life > 0 {
		links.Expires = now.Add(life).Truncate(time.Second)
	}
	return links, nil
}

func linksFor(platform, code string, req LinkRequest) *Links {
	// The parameters stand in the order of WeChat's page.
	query := "component_appid=" + url.QueryEscape(platform) + "&pre_auth_code=" + url.QueryEscape(code) +
		"&redirect_uri=" + url.QueryEscape(req.Redirect)
	if req.AppID != "" { // auth_type and biz_appid exclude each other
		query += "&biz_appid=" + url.QueryEscape(req.AppID)
	} else {
		query += "&auth_type=" + strconv.Itoa(int(cmp.Or(req.Type, AuthMiniPrograms)))
	}
	return &Links{
		PC:     "https://mp.weixin.qq.com/cgi-bin/componentloginpage?" + query,
		Mobile: "https://open.weixin.qq.com/wxaopen/safe/bindcomponent?action=bindcomponent&no_scan=1&" + query + "#wechat_redirect",
	}
}
