package command

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// asked are the two ways to ask for Chinese.
var asked = []struct {
	args []string
	env  settings.Env
}{{args: []string{"--lang", "zh"}}, {env: settings.Env{"LANG=zh_CN.UTF-8"}}}

// eachCommand calls f with every command, the programs among them, by its path.
func eachCommand(f func(cmd *cobra.Command, path []string)) {
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		if cmd.IsAdditionalHelpTopicCommand() {
			return // a page of help, which has no flags
		}
		f(cmd, strings.Fields(cmd.CommandPath())[1:])
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk((&app{}).root())
}

// spoken runs a command line without anything around it.
func spoken(t *testing.T, env settings.Env, args ...string) (code int, out string) {
	t.Helper()
	var b bytes.Buffer
	a := &app{env: env, stdin: strings.NewReader(""), stdout: &b, stderr: &b, dial: (&fakeTemporal{}).dial}
	code = a.run(t.Context(), args)
	return code, b.String()
}

// Help has no English where Chinese is asked for, whichever way.
func TestHelpOfAllCommandsInChinese(t *testing.T) {
	for _, way := range asked {
		eachCommand(func(_ *cobra.Command, path []string) {
			for _, args := range [][]string{append(path[:len(path):len(path)], "--help"), append([]string{"help"}, path...)} {
				code, out := spoken(t, way.env, append(args, way.args...)...)
				assert.Equal(t, exitOK, code, "%v: %s", args, out)
				assert.Empty(t, words.EnglishIn(out), "%v: %s", args, out)
				assert.True(t, han(out), args)
			}
		})
	}
}

// Nor have the errors about every command's arguments and flags.
func TestUsageErrorsOfAllCommandsInChinese(t *testing.T) {
	isolate(t)
	for _, way := range asked {
		eachCommand(func(cmd *cobra.Command, path []string) {
			wrong := func(more ...string) {
				args := append(append(path[:len(path):len(path)], way.args...), more...)
				code, out := spoken(t, way.env, args...)
				assert.Equal(t, exitUsage, code, "%v: %s", args, out)
				assert.Empty(t, words.EnglishIn(out), "%v: %s", args, out)
				assert.True(t, han(out), "%v: %s", args, out)
			}
			wrong("--bogus")
			wrong("-x")
			if len(way.env) > 0 {
				wrong("--lang", "xx")
			}
			wrong("nonsense", "and", "more")
			cmd.Flags().VisitAll(func(f *pflag.Flag) {
				switch {
				case f.Value.Type() == "bool":
					wrong("--" + f.Name + "=perhaps")
				case f.Value.Type() == "duration", f.Value.Type() == "int":
					wrong("--"+f.Name, "soon")
				default:
					wrong("--" + f.Name)
				}
			})
		})
	}
}

// speech gathers what commands say in Chinese and fails on English in it.
type speech struct {
	t *testing.T
	s *fakeTemporal
}

func (s speech) says(want int, args ...string) string {
	s.t.Helper()
	code, out, errw := s.s.wxrelease(s.t.Context(), s.t, append(args, "--lang", "zh")...)
	assert.Equal(s.t, want, code, "%v: %s%s", args, out, errw)
	assert.Empty(s.t, words.EnglishIn(out), "%v: %s", args, out)
	assert.Empty(s.t, words.EnglishIn(errw), "%v: %s", args, errw)
	return out + errw
}

