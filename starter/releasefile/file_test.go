package releasefile

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

const wholeFile = `# every key of a release file
appid: wx5555666677778888
version: "1.40"
audit:
  item_list:
    - address: pages/index/index
      tag: 办公 文档
      title: 首页 <&>
      first_class: 工具
      second_class: 效率
      third_class: ""
      first_id: 287
      second_id: 616
  feedback_info: fixed
  feedback_stuff: m1|m2
  version_desc: |-
    Test account 100
    password in the hint
  preview_info: {video_id_list: [V], pic_id_list: [P]}
  ugc_declare:
    scene: [1, 5]
    method: [1]
    other_scene_desc: voices
    has_audit_team: 0
    audit_desc: by hand
  privacy_api_not_use: false
  order_path: pages/orders/orders
expedite:
  after: 6h
limits:
  detection: 30m
  submit: 10m
  review: 1d12h
pace:
  detection: 10s
  poll: 1m
  poll_max: 1h
  hint: 5s
  retry: 1s
  retry_max: 1m
  busy: 30s
  attempt: 5m
adopt: true
`

func read(text string, change ...func(*Options)) (workflows.ReleaseInput, error) {
	var o Options
	for _, f := range change {
		f(&o)
	}
	found, err := Read("standard input", strings.NewReader(text), o)
	if err != nil {
		return workflows.ReleaseInput{}, err
	}
	return found.Releases[0], nil
}

func TestReadWholeFile(t *testing.T) {
	in, err := read(wholeFile)
	require.NoError(t, err)
	no, none := false, 0
	min, hour := timing.Duration(time.Minute), timing.Duration(time.Hour)
	assert.Equal(t, workflows.ReleaseInput{
		AppID: "wx5555666677778888", Version: "1.40",
		Audit: wxa.SubmitAuditRequest{
			ItemList: []wxa.AuditItem{{
				Address: "pages/index/index", Tag: "办公 文档", Title: "首页 <&>", FirstClass: "工具", SecondClass: "效率", FirstID: 287,
				SecondID: 616,
			}},
			FeedbackInfo: "fixed", FeedbackStuff: "m1|m2", VersionDesc: "Test account 100\npassword in the hint",
			PreviewInfo: &wxa.PreviewInfo{VideoIDList: []string{"V"}, PicIDList: []string{"P"}},
			UGCDeclare: &wxa.UGCDeclare{Scene: []int{1, 5}, Method: []int{1}, OtherSceneDesc: "voices", HasAuditTeam: &none,
				AuditDesc: "by hand"},
			PrivacyAPINotUse: &no, OrderPath: "pages/orders/orders",
		},
		Expedite: workflows.Expedite{Policy: workflows.ExpediteAfter, After: 6 * hour},
		Limits:   workflows.Limits{Detection: 30 * min, Submit: 10 * min, Review: 36 * hour},
		Pace: timing.Pace{
			Detection: min / 6, Poll: min, PollMax: hour, Hint: min / 12, Retry: min / 60, RetryMax: min, Busy: min / 2, Attempt: 5 * min,
		},
		Adopt: true,
	}, in)
}

const smallFile = `appid: wx5555666677778888
version: 1.4.0
audit:
  item_list:
    - {first_class: 工具, second_class: 效率, first_id: 287, second_id: 616}
`

func TestReadDefaults(t *testing.T) {
	in, err := read("\xef\xbb\xbf---\r\n" + strings.ReplaceAll(smallFile, "\n", "\r\n") + "expedite: always\r\npace:\r\n---\r\n")
	require.NoError(t, err, "a byte order mark, Windows lines, an empty key and an empty second document are fine")
	assert.Equal(t, workflows.ExpediteAlways, in.Expedite.Policy)
	assert.Zero(t, in.Limits, "what is left out stays so")
	assert.False(t, in.Adopt)
}

