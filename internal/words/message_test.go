package words

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/timing"
)

type colour string

// Messages of tests, which the test of the catalogue sees too.
var (
	testStarted = message("started version {version} of {appid}", "已开始 {appid} 的 {version} 版本的提审任务")
	testWait    = message("waited {pause} until {at} for {paths:path|paths}", "已等待 {pause}，至 {at}，共 {paths} 个路径")
	testRead    = message("reading {file:q}: {error}", "读取 {file:q}：{error}")
	testBraces  = message("the address may hold {{appid}}", "地址中可以有 {{appid}}")
	_           = word(colour("red"), "red", "红色")
)

func TestMessage(t *testing.T) {
	text := testStarted.Of("1.4.0", "wx1")
	assert.Equal(t, "started version 1.4.0 of wx1", text.In(English))
	assert.Equal(t, "已开始 wx1 的 1.4.0 版本的提审任务", text.In(Chinese))
	assert.Equal(t, text.In(English), text.String())
	assert.Equal(t, text.In(English), text.In("fr"), "a language that is not there is English")
	assert.Equal(t, "the address may hold {appid}", testBraces.In(English))
	assert.Equal(t, "地址中可以有 {appid}", testBraces.In(Chinese))
	assert.Equal(t, "已开始花店的 1.4.0 版本的提审任务", testStarted.Of("1.4.0", "花店").In(Chinese), "no blanks between Chinese characters")
	assert.Empty(t, Text{}.In(Chinese))
	assert.True(t, Text{}.IsZero())
	assert.True(t, text.Is(testStarted))
	assert.False(t, text.Is(testWait))
}

func TestValuesAreSaidInTheLanguage(t *testing.T) {
	at := time.Date(2026, 11, 26, 5, 4, 5, 999, time.UTC)
	shanghai := time.FixedZone("CST", 8*3600)
	text := testWait.Of(timing.Duration(90*time.Second), at, 1)
	assert.Equal(t, "waited 1m30s until 2026-11-26 05:04:05 UTC for 1 path", text.In(English))
	assert.Equal(t, "已等待 1 分 30 秒，至 2026-11-26 13:04:05 CST，共 1 个路径", Chinese.In(shanghai).Say(text))
	assert.Contains(t, testWait.Of(time.Hour, at, 2).In(English), "2 paths")

	assert.Equal(t, "红色", Chinese.Say(colour("red")))
	assert.Equal(t, "blue", Chinese.Say(colour("blue")), "a word of a newer program")
	assert.Equal(t, "red, blue", English.Say([]colour{"red", "blue"}))
	assert.Equal(t, "红色、blue", Chinese.Say([]colour{"red", "blue"}))
	assert.Equal(t, "红色\n1", Lines[any](colour("red"), Text{}, 1).In(Chinese))
	assert.Equal(t, "红色1", Sequence[any](colour("red"), 1).In(Chinese))
	assert.Equal(t, "3 true <nil>", fmt.Sprint(English.Say(3), " ", English.Say(true), " ", nil))
	assert.Empty(t, English.Say(nil))
}

func TestDurations(t *testing.T) {
	for d, want := range map[time.Duration][2]string{
		0:                                  {"0s", "0 秒"},
		250 * time.Millisecond:             {"250ms", "250 毫秒"},
		1500 * time.Millisecond:            {"1.5s", "1.5 秒"},
		time.Minute + 400*time.Millisecond: {"1m", "1 分钟"},
		59*time.Minute + 57*time.Second:    {"59m57s", "59 分 57 秒"},
		90 * time.Minute:                   {"1h30m", "1 小时 30 分钟"},
		335 * time.Hour:                    {"13d23h", "13 天 23 小时"},
		14 * 24 * time.Hour:                {"14d", "14 天"},
		-time.Hour:                         {"-1h", "-1 小时"},
	} {
		assert.Equal(t, want[0], Reader{Lang: English}.Duration(d))
		assert.Equal(t, want[1], Reader{Lang: Chinese}.Duration(d))
	}
}

