package settings

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/internal/wrap"
)

// noTemporalFile keeps a temporal.toml of the machine out of the tests.
func noTemporalFile(t *testing.T) {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestReadWorker(t *testing.T) {
	noTemporalFile(t)
	s, err := Read(Worker, Env{
		"WXRELEASE_TOKEN_URL=https://tokens.example/get?app={appid}&key=k1",
		"WXRELEASE_TOKEN_HEADER_FILE=" + write(t, "Authorization: Bearer abc\n"),
		"WXRELEASE_WECHAT_URL=http://localhost:9100/",
		"WXRELEASE_LOG_LEVEL=warn",
		"WXRELEASE_LOG_FORMAT=",
		"WXRELEASE_WEB_UI=http://localhost:8233",
		"WXRELEASE_BRIDGE_SERVICE_HOST=10.0.0.7",
		"WXRELEASE_PORT=tcp://10.0.0.7:80",
		"WXRELEASE_BRIDGE_PORT_80_TCP_ADDR=10.0.0.7",
		"TEMPORAL_ADDRESS=temporal.example:7233",
		"TEMPORAL_NAMESPACE=mini",
		"PATH=/bin",
	})
	require.NoError(t, err)
	assert.Equal(t, "https://tokens.example/get?app={appid}&key=k1", s.TokenURL)
	assert.Equal(t, "Authorization", s.TokenHeader.Name)
	assert.Equal(t, "Bearer abc", s.TokenHeader.Value.Reveal())
	assert.Equal(t, "http://localhost:9100", s.WeChatURL, "without the slash at the end")
	assert.Equal(t, slog.LevelWarn, s.LogLevel)
	assert.Equal(t, "text", s.LogFormat, "an empty variable counts as not set")
	assert.Empty(t, s.WebUI, "the worker does not read it")
	assert.Equal(t, "temporal.example:7233", s.Temporal.HostPort)
	assert.Equal(t, "mini", s.Temporal.Namespace)
}

func TestReadDefaults(t *testing.T) {
	noTemporalFile(t)
	s, err := Read(Worker, Env{"WXRELEASE_TOKEN=t"})
	require.NoError(t, err)
	assert.Equal(t, "https://api.weixin.qq.com", s.WeChatURL)
	assert.Equal(t, slog.LevelInfo, s.LogLevel)
	assert.Equal(t, "text", s.LogFormat)
	assert.Equal(t, "localhost:7233", s.Temporal.HostPort)
	assert.Equal(t, "default", s.Temporal.Namespace)

	_, err = Read(Commands, nil)
	assert.NoError(t, err, "the commands need nothing")
}

func TestReadProfile(t *testing.T) {
	noTemporalFile(t)
	file := write(t, "[profile.ci]\naddress = \"t.example:7233\"\nnamespace = \"ci\"\n")
	opts, err := Temporal(Env{"TEMPORAL_CONFIG_FILE=" + file, "TEMPORAL_PROFILE=ci", "TEMPORAL_NAMESPACE=other"})
	require.NoError(t, err)
	assert.Equal(t, "t.example:7233", opts.HostPort)
	assert.Equal(t, "other", opts.Namespace, "a variable wins over the file")

	_, err = Temporal(Env{"TEMPORAL_CONFIG_FILE=" + file, "TEMPORAL_PROFILE=cd"})
	assert.ErrorContains(t, err, `TEMPORAL_PROFILE: there is no profile "cd"`)
}

// All problems come together, sorted as unknown names first and then as the table has them, and no secret is among them.
func TestReadReportsEverything(t *testing.T) {
	noTemporalFile(t)
	_, err := Read(Worker, Env{
		"WXRELEASE_TOKEN=s3cret-token",
		"WXRELEASE_TOKEN_FILE=" + write(t, "s3cret-token"),
		"WXRELEASE_TOKEN_URL=tokens.example/s3cret-key",
		"WXRELEASE_TOKEN_HEADER=s3cret-header",
		"WXRELEASE_WECHAT_URL=ftp://weixin",
		"WXRELEASE_LOG_LEVL=debug",
		"WXRELEASE_LOG_LEVEL=loud",
		"WXRELEASE_LOG_FORMAT=xml",
		"TEMPORAL_CONFIG_FILE=" + t.TempDir(),
	})
	require.Error(t, err)
	var names []string
	for line := range strings.SplitSeq(err.Error(), "\n") {
		name, _, _ := strings.Cut(line, ": ")
		names = append(names, name)
	}
	assert.Equal(t, []string{
		"WXRELEASE_LOG_LEVL", "WXRELEASE_TOKEN_URL", "WXRELEASE_TOKEN_HEADER", "WXRELEASE_TOKEN", "WXRELEASE_WECHAT_URL",
		"WXRELEASE_LOG_LEVEL", "WXRELEASE_LOG_FORMAT", "WXRELEASE_TOKEN, WXRELEASE_TOKEN_URL", "TEMPORAL_* variables or temporal.toml",
	}, names)
	assert.Contains(t, err.Error(), "WXRELEASE_LOG_LEVL: no such setting; the nearest is WXRELEASE_LOG_LEVEL")
	assert.NotContains(t, err.Error(), "s3cret")
}

func TestReadProblems(t *testing.T) {
	noTemporalFile(t)
	for _, tt := range []struct {
		name string
		env  Env
		want string
	}{
		{"nothing", nil, "WXRELEASE_TOKEN_URL: not set; give the address of your token service, a WXRELEASE_STORE where the platform's own credentials are kept, or a WXRELEASE_TOKEN for trying out"},
		{"header without service", Env{"WXRELEASE_TOKEN=t", "WXRELEASE_TOKEN_HEADER=A: b"}, "WXRELEASE_TOKEN_HEADER: is for the token service, and WXRELEASE_TOKEN_URL is not set"},
		{"no placeholder", Env{"WXRELEASE_TOKEN_URL=http://t.example/token"}, "WXRELEASE_TOKEN_URL: must hold {appid} where the Mini Program's appid belongs"},
		{"password in the address", Env{"WXRELEASE_TOKEN_URL=http://a:b@t.example/{appid}"}, "WXRELEASE_TOKEN_URL: holds a user name or password; leave them out of the address"},
		{"two lines", Env{"WXRELEASE_TOKEN_FILE=" + write(t, "a\nb\n")}, "WXRELEASE_TOKEN: holds a blank, a line break or another control character; a token has none"},
		{"query in a base address", Env{"WXRELEASE_TOKEN=t", "WXRELEASE_WECHAT_URL=http://h/?a=b"}, "WXRELEASE_WECHAT_URL: is a base address: leave out what follows ? or #"},
		{"bad header name", Env{"WXRELEASE_TOKEN_URL=http://t.example/{appid}", "WXRELEASE_TOKEN_HEADER=A b: c"}, "WXRELEASE_TOKEN_HEADER: the part before the colon is not a header's name"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(Worker, tt.env)
			assert.EqualError(t, err, tt.want)
		})
	}
	t.Run("no such file", func(t *testing.T) {
		_, err := Read(Worker, Env{"WXRELEASE_TOKEN_FILE=/does/not/exist"})
		assert.ErrorIs(t, err, os.ErrNotExist)
		assert.ErrorContains(t, err, "WXRELEASE_TOKEN: reading the file that WXRELEASE_TOKEN_FILE names: ")
	})
	t.Run("empty file", func(t *testing.T) {
		file := write(t, "\n")
		_, err := Read(Worker, Env{"WXRELEASE_TOKEN_FILE=" + file})
		assert.EqualError(t, err, "WXRELEASE_TOKEN: "+file+", which WXRELEASE_TOKEN_FILE names, is empty")
	})
}

