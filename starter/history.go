package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
)

// historyAnswer is the answer of history.
type historyAnswer struct {
	AppID       string     `json:"appid"`
	Version     string     `json:"version,omitempty"`
	WorkflowID  string     `json:"workflow_id"`
	RunID       string     `json:"run_id"`
	WorkflowURL string     `json:"workflow_url,omitempty"`
	Execution   string     `json:"execution"`
	StartedBy   string     `json:"started_by,omitempty"`
	StartedFrom string     `json:"started_from,omitempty"`
	History     []happened `json:"history"`           // oldest first
	Pending     []pending  `json:"pending,omitempty"` // calls that wait for their next attempt, or run
	ending

	lang lang
}

// happened is one thing that the run's record tells.
type happened struct {
	At      time.Time `json:"at"`
	EventID int64     `json:"event_id"` // of the Temporal event, to find it in the Web UI
	Text    string    `json:"text"`
}

func (a *app) historyCommand() *cobra.Command {
	var runID string
	cmd := &cobra.Command{
		Use:   "history APPID",
		Short: "Tell what happened when, from Temporal's own record",
		Long: `History tells in words what happened in the open or last release of a Mini Program, with UTC times: what was asked of WeChat
and what came of it, after how many attempts and what failure, pushes, what operators asked for, and the end. It reads
Temporal's record of the run, so it needs no worker, also for a release that has ended. What waits for its next attempt
comes last.`,
		Example: `  starter history wx5555666677778888
  starter history wx5555666677778888 --run 0198f2ab-8d61-7f0c-a6b4-2c1d7a3b9e55
  starter history wx5555666677778888 -o json | jq -r '.history[] | "\(.at) \(.text)"'`,
		Args: oneAppID, ValidArgsFunction: a.completeKnown,
		RunE: a.command(func(ctx context.Context, args []string) (answer, error) {
			c, err := a.connect(ctx)
			if err != nil {
				return nil, err
			}
			defer c.Close()
			ans, err := c.history(ctx, args[0], runID)
			if ans == nil {
				return nil, err // a nil pointer is not a nil answer
			}
			return ans, err
		}),
	}
	cmd.Flags().StringVar(&runID, "run", "", "an earlier run, by its id, instead of the open or last one")
	return cmd
}

// history reads the record of a run.
func (c *connection) history(ctx context.Context, appid, runID string) (*historyAnswer, error) {
	v, err := c.describe(ctx, appid, runID)
	if err != nil {
		return nil, err
	}
	ans := &historyAnswer{
		AppID: v.AppID, Version: v.Version, WorkflowID: v.WorkflowID, RunID: v.RunID, WorkflowURL: v.WorkflowURL, Execution: v.Execution,
		StartedBy: v.StartedBy, StartedFrom: v.StartedFrom, History: []happened{}, Pending: v.Pending,
	}
	t := teller{begun: map[int64]step{}}
	events := c.GetWorkflowHistory(ctx, v.WorkflowID, v.RunID, false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		e, err := events.Next()
		if err != nil {
			return nil, fmt.Errorf("reading the record of run %s of %s from Temporal at %s: %w", v.RunID, appid, c.address, err)
		}
		if text := t.tell(e); text != "" {
			ans.History = append(ans.History, happened{e.GetEventTime().AsTime(), e.GetEventId(), text})
		}
	}
	return ans, nil
}

// in says in which language the text is.
func (h *historyAnswer) in(l lang) { h.lang = l }

func (h *historyAnswer) text(w io.Writer) {
	for _, e := range h.History {
		fmt.Fprintf(w, "%s  %s\n", stamp(e.At), indented(clean(e.Text), 22))
	}
	for _, p := range h.Pending {
		fmt.Fprintf(w, "%-20s  %s\n", h.lang.word("now"), clean(h.lang.pending(p)))
	}
}

// step is an activity or a timer that has begun.
type step struct {
	name    string
	attempt int32
	failure string // of the attempt before the last
}

// teller puts the events of a run into words. Events that are bookkeeping of Temporal have none.
type teller struct {
	begun map[int64]step // by the id of the event that began it
}

