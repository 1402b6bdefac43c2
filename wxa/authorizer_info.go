package wxa

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

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
		MiniProgram:   len(r.Body.Info.MiniProgram) > 0 && string(r.Body.Info.MiniProgram) != "null",
		AccountStatus: int(r.Body.Info.Status.n),
	}
	if info.AppID != appid {
		return nil, &TransportError{
			Endpoint: epAuthorizerInfo.path, AppID: p.appid, Status: http.StatusOK,
			Err: fmt.Errorf("the answer is about %.60q, asked was %s", redactText(info.AppID), appid),
		}
	}
	return info, nil
}
