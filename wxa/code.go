package wxa

import (
	"context"
	"net/http"
	"time"
)

var (
	epCodePrivacyInfo = endpoint{http.MethodGet, "/wxa/security/get_code_privacy_info", false}
	epVersionInfo     = endpoint{http.MethodPost, "/wxa/getversioninfo", false}
)

// CodePrivacyInfo is the finished result of the privacy interface check of the current trial version.
type CodePrivacyInfo struct {
	WithoutAuth []string `json:"without_auth,omitempty"` // APIs used without permission, with the wx. prefix
	WithoutConf []string `json:"without_conf,omitempty"` // APIs used but not declared in requiredPrivateInfos
}

// VersionInfo tells the trial and the online version; either is nil when there is none.
type VersionInfo struct {
	Trial  *Version `json:"trial,omitempty"`
	Online *Version `json:"online,omitempty"`
}

// Version is one version of a Mini Program as WeChat stores it.
type Version struct {
	Version string    `json:"version"` // user_version of the upload; "" was seen for an online version
	Desc    string    `json:"desc,omitempty"`
	Time    time.Time `json:"time,omitzero"` // of the upload or the publication, WeChat's clock, whole seconds
}

type privacyAnswer struct {
	WithoutAuth []string `json:"without_auth_list"`
	WithoutConf []string `json:"without_conf_list"`
}

func (p privacyAnswer) missing(coded bool) string {
	if !coded && p.WithoutAuth == nil && p.WithoutConf == nil {
		return "errcode and no lists"
	}
	return ""
}

// CodePrivacyInfo asks whether the privacy check of the last upload is over. While it runs WeChat answers 61039 (class
// Wait): ask again after a minute. Two empty lists mean ready to submit.
//
// WeChat: https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_getcodeprivacyinfo.html
func (a *App) CodePrivacyInfo(ctx context.Context) (*CodePrivacyInfo, error) {
	r, err := call[privacyAnswer](ctx, a.account, epCodePrivacyInfo, nil)
	if err != nil {
		return nil, err
	}
	return &CodePrivacyInfo{WithoutAuth: r.Body.WithoutAuth, WithoutConf: r.Body.WithoutConf}, nil
}

type versionAnswer struct {
	Exp *struct {
		Time    number `json:"exp_time"`
		Version text   `json:"exp_version"`
		Desc    text   `json:"exp_desc"`
	} `json:"exp_info"`
	Release *struct {
		Time    number `json:"release_time"`
		Version text   `json:"release_version"`
		Desc    text   `json:"release_desc"`
	} `json:"release_info"`
}

func (v versionAnswer) missing(coded bool) string {
	if !coded && v.Exp == nil && v.Release == nil {
		return "errcode and no version"
	}
	return ""
}

// VersionInfo reads the trial and the online version.
//
// WeChat: https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_getversioninfo.html
func (a *App) VersionInfo(ctx context.Context) (*VersionInfo, error) {
	// WeChat answers 44002 to a request without a body.
	r, err := call[versionAnswer](ctx, a.account, epVersionInfo, struct{}{})
	if err != nil {
		return nil, err
	}
	var info VersionInfo
	if v := r.Body.Exp; v != nil {
		info.Trial = versionOf(Version{string(v.Version), string(v.Desc), v.Time.time()})
	}
	if v := r.Body.Release; v != nil {
		info.Online = versionOf(Version{string(v.Version), string(v.Desc), v.Time.time()})
	}
	return &info, nil
}

// versionOf gives nil for an object without any content, which says the same as a missing one.
func versionOf(v Version) *Version {
	if v == (Version{}) {
		return nil
	}
	return &v
}
