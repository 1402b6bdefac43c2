package workflows

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// One upsert for each stage and one for the end; the start sets the first values for nothing.
func TestSearchAttributesInFewUpserts(t *testing.T) {
	s := approvedAfter(3)
	env := newEnv(t, s)
	var got []temporal.SearchAttributes
	env.OnUpsertTypedSearchAttributes(mock.Anything).Run(func(args mock.Arguments) {
		got = append(got, args.Get(0).(temporal.SearchAttributes))
	}).Return(nil)
	run(t, env, testInput())
	require.Len(t, got, 3)
	stage := func(a temporal.SearchAttributes) string { v, _ := a.GetKeyword(AttrStage); return v }
	require.Equal(t, []string{"submit", "review", "done"}, []string{stage(got[0]), stage(got[1]), stage(got[2])})
	audit, _ := got[1].GetKeyword(AttrAuditID)
	require.Equal(t, "430000001", audit)
	outcome, _ := got[2].GetKeyword(AttrOutcome)
	require.Equal(t, "approved", outcome)
}

// A run that was started without search attributes lives in a namespace that may not have them.
func TestNoSearchAttributesWhereThereAreNone(t *testing.T) {
	env := newEnv(t, approvedAfter(3))
	require.NoError(t, env.SetTypedSearchAttributesOnStart(temporal.SearchAttributes{}))
	env.OnUpsertTypedSearchAttributes(mock.Anything).Panic("upsert in a namespace without search attributes")
	// The expectation is that nothing comes.
	env.ExecuteWorkflow(WorkflowType, testInput())
	require.NoError(t, env.GetWorkflowError())
}

func TestDetails(t *testing.T) {
	at := time.Date(2026, 3, 1, 10, 2, 0, 0, time.UTC)
	pace := timing.Pace{}.WithDefaults()
	open := Status{
		AppID: "wx5555666677778888", Version: "1.4.0", Stage: StageReview, Outcome: OutcomeOpen, AuditID: testAudit, SubmittedAt: at, Deadline: at.Add(14 * 24 * time.Hour),
		Waiting:  &Waiting{For: "WeChat's verdict", Since: at, Until: at.Add(14 * 24 * time.Hour), Whose: "WeChat"},
		Timeline: []Moment{{At: at, Text: "Submitted: review 430000001"}},
	}
	text := details(open, pace)
	require.Contains(t, text, "**Waiting for WeChat's verdict** since 2026-03-01 10:02 UTC, until 2026-03-15 10:02 UTC at the latest. The next move is **WeChat's**.")
	require.Contains(t, text, "WeChat is asked ever more seldom, at first after 10m, at last every 2h; the pending activity shows when next.")
	require.Contains(t, text, "| Audit id | 430000001 |")
	require.Contains(t, text, "- 2026-03-01 10:02:00 Submitted: review 430000001")

	ended := open
	ended.Waiting, ended.Stage, ended.Outcome, ended.VerdictBy, ended.EndedAt = nil, StageDone, OutcomeRejected, ByPush, at
	ended.Reason = []string{"<script>|*bold*"}
	ended.Problem = &activities.Problem{Message: "line one\nline two", Remedy: "do it"}
	text = details(ended, pace)
	require.Contains(t, text, "**Review 430000001 is rejected (seen by push)** at 2026-03-01 10:02 UTC.")
	require.Contains(t, text, `- &lt;script>\|\*bold\*`)
	require.Contains(t, text, "| What to do | do it |")
	require.NotContains(t, text, "line one\nline two")
	for _, line := range strings.Split(text, "\n") {
		require.NotContains(t, line, "<script")
	}
}

func TestVerdictNeverComesFromNothing(t *testing.T) {
	for status, want := range map[wxa.Status]Outcome{
		wxa.StatusMissing: OutcomeOpen, wxa.StatusReviewing: OutcomeOpen, wxa.StatusDelayed: OutcomeOpen, wxa.StatusOther: OutcomeOpen,
		wxa.StatusApproved: OutcomeApproved, wxa.StatusRejected: OutcomeRejected, wxa.StatusWithdrawn: OutcomeWithdrawn,
		wxa.Status(99): OutcomeOpen,
	} {
		require.Equal(t, want, verdict(status), status)
	}
	var nothing activities.Review
	require.Equal(t, OutcomeOpen, verdict(nothing.Status))
}

func TestValidateFindsEverything(t *testing.T) {
	in := testInput()
	in.AppID, in.Version = "wx1", strings.Repeat("一", 65)
	in.Expedite = Expedite{Policy: ExpediteAfter}
	in.Limits.Review = -1
	in.Audit.ItemList[0].FirstClass = ""
	err := in.Validate()
	for _, want := range []string{"appid:", "version: 65 characters", "expedite.after:", "limits.review:", "audit.item_list[0].first_class:"} {
		require.ErrorContains(t, err, want)
	}
	require.NoError(t, testInput().Validate())
}

// The remedy of a refusal is a sentence of its own, after one full stop, however the text before it ends.
func TestRefusalAndItsRemedy(t *testing.T) {
	for text, want := range map[string]string{"no quota": "no quota. Wait.", "no quota. It is used up.": "no quota. It is used up. Wait."} {
		failure, ok := errors.AsType[*temporal.ApplicationError](refusalOf(activities.Problem{Message: text, Remedy: "Wait."}))
		require.True(t, ok)
		require.Equal(t, want, failure.Message())
	}
}
