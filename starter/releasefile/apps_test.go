package releasefile

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/workflows"
)

// sharedFile describes three Mini Programs.
const sharedFile = `env: [VERSION, BETA]
version: ${VERSION}
audit:
  item_list:
    - {first_class: 工具, second_class: 效率, first_id: 287, second_id: 616}
    - {first_class: 工具, second_class: 备忘录, first_id: 287, second_id: 614, title: notes}
  version_desc: the password is on the sign-in page
  ugc_declare:
    scene: [1]
    method: [1, 2]
    has_audit_team: 1
expedite: {after: 6h}
limits: {review: 7d, submit: 10m}
adopt: true
apps:
  - name: first
    appid: wx1111111111111111
  - name: second
    appid: wx2222222222222222
    version: 2.0-${BETA}
    audit:
      item_list:
        - {first_class: 餐饮, second_class: 点餐平台, first_id: 1, second_id: 2}
      version_desc:
      ugc_declare: {scene: [0], method: , has_audit_team: }
    expedite: always
    limits: {review: 3d}
    adopt: false
  - appid: wx3333333333333333
    expedite: {after: 1h}
    pace:
      poll: 5m
`

func readShared(text string, env settings.Env, change func(*Options)) ([]workflows.ReleaseInput, error) {
	o := Options{LookupEnv: env.LookupEnv}
	change(&o)
	found, err := Read("standard input", strings.NewReader(text), o)
	if err != nil {
		return nil, err
	}
	return found.Releases, nil
}

func TestAppsMerge(t *testing.T) {
	all, err := readShared(sharedFile, settings.Env{"VERSION=1.40", "BETA=b1"}, func(o *Options) { o.All = true })
	require.NoError(t, err)
	require.Len(t, all, 3)
	first, second, third := all[0], all[1], all[2]

	assert.Equal(t, "wx1111111111111111", first.AppID)
	assert.Equal(t, []string{"first", "second", ""}, []string{first.Name, second.Name, third.Name})
	assert.Equal(t, "1.40", first.Version, "a variable's value is text, whatever it looks like")
	assert.Len(t, first.Audit.ItemList, 2)
	assert.Equal(t, "6h", first.Expedite.After.String())

	assert.Equal(t, "2.0-b1", second.Version)
	assert.Len(t, second.Audit.ItemList, 1, "lists are replaced")
	assert.Equal(t, "餐饮", second.Audit.ItemList[0].FirstClass)
	assert.Empty(t, second.Audit.VersionDesc, "an empty key takes the common one out")
	assert.Equal(t, []int{0}, second.Audit.UGCDeclare.Scene)
	assert.Empty(t, second.Audit.UGCDeclare.Method)
	assert.Nil(t, second.Audit.UGCDeclare.HasAuditTeam)
	assert.Equal(t, workflows.Expedite{Policy: workflows.ExpediteAlways}, second.Expedite, "a word replaces a map")
	assert.Equal(t, "3d", second.Limits.Review.String(), "maps are merged")
	assert.Equal(t, "10m", second.Limits.Submit.String())

	assert.Equal(t, []bool{true, false, true}, []bool{first.Adopt, second.Adopt, third.Adopt}, "false replaces true")

	assert.Equal(t, "1h", third.Expedite.After.String())
	assert.Equal(t, "5m", third.Pace.Poll.String())
	assert.Equal(t, first.Audit, third.Audit, "what an app leaves out is common, also after another app has changed it")
}

