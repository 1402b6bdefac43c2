package wxatest

import (
	"slices"
	"strings"
)

// funcInfo is one granted permission set. WeChat's page documents type, name and desc, its example leaves them out; here set
// 18 has them and the others have not.
type funcInfo struct {
	Category funcScope `json:"funcscope_category"`
}

type funcScope struct {
	ID   int     `json:"id"`
	Type *int    `json:"type,omitempty"`
	Name *string `json:"name,omitempty"`
	Desc *string `json:"desc,omitempty"`
}

func (g *grant) funcInfo() []funcInfo {
	out := []funcInfo{}
	for _, set := range g.sets {
		scope := funcScope{ID: set}
		if set == developmentSet {
			kind, name, desc := 0, "小程序开发与数据分析", "开发与数据分析"
			scope.Type, scope.Name, scope.Desc = &kind, &name, &desc
		}
		out = append(out, funcInfo{scope})
	}
	return out
}

func (s *Sim) queryAuth(c *call) reply {
	in, code := s.readComponent(c.body)
	if code != 0 {
		return refuse(code)
	}
	given, known := s.platform.codes[in.Code]
	switch {
	case !known || given.used || given.grant.app.grant != given.grant: // the last: taken back since
		return refuse(61009)
	case !c.now.Before(given.expires):
		return refuse(61010)
	}
	given.used = true
	g := given.grant
	type info struct {
		AppID        string     `json:"authorizer_appid"`
		AccessToken  string     `json:"authorizer_access_token,omitempty"`
		ExpiresIn    int64      `json:"expires_in,omitempty"`
		RefreshToken string     `json:"authorizer_refresh_token,omitempty"`
		FuncInfo     []funcInfo `json:"func_info"`
	}
	answer := info{AppID: g.app.AppID, FuncInfo: g.funcInfo()}
	if !g.app.NoAPI {
		t := s.issue(line{app: g.app, chain: true}, c.now)
		answer.AccessToken, answer.ExpiresIn, answer.RefreshToken = t.text, s.seconds(t.expires.Sub(c.now)), g.refresh.text
	}
	s.noteRefresh(c, RefreshQueryAuth)
	return bare(struct {
		Info info `json:"authorization_info"`
	}{answer})
}

func (s *Sim) authorizerToken(c *call) reply {
	in, code := s.readComponent(c.body)
	if code == 0 {
		code = c.checkAuthorizer(in.AppID)
	}
	if code == 0 && c.app.grant.passwordChanged {
		code = 42007
	}
	if code == 0 {
		code = s.checkRefresh(c.app.grant, in.RefreshToken, c.now)
	}
	if code != 0 {
		return refuse(code)
	}
	g := c.app.grant
	if s.platform.RotateRefreshToken {
		s.issueRefresh(g, c.now)
	}
	t := s.issue(line{app: g.app, chain: true}, c.now)
	s.noteRefresh(c, RefreshAuthorizerToken)
	return bare(struct {
		AccessToken  string `json:"authorizer_access_token"`
		ExpiresIn    int64  `json:"expires_in"`
		RefreshToken string `json:"authorizer_refresh_token"`
	}{t.text, s.seconds(t.expires.Sub(c.now)), g.refresh.text})
}

// checkAuthorizer gives the errcode for the Mini Program that the body names, 0 when it has authorised the platform.
func (c *call) checkAuthorizer(appid string) int {
	switch {
	case appid == "":
		return 41002
	case c.app == nil:
		return 40013
	case c.app.grant == nil || c.app.Unauthorized == 61003:
		return 61003
	}
	return 0
}

// maxListPage is the documented limit of count.
const maxListPage = 500

func (s *Sim) getAuthorizerList(c *call) reply {
	in, code := s.readComponent(c.body)
	switch {
	case code != 0:
		return refuse(code)
	case in.Offset == nil || in.Count == nil || *in.Offset < 0 || *in.Count < 1:
		return refuse(40097)
	case *in.Count > maxListPage:
		return refuse(40170)
	}
	type one struct {
		AppID        string `json:"authorizer_appid"`
		RefreshToken string `json:"refresh_token"`
		AuthTime     int64  `json:"auth_time"`
	}
	all := []one{}
	for _, a := range s.apps {
		if a.grant != nil {
			all = append(all, one{a.AppID, a.shownRefreshToken(), s.unix(a.grant.at)})
		}
	}
	slices.SortFunc(all, func(a, b one) int { return strings.Compare(a.AppID, b.AppID) })
	from := min(*in.Offset, len(all))
	return bare(struct {
		Total int   `json:"total_count"`
		List  []one `json:"list"`
	}{len(all), all[from:min(from+*in.Count, len(all))]})
}

// shownRefreshToken is what the queries tell; it can be empty.
func (a *app) shownRefreshToken() string {
	if a.HideRefreshToken {
		return ""
	}
	return a.grant.refresh.text
}
