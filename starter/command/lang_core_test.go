package command

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

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/words"
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

// What the commands about a release say of it, and why they could not do what was asked, too.
func TestEverySentenceAboutAReleaseHasItsChinese(t *testing.T) {
	var files []*ast.File
	for _, name := range []string{"cancel.go", "operate.go", "start.go", "start_release.go", "wait.go", "look.go", "follow.go", "history.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		files = append(files, file)
	}
	pieces := []string{ // of what is tested elsewhere
		"%w\nRun the same command again: a second request does no harm",
		"%s. It may be open at WeChat still: wait for its verdict there, or take it over with: wxrelease start --adopt",
		"the release is cancelled, but its review could not be taken back",
		"The release goes on. Attach again with: wxrelease wait %s", "Temporal does not answer at present. %s", "%s, and there is no verdict yet. %s",
	}
	formats := prose(files)
	require.Greater(t, len(formats), 30)
	for _, format := range formats {
		_, ofSay := inChinese[format]
		if text := filled(format); !ofSay && !slices.Contains(pieces, format) && chineseWords[text] == "" {
			assert.True(t, han(chinese.sentence(text)), "%q is not in Chinese", text)
		}
	}
}

// What is put together of several pieces.
func TestSentencesOfSeveralPieces(t *testing.T) {
	// Somebody else's words stay as they are.
	assert.Equal(t, "Nothing of ours. Nor this one.", chinese.sentence("Nothing of ours. Nor this one."))
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
	s := &fakeTemporal{decide: func(update string) (any, string) {
		if update == workflows.UpdateWithdraw {
			return nil, "no quota"
		}
		return workflows.Answer{Kind: workflows.AnswerRead, AuditID: 430000001, Status: wxa.StatusDelayed, Reason: []string{"材料不足"}}, ""
	}}
	s.open("run-1")
	_, out, _ := s.wxrelease(t.Context(), t, "poll", testApp, "--lang", "zh")
	assert.Equal(t, "审核单 430000001 的状态为“审核延后”：材料不足\n", out)
	_, out, _ = s.wxrelease(t.Context(), t, "poll", testApp, "--lang", "zh", "-o", "json")
	assert.Contains(t, out, `"answer": "review 430000001 is delayed: 材料不足"`)
	assert.Contains(t, out, `"kind": "read"`)

	s.problem = &activities.Problem{Kind: activities.ProblemRefused, Code: wxa.CodeUndoQuota, Class: "quota", Endpoint: "/wxa/undocodeaudit", Detail: "88"}
	s.refusal = &workflows.Refusal{Kind: workflows.RefusedByWeChat}
	code, _, errw := s.wxrelease(t.Context(), t, "withdraw", testApp, "--lang", "zh")
	_, zhRemedy := words.Remedy(*s.problem)
	assert.Equal(t, exitQuota, code)
	assert.Equal(t, "wxrelease: 微信接口 /wxa/undocodeaudit 返回错误码 87013：88\n"+zhRemedy.In(words.Chinese)+"\n", errw)
}
