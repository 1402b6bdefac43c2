package workflows

import (
	"errors"

	"go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/wxa"
)

// outcomeOf translates the final failure of a step; ok is false for anything that is not one.
func outcomeOf(err error) (Outcome, *activities.Problem, bool) {
	app, ok := errors.AsType[*temporal.ApplicationError](err)
	if !ok {
		return OutcomeOpen, nil, false
	}
	outcome, ok := failureOutcomes[app.Type()]
	return outcome, problemIn(err), ok
}

// problemIn reads the problem that a failure carries.
func problemIn(err error) *activities.Problem {
	if err == nil {
		return &activities.Problem{}
	}
	p := activities.Problem{Message: wxa.Cut(err.Error(), activities.TextLimit)}
	if app, ok := errors.AsType[*temporal.ApplicationError](err); ok {
		p.Message = wxa.Cut(app.Message(), activities.TextLimit)
		if app.HasDetails() {
			// Details of another shape leave the message, which says it all.
			_ = app.Details(&p)
		}
	}
	return &p
}
