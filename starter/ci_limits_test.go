package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
)

// longReason is the reason of an answer of get_auditstatus that has 5 KB.
func longReason(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("testdata/auditstatus-long-reason.json")
	require.NoError(t, err)
	var answer struct{ Reason string }
	require.NoError(t, json.Unmarshal(data, &answer))
	return answer.Reason
}

// dotenvOf is the dotenv report of a rejection, as the variables that GitLab reads from it.
func dotenvOf(t *testing.T, change func(*workflows.Status)) (text string, variables map[string]string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "wx.env")
		s := &fakeTemporal{}
		s.finish(s.open("run-1", change), workflows.OutcomeRejected)
		_, _, _ = s.starter(t.Context(), t, "wait", testApp, "--dotenv", path)
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		text, variables = string(data), map[string]string{}
		for line := range strings.Lines(text) {
			name, value, found := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
			require.True(t, found, line)
			variables[name] = value
		}
	})
	return text, variables
}

var dotenvNames = []string{"WX_OUTCOME", "WX_APPID", "WX_VERSION", "WX_AUDIT_ID", "WX_RUN_ID", "WX_WORKFLOW_URL", "WX_REASON", "WX_EXIT_CODE"}

func TestDotenvIsBounded(t *testing.T) {
	isolate(t)
	for name, change := range map[string]func(*workflows.Status){
		"a reason of 5 KB": func(st *workflows.Status) { st.Reason = []string{longReason(t)} },
		"everything is too long": func(st *workflows.Status) {
			st.Version, st.Reason = strings.Repeat("长", 9999), []string{strings.Repeat("审\n", 99999)}
		},
		"bytes that grow": func(st *workflows.Status) { st.Reason = []string{strings.Repeat("$", 9999)} },
	} {
		text, variables := dotenvOf(t, change)
		assert.Less(t, len(text), 5120, "%s: GitLab takes what is smaller than 5 KiB", name)
		assert.Greater(t, len(text), 5000, "%s: and no less than fits is told", name)
		assert.True(t, utf8.ValidString(text), name)
		assert.Len(t, variables, len(dotenvNames), name)
		for _, variable := range dotenvNames {
			assert.NotEmpty(t, variables[variable], name)
		}
		assert.True(t, strings.HasSuffix(variables["WX_REASON"], "…"), "%s: what is cut is marked", name)
	}
	_, variables := dotenvOf(t, func(st *workflows.Status) { st.Reason = []string{"short"} })
	assert.Equal(t, "short", variables["WX_REASON"])
}

// GitLab expands $NAME, ${NAME} and %NAME% in the values, and has no escape for them.
func TestDotenvExpandsNothing(t *testing.T) {
	isolate(t)
	_, variables := dotenvOf(t, func(st *workflows.Status) {
		st.Reason = []string{"$CI_JOB_TOKEN ${CI_JOB_TOKEN} $$A %CI_JOB_TOKEN%B%", "a\u2028b\x1b\u0085c"}
		st.Version = "100% $5"
	})
	assert.Equal(t, "＄CI_JOB_TOKEN ＄{CI_JOB_TOKEN} ＄＄A ％CI_JOB_TOKEN％B％ a b c", variables["WX_REASON"])
	assert.Equal(t, "100% ＄5", variables["WX_VERSION"], "one percent sign stands for itself")
	assert.Contains(t, variables["WX_WORKFLOW_URL"], "wxrelease%2Fwx5555666677778888/")
}

// Of several releases the report has what they share.
func TestDotenvOfSeveral(t *testing.T) {
	r := ciReport{app: &app{code: 3}, end: &ending{}}
	for range 500 {
		r.releases = append(r.releases, &releaseAnswer{view: view{Release: releases.Release{AppID: testApp, Version: "1"}}})
	}
	assert.Equal(t, "WX_EXIT_CODE=3\n", r.dotenv())
}

// huge is a release whose every text is as long as nobody would think.
func huge() *releaseAnswer {
	long := strings.Repeat("<&>`长\n", 20_000)
	return &releaseAnswer{
		view: view{Release: releases.Release{AppID: testApp, Version: long, RunID: long, WorkflowURL: "http://" + long, Status: &workflows.Status{
			Outcome: workflows.OutcomeRejected, Reason: []string{long}, Screenshots: []string{long}, Expedite: long,
			Problem: &activities.Problem{Code: 1, Message: long, Meaning: long, Remedy: long}, Timeline: []workflows.Moment{{Text: long}},
		}}},
		ending: ending{Error: long, ExitCode: exitRejected},
	}
}

