package wxa

import (
	"context"
	"fmt"
	"iter"
	"time"
)

// authorizersPerPage is the largest page that WeChat gives.
const authorizersPerPage = 500

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
			r, err := call[authorizerListAnswer](ctx, p.account, epAuthorizerList,
				authorizerListRequest{p.appid, offset, authorizersPerPage})
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
