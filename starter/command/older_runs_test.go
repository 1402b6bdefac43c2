package command

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"

	"github.com/wxrelease/wxrelease/workflows"
)

// resultOf is what a recorded run has told at its end, byte for byte; nil for one that went on as another run.
func resultOf(events []*historypb.HistoryEvent) []byte {
	last := events[len(events)-1]
	result := last.GetWorkflowExecutionCompletedEventAttributes().GetResult()
	if result == nil {
		result = last.GetWorkflowExecutionCanceledEventAttributes().GetDetails()
	}
	if result == nil {
		return nil
	}
	return result.GetPayloads()[0].GetData()
}

// A run of an older worker has lines of English where one of today has facts: they are shown as they are, in every language.
func TestOlderRunsShowTheirLines(t *testing.T) {
	isolate(t)
	paths, err := filepath.Glob("../../workflows/testdata/history/*/*.json")
	require.NoError(t, err)
	older := 0
	for _, path := range paths {
		events := recorded(t, path)
		result := resultOf(events)
		var told struct {
			AppID    string `json:"appid"`
			Timeline []struct{ Kind, Text string }
		}
		if result == nil {
			continue
		}
		require.NoError(t, json.Unmarshal(result, &told), path)
		if told.Timeline[0].Kind != "" {
			continue // of today: TestReleasesFitTheSchema and the words' own tests have it
		}
		older++
		synctest.Test(t, func(t *testing.T) {
			s := &fakeTemporal{}
			status := enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED
			if events[len(events)-1].GetEventType() == enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED {
				status = enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED
			}
			s.end(s.open("run-1", func(st *workflows.Status) { st.AppID = told.AppID }), status, events[len(events)-1])

			_, out, errw := s.wxrelease(t.Context(), t, "status", told.AppID, "-o", "json")
			answer, ok := object(t, out)["status"].(map[string]any)
			require.True(t, ok, "%s: %s", path, errw)
			lines, _ := answer["timeline"].([]any)
			require.Len(t, lines, len(told.Timeline), path)
			for i, line := range told.Timeline {
				assert.Equal(t, line.Text, lines[i].(map[string]any)["text"], path)
			}
			for _, lang := range []string{"en", "zh"} {
				_, out, errw := s.wxrelease(t.Context(), t, "status", told.AppID, "--lang", lang)
				shown := strings.Join(strings.Fields(out), " ")
				for _, line := range told.Timeline {
					assert.Contains(t, shown, strings.Join(strings.Fields(line.Text), " "), "%s, --lang %s\n%s%s", path, lang, out, errw)
				}
			}
		})
	}
	require.Greater(t, older, 50)
}

// The same for a run that is open under an older worker: the English of what it waits for and of its expediting is shown too.
func TestOlderOpenRunsShowTheirLines(t *testing.T) {
	isolate(t)
	var status workflows.Status
	require.NoError(t, json.Unmarshal([]byte(`{"appid": "`+testApp+`", "version": "1.4.0", "stage": "review", "outcome": "open",
		"audit_id": 430000001, "needs_human": false, "expedite": "planned for 2026-11-22T10:00:00Z",
		"waiting": {"for": "WeChat's verdict", "since": "2026-11-21T10:00:00Z", "whose": "WeChat", "next_look": "2026-11-21T10:05:00Z"},
		"started_at": "2026-11-21T09:59:00Z", "timeline": [{"at": "2026-11-21T10:00:00Z", "text": "Submitted: review 430000001"}]}`), &status))
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{}
		s.open("run-1", func(st *workflows.Status) { *st = status })
		for _, lang := range []string{"en", "zh"} {
			_, out, errw := s.wxrelease(t.Context(), t, "status", testApp, "--lang", lang)
			for _, text := range []string{"WeChat's verdict", "planned for 2026-11-22T10:00:00Z", "Submitted: review 430000001"} {
				assert.Contains(t, out, text, errw)
			}
		}
	})
}
