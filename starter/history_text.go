package main

import (
	"fmt"
	"strings"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	updatepb "go.temporal.io/api/update/v1"
	"go.temporal.io/sdk/converter"

	"github.com/wxrelease/wxrelease/workflows"
)

func startedText(a *historypb.WorkflowExecutionStartedEventAttributes) string {
	in := decoded[workflows.ReleaseInput](a.GetInput())
	if before := a.GetContinuedExecutionRunId(); before != "" {
		return fmt.Sprintf("goes on from run %s, which had become long: version %s of %s", before, in.Version, in.AppID)
	}
	text := fmt.Sprintf("started: version %s of %s", in.Version, in.AppID)
	if by := attribute[string](a.GetMemo().GetFields(), workflows.MemoStartedBy); by != "" {
		text += ", by " + by
	}
	if from := attribute[string](a.GetMemo().GetFields(), workflows.MemoStartedFrom); from != "" {
		text += ", from " + from
	}
	return text
}

// resultText tells from a step's result what matters to people; the names are the same in the results of all steps.
func resultText(result *commonpb.Payloads) string {
	r := decoded[struct {
		AuditID   int64    `json:"audit_id"`
		Adopted   bool     `json:"adopted"`
		Status    string   `json:"status"`
		Note      string   `json:"note"`
		Reason    []string `json:"reason"`
		Withdrawn bool     `json:"withdrawn"`
	}](result)
	var parts []string
	if r.AuditID != 0 {
		parts = append(parts, fmt.Sprintf("review %d", r.AuditID))
	}
	if r.Adopted {
		parts = append(parts, "found there after a reply that was lost")
	}
	if r.Status != "" {
		parts = append(parts, r.Status)
	}
	if r.Note != "" {
		parts = append(parts, r.Note)
	}
	if r.Withdrawn {
		parts = append(parts, "taken back now")
	}
	text := strings.Join(parts, ", ")
	if text == "" {
		text = "done"
	}
	return text + lines(r.Reason)
}

func signalText(a *historypb.WorkflowExecutionSignaledEventAttributes) string {
	switch a.GetSignalName() {
	case workflows.SignalAuditEvent:
		return "WeChat pushed " + decoded[workflows.AuditEvent](a.GetInput()).Event
	case workflows.SignalCancelNote:
		return "" // the cancellation itself follows, with the same reason
	case workflows.SignalUnauthorized:
		return "WeChat pushed that the merchant has taken the platform's authorisation back"
	default:
		return "signal " + a.GetSignalName() + byWhom(a.GetIdentity())
	}
}

func acceptedText(a *historypb.WorkflowExecutionUpdateAcceptedEventAttributes) string {
	in := a.GetAcceptedRequest().GetInput()
	arg := decoded[workflows.ExtendRequest](in.GetArgs())
	who := arg.By
	if who == "" {
		who = "an operator"
	}
	text := who + " asks for " + in.GetName()
	if arg.More > 0 {
		text += " by " + arg.More.String()
	}
	return text
}

func answeredText(a *historypb.WorkflowExecutionUpdateCompletedEventAttributes) string {
	switch outcome := a.GetOutcome().GetValue().(type) {
	case *updatepb.Outcome_Failure:
		return "answered: refused: " + outcome.Failure.GetMessage()
	case *updatepb.Outcome_Success:
		return "answered: " + decoded[string](outcome.Success)
	default:
		return "answered"
	}
}

// endText tells how a run ended; "" for an event that is no end.
func endText(e *historypb.HistoryEvent) string {
	switch e.GetEventType() {
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED:
		s := decoded[workflows.Status](e.GetWorkflowExecutionCompletedEventAttributes().GetResult())
		text := "ended: " + string(s.Outcome)
		if s.Problem != nil && s.Outcome != workflows.OutcomeApproved {
			text += ": " + s.Problem.Message
		}
		return text + lines(s.Reason)
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED:
		if s := decoded[workflows.Status](e.GetWorkflowExecutionCanceledEventAttributes().GetDetails()); s.Outcome == workflows.OutcomeCancelFailed {
			return "ended: " + string(s.Outcome) + because(problemOf(&s))
		}
		return "ended: cancelled"
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED:
		return "the run failed: " + e.GetWorkflowExecutionFailedEventAttributes().GetFailure().GetMessage()
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED:
		a := e.GetWorkflowExecutionTerminatedEventAttributes()
		return "terminated" + byWhom(a.GetIdentity()) + because(a.GetReason()) + "; an open review stays open at WeChat"
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT:
		return "the run timed out; an open review stays open at WeChat"
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW:
		return "goes on in run " + e.GetWorkflowExecutionContinuedAsNewEventAttributes().GetNewExecutionRunId()
	default:
		return ""
	}
}

// summary is what the workflow says about a step or timer for people.
func summary(e *historypb.HistoryEvent, otherwise string) string {
	var text string
	if p := e.GetUserMetadata().GetSummary(); p == nil || converter.GetDefaultDataConverter().FromPayload(p, &text) != nil || text == "" {
		return otherwise
	}
	return text
}

// decoded reads the first payload, the zero value when that is not what it holds.
func decoded[T any](p *commonpb.Payloads) (value T) {
	if err := converter.GetDefaultDataConverter().FromPayloads(p, &value); err != nil {
		var none T
		return none
	}
	return value
}

func byWhom(identity string) string {
	if identity == "" {
		return ""
	}
	return " by " + identity
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}

// lines sets lines of foreign text under what they belong to.
func lines(all []string) string {
	var b strings.Builder
	for _, line := range all {
		b.WriteString("\n" + line)
	}
	return b.String()
}

// indented keeps further lines of a text in its column.
func indented(text string, by int) string {
	return strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", by))
}