func TestSecretNeverPrints(t *testing.T) {
	h := Header{Name: "Authorization", Value: "s3cret"}
	asJSON, err := json.Marshal(h)
	require.NoError(t, err)
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "token", h.Value)
	for _, text := range []string{
		fmt.Sprint(h), fmt.Sprintf("%v %+v %#v %s %q %x", h, h, h, h.Value, h.Value, h.Value), string(asJSON), log.String(),
	} {
		assert.NotContains(t, text, "s3cret")
		assert.NotContains(t, text, fmt.Sprintf("%x", "s3cret"))
	}
}

// Every row says what it is for in both languages, and names only its own variables.
func TestTableIsComplete(t *testing.T) {
	for _, s := range table {
		assert.True(t, strings.HasPrefix(s.Name, prefix), s.Name)
		assert.NotNil(t, s.Meaning(), s.Name)
		assert.NotEmpty(t, s.Programs, s.Name)
		for _, l := range words.Langs {
			assert.Contains(t, Markdown(l), "| `"+s.Name+"` |")
			for _, p := range []Program{Worker, Commands, Bridge} {
				assert.Equal(t, s.readBy(p), strings.Contains(Help(p, l), "  "+s.Name+"\n"), "%s in the help of %s", s.Name, p)
			}
		}
	}
	assert.Equal(t, len(table), words.SettingCount(), "words for settings that are not there")
}

