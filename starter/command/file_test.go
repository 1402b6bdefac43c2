package command

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/starter/releasefile"
	"github.com/wxrelease/wxrelease/workflows"
)

const smallFile = `appid: wx5555666677778888
version: 1.4.0
audit:
  item_list:
    - {first_class: 工具, second_class: 效率, first_id: 287, second_id: 616}
`

// sharedFile describes three Mini Programs.
const sharedFile = `env: [VERSION, BETA]
version: ${VERSION}
audit:
  item_list:
    - {first_class: 工具, second_class: 效率, first_id: 287, second_id: 616}
apps:
  - name: first
    appid: wx1111111111111111
  - name: second
    appid: wx2222222222222222
    version: 2.0-${BETA}
  - appid: wx3333333333333333
`

func fileAt(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(data)
}

// inFile reads a release file as the commands do.
func inFile(text string, env settings.Env, change func(*release)) ([]workflows.ReleaseInput, error) {
	r := release{file: "-"}
	change(&r)
	found, err := r.read(&app{stdin: strings.NewReader(text), env: env})
	if err != nil {
		return nil, err
	}
	return found.Releases, nil
}

// What the choice of an app lacks is said with the names of the flags.
func TestChoosingAnApp(t *testing.T) {
	for _, tt := range []struct {
		file   string
		change func(*release)
		want   string
	}{
		{sharedFile, func(*release) {}, "standard input describes several Mini Programs; choose with --app one of first " +
			"(wx1111111111111111), second (wx2222222222222222), wx3333333333333333, or take them --all"},
		{sharedFile, func(r *release) { r.app = "fourth" }, `--app: "fourth" is none of the Mini Programs of standard input: first ` +
			`(wx1111111111111111), `},
		{sharedFile, func(r *release) { r.appid, r.every = testApp, true },
			"--appid: standard input describes several Mini Programs; choose one of them with --app"},
		{smallFile, func(r *release) { r.app = "first" }, `--app: standard input describes one Mini Program, wx5555666677778888, and ` +
			`not "first"`},
		{smallFile, func(r *release) { r.appid, r.version = "wxshort", strings.Repeat("9", 99) },
			"--appid: \"wxshort\" is not an appid (wx and 16 letters or digits)\n--set-version: 99 characters, WeChat takes at most 64"},
	} {
		_, err := inFile(tt.file, settings.Env{"VERSION=1.4.0", "BETA=1"}, tt.change)
		assert.ErrorContains(t, err, tt.want)
		assert.Equal(t, exitUsage, errorCode(err))
	}
}

func TestWithoutAFile(t *testing.T) {
	t.Chdir(t.TempDir())
	r := release{file: releasefile.DefaultName}
	_, err := r.read(&app{stdin: strings.NewReader("")})
	assert.EqualError(t, err, "there is no release file wxrelease.yaml here; name yours with --file, or write one with: `wxrelease init`")
	assert.Equal(t, exitUsage, errorCode(err))
	r.file = "."
	_, err = r.read(&app{stdin: strings.NewReader("")})
	assert.ErrorContains(t, err, "reading the release file: ")
	assert.Equal(t, exitUsage, errorCode(err))
}

// Every command that reads a release file says the same about what is wrong with it.
func TestEveryCommandRefusesAFileAlike(t *testing.T) {
	isolate(t)
	file := releaseFileAt(t, "appid: wx5555\nverson: 1.4.0\n")
	var said []string
	for _, args := range [][]string{{"validate", "-f", file}, {"start", "-f", file, "--all"}, {"start", "-f", file, "--all", "--dry-run"}} {
		s := &fakeTemporal{}
		code, out, errw := s.wxrelease(t.Context(), t, args...)
		assert.Equal(t, exitUsage, code)
		assert.Empty(t, out)
		assert.True(t, strings.HasSuffix(errw, "\n3 problems; nothing was sent\n"), errw)
		said = append(said, errw)
		assert.Empty(t, s.runs)
	}
	assert.Equal(t, []string{said[0], said[0], said[0]}, said)
}

