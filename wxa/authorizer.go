package wxa

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"time"
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

// authorizersPerPage is the largest page that WeChat gives.
const authorizersPerPage = 500

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

// ListedAuthorizer is one entry of the authorizer list: a Mini Program or another kind of account.
type ListedAuthorizer struct {
	AppID        string    `json:"appid"`
	RefreshToken string    `json:"-"`                      // secret; "" when WeChat does not give it, then only a new authorisation does
	AuthorizedAt time.Time `json:"authorized_at,omitzero"` // WeChat's clock, whole seconds
}

// Format prints no token, whatever the verb.
func (a ListedAuthorizer) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "wxa.ListedAuthorizer{AppID: %q, AuthorizedAt: %s}", a.AppID, a.AuthorizedAt)
}

type authorizerListRequest struct {
	AppID  string `json:"component_appid"`
	Offset int    `json:"offset"`
	Count  int    `json:"count"`
}

type authorizerListAnswer struct {
	Total number `json:"total_count"`
	List  []struct {
		AppID   string `json:"authorizer_appid"`
		Refresh string `json:"refresh_token"` // not authorizer_refresh_token
		Time    number `json:"auth_time"`
	} `json:"list"`
}

func (a authorizerListAnswer) missing(bool) string {
	switch {
	case !a.Total.set:
		return a.Total.missing("total_count")
	case a.List == nil && a.Total.n > 0:
		return "list"
	}
	return ""
}

// Authorizers goes through all accounts that have authorised the platform, page by page. After an error, which comes with
// a zero entry, it ends. An account may come twice when the list changes meanwhile.
//
// WeChat: https://developers.weixin.qq.com/doc/oplatform/openApi/authorization-management/api_getauthorizerlist.html
func (p *Platform) Authorizers(ctx context.Context) iter.Seq2[ListedAuthorizer, error] {
	return func(yield func(ListedAuthorizer, error) bool) {
		for offset := 0; ; {
			r, err := call[authorizerListAnswer](ctx, p.account, epAuthorizerList, authorizerListRequest{p.appid, offset, authorizersPerPage})
			if err != nil {
				yield(ListedAuthorizer{}, err)
				return
			}
			for _, e := range r.Body.List {
				if !yield(ListedAuthorizer{e.AppID, e.Refresh, e.Time.time()}, nil) {
					return
				}
			}
			offset += len(r.Body.List)
			// An empty page ends it too: total_count may count accounts that are not listed.
			if len(r.Body.List) == 0 || int64(offset) >= r.Body.Total.n {
				return
			}
		}
	}
}

// AuthorizerInfo describes an account that has authorised the platform.
type AuthorizerInfo struct {
	Authorization        // its Token is zero
	Name          string `json:"name"`                     // nick_name
	OriginalID    string `json:"original_id"`              // user_name, gh_…; pushes name the account so
	Principal     string `json:"principal,omitempty"`      // the company or person behind it
	MiniProgram   bool   `json:"mini_program"`             // false: an official account
	AccountStatus int    `json:"account_status,omitempty"` // 1 normal, 14 cancelled, 16 banned, 18 warned, 19 frozen; 0 not told
}

// Format prints no token, whatever the verb.
func (i AuthorizerInfo) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "wxa.AuthorizerInfo{Name: %q, OriginalID: %q, %v}", i.Name, i.OriginalID, i.Authorization)
}

type authorizerInfoRequest struct {
	AppID      string `json:"component_appid"`
	Authorizer string `json:"authorizer_appid"`
}

type authorizerInfoAnswer struct {
	Info *struct {
		Name        text            `json:"nick_name"`
		OriginalID  text            `json:"user_name"`
		Principal   text            `json:"principal_name"`
		MiniProgram json.RawMessage `json:"MiniProgramInfo"`
		Status      number          `json:"account_status"`
	} `json:"authorizer_info"`
	Authorization authorizationFields `json:"authorization_info"`
}

func (a authorizerInfoAnswer) missing(bool) string {
	switch {
	case a.Info == nil:
		return "authorizer_info"
	case a.Authorization.AppID == "":
		return "authorizer_appid"
	}
	return ""
}

// AuthorizerInfo reads who an account is and what it has granted. 61003 (class Fix) says that it has not authorised the
// platform.
//
// WeChat: https://developers.weixin.qq.com/doc/oplatform/openApi/authorization-management/api_getauthorizerinfo.html
func (p *Platform) AuthorizerInfo(ctx context.Context, appid string) (*AuthorizerInfo, error) {
	r, err := call[authorizerInfoAnswer](ctx, p.account, epAuthorizerInfo, authorizerInfoRequest{p.appid, appid})
	if err != nil {
		return nil, err
	}
	info := &AuthorizerInfo{
		Authorization: r.Body.Authorization.authorization(),
		Name:          string(r.Body.Info.Name), OriginalID: string(r.Body.Info.OriginalID), Principal: string(r.Body.Info.Principal),
		MiniProgram: len(r.Body.Info.MiniProgram) > 0 && string(r.Body.Info.MiniProgram) != "null", AccountStatus: int(r.Body.Info.Status.n),
	}
	if info.AppID != appid {
		return nil, &TransportError{
			Endpoint: epAuthorizerInfo.path, AppID: p.appid, Status: http.StatusOK,
			Err: fmt.Errorf("the answer is about %.60q, asked was %s", redactText(info.AppID), appid),
		}
	}
	return info, nil
}