func TestReadOverrides(t *testing.T) {
	in, err := read("audit:\n"+smallFile[strings.Index(smallFile, "  item_list"):],
		func(o *Options) { o.AppID.Value, o.Version.Value = "wx1111222233334444", "2.0" })
	require.NoError(t, err, "what the flags give may be missing in the file")
	assert.Equal(t, "wx1111222233334444", in.AppID)
	assert.Equal(t, "2.0", in.Version)

	_, err = read(smallFile, func(o *Options) {
		o.AppID, o.Version = Override{"wxshort", "--appid"}, Override{strings.Repeat("9", 99), "--set-version"}
	})
	assert.EqualError(t, err, "--appid: \"wxshort\" is not an appid (wx and 16 letters or digits)\n--set-version: 99 characters, "+
		"WeChat takes at most 64")
}

// beside leaves out what is told only because the file of a test has no more than the fault in question: that the appid, the
// version or the pages are missing.
func beside(all []Problem, want []string) (told []Problem) {
	for _, p := range all {
		missing := p.Text == `"" is not an appid (wx and 16 letters or digits)` || strings.HasPrefix(p.Text, "missing: ") ||
			p.Text == "has 0 items, want 1 to 5"
		if !missing || slices.ContainsFunc(want, func(w string) bool { return strings.HasPrefix(p.String(), w) }) {
			told = append(told, p)
		}
	}
	return told
}

