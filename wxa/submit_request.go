package wxa

// SubmitAuditRequest is the body of submit_audit, with every field of the current page and of the older one, under WeChat's
// names in JSON and YAML. ItemList is required; [SubmitAuditRequest.Validate] knows the documented limits.
type SubmitAuditRequest struct {
	ItemList         []AuditItem  `json:"item_list,omitempty" yaml:"item_list,omitempty"`
	FeedbackInfo     string       `json:"feedback_info,omitempty" yaml:"feedback_info,omitempty"`
	FeedbackStuff    string       `json:"feedback_stuff,omitempty" yaml:"feedback_stuff,omitempty"`
	VersionDesc      string       `json:"version_desc,omitempty" yaml:"version_desc,omitempty"`
	PreviewInfo      *PreviewInfo `json:"preview_info,omitempty" yaml:"preview_info,omitempty"`
	UGCDeclare       *UGCDeclare  `json:"ugc_declare,omitempty" yaml:"ugc_declare,omitempty"`
	PrivacyAPINotUse *bool        `json:"privacy_api_not_use,omitempty" yaml:"privacy_api_not_use,omitempty"`
	OrderPath        string       `json:"order_path,omitempty" yaml:"order_path,omitempty"`
}

// AuditItem is one page offered to the reviewer.
type AuditItem struct {
	Address     string `json:"address,omitempty" yaml:"address,omitempty"`
	Tag         string `json:"tag,omitempty" yaml:"tag,omitempty"`
	Title       string `json:"title,omitempty" yaml:"title,omitempty"`
	FirstClass  string `json:"first_class" yaml:"first_class"`
	SecondClass string `json:"second_class" yaml:"second_class"`
	ThirdClass  string `json:"third_class,omitempty" yaml:"third_class,omitempty"`
	FirstID     int64  `json:"first_id" yaml:"first_id"`
	SecondID    int64  `json:"second_id" yaml:"second_id"`
	ThirdID     int64  `json:"third_id,omitempty" yaml:"third_id,omitempty"`
}

// PreviewInfo names uploaded recordings and screenshots for the reviewer.
type PreviewInfo struct {
	VideoIDList []string `json:"video_id_list" yaml:"video_id_list"`
	PicIDList   []string `json:"pic_id_list" yaml:"pic_id_list"`
}

// UGCDeclare declares user-generated content and how it is moderated.
type UGCDeclare struct {
	Scene          []int  `json:"scene,omitempty" yaml:"scene,omitempty"`
	Method         []int  `json:"method,omitempty" yaml:"method,omitempty"`
	OtherSceneDesc string `json:"other_scene_desc,omitempty" yaml:"other_scene_desc,omitempty"`
	HasAuditTeam   *int   `json:"has_audit_team,omitempty" yaml:"has_audit_team,omitempty"`
	AuditDesc      string `json:"audit_desc,omitempty" yaml:"audit_desc,omitempty"`
}
