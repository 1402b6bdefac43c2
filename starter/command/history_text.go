package command

import (
	"cmp"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	updatepb "go.temporal.io/api/update/v1"
	"go.temporal.io/sdk/converter"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

func startedText(a *historypb.WorkflowExecutionStartedEventAttributes) words.Text {
	in := decoded[workflows.ReleaseInput](a.GetInput())
	if before := a.GetContinuedExecutionRunId(); before != "" {
		return words.HistoryGoesOn.Of(before, in.Version, words.MiniProgram(in.AppID, in.Name))
	}
	parts := []words.Text{words.HistoryStarted.Of(in.Version, words.MiniProgram(in.AppID, in.Name))}
	if by := memoText(a.GetMemo(), releases.MemoStartedBy); by != "" {
		parts = append(parts, words.HistoryBy.Of(by))
	}
	if from := memoText(a.GetMemo(), releases.MemoStartedFrom); from != "" {
		parts = append(parts, words.HistoryFrom.Of(from))
	}
	return words.Sequence(parts...)
}

// resultText tells from a step's result what matters to people, and the reason that WeChat gives; the names are the same in the
// results of all steps.
func resultText(result *commonpb.Payloads) (words.Text, []string) {
	r := decoded[struct {
		AuditID      int64      `json:"audit_id"`
		Adopted      bool       `json:"adopted"`
		TakenOver    bool       `json:"taken_over"`
		OtherVersion string     `json:"other_version"`
		Status       wxa.Status `json:"status"`
		Note         string     `json:"note"`
		Reason       []string   `json:"reason"`
		Withdrawn    bool       `json:"withdrawn"`
	}](result)
	var parts []any
	if r.AuditID != 0 {
		parts = append(parts, words.HistoryReview.Of(r.AuditID))
	}
	switch {
	case r.TakenOver:
		parts = append(parts, words.HistoryTakenOver)
	case r.Adopted:
		parts = append(parts, words.HistoryFound)
	}
	if r.Status != wxa.StatusMissing {
		parts = append(parts, r.Status)
	}
	if r.OtherVersion != "" {
		parts = append(parts, words.HistoryOther.Of(r.OtherVersion))
	}
	if r.Note != "" {
		parts = append(parts, words.Expedited(decoded[activities.Expedited](result)))
	}
	if r.Withdrawn {
		parts = append(parts, words.HistoryTakenBack)
	}
	if len(parts) == 0 {
		parts = append(parts, words.HistoryDone)
	}
	return words.Commas(parts...), r.Reason
}

func signalText(a *historypb.WorkflowExecutionSignaledEventAttributes) words.Text {
	switch a.GetSignalName() {
	case workflows.SignalAuditEvent:
		return words.HistoryPushed.Of(words.PushNamed(decoded[workflows.AuditEvent](a.GetInput()).Event))
	case workflows.SignalUnauthorized:
		return words.HistoryRevoked.Of()
	case workflows.SignalCancelNote:
		return words.Text{} // the cancellation itself follows, with the same reason
	default:
		return byWhom(words.HistorySignal.Of(a.GetSignalName()), a.GetIdentity())
	}
}

func acceptedText(a *historypb.WorkflowExecutionUpdateAcceptedEventAttributes) words.Text {
	in := a.GetAcceptedRequest().GetInput()
	arg := decoded[workflows.ExtendRequest](in.GetArgs())
	if arg.More > 0 {
		return words.HistoryAsksMore.Of(words.By(arg.By), words.Update(in.GetName()), arg.More)
	}
	return words.HistoryAsks.Of(words.By(arg.By), words.Update(in.GetName()))
}

func answeredText(a *historypb.WorkflowExecutionUpdateCompletedEventAttributes) words.Text {
	switch outcome := a.GetOutcome().GetValue().(type) {
	case *updatepb.Outcome_Failure:
		return words.HistoryRefused.Of(words.Refused(refusalOf(outcome.Failure)))
	case *updatepb.Outcome_Success:
		return words.HistoryAnswer.Of(answerText(outcome.Success))
	default:
		return words.HistoryAnswered.Of()
	}
}

// endText tells how a run ended; zero for an event that is no end.
func endText(e *historypb.HistoryEvent) words.Text {
	switch e.GetEventType() {
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED:
		return outcomeText(decoded[workflows.Status](e.GetWorkflowExecutionCompletedEventAttributes().GetResult()))
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED:
		s := decoded[workflows.Status](e.GetWorkflowExecutionCanceledEventAttributes().GetDetails())
		s.Outcome = cmp.Or(s.Outcome, workflows.OutcomeCancelled)
		return outcomeText(s)
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED:
		return words.HistoryFailed.Of(failureText(e.GetWorkflowExecutionFailedEventAttributes().GetFailure()))
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED:
		a := e.GetWorkflowExecutionTerminatedEventAttributes()
		end := because(byWhom(words.HistoryTerminated.Of(), a.GetIdentity()), textOf(a.GetReason()))
		return words.Sequence(end, words.HistoryStaysOpen.Of())
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT:
		return words.HistoryTimedOut.Of()
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW:
		return words.HistoryContinued.Of(e.GetWorkflowExecutionContinuedAsNewEventAttributes().GetNewExecutionRunId())
	default:
		return words.Text{}
	}
}

func outcomeText(s workflows.Status) words.Text {
	text := words.HistoryEnded.Of(words.Coded(s.Outcome))
	if s.Problem != nil && s.Outcome != workflows.OutcomeApproved {
		text = because(text, words.Problem(*s.Problem))
	}
	return words.Lines(text, words.Lines(s.Reason...))
}

// summary is what the workflow says about a step or timer for people, "" for nothing.
func summary(e *historypb.HistoryEvent) (text string) {
	if p := e.GetUserMetadata().GetSummary(); p == nil || converter.GetDefaultDataConverter().FromPayload(p, &text) != nil {
		return ""
	}
	return text
}

// memoText reads one text of a memo, "" when it is not there.
func memoText(memo *commonpb.Memo, field string) string {
	return decoded[string](&commonpb.Payloads{Payloads: []*commonpb.Payload{memo.GetFields()[field]}})
}

// decoded reads the first payload, the zero value when that is not what it holds.
func decoded[T any](p *commonpb.Payloads) (value T) {
	if err := converter.GetDefaultDataConverter().FromPayloads(p, &value); err != nil {
		var none T
		return none
	}
	return value
}

func byWhom(what words.Text, identity string) words.Text {
	if identity == "" {
		return what
	}
	return words.HistoryByWhom.Of(what, identity)
}

func because(what, why words.Text) words.Text {
	if why.IsZero() {
		return what
	}
	return words.HistoryBecause.Of(what, why)
}
