package wxa

import (
	"context"
	"fmt"
	"net/http"
)

var (
	epQueryAuth       = endpoint{http.MethodPost, "/cgi-bin/component/api_query_auth", true}
	epAuthorizerToken = endpoint{http.MethodPost, "/cgi-bin/component/api_authorizer_token", true}
	epAuthorizerList  = endpoint{http.MethodPost, "/cgi-bin/component/api_get_authorizer_list", false}
	epAuthorizerInfo  = endpoint{http.MethodPost, "/cgi-bin/component/api_get_authorizer_info", false}
)

// PermissionCode is the permission set of every call about code and reviews: 小程序开发与数据分析. Only one platform can hold
// it for a Mini Program.
const PermissionCode = 18

// Authorization is what a merchant has granted to the platform.
type Authorization struct {
	AppID          string `json:"appid"`
	Token          Token  `json:"token"` // zero when the merchant's account has no API functions, or when none was asked for
	RefreshToken   string `json:"-"`     // secret; "" when there is none
	PermissionSets []int  `json:"permission_sets"`
}

// Format prints no token, whatever the verb.
func (a Authorization) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "wxa.Authorization{AppID: %q, PermissionSets: %v}", a.AppID, a.PermissionSets)
}

// authorizationFields are authorization_info, which two calls answer.
type authorizationFields struct {
	AppID   string `json:"authorizer_appid"`
	Token   string `json:"authorizer_access_token"`
	Life    number `json:"expires_in"`
	Refresh string `json:"authorizer_refresh_token"`
	Funcs   []struct {
		Category struct {
			ID number `json:"id"`
		} `json:"funcscope_category"`
	} `json:"func_info"`
}

func (f authorizationFields) authorization() Authorization {
	a := Authorization{AppID: f.AppID, RefreshToken: f.Refresh, PermissionSets: []int{}}
	if f.Token != "" {
		a.Token = Token{f.Token, f.Life.seconds()}
	}
	for _, set := range f.Funcs {
		if set.Category.ID.set {
			a.PermissionSets = append(a.PermissionSets, int(set.Category.ID.n))
		}
	}
	return a
}

type queryAuthRequest struct {
	AppID string `json:"component_appid"`
	Code  string `json:"authorization_code"`
}

func (r queryAuthRequest) secrets() []string { return []string{r.Code} }

type queryAuthAnswer struct {
	Info authorizationFields `json:"authorization_info"`
}

func (a queryAuthAnswer) missing(bool) string {
	switch {
	case a.Info.AppID == "":
		return "authorizer_appid"
	case a.Info.Token != "" && a.Info.Life.n <= 0:
		return "positive expires_in"
	}
	return ""
}

// QueryAuth turns the code of an authorisation into its tokens. A code works once, so after a lost answer it may be used
// up: 61009 (class Fix) then, and [Platform.Authorizers] has the refresh token. 61010 says that the code is too old.
//
// WeChat: https://developers.weixin.qq.com/doc/oplatform/openApi/ticket-token/api_getauthorizerrefreshtoken.html
func (p *Platform) QueryAuth(ctx context.Context, code string) (Authorization, error) {
	r, err := call[queryAuthAnswer](ctx, p.account, epQueryAuth, queryAuthRequest{p.appid, code})
	if err != nil {
		return Authorization{}, err
	}
	return r.Body.Info.authorization(), nil
}

type authorizerTokenRequest struct {
	AppID      string `json:"component_appid"`
	Authorizer string `json:"authorizer_appid"`
	Refresh    string `json:"authorizer_refresh_token"`
}

func (r authorizerTokenRequest) secrets() []string { return []string{r.Refresh} }

type authorizerTokenAnswer struct {
	Token   string `json:"authorizer_access_token"`
	Life    number `json:"expires_in"`
	Refresh string `json:"authorizer_refresh_token"`
}

func (a authorizerTokenAnswer) missing(bool) string {
	switch {
	case a.Token == "":
		return "authorizer_access_token"
	case a.Life.n <= 0:
		return "positive expires_in"
	}
	return ""
}

// AuthorizerToken makes a new authorizer_access_token for a Mini Program; the previous one ends. Keep the refresh token
// that comes back, whether it has changed or not; "" means that none came. Only one process may do so at a time. 61023,
// 42002, 42007 and 61003 (class Fix) say that the authorisation is no longer good.
//
// WeChat: https://developers.weixin.qq.com/doc/oplatform/openApi/ticket-token/api_getauthorizeraccesstoken.html
func (p *Platform) AuthorizerToken(ctx context.Context, appid, refreshToken string) (token Token, newRefreshToken string, err error) {
	// An empty refresh token is answered with 61023, which would look like a dead authorisation.
	for name, value := range map[string]string{"authorizer_appid": appid, "authorizer_refresh_token": refreshToken} {
		if value == "" {
			return Token{}, "", fmt.Errorf("%s for %s: %w", epAuthorizerToken.path, p.appid, NewFieldError(name, RuleEmpty, FieldValues{}))
		}
	}
	r, err := call[authorizerTokenAnswer](ctx, p.account, epAuthorizerToken, authorizerTokenRequest{p.appid, appid, refreshToken})
	return Token{r.Body.Token, r.Body.Life.seconds()}, r.Body.Refresh, err
}
