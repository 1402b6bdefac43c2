package wxa

const remedyExtJSON = "Correct ext_json and upload again."

// commitCodes belong to the upload of code and of files for the reviewer.
var commitCodes = []Info{
	{
		Code: 40005, Class: ClassFix, Meaning: "The file for the reviewer is of a type that is not accepted.",
		Remedy: "Give PNG, JPEG or GIF pictures and MP4 videos.", Source: docUpload,
	},
	{
		Code: 40006, Class: ClassFix, Meaning: "The file for the reviewer is too large.",
		Remedy: "Keep pictures within 2 MB and videos within 10 MB.", Source: docUpload,
	},
	{
		Code: 41005, Class: ClassFix, Meaning: "The upload has no file part.",
		Remedy: "Send the file in one part named media, with a file name.", Source: docUpload,
	},
	{
		Code: 80066, Class: ClassFix, Meaning: "A plugin's version is not allowed.",
		Remedy: "Choose an available version of the plugin in ext_json or the template.", Source: docCommit,
	},
	{
		Code: 80067, Class: ClassFix, Meaning: "A plugin was not found.",
		Remedy: "Check the plugin's appid in ext_json or the template.", Source: docCommit,
	},
	{
		Code: 80082, Class: ClassFix, Meaning: "The Mini Program has no right to use a plugin.",
		Remedy: "The merchant must add the plugin in the mp console first.", Source: docCommit,
	},
	{
		Code: 85013, Text: "invalid ext_json, parse fail or containing invalid path", Class: ClassFix,
		Meaning: "ext_json cannot be read or names a wrong path.", Remedy: remedyExtJSON, Source: docCommit,
	},
	{
		Code: 85014, Text: "template not exist", Class: ClassFix, Meaning: "The template does not exist.",
		Remedy: "Look the template's id up with gettemplatelist.", Source: docCommit,
	},
	{
		Code: 85043, Text: "invalid template", Class: ClassFix, Meaning: "The template cannot be used.",
		Remedy: "Add the draft to the templates again and use the new id.", Source: docCommit,
	},
	{
		Code: 85044, Text: "package too large", Class: ClassFix, Meaning: "A package has more than 2 MB or all together more than 20 MB.",
		Remedy: "Make the code smaller or move parts into sub-packages.", Source: docCommit,
	},
	{
		Code: 85045, Text: "some path in ext_json not exist", Class: ClassFix, Meaning: "ext_json names a path that the template lacks.",
		Remedy: remedyExtJSON, Source: docCommit,
	},
	{
		Code: 85046, Text: "pagepath missing in tabbar list", Class: ClassFix, Meaning: "An entry of the tab bar has no pagePath.",
		Remedy: remedyExtJSON, Source: docCommit,
	},
	{
		Code: 85047, Text: "pages are empty", Class: ClassFix, Meaning: "ext_json has an empty list of pages.",
		Remedy: remedyExtJSON, Source: docCommit,
	},
	{
		Code: 85048, Text: "parse ext_json fail", Class: ClassFix, Meaning: "ext_json is not valid JSON text.",
		Remedy: remedyExtJSON, Source: docCommit,
	},
	{
		Code: 85090, Text: "wait and commit for this exappid later", Class: ClassWait,
		Meaning: "WeChat wants a pause before the next upload for this Mini Program.",
		Source:  docCodes,
	},
	{
		Code: 85310, Class: ClassFix, Meaning: "requiredPrivateInfos has a wrong interface name or format.",
		Remedy: "Use bare names without wx. in a list. " + remedyExtJSON, Source: docCommit,
	},
	{
		Code: 85311, Class: ClassFix, Meaning: "requiredPrivateInfos names interfaces that exclude each other.",
		Remedy: "Choose either the precise or the approximate location interfaces. " + remedyExtJSON, Source: docCommit,
	},
	{
		Code: 85312, Class: ClassFix, Meaning: "requiredPrivateInfos names an interface that the Mini Program has no permission for.",
		Remedy: "Apply for the permission, or take the interface out and upload again.", Source: docCommit,
	},
	{
		Code: 86020, Class: ClassFix, Meaning: "The Mini Program's name is not acceptable.",
		Remedy: "Change the name in the mp console.", Source: docUpload,
	},
	{
		Code: 800059, Class: ClassFix, Meaning: "The file of a pagePath in the tab bar was not found.",
		Remedy: "Correct the tab bar in the template or in ext_json and upload again.", Source: docCodes,
	},
	{
		Code: 9402203, Class: ClassFix, Meaning: "A standard template was given a key in ext_json that it does not accept.",
		Remedy: "Give only extAppid, ext and window, or use an ordinary template.", Source: docCommit,
	},
}