func (t *teller) tell(e *historypb.HistoryEvent) string {
	switch e.GetEventType() {
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
		return startedText(e.GetWorkflowExecutionStartedEventAttributes())
	case enumspb.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, enumspb.EVENT_TYPE_ACTIVITY_TASK_STARTED, enumspb.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
		enumspb.EVENT_TYPE_ACTIVITY_TASK_FAILED, enumspb.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT, enumspb.EVENT_TYPE_ACTIVITY_TASK_CANCELED:
		return t.activity(e)
	case enumspb.EVENT_TYPE_TIMER_STARTED:
		a := e.GetTimerStartedEventAttributes()
		name := summary(e, "a timer")
		t.begun[e.GetEventId()] = step{name: name}
		at := e.GetEventTime().AsTime().Add(a.GetStartToFireTimeout().AsDuration())
		return fmt.Sprintf("%s: set to %s", name, stamp(at))
	case enumspb.EVENT_TYPE_TIMER_FIRED:
		return t.begun[e.GetTimerFiredEventAttributes().GetStartedEventId()].name + ": reached"
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
		return signalText(e.GetWorkflowExecutionSignaledEventAttributes())
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
		return acceptedText(e.GetWorkflowExecutionUpdateAcceptedEventAttributes())
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED:
		return answeredText(e.GetWorkflowExecutionUpdateCompletedEventAttributes())
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED:
		a := e.GetWorkflowExecutionCancelRequestedEventAttributes()
		return "cancellation requested" + byWhom(a.GetIdentity()) + because(a.GetCause())
	case enumspb.EVENT_TYPE_WORKFLOW_TASK_FAILED:
		a := e.GetWorkflowTaskFailedEventAttributes()
		if a.GetCause() == enumspb.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW {
			return "reset: this run goes on from here" + because(a.GetFailure().GetMessage())
		}
		return "a worker could not go on, and tries again" + because(a.GetFailure().GetMessage())
	case enumspb.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT:
		if e.GetWorkflowTaskTimedOutEventAttributes().GetTimeoutType() == enumspb.TIMEOUT_TYPE_START_TO_CLOSE {
			return "a worker began to work on the release and was lost"
		}
		return ""
	default:
		return endText(e)
	}
}

// activity tells about one step: when it begins, and what came of it.
func (t *teller) activity(e *historypb.HistoryEvent) string {
	switch e.GetEventType() {
	case enumspb.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
		name := summary(e, e.GetActivityTaskScheduledEventAttributes().GetActivityType().GetName())
		t.begun[e.GetEventId()] = step{name: name}
		return name
	case enumspb.EVENT_TYPE_ACTIVITY_TASK_STARTED:
		// It is written together with the end: attempts that are repeated leave no trace before.
		a := e.GetActivityTaskStartedEventAttributes()
		s := t.begun[a.GetScheduledEventId()]
		s.attempt, s.failure = a.GetAttempt(), a.GetLastFailure().GetMessage()
		t.begun[a.GetScheduledEventId()] = s
		return ""
	case enumspb.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
		a := e.GetActivityTaskCompletedEventAttributes()
		return t.ended(a.GetScheduledEventId(), resultText(a.GetResult()))
	case enumspb.EVENT_TYPE_ACTIVITY_TASK_FAILED:
		a := e.GetActivityTaskFailedEventAttributes()
		return t.ended(a.GetScheduledEventId(), "given up: "+a.GetFailure().GetMessage())
	case enumspb.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT:
		a := e.GetActivityTaskTimedOutEventAttributes()
		return t.ended(a.GetScheduledEventId(), "given up, the attempt was lost: "+a.GetFailure().GetMessage())
	default:
		return t.ended(e.GetActivityTaskCanceledEventAttributes().GetScheduledEventId(), "stopped")
	}
}

func (t *teller) ended(scheduled int64, how string) string {
	s := t.begun[scheduled]
	text := s.name + ": " + how
	if s.attempt > 1 {
		text += fmt.Sprintf(", at attempt %d", s.attempt)
	}
	if s.failure != "" {
		text += "; the one before: " + s.failure
	}
	return text
}
