package command

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	failurepb "go.temporal.io/api/failure/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

func TestLangOf(t *testing.T) {
	for _, tt := range []struct {
		flag string
		env  settings.Env
		want lang
		bad  bool
	}{
		{want: english},
		{env: settings.Env{"LANG=zh_CN.UTF-8"}, want: chinese},
		{env: settings.Env{"LANG=zh_CN.UTF-8", "LC_ALL=en_US.UTF-8"}, want: english},
		{env: settings.Env{"LANG=en_US.UTF-8", "LC_MESSAGES=zh_TW"}, want: chinese},
		{env: settings.Env{"LANG=zh_CN.UTF-8", "LC_ALL="}, want: chinese},
		{env: settings.Env{"LANG=zh_CN.UTF-8", "LC_ALL=C"}, want: english},
		{env: settings.Env{"LANG=zhuang"}, want: english},
		{flag: "zh", want: chinese},
		{flag: "zh-CN", want: chinese},
		{flag: "en", env: settings.Env{"LANG=zh_CN.UTF-8"}, want: english},
		{flag: "fr", want: english, bad: true},
	} {
		got, err := langOf(tt.flag, tt.env)
		assert.Equal(t, tt.want, got, "%+v", tt)
		assert.Equal(t, tt.bad, err != nil, "%+v", tt)
	}
}

// sources parses the Go files of a package of this repository, without its tests.
func sources(t *testing.T, dir string) []*ast.File {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		require.NoError(t, err)
		files = append(files, file)
	}
	return files
}

// literals gives the literal that each call of a function or method of this name has as its n-th argument.
func literals(files []*ast.File, name string, n int) []string {
	var found []string
	for _, file := range files {
		ast.Inspect(file, func(node ast.Node) bool {
			call, ok := node.(*ast.CallExpr)
			if !ok || len(call.Args) <= n {
				return true
			}
			called := ""
			switch f := call.Fun.(type) {
			case *ast.Ident:
				called = f.Name
			case *ast.SelectorExpr:
				called = f.Sel.Name
			}
			if lit, ok := call.Args[n].(*ast.BasicLit); ok && called == name && lit.Kind == token.STRING {
				text, _ := strconv.Unquote(lit.Value)
				found = append(found, text)
			}
			return true
		})
	}
	return found
}

var verb = regexp.MustCompile(`%(\[\d+\])?[a-z]`)

func TestEveryTextHasItsChinese(t *testing.T) {
	said := literals(sources(t, "."), "say", 0)
	require.NotEmpty(t, said)
	for _, text := range said {
		zh, ok := inChinese[text]
		assert.True(t, ok, "%q is not in Chinese", text)
		assert.Len(t, verb.FindAllString(zh, -1), len(verb.FindAllString(text, -1)), "%q", text)
	}
	for text := range inChinese {
		assert.Contains(t, said, text, "nobody says this any more")
	}
}

