package command

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
)

var github = settings.Env{
	"GITHUB_SERVER_URL=https://github.com", "GITHUB_REPOSITORY=shop/mini", "GITHUB_RUN_ID=77", "GITHUB_RUN_ATTEMPT=1", "GITHUB_ACTOR=li",
	"USER=runner",
}

func TestOrigin(t *testing.T) {
	for _, tt := range []struct {
		name string
		env  settings.Env
		o    origin
		want releases.Origin
	}{
		{"nowhere", nil, origin{}, releases.Origin{}},
		{"a person", settings.Env{"USER=wang"}, origin{}, releases.Origin{By: "wang"}},
		{"a person with a name", settings.Env{"USER=wang"}, origin{by: "王 \x1b[1mFang\n"}, releases.Origin{By: "王 [1mFang"}},
		{"GitHub", github, origin{}, releases.Origin{
			By: "li", From: "https://github.com/shop/mini/actions/runs/77",
			CIRun: "GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=shop/mini GITHUB_RUN_ID=77",
		}},
		{"GitHub, repeated by another person", append(github[:len(github):len(github)], "GITHUB_RUN_ATTEMPT=2",
			"GITHUB_TRIGGERING_ACTOR=zhao"), origin{}, releases.Origin{
			By: "zhao", From: "https://github.com/shop/mini/actions/runs/77",
			CIRun: "GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=shop/mini GITHUB_RUN_ID=77",
		}},
		{"GitLab", settings.Env{"CI_SERVER_URL=https://git.example.com", "CI_PIPELINE_ID=5",
			"CI_JOB_URL=https://git.example.com/a/-/jobs/9", "GITLAB_USER_LOGIN=li"}, origin{}, releases.Origin{
			By: "li", From: "https://git.example.com/a/-/jobs/9", CIRun: "CI_SERVER_URL=https://git.example.com CI_PIPELINE_ID=5",
		}},
		{"Azure", settings.Env{"SYSTEM_COLLECTIONURI=https://dev.azure.com/o/", "SYSTEM_TEAMPROJECT=p", "BUILD_BUILDID=3",
			"BUILD_REQUESTEDFOR=Li"}, origin{}, releases.Origin{
			By: "Li", From: "https://dev.azure.com/o/p/_build/results?buildId=3",
			CIRun: "SYSTEM_COLLECTIONURI=https://dev.azure.com/o/ SYSTEM_TEAMPROJECT=p BUILD_BUILDID=3",
		}},
		{"Bitbucket", settings.Env{"BITBUCKET_REPO_FULL_NAME=a/b", "BITBUCKET_BUILD_NUMBER=4",
			"BITBUCKET_GIT_HTTP_ORIGIN=https://bitbucket.org/a/b"}, origin{}, releases.Origin{
			From: "https://bitbucket.org/a/b/pipelines/results/4", CIRun: "BITBUCKET_REPO_FULL_NAME=a/b BITBUCKET_BUILD_NUMBER=4",
		}},
		{"CircleCI", settings.Env{"CIRCLE_WORKFLOW_ID=w", "CIRCLE_BUILD_URL=https://circleci.com/1", "CIRCLE_USERNAME=li"}, origin{},
			releases.Origin{By: "li", From: "https://circleci.com/1", CIRun: "CIRCLE_WORKFLOW_ID=w"}},
		{"Buildkite", settings.Env{"BUILDKITE_BUILD_ID=b", "BUILDKITE_BUILD_URL=https://buildkite.com/1", "BUILDKITE_BUILD_CREATOR=Li"},
			origin{}, releases.Origin{By: "Li", From: "https://buildkite.com/1", CIRun: "BUILDKITE_BUILD_ID=b"}},
		{"Jenkins", settings.Env{"JENKINS_URL=https://ci/", "BUILD_URL=https://ci/job/a/1/", "USER=jenkins"}, origin{}, releases.Origin{
			By: "jenkins", From: "https://ci/job/a/1/", CIRun: "BUILD_URL=https://ci/job/a/1/ JENKINS_URL=https://ci/",
		}},
		{"a run named by hand", settings.Env{"USER=wang"}, origin{run: "nightly-7"}, releases.Origin{By: "wang", CIRun: "nightly-7"}},
		{"again", github, origin{again: true}, releases.Origin{By: "li", From: "https://github.com/shop/mini/actions/runs/77",
			Again: true}},
		{"a part is missing", settings.Env{"GITHUB_RUN_ID=77", "GITHUB_ACTOR=li"}, origin{}, releases.Origin{}},
	} {
		assert.Equal(t, tt.want, tt.o.find(tt.env), tt.name)
	}
	assert.Len(t, []rune(printable(strings.Repeat("长", 300))), 200)
}

