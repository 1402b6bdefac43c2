package wxa

// generalCodes may come from any endpoint and say nothing about rights: WeChat's own trouble, malformed requests, counters.
var generalCodes = []Info{
	{
		Code: -1, Text: "system error", Class: ClassAmbiguous,
		Meaning: "WeChat was busy or failed inside. A read had no effect; a write may have happened.",
		Remedy: "Read the state before repeating a write. " +
			"If a submission keeps failing so, check the categories and upload the code again.",
		Source: docCodes,
	},
	{
		Code: -60005, Class: ClassTransient,
		Meaning: "The upload was refused; WeChat documents no text for this code.",
		Remedy:  "Upload again after a pause; if it persists ask WeChat's support with the rid.",
		Source:  docCommit,
	},
	{
		Code: 40033, Class: ClassFix,
		Meaning: `The request body has a character that WeChat does not accept, such as a \u escape.`,
		Remedy:  "Send plain UTF-8. If this client sent it, report it as its fault, with the rid.",
		Source:  docCodes,
	},
	{
		Code: 40097, Text: "invalid args", Class: ClassFix,
		Meaning: "A parameter has a value that WeChat does not accept.",
		Remedy:  "Compare the parameters with the endpoint's page.",
		Source:  docCodes,
	},
	{
		Code: 43001, Text: "require GET method", Class: ClassFix,
		Meaning: "The endpoint wants GET and got POST.",
		Remedy:  "This is a fault of the calling program or of a proxy in between: report it.",
		Source:  docCodes,
	},
	{
		Code: 43002, Text: "require POST method", Class: ClassFix,
		Meaning: "The endpoint wants POST and got GET.",
		Remedy:  "This is a fault of the calling program or of a proxy in between, which may have followed a redirect: report it.",
		Source:  docCodes,
	},
	{
		Code: 43003, Class: ClassFix,
		Meaning: "The endpoint wants HTTPS.",
		Remedy:  "Set the base URL to " + DefaultBaseURL + ", and look for a proxy that calls WeChat without TLS.",
		Source:  docCodes,
	},
	{
		Code: 44002, Text: "empty post data", Class: ClassFix,
		Meaning: "The POST request arrived without a body.",
		Remedy:  "Send at least {}. If this client sent it, look for a proxy that drops bodies.",
		Source:  docCodes,
	},
	{
		Code: 45009, Text: "reach max api daily quota limit", Class: ClassQuota,
		Meaning: "This endpoint was called too often today. Calls for a merchant count against the merchant's own limit.",
		Remedy:  "Wait for the next day (China time), or reset the counters with clear_quota, which works 10 times a month.",
		Source:  docCodes,
	},
	{
		Code: 45011, Text: "api minute-quota reach limit", Class: ClassTransient,
		Meaning: "This endpoint was called too often within a minute.",
		Remedy:  "Wait at least 60 seconds, and ask less often.",
		Source:  docCodes,
	},
	{
		Code: 45040, Class: ClassQuota,
		Meaning: "The monthly limit of this endpoint is used up.",
		Remedy:  "Wait for the next month (China time) or ask WeChat to raise the limit.",
		Source:  docCodes,
	},
	{
		Code: 47001, Text: "data format error", Class: ClassFix,
		Meaning: "The body is not the JSON that WeChat expects, for example a list where it wants an object.",
		Remedy:  "Compare the request with the endpoint's page; preview_info must be an object.",
		Source:  docCodes,
	},
	{
		Code: 47002, Class: ClassFix,
		Meaning: `The body is not plain UTF-8 JSON, for example because of \u escapes.`,
		Remedy:  "Send plain UTF-8. If this client sent it, report it as its fault, with the rid.",
		Source:  docCodes,
	},
	{
		Code: 48004, Text: "api forbidden for irregularities", Class: ClassFix,
		Meaning: "The account may not use this function as a punishment for violations.",
		Remedy:  "The Mini Program's owner must read the notice in the mp console (mp.weixin.qq.com) and settle or appeal it.",
		Source:  docCodes,
	},
	{
		Code: 48006, Class: ClassQuota,
		Meaning: "The counters were reset 10 times this month already.",
		Remedy:  "Wait for the next month, and find what makes so many calls.",
		Source:  docCodes,
	},
	{
		Code: 50002, Text: "user limited", Class: ClassFix,
		Meaning: "The account is frozen or cancelled.",
		Remedy:  "The Mini Program's owner must look into the mp console (mp.weixin.qq.com) and have the account restored.",
		Source:  docCodes,
	},
	{
		Code: 89247, Text: "inner error, retry after some while", Class: ClassTransient,
		Meaning: "WeChat failed inside.",
		Source:  docCodes,
	},
	{
		Code: 89250, Text: "inner error, retry after some while", Class: ClassTransient,
		Meaning: "WeChat failed inside.",
		Source:  docCodes,
	},
	{
		Code: 9402202, Text: "concurrent limit", Class: ClassAmbiguous,
		Meaning: "WeChat guards each Mini Program against two changes at a time; the answer also comes without any second call, and " +
			"the change may have happened.",
		Remedy: "Wait a minute, read the state, and repeat only if the change is not there.",
		Source: docCommunity + "develop/doc/000aa85c9ccff87e53c09bc4e66800",
	},
}
