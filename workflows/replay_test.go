package workflows

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/proxy"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

// historyFolder holds a folder for each generation of the story: each way a release can go, as the end-to-end tests recorded it
// on a real server with that generation's code. A landed history is never recorded anew; see the package comment.
const historyFolder = "testdata/history"

// newest is the generation that today's code records.
const newest = "5"

// paths are the ways of the newest generation. Each end-to-end test that keeps its history has one.
var paths = []string{
	"access-refused-for-a-while", "approved-by-poll", "approved-by-push", "becomes-searchable", "blocked", "busy", "cancel-failed",
	"cancelled", "continued-first", "continued-last", "credentials", "deadline-moved-in-last-poll", "delayed-then-approved",
	"detection-expired", "expedited-too-late", "expedited", "expired", "extended", "killed-worker", "lost-reply",
	"parked-after-a-lost-reply", "rejected", "reset", "taken-over", "unauthorized-falsely", "unauthorized",
	"withdrawn-by-operator", "withdrawn-from-outside",
}

func replay(h *historypb.History) error { return replayThrough(nil, h) }

// replayThrough replays with a data converter of a worker's own, nil for the SDK's.
func replayThrough(data converter.DataConverter, h *historypb.History) error {
	return replayWith(Options{}, data, h)
}

func replayWith(o Options, data converter.DataConverter, h *historypb.History) error {
	replayer, err := worker.NewWorkflowReplayerWithOptions(worker.WorkflowReplayerOptions{
		DataConverter:    data,
		FailureConverter: temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{DataConverter: data}),
	})
	if err != nil {
		return err
	}
	o.RegisterWorkflow(replayer)
	return replayer.ReplayWorkflowHistoryWithOptions(nil, h, worker.ReplayWorkflowHistoryOptions{
		OriginalExecution: workflow.Execution{
			ID:    WorkflowID(testInput().AppID),
			RunID: h.Events[0].GetWorkflowExecutionStartedEventAttributes().GetOriginalExecutionRunId(),
		},
	})
}

func readHistory(t *testing.T, path string) *historypb.History {
	t.Helper()
	text, err := os.Open(path)
	require.NoError(t, err)
	defer text.Close()
	h, err := client.HistoryFromJSON(text, client.HistoryJSONOptions{})
	require.NoError(t, err)
	return h
}

// recorded lists every landed history.
func recorded(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(historyFolder, "*", "*.json"))
	require.NoError(t, err)
	require.Greater(t, len(files), 40)
	return files
}

// An open run goes on where the calls of WeChat get a queue of their own, or lose it: what is recorded of another queue replays.
func TestReplayWithAnActivityQueue(t *testing.T) {
	for _, path := range recorded(t) {
		require.NoError(t, replayWith(Options{ActivityQueue: "wechat-calls"}, nil, readHistory(t, path)), path)
	}
}

// Every landed history replays: an open run of any of those days may have gone that way when its worker is upgraded.
func TestReplayRecordedHistories(t *testing.T) {
	for _, path := range recorded(t) {
		t.Run(path, func(t *testing.T) { require.NoError(t, replay(readHistory(t, path))) })
	}
}

// The same where a worker encodes what it sends to Temporal.
func TestReplayThroughACodec(t *testing.T) {
	codec := converter.NewZlibCodec(converter.ZlibCodecOptions{AlwaysEncode: true})
	encoded := converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), codec)
	for _, path := range recorded(t) {
		t.Run(path, func(t *testing.T) {
			h := readHistory(t, path)
			require.NoError(t, proxy.VisitPayloads(t.Context(), h, proxy.VisitPayloadsOptions{
				SkipSearchAttributes: true,
				Visitor: func(_ *proxy.VisitPayloadsContext, payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
					return codec.Encode(payloads)
				},
			}))
			require.NoError(t, replayThrough(encoded, h))
		})
	}
}

func TestEveryPathIsRecorded(t *testing.T) {
	files, err := os.ReadDir(filepath.Join(historyFolder, newest))
	require.NoError(t, err)
	var got []string
	for _, f := range files {
		got = append(got, strings.TrimSuffix(f.Name(), ".json"))
	}
	require.Equal(t, paths, got)
}

// The replayer must notice a changed story, or it proves nothing: without its submission a release is another one.
func TestReplayNoticesAChange(t *testing.T) {
	h := readHistory(t, filepath.Join(historyFolder, newest, "approved-by-push.json"))
	for _, e := range h.Events {
		if e.GetActivityTaskScheduledEventAttributes().GetActivityType().GetName() == "SubmitAudit" {
			e.GetActivityTaskScheduledEventAttributes().ActivityType.Name = "SomethingElse"
		}
	}
	require.ErrorContains(t, replay(h), "nondeterministic")
}

// The promises about a history's length, on the recorded ones. The end-to-end tests check the same on every run.
func TestHistoryBudgets(t *testing.T) {
	require.LessOrEqual(t, len(readHistory(t, filepath.Join(historyFolder, newest, "approved-by-push.json")).Events), 30)
	require.LessOrEqual(t, len(readHistory(t, filepath.Join(historyFolder, newest, "approved-by-poll.json")).Events), 35)
	upserts := 0
	for _, e := range readHistory(t, filepath.Join(historyFolder, newest, "approved-by-push.json")).Events {
		if e.EventType == enumspb.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES {
			upserts++
		}
	}
	require.Equal(t, 4, upserts)
}