func TestSummaryIsBounded(t *testing.T) {
	for _, n := range []int{1, 40} {
		r := ciReport{app: &app{code: exitRejected, lang: english}, end: &ending{}}
		for range n {
			r.releases = append(r.releases, huge())
		}
		text := r.summary(summaryMost)
		assert.LessOrEqual(t, len(text), summaryMost)
		assert.Equal(t, strings.Count(text, "<pre>"), strings.Count(text, "</pre>"))
		assert.Contains(t, text, "…</pre>", "what is cut is marked")
		shown := strings.Count(text, "### ❌")
		assert.GreaterOrEqual(t, shown, 1)
		assert.Equal(t, shown < n, strings.Contains(text, fmt.Sprintf("### %d more: the job's log tells of all\n", n-shown)))
		assert.Empty(t, r.summary(10), "without room there is none")
	}
	r := ciReport{app: &app{code: exitFailed, lang: english}, end: &ending{Error: strings.Repeat("<", 2_000_000)}}
	assert.Less(t, len(r.summary(summaryMost)), 2*blockMost)
	assert.Empty(t, r.summary(10))
}

// Commands of one step share its summary, which GitHub drops as a whole when it is too large.
func TestSummaryOfAStep(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		env, _, summary := actionsStep(t)
		s := &fakeTemporal{env: env}
		s.finish(s.open("run-1", func(st *workflows.Status) {
			for range 4 {
				st.Reason = append(st.Reason, strings.Repeat("<", blockMost))
				st.Screenshots = append(st.Screenshots, strings.Repeat("<", blockMost))
			}
		}), workflows.OutcomeRejected)
		for range 40 {
			_, _, _ = s.starter(t.Context(), t, "wait", testApp)
		}
		assert.Greater(t, len(summary()), 900_000)
		assert.Less(t, len(summary()), 1<<20)
	})
}

func TestAnnotationsAreBounded(t *testing.T) {
	var b strings.Builder
	r := ciReport{app: &app{code: exitRejected, lang: english, commands: &b}, end: &ending{}}
	for range 40 {
		r.releases = append(r.releases, huge())
	}
	require.NoError(t, r.annotate())
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	require.Len(t, lines, annotationsMost)
	for _, line := range lines {
		assert.Less(t, len(line), 3*(annotationMost+cellMost)+100)
	}
	assert.Equal(t, "::error title=wxrelease::31 more: the job's log tells of all", lines[9])
}

func TestOutputsAreBounded(t *testing.T) {
	r := ciReport{app: &app{code: exitRejected}, end: &ending{}, releases: []*releaseAnswer{huge()}}
	got := stepOutputs(t, r.outputs())
	assert.Len(t, got, 8)
	for name, value := range got {
		assert.LessOrEqual(t, len(value), outputMost, name)
	}
	assert.True(t, strings.HasSuffix(got["reason"], "…"))
}

func TestBounded(t *testing.T) {
	assert.Equal(t, "abc", bounded("abc", 3))
	assert.Equal(t, "…", bounded("abcd", 3))
	assert.Equal(t, "a…", bounded("abcde", 4))
	assert.Equal(t, "长…", bounded("长长长", 8), "no character is cut in two")
	for most := 3; most < 40; most++ {
		got := bounded(strings.Repeat("长a\xff", 20), most)
		assert.LessOrEqual(t, len(got), most)
		assert.True(t, utf8.ValidString(got))
	}
}

// Characters that XML 1.0 forbids are taken out, not told as others.
func TestJUnitHasOnlyWhatXMLAllows(t *testing.T) {
	one := &releaseAnswer{
		view: view{Release: releases.Release{AppID: testApp, Version: "1\x01", Status: &workflows.Status{
			Outcome: workflows.OutcomeRejected, Reason: []string{"a\x08b\ufffec\uffff\x0b"}, Timeline: []workflows.Moment{{Text: "d\x1be"}},
		}}},
		ending: ending{Error: "f\x00g", ExitCode: exitRejected},
	}
	for _, r := range []ciReport{
		{app: &app{code: exitRejected, lang: english}, end: &ending{}, releases: []*releaseAnswer{one}},
		{app: &app{code: exitFailed, lang: english}, end: &ending{Error: "f\x00g"}},
	} {
		text := r.junit()
		assert.NotContains(t, text, "\ufffd")
		elements, all := parsed(t, text)
		assert.Contains(t, all, "f g")
		if len(r.releases) > 0 {
			assert.Contains(t, all, "a b c  ")
			assert.Contains(t, all, "d e")
			assert.Contains(t, elements[2], "name=1  time", "a blank for each")
		}
	}
}
