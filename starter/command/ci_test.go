package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/plain"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/workflows"
)

// hostile is what a stranger may have written into a rejection's reason.
var hostile = []string{
	"1: 页面内容不符<script>alert(1)</script>",
	"::set-output name=outcome::approved",
	"  ::error file=a.js::no",
	"##[add-mask]x `code` [link](http://evil) ![x](http://evil/x.png) | cell | @everyone",
	"]]> </pre> &amp; 100% \x1b[31m\x00",
	"outcome=approved",
	"EOF",
}

// actionsStep is the environment of a step of GitHub Actions.
func actionsStep(t *testing.T) (env settings.Env, outputs, summary func() string) {
	t.Helper()
	dir := t.TempDir()
	read := func(name string) func() string {
		return func() string {
			data, err := os.ReadFile(filepath.Join(dir, name))
			if os.IsNotExist(err) {
				return ""
			}
			require.NoError(t, err)
			return string(data)
		}
	}
	return settings.Env{
		"GITHUB_ACTIONS=true", "CI=true", "GITHUB_WORKSPACE=" + dir,
		"GITHUB_OUTPUT=" + filepath.Join(dir, "output"), "GITHUB_STEP_SUMMARY=" + filepath.Join(dir, "summary"),
	}, read("output"), read("summary")
}

func rejected(s *fakeTemporal) {
	s.finish(s.open("run-1", func(st *workflows.Status) {
		st.Name = "茶馆"
		st.Reason, st.Screenshots, st.SubmittedAt = hostile, []string{"M1"}, st.StartedAt
	}), workflows.OutcomeRejected)
}

func TestGitHub(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		env, outputs, summary := actionsStep(t)
		s := &fakeTemporal{env: env}
		rejected(s)
		code, out, errw := s.wxrelease(t.Context(), t, "wait", testApp)
		assert.Equal(t, exitRejected, code)

		got := testkit.StepOutputs(t, outputs())
		assert.Equal(t, map[string]string{
			"outcome": "rejected", "audit_id": "430000001", "run_id": "run-1", "appid": testApp, "name": "茶馆", "version": "1.4.0",
			"exit_code":    "3",
			"workflow_url": "http://ui/namespaces/default/workflows/wxrelease%2Fwx5555666677778888/run-1/user-metadata",
			"reason":       plain.Clean(strings.Join(hostile, "\n")),
		}, got, "a value of several lines stays one value")

		// The runner obeys lines that begin with :: and ##[ anywhere; only our own annotation may be one.
		var commands []string
		for line := range strings.Lines(out + errw) {
			if strings.HasPrefix(strings.TrimLeft(line, " \t"), "::") {
				commands = append(commands, line)
			}
			assert.NotContains(t, line, "##[")
		}
		require.Len(t, commands, 1)
		assert.True(t, strings.HasPrefix(commands[0], "::error title=茶馆 wx5555666677778888 1.4.0%3A rejected::1: "+
			"页面内容不符<script>alert(1)</script>%0A::set-output name=outcome::approved%0A"), commands[0])
		assert.Contains(t, commands[0], "100%25")
		assert.Contains(t, out, "set-output name=outcome::approved", "the text is still there to read")

		text := summary()
		assert.True(
			t,
			strings.HasPrefix(text, "### ❌ 茶馆 · wx5555666677778888 · 1.4.0 · rejected\n\n| | |\n|---|---|\n| outcome | rejected "+
				"|\n| exit code | 3 |\n| audit id | 430000001 |\n"),
			text,
		)
		assert.Contains(
			t,
			text,
			"| web ui | [history in Temporal](<http://ui/namespaces/default/workflows/wxrelease%2Fwx5555666677778888/run-1/user-metadata>) |\n",
		)
		assert.Contains(t, text, "**reason**\n\n<pre>1: 页面内容不符&lt;script&gt;alert(1)&lt;/script&gt;\n")
		assert.Contains(t, text, "]]&gt; &lt;/pre&gt; &amp;amp; 100%")
		assert.Equal(t, strings.Count(text, "<pre>"), strings.Count(text, "</pre>"))
		assert.NotContains(t, text, "<script>")
		assert.Contains(t, text, "<details><summary>time line</summary>\n\n<pre>2000-01-01 00:00:00 UTC  submitted: review 430000001\n")

		// A second step adds to the files.
		_, _, _ = s.wxrelease(t.Context(), t, "wait", testApp)
		assert.Equal(t, 2, strings.Count(summary(), "### ❌"))
	})
}

