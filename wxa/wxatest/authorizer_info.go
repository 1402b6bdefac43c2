package wxatest

// What api_get_authorizer_info tells of a Mini Program. WeChat's answer has more; these are the parts that are documented in
// a way that somebody can rely on.
type authorizerInfo struct {
	NickName      string          `json:"nick_name"`
	UserName      string          `json:"user_name"`
	PrincipalName string          `json:"principal_name"`
	AccountStatus int             `json:"account_status"`
	MiniProgram   miniProgramInfo `json:"MiniProgramInfo"`
}

type miniProgramInfo struct {
	Network    miniProgramNetwork    `json:"network"`
	Categories []miniProgramCategory `json:"categories"`
}

type miniProgramNetwork struct {
	RequestDomain  []string `json:"RequestDomain"`
	WsDomain       []string `json:"WsRequestDomain"`
	UploadDomain   []string `json:"UploadDomain"`
	DownloadDomain []string `json:"DownloadDomain"`
}

type miniProgramCategory struct {
	First  string `json:"first"`
	Second string `json:"second"`
}

func (s *Sim) getAuthorizerInfo(c *call) reply {
	in, code := s.readComponent(c.body)
	if code == 0 {
		code = c.checkAuthorizer(in.AppID)
	}
	if code != 0 {
		return refuse(code)
	}
	a := c.app
	info := authorizerInfo{
		NickName: orDefault(a.NickName, a.AppID), UserName: a.UserName, PrincipalName: a.PrincipalName,
		AccountStatus: orDefault(a.AccountStatus, 1),
		MiniProgram:   miniProgramInfo{miniProgramNetwork{[]string{}, []string{}, []string{}, []string{}}, []miniProgramCategory{}},
	}
	for _, category := range a.Categories {
		info.MiniProgram.Categories = append(info.MiniProgram.Categories, miniProgramCategory{category.FirstClass, category.SecondClass})
	}
	type authorization struct {
		AppID        string     `json:"authorizer_appid"`
		RefreshToken string     `json:"authorizer_refresh_token"`
		FuncInfo     []funcInfo `json:"func_info"`
	}
	return bare(struct {
		Info          authorizerInfo `json:"authorizer_info"`
		Authorization authorization  `json:"authorization_info"`
	}{info, authorization{a.AppID, a.shownRefreshToken(), a.grant.funcInfo()}})
}