func TestAppsChosen(t *testing.T) {
	env := settings.Env{"VERSION=1.4.0"}
	for _, name := range []string{"first", "wx1111111111111111"} {
		one, err := readShared(sharedFile, env, func(o *Options) { o.App = name })
		require.NoError(t, err, "a variable that only another app needs need not be set")
		require.Len(t, one, 1)
		assert.Equal(t, "wx1111111111111111", one[0].AppID)
	}
	one, err := readShared(smallFile, nil, func(o *Options) { o.App = "wx5555666677778888" })
	require.NoError(t, err)
	assert.Equal(t, "wx5555666677778888", one[0].AppID)
	all, err := readShared(sharedFile, nil, func(o *Options) { o.All, o.Version.Value = true, "9.9" })
	require.NoError(t, err, "a text that a flag replaces needs no variable")
	assert.Equal(t, "9.9", all[1].Version)

	three := []string{"first (wx1111111111111111)", "second (wx2222222222222222)", "wx3333333333333333"}
	for _, tt := range []struct {
		file   string
		change func(*Options)
		want   ChoiceError
	}{
		{sharedFile, func(*Options) {}, ChoiceError{Choice: ChoiceNone, Have: three}},
		{sharedFile, func(o *Options) { o.App = "fourth" }, ChoiceError{Choice: ChoiceUnknownApp, App: "fourth", Have: three}},
		{sharedFile, func(o *Options) { o.AppID.Value, o.All = "wx5555666677778888", true }, ChoiceError{Choice: ChoiceAppID}},
		{smallFile, func(o *Options) { o.App = "first" }, ChoiceError{Choice: ChoiceOtherApp, App: "first",
			Have: []string{"wx5555666677778888"}}},
	} {
		_, err := readShared(tt.file, env, tt.change)
		var choice *ChoiceError
		require.ErrorAs(t, err, &choice)
		tt.want.File = "standard input"
		assert.Equal(t, tt.want, *choice)
		assert.Contains(t, err.Error(), "standard input")
	}
}

// Each row is a whole file and the head of each line of the error.
func TestAppsAndVariablesRefused(t *testing.T) {
	body := smallFile[strings.Index(smallFile, "audit:"):]
	for _, tt := range []struct {
		name, file string
		env        settings.Env
		want       []string
	}{
		{"not declared", "appid: wx5555666677778888\nversion: ${VERSION}\n" + body, settings.Env{"VERSION=1"}, []string{
			"standard input:2:10: ${VERSION} is not declared: add VERSION to the list env at the top, or write $${VERSION} for the " +
				"characters themselves",
		}},
		{"not set", "env: [VERSION]\nappid: wx5555666677778888\nversion: v${VERSION}\n" + body, nil,
			[]string{"standard input:3:10: version: ${VERSION} is not set in the environment"}},
		{"empty", "env: [VERSION]\nappid: wx5555666677778888\nversion: v${VERSION}\n" + body, settings.Env{"VERSION="},
			[]string{"standard input:3:10: version: ${VERSION} is empty in the environment"}},
		{"in a block of text", "env: [WHO]\nappid: wx5555666677778888\nversion: '1'\n" + body + "  version_desc: |\n    one\n    " +
			"${WHO}\n", nil, []string{"standard input:7:17: audit.version_desc: ${WHO} is not set in the environment"}},
		{"malformed", "env: [A]\nappid: ${}\nversion: ${A\n", nil, []string{
			"standard input:2:8: ${} is not a variable such as ${VERSION}; for the characters themselves write $${}",
			"standard input:3:10: ${A is not a variable such as ${VERSION}; for the characters themselves write $${A",
		}},
		{"shell defaults are not known", "env: [A]\nversion: ${A:-1}\n", nil, []string{"standard input:2:10: ${A:-1} is not a variable"}},
		{"a secret", "env: [WXRELEASE_TOKEN, TEMPORAL_API_KEY]\n", nil, []string{
			"standard input:1:7: env[0]: settings of the programs, secrets among them, do not belong into a submission",
			"standard input:1:24: env[1]: settings of the programs",
		}},
		{"no name", "env: ['A B', 1]\n", nil, []string{`standard input:1:7: env[0]: "A B" is not the name of a variable`,
			"standard input:1:14: env[1]: must be text"}},
		{"a wrong value from the environment", "env: [D]\nappid: wx5555666677778888\nversion: '1'\nlimits: {review: \"${D}\"}\n" + body,
			settings.Env{"D=soon"}, []string{
				`standard input:4:18: limits.review: "soon" is not a duration such as 90s, 30m, 6h or 14d`,
			}},
		{"a number is not a text", "env: [N]\nappid: wx5555666677778888\nversion: '1'\naudit: {ugc_declare: {scene: [\"${N}\"]}}\n",
			settings.Env{"N=1"}, []string{
				"standard input:4:31: audit.ugc_declare.scene[0]: must be a whole number, without quotes",
			}},
		{"no apps", "apps: []\n", nil, []string{"standard input:1:7: apps: is empty; "}},
		{"an appid for all", "appid: wx5555666677778888\napps:\n  - appid: wx1111111111111111\n", nil,
			[]string{"standard input:1:1: appid: with apps each of them has its own appid; take this one out"}},
		{"twice", "apps:\n  - {name: a, appid: wx1111111111111111}\n  - {name: a, appid: wx1111111111111111}\n", nil, []string{
			`standard input:3:12: apps[1].name: "a" is there twice`,
			`standard input:3:22: apps[1].appid: "wx1111111111111111" is there twice`,
		}},
		{"a fault in one app", "version: '1'\n" + body + "apps:\n  - appid: wx1111111111111111\n    audit:\n      item_lists: []\n  - " +
			"tagg: a\n", nil, []string{
			"standard input:8:7: apps[0].audit.item_lists: no such key; the nearest is item_list",
			"standard input:9:5: apps[1].tagg: no such key; the keys here are name, appid, version, audit, expedite, limits, pace, adopt",
		}},
		{"what is common is told once, what is missing at its app",
			"audit: {item_list: [{first_class: a, second_class: b, first_id: 1, second_id: 0}]}\nversion: ''\napps:\n  - {appid: " +
				"wx1111111111111111, version: a}\n  - {appid: wx2222222222222222}\n", nil, []string{
				"standard input:1:79: audit.item_list[0].second_id: is 0, ",
				"standard input:2:10: version: missing",
			}},
		{"an app without an appid", "version: '1'\n" + body + "apps:\n  - name: shop\n", nil,
			[]string{`standard input:6:5: appid: "" is not an appid`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readShared(tt.file, tt.env, func(o *Options) { o.All = true })
			var all *InvalidError
			require.ErrorAs(t, err, &all)
			told := beside(all.Problems, tt.want)
			require.Len(t, told, len(tt.want), "%v", err)
			for i, p := range told {
				assert.True(t, strings.HasPrefix(p.String(), tt.want[i]), "%q\nshould begin with %q", p.String(), tt.want[i])
			}
		})
	}
}

