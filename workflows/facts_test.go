package workflows

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
)

// What an older worker wrote, in the state of a run that it continued or as an answer, stays readable as it is.
func TestOlderWorkersWords(t *testing.T) {
	var s Status
	require.NoError(t, json.Unmarshal([]byte(`{
		"appid": "wx5555666677778888", "stage": "review", "outcome": "open", "expedite": "planned for 2026-03-01 10:02 UTC",
		"waiting": {"for": "WeChat's verdict", "since": "2026-03-01T10:02:00Z", "whose": "WeChat"},
		"problem": {"code": 61004, "message": "refused", "meaning": "not in the list", "remedy": "add it"},
		"timeline": [{"at": "2026-03-01T10:02:00Z", "text": "Submitted: review 430000001", "times": 2}]
	}`), &s))
	require.Equal(t, &Expediting{Text: "planned for 2026-03-01 10:02 UTC"}, s.Expedite)
	require.Equal(t, WaitFor("WeChat's verdict"), s.Waiting.For)
	require.Equal(t, Whose("WeChat"), s.Waiting.Whose)
	require.Equal(t, &activities.Problem{Code: 61004, Message: "refused", Meaning: "not in the list", Remedy: "add it"}, s.Problem)
	require.Equal(
		t,
		[]Moment{{At: time.Date(2026, 3, 1, 10, 2, 0, 0, time.UTC), Text: "Submitted: review 430000001", Times: 2}},
		s.Timeline,
	)

	var a Answer
	require.NoError(t, json.Unmarshal([]byte(`"review 430000001 is reviewing"`), &a))
	require.Equal(t, Answer{Kind: AnswerText, Text: "review 430000001 is reviewing"}, a)

	for name, err := range map[string]error{
		"by a validator": errors.New("too early"),
		"with a problem": temporal.NewNonRetryableApplicationError("no quota. Wait.", FailureRefused, nil, activities.Problem{Code: 87013, Message: "no quota"}),
	} {
		app, ok := errors.AsType[*temporal.ApplicationError](temporal.GetDefaultFailureConverter().FailureToError(
			temporal.GetDefaultFailureConverter().ErrorToFailure(err)))
		require.True(t, ok, name)
		got, ok := RefusalIn(app)
		require.True(t, ok, name)
		require.Equal(t, RefusedText, got.Kind, name)
		require.Equal(t, app.Message(), got.Text, name)
		require.Equal(t, name == "with a problem", got.Problem != nil && got.Problem.Code == 87013, name)
	}
	_, ok := RefusalIn(errors.New("no connection"))
	require.False(t, ok)
}

// A refusal comes out of Temporal as it went in.
func TestRefusalOnTheWire(t *testing.T) {
	for _, want := range []Refusal{
		{Kind: RefusedTooEarly, Waiting: WaitDetection},
		{Kind: RefusedTooLate, Ended: &Moment{Kind: MomentEnded, Outcome: OutcomeApproved, At: time.Date(2026, 3, 1, 10, 2, 0, 0, time.UTC)}},
		{Kind: RefusedByWeChat, Problem: &activities.Problem{Kind: activities.ProblemRefused, Code: 87013, Message: "no quota"}},
	} {
		converter := temporal.GetDefaultFailureConverter()
		err := converter.FailureToError(converter.ErrorToFailure(want.failure()))
		got, ok := RefusalIn(err)
		require.True(t, ok)
		require.Equal(t, want, got)
		app, ok := errors.AsType[*temporal.ApplicationError](err)
		require.True(t, ok)
		var p activities.Problem
		require.NoError(t, app.Details(&p), "what an older client reads")
		if want.Problem != nil {
			require.Equal(t, *want.Problem, p)
		}
	}
}

func TestEveryRefusalHasItsEnglish(t *testing.T) {
	for _, kind := range RefusalKinds {
		r := Refusal{Kind: kind, Ended: &Moment{}, Problem: &activities.Problem{Message: "no"}, Text: "old"}
		require.NotEmpty(t, r.Error(), kind)
	}
}

