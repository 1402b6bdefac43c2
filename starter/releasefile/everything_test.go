package releasefile

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/settings"
)

// everythingWrong has a fault of every kind: shape, unknown and doubled keys, numbers, variables, WeChat's limits, bytes that
// are not UTF-8, and faults of single apps.
const everythingWrong = `env: [VERSION, WXRELEASE_TOKEN]
version: ${VERSION}
verson: 2
audit:
  item_list:
    - {first_class: a, second_class: b, first_id: 0123, second_id: 0}
    - {first_class: a, second_class: b, first_id: 1, second_id: 2, address: /pages/a}
  feedback_info: ${NOTE}
  version_desc: ` + "\xb0\xe6" + `
  privacy_api_not_use: yes
  privacy_api_not_use: no
  ugc_declare: {scene: [5, 9]}
limits: {review: 14 days, submit: -1h}
expedite: soon
apps:
  - name: first
    appid: wx1111111111111111
    adopt: 1
  - name: first
    appid: wx123
    version: "1.4\x01"
    audit:
      preview_info: {video_id_list: []}
  - 5
`

// All that is wrong with a file is told at once, in the order of its lines, and nothing is told twice.
func TestEverythingIsToldAtOnce(t *testing.T) {
	want := []string{
		"1:16: env[1]: settings of the programs, secrets among them, do not belong into a submission",
		"2:10: version: ${VERSION} is not set in the environment",
		"3:1: verson: no such key; the nearest is version",
		"6:51: audit.item_list[0].first_id: must be a whole number, and 0123 begins with a zero, which some programs take for octal; " +
			"write 123",
		"6:68: audit.item_list[0].second_id: is 0, want an id from get_category",
		`7:77: audit.item_list[1].address: starts with a slash, want a path as get_page lists it: "pages/a"`,
		"8:18: ${NOTE} is not declared: add NOTE to the list env at the top, or write $${NOTE} for the characters themselves",
		"9:17: the byte 0xB0 is not UTF-8 text; save the file as UTF-8",
		"10:24: audit.privacy_api_not_use: must be true or false, without quotes",
		"11:3: audit.privacy_api_not_use: is there twice, first in line 10",
		"12:3: audit.ugc_declare.other_scene_desc: is empty, scene 5 needs a description",
		"12:28: audit.ugc_declare.scene[1]: is 9, want 0 to 5",
		`13:18: limits.review: "14 days" is not a duration such as 90s, 30m, 6h or 14d`,
		`13:35: limits.submit: "-1h" is not a duration such as 90s, 30m, 6h or 14d`,
		`14:11: expedite: "soon" is none of never, always and the map {after: 6h}`,
		"18:12: apps[0].adopt: must be true or false, without quotes",
		`19:11: apps[1].name: "first" is there twice`,
		`20:12: appid: "wx123" is not an appid (wx and 16 letters or digits)`,
		`21:14: version: character 4 of "1.4\x01" is U+0001, which cannot be seen; take it out, and upload a version without it`,
		"23:7: audit.preview_info.pic_id_list: is empty, give both lists or leave preview_info out",
		"23:22: audit.preview_info.video_id_list: is empty, give both lists or leave preview_info out",
		"24:5: apps[2]: must be a map, key: value in each line",
	}
	assert.Equal(t, want, problemsOf(t, everythingWrong))
}

// A fault is told where it is, and not again as what follows from it.
func TestWhatFollowsFromAFaultIsNotTold(t *testing.T) {
	body := smallFile[strings.Index(smallFile, "audit:"):]
	for text, want := range map[string][]string{
		"appid: 5\nverson: 1.4.0\n" + body: {`1:8: appid: must be text; put it in quotes: "5"`,
			"2:1: verson: no such key; the nearest is version"},
		"appid: wx5555666677778888\nversion: '" + strings.Repeat("1", 65) + "'\nverson: 1\n" + body: {
			"2:10: version: 65 characters, WeChat takes at most 64", "3:1: verson: no such key; the nearest is version",
		},
		"appid: wx5555666677778888\nversion: '1'\naudit: hello\n": {"3:8: audit: must be a map, key: value in " +
			"each line"},
		"appid: wx5555666677778888\nversion: '1'\naudit: {item_list: hello}\n": {"3:20: audit.item_list: must be a list, each " +
			"item after a dash"},
		"appid: wx5555666677778888\nversion: '1'\n" + body + "expedite: {after: 5}\n": {"6:19: expedite.after: must be a duration with " +
			"its unit, such as 90s, 30m, 6h or 14d"},
		"appid: wx5555666677778888\nversion: &a '1'\n" + body: {"2:10: version: anchors, aliases and tags are not used in a release " +
			"file; write the value itself"},
		"appid: wx5555666677778888\nversion: ${A}\n" + body: {"2:10: ${A} is not declared: add A to the list env at the top, or write " +
			"$${A} for the characters themselves"},
		"apps: 5\n": {"1:7: apps: must be a list, each item after a dash"},
		"appid: wx5555666677778888\nversion: '1'\n" + body + "  ugc_declare: {scene: [~]}\n": {"6:25: audit.ugc_declare.scene[0]: " +
			"is empty"},
	} {
		assert.Equal(t, want, problemsOf(t, text), text)
	}
}

// What the command line chose is not asked for when the file itself cannot be read.
func TestProblemsComeBeforeTheChoice(t *testing.T) {
	_, err := readShared(sharedFile+"nonsense: 1\n", nil, func(*Options) {})
	require.Error(t, err)
	assert.Contains(t, err.Error(), "nonsense: no such key")
	one, err := readShared(sharedFile, settings.Env{"VERSION=1"}, func(o *Options) { o.App = "first" })
	require.NoError(t, err)
	assert.Len(t, one, 1)
}