func TestVariables(t *testing.T) {
	one, err := readShared(`env: [VERSION, NOTE]
appid: wx5555666677778888
version: "${VERSION}+$${x} $5"
audit:
  item_list:
    - {first_class: 工具, second_class: 效率, first_id: 287, second_id: 616}
  feedback_info: |-
    ${NOTE}
    ${NOTE}
`, settings.Env{"VERSION=${NOTE}", "NOTE=a: [b"}, func(*Options) {})
	require.NoError(t, err)
	assert.Equal(t, "${NOTE}+${x} $5", one[0].Version, "values are taken as they are, and not expanded again")
	assert.Equal(t, "a: [b\na: [b", one[0].Audit.FeedbackInfo)
}

// A name is one line that fits into a row of a list; with several apps each has its own.
func TestNames(t *testing.T) {
	in, err := read("name: ' 花店\r\n'\n" + smallFile)
	require.NoError(t, err)
	assert.Equal(t, "花店", in.Name)
	all, err := readShared(sharedFile, settings.Env{"VERSION=1", "BETA=1"}, func(o *Options) { o.All = true })
	require.NoError(t, err)
	assert.Equal(t, []string{"first", "second", ""}, []string{all[0].Name, all[1].Name, all[2].Name})
	one, err := readShared("name: 花店\n"+smallFile, nil, func(o *Options) { o.App = "花店" })
	require.NoError(t, err)
	assert.Equal(t, "wx5555666677778888", one[0].AppID)
	for text, want := range map[string]string{
		"name: \"a\\nb\"\n" + smallFile:                       "1:7: name: must be one line, without control characters",
		"name: " + strings.Repeat("店", 65) + "\n" + smallFile: "1:7: name: has 65 characters, at most 64 are taken",
		"name: 5\n" + smallFile:                               `1:7: name: must be text; put it in quotes: "5"`,
	} {
		assert.Equal(t, []string{want}, problemsOf(t, text))
	}
	_, err = readShared("name: 花店\n"+sharedFile, settings.Env{"VERSION=1", "BETA=1"}, func(o *Options) { o.All = true })
	assert.ErrorContains(t, err, "1:1: name: with apps each of them has its own name; take this one out")
}
