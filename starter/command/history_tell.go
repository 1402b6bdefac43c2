package command

import (
	enumspb "go.temporal.io/api/enums/v1"
	failurepb "go.temporal.io/api/failure/v1"
	historypb "go.temporal.io/api/history/v1"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/words"
)

// step is an activity or a timer that has begun.
type step struct {
	name    words.Text
	attempt int32
	failure words.Text // of the attempt before the last; zero: there was none
}

// teller puts the events of a run into words. Events that are bookkeeping of Temporal, or of the workflow's own versions and
// index entries, have none.
type teller struct {
	begun map[int64]step // by the id of the event that began it
}

func (t *teller) tell(e *historypb.HistoryEvent) words.Text {
	switch e.GetEventType() {
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
		return startedText(e.GetWorkflowExecutionStartedEventAttributes())
	case enumspb.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, enumspb.EVENT_TYPE_ACTIVITY_TASK_STARTED, enumspb.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
		enumspb.EVENT_TYPE_ACTIVITY_TASK_FAILED, enumspb.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT, enumspb.EVENT_TYPE_ACTIVITY_TASK_CANCELED:
		return t.activity(e)
	case enumspb.EVENT_TYPE_TIMER_STARTED:
		a := e.GetTimerStartedEventAttributes()
		name := timerName(summary(e))
		t.begun[e.GetEventId()] = step{name: name}
		return words.HistorySet.Of(name, e.GetEventTime().AsTime().Add(a.GetStartToFireTimeout().AsDuration()))
	case enumspb.EVENT_TYPE_TIMER_FIRED:
		return words.HistoryReached.Of(t.begun[e.GetTimerFiredEventAttributes().GetStartedEventId()].name)
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
		return signalText(e.GetWorkflowExecutionSignaledEventAttributes())
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
		return acceptedText(e.GetWorkflowExecutionUpdateAcceptedEventAttributes())
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED:
		return answeredText(e.GetWorkflowExecutionUpdateCompletedEventAttributes())
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED:
		a := e.GetWorkflowExecutionCancelRequestedEventAttributes()
		return because(byWhom(words.HistoryCancel.Of(), a.GetIdentity()), textOf(a.GetCause()))
	case enumspb.EVENT_TYPE_WORKFLOW_TASK_FAILED:
		a := e.GetWorkflowTaskFailedEventAttributes()
		what := words.HistoryStuck
		if a.GetCause() == enumspb.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW {
			what = words.HistoryReset
		}
		return because(what.Of(), textOf(a.GetFailure().GetMessage()))
	case enumspb.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT:
		if e.GetWorkflowTaskTimedOutEventAttributes().GetTimeoutType() == enumspb.TIMEOUT_TYPE_START_TO_CLOSE {
			return words.HistoryLost.Of()
		}
		return words.Text{}
	default:
		return endText(e)
	}
}

// activity tells about one step: when it begins, and what came of it.
func (t *teller) activity(e *historypb.HistoryEvent) words.Text {
	switch e.GetEventType() {
	case enumspb.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
		name := stepName(e.GetActivityTaskScheduledEventAttributes(), summary(e))
		t.begun[e.GetEventId()] = step{name: name}
		return name
	case enumspb.EVENT_TYPE_ACTIVITY_TASK_STARTED:
		// It is written together with the end: attempts that are repeated leave no trace before.
		a := e.GetActivityTaskStartedEventAttributes()
		s := t.begun[a.GetScheduledEventId()]
		s.attempt, s.failure = a.GetAttempt(), failureText(a.GetLastFailure())
		t.begun[a.GetScheduledEventId()] = s
		return words.Text{}
	case enumspb.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
		a := e.GetActivityTaskCompletedEventAttributes()
		result, reason := resultText(a.GetResult())
		return words.Lines(t.ended(a.GetScheduledEventId(), result), words.Lines(reason...))
	case enumspb.EVENT_TYPE_ACTIVITY_TASK_FAILED:
		a := e.GetActivityTaskFailedEventAttributes()
		why, remedy := failedText(a.GetFailure())
		return words.Lines(t.ended(a.GetScheduledEventId(), why), remedy)
	case enumspb.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT:
		a := e.GetActivityTaskTimedOutEventAttributes()
		return t.ended(a.GetScheduledEventId(), words.HistoryGaveUpLost.Of(a.GetFailure().GetMessage()))
	default:
		return t.ended(e.GetActivityTaskCanceledEventAttributes().GetScheduledEventId(), words.HistoryStopped.Of())
	}
}

// ended says how a step has ended, at which attempt, and why the one before failed.
func (t *teller) ended(scheduled int64, how words.Text) words.Text {
	s := t.begun[scheduled]
	parts := []words.Text{words.HistoryStep.Of(s.name, how)}
	if s.attempt > 1 {
		parts = append(parts, words.HistoryAttempt.Of(s.attempt))
	}
	if !s.failure.IsZero() {
		parts = append(parts, words.HistoryBefore.Of(s.failure))
	}
	return words.Sequence(parts...)
}

// failedText tells why a step has ended, and what to do. One that needs a person runs again and goes on trying.
func failedText(f *failurepb.Failure) (why, remedy words.Text) {
	app := f.GetApplicationFailureInfo()
	if app.GetType() != activities.FailureNeedsPerson {
		return words.HistoryGaveUp.Of(failureText(f)), words.Text{}
	}
	_, remedy = words.Remedy(decoded[activities.Problem](app.GetDetails()))
	return words.HistoryPerson.Of(failureText(f)), remedy
}
