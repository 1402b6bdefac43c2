package wxa

import (
	"cmp"
	"slices"
)

// Info is what is known about an errcode: the row of the one error table.
type Info struct {
	Code     int
	Endpoint string // the one endpoint where this row applies; "" wherever no other row does
	Text     string // start of WeChat's errmsg where it is known
	Class    Class
	Access   bool   // it is about a token, a permission or the IP allow list, not about what the call is for
	Meaning  string // one plain sentence
	Remedy   string // what to do next, one or two sentences; "" when waiting is enough
	Source   string // where it is documented
}

// Info looks the code up for this endpoint; an unlisted code has class ClassUnknown.
func (e *Error) Info() Info {
	info, ok := Lookup(e.Code)
	if !ok {
		return Info{
			Code:    e.Code,
			Class:   ClassUnknown,
			Meaning: "WeChat documents no such code; new ones appear without notice.",
			Remedy:  "Read the whole message. WeChat's support can look the call up by its rid for 7 days.",
			Source:  docCodes,
		}
	}
	if special, ok := atEndpoint[endpointCode{e.Endpoint, e.Code}]; ok {
		special.Endpoint = e.Endpoint
		return special
	}
	if e.Code == -1 && !e.Write {
		info.Class, info.Remedy = ClassTransient, ""
	}
	return info
}

// Lookup gives the table's row for a code; ok is false when it is not listed. Some codes mean something else at one
// endpoint: [Error.Info] knows.
func Lookup(code int) (info Info, ok bool) {
	info, ok = byCode[code]
	return info, ok
}

// Codes gives the whole table, sorted by code.
func Codes() []Info {
	all := slices.Concat(generalCodes, accessCodes, commitCodes, auditCodes, publishCodes, sideCodes)
	slices.SortFunc(all, func(a, b Info) int { return cmp.Compare(a.Code, b.Code) })
	return all
}

// EndpointCodes gives the rows of codes that mean something else at one endpoint, sorted by endpoint and code.
func EndpointCodes() []Info {
	var all []Info
	for at, info := range atEndpoint {
		info.Endpoint = at.endpoint
		all = append(all, info)
	}
	slices.SortFunc(all, func(a, b Info) int {
		return cmp.Or(cmp.Compare(a.Endpoint, b.Endpoint), cmp.Compare(a.Code, b.Code))
	})
	return all
}

var byCode = func() map[int]Info {
	rows := make(map[int]Info)
	for _, info := range Codes() {
		rows[info.Code] = info
	}
	return rows
}()

// endpointCode is a code at one endpoint.
type endpointCode struct {
	endpoint string
	code     int
}

// atEndpoint holds the rows for codes whose class depends on the endpoint. -1 is the other case: see [Error.Info].
var atEndpoint = map[endpointCode]Info{
	{epUndoAudit.path, 87012}: {
		Code: 87012, Text: "forbid revert this version release", Class: ClassIdempotent,
		Meaning: "Nothing is under review, so there is nothing to withdraw.",
		Remedy:  "Read the latest review: approved, rejected and withdrawn are all final.",
		Source:  docUndo,
	},
	// LatestAudit takes both for the same as 85058.
	{epLatestAudit.path, 85012}: {
		Code: 85012, Text: "invalid audit id", Class: ClassFix,
		Meaning: "There is no review that this platform can see; asked for the newest one, WeChat does not mean an id.",
		Remedy:  "Submit one first.", Source: docLatest,
	},
	{epLatestAudit.path, 86001}: {
		Code: 86001, Class: ClassFix,
		Meaning: "There is no review that this platform can see; asked for the newest one, WeChat does not mean the upload.",
		Remedy:  "Submit one first.", Source: docLatest,
	},
	{epComponentToken.path, 40001}: {
		Code: 40001, Text: "invalid credential", Class: ClassFix, Access: true,
		Meaning: "The platform's secret is wrong or was reset.",
		Remedy:  "Set the current secret from open.weixin.qq.com; it must be the platform's, not a Mini Program's.",
		Source:  docComponentToken,
	},
	// A token call that WeChat was too busy for is simply made again: the next token replaces one that was made unseen.
	{epComponentToken.path, -1}:  tokenCallBusy,
	{epStartPushTicket.path, -1}: tokenCallBusy,
	{epQueryAuth.path, -1}:       tokenCallBusy,
	{epAuthorizerToken.path, -1}: tokenCallBusy,
	{"/wxa/deletetemplate", 85064}: {
		Code: 85064, Class: ClassIdempotent,
		Meaning: "The template is not there any more.",
		Source:  docCodes,
	},
}

var tokenCallBusy = Info{
	Code: -1, Text: "system error", Class: ClassTransient,
	Meaning: "WeChat is busy or has an internal fault.",
	Source:  docComponentToken,
}

// Pages of the official documentation.
const (
	docRoot      = "https://developers.weixin.qq.com/doc/oplatform/"
	docManage    = docRoot + "openApi/miniprogram-management/"
	docCode      = docManage + "code-management/"
	docOld       = docRoot + "Third-party_Platforms/2.0/"
	docCommunity = "https://developers.weixin.qq.com/community/"

	docCodes   = docRoot + "Return_codes/Return_code_descriptions_new.html"
	docTokens  = docOld + "api/Before_Develop/creat_token.html"
	docCalling = docOld + "getting_started/how_to_call_api.html"
	docTicket  = docOld + "troubleshooting/component_verify_ticket_troubleshooting.html"
	docQuota   = docOld + "troubleshooting/submit_quota.html"
	docPrivacy = docOld + "product/apply_privacy_api.html"

	docCommit   = docCode + "api_commit.html"
	docDetect   = docCode + "api_getcodeprivacyinfo.html"
	docUpload   = docCode + "api_uploadmediatocodeaudit.html"
	docSubmit   = docCode + "api_submitaudit.html"
	docStatus   = docCode + "api_getauditstatus.html"
	docLatest   = docCode + "api_getlatestauditstatus.html"
	docUndo     = docCode + "api_undoaudit.html"
	docSpeedup  = docCode + "api_speedupcodeaudit.html"
	docRelease  = docCode + "api_release.html"
	docGray     = docCode + "api_grayrelease.html"
	docRollback = docCode + "api_revertcoderelease.html"

	docComponentToken = docRoot + "openApi/ticket-token/api_getcomponentaccesstoken.html"
	docAppToken       = docRoot + "openApi/ticket-token/api_getauthorizeraccesstoken.html"
	docAppList        = docRoot + "openApi/authorization-management/api_getauthorizerlist.html"
	docApplyPrivacy   = docManage + "privacy-api-management/api_applyprivacyinterface.html"
	docAPIQuota       = docRoot + "openApi/openapi/api_getapiquota.html"
	docRid            = docRoot + "openApi/openapi/api_getridinfo.md"
	docMaterial       = "https://developers.weixin.qq.com/doc/service/api/material/permanent/api_getmaterial"
)