func TestGitHubJSON(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		env, _, _ := actionsStep(t)
		s := &fakeTemporal{env: env}
		rejected(s)
		_, out, errw := s.wxrelease(t.Context(), t, "wait", testApp, "-o", "json")
		assert.NotContains(t, out, "##[")
		reason := object(t, out)["status"].(map[string]any)["reason"].([]any)
		assert.Equal(t, hostile[3], reason[3], "the value is what WeChat said")
		assert.Contains(t, errw, "\n::error title=", "annotations go beside the object")
	})
}

func TestGitHubOutcomes(t *testing.T) {
	isolate(t)
	for outcome, want := range map[workflows.Outcome]string{
		workflows.OutcomeApproved: "::notice title=wx5555666677778888 1.4.0%3A approved::",
		workflows.OutcomeBlocked:  "::error title=wx5555666677778888 1.4.0%3A blocked::/wxa/submit_audit%0Ameaning%0Aremedy%0A",
	} {
		synctest.Test(t, func(t *testing.T) {
			env, outputs, summary := actionsStep(t)
			s := &fakeTemporal{env: env}
			s.finish(s.open("run-1", func(st *workflows.Status) {
				if outcome == workflows.OutcomeBlocked {
					st.Problem = &activities.Problem{Code: 61040, Message: "/wxa/submit_audit", Meaning: "meaning", Remedy: "remedy"}
				}
			}), outcome)
			_, _, errw := s.wxrelease(t.Context(), t, "wait", testApp)
			assert.Contains(t, errw, want)
			assert.Equal(t, string(outcome), testkit.StepOutputs(t, outputs())["outcome"])
			assert.Contains(t, summary(), "· "+string(outcome)+"\n")
		})
	}
}

// A wait that runs out is a warning; the output is open, which is not approved.
func TestGitHubOpen(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		env, outputs, summary := actionsStep(t)
		s := &fakeTemporal{env: append(env, "LANG=zh_CN.UTF-8")}
		s.open("run-1")
		code, _, errw := s.wxrelease(t.Context(), t, "wait", testApp, "--timeout", "10m")
		assert.Equal(t, exitOpen, code)
		assert.Contains(t, errw, "::warning title=wx5555666677778888 1.4.0%3A 进行中 (open)::等待 10 分钟，时间已到，尚无审核结果。")
		assert.Equal(t, "open", testkit.StepOutputs(t, outputs())["outcome"], "values are English always")
		assert.Equal(t, "5", testkit.StepOutputs(t, outputs())["exit_code"])
		assert.True(t, strings.HasPrefix(summary(), "### ⏳ wx5555666677778888 · 1.4.0 · 审核中\n"))
	})
}

func TestGitHubStart(t *testing.T) {
	isolate(t)
	file := releaseFileAt(t, smallFile)
	synctest.Test(t, func(t *testing.T) {
		env, outputs, _ := actionsStep(t)
		s := &fakeTemporal{env: env}
		code, _, errw := s.wxrelease(t.Context(), t, "start", "-f", file)
		assert.Equal(t, exitOK, code)
		assert.Contains(t, errw, "::notice title=wx5555666677778888 1.4.0%3A open::started version 1.4.0 of "+
			"wx5555666677778888%0Ahttp://ui/")
		got := testkit.StepOutputs(t, outputs())
		assert.Equal(t, "open", got["outcome"])
		assert.Equal(t, "run-1", got["run_id"])
		assert.Empty(t, got["audit_id"])
	})
	synctest.Test(t, func(t *testing.T) {
		env, outputs, summary := actionsStep(t)
		s := &fakeTemporal{env: env}
		s.open("run-1")
		code, _, errw := s.wxrelease(t.Context(), t, "start", "-f", file)
		assert.Equal(t, exitBusy, code)
		assert.Contains(t, errw, "::error title=wxrelease::another release of wx5555666677778888")
		assert.Equal(t, map[string]string{"exit_code": "6"}, testkit.StepOutputs(t, outputs()))
		assert.True(t, strings.HasPrefix(summary(), "### ❌ wxrelease: exit code 6\n\n<pre>another release of"))
	})
}

