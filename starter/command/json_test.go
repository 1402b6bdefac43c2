package command

import (
	"encoding"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/starter/doctor"
	"github.com/wxrelease/wxrelease/workflows"
)

// answers are what the commands print with -o json.
var answers = []any{
	releaseAnswer{}, releasesAnswer{}, listAnswer{}, operationAnswer{}, historyAnswer{}, validateAnswer{}, validateAllAnswer{},
	doctorAnswer{}, codesAnswer{},
	initAnswer{}, versionAnswer{}, authURLAnswer{}, authListAnswer{}, authShowAnswer{}, authSyncAnswer{}, authKeyAnswer{},
	doctor.Account{}, doctor.Attribute{}, // among the facts of doctorAnswer
}

// docs/json.md names every field, and no other. What a release file holds has its own description, the schema.
func TestJSONIsDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/json.md")
	require.NoError(t, err)
	var documented []string
	for _, m := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(string(page), -1) {
		documented = append(documented, m[1])
	}
	fields := map[string]bool{}
	for _, a := range answers {
		collect(reflect.TypeOf(a), fields)
	}
	for name := range fields {
		assert.Contains(t, documented, name)
	}
	// Values of stages, outcomes and the like stand in the page as well: all of them, and no other word.
	values := map[string]bool{}
	for _, all := range factEnums {
		for _, value := range all {
			values[value] = true
			assert.True(t, value == "" || strings.Contains(string(page), "`"+value+"`"), "%s is not in the page", value)
		}
	}
	for kind, places := range words.CheckupPlaces() {
		values[kind] = true
		assert.Contains(t, string(page), "`"+kind+"`")
		for _, place := range places {
			values[place] = true
			assert.Contains(t, string(page), "`"+place+"`")
		}
	}
	for _, view := range releases.New(nil, releases.Options{}).Views(testApp) {
		values[string(view.Name)] = true
		assert.Contains(t, string(page), "`"+string(view.Name)+"`")
	}
	for _, reason := range credentials.Reasons {
		values[string(reason)] = true
		assert.Contains(t, string(page), "`"+string(reason)+"`")
	}
	for _, value := range []string{
		"settings", "temporal", "namespace", "worker", "store", "ticket", "authorization", "wechat", "quota", "bridge", "pushes", "skipped",
		"start", "attach", "busy", "running", "completed", "failed", "canceled", "terminated", "timed_out", "ambiguous",
		"ok", "warning",
	} {
		values[value] = true
	}
	for _, name := range slices.Compact(slices.Sorted(slices.Values(documented))) {
		assert.True(t, fields[name] || values[name], "%s is no field", name)
	}
}

// collect gathers the JSON names of a type's fields, and of what they hold.
func collect(t reflect.Type, into map[string]bool) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]() || t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return
	}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-" || !f.IsExported() && !f.Anonymous:
			continue
		case name == "release": // the release file itself
			into[name] = true
			continue
		case name != "":
			into[name] = true
		}
		collect(f.Type, into)
	}
}

// The page tells the exit code of every outcome.
func TestOutcomesAreDocumentedWithTheirCodes(t *testing.T) {
	page, err := os.ReadFile("../../docs/json.md")
	require.NoError(t, err)
	documented := map[workflows.Outcome]int{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| (\\d+) \\|").FindAllStringSubmatch(string(page), -1) {
		documented[workflows.Outcome(m[1])], _ = strconv.Atoi(m[2])
	}
	assert.Equal(t, exitOutcome, documented)
}
