package command

import (
	"cmp"
	"strings"

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

func (l lang) startedText(a *historypb.WorkflowExecutionStartedEventAttributes) string {
	in := decoded[workflows.ReleaseInput](a.GetInput())
	if before := a.GetContinuedExecutionRunId(); before != "" {
		return l.say("goes on from run %s: version %s of %s", before, in.Version, in.AppID)
	}
	text := l.say("started: version %s of %s", in.Version, in.AppID)
	if by := memoText(a.GetMemo(), releases.MemoStartedBy); by != "" {
		text += l.say(", by %s", by)
	}
	if from := memoText(a.GetMemo(), releases.MemoStartedFrom); from != "" {
		text += l.say(", from %s", from)
	}
	return text
}

// resultText tells from a step's result what matters to people, and the reason that WeChat gives; the names are the same in the
// results of all steps.
func (l lang) resultText(result *commonpb.Payloads) (string, []string) {
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
	var parts []string
	if r.AuditID != 0 {
		parts = append(parts, l.say("review %d", r.AuditID))
	}
	switch {
	case r.TakenOver:
		parts = append(parts, l.say("taken over from an earlier run or somebody else"))
	case r.Adopted:
		parts = append(parts, l.say("found there after a reply that was lost"))
	}
	if r.Status != wxa.StatusMissing {
		parts = append(parts, l.tell(r.Status))
	}
	if r.OtherVersion != "" {
		parts = append(parts, l.say("about version %s, which is another one", r.OtherVersion))
	}
	if r.Note != "" {
		parts = append(parts, l.tell(words.Expedited(decoded[activities.Expedited](result))))
	}
	if r.Withdrawn {
		parts = append(parts, l.say("taken back now"))
	}
	if len(parts) == 0 {
		parts = append(parts, l.say("done"))
	}
	return strings.Join(parts, l.say(", ")), r.Reason
}

func (l lang) signalText(a *historypb.WorkflowExecutionSignaledEventAttributes) string {
	switch a.GetSignalName() {
	case workflows.SignalAuditEvent:
		return l.say("WeChat pushed %s", decoded[workflows.AuditEvent](a.GetInput()).Event)
	case workflows.SignalUnauthorized:
		return l.say("WeChat pushed that the merchant has taken the platform's authorisation back")
	case workflows.SignalCancelNote:
		return "" // the cancellation itself follows, with the same reason
	default:
		return l.byWhom(l.say("signal %s", a.GetSignalName()), a.GetIdentity())
	}
}

func (l lang) acceptedText(a *historypb.WorkflowExecutionUpdateAcceptedEventAttributes) string {
	in := a.GetAcceptedRequest().GetInput()
	arg := decoded[workflows.ExtendRequest](in.GetArgs())
	who := cmp.Or(arg.By, l.say("an operator"))
	if arg.More > 0 {
		return l.say("%s asks for %s by %s", who, in.GetName(), arg.More)
	}
	return l.say("%s asks for %s", who, in.GetName())
}

func (l lang) answeredText(a *historypb.WorkflowExecutionUpdateCompletedEventAttributes) string {
	switch outcome := a.GetOutcome().GetValue().(type) {
	case *updatepb.Outcome_Failure:
		return l.say("answered: refused: %s", l.tell(words.Refused(refusalOf(outcome.Failure))))
	case *updatepb.Outcome_Success:
		return l.say("answered: %s", l.answerText(outcome.Success))
	default:
		return l.say("answered")
	}
}

// endText tells how a run ended; "" for an event that is no end.
func (l lang) endText(e *historypb.HistoryEvent) string {
	switch e.GetEventType() {
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED:
		return l.outcomeText(decoded[workflows.Status](e.GetWorkflowExecutionCompletedEventAttributes().GetResult()))
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED:
		s := decoded[workflows.Status](e.GetWorkflowExecutionCanceledEventAttributes().GetDetails())
		if s.Outcome == "" {
			s.Outcome = workflows.OutcomeCancelled
		}
		return l.outcomeText(s)
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED:
		return l.say("the run failed: %s", l.sentence(e.GetWorkflowExecutionFailedEventAttributes().GetFailure().GetMessage()))
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED:
		a := e.GetWorkflowExecutionTerminatedEventAttributes()
		return l.because(l.byWhom(l.say("terminated"), a.GetIdentity()), a.GetReason()) + l.say("; an open review stays open at WeChat")
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT:
		return l.say("the run timed out; an open review stays open at WeChat")
	case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW:
		return l.say("the record has become long: goes on in run %s", e.GetWorkflowExecutionContinuedAsNewEventAttributes().GetNewExecutionRunId())
	default:
		return ""
	}
}

func (l lang) outcomeText(s workflows.Status) string {
	text := l.say("ended: %s", l.outcome(s.Outcome))
	if s.Problem != nil && s.Outcome != workflows.OutcomeApproved {
		text = l.because(text, l.tell(words.Problem(*s.Problem)))
	}
	return text + lines(s.Reason)
}

// summary is what the workflow says about a step or timer for people.
func summary(e *historypb.HistoryEvent, otherwise string) string {
	var text string
	if p := e.GetUserMetadata().GetSummary(); p == nil || converter.GetDefaultDataConverter().FromPayload(p, &text) != nil || text == "" {
		return otherwise
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

func (l lang) byWhom(what, identity string) string {
	if identity == "" {
		return what
	}
	return l.say("%s by %s", what, identity)
}

func (l lang) because(what, reason string) string {
	if reason == "" {
		return what
	}
	return l.say("%s: %s", what, reason)
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