// A start from the file of another system attaches: the release has the same content.
func TestStartAttachesAcrossSystems(t *testing.T) {
	isolate(t)
	lf, crlf := releaseFileAt(t, fileAt(t, "../releasefile/testdata/quoted-multiline-lf.yaml")),
		releaseFileAt(t, fileAt(t, "../releasefile/testdata/quoted-multiline-crlf.yaml"))
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		version := fileAt(t, "../releasefile/testdata/VERSION-crlf.txt")
		require.Equal(t, "1.4.0\r\n", version)
		_, _, _ = s.wxrelease(t.Context(), t, "start", "-f", lf)
		code, out, _ := s.wxrelease(t.Context(), t, "start", "-f", crlf, "-o", "json")
		assert.Equal(t, exitOK, code)
		assert.Equal(t, true, object(t, out)["attached"])
		for _, value := range []string{version, strings.TrimSuffix(version, "\n"), "\ufeff" + version, " 1.4.0\u3000"} {
			code, out, _ = s.wxrelease(t.Context(), t, "start", "-f", crlf, "--set-version", value, "--appid", "wx5555666677778888"+"\r",
				"-o", "json")
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
		"\xb0\xe61.4.0": "--set-version: byte 1, 0xB0, is not UTF-8; use a terminal and files in UTF-8 (on Windows: `chcp 65001`)",
		"1.4.0 \xb0":    `--set-version: byte 7, 0xB0, is not UTF-8`,
		"":              `--set-version: is empty; is the variable or the file set that it comes from?`,
		"\r\n":          `--set-version: is empty`,
	} {
		s := &fakeTemporal{}
		code, out, errw := s.wxrelease(t.Context(), t, "start", "-f", file, "--set-version", value)
		assert.Equal(t, exitUsage, code, "%q", value)
		assert.Empty(t, out)
		assert.Contains(t, errw, want)
		assert.Empty(t, s.runs)
	}
}

// The body that validate prints passes the guard of standard output byte for byte: it holds nothing that the guard changes.
func TestBodyIsExact(t *testing.T) {
	isolate(t)
	desc := "a\\r\\n\\tb\u2028c\u2029 😀\u200d \u00a0\u3000 é"
	code, out, errw := (&fakeTemporal{}).wxrelease(t.Context(), t, "validate", "-f",
		releaseFileAt(t, smallFile+"  version_desc: \""+desc+"\"\n"))
	assert.Equal(t, exitOK, code, errw)
	assert.Contains(t, out, `"version_desc":"`+desc+`"`)
}

// What init writes is refused until it is filled in, at exactly the lines that say so, and then it is what the hints promise.
func TestTemplate(t *testing.T) {
	for _, updates := range []bool{false, true} {
		text := template("", updates, words.English)
		_, err := inFile(text, settings.Env{"VERSION=1.4.0"}, func(*release) {})
		var all *releasefile.InvalidError
		require.ErrorAs(t, err, &all)
		var told []int
		for _, p := range all.Problems {
			if !slices.Contains(told, p.Line) {
				told = append(told, p.Line)
			}
		}
		var marked []int
		for i, line := range strings.Split(text, "\n") {
			if strings.Contains(line, "# TODO") {
				marked = append(marked, i+1)
			}
		}
		assert.Equal(t, marked, slices.Sorted(slices.Values(told)))

		filled := strings.NewReplacer("wx________________", testApp, `first_class: ""`, "first_class: 工具", `second_class: ""`,
			"second_class: 效率", "_id: 0", "_id: 1").Replace(text)
		all1, err := inFile(filled, settings.Env{"VERSION=1.4.0"}, func(*release) {})
		require.NoError(t, err)
		assert.Equal(t, "1.4.0", all1[0].Version)

		// Every hint that is taken out of its comment is right too.
		open := regexp.MustCompile(`(?m)^( *)# ((?:  )*[a-z_]+:(?: |$))`).ReplaceAllString(strings.ReplaceAll(filled, "expedite: never\n",
			""), "$1$2")
		open = regexp.MustCompile(`(?m)^# ( *)- name`).ReplaceAllString(open, "$1- name")
		open, _, _ = strings.Cut(open, "\n# Several Mini Programs")
		in, err := inFile(open, settings.Env{"VERSION=1.4.0"}, func(*release) {})
		require.NoError(t, err, open)
		assert.Equal(t, "6h", in[0].Expedite.After.String())
		assert.Equal(t, "14d", in[0].Limits.Review.String())
		assert.Equal(t, updates, in[0].Audit.FeedbackInfo != "")
		assert.Equal(t, !updates, in[0].Audit.UGCDeclare != nil)
	}
	assert.Contains(t, template(testApp, true, words.English), "\nappid: "+testApp+"\n")
	first, _, _ := strings.Cut(template("", false, words.English), "\n")
	assert.Equal(t, "# yaml-language-server: $schema="+releasefile.SchemaURL, first)
}
