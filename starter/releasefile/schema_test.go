package releasefile

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/internal/words"
)

// The schema that editors read is the one that the types give: go test ./starter/releasefile -run Schema -update
func TestSchemaIsCheckedIn(t *testing.T) {
	text, err := Schema()
	require.NoError(t, err)
	const path = "wxrelease.schema.json"
	testkit.Golden(t, path, string(text))
	assert.True(t, strings.HasSuffix(SchemaURL, "/starter/releasefile/"+path))
}

// Every key of the types is described, and nothing else is.
func TestEveryKeyIsDescribed(t *testing.T) {
	seen := map[string]bool{}
	var walk func(t reflect.Type, path string)
	walk = func(typ reflect.Type, path string) {
		if typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		if path != "" {
			seen[path] = true
		}
		switch {
		case typ == reflect.TypeFor[expedite]():
			walk(reflect.TypeFor[expediteMap](), path)
		case path == "apps":
			seen["apps[]"] = true
		case typ.Kind() == reflect.Slice:
			walk(typ.Elem(), path+"[]")
		case typ.Kind() == reflect.Struct:
			for _, k := range keysOf(typ) {
				walk(typ.FieldByIndex(k.index).Type, strings.TrimPrefix(path+"."+k.name, "."))
			}
		}
	}
	walk(reflect.TypeFor[file](), "")
	for path := range seen {
		_, ok := keyDocs[path]
		assert.True(t, ok, "%s is not in keyDocs", path)
		for _, l := range words.Langs {
			assert.True(t, meaning(path, l) != "" || strings.HasSuffix(path, "[]"), "%s has no words", path)
		}
	}
	for path := range keyDocs {
		assert.True(t, seen[path], "%s is no key of a release file", path)
	}
	assert.Equal(t, len(keyDocs), words.FileKeyCount(), "words for keys that are not there")
}

// node finds a schema by the names of properties, through references.
func node(t *testing.T, root map[string]any, path ...string) map[string]any {
	t.Helper()
	at := root
	follow := func() {
		if ref, ok := at["$ref"].(string); ok {
			at = root["definitions"].(map[string]any)[strings.TrimPrefix(ref, "#/definitions/")].(map[string]any)
		}
	}
	for _, name := range path {
		follow()
		if name == "[]" {
			at = at["items"].(map[string]any)
			continue
		}
		next, ok := at["properties"].(map[string]any)[name].(map[string]any)
		require.True(t, ok, "%v", path)
		at = next
	}
	follow()
	return at
}

// The bounds in the schema are those of the check: at the bound a file passes both, beyond it neither.
func TestSchemaAgreesWithTheCheck(t *testing.T) {
	text, err := Schema()
	require.NoError(t, err)
	var root map[string]any
	require.NoError(t, json.Unmarshal(text, &root))
	long := func(n int) string { return strings.Repeat("长", n) }
	with := func(audit string) string { return smallFile + "  " + audit + "\n" }
	item := func(extra string) string {
		return strings.Replace(smallFile, "second_id: 616}", "second_id: 616, "+extra+"}", 1)
	}
	for _, tt := range []struct {
		path []string
		word string
		most int
		file func(n int) string
	}{
		{[]string{"name"}, "maxLength", NameLimit, func(n int) string { return "name: " + long(n) + "\n" + smallFile }},
		{[]string{"version"}, "maxLength", 64, func(n int) string { return strings.Replace(smallFile, "1.4.0", long(n), 1) }},
		{[]string{"audit", "item_list", "[]", "title"}, "maxLength", 32, func(n int) string { return item("title: " + long(n)) }},
		{[]string{"audit", "feedback_info"}, "maxLength", 200, func(n int) string { return with("feedback_info: " + long(n)) }},
		{[]string{"audit", "ugc_declare", "audit_desc"}, "maxLength", 256,
			func(n int) string { return with("ugc_declare: {scene: [1], audit_desc: " + long(n) + "}") }},
		{[]string{"audit", "ugc_declare", "other_scene_desc"}, "maxLength", 256,
			func(n int) string { return with("ugc_declare: {scene: [5], other_scene_desc: " + long(n) + "}") }},
		{[]string{"audit", "item_list"}, "maxItems", 5, func(n int) string {
			head, one, _ := strings.Cut(smallFile, "    - ")
			return head + strings.Repeat("    - "+one, n)
		}},
		{[]string{"audit", "ugc_declare", "scene", "[]"}, "maximum", 5, func(n int) string {
			return with("ugc_declare: {scene: [" + string(rune('0'+n)) + "], other_scene_desc: a}")
		}},
		{[]string{"audit", "ugc_declare", "method", "[]"}, "maximum", 4,
			func(n int) string { return with("ugc_declare: {scene: [1], method: [" + string(rune('0'+n)) + "]}") }},
		{[]string{"audit", "ugc_declare", "has_audit_team"}, "maximum", 1, func(n int) string {
			return with("ugc_declare: {scene: [1], has_audit_team: " + string(rune('0'+n)) + "}")
		}},
	} {
		assert.EqualValues(t, tt.most, node(t, root, tt.path...)[tt.word], "%v", tt.path)
		_, err := read(tt.file(tt.most))
		assert.NoError(t, err, "%v", tt.path)
		_, err = read(tt.file(tt.most + 1))
		assert.Error(t, err, "%v", tt.path)
	}
	pattern := func(path ...string) *regexp.Regexp {
		return regexp.MustCompile(node(t, root, path...)["pattern"].(string))
	}
	for text, ok := range map[string]bool{"wx5555666677778888": true, "wx123": false, "${APPID}": true} {
		assert.Equal(t, ok, pattern("appid").MatchString(text), text)
	}
	for text, ok := range map[string]bool{"90s": true, "14d": true, "1d12h30m": true, "1.5h": true, "20ms": true, "${D}": true,
		"14": false, "soon": false, "2w": false, "-1h": false} {
		assert.Equal(t, ok, pattern("limits", "review").MatchString(text), text)
	}
	assert.ElementsMatch(t, []any{"never", "always"}, node(t, root, "expedite")["anyOf"].([]any)[1].(map[string]any)["enum"])
	for _, path := range [][]string{nil, {"audit"}, {"audit", "item_list", "[]"}, {"limits"}, {"pace"}, {"apps", "[]"},
		{"audit", "preview_info"}} {
		assert.Equal(t, false, node(t, root, path...)["additionalProperties"], "%v: an unknown key is marked", path)
	}
	assert.NotNil(t, node(t, root, "apps", "[]", "audit", "version_desc"))
}
