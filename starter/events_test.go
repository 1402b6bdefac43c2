package main

import (
	"time"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	failurepb "go.temporal.io/api/failure/v1"
	historypb "go.temporal.io/api/history/v1"
	sdkpb "go.temporal.io/api/sdk/v1"
	updatepb "go.temporal.io/api/update/v1"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/wxrelease/wxrelease/workflows"
)

// eventful is the record of a release in which much happens, one event a minute.
func eventful() []*historypb.HistoryEvent {
	say := func(text string) *sdkpb.UserMetadata { return &sdkpb.UserMetadata{Summary: payload(text)} }
	failure := func(text string) *failurepb.Failure { return &failurepb.Failure{Message: text} }
	update := func(name string, arg any) *historypb.HistoryEvent_WorkflowExecutionUpdateAcceptedEventAttributes {
		return &historypb.HistoryEvent_WorkflowExecutionUpdateAcceptedEventAttributes{WorkflowExecutionUpdateAcceptedEventAttributes: &historypb.WorkflowExecutionUpdateAcceptedEventAttributes{
			AcceptedRequest: &updatepb.Request{Input: &updatepb.Input{Name: name, Args: payloads(arg)}},
		}}
	}
	answer := func(o *updatepb.Outcome) *historypb.HistoryEvent_WorkflowExecutionUpdateCompletedEventAttributes {
		return &historypb.HistoryEvent_WorkflowExecutionUpdateCompletedEventAttributes{WorkflowExecutionUpdateCompletedEventAttributes: &historypb.WorkflowExecutionUpdateCompletedEventAttributes{Outcome: o}}
	}
	scheduled := func(name string) *historypb.HistoryEvent_ActivityTaskScheduledEventAttributes {
		return &historypb.HistoryEvent_ActivityTaskScheduledEventAttributes{ActivityTaskScheduledEventAttributes: &historypb.ActivityTaskScheduledEventAttributes{ActivityType: &commonpb.ActivityType{Name: name}}}
	}
	started := func(of int64, attempt int32, last *failurepb.Failure) *historypb.HistoryEvent_ActivityTaskStartedEventAttributes {
		return &historypb.HistoryEvent_ActivityTaskStartedEventAttributes{ActivityTaskStartedEventAttributes: &historypb.ActivityTaskStartedEventAttributes{ScheduledEventId: of, Attempt: attempt, LastFailure: last}}
	}
	completed := func(of int64, result any) *historypb.HistoryEvent_ActivityTaskCompletedEventAttributes {
		return &historypb.HistoryEvent_ActivityTaskCompletedEventAttributes{ActivityTaskCompletedEventAttributes: &historypb.ActivityTaskCompletedEventAttributes{ScheduledEventId: of, Result: payloads(result)}}
	}
	return []*historypb.HistoryEvent{
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED, Attributes: &historypb.HistoryEvent_WorkflowExecutionStartedEventAttributes{WorkflowExecutionStartedEventAttributes: &historypb.WorkflowExecutionStartedEventAttributes{
			Input: payloads(workflows.ReleaseInput{AppID: testApp, Version: "1.4.0"}),
			Memo:  &commonpb.Memo{Fields: map[string]*commonpb.Payload{workflows.MemoStartedBy: payload("li"), workflows.MemoStartedFrom: payload("https://ci/1")}},
		}}},
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED},
		{EventType: enumspb.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, UserMetadata: say("Submit 1.4.0 for review"), Attributes: scheduled("SubmitAudit")},
		{EventType: enumspb.EVENT_TYPE_ACTIVITY_TASK_STARTED, Attributes: started(3, 2, failure("/wxa/submit_audit: cut off"))},
		{EventType: enumspb.EVENT_TYPE_ACTIVITY_TASK_COMPLETED, Attributes: completed(3, map[string]any{"audit_id": 430000001, "adopted": true})},
		{EventType: enumspb.EVENT_TYPE_TIMER_STARTED, UserMetadata: say("Deadline for the verdict"), Attributes: &historypb.HistoryEvent_TimerStartedEventAttributes{TimerStartedEventAttributes: &historypb.TimerStartedEventAttributes{
			StartToFireTimeout: durationpb.New(14 * 24 * time.Hour),
		}}},
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED, Attributes: &historypb.HistoryEvent_WorkflowExecutionSignaledEventAttributes{WorkflowExecutionSignaledEventAttributes: &historypb.WorkflowExecutionSignaledEventAttributes{
			SignalName: workflows.SignalAuditEvent, Input: payloads(workflows.AuditEvent{Event: "weapp_audit_delay"}),
		}}},
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED, Attributes: update("extend-deadline", workflows.ExtendRequest{By: "Li, support", More: 48 * 3600e9})},
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED, Attributes: answer(&updatepb.Outcome{Value: &updatepb.Outcome_Success{Success: payloads(time.Date(2000, 1, 17, 0, 5, 0, 0, time.UTC))}})},
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED, Attributes: update("withdraw", workflows.Request{})},
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED, Attributes: answer(&updatepb.Outcome{Value: &updatepb.Outcome_Failure{Failure: failure("87013: used up")}})},
		{EventType: enumspb.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, Attributes: scheduled("PollAudit")},
		{EventType: enumspb.EVENT_TYPE_ACTIVITY_TASK_STARTED, Attributes: started(12, 1, nil)},
		{EventType: enumspb.EVENT_TYPE_ACTIVITY_TASK_COMPLETED, Attributes: completed(12, map[string]any{"status": "rejected", "reason": []string{"1: first\x1b[31m line", "2: second"}})},
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED, Attributes: &historypb.HistoryEvent_WorkflowExecutionCancelRequestedEventAttributes{WorkflowExecutionCancelRequestedEventAttributes: &historypb.WorkflowExecutionCancelRequestedEventAttributes{
			Identity: "starter@host", Cause: "wrong build",
		}}},
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_TASK_FAILED, Attributes: &historypb.HistoryEvent_WorkflowTaskFailedEventAttributes{WorkflowTaskFailedEventAttributes: &historypb.WorkflowTaskFailedEventAttributes{
			Cause: enumspb.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR, Failure: failure("nondeterministic"),
		}}},
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT, Attributes: &historypb.HistoryEvent_WorkflowTaskTimedOutEventAttributes{WorkflowTaskTimedOutEventAttributes: &historypb.WorkflowTaskTimedOutEventAttributes{
			TimeoutType: enumspb.TIMEOUT_TYPE_START_TO_CLOSE,
		}}},
		{EventType: enumspb.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES},
		{EventType: enumspb.EVENT_TYPE_TIMER_FIRED, Attributes: &historypb.HistoryEvent_TimerFiredEventAttributes{TimerFiredEventAttributes: &historypb.TimerFiredEventAttributes{StartedEventId: 6}}},
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED, Attributes: &historypb.HistoryEvent_WorkflowExecutionTerminatedEventAttributes{WorkflowExecutionTerminatedEventAttributes: &historypb.WorkflowExecutionTerminatedEventAttributes{
			Identity: "wang", Reason: "enough",
		}}},
	}
}
