package releasefile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/internal/settings"
)

// everyScalar has texts of all kinds that go over several lines, and an empty line in each.
const everyScalar = `env: [NOTE, VERSION]
appid: wx5555666677778888
version: ${VERSION}
audit:
  item_list:
    - {first_class: 工具, second_class: 效率, first_id: 287, second_id: 616, tag: "办公
        文档"}
  feedback_info: 'one

    two
    three'
  version_desc: |
    literal

    text
  order_path: "double

    quoted \
    text"
  ugc_declare:
    scene: [5]
    other_scene_desc: plain
      text

      of lines
    audit_desc: >-
      folded
      ${NOTE}

      text
`

// The same file is the same release, whichever system has written it: so are the values that are put into it.
func TestLineEndsDoNotMatter(t *testing.T) {
	lf, err := read(fileAt(t, "quoted-multiline-lf.yaml"))
	require.NoError(t, err)
	assert.Equal(t, "测试账号 100， 密码见登录页", lf.Audit.VersionDesc)
	crlf, err := read(fileAt(t, "quoted-multiline-crlf.yaml"))
	require.NoError(t, err)
	assert.Equal(t, lf, crlf)

	env := settings.Env{"NOTE=a\n\nb", "VERSION=1.4.0"}
	want, err := readShared(everyScalar, env, func(*Options) {})
	require.NoError(t, err)
	assert.Equal(t, "one\ntwo three", want[0].Audit.FeedbackInfo)
	assert.Equal(t, "plain text\nof lines", want[0].Audit.UGCDeclare.OtherSceneDesc)
	assert.Equal(t, "folded a\n\nb\ntext", want[0].Audit.UGCDeclare.AuditDesc)
	for _, end := range []string{"\n", "\r\n", "\r"} {
		for _, mark := range []string{"", "\xef\xbb\xbf"} {
			// A variable often holds the content of a file, which a shell takes only \n off.
			env := settings.Env{"NOTE=" + mark + strings.ReplaceAll("a\n\nb\n\n", "\n", end), "VERSION=" + mark + " 1.4.0" + end}
			got, err := readShared(mark+strings.ReplaceAll(everyScalar, "\n", end), env, func(*Options) {})
			require.NoError(t, err, "%q", end)
			assert.Equal(t, want, got, "%q %q", mark, end)
		}
	}
}

// Where a problem stands does not depend on the line ends either.
func TestPlacesInFilesOfWindows(t *testing.T) {
	bad := "appid: wx5555666677778888\nversion: 1.40\naudit: {item_lists: 1}\n"
	want := problemsOf(t, bad)
	assert.Contains(t, want, "2:10: version: must be text; put it in quotes: \"1.40\"")
	for _, end := range []string{"\r\n", "\r"} {
		assert.Equal(t, want, problemsOf(t, "\ufeff"+strings.ReplaceAll(bad, "\n", end)))
	}
}

// What a person reads in a release file is what is submitted.
func TestTextsThatReadAsOthersRefused(t *testing.T) {
	for _, r := range "\u061c\u200e\u200f\u202a\u202e\u2066\u2069\u206a\ufffe" {
		got := problemsOf(t, smallFile+"  version_desc: 'a"+string(r)+"b'\n")
		require.Len(t, got, 1)
		assert.Equal(t, fmt.Sprintf("6:17: audit.version_desc: has the character U+%04X, which cannot be seen but changes how the text "+
			"reads; take it out", r), got[0])
	}
}

// What cannot be a version is refused, and never told as "1.4.0, not 1.4.0".
func TestVersionsRefused(t *testing.T) {
	for value, want := range map[string]string{
		`"1.4\r\n0"`: `2:10: version: character 4 of "1.4\n0" is U+000A`,
		"1.4\u202e0": "2:10: version: has the character U+202E, which cannot be seen but changes how the text reads",
	} {
		assert.Contains(t, strings.Join(problemsOf(t, strings.Replace(smallFile, "1.4.0", value, 1)), "\n"), want)
	}
	in, err := read(strings.Replace(smallFile, "1.4.0", `" 1.4.0\r\n"`, 1))
	require.NoError(t, err)
	assert.Equal(t, "1.4.0", in.Version)
}

// What the guards of outputs would change is in no text that is submitted.
func TestNothingObeyedIsSubmitted(t *testing.T) {
	for r := range rune(0x10000) {
		if plain.Obeyed(r) && r != '\r' {
			assert.NotEmpty(t, problemsOf(t, smallFile+fmt.Sprintf("  version_desc: \"a\\u%04xb\"\n", r)), "U+%04X", r)
		}
	}
}
