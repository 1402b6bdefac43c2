package words

// fileRules are what can be wrong with a release file, by the rule's name in package releasefile; the places are the names of the
// rule's values there.
var fileRules = map[string]*Message{
	"utf8": message(
		"the byte {byte} is not UTF-8 text; save the file as UTF-8",
		"字节 {byte} 不是 UTF-8 文本；请将文件保存为 UTF-8",
	),
	"syntax": message(
		"this cannot be read as YAML: {message}",
		"无法按 YAML 读取（解析器原文：{message:q}）；请检查此行及前后行的缩进、引号和括号",
	),
	"syntax-wide-colon": message(
		"the colon is a full-width one; write a plain colon and a blank",
		"这里是全角冒号；请改用半角冒号，后跟一个空格",
	),
	"syntax-tight-colon": message(
		"a blank is missing after the colon of the key",
		"键的冒号后缺少空格",
	),
	"syntax-inner-colon": message(
		"a text that has a colon and a blank in it needs quotes",
		"含有冒号加空格的文本需要加引号",
	),
	"syntax-tab": message(
		"the line begins with a tab; indent with blanks",
		"行首是制表符；请用空格缩进",
	),
	"syntax-indent": message(
		"the indentation does not fit; keys of one map begin in the same column, deeper ones below a key without a value",
		"缩进不一致；同一映射的键应从同一列开始，更深一层的键应写在没有值的键之下",
	),
	"syntax-quote":    message("the quote that opens here is never closed", "此处的引号没有结束"),
	"syntax-bracket":  message("a bracket before this is not closed, or a comma is missing", "此前的括号没有结束，或缺少逗号"),
	"syntax-reserved": message("a text that begins with this character needs quotes", "以此字符开头的文本需要加引号"),
	"syntax-no-key":   message("a line must be key: value, or an item of a list after a dash", "每行应为 key: value，或以短横线开头的列表项"),
	"empty-file": message(
		"is empty; a release file has at least the keys appid, version and audit",
		"是空的；提审文件至少要有 appid、version 和 audit",
	),
	"second-document": message(
		"a second document begins here; one file describes one release, or several as its apps",
		"此处开始了第二个文档；一个文件描述一个提审任务，多个小程序请写在 apps 中",
	),
	"too-deep": message(
		"maps and lists stand in each other more than {limit} deep; a release file needs five",
		"映射和列表的嵌套超过 {limit} 层；提审文件只需要五层",
	),

	"anchor": message(
		"anchors, aliases and tags are not used in a release file; write the value itself",
		"提审文件不使用锚点、别名和 YAML 标签；请直接写值",
	),
	"map":         message("must be a map, key: value in each line", "应为映射，每行一个 key: value"),
	"list":        message("must be a list, each item after a dash", "应为列表，每项前有一个短横线"),
	"text":        message("must be text", "应为文本"),
	"text-quotes": message("must be text; put it in quotes: {value:q}", "应为文本；请加引号：{value:q}"),
	"invisible": message(
		"has the character {character}, which cannot be seen but changes how the text reads; take it out",
		"含有不可见字符 {character}，它会改变文字的显示，请去掉",
	),
	"switch": message("must be true or false, without quotes", "应为 true 或 false，不加引号"),
	"unit": message(
		"must be a duration with its unit, such as 90s, 30m, 6h or 14d",
		"应为带单位的时长，例如 90s、30m、6h 或 14d",
	),
	"duration":     message("{reason}", "{reason}"),
	"empty-item":   message("is empty", "不能为空"),
	"unknown-key":  message("no such key; the keys here are {keys}", "没有这个键；此处可用的键：{keys}"),
	"misspelt-key": message("no such key; the nearest is {nearest}", "没有这个键；最接近的是 {nearest}"),
	"key-twice":    message("is there twice, first in line {line}", "重复出现，首次在第 {line} 行"),
	"expedite":     message("must be never, always or the map {{after: 6h}}", "应为 never、always 或映射 {{after: 6h}}"),
	"expedite-word": message(
		"{value:q} is none of never, always and the map {{after: 6h}}",
		"{value:q} 不是 never、always 或映射 {{after: 6h}} 之一",
	),

	"number":           message("must be a whole number", "应为整数"),
	"number-digits":    message("must be a whole number, in digits", "应为整数，用数字书写"),
	"number-quotes":    message("must be a whole number, without quotes", "应为整数，不加引号"),
	"number-too-large": message("is too large a number", "数值过大"),
	"number-zero": message(
		"must be a whole number, and {written} begins with a zero, which some programs take for octal; write {number}",
		"应为整数，而 {written} 以零开头，有些程序会当作八进制；请写成 {number}",
	),
	"number-hexadecimal": message(
		"must be a whole number, and {written} is hexadecimal; write it in decimal",
		"应为整数，而 {written} 是十六进制；请用十进制",
	),
	"number-octal": message(
		"must be a whole number, and {written} is octal; write it in decimal",
		"应为整数，而 {written} 是八进制；请用十进制",
	),
	"number-binary": message(
		"must be a whole number, and {written} is binary; write it in decimal",
		"应为整数，而 {written} 是二进制；请用十进制",
	),
	"number-minus-zero": message(
		"must be a whole number, and {written} is minus zero; write 0",
		"应为整数，而 {written} 是负零；请写成 0",
	),
	"number-sexagesimal": message(
		"must be a whole number, and {written} is a time, or a number to the base 60; write it in decimal",
		"应为整数，而 {written} 是时间或六十进制数；请用十进制",
	),
	"number-exponent": message(
		"must be a whole number, and {written} has an exponent; write out its digits",
		"应为整数，而 {written} 含有指数；请写出全部数字",
	),
	"number-point": message("must be a whole number, and {written} has a decimal point", "应为整数，而 {written} 含有小数点"),
	"number-none":  message("must be a whole number, and {written} is none", "应为整数，而 {written} 不是"),
	"number-signs": message(
		"must be a whole number, and {written} has signs between its digits; write the digits alone",
		"应为整数，而 {written} 的数字之间有其他符号；请只写数字",
	),
	"number-plus": message(
		"must be a whole number, and {written} has a plus sign; take it out",
		"应为整数，而 {written} 带有加号；请去掉",
	),
	"number-variable": message(
		"must be a whole number, and {written} cannot be a variable; variables stand in texts only",
		"应为整数，{written} 不能是变量；变量只能用在文本中",
	),

	"variable-name": message("{value:q} is not the name of a variable", "{value:q} 不是变量名"),
	"variable-setting": message(
		"settings of the programs, secrets among them, do not belong into a submission",
		"本程序的设置（包括机密）不能写入提审内容",
	),
	"variable-form": message(
		"{written} is not a variable such as ${{VERSION}}; for the characters themselves write ${written}",
		"{written} 不是形如 ${{VERSION}} 的变量；如果就要这些字符，请写成 ${written}",
	),
	"variable-undeclared": message(
		"{written} is not declared: add {name} to the list env at the top, or write ${written} for the characters themselves",
		"{written} 没有声明：请把 {name} 加入文件开头的 env 列表；如果就要这些字符，请写成 ${written}",
	),
	"variable-unset": message("{written} is not set in the environment", "环境中没有设置 {written}"),
	"variable-empty": message("{written} is empty in the environment", "环境中的 {written} 是空的"),

	"no-apps": message("is empty; list the Mini Programs, or take the key out", "是空的；请列出小程序，或去掉这个键"),
	"common-appid": message(
		"with apps each of them has its own appid; take this one out",
		"使用 apps 时每个小程序有自己的 appid；请去掉此处的",
	),
	"common-name": message(
		"with apps each of them has its own name; take this one out",
		"使用 apps 时每个小程序有自己的 name；请去掉此处的",
	),
	"name-line":   message("must be one line, without control characters", "应为一行，不能含有控制字符"),
	"name-length": message("has {number:character|characters}, at most {max} are taken", "有 {number} 个字符，最多 {max} 个"),
	"app-twice":   message("{value:q} is there twice", "{value:q} 重复出现"),

	"limit": message("{reason}", "{reason}"),
}

// FileRule says what is wrong with a value of a release file, by the rule that it breaks and the rule's values; ok is false for a
// rule that is not known here.
func FileRule(rule string, values map[string]any) (t Text, ok bool) {
	m, ok := fileRules[rule]
	if !ok {
		return Text{}, false
	}
	return m.with(values), true
}
