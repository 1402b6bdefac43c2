package command

import (
	"strings"

	enumspb "go.temporal.io/api/enums/v1"
	failurepb "go.temporal.io/api/failure/v1"
	historypb "go.temporal.io/api/history/v1"

	"github.com/wxrelease/wxrelease/activities"
)

// step is an activity or a timer that has begun.
type step struct {
	name    string
	attempt int32
	failure string // of the attempt before the last
}

// teller puts the events of a run into words. Events that are bookkeeping of Temporal, or of the workflow's own versions and
// index entries, have none.
type teller struct {
	lang  lang
	begun map[int64]step // by the id of the event that began it
}

func (t *teller) tell(e *historypb.HistoryEvent) string {
	l := t.lang
	switch e.GetEventType() {
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
		return l.startedText(e.GetWorkflowExecutionStartedEventAttributes())
	case enumspb.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, enumspb.EVENT_TYPE_ACTIVITY_TASK_STARTED, enumspb.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
		enumspb.EVENT_TYPE_ACTIVITY_TASK_FAILED, enumspb.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT, enumspb.EVENT_TYPE_ACTIVITY_TASK_CANCELED:
		return t.activity(e)
	case enumspb.EVENT_TYPE_TIMER_STARTED:
		a := e.GetTimerStartedEventAttributes()
		name := l.timerName(summary(e, ""))
		t.begun[e.GetEventId()] = step{name: name}
		at := e.GetEventTime().AsTime().Add(a.GetStartToFireTimeout().AsDuration())
		return l.say("%s: set to %s", name, stamp(at))
	case enumspb.EVENT_TYPE_TIMER_FIRED:
		return l.say("%s: reached", t.begun[e.GetTimerFiredEventAttributes().GetStartedEventId()].name)
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
		return l.signalText(e.GetWorkflowExecutionSignaledEventAttributes())
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
		return l.acceptedText(e.GetWorkflowExecutionUpdateAcceptedEventAttributes())
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED:
		return l.answeredText(e.GetWorkflowExecutionUpdateCompletedEventAttributes())
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED:
		a := e.GetWorkflowExecutionCancelRequestedEventAttributes()
		return l.because(l.byWhom(l.say("cancellation requested"), a.GetIdentity()), a.GetCause())
	case enumspb.EVENT_TYPE_WORKFLOW_TASK_FAILED:
		a := e.GetWorkflowTaskFailedEventAttributes()
		if a.GetCause() == enumspb.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW {
			return l.because(l.say("reset: this run goes on from here"), a.GetFailure().GetMessage())
		}
		return l.because(l.say("a worker could not go on, and tries again"), a.GetFailure().GetMessage())
	case enumspb.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT:
		if e.GetWorkflowTaskTimedOutEventAttributes().GetTimeoutType() == enumspb.TIMEOUT_TYPE_START_TO_CLOSE {
			return l.say("a worker began to work on the release and was lost")
		}
		return ""
	default:
		return l.endText(e)
	}
}

// activity tells about one step: when it begins, and what came of it.
func (t *teller) activity(e *historypb.HistoryEvent) string {
	l := t.lang
	switch e.GetEventType() {
	case enumspb.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
		name := l.stepName(e.GetActivityTaskScheduledEventAttributes(), summary(e, ""))
		t.begun[e.GetEventId()] = step{name: name}
		return name
	case enumspb.EVENT_TYPE_ACTIVITY_TASK_STARTED:
		// It is written together with the end: attempts that are repeated leave no trace before.
		a := e.GetActivityTaskStartedEventAttributes()
		s := t.begun[a.GetScheduledEventId()]
		s.attempt, s.failure = a.GetAttempt(), l.failureText(a.GetLastFailure())
		t.begun[a.GetScheduledEventId()] = s
		return ""
	case enumspb.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
		a := e.GetActivityTaskCompletedEventAttributes()
		result, reason := l.resultText(a.GetResult())
		return t.ended(a.GetScheduledEventId(), result) + lines(reason)
	case enumspb.EVENT_TYPE_ACTIVITY_TASK_FAILED:
		a := e.GetActivityTaskFailedEventAttributes()
		return t.ended(a.GetScheduledEventId(), l.failedText(a.GetFailure()))
	case enumspb.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT:
		a := e.GetActivityTaskTimedOutEventAttributes()
		return t.ended(a.GetScheduledEventId(), l.say("given up, the attempt was lost: %s", a.GetFailure().GetMessage()))
	default:
		return t.ended(e.GetActivityTaskCanceledEventAttributes().GetScheduledEventId(), l.say("stopped"))
	}
}

func (t *teller) ended(scheduled int64, how string) string {
	l, s := t.lang, t.begun[scheduled]
	text := l.say("%s: %s", s.name, how)
	if s.attempt > 1 {
		text += l.say(", at attempt %d", s.attempt)
	}
	if s.failure != "" {
		text += l.say("; the one before: %s", s.failure)
	}
	return text
}

// failedText tells why a step has ended. One that needs a person runs again and goes on trying.
func (l lang) failedText(f *failurepb.Failure) string {
	app := f.GetApplicationFailureInfo()
	if app.GetType() != activities.FailureNeedsPerson {
		return l.say("given up: %s", l.failureText(f))
	}
	text := l.say("a person must act, it goes on trying meanwhile: %s", l.failureText(f))
	if _, _, remedy := l.problem(decoded[activities.Problem](app.GetDetails())); remedy != "" {
		text = strings.TrimSuffix(text, ".") + "\n" + remedy
	}
	return text
}
