package program

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/credentials"
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
		{"help", []string{"--help"}, nil, nil, OK, "Does it.\n\n" + settings.Help(settings.Worker, words.English), "^$"},
		{"version", []string{"-version"}, nil, nil, OK, "wxrelease worker " + Version() + "\n", "^$"},
		{"flag", []string{"-bogus"}, env, nil, Usage, "", "^wxrelease worker: flag provided but not defined: -bogus\nSee: wxrelease worker --help\n$"},
		{"argument", []string{"start"}, env, nil, Usage, "", "^wxrelease worker: unexpected argument \"start\"\nSee: wxrelease worker --help\n$"},
		{"settings", nil, nil, nil, Usage, "", "^wxrelease worker: the settings cannot work:\nWXRELEASE_TOKEN_URL: not set(?s:.*)\nSee: wxrelease worker --help\n$"},
		{"done", nil, env, nil, OK, "", "^time=\\S+ level=INFO msg=working\n$"},
		{"key", nil, env, fmt.Errorf("opening the store: %w", credentials.ErrKey), Usage, "", "level=ERROR msg=\"Worker ends\" error=\"opening the store: "},
		{"failed", nil, append(env, "WXRELEASE_LOG_FORMAT=json", "WXRELEASE_LOG_LEVEL=error"), errors.New("no way"), Failed, "", `^{"time":"[^"]+","level":"ERROR","msg":"Worker ends","error":"no way"}` + "\n$"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			code := Program{Name: settings.Worker, Title: "Worker", Usage: "Does it.\n\n", Work: func(_ context.Context, _ settings.Settings, log *slog.Logger) error {
				log.Info("working")
				return tt.work
			}}.Run(t.Context(), tt.args, tt.env, &stdout, &stderr)
			assert.Equal(t, tt.code, code)
			assert.Equal(t, tt.stdout, stdout.String())
			assert.Regexp(t, tt.stderr, stderr.String())
		})
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
