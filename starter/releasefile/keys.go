package releasefile

import (
	"reflect"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
)

// keyDoc is what the schema says about one key besides its type and its meaning, which is [words.FileKey]'s.
type keyDoc struct {
	limit    func(*jsonSchema)
	required []string // of a map's keys
	example  any      // of one value; of a list's items, nothing for maps
}

func length(most int) func(*jsonSchema) { return func(s *jsonSchema) { s.MaxLength = most } }
func between(least, most int) func(*jsonSchema) {
	return func(s *jsonSchema) { s.Minimum, s.Maximum = &least, &most }
}
func atLeast(least int) func(*jsonSchema) { return func(s *jsonSchema) { s.Minimum = &least } }
func items(least, most int) func(*jsonSchema) {
	return func(s *jsonSchema) { s.MinItems, s.MaxItems = least, most }
}
func pattern(p string) func(*jsonSchema) { return func(s *jsonSchema) { s.Pattern = p } }

// keyDocs has every key of a release file; [] stands for the items of a list. What the audit keys mean is WeChat's:
// https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_submitaudit.html
var keyDocs = map[string]keyDoc{
	"env":    {},
	"env[]":  {limit: pattern(`^(?!WXRELEASE_|TEMPORAL_)[A-Za-z_][A-Za-z0-9_]*$`), example: "VERSION"},
	"apps":   {limit: func(s *jsonSchema) { s.MinItems = 1 }},
	"apps[]": {required: []string{"appid"}},

	"name":    {limit: length(NameLimit), example: "花店"},
	"appid":   {limit: pattern(`^wx[0-9a-zA-Z]{16}$|\$\{`), example: "wx5555666677778888"},
	"version": {limit: func(s *jsonSchema) { s.MinLength, s.MaxLength = 1, 64 }, example: "1.4.0"},

	"audit":           {},
	"audit.item_list": {limit: items(1, 5)},
	"audit.item_list[]": {
		required: []string{"first_class", "second_class", "first_id", "second_id"},
	},
	"audit.item_list[].address":      {limit: pattern("^[^/]|^$"), example: "pages/index/index"},
	"audit.item_list[].tag":          {example: "办公 文档"},
	"audit.item_list[].title":        {limit: length(32), example: "首页"},
	"audit.item_list[].first_class":  {example: "工具"},
	"audit.item_list[].second_class": {example: "效率"},
	"audit.item_list[].third_class":  {example: "笔记"},
	"audit.item_list[].first_id":     {limit: atLeast(1), example: 287},
	"audit.item_list[].second_id":    {limit: atLeast(1), example: 616},
	"audit.item_list[].third_id":     {limit: atLeast(0), example: 1},

	"audit.feedback_info":                {limit: length(200), example: "登录页已说明收集手机号的用途"},
	"audit.feedback_stuff":               {example: "MEDIAID1|MEDIAID2"},
	"audit.version_desc":                 {example: "测试账号 100，密码见登录页"},
	"audit.preview_info":                 {required: []string{"video_id_list", "pic_id_list"}},
	"audit.preview_info.video_id_list":   {limit: func(s *jsonSchema) { s.MinItems = 1 }},
	"audit.preview_info.video_id_list[]": {example: "MEDIAID3"},
	"audit.preview_info.pic_id_list":     {limit: func(s *jsonSchema) { s.MinItems = 1 }},
	"audit.preview_info.pic_id_list[]":   {example: "MEDIAID4"},
	"audit.ugc_declare":                  {},
	"audit.ugc_declare.scene":            {limit: func(s *jsonSchema) { s.MinItems, s.UniqueItems = 1, true }},
	"audit.ugc_declare.scene[]":          {limit: between(0, 5), example: 5},
	"audit.ugc_declare.method":           {limit: func(s *jsonSchema) { s.UniqueItems = true }},
	"audit.ugc_declare.method[]":         {limit: between(1, 4), example: 1},
	"audit.ugc_declare.other_scene_desc": {limit: length(256), example: "语音留言"},
	"audit.ugc_declare.has_audit_team":   {limit: between(0, 1), example: 1},
	"audit.ugc_declare.audit_desc":       {limit: length(256), example: "每条内容展示之前都经过审核"},
	"audit.privacy_api_not_use":          {example: true},
	"audit.order_path":                   {example: "pages/orders/index"},

	"expedite":       {example: "always"},
	"expedite.after": {example: "6h"},

	"limits":           {},
	"limits.detection": {example: "2h"},
	"limits.submit":    {example: "1h"},
	"limits.review":    {example: "21d"},

	"pace":           {},
	"pace.detection": {example: "30s"},
	"pace.poll":      {example: "5m"},
	"pace.poll_max":  {example: "1h"},
	"pace.hint":      {example: "30s"},
	"pace.retry":     {example: "10s"},
	"pace.retry_max": {example: "10m"},
	"pace.busy":      {example: "2m"},
	"pace.attempt":   {example: "3m"},

	"adopt": {example: true},
}

// defaults are what a release has where the file leaves a key out.
var defaults = func() map[string]any {
	in := workflows.ReleaseInput{}.WithDefaults()
	all := map[string]any{"expedite": string(in.Expedite.Policy), "adopt": in.Adopt}
	for path, of := range map[string]reflect.Value{"limits": reflect.ValueOf(in.Limits), "pace": reflect.ValueOf(in.Pace)} {
		for _, k := range keysOf(of.Type()) {
			all[path+"."+k.name] = of.FieldByIndex(k.index).Interface().(timing.Duration).String()
		}
	}
	return all
}()

// meaning says what a key means; "" where the list around it says it.
func meaning(path string, l words.Lang) string {
	if m, _ := words.FileKey(path); m != nil {
		return m.In(l)
	}
	return ""
}

// limits says the limits of a value that are numbers; "" is none.
func (s *jsonSchema) limits(l words.Lang) string {
	var all []any
	add := func(t words.Text) { all = append(all, t) }
	if s.MaxLength > 0 {
		add(words.FileKeyAtMost.Of(s.MaxLength))
	}
	switch {
	case s.MaxItems > 0:
		add(words.FileKeyItems.Of(s.MinItems, s.MaxItems))
	case s.MinItems > 0:
		add(words.FileKeyItemsLeast.Of(s.MinItems))
	}
	if s.UniqueItems {
		add(words.FileKeyUnique.Of())
	}
	switch {
	case s.Maximum != nil:
		add(words.FileKeyRange.Of(*s.Minimum, *s.Maximum))
	case s.Minimum != nil:
		add(words.FileKeyLeast.Of(*s.Minimum))
	}
	if s.Items != nil {
		if each := s.Items.limits(l); each != "" && s.Items.Properties == nil {
			add(words.FileKeyEach.Of(each))
		}
	}
	return words.Commas(all...).In(l)
}
