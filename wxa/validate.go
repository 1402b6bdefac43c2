package wxa

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Documented limits of a submission; lengths in characters.
const (
	maxItems       = 5
	maxTags        = 10
	maxTag         = 20
	maxTitle       = 32
	maxFeedback    = 200
	maxPictures    = 5
	maxDescription = 256
)

// Validate checks the documented limits, all at once: the error joins one [FieldError] for each, with its path, one a line.
// item_list must have 1 to 5 items with their categories; see the fields for the rest.
//
// WeChat: https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_submitaudit.html
func (r SubmitAuditRequest) Validate() error {
	var c checker
	if n := len(r.ItemList); n < 1 || n > maxItems {
		c.fault("item_list", RuleItems, FieldValues{Number: n, Min: 1, Max: maxItems})
	}
	for i, item := range r.ItemList {
		c.item(fmt.Sprintf("item_list[%d]", i), item)
	}
	c.text("feedback_info", r.FeedbackInfo, maxFeedback)
	if r.FeedbackStuff != "" {
		ids := strings.Split(r.FeedbackStuff, "|")
		if len(ids) > maxPictures {
			c.fault("feedback_stuff", RulePictures, FieldValues{Number: len(ids), Max: maxPictures})
		}
		c.ids("feedback_stuff", ids)
	}
	c.text("version_desc", r.VersionDesc, 0)
	c.text("order_path", r.OrderPath, 0)
	if p := r.PreviewInfo; p != nil {
		c.previews("preview_info.video_id_list", p.VideoIDList)
		c.previews("preview_info.pic_id_list", p.PicIDList)
	}
	if r.UGCDeclare != nil {
		c.ugc(*r.UGCDeclare)
	}
	return errors.Join(c...)
}

// checker collects faults.
type checker []error

func (c *checker) fault(path string, rule FieldRule, values FieldValues) {
	*c = append(*c, NewFieldError(path, rule, values))
}

// text checks the length in characters (limit 0: none is documented) and that WeChat can read it.
func (c *checker) text(path, text string, limit int) {
	switch n := utf8.RuneCountInString(text); {
	case !utf8.ValidString(text):
		c.fault(path, RuleUTF8, FieldValues{})
	case limit > 0 && n > limit:
		c.fault(path, RuleLength, FieldValues{Number: n, Max: limit})
	case strings.ContainsFunc(text, forbidden):
		c.fault(path, RuleControl, FieldValues{}) // JSON could only send it as a \u escape, which WeChat refuses
	}
}

func forbidden(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }

func (c *checker) item(path string, item AuditItem) {
	c.text(path+".address", item.Address, 0)
	if strings.HasPrefix(item.Address, "/") {
		c.fault(path+".address", RuleSlash, FieldValues{Value: strings.TrimLeft(item.Address, "/")})
	}
	c.text(path+".tag", item.Tag, 0)
	tags := strings.Fields(item.Tag)
	if len(tags) > maxTags {
		c.fault(path+".tag", RuleTags, FieldValues{Number: len(tags), Max: maxTags})
	}
	for _, tag := range tags {
		if n := utf8.RuneCountInString(tag); n > maxTag {
			c.fault(path+".tag", RuleTagLength, FieldValues{Number: n, Max: maxTag, Part: tag})
		}
	}
	c.text(path+".title", item.Title, maxTitle)
	c.category(path, "first", item.FirstClass, item.FirstID)
	c.category(path, "second", item.SecondClass, item.SecondID)
	if item.ThirdClass != "" || item.ThirdID != 0 {
		c.category(path, "third", item.ThirdClass, item.ThirdID)
	}
}

func (c *checker) category(path, level, class string, id int64) {
	class = strings.TrimSpace(class)
	noName, noID := RuleCategoryName, RuleCategoryID
	if level == "third" {
		noName, noID = RuleThirdName, RuleThirdID
	}
	if class == "" {
		c.fault(path+"."+level+"_class", noName, FieldValues{})
	}
	c.text(path+"."+level+"_class", class, 0)
	if id <= 0 {
		c.fault(path+"."+level+"_id", noID, FieldValues{Value: strconv.FormatInt(id, 10)})
	}
}

func (c *checker) previews(path string, ids []string) {
	if len(ids) == 0 {
		c.fault(path, RulePreviews, FieldValues{})
	}
	c.ids(path, ids)
}

func (c *checker) ids(path string, ids []string) {
	for i, id := range ids {
		at := fmt.Sprintf("%s[%d]", path, i)
		if strings.TrimSpace(id) == "" {
			c.fault(at, RuleMediaID, FieldValues{})
		}
		c.text(at, id, 0)
	}
}

func (c *checker) ugc(u UGCDeclare) {
	const path = "ugc_declare."
	if len(u.Scene) == 0 {
		c.fault(path+"scene", RuleNoScene, FieldValues{})
	}
	c.choices(path+"scene", u.Scene, 0, 5)
	c.choices(path+"method", u.Method, 1, 4)
	c.text(path+"other_scene_desc", u.OtherSceneDesc, maxDescription)
	c.text(path+"audit_desc", u.AuditDesc, maxDescription)
	if u.HasAuditTeam != nil && *u.HasAuditTeam != 0 && *u.HasAuditTeam != 1 {
		c.fault(path+"has_audit_team", RuleYesNo, FieldValues{Number: *u.HasAuditTeam})
	}
	if slices.Contains(u.Scene, 0) {
		rest := len(u.Method) > 0 || u.OtherSceneDesc != "" || u.HasAuditTeam != nil || u.AuditDesc != ""
		if len(u.Scene) > 1 || rest {
			c.fault(path+"scene", RuleSceneZero, FieldValues{})
		}
	}
	// 5 is "audio" on the current page and "other" on the older one; a description serves both.
	if slices.Contains(u.Scene, 5) && strings.TrimSpace(u.OtherSceneDesc) == "" {
		c.fault(path+"other_scene_desc", RuleSceneFive, FieldValues{})
	}
}

func (c *checker) choices(path string, values []int, low, high int) {
	for i, v := range values {
		at := fmt.Sprintf("%s[%d]", path, i)
		if v < low || v > high {
			c.fault(at, RuleRange, FieldValues{Number: v, Min: low, Max: high})
		} else if slices.Contains(values[:i], v) {
			c.fault(at, RuleTwice, FieldValues{Number: v})
		}
	}
}
