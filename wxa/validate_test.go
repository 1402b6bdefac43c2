package wxa

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestValidate(t *testing.T) {
	long := func(n int) string { return strings.Repeat("字", n) }
	item := func(change func(*AuditItem)) func(*SubmitAuditRequest) {
		return func(r *SubmitAuditRequest) { change(&r.ItemList[0]) }
	}
	ugc := func(u UGCDeclare) func(*SubmitAuditRequest) {
		return func(r *SubmitAuditRequest) { r.UGCDeclare = &u }
	}
	n := func(n int) *int { return &n }
	for name, c := range map[string]struct {
		change func(*SubmitAuditRequest)
		want   string // whole error, "" for none
	}{
		"minimal": {func(*SubmitAuditRequest) {}, ""},
		"no items": {
			func(r *SubmitAuditRequest) { r.ItemList = nil }, "item_list: has 0 items, want 1 to 5",
		},
		"5 items": {func(r *SubmitAuditRequest) {
			r.ItemList = []AuditItem{r.ItemList[0], r.ItemList[0], r.ItemList[0], r.ItemList[0], r.ItemList[0]}
		}, ""},
		"6 items": {
			func(r *SubmitAuditRequest) {
				for range 5 {
					r.ItemList = append(r.ItemList, r.ItemList[0])
				}
			}, "item_list: has 6 items, want 1 to 5",
		},
		"address with slash": {
			item(func(i *AuditItem) { i.Address = "/pages/index" }),
			`item_list[0].address: starts with a slash, want a path as get_page lists it: "pages/index"`,
		},
		"10 tags of 20": {item(func(i *AuditItem) { i.Tag = strings.Repeat(long(20)+" ", 10) }), ""},
		"11 tags": {
			item(func(i *AuditItem) { i.Tag = strings.Repeat("a ", 11) }), "item_list[0].tag: has 11 tags, want at most 10 separated by blanks",
		},
		"tag of 21": {
			item(func(i *AuditItem) { i.Tag = "a " + long(21) }),
			`item_list[0].tag: has a tag of 21 characters, want at most 20: "` + long(21) + `"`,
		},
		"title of 32": {item(func(i *AuditItem) { i.Title = long(31) + "🎉" }), ""},
		"title of 33": {item(func(i *AuditItem) { i.Title = long(33) }), "item_list[0].title: has 33 characters, want at most 32"},
		"no first class": {
			item(func(i *AuditItem) { i.FirstClass, i.FirstID = " ", 0 }),
			"item_list[0].first_class: is empty, want a name from get_category\n" +
				"item_list[0].first_id: is 0, want an id from get_category",
		},
		"no second class": {
			item(func(i *AuditItem) { i.SecondClass, i.SecondID = "", -1 }),
			"item_list[0].second_class: is empty, want a name from get_category\n" +
				"item_list[0].second_id: is -1, want an id from get_category",
		},
		"third level": {item(func(i *AuditItem) { i.ThirdClass, i.ThirdID = "x", 1 }), ""},
		"third id alone": {
			item(func(i *AuditItem) { i.ThirdID = 1 }),
			"item_list[0].third_class: is empty, want a name from get_category, third_class and third_id go together",
		},
		"third class alone": {
			item(func(i *AuditItem) { i.ThirdClass = "x" }),
			"item_list[0].third_id: is 0, want an id from get_category, third_class and third_id go together",
		},
		"feedback of 200": {func(r *SubmitAuditRequest) { r.FeedbackInfo = long(200) }, ""},
		"feedback of 201": {func(r *SubmitAuditRequest) { r.FeedbackInfo = long(201) }, "feedback_info: has 201 characters, want at most 200"},
		"5 pictures":      {func(r *SubmitAuditRequest) { r.FeedbackStuff = "1|2|3|4|5" }, ""},
		"6 pictures":      {func(r *SubmitAuditRequest) { r.FeedbackStuff = "1|2|3|4|5|6" }, "feedback_stuff: has 6 pictures, want at most 5"},
		"gap in pictures": {func(r *SubmitAuditRequest) { r.FeedbackStuff = "1||3" }, "feedback_stuff[1]: is an empty media id"},
		"long version_desc, whose limit nobody documents": {func(r *SubmitAuditRequest) { r.VersionDesc = long(5000) }, ""},
		"not UTF-8":     {func(r *SubmitAuditRequest) { r.VersionDesc = "\xff" }, "version_desc: is not valid UTF-8"},
		"control":       {func(r *SubmitAuditRequest) { r.OrderPath = "a\x00b" }, "order_path: has a control character"},
		"lines":         {func(r *SubmitAuditRequest) { r.VersionDesc = "a\r\n\tb\u2028" }, ""},
		"both previews": {func(r *SubmitAuditRequest) { r.PreviewInfo = &PreviewInfo{[]string{"v"}, []string{"p"}} }, ""},
		"no videos": {
			func(r *SubmitAuditRequest) { r.PreviewInfo = &PreviewInfo{nil, []string{"p"}} },
			"preview_info.video_id_list: is empty, give both lists or leave preview_info out",
		},
		"no pictures": {
			func(r *SubmitAuditRequest) { r.PreviewInfo = &PreviewInfo{[]string{"v", ""}, []string{}} },
			"preview_info.video_id_list[1]: is an empty media id\n" +
				"preview_info.pic_id_list: is empty, give both lists or leave preview_info out",
		},
		"no user content":   {ugc(UGCDeclare{Scene: []int{0}}), ""},
		"user content":      {ugc(UGCDeclare{Scene: []int{1, 5}, Method: []int{4}, OtherSceneDesc: long(256), HasAuditTeam: n(0), AuditDesc: long(256)}), ""},
		"no scene":          {ugc(UGCDeclare{}), "ugc_declare.scene: is empty, give what users can publish, or [0] for nothing"},
		"0 and others":      {ugc(UGCDeclare{Scene: []int{0, 1}}), "ugc_declare.scene: has 0, no user content: then nothing else is to be given"},
		"0 and method":      {ugc(UGCDeclare{Scene: []int{0}, Method: []int{1}}), "ugc_declare.scene: has 0, no user content: then nothing else is to be given"},
		"0 and team":        {ugc(UGCDeclare{Scene: []int{0}, HasAuditTeam: n(0)}), "ugc_declare.scene: has 0, no user content: then nothing else is to be given"},
		"scene 6":           {ugc(UGCDeclare{Scene: []int{1, 6}}), "ugc_declare.scene[1]: is 6, want 0 to 5"},
		"scene twice":       {ugc(UGCDeclare{Scene: []int{1, 1}}), "ugc_declare.scene[1]: gives 1 twice"},
		"scene 5":           {ugc(UGCDeclare{Scene: []int{5}}), "ugc_declare.other_scene_desc: is empty, scene 5 needs a description"},
		"method 0":          {ugc(UGCDeclare{Scene: []int{1}, Method: []int{0, 5}}), "ugc_declare.method[0]: is 0, want 1 to 4\nugc_declare.method[1]: is 5, want 1 to 4"},
		"team 2":            {ugc(UGCDeclare{Scene: []int{1}, HasAuditTeam: n(2)}), "ugc_declare.has_audit_team: is 2, want 0 (no) or 1 (yes)"},
		"other of 257":      {ugc(UGCDeclare{Scene: []int{1}, OtherSceneDesc: long(257)}), "ugc_declare.other_scene_desc: has 257 characters, want at most 256"},
		"audit desc of 257": {ugc(UGCDeclare{Scene: []int{1}, AuditDesc: long(257)}), "ugc_declare.audit_desc: has 257 characters, want at most 256"},
		"path of a later item": {
			func(r *SubmitAuditRequest) {
				bad := r.ItemList[0]
				bad.Tag = long(21)
				r.ItemList = append(r.ItemList, r.ItemList[0], bad)
				r.FeedbackInfo = long(201)
			},
			`item_list[2].tag: has a tag of 21 characters, want at most 20: "` + long(21) + `"` + "\n" +
				"feedback_info: has 201 characters, want at most 200",
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := validSubmit()
			c.change(&r)
			err := r.Validate()
			if c.want == "" {
				assert.NoError(t, err)
				return
			}
			assert.EqualError(t, err, c.want)
			assert.Equal(t, ClassFix, ClassOf(err))
		})
	}
}
