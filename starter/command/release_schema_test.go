package command

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"reflect"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/testkit"
	"github.com/wxrelease/wxrelease/internal/testkit/jsonschema"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// factEnums are the values of the types of a release that have a few.
var factEnums = map[reflect.Type][]string{
	reflect.TypeFor[workflows.Stage]():         jsonschema.Enum(append([]workflows.Stage{""}, workflows.Stages...)),
	reflect.TypeFor[workflows.Outcome]():       jsonschema.Enum(append([]workflows.Outcome{""}, workflows.Outcomes...)),
	reflect.TypeFor[workflows.MomentKind]():    jsonschema.Enum(workflows.MomentKinds),
	reflect.TypeFor[workflows.WaitFor]():       jsonschema.Enum(workflows.WaitFors),
	reflect.TypeFor[workflows.Whose]():         jsonschema.Enum(workflows.Whoses),
	reflect.TypeFor[workflows.ExpediteState](): jsonschema.Enum(workflows.ExpediteStates),
	reflect.TypeFor[workflows.VerdictBy](): jsonschema.Enum([]workflows.VerdictBy{workflows.ByPush, workflows.ByPoll,
		workflows.ByOperator}),
	reflect.TypeFor[activities.ProblemKind](): jsonschema.Enum(activities.ProblemKinds),
	reflect.TypeFor[activities.PollMode](): jsonschema.Enum([]activities.PollMode{
		activities.PollRegular, activities.PollHint, activities.PollOnce, activities.PollParked,
	}),
	reflect.TypeFor[workflows.AnswerKind]():  jsonschema.Enum(workflows.AnswerKinds),
	reflect.TypeFor[workflows.RefusalKind](): jsonschema.Enum(workflows.RefusalKinds),
	reflect.TypeFor[releases.AnsweredBy](): jsonschema.Enum([]releases.AnsweredBy{releases.ByWorker, releases.ByResult,
		releases.ByServer}),
	reflect.TypeFor[releases.Gap](): jsonschema.Enum([]releases.Gap{releases.GapWorker, releases.GapCancelled, releases.GapUnfinished}),
	reflect.TypeFor[wxa.Status]():   statusWords(),
}

func statusWords() (all []string) {
	for status := wxa.StatusApproved; status <= wxa.StatusOther; status++ {
		all = append(all, status.String())
	}
	return all
}

// The checked-in schemas are those of today's types; go test ./starter/command -run Schema -update writes them.
func TestReleaseSchema(t *testing.T) {
	for name, of := range map[string]reflect.Type{
		"release":   reflect.TypeFor[releaseAnswer](),
		"operation": reflect.TypeFor[operationAnswer](),
	} {
		var text bytes.Buffer
		enc := json.NewEncoder(&text)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		require.NoError(t, enc.Encode(jsonschema.Of(name, of, factEnums)))
		testkit.Golden(t, filepath.Join("../../docs", name+".schema.json"), text.String())
	}
}

// What the command prints of a release fits the schema: of every recorded end, and of one that has everything.
func TestReleasesFitTheSchema(t *testing.T) {
	isolate(t)
	schema := jsonschema.Of("release", reflect.TypeFor[releaseAnswer](), factEnums)
	paths, err := filepath.Glob("../../workflows/testdata/history/*/*.json")
	require.NoError(t, err)
	checked := 0
	fits := func(name string, status workflows.Status, ends bool) {
		status.AppID = testApp
		synctest.Test(t, func(t *testing.T) {
			s := &fakeTemporal{}
			r := s.open("run-1", func(st *workflows.Status) { *st = status })
			if ends {
				s.finish(r, status.Outcome)
			}
			_, out, errw := s.wxrelease(t.Context(), t, "status", testApp, "-o", "json")
			assert.Empty(t, schema.Check([]byte(out)), "%s\n%s", name, errw)
			checked++
		})
	}
	for _, path := range paths {
		result := resultOf(recorded(t, path))
		if result == nil {
			continue
		}
		var status workflows.Status
		require.NoError(t, json.Unmarshal(result, &status), path)
		fits(path, status, true)
	}
	require.Greater(t, checked, 50)

	everything := workflows.Status{
		AppID: testApp, Name: "茶馆", Version: "1.4.0", Stage: workflows.StageReview, Outcome: workflows.OutcomeOpen, AuditID: 7,
		NeedsHuman: true,
		Waiting:    &workflows.Waiting{For: workflows.WaitVerdict, Whose: workflows.WhoseOperator, PollMode: activities.PollParked},
		Problem: &activities.Problem{Kind: activities.ProblemGaveUp, Of: activities.ProblemRefused, Code: 61004,
			Status: wxa.StatusDelayed, MayBeOut: true},
		Expedite: &workflows.Expediting{State: workflows.ExpediteAsking, By: "li"},
		Delay:    &workflows.Delay{Reason: []string{"slow"}}, Privacy: &activities.Detection{WithoutAuth: []string{"wx.a"}},
	}
	for _, kind := range workflows.MomentKinds {
		everything.Timeline = append(everything.Timeline, workflows.Moment{Kind: kind, Outcome: workflows.OutcomeQuota,
			Problem: everything.Problem, Times: 2, Status: wxa.StatusApproved})
	}
	fits("everything", everything, false)
}
