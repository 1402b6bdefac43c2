package wxatest

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// submission is the body of submit_audit as WeChat reads it; a wrong type is 47001.
type submission struct {
	Items            *[]submissionItem `json:"item_list"`
	FeedbackInfo     string            `json:"feedback_info"`
	FeedbackStuff    string            `json:"feedback_stuff"`
	VersionDesc      string            `json:"version_desc"`
	Preview          *submissionFiles  `json:"preview_info"`
	UGC              *submissionUGC    `json:"ugc_declare"`
	PrivacyAPINotUse bool              `json:"privacy_api_not_use"`
	OrderPath        string            `json:"order_path"`
}

type submissionItem struct {
	Address     string `json:"address"`
	Tag         string `json:"tag"`
	Title       string `json:"title"`
	FirstClass  string `json:"first_class"`
	SecondClass string `json:"second_class"`
	ThirdClass  string `json:"third_class"`
	FirstID     int64  `json:"first_id"`
	SecondID    int64  `json:"second_id"`
	ThirdID     int64  `json:"third_id"`
}

type submissionFiles struct {
	Videos   json.RawMessage `json:"video_id_list"`
	Pictures json.RawMessage `json:"pic_id_list"`
}

type submissionUGC struct {
	Scene          []int  `json:"scene"`
	Method         []int  `json:"method"`
	OtherSceneDesc string `json:"other_scene_desc"`
	HasAuditTeam   int    `json:"has_audit_team"`
	AuditDesc      string `json:"audit_desc"`
}

// The documented limits, in characters where text is meant.
const (
	maxItems         = 5
	maxTags          = 10
	maxTag           = 20
	maxTitle         = 32
	maxFeedback      = 200
	maxFeedbackFiles = 5
	maxUGCText       = 256
)

func (s *Sim) submitAudit(c *call) reply {
	var body submission
	if !isObject(c.body) || json.Unmarshal(c.body, &body) != nil {
		return refuse(47001)
	}
	a, used := c.app, s.usage(c.now)
	// The order of the checks from here on is invented.
	if a.trial.name == "" {
		return refuse(85086)
	}
	if code := s.checkSubmission(a, &body); code != 0 {
		return refuse(code)
	}
	switch {
	case a.openReview() != nil || a.lingering(c.now) != nil:
		return refuse(85009)
	case a.detecting(c.now):
		return refuse(61039)
	case a.PrivacyBlocked && !body.PrivacyAPINotUse:
		return refuse(61040)
	case a.NeedsUGCDeclare && len(a.reviews) == 0 && body.UGC == nil:
		return refuse(85094)
	case used.submitted >= s.quota.Limit:
		return refuse(85085)
	}
	used.submitted++
	r := s.startReview(a, version{a.trial.name, a.trial.desc, c.now}, nil)
	s.record(c, ActionSubmit, r)
	return ok(struct {
		AuditID auditID `json:"auditid"`
	}{auditID{r.id, a.QuotedAuditID}})
}

// checkSubmission gives the errcode of the first fault in the body, else 0. An absent item_list is accepted: the page calls it
// required in one place and optional in another.
func (s *Sim) checkSubmission(a *app, body *submission) int {
	if body.Items != nil {
		if n := len(*body.Items); n < 1 || n > maxItems {
			return 85023
		}
		for i := range *body.Items {
			if code := a.checkItem(&(*body.Items)[i]); code != 0 {
				return code
			}
		}
	}
	if utf8.RuneCountInString(body.VersionDesc) > s.cfg.MaxVersionDesc {
		return 85051
	}
	if body.Preview != nil {
		if code := s.checkPreview(body.Preview); code != 0 {
			return code
		}
	}
	if utf8.RuneCountInString(body.FeedbackInfo) > maxFeedback || strings.Count(body.FeedbackStuff, "|")+1 > maxFeedbackFiles {
		return 40097 // no code is documented for these; this one is WeChat's general word
	}
	if body.UGC != nil {
		return checkUGC(body.UGC)
	}
	return 0
}

func (a *app) checkItem(item *submissionItem) int {
	if item.FirstClass == "" || item.SecondClass == "" || item.FirstID == 0 || item.SecondID == 0 {
		return 85010
	}
	category := Category{item.FirstClass, item.SecondClass, item.FirstID, item.SecondID}
	if len(a.Categories) > 0 && !slices.Contains(a.Categories, category) {
		return 85008
	}
	if strings.HasPrefix(item.Address, "/") || (item.Address != "" && len(a.Pages) > 0 && !slices.Contains(a.Pages, item.Address)) {
		return 85007
	}
	tags := strings.Fields(item.Tag)
	if len(tags) > maxTags || slices.ContainsFunc(tags, func(tag string) bool { return utf8.RuneCountInString(tag) > maxTag }) {
		return 85006
	}
	if utf8.RuneCountInString(item.Title) > maxTitle {
		return 85011
	}
	return 0
}

// checkPreview wants both lists, and at least one file in them.
func (s *Sim) checkPreview(files *submissionFiles) int {
	total := 0
	for _, raw := range []json.RawMessage{files.Videos, files.Pictures} {
		var ids []string
		if raw == nil || json.Unmarshal(raw, &ids) != nil || ids == nil || slices.Contains(ids, "") {
			return 85092
		}
		if len(ids) > s.cfg.MaxPreviewFiles {
			return 85093
		}
		total += len(ids)
	}
	if total == 0 {
		return 85092
	}
	return 0
}

func checkUGC(u *submissionUGC) int {
	outside := func(low, high int) func(int) bool {
		return func(n int) bool { return n < low || n > high }
	}
	if slices.ContainsFunc(u.Scene, outside(0, 5)) || slices.ContainsFunc(u.Method, outside(1, 4)) || outside(0, 1)(u.HasAuditTeam) ||
		utf8.RuneCountInString(u.OtherSceneDesc) > maxUGCText || utf8.RuneCountInString(u.AuditDesc) > maxUGCText {
		return 40097
	}
	return 0
}
