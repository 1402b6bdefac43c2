package workflows

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/testkit"
)

// figures keep what is measured, as a test reads it: our own labels only.
type figures struct {
	mu     *sync.Mutex
	all    map[string]float64
	labels map[string]string
}

func newFigures() figures { return figures{mu: new(sync.Mutex), all: map[string]float64{}} }

func (f figures) WithTags(tags map[string]string) client.MetricsHandler {
	labels := maps.Clone(f.labels)
	if labels == nil {
		labels = map[string]string{}
	}
	maps.Copy(labels, tags)
	return figures{f.mu, f.all, labels}
}

func (f figures) add(name string, by float64) {
	if !strings.HasPrefix(name, "wxrelease_") {
		return
	}
	var labels []string
	for _, key := range slices.Sorted(maps.Keys(f.labels)) {
		if slices.Contains([]string{"outcome", "verdict_by", "by", "class", "state", "expedited"}, key) {
			labels = append(labels, key+"="+f.labels[key])
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all[fmt.Sprintf("%s{%s}", strings.TrimPrefix(name, "wxrelease_"), strings.Join(labels, " "))] += by
}

type counted func(int64)

func (c counted) Inc(n int64) { c(n) }

type gauged func(float64)

func (g gauged) Update(v float64) { g(v) }

type timed func(time.Duration)

func (t timed) Record(d time.Duration) { t(d) }

func (f figures) Counter(name string) client.MetricsCounter {
	return counted(func(n int64) { f.add(name, float64(n)) })
}
func (f figures) Gauge(name string) client.MetricsGauge {
	return gauged(func(v float64) { f.add(name, v) })
}
func (f figures) Timer(name string) client.MetricsTimer {
	return timed(func(d time.Duration) { f.add(name, d.Seconds()) })
}

// measured runs a release and gives its figures, and the log.
func measured(t *testing.T, s *script, in ReleaseInput) (map[string]float64, string) {
	t.Helper()
	var logged testkit.Buffer
	f := newFigures()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(testkit.DebugLog(&logged)))
	suite.SetMetricsHandler(f)
	env := suite.NewTestWorkflowEnvironment()
	env.RegisterWorkflowWithOptions(Options{}.Workflow, registerOptions)
	s.register(env)
	require.NoError(t, env.SetTypedSearchAttributesOnStart(temporal.NewSearchAttributes(AttrAppID.ValueSet(in.AppID))))
	run(t, env, in)
	// Each counter is among those that begin at zero.
	begin := newFigures()
	for name, series := range FigureSeries() {
		for _, labels := range series {
			begin.WithTags(labels).Counter(name).Inc(0)
		}
	}
	for series := range f.all {
		if !strings.HasPrefix(series, "release_") { // those are histograms
			require.Contains(t, begin.all, series)
		}
	}
	return f.all, logged.String()
}

func TestFiguresOfAnExpeditedApproval(t *testing.T) {
	in := testInput()
	in.Expedite = Expedite{Policy: ExpediteAlways}
	got, logged := measured(t, &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		if attempt < 3 {
			return reviewing(in)
		}
		return approved()
	}}, in)
	require.Greater(t, got["release_verdict{expedited=true outcome=approved}"], 600.0, "seconds")
	delete(got, "release_verdict{expedited=true outcome=approved}")
	require.Equal(t, map[string]float64{
		"releases_started{}": 1, "release_detection{}": 0, "releases_in_review{by=submitted}": 1, "expedites{state=accepted}": 1,
		"releases_ended{outcome=approved verdict_by=poll}": 1,
	}, got)
	require.Regexp(t, `(?m)level=INFO msg="In review".* appid=wx5555666677778888 version=1.4.0 audit_id=430000001 by=submitted$`, logged)
	require.Regexp(t, `(?m)level=INFO msg="Release ended".* outcome=approved verdict_by=poll audit_id=430000001$`, logged)
	require.NotContains(t, logged, "level=ERROR")
}

// A person is called in the review, and a release ends before it: the labels tell the class of the problem, never which release.
func TestFiguresOfTrouble(t *testing.T) {
	problem := activities.Problem{Kind: activities.ProblemRefused, Class: "quota", Code: 85085, Message: "used up"}
	s := &script{submit: func(activities.SubmitInput) (activities.Submission, error) {
		return activities.Submission{}, temporal.NewNonRetryableApplicationError("85085", activities.FailureQuota, nil, problem)
	}}
	got, logged := measured(t, s, testInput())
	require.Regexp(t, `(?m)level=INFO msg="Release ended".* outcome=quota .*code=85085 `, logged)
	require.Equal(t, map[string]float64{
		"releases_started{}": 1, "release_detection{}": 0, "releases_ended{outcome=quota verdict_by=none}": 1,
	}, got)

	problem = activities.Problem{Kind: activities.ProblemRefused, Class: "fix", Code: 61004, Message: "no"}
	s = &script{poll: func(in activities.PollInput, attempt int) (activities.Review, error) {
		if in.Mode == activities.PollRegular {
			return activities.Review{}, temporal.NewNonRetryableApplicationError("61004", activities.FailureNeedsPerson, nil, problem)
		}
		return approved()
	}}
	got, logged = measured(t, s, testInput())
	require.Regexp(t, `(?m)level=WARN msg="A person is needed".* appid=wx5555666677778888 version=1.4.0 kind=refused code=61004 `, logged)
	require.Equal(t, 1.0, got["person_needed{class=fix}"], got)
	require.Equal(t, 1.0, got["releases_ended{outcome=approved verdict_by=poll}"], got)
}
