package simulator

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
)

// process is a running simulator.
type process struct {
	t    *testing.T
	base string
	stop context.CancelFunc
	exit chan int
	logs *bytes.Buffer // to be read after the exit only
}

func begin(t *testing.T, env settings.Env, args ...string) *process {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	reader, writer := io.Pipe()
	p := &process{t: t, stop: cancel, exit: make(chan int, 1), logs: &bytes.Buffer{}}
	go func() {
		p.exit <- Run(ctx, append([]string{"-addr", "127.0.0.1:0"}, args...), env, writer, p.logs)
		_ = writer.Close()
	}()
	lines := bufio.NewScanner(reader)
	for lines.Scan() {
		if _, address, found := strings.Cut(lines.Text(), "WeChat's API    "); found {
			p.base = address
			break
		}
	}
	require.NotEmpty(t, p.base, "the address is printed")
	go func() { _, _ = io.Copy(io.Discard, reader) }()
	return p
}

func (p *process) get(path string) (int, string) {
	p.t.Helper()
	resp, err := http.Get(p.base + path)
	require.NoError(p.t, err)
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	require.NoError(p.t, err)
	return resp.StatusCode, string(body)
}

func TestRun(t *testing.T) {
	p := begin(t, nil, "-speed", "0", "-apps", "2", "-speedup-quota", "0")
	status, body := p.get("/_sim/healthz")
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, "{\"status\":\"ok\"}\n", body)
	_, body = p.get("/_sim/apps")
	for _, appid := range []string{"wx1000000000000001", "wx100000000000000a", "wx0000000000000001", "wx0000000000000002"} {
		assert.Contains(t, body, appid)
	}
	assert.NotContains(t, body, "wx0000000000000003")
	_, body = p.get("/_sim/faults")
	assert.Contains(t, body, `"cut":"after"`)
	_, body = p.get("/_sim/clock")
	assert.Contains(t, body, `"speed":0`)
	_, body = p.get("/_sim/platform")
	assert.Equal(t, `{"settings":{"appid":"wx1111222233334444","ticket_every":"10m0s"},"tickets":0}`+"\n", body)
	status, body = p.get("/_sim/token?appid=wx100000000000000b")
	assert.Equal(t, http.StatusConflict, status)
	assert.Contains(t, body, "has not authorised the platform")
	_, body = p.get("/_sim/token?appid=wx1000000000000001")
	_, token, found := strings.Cut(body, `"access_token":"`)
	require.True(t, found, body)
	token, _, _ = strings.Cut(token, `"`)
	_, body = p.get("/wxa/queryquota?access_token=" + token)
	assert.Equal(t, `{"errcode":0,"errmsg":"ok","rest":1000,"limit":1000,"speedup_rest":0,"speedup_limit":0}`, body)

	addr := strings.TrimPrefix(p.base, "http://")
	assert.Equal(t, program.OK, Run(t.Context(), []string{"--health", "-addr", addr}, nil, io.Discard, io.Discard))
	_, port, _ := strings.Cut(addr, ":")
	assert.Equal(t, program.OK, Run(t.Context(), []string{"--health", "-addr", ":" + port}, nil, io.Discard, io.Discard))
	p.stop()
	assert.Equal(t, program.OK, <-p.exit)
	assert.Contains(t, p.logs.String(), "/wxa/queryquota")
	assert.NotContains(t, p.logs.String(), token)
	var errs bytes.Buffer
	assert.Equal(t, program.Failed, Run(t.Context(), []string{"--health", "-addr", addr}, nil, io.Discard, &errs))
	assert.Contains(t, errs.String(), addr)
}

func TestStopEndsWaitingRequests(t *testing.T) {
	p := begin(t, nil, "-speed", "0", "-scenario", "none")
	_, body := p.get("/_sim/apps")
	assert.Equal(t, "[]\n", body)
	resp, err := http.Post(p.base+"/_sim/faults", "application/json", strings.NewReader(`{"delay":"24h"}`))
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	waiting := make(chan error)
	go func() {
		resp, err := http.Get(p.base + "/wxa/queryquota")
		if err == nil {
			_ = resp.Body.Close()
		}
		waiting <- err
	}()
	for {
		if _, body := p.get("/_sim/faults"); strings.Contains(body, `"struck":1`) {
			break
		}
	}
	p.stop()
	assert.Equal(t, program.OK, <-p.exit)
	require.Error(t, <-waiting)
}

