package workflows

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	historypb "go.temporal.io/api/history/v1"
)

const historyFolder = "testdata/history"

// paths are the ways a release can go; each has a history that the end-to-end tests recorded on a real server:
//
//	go test ./demo/e2e -count=1 -record $PWD/workflows/testdata/history
//
// A history is never recorded anew to make a test pass. If today's code cannot replay it, neither can a worker that is
// upgraded in the middle of a review: put the change behind workflow.GetVersion, and record the new path beside the old one.
var paths = []string{
	"access-refused-for-a-while", "approved-by-poll", "approved-by-push", "blocked", "busy", "cancelled", "credentials", "delayed-then-approved",
	"detection-expired", "expedited", "expired", "extended", "killed-worker", "lost-reply", "no-search-attributes", "rejected", "reset",
	"unauthorized", "withdrawn-by-operator", "withdrawn-from-outside",
}

func replay(h *historypb.History) error {
	replayer := worker.NewWorkflowReplayer()
	replayer.RegisterWorkflowWithOptions(ReleaseWorkflow, registerOptions)
	return replayer.ReplayWorkflowHistoryWithOptions(nil, h, worker.ReplayWorkflowHistoryOptions{
		OriginalExecution: workflow.Execution{ID: WorkflowID(testInput().AppID), RunID: h.Events[0].GetWorkflowExecutionStartedEventAttributes().GetOriginalExecutionRunId()},
	})
}

func readHistory(t *testing.T, path string) *historypb.History {
	t.Helper()
	text, err := os.Open(filepath.Join(historyFolder, path+".json"))
	require.NoError(t, err)
	defer text.Close()
	h, err := client.HistoryFromJSON(text, client.HistoryJSONOptions{})
	require.NoError(t, err)
	return h
}

func TestReplayRecordedHistories(t *testing.T) {
	for _, path := range paths {
		t.Run(path, func(t *testing.T) {
			require.NoError(t, replay(readHistory(t, path)))
		})
	}
}

func TestEveryRecordedHistoryIsReplayed(t *testing.T) {
	files, err := os.ReadDir(historyFolder)
	require.NoError(t, err)
	var got []string
	for _, f := range files {
		got = append(got, strings.TrimSuffix(f.Name(), ".json"))
	}
	require.Equal(t, paths, got)
}

// The replayer must notice a changed story, or it proves nothing: without its submission a release is another one.
func TestReplayNoticesAChange(t *testing.T) {
	h := readHistory(t, "approved-by-push")
	for _, e := range h.Events {
		if e.GetActivityTaskScheduledEventAttributes().GetActivityType().GetName() == "SubmitAudit" {
			e.GetActivityTaskScheduledEventAttributes().ActivityType.Name = "SomethingElse"
		}
	}
	require.ErrorContains(t, replay(h), "nondeterministic")
}

// The promises about a history's length, on the recorded ones.
func TestHistoryBudgets(t *testing.T) {
	require.LessOrEqual(t, len(readHistory(t, "approved-by-push").Events), 45)
	require.LessOrEqual(t, len(readHistory(t, "approved-by-poll").Events), 35)
	upserts := 0
	for _, e := range readHistory(t, "approved-by-push").Events {
		if e.EventType == enumspb.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES {
			upserts++
		}
	}
	require.Equal(t, 3, upserts)
}
