package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// unsaid are functions whose texts the command line never shows: they are for the Temporal UI, for logs, or about the release
// file, whose faults are told in English with the place where they are.
var unsaid = []string{
	"handleMessages", "details", "lastLines", "plan", "startOptions", "EnsureSearchAttributes", "SearchAttributeCommand",
	"lacksSearchAttributes", "clock", "Validate", "versionFault", "prefixed", "UnmarshalText",
}

// prose gives every text of a package that is a sentence or the format of one: a constant with a blank in it, where + puts several
// together the whole, with %s for what is no constant. Pieces that something is put together of begin with a mark.
func prose(files []*ast.File) []string {
	var found []string
	for _, file := range files {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || slices.Contains(unsaid, f.Name.Name) || strings.HasSuffix(f.Name.Name, "Command") {
				continue
			}
			ast.Inspect(decl, func(node ast.Node) bool {
				switch n := node.(type) {
				case *ast.CallExpr:
					called, _ := n.Fun.(*ast.SelectorExpr)
					return called == nil || called.Sel.Name != "Error" && called.Sel.Name != "Warn" || len(n.Args) == 0
				case ast.Expr:
					text, constant := folded(n)
					if constant && regexp.MustCompile(`(?s)^["%A-Za-z].* .*[a-z]{2}`).MatchString(text) {
						found = append(found, text)
					}
					return !constant
				}
				return true
			})
		}
	}
	return found
}

func folded(e ast.Expr) (text string, constant bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			text, _ = strconv.Unquote(e.Value)
			return text, true
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			x, constantX := folded(e.X)
			y, constantY := folded(e.Y)
			return x + y, constantX || constantY
		}
	}
	return "%s", false
}

// filled puts a different text for each verb.
func filled(format string) string {
	n := 0
	return regexp.MustCompile(`%[svqdw]`).ReplaceAllStringFunc(format, func(verb string) string {
		n++
		if verb == "%d" {
			return fmt.Sprint(n)
		}
		return fmt.Sprintf("X%d", n)
	})
}

// Whatever the workflow and its steps can say has its Chinese, with all that is put into it, and nothing more general is taken
// for it. This holds for what they say today; the table has more, which open runs said.
func TestEverySentenceOfTheCoreHasItsChinese(t *testing.T) {
	table := map[string]string{}
	for _, m := range slices.Concat(chineseCore, chineseSummaries) {
		table[filled(m[0])] = m[1]
	}
	pieces := []string{ // put together below, or words
		"another release of %s", "%s is open since %s (run %s): wait for it, or cancel it, then start again", "%s. %s", "as before",
	}
	formats := slices.Concat(prose(sources(t, "../workflows")), prose(sources(t, "../activities")))
	require.Greater(t, len(formats), 90)
	for _, format := range formats {
		text := filled(format)
		if han(chinese.word(text)) || slices.Contains(pieces, format) {
			continue
		}
		zh, listed := table[text]
		if !assert.True(t, listed, "%q is not in Chinese", format) {
			continue
		}
		var args []any
		for _, v := range regexp.MustCompile(`X\d|\d+`).FindAllString(text, -1) {
			args = append(args, v)
		}
		if strings.Count(format, "%") == len(args) {
			assert.Equal(t, chinese.fill(zh, args), chinese.sentence(text), "another shape is tried before")
		}
		assert.True(t, han(chinese.sentence(text)), text)
		assert.Equal(t, text, english.sentence(text))
	}
}

// What the commands about a release say of it, and why they could not do what was asked, too.
func TestEverySentenceAboutAReleaseHasItsChinese(t *testing.T) {
	var files []*ast.File
	for _, name := range []string{"cancel.go", "operate.go", "start.go", "wait.go", "look.go", "follow.go", "history.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		files = append(files, file)
	}
	pieces := []string{ // of what is tested elsewhere
		"%w\nRun the same command again: a second request does no harm",
		"%s. It may be open at WeChat still: wait for its verdict there, or take it over with: starter start --adopt",
		"the release is cancelled, but its review could not be taken back",
		"The release goes on. Attach again with: starter wait %s", "Temporal does not answer at present. %s", "%s, and there is no verdict yet. %s",
	}
	formats := prose(files)
	require.Greater(t, len(formats), 40)
	for _, format := range formats {
		_, ofSay := inChinese[format]
		if text := filled(format); !ofSay && !slices.Contains(pieces, format) && chineseWords[text] == "" {
			assert.True(t, han(chinese.sentence(text)), "%q is not in Chinese", text)
		}
	}
}

