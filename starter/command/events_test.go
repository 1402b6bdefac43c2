package command

import (
	"time"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	failurepb "go.temporal.io/api/failure/v1"
	historypb "go.temporal.io/api/history/v1"
	sdkpb "go.temporal.io/api/sdk/v1"
	updatepb "go.temporal.io/api/update/v1"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
)

// eventful is the record of a release in which much happens, one event a minute.
func eventful() []*historypb.HistoryEvent {
	say := func(text string) *sdkpb.UserMetadata { return &sdkpb.UserMetadata{Summary: payload(text)} }
	failure := func(text string) *failurepb.Failure { return &failurepb.Failure{Message: text} }
	update := func(name string, arg any) *historypb.HistoryEvent_WorkflowExecutionUpdateAcceptedEventAttributes {
		return &historypb.HistoryEvent_WorkflowExecutionUpdateAcceptedEventAttributes{
			WorkflowExecutionUpdateAcceptedEventAttributes: &historypb.WorkflowExecutionUpdateAcceptedEventAttributes{
				AcceptedRequest: &updatepb.Request{Input: &updatepb.Input{Name: name, Args: payloads(arg)}},
			},
		}
	}
	answer := func(o *updatepb.Outcome) *historypb.HistoryEvent_WorkflowExecutionUpdateCompletedEventAttributes {
		return &historypb.HistoryEvent_WorkflowExecutionUpdateCompletedEventAttributes{
			WorkflowExecutionUpdateCompletedEventAttributes: &historypb.WorkflowExecutionUpdateCompletedEventAttributes{Outcome: o},
		}
	}
	scheduled := func(name string) *historypb.HistoryEvent_ActivityTaskScheduledEventAttributes {
		return &historypb.HistoryEvent_ActivityTaskScheduledEventAttributes{
			ActivityTaskScheduledEventAttributes: &historypb.ActivityTaskScheduledEventAttributes{
				ActivityType: &commonpb.ActivityType{Name: name},
			},
		}
	}
	started := func(of int64, attempt int32, last *failurepb.Failure) *historypb.HistoryEvent_ActivityTaskStartedEventAttributes {
		return &historypb.HistoryEvent_ActivityTaskStartedEventAttributes{
			ActivityTaskStartedEventAttributes: &historypb.ActivityTaskStartedEventAttributes{
				ScheduledEventId: of,
				Attempt:          attempt,
				LastFailure:      last,
			},
		}
	}
	completed := func(of int64, result any) *historypb.HistoryEvent_ActivityTaskCompletedEventAttributes {
		return &historypb.HistoryEvent_ActivityTaskCompletedEventAttributes{
			ActivityTaskCompletedEventAttributes: &historypb.ActivityTaskCompletedEventAttributes{
				ScheduledEventId: of,
				Result:           payloads(result),
			},
		}
	}
	return []*historypb.HistoryEvent{
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
			Attributes: &historypb.HistoryEvent_WorkflowExecutionStartedEventAttributes{
				WorkflowExecutionStartedEventAttributes: &historypb.WorkflowExecutionStartedEventAttributes{
					Input: payloads(workflows.ReleaseInput{AppID: testApp, Version: "1.4.0"}),
					Memo: &commonpb.Memo{Fields: map[string]*commonpb.Payload{releases.MemoStartedBy: payload("li"),
						releases.MemoStartedFrom: payload("https://ci/1")}},
				},
			}},
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED},
		{EventType: enumspb.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, UserMetadata: say("Submit 1.4.0 for review"),
			Attributes: scheduled("SubmitAudit")},
		{EventType: enumspb.EVENT_TYPE_ACTIVITY_TASK_STARTED, Attributes: started(3, 2, failure("/wxa/submit_audit: cut off"))},
		{EventType: enumspb.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
			Attributes: completed(3, map[string]any{"audit_id": 430000001, "adopted": true})},
		{EventType: enumspb.EVENT_TYPE_TIMER_STARTED, UserMetadata: say("Deadline for the verdict"),
			Attributes: &historypb.HistoryEvent_TimerStartedEventAttributes{
				TimerStartedEventAttributes: &historypb.TimerStartedEventAttributes{
					StartToFireTimeout: durationpb.New(14 * 24 * time.Hour),
				},
			}},
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
			Attributes: &historypb.HistoryEvent_WorkflowExecutionSignaledEventAttributes{
				WorkflowExecutionSignaledEventAttributes: &historypb.WorkflowExecutionSignaledEventAttributes{
					SignalName: workflows.SignalAuditEvent, Input: payloads(workflows.AuditEvent{Event: "weapp_audit_delay"}),
				},
			}},
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
			Attributes: update("extend-deadline", workflows.ExtendRequest{By: "Li, support", More: 48 * 3600e9})},
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED,
			Attributes: answer(&updatepb.Outcome{Value: &updatepb.Outcome_Success{Success: payloads(time.Date(2000, 1, 17, 0, 5, 0, 0,
				time.UTC))}})},
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED, Attributes: update("withdraw", workflows.Request{})},
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED,
			Attributes: answer(&updatepb.Outcome{Value: &updatepb.Outcome_Failure{Failure: failure("87013: used up")}})},
		{EventType: enumspb.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, Attributes: scheduled("PollAudit")},
		{EventType: enumspb.EVENT_TYPE_ACTIVITY_TASK_STARTED, Attributes: started(12, 1, nil)},
		{EventType: enumspb.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
			Attributes: completed(12, map[string]any{"status": "rejected", "reason": []string{"1: first\x1b[31m line", "2: second"}})},
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED,
			Attributes: &historypb.HistoryEvent_WorkflowExecutionCancelRequestedEventAttributes{
				WorkflowExecutionCancelRequestedEventAttributes: &historypb.WorkflowExecutionCancelRequestedEventAttributes{
					Identity: "wxrelease@host", Cause: "wrong build",
				},
			}},
		{
			EventType: enumspb.EVENT_TYPE_WORKFLOW_TASK_FAILED,
			Attributes: &historypb.HistoryEvent_WorkflowTaskFailedEventAttributes{
				WorkflowTaskFailedEventAttributes: &historypb.WorkflowTaskFailedEventAttributes{
					Cause: enumspb.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR, Failure: failure("nondeterministic"),
				},
			},
		},
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
			Attributes: &historypb.HistoryEvent_WorkflowTaskTimedOutEventAttributes{
				WorkflowTaskTimedOutEventAttributes: &historypb.WorkflowTaskTimedOutEventAttributes{
					TimeoutType: enumspb.TIMEOUT_TYPE_START_TO_CLOSE,
				},
			}},
		{EventType: enumspb.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES},
		{
			EventType: enumspb.EVENT_TYPE_TIMER_FIRED,
			Attributes: &historypb.HistoryEvent_TimerFiredEventAttributes{
				TimerFiredEventAttributes: &historypb.TimerFiredEventAttributes{StartedEventId: 6},
			},
		},
		{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
			Attributes: &historypb.HistoryEvent_WorkflowExecutionTerminatedEventAttributes{
				WorkflowExecutionTerminatedEventAttributes: &historypb.WorkflowExecutionTerminatedEventAttributes{
					Identity: "wang", Reason: "enough",
				},
			}},
	}
}

