package main

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
	want, err := readShared(everyScalar, env, func(*release) {})
	require.NoError(t, err)
	assert.Equal(t, "one\ntwo three", want[0].Audit.FeedbackInfo)
	assert.Equal(t, "plain text\nof lines", want[0].Audit.UGCDeclare.OtherSceneDesc)
	assert.Equal(t, "folded a\n\nb\ntext", want[0].Audit.UGCDeclare.AuditDesc)
	for _, end := range []string{"\n", "\r\n", "\r"} {
		for _, mark := range []string{"", "\xef\xbb\xbf"} {
			// A variable often holds the content of a file, which a shell takes only \n off.
			env := settings.Env{"NOTE=" + mark + strings.ReplaceAll("a\n\nb\n\n", "\n", end), "VERSION=" + mark + " 1.4.0" + end}
			got, err := readShared(mark+strings.ReplaceAll(everyScalar, "\n", end), env, func(*release) {})
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

// A start from the file of another system attaches: the release has the same content.
func TestStartAttachesAcrossSystems(t *testing.T) {
	isolate(t)
	lf, crlf := releaseFileAt(t, fileAt(t, "quoted-multiline-lf.yaml")), releaseFileAt(t, fileAt(t, "quoted-multiline-crlf.yaml"))
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		version := fileAt(t, "VERSION-crlf.txt")
		require.Equal(t, "1.4.0\r\n", version)
		_, _, _ = s.starter(t.Context(), t, "start", "-f", lf)
		code, out, _ := s.starter(t.Context(), t, "start", "-f", crlf, "-o", "json")
		assert.Equal(t, exitOK, code)
		assert.Equal(t, true, object(t, out)["attached"])
		for _, value := range []string{version, strings.TrimSuffix(version, "\n"), "\ufeff" + version, " 1.4.0\u3000"} {
			code, out, _ = s.starter(t.Context(), t, "start", "-f", crlf, "--set-version", value, "--appid", testApp+"\r", "-o", "json")
			assert.Equal(t, exitOK, code)
			assert.Equal(t, true, object(t, out)["attached"], "%q", value)
		}
		assert.Len(t, s.runs, 1)
	})
}

// What cannot be a version is refused before anything is started, and never told as "1.4.0, not 1.4.0".
func TestVersionsRefused(t *testing.T) {
	isolate(t)
	file := releaseFileAt(t, smallFile)
	for value, want := range map[string]string{
		"1.4\r\n0":      `--set-version: character 4 of "1.4\n0" is U+000A, which cannot be seen`,
		"1.4.0\u200b":   `--set-version: character 6 of "1.4.0\u200b" is U+200B, which cannot be seen`,
		"1.4\u202e0":    `--set-version: character 4 of "1.4\u202e0" is U+202E`,
		"\xb0\xe61.4.0": `invalid argument "\xb0\xe61.4.0" for "--set-version" flag: byte 1, 0xB0, is not UTF-8; use a terminal and files in UTF-8 (on Windows: chcp 65001)`,
		"1.4.0 \xb0":    `flag: byte 7, 0xB0, is not UTF-8`,
		"":              `invalid argument "" for "--set-version" flag: is empty; is the variable or the file set that it comes from?`,
		"\r\n":          `for "--set-version" flag: is empty`,
	} {
		s := &fakeTemporal{}
		code, out, errw := s.starter(t.Context(), t, "start", "-f", file, "--set-version", value)
		assert.Equal(t, exitUsage, code, "%q", value)
		assert.Empty(t, out)
		assert.Contains(t, errw, want)
		assert.Empty(t, s.runs)
	}
	for value, want := range map[string]string{
		`"1.4\r\n0"`: `2:10: version: character 4 of "1.4\n0" is U+000A`, "1.4\u202e0": "2:10: version: has the character U+202E, which cannot be seen but changes how the text reads",
	} {
		assert.Contains(t, strings.Join(problemsOf(t, strings.Replace(smallFile, "1.4.0", value, 1)), "\n"), want)
	}
	in, err := read(strings.Replace(smallFile, "1.4.0", `" 1.4.0\r\n"`, 1))
	require.NoError(t, err)
	assert.Equal(t, "1.4.0", in.Version)
}

// What a person reads in a release file is what is submitted.
func TestTextsThatReadAsOthersRefused(t *testing.T) {
	for _, r := range "\u061c\u200e\u200f\u202a\u202e\u2066\u2069\u206a\ufffe" {
		got := problemsOf(t, smallFile+"  version_desc: 'a"+string(r)+"b'\n")
		require.Len(t, got, 1)
		assert.Equal(t, fmt.Sprintf("6:17: audit.version_desc: has the character U+%04X, which cannot be seen but changes how the text reads; take it out", r), got[0])
	}
}

// The body that validate prints passes the guard of standard output byte for byte: it holds nothing that the guard changes.
func TestBodyIsExact(t *testing.T) {
	isolate(t)
	desc := "a\\r\\n\\tb\u2028c\u2029 😀\u200d \u00a0\u3000 é"
	code, out, errw := (&fakeTemporal{}).starter(t.Context(), t, "validate", "-f", releaseFileAt(t, smallFile+"  version_desc: \""+desc+"\"\n"))
	assert.Equal(t, exitOK, code, errw)
	assert.Contains(t, out, `"version_desc":"`+desc+`"`)
	for r := range rune(0x10000) {
		if obeyed(r) && r != '\r' {
			assert.NotEmpty(t, problemsOf(t, smallFile+fmt.Sprintf("  version_desc: \"a\\u%04xb\"\n", r)), "U+%04X", r)
		}
	}
}