// What is put together of several pieces.
func TestSentencesOfSeveralPieces(t *testing.T) {
	quota, _ := wxa.Lookup(89405)
	zhMeaning, zhRemedy := chinese.code(quota.Code, quota.Meaning, quota.Remedy)
	refusal := "/wxa/speedupaudit for wx1: errcode 89405: no more"
	for english, want := range map[string]string{
		"Stopped: busy: review 7 is reviewing, version 1.4.0, submitted 2026-01-01T00:00:00Z": "已停止：已有其他审核：审核单 7 的状态为“审核中”，版本 1.4.0，提审于 2026-01-01T00:00:00Z",
		"review 7 is delayed, submitted 2026-01-01T00:00:00Z":                                 "审核单 7 的状态为“审核延后”，提审于 2026-01-01T00:00:00Z",
		"review 7 is delayed: 第一条 second":                                                     "审核单 7 的状态为“审核延后”：第一条 second",
		"A person must act: review 7 is about version 1, not 2":                               "需要人工处理：审核单 7 审核的是 1 版本，而不是 2 版本",
		"review 7 is reviewing; next try in 10m":                                              "审核单 7 的状态为“审核中”；10m 后重试",
		"Expedite: not expedited: " + refusal + ". " + quota.Meaning:                          "加急：未加急：" + refusal + "。" + zhMeaning,
		"not expedited: " + refusal + ". " + strings.TrimSuffix(quota.Meaning, ".") + ". " + quota.Remedy: "未加急：" + refusal + "。" + zhMeaning +
			zhRemedy,
		"too late: Review 7 is approved (seen by push) at 2026-01-01 00:00 UTC": "太晚了：审核单 7 审核通过（来源：推送）（2026-01-01 00:00 UTC）",
		"too late: No verdict until the deadline; review 7 is still open at WeChat at 2026-01-01 00:00 UTC": "太晚了：截止时间前没有审核结果；审核单 7 在微信侧仍在审核中" +
			"（2026-01-01 00:00 UTC）",
		"too early: no review is open yet, the release waits for the privacy check": "太早了：还没有审核中的审核单，当前在等待隐私接口检测",
		"An operator cancels the release: wrong build":                              "操作员 取消提审任务：wrong build",
		"WeChat delays the review: ":                                                "微信延后审核，未说明原因",
		"If an earlier run of yours submitted it, start again with --adopt (or adopt: true in the release file), which takes it over. " +
			"Wait for its verdict or withdraw it, then start again.": "如果它是你先前的运行提交的，请加 --adopt（或在提审文件中写 adopt: true）重新开始，以接管该审核单。" +
			"请等待它的审核结果或撤回它，然后重新提审。",
		"A person must act: get a token for wx1: the merchant took the authorisation back at 2026-01-01T00:00:00Z": "需要人工处理：获取 wx1 的令牌：商家已于 2026-01-01T00:00:00Z 取消授权",
		"the release is cancelled, but its review could not be taken back: review 7 is not over and is not the newest review of this Mini Program. " +
			"It may be open at WeChat still: wait for its verdict there, or take it over with: starter start --adopt": "提审任务已取消，但审核未能撤回：" +
			"审核单 7 尚未结束，但不是该小程序最近的审核单。它在微信侧可能仍在审核中：请等待其审核结果，或接管它：starter start --adopt",
		// Somebody else's words stay as they are.
		"Nothing of ours. Nor this one.": "Nothing of ours. Nor this one.",
	} {
		assert.Equal(t, want, chinese.sentence(english))
	}
	for busy, want := range map[*releases.BusyError]string{
		{AppID: "wx1", Version: "1.4.0", RunID: "r", By: "li", From: "https://ci/1"}: "wx1 的另一个提审任务（1.4.0 版本，内容不同）进行中，始于 0001-01-01 00:00 UTC，由 li 发起，来自 https://ci/1（运行 r）：" +
			"请等待它结束或取消它，然后重新开始",
		{AppID: "wx1", RunID: "r", From: "https://ci/1"}: "wx1 的另一个提审任务进行中，始于 0001-01-01 00:00 UTC，来自 https://ci/1（运行 r）：请等待它结束或取消它，然后重新开始",
		{AppID: "wx1", Version: "1.4.0", RunID: "r", Cancelling: true}: "wx1 的 1.4.0 版本的提审任务正在取消，始于 0001-01-01 00:00 UTC（运行 r）：" +
			"正在撤回审核；请等待它结束，然后重新开始",
	} {
		assert.Equal(t, want, chinese.sentence(busy.Error()))
	}
}

// An operator reads the answer, or the refusal and its remedy, in Chinese.
func TestOperationsInChinese(t *testing.T) {
	isolate(t)
	quota, _ := wxa.Lookup(wxa.CodeUndoQuota)
	_, zhRemedy := chinese.code(quota.Code, quota.Meaning, quota.Remedy)
	s := &fakeTemporal{decide: func(update string) (any, string) {
		if update == workflows.UpdateWithdraw {
			return nil, "/wxa/undocodeaudit for wx1: errcode 87013: no quota. " + quota.Remedy
		}
		return "review 430000001 is delayed: 材料不足", ""
	}}
	s.open("run-1")
	_, out, _ := s.starter(t.Context(), t, "poll", testApp, "--lang", "zh")
	assert.Equal(t, "审核单 430000001 的状态为“审核延后”：材料不足\n", out)
	_, _, errw := s.starter(t.Context(), t, "withdraw", testApp, "--lang", "zh")
	assert.Equal(t, "starter: /wxa/undocodeaudit for wx1: errcode 87013: no quota。"+zhRemedy+"\n", errw)
	_, out, _ = s.starter(t.Context(), t, "poll", testApp, "--lang", "zh", "-o", "json")
	assert.Contains(t, out, "review 430000001 is delayed")
}

// A long text of many sentences that nobody here has said costs no time worth mentioning.
func TestLongForeignTextIsCheap(t *testing.T) {
	began := time.Now()
	text := "A person must act: " + strings.Repeat("who knows (what: this). Is, from it; ", activities.TextLimit/30)
	assert.True(t, strings.HasPrefix(chinese.sentence(text), "需要人工处理："))
	assert.Less(t, time.Since(began), 2*time.Second)
}