func TestErrors(t *testing.T) {
	cause := errors.New("broken")
	err := testRead.Err("a\n", cause)
	require.ErrorIs(t, err, cause)
	assert.EqualError(t, err, `reading "a\n": broken`)
	assert.Equal(t, `读取 "a\n"：broken`, Chinese.Error(err))
	assert.Empty(t, Chinese.Error(nil))

	// Inside of what others made.
	assert.Equal(t, `first: 读取 "a\n"：broken`, Chinese.Error(fmt.Errorf("first: %w", err)))
	assert.Equal(t, "读取 \"a\\n\"：broken\n已停止", Chinese.Error(errors.Join(err, context.Canceled)))
	inner := testRead.Err("b", testRead.Of("c", context.DeadlineExceeded))
	require.ErrorIs(t, inner, context.DeadlineExceeded, "of a text among the values")
	assert.Equal(t, `读取 "b"：读取 "c"：超时，没有应答`, Chinese.Error(inner))

	_, missing := os.ReadFile("/no/such/file")
	require.ErrorIs(t, missing, fs.ErrNotExist)
	assert.EqualError(t, missing, English.Error(missing))
	assert.Equal(t, "打开 /no/such/file：文件或目录不存在", Chinese.Error(missing))
	assert.Equal(t, "dial: 连接被拒绝", Chinese.Error(fmt.Errorf("dial: %w", syscall.ECONNREFUSED)))
}

func TestWrongNumberOfValues(t *testing.T) {
	assert.Panics(t, func() { testStarted.Of("1.4.0") })
	assert.Equal(t, "started version {version} of {appid}1.4.0", Text{testStarted, []any{"1.4.0"}}.String(), "where it must not panic")
}

func TestLangOf(t *testing.T) {
	for _, c := range []struct {
		flag string
		env  vars
		want Lang
	}{
		{"", nil, English},
		{"zh", nil, Chinese},
		{"zh-CN", vars{"LANG": "en_US"}, Chinese},
		{"en", vars{"LANG": "zh_CN.UTF-8"}, English},
		{"", vars{"LANG": "zh_CN.UTF-8"}, Chinese},
		{"", vars{"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, English},
		{"", vars{"LC_MESSAGES": "zh_CN", "LANG": "en_US"}, Chinese},
		{"", vars{"WXRELEASE_LANG": "zh", "LANG": "en_US"}, Chinese},
		{"", vars{"WXRELEASE_LANG": "en", "LANG": "zh_CN"}, English},
		{"en", vars{"WXRELEASE_LANG": "zh"}, English},
		{"", vars{"WXRELEASE_LANG": "fr", "LANG": "zh_CN"}, Chinese},
	} {
		got, err := LangOf(c.flag, c.env)
		require.NoError(t, err)
		assert.Equal(t, c.want, got, c)
	}
	got, err := LangOf("fr", vars{"LANG": "zh_CN"})
	assert.Equal(t, Chinese, got)
	assert.EqualError(t, err, `"fr" is none of en, zh`)
}

type ownWords struct{ error }

func (ownWords) Words() Text { return testStarted.Of("1.4.0", "wx1") }

func TestErrorWithItsOwnWords(t *testing.T) {
	assert.Equal(t, "x: 已开始 wx1 的 1.4.0 版本的提审任务", Chinese.Error(fmt.Errorf("x: %w", ownWords{errors.New("e")})))
}

type vars map[string]string

func (v vars) LookupEnv(name string) (string, bool) { value, ok := v[name]; return value, ok }

// A name before a value is never empty, also where both languages write it alike.
func TestNames(t *testing.T) {
	assert.Equal(t, "web ui", English.Name("web ui"))
	assert.Equal(t, "Web UI", Chinese.Name("web ui"))
	assert.Equal(t, "审核单", Chinese.Name("audit id"))
	for name := range names {
		assert.Equal(t, name, English.Name(name))
		assert.NotEmpty(t, Chinese.Name(name), name)
	}
}