func TestHelpInChinese(t *testing.T) {
	help := Help(Bridge, words.Chinese)
	assert.Empty(t, words.EnglishIn(help))
	for line := range strings.Lines(help) {
		assert.LessOrEqual(t, wrap.Width(strings.TrimSuffix(line, "\n")), helpWidth)
	}
}

func TestProblemsInChinese(t *testing.T) {
	noTemporalFile(t)
	_, err := Read(
		Worker,
		Env{"WXRELEASE_LOG_LEVL=debug", "WXRELEASE_LOG_FORMAT=xml", "WXRELEASE_TOKEN_FILE=/does/not/exist", "WXRELEASE_TOKEN_URL=x"},
	)
	assert.Equal(t, []string{
		"WXRELEASE_LOG_LEVL：没有这个设置；最接近的是 WXRELEASE_LOG_LEVEL",
		"WXRELEASE_TOKEN_URL：须含有 {appid}，表示小程序的 appid 所在的位置",
		"WXRELEASE_TOKEN：读取 WXRELEASE_TOKEN_FILE 指定的文件：打开 /does/not/exist：文件或目录不存在",
		`WXRELEASE_LOG_FORMAT："xml" 不是 text、json 之一`,
		"WXRELEASE_TOKEN、WXRELEASE_TOKEN_URL：两个都已设置；令牌只能来自其中一个，请只保留一个",
	}, strings.Split(words.Chinese.Error(err), "\n"))
}

// The page of the settings in each language is made from them: go test ./internal/settings -run Page -update writes it.
func TestPage(t *testing.T) {
	for name, page := range map[string]struct {
		lang         words.Lang
		title, other string
	}{
		"settings.md":       {words.English, "Settings", "English · [简体中文](settings.zh-CN.md)"},
		"settings.zh-CN.md": {words.Chinese, "设置", "[English](settings.md) · 简体中文"},
	} {
		text := "# " + page.title + "\n\n" + page.other + "\n\n" + Markdown(page.lang)
		testkit.Golden(t, filepath.Join("../../docs", name), text)
	}
}

// Shells whose completion scripts are loaded may keep their variables set.
func TestCompletionsVariablesAreNoMistakes(t *testing.T) {
	noTemporalFile(t)
	_, err := Read(Worker, Env{"WXRELEASE_TOKEN=t", "WXRELEASE_ACTIVE_HELP=0", "WXRELEASE_COMPLETION_DESCRIPTIONS=false"})
	assert.NoError(t, err)
}
