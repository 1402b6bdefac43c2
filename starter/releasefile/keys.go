package releasefile

// keyDoc is what the schema says about one key besides its type.
type keyDoc struct {
	text     string
	limit    func(*jsonSchema)
	required []string // of a map's keys
}

func length(most int) func(*jsonSchema) { return func(s *jsonSchema) { s.MaxLength = most } }
func between(least, most int) func(*jsonSchema) {
	return func(s *jsonSchema) { s.Minimum, s.Maximum = &least, &most }
}
func atLeast(least int) func(*jsonSchema) { return func(s *jsonSchema) { s.Minimum = &least } }
func items(least, most int) func(*jsonSchema) {
	return func(s *jsonSchema) { s.MinItems, s.MaxItems = least, most }
}

// keyDocs says of every key of a release file what it means; [] stands for the items of a list. What the audit keys mean is
// WeChat's: https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_submitaudit.html
var keyDocs = map[string]keyDoc{
	"env": {
		text: "Names of environment variables. In the texts of this file ${NAME} stands for the value of one of them, $${ " +
			"for the characters ${. Line ends at the end of a value are left out. One that is not set is an error.",
	},
	"env[]": {limit: func(s *jsonSchema) { s.Pattern = `^(?!WXRELEASE_|TEMPORAL_)[A-Za-z_][A-Za-z0-9_]*$` }},
	"apps": {
		text: "Mini Programs that share this file: each has its appid, and the keys that differ from the ones above. Maps " +
			"are merged key by key, lists and values are replaced, an empty key takes the common one out.",
		limit: func(s *jsonSchema) { s.MinItems = 1 },
	},
	"apps[]": {text: "One Mini Program, and what differs for it.", required: []string{"appid"}},

	"name": {
		text: "The merchant's name, at most 64 characters: people see it beside the appid, and --app takes it. It is no part of " +
			"what is submitted.",
		limit: length(NameLimit),
	},
	"appid": {text: "Appid of the merchant's Mini Program.", limit: func(s *jsonSchema) { s.Pattern = `^wx[0-9a-zA-Z]{16}$|\$\{` }},
	"version": {
		text:  "user_version of the uploaded trial version, at most 64 characters. In quotes, or 1.40 is a number.",
		limit: func(s *jsonSchema) { s.MinLength, s.MaxLength = 1, 64 },
	},

	"audit":           {text: "The body of submit_audit, with WeChat's own names."},
	"audit.item_list": {text: "1 to 5 pages for the reviewer, each with its category.", limit: items(1, 5)},
	"audit.item_list[]": {
		text:     "A page for the reviewer. The categories must be among those of the Mini Program: get_category lists them.",
		required: []string{"first_class", "second_class", "first_id", "second_id"},
	},
	"audit.item_list[].address": {
		text:  "Path of the page as in app.json, without a slash in front.",
		limit: func(s *jsonSchema) { s.Pattern = "^[^/]|^$" },
	},
	"audit.item_list[].tag":          {text: "Up to 10 tags of at most 20 characters, separated by blanks."},
	"audit.item_list[].title":        {text: "Title of the page, at most 32 characters.", limit: length(32)},
	"audit.item_list[].first_class":  {text: "Name of the first category."},
	"audit.item_list[].second_class": {text: "Name of the second category."},
	"audit.item_list[].third_class":  {text: "Name of the third category, together with third_id."},
	"audit.item_list[].first_id":     {text: "Id of the first category.", limit: atLeast(1)},
	"audit.item_list[].second_id":    {text: "Id of the second category.", limit: atLeast(1)},
	"audit.item_list[].third_id":     {text: "Id of the third category, together with third_class.", limit: atLeast(0)},
	"audit.feedback_info": {
		text: "What was changed after a rejection, at most 200 characters. WeChat reads it only when the last version was " +
			"rejected.",
		limit: length(200),
	},
	"audit.feedback_stuff": {text: "Pictures for feedback_info: up to 5 media ids of temporary media, separated by |."},
	"audit.version_desc":   {text: "What the reviewer should know about this version, such as a test account."},
	"audit.preview_info": {
		text:     "Recordings and screenshots for the reviewer, as media ids of the upload for review.",
		required: []string{"video_id_list", "pic_id_list"},
	},
	"audit.preview_info.video_id_list":   {text: "Media ids of recordings.", limit: func(s *jsonSchema) { s.MinItems = 1 }},
	"audit.preview_info.video_id_list[]": {},
	"audit.preview_info.pic_id_list":     {text: "Media ids of screenshots.", limit: func(s *jsonSchema) { s.MinItems = 1 }},
	"audit.preview_info.pic_id_list[]":   {},
	"audit.ugc_declare": {
		text: "What users can publish, and how it is moderated. Required at the first submission in some community " +
			"categories.",
	},
	"audit.ugc_declare.scene": {
		text: "What users can publish: 0 nothing (then no other key), 1 their profile, 2 images, 3 video, 4 text, 5 audio or " +
			"other (then other_scene_desc says what).",
		limit: func(s *jsonSchema) { s.MinItems, s.UniqueItems = 1, true },
	},
	"audit.ugc_declare.scene[]": {limit: between(0, 5)},
	"audit.ugc_declare.method": {
		text:  "How it is moderated: 1 WeChat's content-security API, 2 another product, 3 people, 4 not at all.",
		limit: func(s *jsonSchema) { s.UniqueItems = true },
	},
	"audit.ugc_declare.method[]":         {limit: between(1, 4)},
	"audit.ugc_declare.other_scene_desc": {text: "What scene 5 is, at most 256 characters.", limit: length(256)},
	"audit.ugc_declare.has_audit_team":   {text: "1 people moderate, 0 they do not.", limit: between(0, 1)},
	"audit.ugc_declare.audit_desc":       {text: "How content is moderated, at most 256 characters.", limit: length(256)},
	"audit.privacy_api_not_use": {
		text: "true declares that privacy APIs which the code contains but the configuration does not name are not used.",
	},
	"audit.order_path": {text: "Path of the page with a user's orders."},

	"expedite": {
		text: "Asking WeChat to expedite the review spends a unit of the platform's monthly allowance: never (the default), always, or " +
			"{after: 6h}.",
	},
	"expedite.after": {text: "How long the review may last first, such as 6h."},

	"limits":           {text: "How long each wait may last, such as 90s, 30m, 6h or 14d."},
	"limits.detection": {text: "WeChat's privacy check of the uploaded code; default 1h."},
	"limits.submit":    {text: "How long WeChat may answer that it is busy to a submission; default 30m."},
	"limits.review":    {text: "From the submission to the verdict; default 14d."},

	"pace":           {text: "How often WeChat is asked. The defaults suit the real WeChat."},
	"pace.detection": {text: "Pause between polls of the privacy check, up to 5 times this; default 1m."},
	"pace.poll":      {text: "Pause before the first poll of the review, then doubling; default 10m."},
	"pace.poll_max":  {text: "Longest pause between polls of the review; default 2h."},
	"pace.hint":      {text: "First repeat after a push that the status does not show yet; default 1m."},
	"pace.retry":     {text: "First repeat after a transient failure, then doubling; default 5s."},
	"pace.retry_max": {text: "Longest pause after transient failures; default 5m."},
	"pace.busy":      {text: "Pause after WeChat was busy, up to 5 times this; default 1m."},
	"pace.attempt":   {text: "How long one attempt may run before it is taken for lost with its worker; default 2m."},

	"adopt": {
		text: "true takes over an open review of this version that an earlier, lost, terminated, expired or foreign run " +
			"submitted. With false, the default, the release ends as busy then.",
	},
}