// chain is the record of a release that was continued in two more runs, and cancelled in the last.
func chain() [3][]*historypb.HistoryEvent {
	started := func(before string) *historypb.HistoryEvent {
		return &historypb.HistoryEvent{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
			Attributes: &historypb.HistoryEvent_WorkflowExecutionStartedEventAttributes{
				WorkflowExecutionStartedEventAttributes: &historypb.WorkflowExecutionStartedEventAttributes{
					Input: payloads(workflows.ReleaseInput{AppID: testApp, Version: "1.4.0"}), ContinuedExecutionRunId: before,
					FirstExecutionRunId: "run-1",
					Memo:                &commonpb.Memo{Fields: map[string]*commonpb.Payload{releases.MemoStartedBy: payload("li")}},
				},
			}}
	}
	continued := func(next string) *historypb.HistoryEvent {
		return &historypb.HistoryEvent{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
			Attributes: &historypb.HistoryEvent_WorkflowExecutionContinuedAsNewEventAttributes{
				WorkflowExecutionContinuedAsNewEventAttributes: &historypb.WorkflowExecutionContinuedAsNewEventAttributes{
					NewExecutionRunId: next,
				},
			}}
	}
	scheduled := func(name, summary string) *historypb.HistoryEvent {
		return &historypb.HistoryEvent{
			EventType: enumspb.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, UserMetadata: &sdkpb.UserMetadata{Summary: payload(summary)},
			Attributes: &historypb.HistoryEvent_ActivityTaskScheduledEventAttributes{
				ActivityTaskScheduledEventAttributes: &historypb.ActivityTaskScheduledEventAttributes{
					ActivityType: &commonpb.ActivityType{Name: name}, Input: payloads(map[string]any{"version": "1.4.0"}),
				},
			},
		}
	}
	failed := func(of int64, kind string, p activities.Problem) *historypb.HistoryEvent {
		return &historypb.HistoryEvent{EventType: enumspb.EVENT_TYPE_ACTIVITY_TASK_FAILED,
			Attributes: &historypb.HistoryEvent_ActivityTaskFailedEventAttributes{
				ActivityTaskFailedEventAttributes: &historypb.ActivityTaskFailedEventAttributes{ScheduledEventId: of,
					Failure: &failurepb.Failure{
						Message: p.Message, FailureInfo: &failurepb.Failure_ApplicationFailureInfo{ApplicationFailureInfo: &failurepb.ApplicationFailureInfo{
							Type: kind, NonRetryable: true, Details: &commonpb.Payloads{Payloads: []*commonpb.Payload{payload(p),
								payload(time.Time{})}},
						}},
					}},
			}}
	}
	completed := func(of int64, result any) *historypb.HistoryEvent {
		return &historypb.HistoryEvent{EventType: enumspb.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
			Attributes: &historypb.HistoryEvent_ActivityTaskCompletedEventAttributes{
				ActivityTaskCompletedEventAttributes: &historypb.ActivityTaskCompletedEventAttributes{ScheduledEventId: of,
					Result: payloads(result)},
			}}
	}
	signal := func(name string, arg any) *historypb.HistoryEvent {
		return &historypb.HistoryEvent{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
			Attributes: &historypb.HistoryEvent_WorkflowExecutionSignaledEventAttributes{
				WorkflowExecutionSignaledEventAttributes: &historypb.WorkflowExecutionSignaledEventAttributes{SignalName: name,
					Input: payloads(arg), Identity: "7@host"},
			}}
	}
	bookkeeping := func(kind enumspb.EventType) *historypb.HistoryEvent { return &historypb.HistoryEvent{EventType: kind} }
	refused := activities.Problem{
		Kind: activities.ProblemRefused, Code: 61004, Endpoint: "/wxa/get_latest_auditstatus", Detail: "not in the list",
		Message: "refused",
	}
	lasting := activities.Problem{Kind: activities.ProblemLastingError, Code: -1, Lasted: timing.Duration(31 * time.Minute)}
	return [3][]*historypb.HistoryEvent{
		{
			started(""),
			scheduled("SubmitAudit", "Submit 1.4.0 for review"),
			failed(2, activities.FailureNeedsPerson, refused),
			bookkeeping(enumspb.EVENT_TYPE_MARKER_RECORDED),
			bookkeeping(enumspb.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES),
			bookkeeping(enumspb.EVENT_TYPE_WORKFLOW_PROPERTIES_MODIFIED),
			continued("run-2"),
		},
		{
			started("run-1"),
			scheduled("SubmitAudit", "Submit 1.4.0 for review"),
			completed(2, activities.Submission{AuditID: 430000001, Adopted: true, TakenOver: true, OtherVersion: "1.4.1"}),
			scheduled("WithdrawAudit", "Take the review of 1.4.0 back"),
			failed(4, activities.FailureBlocked, lasting),
			signal(workflows.SignalUnauthorized, workflows.Unauthorized{}),
			continued("run-3"),
		},
		{
			started("run-2"),
			signal(workflows.SignalCancelNote, workflows.CancelNote{By: "wang", Reason: "wrong build"}),
			{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED,
				Attributes: &historypb.HistoryEvent_WorkflowExecutionCancelRequestedEventAttributes{
					WorkflowExecutionCancelRequestedEventAttributes: &historypb.WorkflowExecutionCancelRequestedEventAttributes{
						Identity: "7@host",
						Cause:    "wang: wrong build",
					},
				}},
			{EventType: enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
				Attributes: &historypb.HistoryEvent_WorkflowExecutionCanceledEventAttributes{
					WorkflowExecutionCanceledEventAttributes: &historypb.WorkflowExecutionCanceledEventAttributes{
						Details: payloads(workflows.Status{
							Outcome: workflows.OutcomeCancelFailed,
							Problem: &activities.Problem{Kind: activities.ProblemNotNewest, AuditID: 430000001},
						}),
					},
				}},
		},
	}
}
