package help

import (
	"bytes"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/internal/words"
)

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		args    []string
		en, chn string
	}{
		{[]string{"wait", "--bogus"}, "unknown flag: --bogus", "未知选项：--bogus"},
		{[]string{"wait", "-x"}, "unknown flag: -x", "未知选项：-x"},
		{[]string{"wait", "--file"}, "flag needs an argument: --file", "选项缺少参数：--file"},
		{[]string{"wait", "--timeout", "soon"}, `--timeout: "soon" is not a duration such as 90s, 30m, 6h or 14d`,
			`--timeout："soon" 不是形如 90s、30m、6h 或 14d 的时长`},
		{[]string{"wait", "--=x"}, "bad flag syntax: --=x", "选项写法有误：--=x"},
		{[]string{"auth", "urk"}, `unknown command "urk" for wxrelease auth; the nearest is url`, `wxrelease auth 没有命令 "urk"；最接近的是 url`},
		{[]string{"auth", "z"}, `unknown command "z" for wxrelease auth`, `wxrelease auth 没有命令 "z"`},
		{[]string{"auth", "url", "x"}, `wxrelease auth url takes no arguments, got "x"`, `wxrelease auth url 不接受参数，收到 "x"`},
	} {
		var out bytes.Buffer
		root := tree(&out)
		root.SetErr(&out)
		root.SilenceErrors, root.SilenceUsage = true, true
		root.SetFlagErrorFunc(Fault)
		auth, _, _ := root.Find([]string{"auth"})
		auth.Args, auth.Run = NoCommand, func(*cobra.Command, []string) {}
		auth.Commands()[0].Args = NoArguments
		root.SetArgs(c.args)
		err := root.Execute()
		assert.EqualError(t, err, c.en)
		assert.Equal(t, c.chn, words.Chinese.Error(err))
	}
}

type none struct{}

func (none) LookupEnv(string) (string, bool) { return "", false }

func TestLangOf(t *testing.T) {
	assert.Equal(t, words.Chinese, LangOf([]string{"start", "--lang", "zh"}, none{}))
	assert.Equal(t, words.Chinese, LangOf([]string{"--lang=zh-CN", "start"}, none{}))
	assert.Equal(t, words.English, LangOf([]string{"start", "--", "--lang=zh"}, none{}))
	assert.Equal(t, words.English, LangOf([]string{"start", "--lang"}, none{}))
	assert.Equal(t, words.English, LangOf([]string{"--lang", "fr"}, none{}))
}
