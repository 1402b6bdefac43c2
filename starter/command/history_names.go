package command

import (
	"cmp"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	failurepb "go.temporal.io/api/failure/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/workflows"
)

// stepName names a step by its type and argument; one that is not known by its label, or else by its type.
func stepName(a *historypb.ActivityTaskScheduledEventAttributes, label string) words.Text {
	in := decoded[struct {
		Version string              `json:"version"`
		AuditID int64               `json:"audit_id"`
		Mode    activities.PollMode `json:"mode"`
	}](a.GetInput())
	step := workflows.Step{Version: in.Version, AuditID: in.AuditID}
	switch name := a.GetActivityType().GetName(); {
	case name == "WaitForDetection":
		step.Kind = workflows.StepDetect // its argument has no version
	case in.Version == "" && in.AuditID == 0:
		return words.Lines(cmp.Or(label, name))
	case name == "SubmitAudit":
		step.Kind = workflows.StepSubmit
	case name == "PollAudit":
		step.Kind = workflows.StepOfPoll(in.Mode)
	case name == "ExpediteAudit":
		step.Kind = workflows.StepExpedite
	case name == "WithdrawAudit":
		step.Kind = workflows.StepWithdraw
	default:
		return words.Lines(cmp.Or(label, name))
	}
	return words.Step(step)
}

// timerName names a timer by its label, whichever language the worker that gave it speaks.
func timerName(label string) words.Text {
	if timer, ok := words.TimerLabelled(label); ok {
		return words.Timer(timer)
	}
	if label == "" {
		return words.HistoryTimer.Of()
	}
	return words.Lines(label)
}

// failureText says a failure of a step by its facts, or as an older worker said it; zero for none.
func failureText(f *failurepb.Failure) words.Text {
	if p := decoded[activities.Problem](f.GetApplicationFailureInfo().GetDetails()); p.Kind != "" {
		return words.Problem(p)
	}
	return textOf(f.GetMessage())
}

// answerText says the answer to a request: facts, a time, or the English of an older worker.
func answerText(answer *commonpb.Payloads) words.Text {
	if until := decoded[time.Time](answer); !until.IsZero() {
		return words.Lines(until)
	}
	return words.Answer(decoded[workflows.Answer](answer))
}

// refusalOf reads the refusal that an update's failure carries.
func refusalOf(f *failurepb.Failure) workflows.Refusal {
	refusal, _ := workflows.RefusalIn(temporal.GetDefaultFailureConverter().FailureToError(f))
	return refusal
}

// textOf is a text of others as it is; zero for none.
func textOf(text string) words.Text {
	if text == "" {
		return words.Text{}
	}
	return words.Lines(text)
}