// Each row is a file and the head of each line of the error: place, path, text.
func TestReadRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, file string
		want       []string
	}{
		{"empty", "", []string{"f.yaml: is empty; a release file has at least the keys appid, version and audit"}},
		{"only comments", "# nothing\n", []string{"f.yaml: is empty; "}},
		{"nothing, spelt out", "~\n", []string{"f.yaml: is empty; "}},
		{"not a map", "hello\n", []string{"f.yaml:1:1: must be a map, key: value in each line"}},
		{"list", "- appid: a\n", []string{"f.yaml:1:1: must be a map"}},
		{"unknown keys, all of them", "appid: a\nverson: b\naudit:\n  item_list:\n  - tagg: x\n    first_ID: 1\nqqqqqqqqqqqq: 1\n",
			[]string{
				`f.yaml:1:8: appid: "a" is not an appid`,
				"f.yaml:2:1: verson: no such key; the nearest is version",
				"f.yaml:5:5: audit.item_list[0].tagg: no such key; the nearest is tag",
				"f.yaml:5:5: audit.item_list[0].first_class: is empty",
				"f.yaml:5:5: audit.item_list[0].second_class: is empty",
				"f.yaml:5:5: audit.item_list[0].second_id: is 0",
				"f.yaml:6:5: audit.item_list[0].first_ID: no such key; the nearest is first_id",
				"f.yaml:7:1: qqqqqqqqqqqq: no such key; the keys here are env, name, appid, version, audit, expedite, limits, pace, " +
					"adopt, apps",
			}},
		{"duplicate key", "appid: a\nappid: b\n", []string{"f.yaml:2:1: appid: is there twice, first in line 1",
			`f.yaml:2:8: appid: "b" is not an appid`}},
		{"number for a text", "version: 1.40\n", []string{`f.yaml:1:10: version: must be text; put it in quotes: "1.40"`}},
		{"true for a text", "version: true\n", []string{`f.yaml:1:10: version: must be text; put it in quotes: "true"`}},
		{"list for a text", "version: [a]\n", []string{"f.yaml:1:10: version: must be text"}},
		{"text for a number", "audit:\n  item_list:\n  - first_id: \"15\"\n    second_id: 1.5\n    third_id: 9223372036854775808\n",
			[]string{
				"f.yaml:3:5: audit.item_list[0].first_class: is empty",
				"f.yaml:3:5: audit.item_list[0].second_class: is empty",
				"f.yaml:3:15: audit.item_list[0].first_id: must be a whole number, without quotes",
				"f.yaml:4:16: audit.item_list[0].second_id: must be a whole number, and 1.5 has a decimal point",
				"f.yaml:5:15: audit.item_list[0].third_id: is too large a number",
			}},
		{"text for a switch", "audit:\n  privacy_api_not_use: yes\n",
			[]string{"f.yaml:2:24: audit.privacy_api_not_use: must be true or false, without quotes"}},
		{"map for a list", "audit:\n  item_list:\n    tag: a\n",
			[]string{"f.yaml:3:5: audit.item_list: must be a list, each item after a dash"}},
		{"list for a map", "audit:\n  preview_info: [a]\n", []string{"f.yaml:2:17: audit.preview_info: must be a map, key: value in " +
			"each line"}},
		{"empty items, which would be zeros", "audit:\n  ugc_declare:\n    scene: [~, a]\n", []string{
			"f.yaml:3:13: audit.ugc_declare.scene[0]: is empty",
			"f.yaml:3:16: audit.ugc_declare.scene[1]: must be a whole number, in digits",
		}},
		{"durations", "limits:\n  review: 14x\n  submit: 30\nexpedite: {after: soon}\n", []string{
			`f.yaml:2:11: limits.review: "14x" is not a duration such as 90s, 30m, 6h or 14d`,
			"f.yaml:3:11: limits.submit: must be a duration with its unit, such as 90s, 30m, 6h or 14d",
			`f.yaml:4:19: expedite.after: "soon" is not a duration`,
		}},
		{"expedite", "expedite: soon\n", []string{`f.yaml:1:11: expedite: "soon" is none of never, always and the map {after: 6h}`}},
		{"the word after without its map", "expedite: after\n", []string{`f.yaml:1:11: expedite: "after" is none of `}},
		{"expedite as a list", "expedite: [always]\n", []string{"f.yaml:1:11: expedite: must be never, always or the map {after: 6h}"}},
		{"expedite with more keys", "expedite: {after: 6h, policy: after}\n",
			[]string{"f.yaml:1:23: expedite.policy: no such key; the keys here are after"}},
		{"anchor and alias", "appid: &a x\nversion: *a\n", []string{"f.yaml:1:8: appid: anchors, aliases and tags are not used",
			"f.yaml:2:10: version: anchors,"}},
		{"tag", "version: !!str 1.40\n", []string{"f.yaml:1:10: version: anchors, aliases and tags are not used"}},
		{"merge", "<<: {appid: x}\n", []string{"f.yaml:1:1: <<: no such key; "}},
		{"two documents", smallFile + "---\n" + smallFile, []string{"f.yaml:6:1: a second document begins here; one file describes one " +
			"release, or several as its apps"}},
		{"syntax", "audit: [\n", []string{"f.yaml:1:8: a bracket before this is not closed, or a comma is missing"}},
		{"tab", "audit:\n\titem_list: []\n", []string{"f.yaml:2:1: the line begins with a tab; indent with blanks"}},
		{"columns count characters", "audit: {version_desc: 说明, 标签: a}\n", []string{"f.yaml:1:27: audit.标签: no such key; "}},
		{"not UTF-8", "appid: a\nversion: \xb0\xe6\n", []string{
			`f.yaml:1:8: appid: "a" is not an appid`, "f.yaml:2:10: the byte 0xB0 is not UTF-8 text; save the file as UTF-8",
		}},
		{"WeChat's limits, at the value or around it", "appid: wx123\naudit:\n  item_list:\n    - title: " + strings.Repeat("长",
			33) + "\n      first_class: 工具\n      second_class: 效率\n      first_id: 1\n      second_id: 2\n", []string{
			`f.yaml:1:8: appid: "wx123" is not an appid`,
			"f.yaml:4:14: audit.item_list[0].title: ",
			"f.yaml: version: missing",
		}},
		{"a missing member is shown at its item", smallFile + "    - title: a\n", []string{
			"f.yaml:6:7: audit.item_list[1].first_class: ", "f.yaml:6:7: audit.item_list[1].first_id: ",
			"f.yaml:6:7: audit.item_list[1].second_class: ", "f.yaml:6:7: audit.item_list[1].second_id: ",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			require.NoError(t, os.WriteFile("f.yaml", []byte(tt.file), 0o600))
			_, err := ReadFile("f.yaml", Options{})
			var all *InvalidError
			require.ErrorAs(t, err, &all)
			told := beside(all.Problems, tt.want)
			require.Len(t, told, len(tt.want), "%v", err)
			lines := strings.Split(strings.ReplaceAll(tt.file, "\r\n", "\n"), "\n")
			for i, p := range told {
				assert.True(t, strings.HasPrefix(p.String(), tt.want[i]), "%q\nshould begin with %q", p.String(), tt.want[i])
				if p.Line > 0 && tt.name != "not UTF-8" {
					assert.Contains(t, p.String(), fmt.Sprintf("\n%6d | %s", p.Line, lines[p.Line-1]), "the line itself is shown")
				}
			}
		})
	}
}

