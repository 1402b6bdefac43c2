package wxa

// Remedies that several codes have.
const (
	remedyReauthorise = "The merchant's administrator must authorise the platform again."
	remedyTicket      = "Wait for the next pushed ticket (every 10 minutes). If none came for half an hour, check the authorisation " +
		"event URL and call api_start_push_ticket."
	remedyRequest = "This is a fault of the calling program, not of the Mini Program: report it with the rid."
	remedyAllowIP = "Add the IP address named in errmsg to the platform's allow list (白名单IP地址列表) on open.weixin.qq.com; " +
		"on a platform that is not yet published to all, changes work only for accounts in the test list."
	remedyTokenTwice = "A fresh token was refused too. Check that only one process refreshes tokens: each refresh ends the other's token."
)

// accessCodes are about tokens, permissions and the IP allow list.
var accessCodes = []Info{
	{
		Code: 40001, Text: "invalid credential, access_token is invalid or not latest", Class: ClassToken, Access: true,
		Meaning: "The token is not valid, or a newer one has replaced it.",
		Remedy:  remedyTokenTwice + " On a token call it also means a wrong platform secret.",
		Source:  docCodes,
	},
	{
		Code: 40014, Text: "invalid access_token", Class: ClassToken, Access: true,
		Meaning: "The token is not valid.",
		Remedy:  remedyTokenTwice,
		Source:  docCodes,
	},
	{
		Code: 42001, Text: "access_token expired", Class: ClassToken, Access: true,
		Meaning: "The token is older than its two hours.",
		Remedy:  "The token source must refresh it before it ends. " + remedyTokenTwice,
		Source:  docCodes,
	},
	{
		Code: 42006, Text: "component_access_token expired", Class: ClassToken, Access: true,
		Meaning: "The platform's own token has expired.",
		Remedy:  "Refresh the component_access_token from the newest ticket.",
		Source:  docCodes,
	},
	{
		Code: 40013, Text: "invalid appid", Class: ClassFix, Access: true,
		Meaning: "The appid is wrong, or does not belong to this token.",
		Remedy:  "Compare the appid with the one in the mp console (wx and 16 characters).",
		Source:  docCodes,
	},
	{
		Code: 40091, Text: "invalid component ticket", Class: ClassWait, Access: true,
		Meaning: "The platform's ticket is not accepted.",
		Remedy:  remedyTicket,
		Source:  docCodes,
	},
	{
		Code: 40094, Text: "invalid component credential", Class: ClassWait, Access: true,
		Meaning: "The platform's credentials are not accepted.",
		Remedy:  remedyTicket + " If it stays, check the platform's appid and secret.",
		Source:  docCodes,
	},
	{
		Code: 40125, Text: "invalid appsecret", Class: ClassFix, Access: true,
		Meaning: "The platform's secret is wrong or was reset.",
		Remedy:  "Set the current secret from open.weixin.qq.com; it must be the platform's, not a Mini Program's.",
		Source:  docCodes,
	},
	{
		Code: 40164, Class: ClassFix, Access: true,
		Meaning: "The calling IP address is not on the account's allow list.",
		Remedy:  remedyAllowIP,
		Source:  docCodes,
	},
	{
		Code: 45035, Class: ClassFix, Access: true,
		Meaning: "The calling IP address is not on the account's allow list.",
		Remedy:  remedyAllowIP,
		Source:  docCodes,
	},
	{
		Code: 61004, Text: "access clientip is not registered", Class: ClassFix, Access: true,
		Meaning: "The calling IP address is not on the platform's allow list; errmsg names the address that WeChat saw.",
		Remedy:  remedyAllowIP,
		Source:  docTokens,
	},
	{
		Code: 41001, Text: "access_token missing", Class: ClassFix, Access: true,
		Meaning: "The request arrived without a token.", Remedy: remedyRequest, Source: docCodes,
	},
	{
		Code: 41002, Text: "appid missing", Class: ClassFix, Access: true,
		Meaning: "The request arrived without an appid.", Remedy: remedyRequest, Source: docComponentToken,
	},
	{
		Code: 41004, Text: "appsecret missing", Class: ClassFix, Access: true,
		Meaning: "The request arrived without the platform's secret.",
		Remedy:  "Check that the platform's secret is set where tokens are made.",
		Source:  docComponentToken,
	},
	{
		Code: 41018, Text: "component_appid missing", Class: ClassFix, Access: true,
		Meaning: "The request arrived without the platform's appid.",
		Remedy:  "Check that the platform's appid is set where tokens are made.",
		Source:  docComponentToken,
	},
	{
		Code: 41021, Text: "component_access_token missing", Class: ClassFix, Access: true,
		Meaning: "The request arrived without the platform's token, or its parameter has a name that was not accepted.",
		Remedy:  remedyRequest,
		Source:  docCodes,
	},
	{
		Code: 41033, Class: ClassFix, Access: true,
		Meaning: "This Mini Program was not created through the API and cannot be managed so (permission set 30).",
		Remedy:  "Look at its categories in the mp console instead.",
		Source:  docCodes,
	},
	{
		Code: 42002, Text: "refresh_token expired", Class: ClassFix, Access: true,
		Meaning: "The authorisation's refresh token has expired.", Remedy: remedyReauthorise, Source: docAppToken,
	},
	{
		Code: 42007, Text: "access_token and refresh_token exception", Class: ClassFix, Access: true,
		Meaning: "The tokens are void, for example because the merchant changed the password.",
		Remedy:  remedyReauthorise,
		Source:  docAppToken,
	},
	{
		Code: 48001, Text: "api unauthorized", Class: ClassFix, Access: true,
		Meaning: "The account itself lacks this function, or a token of the wrong kind was used.",
		Remedy: "Check that the token is the Mini Program's authorizer_access_token, and that permission set 18 (development and " +
			"data analysis) is granted to this platform.",
		Source: docCalling,
	},
	{
		Code: 61003, Text: "component is not authorized by this account", Class: ClassFix, Access: true,
		Meaning: "The merchant has not authorised this platform, or no longer does.",
		Remedy:  remedyReauthorise,
		Source:  docAppToken,
	},
	{
		Code: 61005, Text: "component ticket expired", Class: ClassWait, Access: true,
		Meaning: "The platform's ticket is older than its 12 hours.", Remedy: remedyTicket, Source: docTicket,
	},
	{
		Code: 61006, Text: "component ticket invalid", Class: ClassWait, Access: true,
		Meaning: "The platform's ticket is not valid, or belongs to another platform.",
		Remedy:  remedyTicket,
		Source:  docTicket,
	},
	{
		Code: 61007, Text: "api is unauthorized to component", Class: ClassFix, Access: true,
		Meaning: "The merchant did not grant the permission set to this platform; for all code functions that is set 18, which only " +
			"one platform can hold.",
		Remedy: "The merchant's administrator must authorise again and grant set 18 (小程序开发与数据分析); another platform that holds it must " +
			"be removed first.",
		Source: docCalling,
	},
	{
		Code: 61009, Text: "code invalid", Class: ClassFix, Access: true,
		Meaning: "The authorisation code is not valid or was used already.", Remedy: remedyReauthorise, Source: docCodes,
	},
	{
		Code: 61010, Text: "code expired", Class: ClassFix, Access: true,
		Meaning: "The authorisation code has expired.", Remedy: remedyReauthorise, Source: docCodes,
	},
	{
		Code: 61011, Text: "invalid component", Class: ClassFix, Access: true,
		Meaning: "WeChat does not accept the platform itself.",
		Remedy:  "Check the platform's appid and its state on open.weixin.qq.com.",
		Source:  docComponentToken,
	},
	{
		Code: 61014, Text: "must use component token", Class: ClassFix, Access: true,
		Meaning: "The endpoint wants the platform's token and got a Mini Program's.", Remedy: remedyRequest, Source: docCodes,
	},
	{
		Code: 61015, Text: "must use biz account token", Class: ClassFix, Access: true,
		Meaning: "The endpoint wants the Mini Program's token and got the platform's.",
		Remedy:  "Check that the token source gives authorizer_access_tokens.",
		Source:  docCodes,
	},
	{
		Code: 61016, Text: "function category must be confirmed", Class: ClassFix, Access: true,
		Meaning: "The merchant must confirm the permission set first.",
		Remedy:  "The merchant's administrator must confirm the permission sets of this platform in the mp console.",
		Source:  docCodes,
	},
	{
		Code: 61017, Text: "function category is not authorized", Class: ClassFix, Access: true,
		Meaning: "The merchant has not granted the permission set.",
		Remedy:  "The merchant's administrator must authorise again and grant it.",
		Source:  docCodes,
	},
	{
		Code: 61023, Text: "refresh_token is invalid", Class: ClassFix, Access: true,
		Meaning: "The refresh token is empty or not valid.",
		Remedy: "Read it once more with api_get_authorizer_list; if that one is refused too, the merchant's administrator must " +
			"authorise again.",
		Source: docAppToken,
	},
	{
		Code: 61024, Text: "must use api_component_token", Class: ClassFix, Access: true,
		Meaning: "The token was asked for at the wrong endpoint: a platform's comes from api_component_token.",
		Remedy:  remedyRequest,
		Source:  docCodes,
	},
	{
		Code: 61028, Text: "component is unpublished", Class: ClassFix, Access: true,
		Meaning: "The platform is not published to the whole network.",
		Remedy:  "Publish it (全网发布) on open.weixin.qq.com, or add the Mini Program to the platform's test list.",
		Source:  docCodes,
	},
	{
		Code: 76022, Class: ClassFix, Access: true,
		Meaning: "The token does not own the API path whose quota was asked for.",
		Remedy:  "Ask with the kind of token that the path itself needs.",
		Source:  docAPIQuota,
	},
	{
		Code: 86000, Class: ClassFix, Access: true,
		Meaning: "The call did not come from a third-party platform.",
		Remedy: "Check that the token is an authorizer_access_token that this platform got for the Mini Program, not the Mini " +
			"Program's own token.",
		Source: docSubmit,
	},
}
