package releasefile

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/internal/words"
)

// needed are the keys without which no release can be started.
var needed = []string{"appid", "version", "audit", "audit.item_list"}

// pageWords are the words of the tables of docs/release-file.md and its Chinese form.
var pageWords = map[words.Lang]map[string]string{
	words.English: {
		"head": "| Key | Type | Default | Limit | Example | Meaning |", "needed": "required",
		"string": "text", "integer": "whole number", "boolean": "switch", "object": "map", "array": "list", "duration": "duration",
		"expedite": "word or map",
	},
	words.Chinese: {
		"head": "| 键 | 类型 | 默认值 | 限制 | 示例 | 含义 |", "needed": "必填",
		"string": "文本", "integer": "整数", "boolean": "开关", "object": "映射", "array": "列表", "duration": "时长",
		"expedite": "单词或映射",
	},
}

// pageRow is one key of a release file.
type pageRow struct {
	path   string
	schema *jsonSchema
	needed bool
}

// pageRows gives the keys in the order of the file. The items of a list are keys only where they are maps.
func pageRows() (rows []pageRow) {
	root := schema()
	var walk func(s *jsonSchema, path string, required []string)
	walk = func(s *jsonSchema, path string, required []string) {
		if s.Ref != "" {
			s = root.Definitions[strings.TrimPrefix(s.Ref, "#/definitions/")]
		}
		if path != "" {
			name := path[strings.LastIndex(path, ".")+1:]
			rows = append(rows, pageRow{path, s, slices.Contains(required, name) || slices.Contains(needed, path)})
		}
		of := s
		if len(s.AnyOf) > 0 {
			of = s.AnyOf[len(s.AnyOf)-1]
		}
		if s.Items != nil && s.Items.Properties != nil {
			of, path = s.Items, path+"[]"
		}
		if of.Properties == nil || path == "apps[]" { // these are the keys of the file once more
			return
		}
		for _, p := range *of.Properties {
			walk(p.schema, strings.TrimPrefix(path+"."+p.name, "."), of.Required)
		}
	}
	walk(root, "", nil)
	return rows
}

func (r pageRow) kind() string {
	if len(r.schema.AnyOf) > 0 {
		return "expedite"
	}
	kind := r.schema.Type.([]string)[0]
	if strings.Contains(r.schema.Pattern, "ms|m|s") {
		return "duration"
	}
	return kind
}

// example is the value of an example, nil where the keys below it are the example.
func (r pageRow) example() any {
	doc := keyDocs[r.path]
	if each := keyDocs[r.path+"[]"].example; each != nil {
		return []any{each}
	}
	return doc.example
}

func (r pageRow) line(l words.Lang) string {
	say := pageWords[l]
	def, example := "", ""
	if r.schema.Default != nil {
		def = fmt.Sprintf("`%v`", r.schema.Default)
	}
	if r.needed {
		def = say["needed"]
	}
	switch e := r.example().(type) {
	case nil:
	case []any:
		example = fmt.Sprintf("`[%v]`", e[0])
	default:
		example = fmt.Sprintf("`%v`", e)
	}
	escape := strings.NewReplacer("|", `\|`).Replace
	return fmt.Sprintf("| `%s` | %s | %s | %s | %s | %s |\n", r.path, say[r.kind()], def, r.schema.limits(l), escape(example),
		code.Replace(escape(meaning(r.path, l))))
}

// code marks the names in the meanings of keys that Markdown would read otherwise.
var code = strings.NewReplacer("${NAME}", "`${NAME}`", "$${", "`$${`", "字符 ${", "字符 `${`", "characters ${.", "characters `${`.",
	"{after: 6h}", "`{after: 6h}`", "WXRELEASE_", "`WXRELEASE_`", "TEMPORAL_", "`TEMPORAL_`",
	"feedback_info", "`feedback_info`", "get_category", "`get_category`", "submit_audit", "`submit_audit`", "user_version", "`user_version`",
	"third_id", "`third_id`", "third_class", "`third_class`", "other_scene_desc", "`other_scene_desc`", "--app", "`--app`")

// The tables of the page in each language are made from the schema; what stands around them is written by hand. A table follows a
// comment that names its key, and "top" the keys that no other table has: go test ./starter/releasefile -run Page -update writes them.
func TestPage(t *testing.T) {
	for name, l := range map[string]words.Lang{"release-file.md": words.English, "release-file.zh-CN.md": words.Chinese} {
		path := "../../docs/" + name
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		const begin, end = "<!-- keys: ", " -->\n"
		parts := strings.Split(string(data), begin)
		var tables []string
		for _, part := range parts[1:] {
			key, _, found := strings.Cut(part, end)
			require.True(t, found)
			tables = append(tables, key)
		}
		require.Contains(t, tables, "top")
		text := parts[0]
		for i, part := range parts[1:] {
			_, after, _ := strings.Cut(part, end)
			text += begin + tables[i] + end + "\n" + pageWords[l]["head"] + "\n|---|---|---|---|---|---|\n"
			for _, r := range pageRows() {
				first, _, _ := strings.Cut(r.path, ".")
				if first == tables[i] || tables[i] == "top" && !slices.Contains(tables, first) {
					text += r.line(l)
				}
			}
			text += "\n" + strings.TrimLeft(skipTable(strings.TrimLeft(after, "\n")), "\n")
		}
		testkit.Golden(t, path, text)
	}
}

// skipTable leaves out a table at the beginning of a text.
func skipTable(text string) string {
	for strings.HasPrefix(text, "|") {
		_, text, _ = strings.Cut(text, "\n")
	}
	return text
}

// tree makes a file of every key's example.
func tree(t *testing.T, without string) string {
	t.Helper()
	root := map[string]any{}
	for _, r := range pageRows() {
		value := r.example()
		if r.path == "expedite" && without == "expedite.after" {
			value = map[string]any{}
		}
		if value == nil || r.path == without || strings.HasPrefix(r.path, without+".") || strings.HasPrefix(r.path, without+"[") {
			continue
		}
		if r.path == "expedite.after" {
			delete(root, "expedite") // the other form of it
		}
		at := root
		names := strings.Split(r.path, ".")
		for _, name := range names[:len(names)-1] {
			list, isList := strings.CutSuffix(name, "[]")
			if at[list] == nil {
				below := map[string]any{}
				if at[list] = any(below); isList {
					at[list] = []any{below}
				}
			}
			below, isMap := at[list].(map[string]any)
			if !isMap {
				below = at[list].([]any)[0].(map[string]any)
			}
			at = below
		}
		at[names[len(names)-1]] = value
	}
	text, err := yaml.Marshal(root)
	require.NoError(t, err)
	return string(text)
}

// The examples are values that a release file can have, all of them together; without a key that is called needed there is no release.
func TestExamplesAreAFile(t *testing.T) {
	withEnv := func(o *Options) { o.LookupEnv = func(string) (string, bool) { return "1", true } }
	_, err := read(tree(t, "none"), withEnv)
	require.NoError(t, err)
	for _, r := range pageRows() {
		_, err := read(tree(t, r.path), withEnv)
		if r.needed {
			assert.Error(t, err, r.path)
		}
	}
}
