package program

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/build"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
)

func TestRun(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	env := settings.Env{"WXRELEASE_TOKEN=s3cret"}
	for _, tt := range []struct {
		name   string
		args   []string
		env    settings.Env
		work   error
		code   int
		stdout string
		stderr string // a pattern
	}{
		{"help", []string{"--help"}, nil, nil, OK, "\n" + settings.Help(settings.Worker, words.English), "^$"},
		{"version", []string{"-version"}, nil, nil, OK, "wxrelease worker " + build.Read().Version + "\n", "^$"},
		{"flag", []string{"-bogus"}, env, nil, Usage, "", "^wxrelease worker: unknown flag: --bogus\nSee: wxrelease worker --help\n$"},
		{"argument", []string{"start"}, env, nil, Usage, "", "^wxrelease worker: unexpected argument \"start\"\nSee: wxrelease worker --help\n$"},
		{"settings", nil, nil, nil, Usage, "", "^wxrelease worker: the settings cannot work:\nWXRELEASE_TOKEN_URL: not set(?s:.*)\nSee: wxrelease worker --help\n$"},
		{"done", nil, env, nil, OK, "", "^time=\\S+ level=INFO msg=working\n$"},
		{"key", nil, env, fmt.Errorf("opening the store: %w", credentials.ErrKey), Usage, "", "level=ERROR msg=\"Worker ends\" error=\"opening the store: "},
		{"failed", nil, append(env, "WXRELEASE_LOG_FORMAT=json", "WXRELEASE_LOG_LEVEL=error"), errors.New("no way"), Failed, "", `^{"time":"[^"]+","level":"ERROR","msg":"Worker ends","error":"no way"}` + "\n$"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			code := Program{
				Name:  settings.Worker,
				Title: "Worker",
				Work: func(_ context.Context, _ settings.Settings, log *slog.Logger) error {
					log.Info("working")
					return tt.work
				},
			}.Run(
				t.Context(),
				tt.args,
				tt.env,
				&stdout,
				&stderr,
			)
			assert.Equal(t, tt.code, code)
			assert.True(t, strings.HasSuffix(stdout.String(), tt.stdout), stdout.String())
			assert.Equal(t, tt.stdout == "", stdout.String() == "")
			assert.Regexp(t, tt.stderr, stderr.String())
		})
	}
}

// A supervisor that stops a program in the moment of its start has not met a failure.
func TestStoppedWhileItBegins(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	for want, failure := range map[int]error{OK: context.Canceled, Failed: errors.New("no such store")} {
		ctx, stop := context.WithCancel(t.Context())
		var stdout, stderr bytes.Buffer
		code := Program{
			Name: settings.Worker, Title: "Worker",
			Work: func(context.Context, settings.Settings, *slog.Logger) error {
				stop()
				return fmt.Errorf("opening the store: %w", failure)
			},
		}.Run(ctx, nil, settings.Env{"WXRELEASE_TOKEN=s3cret"}, &stdout, &stderr)
		assert.Equal(t, want, code)
		assert.Contains(t, stderr.String(), "opening the store: "+failure.Error())
	}
}

func TestHealth(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	good := settings.Env{"WXRELEASE_TOKEN=s3cret", "WXRELEASE_WECHAT_URL=http://wechat.test"}
	for _, tt := range []struct {
		name   string
		env    settings.Env
		err    error
		code   int
		stderr string
	}{
		{"healthy", good, nil, OK, ""},
		{"not healthy", good, errors.New("nobody answers"), Failed, "wxrelease worker: not healthy: nobody answers\n"},
		{"settings", append(good, "WXRELEASE_LOG_FORMAT=xml"), nil, Failed, "wxrelease worker: not healthy: WXRELEASE_LOG_FORMAT: \"xml\" is none of text, json\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			p := Program{
				Name: settings.Worker,
				Work: func(context.Context, settings.Settings, *slog.Logger) error { t.Error("it works"); return nil },
				Health: func(_ context.Context, s settings.Settings) error {
					assert.Equal(t, "http://wechat.test", s.WeChatURL)
					return tt.err
				},
			}
			assert.Equal(t, tt.code, p.Run(t.Context(), []string{"-health"}, tt.env, &stdout, &stderr))
			assert.Empty(t, stdout.String())
			assert.Equal(t, tt.stderr, stderr.String())
		})
	}
}

// What people read of a program is in their language: that of the flag, else of WXRELEASE_LANG, else of the locale.
func TestLanguage(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	for _, tt := range []struct {
		name string
		args []string
		env  settings.Env
		out  string
		errs string
	}{
		{"by the flag", []string{"--help", "--lang", "zh"}, nil, "用法：\n  wxrelease worker [选项]\n", ""},
		{"the flag wins", []string{"--lang=en", "--help"}, settings.Env{"WXRELEASE_LANG=zh"}, "Usage:\n", ""},
		{"by the setting", []string{"--help"}, settings.Env{"WXRELEASE_LANG=zh", "LANG=en_US.UTF-8"}, settings.Help(settings.Worker, words.Chinese), ""},
		{"by the locale", []string{"-h"}, settings.Env{"LANG=zh_CN.UTF-8"}, "--health        询问正在运行的程序", ""},
		{"a flag", []string{"--bogus"}, settings.Env{"LANG=zh_CN.UTF-8"}, "", "wxrelease worker：未知选项：--bogus\n参见：wxrelease worker --help\n"},
		{"an argument", []string{"start"}, settings.Env{"LANG=zh_CN.UTF-8"}, "", "wxrelease worker：多余的参数 \"start\"\n参见：wxrelease worker --help\n"},
		{"no language", []string{"--lang", "fr"}, settings.Env{"LANG=zh_CN.UTF-8"}, "", "wxrelease worker：--lang：\"fr\" 不是 en、zh 之一\n参见：wxrelease worker --help\n"},
		{"the settings", nil, settings.Env{"LANG=zh_CN.UTF-8", "WXRELEASE_TOKEN=t", "WXRELEASE_LOG_FORMAT=xml"}, "",
			"wxrelease worker：设置有误：\nWXRELEASE_LOG_FORMAT：\"xml\" 不是 text、json 之一\n参见：wxrelease worker --help\n"},
		{"health", []string{"--health"}, settings.Env{"LANG=zh_CN.UTF-8", "WXRELEASE_TOKEN=t"}, "",
			"wxrelease worker：状态异常：Get \"http://127.0.0.1:1/readyz\"：连接 127.0.0.1:1（tcp）：连接被拒绝（connect）\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			p := Program{
				Name:   settings.Worker,
				Health: func(ctx context.Context, _ settings.Settings) error { return Ask(ctx, "127.0.0.1:1", "/readyz") },
			}
			p.Run(t.Context(), tt.args, tt.env, &stdout, &stderr)
			assert.Contains(t, stdout.String(), tt.out)
			assert.Equal(t, tt.errs, stderr.String())
			if tt.name != "the flag wins" {
				assert.Empty(t, words.EnglishIn(stdout.String()+stderr.String()))
			}
		})
	}
}