// A repeated CI job finds the release that its run has started, also after its end; everybody else starts anew.
func TestStartInOneCIRun(t *testing.T) {
	isolate(t)
	file := releaseFileAt(t, smallFile)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{env: github}
		start := func(args ...string) map[string]any {
			_, out, _ := s.wxrelease(t.Context(), t, append([]string{"start", "-f", file, "-o", "json"}, args...)...)
			return object(t, out)
		}
		first := start()
		assert.Equal(t, false, first["attached"])
		assert.Equal(t, "li", first["started_by"])
		assert.Equal(t, "https://github.com/shop/mini/actions/runs/77", first["started_from"])
		assert.Regexp(t, "^start-[0-9a-f]{64}$", s.runs[0].request)

		s.env = append(github[:len(github):len(github)], "GITHUB_RUN_ATTEMPT=2", "GITHUB_TRIGGERING_ACTOR=zhao")
		assert.Equal(t, "run-1", start()["run_id"], "while it is open")
		s.finish(s.runs[0], workflows.OutcomeRejected)
		again := start()
		assert.Equal(t, "run-1", again["run_id"], "and after its end")
		assert.Equal(t, true, again["attached"])
		assert.Equal(t, "completed", again["execution"])
		assert.Equal(t, "li", again["started_by"], "who started it has not changed")
		assert.Equal(t, 0.0, again["exit_code"])
		assert.Equal(t, 3.0, start("--wait")["exit_code"], "the wait tells the outcome, as the first one did")
		code, out, _ := s.wxrelease(t.Context(), t, "start", "-f", file)
		assert.Equal(t, exitOK, code)
		assert.True(t, strings.HasPrefix(out, "this CI run has started version 1.4.0 of wx5555666677778888 before, and that release "+
			"ended as rejected\nto start a new one from the same CI run, add --again\n"), out)
		assert.Len(t, s.runs, 1)

		assert.Equal(t, "run-2", start("--set-version", "1.4.1")["run_id"], "other content is another release")
		s.finish(s.runs[1], workflows.OutcomeBlocked)
		assert.Equal(t, "run-3", start("--set-version", "1.4.1", "--again")["run_id"])
		s.finish(s.runs[2], workflows.OutcomeBlocked)
		s.env = append(github[:len(github):len(github)], "GITHUB_RUN_ID=78")
		assert.Equal(t, "run-4", start("--set-version", "1.4.1")["run_id"], "another CI run")
		s.finish(s.runs[3], workflows.OutcomeBlocked)
		s.env = nil
		assert.Equal(t, "run-5", start("--set-version", "1.4.1")["run_id"], "a person")
	})
}

// Two starts of one CI run at the same moment: the one whose look came too early gets the other's run from the server.
func TestStartTwiceAtOnceInOneCIRun(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		a := &app{env: github, dial: s.dial}
		c, err := a.connect(t.Context())
		require.NoError(t, err)
		defer c.Close()
		all, err := inFile(smallFile, nil, func(*release) {})
		require.NoError(t, err)
		in := all[0]
		from := origin{}.find(github)
		first, err := c.Start(t.Context(), in, from)
		require.NoError(t, err)
		s.finish(s.runs[0], workflows.OutcomeApproved)
		s.runs[0].info.Memo = nil // as if the look had come before the start
		second, err := c.Start(t.Context(), in, from)
		require.NoError(t, err)
		assert.Equal(t, first.RunID, second.RunID)
		assert.Len(t, s.runs, 1)
	})
}

