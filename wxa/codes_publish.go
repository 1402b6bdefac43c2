package wxa

// publishCodes belong to publishing, staged publishing and rolling back.
var publishCodes = []Info{
	{
		Code: 85019, Class: ClassFix, Meaning: "There is no reviewed version to publish.",
		Remedy: "Submit a version for review and wait for its approval.", Source: docRelease,
	},
	{
		Code: 85020, Class: ClassFix, Meaning: "The review's state does not allow publishing: it is not approved, or newer code was " +
			"uploaded after the approval.",
		Remedy: "Read the latest review. If it is approved and this persists, upload and submit again.", Source: docRelease,
	},
	{
		Code: 85052, Text: "app is already released", Class: ClassIdempotent, Meaning: "The latest version is online already.",
		Remedy: "Compare the online version with the approved one: if they differ, a new review is needed.",
		Source: docCommunity + "develop/doc/000ca4349c8cf0258e93b08c26d800",
	},
	{
		Code: 85079, Class: ClassFix, Meaning: "The Mini Program has no online version, so nothing can be staged.",
		Remedy: "Publish the first version to all users.", Source: docGray,
	},
	{
		Code: 85080, Class: ClassFix, Meaning: "The version is not approved, or is published to all users already.",
		Remedy: "Read the latest review and the online version.", Source: docGray,
	},
	{
		Code: 85081, Class: ClassFix, Meaning: "The percentage is not valid.",
		Remedy: "Give a whole number from 0 to 100; with 0 choose project or experience members.", Source: docGray,
	},
	{
		Code: 85082, Class: ClassAmbiguous, Meaning: "The percentage is not higher than the present one, perhaps because an earlier " +
			"try has set it.",
		Remedy: "Read the staged release's plan: if it has the wanted percentage all is done, else give a higher one.", Source: docGray,
	},
	{
		Code: 87011, Class: ClassFix, Meaning: "A staged release is running, so nothing can be rolled back.",
		Remedy: "Cancel the staged release first.", Source: docCodes,
	},
	{
		Code: 87012, Text: "forbid revert this version release", Class: ClassFix,
		Meaning: "There is nothing to roll back to: it was done already, or the version is too old.",
		Remedy:  "Read the online version; if it is not the wanted one, publish a new one.", Source: docRollback,
	},
}

// sideCodes belong to templates, media, call counters and privacy interface applications.
var sideCodes = []Info{
	{
		Code: 40007, Class: ClassFix, Meaning: "The media id is not valid, has expired, or belongs to another Mini Program.",
		Remedy: "Fetch with the token of the Mini Program that was reviewed, soon after the verdict; the release does not depend on it.",
		Source: docMaterial,
	},
	{
		Code: 40170, Class: ClassFix, Meaning: "More entries were asked for than one page may have.",
		Remedy: "Ask for at most 500.", Source: docAppList,
	},
	{
		Code: 61031, Class: ClassIdempotent, Meaning: "An application for this privacy interface is under review already.",
		Source: docApplyPrivacy,
	},
	{
		Code: 61032, Class: ClassFix, Meaning: "The video of the application is of a type that is not accepted.",
		Remedy: "Give one MP4 video.", Source: docApplyPrivacy,
	},
	{
		Code: 61033, Class: ClassTransient, Meaning: "WeChat could not fetch a picture or video of the application.",
		Remedy: "Check that the addresses can be reached from the internet.", Source: docApplyPrivacy,
	},
	{
		Code: 61034, Class: ClassFix, Meaning: "The application's arguments are wrong.",
		Remedy: "Check api_name with its wx. prefix, at most 300 characters of content, and at least one list of addresses.",
		Source: docApplyPrivacy,
	},
	{
		Code: 61035, Class: ClassIdempotent, Meaning: "This privacy interface needs no application.",
		Source: docApplyPrivacy,
	},
	{
		Code: 76001, Class: ClassFix, Meaning: "The rid is unknown; they are kept for 7 days.",
		Remedy: "Copy the rid of a recent call whole.", Source: docRid,
	},
	{
		Code: 76002, Class: ClassFix, Meaning: "The rid is malformed.",
		Remedy: "Copy the rid whole, three groups of hexadecimal digits.", Source: docRid,
	},
	{
		Code: 76003, Class: ClassFix, Meaning: "The rid belongs to another account; at the quota endpoint: the path has a wrong prefix.",
		Remedy: "Ask with the token of the account that made the call; give a path with its leading slash and no host.", Source: docRid,
	},
	{
		Code: 76021, Class: ClassFix, Meaning: "The API path whose quota was asked for is unknown.",
		Remedy: "Give a path such as /wxa/submit_audit.", Source: docAPIQuota,
	},
	{
		Code: 85064, Class: ClassFix, Meaning: "The template or draft was not found.",
		Remedy: "Look the ids up with gettemplatelist and gettemplatedraftlist; only the newest draft of each development Mini " +
			"Program is kept.", Source: docCodes,
	},
	{
		Code: 85065, Class: ClassFix, Meaning: "The template library is full (200).",
		Remedy: "Delete templates that are no longer used.", Source: docCodes,
	},
}