func han(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

func TestEveryWordOfAReleaseHasItsChinese(t *testing.T) {
	var words []string
	for _, o := range declaredOutcomes(t) {
		words = append(words, string(o))
	}
	words = append(words, stages...)
	words = append(words, string(workflows.ByPush), string(workflows.ByPoll), string(workflows.ByOperator), "An operator")
	for _, e := range []releases.Execution{
		releases.ExecutionRunning, releases.ExecutionCompleted, releases.ExecutionFailed, releases.ExecutionCanceled, releases.ExecutionTerminated,
		releases.ExecutionTimedOut, releases.ExecutionContinuedAsNew,
	} {
		words = append(words, string(e))
	}
	for _, word := range words {
		assert.True(t, han(chinese.word(word)), "%q is not in Chinese", word)
		assert.Equal(t, word, english.word(word))
	}
	text, err := parser.ParseFile(token.NewFileSet(), "text.go", nil, 0)
	require.NoError(t, err)
	for _, label := range literals([]*ast.File{text}, "line", 0) {
		assert.NotEmpty(t, chineseWords[label], "%q is not in Chinese", label)
	}
}

func TestCodesInChinese(t *testing.T) {
	for _, info := range wxa.Codes() {
		assert.True(t, han(chinese.sentence(retried(info))), "%q is not in Chinese", retried(info))
	}
	code, out, _ := (&fakeTemporal{}).wxrelease(t.Context(), t, "codes", "61039", "--lang", "zh")
	assert.Equal(t, exitOK, code)
	assert.Contains(t, out, "错误码        61039\n类别          wait\n含义          已上传代码的隐私接口检测尚未完成。\n处理办法      请每分钟查询一次。")
	_, out, _ = (&fakeTemporal{}).wxrelease(t.Context(), t, "codes", "61039", "--lang", "zh", "-o", "json")
	assert.Contains(t, out, `"meaning": "The privacy check of the uploaded code is not over yet."`)
}

func TestSentences(t *testing.T) {
	for english, want := range map[string]string{
		"started version 1.4.0 of wx5555666677778888":                                                        "已开始 wx5555666677778888 的 1.4.0 版本的提审任务",
		"the wait of 1h ran out, and there is no verdict yet. The release goes on. Attach again with: a b c": "等待 1h 已到时限，尚无审核结果。提审任务继续进行。重新接入：a b c",
		"100% sure": "100% sure",
	} {
		assert.Equal(t, want, chinese.sentence(english))
	}
	assert.Empty(t, chinese.sentence(""))
}

// A status with everything in it, in Chinese; the values of JSON stay English.
func TestStatusInChinese(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		r := s.open("run-1", func(st *workflows.Status) {
			st.NeedsHuman = true
			st.Problem = &activities.Problem{Code: 61004, Message: "/wxa/get_auditstatus for wx5555666677778888: errcode 61004: access clientip is not registered", Meaning: codeMeaning(61004), Remedy: codeRemedy(61004)}
			st.Expedite = &workflows.Expediting{State: workflows.ExpeditePlanned, PlannedFor: st.StartedAt.Add(6 * time.Hour)}
			st.Waiting.NextPoll = st.StartedAt.Add(10 * time.Minute)
		})
		r.pending = []*workflowpb.PendingActivityInfo{{
			ActivityType: &commonpb.ActivityType{Name: "PollAudit"}, Attempt: 12, NextAttemptScheduleTime: timestamppb.New(time.Now().Add(10 * time.Minute)),
			LastFailure: &failurepb.Failure{Message: "review 430000001 is reviewing; next try in 10m", FailureInfo: &failurepb.Failure_ApplicationFailureInfo{
				ApplicationFailureInfo: &failurepb.ApplicationFailureInfo{Type: "waiting", Details: payloads(activities.Problem{
					Kind: activities.ProblemReviewOpen, AuditID: 430000001, Status: wxa.StatusReviewing,
				})},
			}},
		}}
		code, out, errw := s.wxrelease(t.Context(), t, "status", testApp, "--lang", "zh")
		assert.Equal(t, exitOK, code)
		assert.Empty(t, errw)
		assert.Equal(t, `小程序        wx5555666677778888
版本          1.4.0
阶段          审核中
结果          进行中 (open)
审核单        430000001
需要          人工处理；问题解决后提审任务会自动继续
等待          审核结果，自 2000-01-01 00:00:00 UTC 起，下次查询约在 2000-01-01 00:10:00 UTC，最迟至 2000-01-15 00:00:00 UTC；等待方：微信
问题          /wxa/get_auditstatus for wx5555666677778888: errcode 61004: access clientip is not registered
含义          调用方 IP 不在第三方平台的白名单中；errmsg 中给出了微信看到的 IP。
处理办法      请在微信开放平台（open.weixin.qq.com）将 errmsg 中给出的 IP 加入第三方平台的白名单IP地址列表；平台尚未全网发布时，修改只对授权测试列表中的帐号生效。
加急          计划于 2000-01-01 06:00:00 UTC 申请加急
开始          2000-01-01 00:00:00 UTC
待执行        PollAudit，第 12 次尝试，将于 2000-01-01 00:10:00 UTC；上次：审核单 430000001 的状态为“审核中”
工作流        wxrelease/wx5555666677778888
运行          run-1
Web UI        http://ui/namespaces/default/workflows/wxrelease%2Fwx5555666677778888/run-1
时间线
  2000-01-01 00:00:00 UTC  已提审：审核单 430000001
`, out)

		_, english, _ := s.wxrelease(t.Context(), t, "status", testApp, "-o", "json")
		_, chinese, _ := s.wxrelease(t.Context(), t, "status", testApp, "-o", "json", "--lang", "zh")
		assert.Equal(t, english, chinese)
	})
}

func TestWaitInChinese(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		s.open("run-1")
		code, out, errw := s.wxrelease(t.Context(), t, "wait", testApp, "--timeout", "1h", "--lang", "zh")
		assert.Equal(t, exitOpen, code)
		assert.Equal(t, []string{"已提审：审核单 430000001", "等待审核结果，自 2000-01-01 00:00:00 UTC 起，最迟至 2000-01-15 00:00:00 UTC；等待方：微信"}, texts(out)[:2])
		assert.Equal(t, "wxrelease: 等待 1h 已到时限，尚无审核结果。提审任务继续进行。重新接入：wxrelease wait wx5555666677778888\n", errw)
	})
	code, _, errw := (&fakeTemporal{}).wxrelease(t.Context(), t, "wait", testApp, "--lang", "xx")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errw, fmt.Sprintf("--lang: %q is none of en, zh", "xx"))
}

func codeMeaning(code int) string { info, _ := wxa.Lookup(code); return info.Meaning }
func codeRemedy(code int) string  { info, _ := wxa.Lookup(code); return info.Remedy }