func TestOptionsFromTheEnvironment(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(file, []byte("open-sesame\n"), 0o600))
	env := settings.Env{
		"WXSIM_SPEED=12.5", "WXSIM_REVIEW_TIME=1h", "WXSIM_APPS=3", "WXSIM_CALLBACK_URL=http://bridge.test/$APPID$",
		"WXSIM_CALLBACK_TOKEN=t", "WXSIM_CALLBACK_KEY=abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "WXSIM_TOKEN_SECRET_FILE=" + file,
		"WXSIM_COMPONENT_SECRET_FILE=" + file, "WXSIM_EVENTS_URL=http://bridge.test/events", "WXSIM_TICKET_EVERY=1h",
		"WXSIM_FEED_STOPPED=true", "WXSIM_TOKEN_LIFE=24h",
	}
	var s options
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	s.flagsInto(flags)
	require.Empty(t, fromEnvironment(flags, []string{
		"speed", "review-time", "apps", "callback-url", "events-url", "ticket-every", "feed-stopped", "token-life",
	}, env))
	require.NoError(t, flags.Parse([]string{"--apps", "4"}))
	require.NoError(t, s.finish(env))
	assert.InDelta(t, 12.5, s.sim.Speed, 0)
	assert.Equal(t, "1h0m0s", s.sim.ReviewTime.String())
	assert.Equal(t, 4, s.apps, "a flag wins over its variable")
	assert.Equal(t, "open-sesame", s.sim.TokenSecret)
	assert.Equal(t, "wx1111222233334444", s.sim.Platform.AppID)
	assert.Equal(t, "open-sesame", s.sim.Platform.Secret)
	assert.Equal(t, "http://bridge.test/events", s.sim.Callback.EventsURL)
	assert.Equal(t, time.Hour, s.sim.Platform.TicketEvery)
	assert.True(t, s.sim.Platform.FeedStopped)
	assert.Equal(t, 24*time.Hour, s.sim.TokenLife)
	assert.Equal(t, "127.0.0.1:9100", s.addr)
}

func TestProblemsComeTogether(t *testing.T) {
	var errs bytes.Buffer
	env := settings.Env{
		"WXSIM_SPEED=fast", "WXSIM_CALLBACK_URL=http://bridge.test/", "WXSIM_CALLBACK_TOKEN=t", "WXSIM_CALLBACK_KEY=s3cret",
		"WXSIM_TOKEN_SECRET=s3cret", "WXSIM_TOKEN_SECRET_FILE=/nowhere",
	}
	assert.Equal(t, program.Usage, Run(t.Context(), []string{"-apps", "-1"}, env, io.Discard, &errs))
	for _, want := range []string{"WXSIM_SPEED", "--apps: must not be negative", "WXSIM_CALLBACK_KEY: ", "EncodingAESKey", "WXSIM_TOKEN_SECRET_FILE"} {
		assert.Contains(t, errs.String(), want)
	}
	assert.NotContains(t, errs.String(), "s3cret")
}

func TestBadStarts(t *testing.T) {
	wrong := filepath.Join(t.TempDir(), "scenario.json")
	require.NoError(t, os.WriteFile(wrong, []byte(`{"apps":[{"appid":"wx1"},{"appid":"wx1"}]}`), 0o600))
	for name, c := range map[string]struct {
		args []string
		exit int
		text string
	}{
		"unknown flag":       {[]string{"-sped", "1"}, program.Usage, "unknown flag: --sped"},
		"no such scenario":   {[]string{"-scenario", "/nowhere.json"}, program.Usage, "nowhere.json"},
		"wrong scenario":     {[]string{"-scenario", wrong}, program.Usage, "app 2"},
		"address that fails": {[]string{"-addr", "127.0.0.1:99999"}, program.Failed, "listen on"},
	} {
		t.Run(name, func(t *testing.T) {
			var errs bytes.Buffer
			assert.Equal(t, c.exit, Run(t.Context(), c.args, nil, io.Discard, &errs))
			assert.Contains(t, errs.String(), c.text)
		})
	}
}

func TestHelp(t *testing.T) {
	var out bytes.Buffer
	assert.Equal(t, program.OK, Run(t.Context(), []string{"--help"}, nil, &out, io.Discard))
	for _, want := range []string{"--speed float ", "WXSIM_REVIEW_TIME", "WXSIM_CALLBACK_KEY", "_FILE"} {
		assert.Contains(t, out.String(), want)
	}
}

// The simulator speaks Chinese as well: its help, its faults, its first lines.
func TestChinese(t *testing.T) {
	env := settings.Env{"LANG=zh_CN.UTF-8", "WXSIM_SPEED=fast"}
	var out, errs bytes.Buffer
	assert.Equal(t, program.OK, Run(t.Context(), []string{"--help"}, env, &out, io.Discard))
	assert.Contains(t, out.String(), "--review-time duration     没有预定计划的审核持续多久（模拟时间）（默认 3h）")
	assert.Equal(t, program.Usage, Run(t.Context(), []string{"--callback-url", "x", "--addr", "here"}, env, io.Discard, &errs))
	for _, want := range []string{
		`WXSIM_SPEED：--speed："fast" 不是数字`, "--callback-url：不是形如", "WXSIM_CALLBACK_TOKEN：未设置，而推送需要它", `--addr："here" 不是形如`,
	} {
		assert.Contains(t, errs.String(), want)
	}
	text := out.String() + errs.String() + banner("127.0.0.1:1", 0, 3).In(words.Chinese) + banner("127.0.0.1:1", 60, 3).In(words.Chinese)
	assert.Empty(t, words.EnglishIn(text))
	assert.Contains(t, text, "模拟的微信，有 3 个小程序；它的时钟比真实时间快 60 倍。")
}
