package workflows

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/activities"
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

// The index tells that a release takes its review back, until it has ended.
func TestCancellingIsIndexed(t *testing.T) {
	env := newEnv(t, &script{poll: openForEver})
	var got []string
	env.OnUpsertTypedSearchAttributes(mock.Anything).Run(func(args mock.Arguments) {
		a := args.Get(0).(temporal.SearchAttributes)
		stage, _ := a.GetKeyword(AttrStage)
		outcome, _ := a.GetKeyword(AttrOutcome)
		got = append(got, stage+" "+outcome)
	}).Return(nil)
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Hour)
	env.ExecuteWorkflow(WorkflowType, testInput())
	require.True(t, temporal.IsCanceledError(env.GetWorkflowError()))
	require.Equal(t, []string{"submit open", "review open", "review cancelling", "done cancelled"}, got)
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