// The answers about a release, while it is open and after its end, with and without a worker and Temporal.
func TestAnswersAboutReleasesInChinese(t *testing.T) {
	isolate(t)
	file := releaseFileAt(t, smallFile)
	in := func(f func(speech)) {
		synctest.Test(t, func(t *testing.T) { f(speech{t, &fakeTemporal{}}) })
	}
	in(func(s speech) {
		for _, args := range [][]string{{"status", testApp}, {"wait", testApp}, {"cancel", testApp}, {"history", testApp},
			{"poll", testApp}} {
			assert.Contains(s.t, s.says(exitFailed, args...), "从未开始", args)
		}
		s.says(exitOK, "list")
		s.says(exitOK, "start", "-f", file, "--dry-run")
		s.says(exitOK, "start", "-f", file)
		s.says(exitOK, "start", "-f", file, "--dry-run")
		s.says(exitOK, "start", "-f", file)
		s.says(exitBusy, "start", "-f", file, "--set-version", "2.0")
		s.says(exitOpen, "start", "-f", file, "--wait", "--wait-timeout", "1h")
		s.says(exitOK, "status", testApp)
		s.says(exitOpen, "wait", testApp, "--timeout", "1h")
		s.says(exitOK, "list")
		s.s.noWorker = true
		s.says(exitOK, "status", testApp)
		for _, op := range [][]string{{"expedite"}, {"withdraw"}, {"poll"}, {"extend", "--more", "2d"}} {
			s.says(exitFailed, append(op, testApp)...)
		}
		s.s.noWorker = false
		s.says(exitOK, "cancel", testApp, "--reason", "版本有误")
		s.says(exitBusy, "start", "-f", file)
		s.s.finish(s.s.run(0), workflows.OutcomeCancelled)
		for _, args := range [][]string{{"cancel", testApp}, {"withdraw", testApp}} {
			assert.Contains(s.t, s.says(exitBlocked, args...), "已取消 (cancelled)", args)
		}
		s.says(exitOK, "list", "--all")
		s.says(exitOK, "start", "-f", file, "--adopt")
		s.s.finish(s.s.run(1), workflows.OutcomeApproved)
		s.says(exitOK, "start", "-f", file)
		s.s.setDown(serviceerror.NewUnavailable("connection refused"))
		for _, args := range [][]string{{"status", testApp}, {"list"}, {"history", testApp}, {"cancel", testApp},
			{"wait", testApp, "--timeout", "5s"}} {
			s.says(exitFailed, args...)
		}
	})
	for _, o := range workflows.Outcomes {
		if o == workflows.OutcomeOpen {
			continue
		}
		in(func(s speech) {
			r := s.s.open("run-1", func(st *workflows.Status) { st.Timeline = nil })
			s.s.finish(r, o)
			s.s.change(r, func(st *workflows.Status) {
				st.Timeline = []workflows.Moment{{At: st.EndedAt, Kind: workflows.MomentEnded, Outcome: o, AuditID: 430000001}}
				st.VerdictBy = workflows.ByPush
				st.Problem = &activities.Problem{
					Kind: activities.ProblemRefused, Code: 61004, Endpoint: "/wxa/submit_audit", Detail: "61004", Class: "fix",
				}
			})
			s.says(outcomeCode(o), "wait", testApp)
			s.says(exitOK, "status", testApp)
		})
	}
	in(func(s speech) {
		s.s.fail(s.s.open("run-1"), "坏了")
		s.says(exitOK, "status", testApp)
		s.says(exitFailed, "wait", testApp)
		s.s.terminate(s.s.open("run-2"))
		s.says(exitOK, "status", testApp)
		s.s.noAttrs = true
		s.says(exitOK, "list", "--all")
		s.s.attrsDenied = true
		s.says(exitOK, "list", "--all")
	})
}

// What CI systems are told: annotations, the job's summary and JUnit.
func TestReportsInChinese(t *testing.T) {
	isolate(t)
	summary, junit := filepath.Join(t.TempDir(), "summary.md"), filepath.Join(t.TempDir(), "junit.xml")
	env := settings.Env{"GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY=" + summary}
	check := func(t *testing.T, files ...string) {
		t.Helper()
		for _, file := range files {
			text := fileAt(t, file)
			assert.Empty(t, words.EnglishIn(text), text)
			assert.True(t, han(text), text)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		s := speech{t, &fakeTemporal{env: env}}
		r := s.s.open("run-1", func(st *workflows.Status) {
			st.Expedite = &workflows.Expediting{State: workflows.ExpeditePlanned, PlannedFor: st.StartedAt.Add(6 * time.Hour)}
		})
		s.says(exitOpen, "wait", testApp, "--timeout", "1h", "--junit", junit)
		check(t, summary, junit)
		s.s.change(r, func(st *workflows.Status) { st.SubmittedAt, st.Reason = st.StartedAt, []string{"材料不足"} })
		s.s.finish(r, workflows.OutcomeBlocked)
		s.s.change(r, func(st *workflows.Status) {
			st.Timeline = nil
			st.Problem = &activities.Problem{Kind: activities.ProblemRefused, Code: 61004, Endpoint: "/wxa/submit_audit", Detail: "61004"}
		})
		s.says(exitBlocked, "wait", testApp, "--junit", junit)
		check(t, summary, junit)
	})
	s := speech{t, &fakeTemporal{env: env}}
	out := s.says(exitUsage, "validate", "-f", releaseFileAt(t, faultyFile), "-o", "junit")
	assert.Contains(t, out, "::verson：没有这个键；最接近的是 version\n")
}

// What a history tells, of every kind of event that has words.
func TestHistoryOfAllKindsInChinese(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := speech{t, &fakeTemporal{noWorker: true}}
		r := s.s.open("run-1")
		for i, e := range eventful() {
			e.EventId, e.EventTime = int64(i+1), timestamppb.New(time.Now().Add(time.Duration(i)*time.Minute))
			r.events = append(r.events, e)
		}
		out := s.says(exitOK, "history", testApp)
		assert.Contains(t, out, "收到微信推送：审核延后 (weapp_audit_delay)\n")
		assert.Contains(t, out, "Li, support 请求延长截止时间，延长 2 天\n")
		assert.Contains(t, out, "运营人员请求撤回审核\n")
	})
}

