package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	failurepb "go.temporal.io/api/failure/v1"
	historypb "go.temporal.io/api/history/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/workflows"
)

func recorded(t *testing.T, path string) []*historypb.HistoryEvent {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	h, err := client.HistoryFromJSON(f, client.HistoryJSONOptions{})
	require.NoError(t, err)
	return h.GetEvents()
}

// Every recorded history begins and ends in words, and no line of it is empty or shows Temporal's bookkeeping.
func TestHistoryOfEveryPath(t *testing.T) {
	isolate(t)
	paths, err := filepath.Glob("../workflows/testdata/history/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			events := recorded(t, path)
			synctest.Test(t, func(t *testing.T) {
				s := &fakeTemporal{noWorker: true}
				s.open("run-1").events = events
				code, out, errw := s.starter(t.Context(), t, "history", testApp)
				assert.Equal(t, exitOK, code, errw)
				rows := strings.Split(strings.TrimRight(out, "\n"), "\n")
				assert.Regexp(t, `^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ  started: version \S+ of wx[0-9a-z]{16}`, rows[0])
				assert.Regexp(t, `\n20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ  (ended: [a-z]+|terminated by )`, out)
				for _, row := range rows {
					assert.Regexp(t, `^(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ| {20})  \S`, row)
				}
				for _, bookkeeping := range []string{"WORKFLOW", "EVENT_TYPE", "{", "metadata"} {
					assert.NotContains(t, out, bookkeeping)
				}
			})
		})
	}
}

// The words for one eventful release.
func TestHistoryWords(t *testing.T) {
	isolate(t)
	synctest.Test(t, func(t *testing.T) {
		s := &fakeTemporal{noWorker: true}
		r := s.open("run-1")
		r.info.Memo = &commonpb.Memo{Fields: map[string]*commonpb.Payload{workflows.MemoStartedBy: payload("li")}}
		r.pending = []*workflowpb.PendingActivityInfo{{
			ActivityType: &commonpb.ActivityType{Name: "PollAudit"}, Attempt: 12, NextAttemptScheduleTime: timestamppb.New(time.Now().Add(time.Hour)),
			LastFailure: &failurepb.Failure{Message: "under review; next try in 10m"},
		}}
		for i, e := range eventful() {
			e.EventId, e.EventTime = int64(i+1), timestamppb.New(time.Now().Add(time.Duration(i)*time.Minute))
			r.events = append(r.events, e)
		}
		began := time.Now()
		code, out, errw := s.starter(t.Context(), t, "history", testApp)
		assert.Equal(t, exitOK, code, errw)
		assert.Zero(t, time.Since(began), "no worker is asked")
		assert.Equal(t, `2000-01-01T00:00:00Z  started: version 1.4.0 of wx5555666677778888, by li, from https://ci/1
2000-01-01T00:02:00Z  Submit 1.4.0 for review
2000-01-01T00:04:00Z  Submit 1.4.0 for review: review 430000001, found there after a reply that was lost, at attempt 2; the one before: /wxa/submit_audit: cut off
2000-01-01T00:05:00Z  Deadline for the verdict: set to 2000-01-15T00:05:00Z
2000-01-01T00:06:00Z  WeChat pushed weapp_audit_delay
2000-01-01T00:07:00Z  Li, support asks for extend-deadline by 2d
2000-01-01T00:08:00Z  answered: 2000-01-17T00:05:00Z
2000-01-01T00:09:00Z  an operator asks for withdraw
2000-01-01T00:10:00Z  answered: refused: 87013: used up
2000-01-01T00:11:00Z  PollAudit
2000-01-01T00:13:00Z  PollAudit: rejected
                      1: first [31m line
                      2: second
2000-01-01T00:14:00Z  cancellation requested by starter@host: wrong build
2000-01-01T00:15:00Z  a worker could not go on, and tries again: nondeterministic
2000-01-01T00:16:00Z  a worker began to work on the release and was lost
2000-01-01T00:18:00Z  Deadline for the verdict: reached
2000-01-01T00:19:00Z  terminated by wang: enough; an open review stays open at WeChat
now                   PollAudit, attempt 12 at 2000-01-01T01:00:00Z; last: under review; next try in 10m
`, out)

		_, out, _ = s.starter(t.Context(), t, "history", testApp, "-o", "json")
		got := object(t, out)
		assert.Equal(t, "li", got["started_by"])
		assert.Equal(t, map[string]any{"at": "2000-01-01T00:02:00Z", "event_id": 3.0, "text": "Submit 1.4.0 for review"}, got["history"].([]any)[1])
		assert.Len(t, got["pending"], 1)

		code, _, errw = s.starter(t.Context(), t, "history", testApp, "--run", "other")
		assert.Equal(t, exitFailed, code)
		assert.Contains(t, errw, "knows no release")
	})
}

// What a continued run, a note of who cancels, and a cancellation that got no review back look like.
func TestHistoryOfALongReleaseThatIsCancelled(t *testing.T) {
	cancelled := workflows.Status{Outcome: workflows.OutcomeCancelFailed, Problem: &activities.Problem{Message: "errcode 87013: no quota to undo code"}}
	events := []*historypb.HistoryEvent{
		{
			EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
			Attributes: &historypb.HistoryEvent_WorkflowExecutionStartedEventAttributes{
				WorkflowExecutionStartedEventAttributes: &historypb.WorkflowExecutionStartedEventAttributes{
					ContinuedExecutionRunId: "run-1", Input: payloads(workflows.ReleaseInput{AppID: testApp, Version: "1.4.0"}),
				},
			},
		},
		{
			EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
			Attributes: &historypb.HistoryEvent_WorkflowExecutionSignaledEventAttributes{
				WorkflowExecutionSignaledEventAttributes: &historypb.WorkflowExecutionSignaledEventAttributes{
					SignalName: workflows.SignalCancelNote, Identity: "starter@host", Input: payloads(workflows.CancelNote{By: "wang"}),
				},
			},
		},
		{
			EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
			Attributes: &historypb.HistoryEvent_WorkflowExecutionCanceledEventAttributes{
				WorkflowExecutionCanceledEventAttributes: &historypb.WorkflowExecutionCanceledEventAttributes{Details: payloads(cancelled)},
			},
		},
	}
	told := teller{begun: map[int64]step{}}
	var texts []string
	for _, e := range events {
		texts = append(texts, told.tell(e))
	}
	assert.Equal(t, []string{
		"goes on from run run-1, which had become long: version 1.4.0 of wx5555666677778888",
		"", // the cancellation has the same words
		"ended: cancel-failed: errcode 87013: no quota to undo code",
	}, texts)
}