// What happens again and again in a row is one line, whatever its request ids are; another fact is another line.
func TestRepeatsAreOneLine(t *testing.T) {
	inside(t, nil, func(ctx workflow.Context, r *release) {
		r.status.Timeline = nil
		problem := func(code int, rid string) *activities.Problem {
			return &activities.Problem{Kind: activities.ProblemRefused, Code: code, RID: rid, Detail: "no rid: " + rid, Message: "no"}
		}
		for _, m := range []Moment{
			{Kind: MomentPushed, Event: "weapp_audit_delay"}, {Kind: MomentPushed, Event: "weapp_audit_delay"}, {Kind: MomentPushed, Event: "weapp_audit_fail"},
			{Kind: MomentPersonNeeded, Problem: problem(61004, "a")}, {Kind: MomentPersonNeeded, Problem: problem(61004, "b")},
			{Kind: MomentPersonNeeded, Problem: problem(61003, "b")}, {Kind: MomentPersonNeeded},
		} {
			r.note(ctx, m)
		}
		var times []int
		for _, m := range r.status.Timeline {
			times = append(times, m.Times)
		}
		require.Equal(t, []int{2, 0, 2, 0, 0}, times)
		require.Empty(t, r.status.Timeline[2].Problem.Message, "the kind says it")
	})
}

// A run that was started without search attributes gets them where the worker knows that the namespace has them.
func TestBecomesSearchable(t *testing.T) {
	env := newEnvWith(t, approvedAfter(3), Options{Searchable: true})
	require.NoError(t, env.SetTypedSearchAttributesOnStart(temporal.SearchAttributes{}))
	var got []temporal.SearchAttributes
	env.OnUpsertTypedSearchAttributes(mock.Anything).Run(func(args mock.Arguments) {
		got = append(got, args.Get(0).(temporal.SearchAttributes))
	}).Return(nil)
	run(t, env, testInput())
	var first temporal.SearchAttributes
	for _, attributes := range got {
		if _, ours := attributes.GetKeyword(AttrStage); ours {
			first = attributes
			break
		}
	}
	appid, _ := first.GetKeyword(AttrAppID)
	version, _ := first.GetKeyword(AttrVersion)
	stage, _ := first.GetKeyword(AttrStage)
	require.Equal(t, []string{testInput().AppID, "1.4.0", "detect"}, []string{appid, version, stage})
	last := got[len(got)-1]
	outcome, _ := last.GetKeyword(AttrOutcome)
	require.Equal(t, "approved", outcome)
	_, again := last.GetKeyword(AttrAppID)
	require.False(t, again, "they never change")
}

// The merchant's name comes with the start, or from the worker.
func TestName(t *testing.T) {
	var told []bool
	s := approvedAfter(1)
	s.detectWith = func(in activities.DetectionInput) (activities.Detection, error) {
		told = append(told, in.TellName)
		if in.TellName {
			return activities.Detection{Name: "茶馆"}, nil
		}
		return activities.Detection{}, nil
	}
	require.Equal(t, "茶馆", run(t, newEnv(t, s), testInput()).Name)
	in := testInput()
	in.Name = "面馆"
	require.Equal(t, "面馆", run(t, newEnv(t, s), in).Name)
	require.Equal(t, []bool{true, false}, told)
}

// spelled are words that only name what they are about.
type spelled struct{}

func (spelled) Details(s Status) string { return "details " + string(s.Stage) }
func (spelled) Step(s Step) string      { return "step " + string(s.Kind) }
func (spelled) Timer(t Timer) string    { return "timer " + string(t) }

func TestWordsLabelSteps(t *testing.T) {
	var got []string
	inside(t, nil, func(ctx workflow.Context, r *release) {
		for _, options := range []Options{{}, {Words: spelled{}}} {
			r.options = options
			got = append(got, workflow.GetActivityOptions(r.step(ctx, Step{Kind: StepSubmit})).Summary)
		}
	})
	require.Equal(t, []string{"", "step submit"}, got)
}