// faultyFile has a fault of every kind.
const faultyFile = `env: [VERSION, WXRELEASE_TOKEN]
version: ${VERSION}
verson: 2
audit:
  item_list:
    - {first_class: a, second_class: b, first_id: 0123, second_id: 0}
    - {first_class: a, second_class: b, first_id: 1, second_id: 2, address: /pages/a, tag: aaaaaaaaaaaaaaaaaaaaaaaaaaa}
  feedback_info: ${NOTE}
  version_desc: ` + "\xb0\xe6" + `
  privacy_api_not_use: yes
  privacy_api_not_use: no
  ugc_declare: {scene: [5, 9]}
limits: {review: 14 days, submit: -1h, detection: 5}
expedite: soon
qqqqqqqqqqq: 1
apps:
  - name: first
    appid: wx1111111111111111
    adopt: 1
  - name: first
    appid: wx123
    version: "1.4\x01"
    audit:
      preview_info: {video_id_list: []}
  - 5
`

// The commands about the file, and those that connect to nothing.
func TestFilesAndCodesInChinese(t *testing.T) {
	isolate(t)
	t.Chdir(t.TempDir())
	s := speech{t, &fakeTemporal{}}
	assert.Contains(t, s.says(exitUsage, "validate"), "此处没有提审文件 wxrelease.yaml")
	assert.Contains(t, s.says(exitOK, "init"), "已生成 wxrelease.yaml")
	s.says(exitUsage, "init")
	s.says(exitUsage, "validate")
	assert.NotContains(t, fileAt(t, "wxrelease.yaml"), "Variables of the environment")
	s.says(exitOK, "init", "-f", "-", "--update")
	faulty := releaseFileAt(t, faultyFile)
	out := s.says(exitUsage, "validate", "-f", faulty)
	assert.Contains(t, out, ":3:1: verson：没有这个键；最接近的是 version\n")
	assert.Contains(t, out, "个问题；没有发送任何请求\n")
	s.says(exitUsage, "validate", "-f", releaseFileAt(t, "a: [\n"))
	s.says(exitUsage, "start", "-f", releaseFileAt(t, sharedFile))
	s.says(exitUsage, "start", "-f", releaseFileAt(t, sharedFile), "--app", "other")
	s.says(exitUsage, "start", "-f", releaseFileAt(t, smallFile), "--app", "other")
	assert.Contains(t, s.says(exitOK, "validate", "-f", releaseFileAt(t, smallFile)), "有效：wx5555666677778888 的 1.4.0 版本\n")
	s.says(exitOK, "codes", "61039", "85009", "-1")
	s.says(exitFailed, "codes", "123456789")
	s.says(exitOK, "version")
	s.says(exitOK, "auth", "key")
	s.says(exitUsage, "auth", "list")
	code, schema, _ := s.s.wxrelease(t.Context(), t, "schema", "--lang", "zh")
	assert.Equal(t, exitOK, code)
	assert.Contains(t, schema, `"$schema"`, "it is the same for everybody")
	code, script, _ := s.s.wxrelease(t.Context(), t, "completion", "bash", "--lang", "zh")
	assert.Equal(t, exitOK, code)
	assert.Contains(t, script, "bash completion")
	_, offered, _ := s.s.wxrelease(t.Context(), t, "__complete", "--lang", "zh", "")
	assert.Contains(t, offered, "wait\t等待提审任务的审核结果\n")
	_, offered, _ = s.s.wxrelease(t.Context(), t, "__complete", "codes", "--lang", "zh", "610")
	assert.Contains(t, offered, "61039\t已上传代码的隐私接口检测尚未完成。\n")
}

// The commands about the platform, on a store and the simulated WeChat.
func TestPlatformInChinese(t *testing.T) {
	set := soundSetUp(t)
	s := speech{t, set.temporal}
	s.s.env = set.environ()
	s.says(exitOK, "auth", "list")
	s.says(exitOK, "doctor")
	s.says(exitCredentials, "auth", "show", testApp)
	s.says(exitOK, "auth", "sync")
	assert.Contains(t, s.says(exitOK, "auth", "list"), "已授权")
	s.says(exitOK, "auth", "show", testApp)
	s.says(exitOK, "auth", "show", "wx9999000099990000")
	s.says(exitOK, "auth", "url", "--redirect", "https://m.example")
	s.says(exitOK, "doctor")
	require.NoError(t, set.sim.UpdatePlatform(func(p *wxatest.Platform) { p.IPRefused = true }))
	assert.Contains(t, s.says(exitCredentials, "auth", "url", "--redirect", "https://m.example"), "白名单IP地址列表", "of 61004")
	s.says(exitCredentials, "auth", "sync")
	require.NoError(t, set.sim.Revoke(testApp))
	s.says(exitOK, "auth", "show", testApp)
}

// What doctor finds where nothing runs.
func TestDoctorWithoutAnythingInChinese(t *testing.T) {
	isolate(t)
	s := speech{t, &fakeTemporal{down: serviceerror.NewUnavailable("connection refused")}}
	s.says(exitFailed, "doctor")
	s.s.env = settings.Env{"WXRELEASE_STORE_KEY=short"}
	s.says(exitUsage, "doctor")
}