// What is the same content: the file's formatting, its comments and the order of its keys do not matter, its values do; a
// default that is written out is other content, for it stays when the default changes.
func TestSameContent(t *testing.T) {
	isolate(t)
	same := "# a comment\naudit: {item_list: [{second_id: 616, first_id: 287, second_class: '效率', first_class: 工具}]}\nversion: " +
		"'1.4.0'\nappid: wx5555666677778888\nlimits:\n"
	for _, tt := range []struct {
		file string
		args []string
		code int
	}{
		{same, nil, exitOK},
		{same, []string{"--by", "somebody else", "--run-id", "other"}, exitOK},
		{smallFile + "limits: {review: 14d}\n", nil, exitBusy},
		{smallFile + "expedite: never\n", nil, exitBusy},
		{smallFile + "pace: {poll: 5m}\n", nil, exitBusy},
		{strings.Replace(smallFile, "616", "617", 1), nil, exitBusy},
	} {
		first, second := releaseFileAt(t, smallFile), releaseFileAt(t, tt.file)
		synctest.Test(t, func(t *testing.T) {
			s := &fakeTemporal{env: settings.Env{"USER=wang"}}
			code, _, errw := s.wxrelease(t.Context(), t, "start", "-f", first)
			require.Equal(t, exitOK, code, errw)
			code, _, errw = s.wxrelease(t.Context(), t, append([]string{"start", "-f", second}, tt.args...)...)
			assert.Equal(t, tt.code, code, "%s%s", tt.file, errw)
			assert.Len(t, s.runs, 1)
		})
	}
}

// busy says who and since when, in words and in JSON, and status and list do too.
func TestWhoStarted(t *testing.T) {
	isolate(t)
	file := releaseFileAt(t, smallFile)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{env: github}
		code, _, _ := s.wxrelease(t.Context(), t, "start", "-f", file)
		require.Equal(t, exitOK, code)
		time.Sleep(time.Hour)
		code, _, errw := s.wxrelease(t.Context(), t, "start", "-f", file, "--set-version", "1.5.0")
		assert.Equal(t, exitBusy, code)
		assert.Equal(t, "wxrelease: another release of wx5555666677778888, version 1.4.0 with other content, is open since 2000-01-01 "+
			"00:00:00 UTC, started by li, "+
			"from https://github.com/shop/mini/actions/runs/77 (run run-1): wait for it, or cancel it, then start again\n", errw)
		_, out, _ := s.wxrelease(t.Context(), t, "start", "-f", file, "--set-version", "1.5.0", "-o", "json")
		assert.Equal(t, map[string]any{
			"version": "1.4.0", "run_id": "run-1", "since": "2000-01-01T00:00:00Z", "started_by": "li",
			"started_from": "https://github.com/shop/mini/actions/runs/77",
		}, object(t, out)["busy"])
		_, out, _ = s.wxrelease(t.Context(), t, "status", testApp)
		assert.Contains(t, out, "\nstarted by    li\nstarted from  https://github.com/shop/mini/actions/runs/77\n")
		_, out, _ = s.wxrelease(t.Context(), t, "list")
		assert.Contains(t, out, "  li\n")
	})
}

func TestDryRun(t *testing.T) {
	isolate(t)
	file := releaseFileAt(t, smallFile)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{env: github}
		dry := func(args ...string) (int, string, string) {
			return s.wxrelease(t.Context(), t, append([]string{"start", "--dry-run", "-f", file}, args...)...)
		}
		code, out, errw := dry()
		assert.Equal(t, exitOK, code)
		assert.Equal(t, "nothing was sent; a start would begin the release of version 1.4.0 of wx5555666677778888\nworkflow      "+
			"wxrelease/wx5555666677778888\n", out)
		assert.Empty(t, errw)
		_, out, _ = dry("-o", "json")
		assert.Equal(t, map[string]any{"appid": testApp, "version": "1.4.0", "workflow_id": "wxrelease/" + testApp, "run_id": "",
			"would": "start", "exit_code": 0.0}, object(t, out))
		require.Empty(t, s.runs, "nothing was started")

		_, _, _ = s.wxrelease(t.Context(), t, "start", "-f", file)
		_, out, _ = dry("-o", "json")
		assert.Equal(t, "attach", object(t, out)["would"])
		code, out, _ = dry("--set-version", "2", "-o", "json")
		assert.Equal(t, exitBusy, code)
		assert.Equal(t, "busy", object(t, out)["would"])
		assert.Equal(t, "li", object(t, out)["busy"].(map[string]any)["started_by"])
		code, out, errw = dry("--set-version", "2")
		assert.Equal(t, exitBusy, code)
		assert.Empty(t, out)
		assert.Contains(t, errw, "started by li")

		s.finish(s.runs[0], workflows.OutcomeApproved)
		_, out, _ = dry()
		assert.Contains(t, out, "nothing was sent; a start would find this: this CI run has started version 1.4.0 of "+
			"wx5555666677778888 before, and that release ended as approved\n")
		_, out, _ = dry("--again")
		assert.Contains(t, out, "a start would begin the release")
		assert.Len(t, s.runs, 1)
	})
}
