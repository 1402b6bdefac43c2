package words

import (
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// fieldTexts are what is wrong with a field, by the rule that it breaks. The English is that of the package which checks.
var fieldTexts = map[wxa.FieldRule]*Message{}

func rulesOf(english, chinese map[wxa.FieldRule]string) {
	for rule, text := range english {
		fieldTexts[rule] = message(text, chinese[rule])
	}
}

func init() {
	rulesOf(wxa.FieldRules(), map[wxa.FieldRule]string{
		wxa.RuleEmpty:        "不能为空",
		wxa.RulePositive:     "{value} 不是正整数",
		wxa.RuleUTF8:         "不是有效的 UTF-8 文本",
		wxa.RuleControl:      "含有控制字符",
		wxa.RuleLength:       "有 {number} 个字符，最多 {max} 个",
		wxa.RuleRange:        "取值为 {number}，应在 {min} 至 {max} 之间",
		wxa.RuleTwice:        "{number} 重复出现",
		wxa.RuleYesNo:        "取值为 {number}，应为 0（否）或 1（是）",
		wxa.RuleItems:        "有 {number} 项，应为 {min} 至 {max} 项",
		wxa.RuleSlash:        "开头不能有斜杠，应为 get_page 返回的路径：{value:q}",
		wxa.RuleTags:         "有 {number} 个标签，最多 {max} 个，用空格分隔",
		wxa.RuleTagLength:    "有一个标签长 {number} 个字符，最多 {max} 个：{part:q}",
		wxa.RuleCategoryName: "不能为空，应为 get_category 返回的类目名称",
		wxa.RuleCategoryID:   "取值为 {value}，应为 get_category 返回的类目 id",
		wxa.RuleThirdName:    "不能为空，应为 get_category 返回的类目名称；third_class 与 third_id 须同时填写",
		wxa.RuleThirdID:      "取值为 {value}，应为 get_category 返回的类目 id；third_class 与 third_id 须同时填写",
		wxa.RulePictures:     "有 {number} 张图片，最多 {max} 张",
		wxa.RuleMediaID:      "mediaid 不能为空",
		wxa.RulePreviews:     "不能为空：两个列表都要填写，或不填 preview_info",
		wxa.RuleNoScene:      "不能为空：请填写用户可发布的内容场景，没有用户生成内容时填 [0]",
		wxa.RuleSceneZero:    "含有 0（不涉及用户生成内容），此时不能再填写其他内容",
		wxa.RuleSceneFive:    "不能为空：场景 5 须填写说明",
	})
	rulesOf(workflows.FieldRules(), map[wxa.FieldRule]string{
		workflows.RuleAppID:          "{value:q} 不是 appid（以 wx 开头，后跟 16 位字母或数字）",
		workflows.RuleVersionMissing: "未填写：应为已上传体验版的版本号（user_version）",
		workflows.RuleVersionLength:  "有 {number} 个字符，微信最多接受 {max} 个",
		workflows.RuleByte:           "第 {number} 个字节 {part} 不是 UTF-8",
		workflows.RuleBlanksAround:   "{value:q} 的首尾有空白或换行，请去掉",
		workflows.RuleInvisible:      "{value:q} 的第 {number} 个字符是不可见字符 {part}，请去掉，并上传不含该字符的版本",
		workflows.RuleAfterPolicy:    "只有 policy 为 after 时才能填写",
		workflows.RuleAfterMissing:   "未填写：审核持续多久后申请加急",
		workflows.RulePolicy:         "{value:q} 不是 never、always、after 之一",
		workflows.RuleNegative:       "{value} 是负数",
	})
	fieldTexts[platformAppID] = message(
		"must be a Mini Program's, not the platform's",
		"应为小程序的 appid，而不是第三方平台的",
	)
	knowers = append(knowers, func(err error) (Text, bool) {
		field, ok := err.(wxa.FieldError)
		if !ok {
			return Text{}, false
		}
		return AtPath.Of(field.Path, Field(field)), true
	})
}

// platformAppID is credentials.RulePlatformAppID. This package does not import that one, see [Know].
const platformAppID wxa.FieldRule = "platform-appid"

// AtPath puts the path of a field before what is wrong with it.
var AtPath = message("{path}: {fault}", "{path}：{fault}")

// Field says what is wrong with a field, without its path.
func Field(e wxa.FieldError) Text {
	m, ok := fieldTexts[e.Rule]
	if !ok {
		return Lines(e.Text) // of a rule that came later
	}
	return m.with(map[string]any{"value": e.Value, "part": e.Part, "number": e.Number, "min": e.Min, "max": e.Max})
}
