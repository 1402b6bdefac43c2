package help

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/internal/wrap"
)

func tree(out *bytes.Buffer) *cobra.Command {
	root := &cobra.Command{Use: "wxrelease"}
	root.AddGroup(&cobra.Group{ID: "r", Title: words.GroupReleases.In(words.English)})
	run := func(*cobra.Command, []string) {}
	wait := &cobra.Command{Use: "wait APPID", Run: run, GroupID: "r"}
	wait.Flags().Duration("timeout", time.Hour, "")
	wait.Flags().StringP("file", "f", "wxrelease.yaml", "")
	auth := &cobra.Command{Use: "auth"}
	auth.AddCommand(&cobra.Command{Use: "url", Run: run})
	root.AddCommand(wait, auth, &cobra.Command{Use: "settings"})
	root.PersistentFlags().String("lang", "", "")
	root.SetOut(out)
	return root
}

func page(t *testing.T, l words.Lang, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	root := tree(&out)
	Apply(root, l)
	root.SetArgs(append(args, "--help"))
	require.NoError(t, root.Execute())
	return out.String()
}

func TestPages(t *testing.T) {
	english := page(t, words.English, "wait")
	assert.Regexp(t, `^Wait for the verdict of a release\n\nUsage:\n`, english)
	assert.Contains(t, english, "\n\nWait follows the open release")
	assert.Contains(t, english, "\nUsage:\n  wxrelease wait APPID [flags]\n\nExamples:\n  wxrelease wait wx5555666677778888\n")
	assert.Contains(t, english, "  -f, --file string        release file; - reads standard input (default \"wxrelease.yaml\")\n")
	assert.Contains(t, english, "(default 1h0m0s)")
	assert.Contains(t, english, "\nGlobal flags:\n      --lang string   language of the text")

	chinese := page(t, words.Chinese, "wait")
	assert.Regexp(t, `^等待提审任务的审核结果\n\n用法：\n`, chinese)
	assert.Contains(t, chinese, "\n\n跟踪小程序进行中的提审任务")
	assert.Contains(t, chinese, "\n用法：\n  wxrelease wait APPID [选项]\n\n示例：\n")
	assert.Contains(t, chinese, "提审文件；- 表示从标准输入读取（默认 \"wxrelease.yaml\"）\n")
	assert.Contains(t, chinese, "--help               显示本命令的帮助\n")

	root := page(t, words.Chinese)
	assert.Contains(t, root, "\n提审任务：\n  wait        等待提审任务的审核结果\n")
	assert.Contains(t, root, "\n命令：\n")
	assert.Contains(t, root, "\n更多帮助：\n  wxrelease help settings    各项设置（来自环境变量）\n")
	assert.Contains(t, root, "  help        查看任意命令的帮助\n")
	assert.Contains(t, root, `用 "wxrelease [命令] --help" 查看某个命令的详细说明。`)
	assert.Contains(t, page(t, words.Chinese, "auth", "url"), "wxrelease auth url --redirect https://")
	for _, args := range [][]string{nil, {"wait"}, {"auth"}, {"auth", "url"}, {"completion", "bash"}} {
		for _, l := range words.Langs {
			text := page(t, l, args...)
			for line := range strings.Lines(text) {
				if !strings.HasPrefix(line, "  wxrelease ") {
					assert.LessOrEqual(t, wrap.Width(strings.TrimSuffix(line, "\n")), width, line)
				}
			}
			if l == words.Chinese {
				assert.Empty(t, words.EnglishIn(text), args)
			}
		}
	}
}
