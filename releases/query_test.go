package releases

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestListQuery(t *testing.T) {
	const base = "WorkflowType = 'ReleaseWorkflow'"
	for _, tt := range []struct {
		q    Query
		want string
	}{
		{Query{}, base + " AND ExecutionStatus = 'Running'"},
		{Query{All: true}, base + " AND ExecutionStatus != 'ContinuedAsNew'"},
		{Query{Stage: "review"}, base + " AND ExecutionStatus = 'Running' AND ((WxStage = 'review') OR WxAppId IS NULL)"},
		{Query{Stage: "done"}, base + " AND ExecutionStatus != 'ContinuedAsNew' AND ((WxStage = 'done') OR WxAppId IS NULL)"},
		{Query{Outcome: "rejected"}, base + " AND ExecutionStatus != 'ContinuedAsNew' AND ((WxOutcome = 'rejected') OR WxAppId IS NULL)"},
		{Query{Outcome: "open"}, base + " AND ExecutionStatus = 'Running' AND ((WxOutcome IN ('open', 'cancelling')) OR WxAppId IS NULL)"},
		{Query{NeedsHuman: true}, base + " AND ExecutionStatus != 'ContinuedAsNew' AND ((WxNeedsHuman = true) OR WxAppId IS NULL)"},
		{Query{NeedsHuman: true, Stage: "review"}, base + " AND ExecutionStatus = 'Running' AND ((WxStage = 'review' AND WxNeedsHuman " +
			"= true) OR WxAppId IS NULL)"},
		{Query{NeedsHuman: true, Outcome: "open"}, base + " AND ExecutionStatus = 'Running' AND ((WxOutcome IN ('open', 'cancelling') AND WxNeedsHuman " +
			"= true) OR WxAppId IS NULL)"},
		{Query{NeedsHuman: true, All: true, Stage: "done"}, base + " AND ExecutionStatus != 'ContinuedAsNew' AND ((WxStage = 'done' " +
			"AND WxNeedsHuman = true) OR WxAppId IS NULL)"},
		{Query{OlderThan: 36 * time.Hour}, base + " AND ExecutionStatus = 'Running' AND StartTime <= '1999-12-30T12:00:00Z'"},
		{Query{OlderThan: time.Hour, Stage: "review"}, base + " AND ExecutionStatus = 'Running' AND StartTime <= " +
			"'1999-12-31T23:00:00Z' AND ((WxStage = 'review') OR WxAppId IS NULL)"},
		{Query{Outcome: "rejected", EndedWithin: 24 * time.Hour}, base + " AND ExecutionStatus != 'ContinuedAsNew' AND CloseTime >= " +
			"'1999-12-31T00:00:00Z' AND ((WxOutcome = 'rejected') OR WxAppId IS NULL)"},
		{Query{Version: `1.4' OR '1'='1\`}, base + ` AND ExecutionStatus = 'Running' AND ((WxVersion = '1.4\' OR \'1\'=\'1\\') OR ` +
			`WxAppId IS NULL)`},
	} {
		synctest.Test(t, func(t *testing.T) { assert.Equal(t, tt.want, tt.q.text()) })
	}
}