func TestReadWithoutFile(t *testing.T) {
	_, err := ReadFile(filepath.Join(t.TempDir(), "wxrelease.yaml"), Options{})
	assert.ErrorIs(t, err, os.ErrNotExist)

	_, err = ReadFile(t.TempDir(), Options{})
	assert.ErrorContains(t, err, "reading the release file: ")

	big := filepath.Join(t.TempDir(), "big.yaml")
	require.NoError(t, os.WriteFile(big, make([]byte, SizeLimit+1), 0o600))
	_, err = ReadFile(big, Options{})
	assert.ErrorIs(t, err, ErrTooLarge)
	assert.EqualError(t, err, big+" is larger than a megabyte; that is not a release file")
}

// Any bytes give a release or an explained refusal, and never a panic.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(wholeFile))
	f.Add([]byte(sharedFile))
	f.Add([]byte("env: [A]\napps: [{appid: ${A}, audit: ~}]\naudit: |\n  $${\n"))
	f.Add([]byte("audit: {item_list: [{tag: &a [*a]}]}"))
	f.Add([]byte("? {a: b}\n: - c\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := read(string(data))
		if err != nil {
			assert.NotEmpty(t, err.Error())
		}
	})
}

// The parser takes long for what is deep: half a minute for a hundred thousand brackets.
func TestReadRefusesWhatIsTooDeep(t *testing.T) {
	for name, deep := range map[string]string{
		"brackets": "audit: " + strings.Repeat("[", 100_000), "braces": strings.Repeat("{a: ", 60), "dashes": strings.Repeat("- ", 20_000) + "a",
	} {
		_, err := Read("f.yaml", strings.NewReader(deep), Options{})
		var invalid *InvalidError
		require.ErrorAs(t, err, &invalid, name)
		require.Len(t, invalid.Problems, 1, name)
		assert.Equal(t, RuleTooDeep, invalid.Problems[0].Rule, name)
		assert.LessOrEqual(t, len(invalid.Problems[0].Source), sourceLimit+50, name)
	}
	_, err := Read("f.yaml", strings.NewReader("appid: [["+strings.Repeat("[], ", 1000)+"]]\n"), Options{})
	assert.NotContains(t, err.Error(), "deep", "many in a row are not deep")
}

// A file of another encoding is told of in its first lines, not in all of them.
func TestReadOfAnotherEncodingIsBounded(t *testing.T) {
	_, err := Read("f.yaml", strings.NewReader(strings.Repeat("version: \xb0\xa1\n", 5000)), Options{})
	var invalid *InvalidError
	require.ErrorAs(t, err, &invalid)
	encoding := slices.DeleteFunc(invalid.Problems, func(p Problem) bool { return p.Rule != RuleUTF8 })
	assert.Equal(t, encodingMost, len(encoding))
}