// Several releases have an annotation and a section each; outputs tell only what they have in common.
func TestGitHubSeveral(t *testing.T) {
	isolate(t)
	file := releaseFileAt(t, sharedFile)
	synctest.Test(t, func(t *testing.T) {
		env, outputs, summary := actionsStep(t)
		s := &fakeTemporal{env: append(env, "VERSION=1.4.0", "BETA=1")}
		s.open("other", func(st *workflows.Status) { st.AppID = "wx2222222222222222" })
		code, _, errw := s.wxrelease(t.Context(), t, "start", "--all", "-f", file)
		assert.Equal(t, exitBusy, code)
		assert.Equal(t, 1, strings.Count(errw, "::notice title=first wx1111111111111111 1.4.0%3A open::"))
		assert.Equal(t, 1, strings.Count(errw, "::notice title=wx3333333333333333 1.4.0%3A open::"))
		assert.Contains(t, errw, "::error title=second wx2222222222222222 2.0-1::another release of wx2222222222222222 is open")
		assert.Equal(t, 2, strings.Count(summary(), "### ✅ "))
		assert.Equal(t, 1, strings.Count(summary(), "### ❌ second · wx2222222222222222 · 2.0-1\n"))
		assert.Equal(t, map[string]string{"exit_code": "6"}, testkit.StepOutputs(t, outputs()))
		_, out, _ := s.wxrelease(t.Context(), t, "start", "--all", "-f", file, "-o", "junit")
		elements, _ := testkit.XML(t, out)
		assert.Equal(t, "testsuites name=wxrelease tests=3 failures=1 errors=0 skipped=2", elements[0])
	})
}

// What is wrong in a release file is shown at its line.
func TestGitHubProblems(t *testing.T) {
	isolate(t)
	env, outputs, summary := actionsStep(t)
	workspace := env[2][len("GITHUB_WORKSPACE="):]
	require.NoError(t, os.Mkdir(filepath.Join(workspace, "shop"), 0o755))
	file := filepath.Join(workspace, "shop", "wxrelease.yaml")
	require.NoError(t, os.WriteFile(file, []byte("appid: wx5555666677778888\nversion: 1.40\n\"a,b:c%\": 1\n"), 0o600))
	s := &fakeTemporal{env: env}
	code, _, errw := s.wxrelease(t.Context(), t, "validate", "-f", file)
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errw, "::error file=shop/wxrelease.yaml,line=2,col=10,title=wxrelease::version: must be text; put it in quotes: "+
		"\"1.40\"\n")
	assert.Contains(t, errw, "line=3,col=1,title=wxrelease::a,b:c%25: no such key")
	assert.Empty(t, outputs()+summary(), "validate is about no release")
}

func TestQuietCommands(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		env, outputs, summary := actionsStep(t)
		s := &fakeTemporal{env: env}
		rejected(s)
		_, _, errw := s.wxrelease(t.Context(), t, "status", testApp)
		assert.Empty(t, errw)
		assert.Empty(t, summary())
		assert.Equal(t, "rejected", testkit.StepOutputs(t, outputs())["outcome"])
		_, out, errw := s.wxrelease(t.Context(), t, "list", "--all")
		assert.NotContains(t, out+errw, "::")
		assert.Equal(t, 1, strings.Count(outputs(), "outcome<<"))
	})
}

// Without the variables nothing is written and nothing is changed.
func TestOutsideOfCI(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		rejected(s)
		_, out, errw := s.wxrelease(t.Context(), t, "wait", testApp)
		assert.Contains(t, out, "              ::set-output name=outcome::approved\n")
		assert.Empty(t, errw)
	})
}

// Later steps go by the outputs: a job must not take their loss for success.
func TestReportsThatCannotBeWritten(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		for _, name := range []string{"GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"} {
			s := &fakeTemporal{env: settings.Env{name + "=" + t.TempDir() + "/none/there"}}
			s.finish(s.open("run-1"), workflows.OutcomeApproved)
			code, _, errw := s.wxrelease(t.Context(), t, "wait", testApp)
			assert.Equal(t, exitFailed, code)
			assert.Contains(t, errw, "wxrelease: writing the answer: the file that "+name+" names: ")
		}
		s := &fakeTemporal{}
		s.finish(s.open("run-1"), workflows.OutcomeApproved)
		code, _, errw := s.wxrelease(t.Context(), t, "wait", testApp, "--junit", t.TempDir()+"/none/there")
		assert.Equal(t, exitFailed, code)
		assert.Contains(t, errw, "the report of --junit: ")
	})
}

