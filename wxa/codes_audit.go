package wxa

// auditCodes belong to the privacy check, the submission, the review and its expedite and withdrawal.
var auditCodes = []Info{
	{
		Code: 61039, Class: ClassWait,
		Meaning: "The privacy check of the uploaded code is not over yet.",
		Remedy:  "Ask again every minute. Do not upload again meanwhile: that starts a new check. If it never ends, upload once more.",
		Source:  docDetect,
	},
	{
		Code: 61040, Class: ClassFix,
		Meaning: "The code uses privacy interfaces without permission or without declaring them.",
		Remedy: "Declare them in requiredPrivateInfos inside ext_json and upload again, apply for the permission where it is missing; " +
			"or submit with privacy_api_not_use: true if they are not really used.",
		Source: docPrivacy,
	},
	{
		Code: 85006, Class: ClassFix, Meaning: "A tag in item_list has a wrong format.",
		Remedy: "Give at most 10 tags of at most 20 characters, separated by blanks.", Source: docSubmit,
	},
	{
		Code: 85007, Class: ClassFix, Meaning: "An address in item_list is not a page of the uploaded code.",
		Remedy: "Use a path exactly as get_page lists it, without a leading slash, or leave address out.", Source: docSubmit,
	},
	{
		Code: 85008, Class: ClassFix, Meaning: "A category is not set up for this Mini Program, or none is approved.",
		Remedy: "Take names and ids from get_category; if it lists none, set the categories up in the mp console.", Source: docSubmit,
	},
	{
		Code: 85009, Class: ClassAmbiguous, Meaning: "A version of this Mini Program is under review already, perhaps by an earlier " +
			"try of this very submission.",
		Remedy: "Read the latest review. If it is ours, go on with it; if not, wait for its end or withdraw it. " +
			"Right after a withdrawal wait a little and submit again.",
		Source: docSubmit,
	},
	{
		Code: 85010, Class: ClassFix, Meaning: "A required member in item_list is empty.",
		Remedy: "Fill first_class, second_class, first_id and second_id of every item.", Source: docSubmit,
	},
	{
		Code: 85011, Class: ClassFix, Meaning: "A title in item_list has a wrong format.",
		Remedy: "Give a title of at most 32 characters, or none.", Source: docSubmit,
	},
	{
		Code: 85012, Text: "invalid audit id", Class: ClassFix, Meaning: "This Mini Program has no review with this id.",
		Remedy: "Read the latest review for the right id; ids of other Mini Programs are not accepted.", Source: docStatus,
	},
	{
		Code: 85023, Class: ClassFix, Meaning: "item_list does not have 1 to 5 items.",
		Remedy: "Correct the request and submit again.", Source: docSubmit,
	},
	{
		Code: 85051, Class: ClassFix, Meaning: "version_desc or preview_info is too large.",
		Remedy: "Shorten version_desc to some 200 characters and give fewer preview files.", Source: docSubmit,
	},
	{
		Code: 85058, Text: "no valid audit_id exist", Class: ClassFix,
		Meaning: "No review was ever submitted through this platform. Those from before its authorisation are invisible.",
		Remedy:  "Submit one first.", Source: docCodes,
	},
	{
		Code: 85077, Class: ClassFix, Meaning: "WeChat has withdrawn one of the categories.",
		Remedy: "Choose another category in the mp console and in the request.", Source: docSubmit,
	},
	{
		Code: 85085, Class: ClassQuota, Meaning: "The platform's submissions for this month are used up. All its Mini Programs share them.",
		Remedy: "Ask for a temporary raise in the 小程序服务商助手 Mini Program, or wait for the next month.", Source: docQuota,
	},
	{
		Code: 85086, Class: ClassFix, Meaning: "There is no upload to submit; also reported when the user privacy guide is missing.",
		Remedy: "Upload the code first, and fill in the user privacy guide (用户隐私保护指引) in the mp console.", Source: docSubmit,
	},
	{
		Code: 85087, Class: ClassFix, Meaning: "The code calls navigateToMiniProgram for appids that it does not declare.",
		Remedy: "Declare the target appids in the app's configuration and upload again.", Source: docSubmit,
	},
	{
		Code: 85092, Class: ClassFix, Meaning: "preview_info has a wrong format.",
		Remedy: "Give both video_id_list and pic_id_list with media ids from uploadmedia, or leave preview_info out.", Source: docSubmit,
	},
	{
		Code: 85093, Class: ClassFix, Meaning: "preview_info names too many files.",
		Remedy: "Give fewer videos and pictures; the maximum is not documented.", Source: docSubmit,
	},
	{
		Code: 85094, Class: ClassFix, Meaning: "This submission needs ugc_declare: it is a first one with a community, notes or " +
			"questions category.",
		Remedy: "Add ugc_declare with scene and method; scene [0] if there is no user content.", Source: docSubmit,
	},
	{
		Code: 86001, Class: ClassFix, Meaning: "No code has been uploaded for this Mini Program.",
		Remedy: "Upload the code first.", Source: docSubmit,
	},
	{
		Code: 86002, Class: ClassFix, Meaning: "The Mini Program lacks a nickname, an avatar or an introduction.",
		Remedy: "Complete them in the mp console.", Source: docSubmit,
	},
	{
		Code: 86007, Class: ClassFix, Meaning: "This Mini Program may not submit versions.",
		Remedy: "Its owner must read the notice in the mp console and settle or appeal it.", Source: docSubmit,
	},
	{
		Code: 86008, Class: ClassFix, Meaning: "The platform is punished: none of its Mini Programs may submit.",
		Remedy: "Stop all submissions and settle the matter on open.weixin.qq.com.", Source: docCodes,
	},
	{
		Code: 86009, Class: ClassFix, Meaning: "The platform is restricted: new Mini Programs may not submit their first version.",
		Remedy: "Settle the matter on open.weixin.qq.com; updates of published Mini Programs still work.", Source: docSubmit,
	},
	{
		Code: 86010, Class: ClassFix, Meaning: "The platform is restricted: updates may not be submitted.",
		Remedy: "Settle the matter on open.weixin.qq.com.", Source: docSubmit,
	},
	{
		Code: 87006, Class: ClassFix, Meaning: "Mini games cannot be submitted here.",
		Remedy: "Submit the mini game in the mp console.", Source: docSubmit,
	},
	{
		Code: 87013, Class: ClassQuota, Meaning: "The withdrawals are used up: 5 a day and 10 a month for each Mini Program.",
		Remedy: "Wait for the verdict, or for the next day or month (China time).", Source: docUndo,
	},
	{
		Code: 89401, Class: ClassTransient, Meaning: "WeChat's expedite service is unstable.",
		Remedy: "Try later.", Source: docSpeedup,
	},
	{
		Code: 89402, Class: ClassFix, Meaning: "The review is not in the queue: it has ended, or has only just been submitted.",
		Remedy: "Read the review. If it is still open, ask again after some minutes; else there is nothing to expedite.",
		Source: docSpeedup,
	},
	{
		Code: 89403, Class: ClassFix, Meaning: "This kind of review cannot be expedited.",
		Remedy: "Wait for the verdict as usual.", Source: docSpeedup,
	},
	{
		Code: 89404, Class: ClassIdempotent, Meaning: "The review is expedited already.",
		Source: docSpeedup,
	},
	{
		Code: 89405, Class: ClassQuota, Meaning: "The platform's expedites for this month are used up.",
		Remedy: "Wait for the verdict as usual; the allowance is renewed next month.", Source: docSpeedup,
	},
	{
		Code: 9400001, Class: ClassFix, Meaning: "The Mini Program that the code was developed with has the live broadcast permission.",
		Remedy: "Unbind the live broadcast component from the development Mini Program and upload again.", Source: docSubmit,
	},
}
