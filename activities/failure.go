package activities

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/wxa"
)

// Names of final failures. The workflow ends a release with the outcome of the same name. They are in histories: never change one.
const (
	FailureBusy             = "busy"              // somebody else's review is open
	FailureQuota            = "quota"             // a counter is used up
	FailureCredentials      = "credentials"       // token, permission or IP allow list
	FailureBlocked          = "blocked"           // somebody must change something first
	FailureDetectionExpired = "detection-expired" // the privacy check was not over in time
	FailureExpired          = "expired"           // WeChat could not be reached in all the time there was
)

// Names of retryable failures; they are seen in the Temporal UI while the pause lasts.
const (
	failureWaiting   = "waiting"
	failureTransient = "transient"
)

// Problem is a refusal with what is known about it. It travels as the detail of a final failure.
type Problem struct {
	Code    int    `json:"code,omitempty"` // errcode; 0 when the refusal is not WeChat's
	Class   string `json:"class,omitempty"`
	Message string `json:"message"`
	Meaning string `json:"meaning,omitempty"`
	Remedy  string `json:"remedy,omitempty"`
	RID     string `json:"rid,omitempty"` // request id that WeChat's support asks for
}

// problemOf describes err for people.
func problemOf(err error) Problem {
	p := Problem{Message: err.Error(), Class: wxa.ClassOf(err).String()}
	if e, ok := errors.AsType[*wxa.Error](err); ok {
		info := e.Info()
		p.Code, p.RID, p.Meaning, p.Remedy = e.Code, e.RID, info.Meaning, info.Remedy
	}
	return p
}

// stop makes a final failure.
func stop(name string, p Problem) error {
	return temporal.NewApplicationErrorWithOptions(p.Message, name, temporal.ApplicationErrorOptions{NonRetryable: true, Details: []any{p}})
}

// later makes a failure that Temporal repeats after the pause. Waiting for a known condition is not noise: it is marked benign.
func later(name, text string, pause time.Duration) error {
	// A pause of 0 would mean "by the retry policy".
	pause = max(pause, time.Millisecond)
	options := temporal.ApplicationErrorOptions{NextRetryDelay: pause}
	if name == failureWaiting {
		options.Category = temporal.ApplicationErrorCategoryBenign
	}
	text = fmt.Sprintf("%s; next try in %s", text, Duration(roundPause(pause)))
	return temporal.NewApplicationErrorWithOptions(text, name, options)
}

func roundPause(d time.Duration) time.Duration {
	if d < time.Second {
		return d.Round(time.Millisecond)
	}
	return d.Round(time.Second)
}

// fail is the one place where an error of the client becomes a failure of an activity. Callers handle first what has a
// meaning of its own in their step.
func fail(ctx context.Context, pace Pace, key string, err error) error {
	if ctx.Err() != nil {
		// The worker is stopping or the attempt ran out of time; Temporal repeats it.
		return err
	}
	n := attempt(ctx)
	switch class := wxa.ClassOf(err); {
	case wxa.IsCode(err, wxa.CodeMinuteQuota), class == wxa.ClassAmbiguous && isAnswer(err):
		return later(failureTransient, err.Error(), spread(grow(pace.Busy, 1.5, 5*pace.Busy, n), key, n))
	case class == wxa.ClassTransient, class == wxa.ClassAmbiguous:
		return later(failureTransient, err.Error(), spread(grow(pace.Retry, 2, pace.RetryMax, n), key, n))
	case class == wxa.ClassWait:
		return later(failureWaiting, err.Error(), spread(grow(pace.Detection, 1.3, 5*pace.Detection, n), key, n))
	default:
		return refuse(err)
	}
}

// within gives up for good when the step has gone on for its limit: what would be repeated becomes a final failure of this
// name. Without it an outage, or a ticket that never comes, would keep a step open for ever.
func within(ctx context.Context, limit Duration, name string, failure, cause error) error {
	if app, ok := errors.AsType[*temporal.ApplicationError](failure); !ok || app.NonRetryable() || waited(ctx) < time.Duration(limit) {
		return failure
	}
	p := problemOf(cause)
	p.Message = fmt.Sprintf("gave up after %s: %s", Duration(waited(ctx).Round(time.Second)), p.Message)
	return stop(name, p)
}

// refuse ends the step for an error that a repeat does not cure.
func refuse(err error) error {
	p := problemOf(err)
	switch {
	case isAccess(err):
		return stop(FailureCredentials, p)
	case wxa.ClassOf(err) == wxa.ClassQuota:
		return stop(FailureQuota, p)
	default:
		return stop(FailureBlocked, p)
	}
}

// isAnswer tells WeChat's own answer from a call that ended without one.
func isAnswer(err error) bool {
	_, ok := errors.AsType[*wxa.Error](err)
	return ok
}

// isAccess tells whether err is about a token, a permission or the IP allow list.
func isAccess(err error) bool {
	if e, ok := errors.AsType[*wxa.Error](err); ok {
		return e.Info().Access
	}
	return wxa.ClassOf(err) == wxa.ClassToken
}