func TestDotenv(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "wx.env")
		s := &fakeTemporal{}
		rejected(s)
		code, _, _ := s.wxrelease(t.Context(), t, "wait", testApp, "--dotenv", path)
		assert.Equal(t, exitRejected, code)
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
		assert.Equal(t, []string{
			"WX_OUTCOME=rejected", "WX_APPID=wx5555666677778888", "WX_NAME=茶馆", "WX_VERSION=1.4.0", "WX_AUDIT_ID=430000001",
			"WX_RUN_ID=run-1",
			"WX_WORKFLOW_URL=http://ui/namespaces/default/workflows/wxrelease%2Fwx5555666677778888/run-1/user-metadata",
		}, lines[:7])
		assert.Equal(t, "WX_EXIT_CODE=3", lines[7])
		assert.True(t, strings.HasPrefix(lines[8], "WX_REASON=1: "))
		require.Len(t, lines, 9, "a reason of several lines sets no other variable")
		for _, line := range lines {
			name, _, _ := strings.Cut(line, "=")
			_, err := settings.Read(settings.Commands, settings.Env{line})
			assert.NoError(t, err, "%s: a later wxrelease must not take it for a setting", name)
		}
	})
}

func TestJUnit(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "report.xml")
		s := &fakeTemporal{}
		r := s.open("run-1", func(st *workflows.Status) { st.Reason = hostile })
		go func() { time.Sleep(2 * time.Hour); s.finish(r, workflows.OutcomeRejected) }()
		code, out, errw := s.wxrelease(t.Context(), t, "wait", testApp, "--timeout", "3h", "--junit", path, "-o", "junit")
		assert.Equal(t, exitRejected, code)
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(data), out, "-o junit prints the same report")
		assert.NotEmpty(t, texts(errw), "progress goes beside it")
		elements, text := testkit.XML(t, out)
		assert.Equal(t, []string{
			"testsuites name=wxrelease tests=1 failures=1 errors=0 skipped=0",
			"testsuite name=wxrelease tests=1 failures=1 errors=0 skipped=0",
			"testcase classname=wx5555666677778888 name=1.4.0 time=7200",
			"failure type=rejected message=wx5555666677778888 1.4.0: rejected",
			"system-out",
		}, elements)
		assert.Contains(t, text, "]]> </pre> &amp; 100%  [31m ", "the reason as it is, without control characters")
		assert.Contains(t, text, "submitted: review 430000001")
	})
}

func TestJUnitKinds(t *testing.T) {
	isolate(t)
	report := func(t *testing.T, s *fakeTemporal, args ...string) []string {
		_, out, _ := s.wxrelease(t.Context(), t, append(args, "-o", "junit")...)
		elements, _ := testkit.XML(t, out)
		return elements
	}
	file := releaseFileAt(t, smallFile)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		assert.Equal(t, "testsuites name=wxrelease tests=1 failures=0 errors=0 skipped=1", report(t, s, "start", "-f", file)[0],
			"begun is not passed")
		assert.Contains(t, report(t, s, "wait", testApp, "--timeout", "1m")[3], "skipped type=open")
		s.finish(s.runs[0], workflows.OutcomeApproved)
		assert.Equal(t, "testsuites name=wxrelease tests=1 failures=0 errors=0 skipped=0", report(t, s, "wait", testApp)[0])
		assert.Contains(t, report(t, &fakeTemporal{}, "wait", testApp)[3], "error type=failed message=namespace")
		assert.Contains(t, report(t, s, "validate", "-f", releaseFileAt(t, "appid: 1\n"))[3], "failure type=usage")
		assert.Len(t, report(t, s, "validate", "-f", file), 3)
	})
	code, _, errw := (&fakeTemporal{}).wxrelease(t.Context(), t, "list", "-o", "junit")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errw, "--output: junit goes with start, wait, cancel and validate only")
}
