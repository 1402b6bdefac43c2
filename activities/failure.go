package activities

import (
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/timing"
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

// FailureNeedsPerson asks the workflow to call a person and then to run the same activity again, parked: it goes on by itself
// as soon as it can. Its details are a Problem and the time since when a submission may be out, zero for none. Only an activity
// whose input has CallsPerson fails so; an older workflow would not know the name.
const FailureNeedsPerson = "needs-person"

// Names of retryable failures; they are seen in the Temporal UI while the pause lasts.
const (
	failureWaiting   = "waiting"
	failureTransient = "transient"
)

// TextLimit bounds each text of others that enters the workflow, in bytes: an answer may hold a megabyte of them, and a run whose
// failures or state pass two megabytes can never go on. What is cut stands whole in the worker's log.
const TextLimit = 1000

// stop makes a final failure. Its details are the problem and true: it comes from a worker that knows what may be out, and so
// ends nothing that may be. Older workers did not say so.
func stop(name string, p Problem) error { return final(name, p, true) }

func final(name string, p Problem, more any) error {
	p = p.withMessage()
	return temporal.NewApplicationErrorWithOptions(p.Message, name, temporal.ApplicationErrorOptions{
		NonRetryable: true, Details: []any{p, more}, Category: temporal.ApplicationErrorCategoryBenign,
	})
}

// later makes a failure that Temporal repeats after the pause, and keeps what this attempt remembers. Its details are the problem
// and the pause. It is benign, as all of our failures are: what WeChat answers is no error of the worker. So the SDK does not log it,
// and what is more than waiting for a known condition is logged here.
func (t *attempt) later(name string, p Problem, pause time.Duration) error {
	// A pause of 0 would mean "by the retry policy".
	pause = max(pause, time.Millisecond)
	t.leave(pause)
	p = p.withMessage()
	rounded := timing.Duration(roundPause(pause))
	options := temporal.ApplicationErrorOptions{
		NextRetryDelay: pause, Details: []any{p, rounded}, Category: temporal.ApplicationErrorCategoryBenign,
	}
	if name != failureWaiting {
		t.logger.Warn("Not done yet, trying again", "kind", p.Kind, "code", p.Code, "rid", p.RID, "endpoint", p.Endpoint,
			"in", rounded, "problem", p.Message)
	}
	return temporal.NewApplicationErrorWithOptions(fmt.Sprintf("%s; next try in %s", p.Message, rounded), name, options)
}

func roundPause(d time.Duration) time.Duration {
	if d < time.Second {
		return d.Round(time.Millisecond)
	}
	return d.Round(time.Second)
}

// patience says how a step bears what keeps it from its result.
type patience struct {
	pace   timing.Pace
	key    string // what differs between releases, for the jitter
	open   bool   // a review of ours is or may be open: nothing that WeChat answers to a call ends the step
	calls  bool   // the workflow can call a person
	parked bool   // a person was called

	limit      time.Duration // how long WeChat may be out of reach before the step ends; 0: for ever
	expired    string        // the failure's name then
	tokenLimit time.Duration // how long there may be no token; 0: for ever
}

// fail is the one place where an error of the client becomes a failure of an activity. Callers handle first what has a
// meaning of its own in their step.
func (t *attempt) fail(p patience, err error) error {
	if t.ctx.Err() != nil {
		// The worker is stopping or the attempt ran out of time; Temporal repeats it.
		return err
	}
	c := conditionOf(err)
	if c == checking {
		// 61039 at a call that is not about the check is trouble like any other, with the same limits.
		c = busy
	}
	t.see(c)
	switch {
	case c == refused && !p.open:
		return refuse(err)
	case c == tokenless && !p.open && p.tokenLimit > 0 && t.Trouble.lasted() >= p.tokenLimit:
		return stop(FailureCredentials, gaveUp(t.Trouble, err))
	case !p.open && p.limit > 0 && t.Nothing.lasted() >= p.limit:
		return stop(p.expired, gaveUp(t.Nothing, err))
	case t.needsPerson():
		return t.callPerson(p, problemOf(err))
	}
	return t.repeat(p, err)
}

// repeat makes the failure after which the step goes on by itself.
func (t *attempt) repeat(p patience, err error) error {
	return t.later(failureTransient, problemOf(err), t.pause(p))
}

// pause is how long to wait, by what was met last and how often in a row.
func (t *attempt) pause(p patience) time.Duration {
	n := t.met().Count
	if t.last.passing() {
		n = t.Nothing.Count
	}
	var d time.Duration
	switch t.last {
	case checking:
		d = timing.Backoff(p.pace.Detection, 1.3, 5*p.pace.Detection, n)
	case busy, submitBusy, unseen:
		d = timing.Backoff(p.pace.Busy, 1.5, 5*p.pace.Busy, n)
	case refused:
		// Somebody must change something: WeChat is asked seldom.
		d = timing.Backoff(p.pace.Busy, 2, p.pace.PollMax, n)
	default:
		d = timing.Backoff(p.pace.Retry, 2, p.pace.RetryMax, n)
	}
	return timing.Jitter(d, p.key, n)
}

// When a condition is for a person, though the step goes on by itself.
const (
	personAfter           = time.Hour // of no answer that tells anything
	personAfterTokenless  = 5         // times in a row
	personAfterUnreadable = 5         // times in a row
)

// needsPerson tells whether what this attempt met last is for a person.
func (t *attempt) needsPerson() bool {
	switch n := t.Trouble.Count; t.last {
	case refused:
		return true
	case tokenless:
		return n >= personAfterTokenless || t.Nothing.lasted() >= personAfter
	case unreadable:
		return n >= personAfterUnreadable || t.Nothing.lasted() >= personAfter
	case outage, busy:
		return t.Nothing.lasted() >= personAfter
	default:
		return false
	}
}

// callPerson has the workflow call a person, once; after that, and where the workflow is too old to do so, the step goes on
// trying.
func (t *attempt) callPerson(p patience, problem Problem) error {
	if p.calls && !p.parked {
		return final(FailureNeedsPerson, problem, t.OutSince)
	}
	return t.later(failureTransient, problem, t.pause(p))
}

// gaveUp is the problem of a step that ends because a condition has lasted for its limit.
func gaveUp(c clock, err error) Problem {
	return problemOf(err).lasting(ProblemGaveUp, c.lasted())
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
	if _, notSent := errors.AsType[*wxa.TokenError](err); notSent {
		return false
	}
	_, ok := errors.AsType[*wxa.Error](err)
	return ok
}

// isAccess tells whether err is about a token, a permission or the IP allow list.
func isAccess(err error) bool {
	if e, ok := errors.AsType[*wxa.Error](err); ok {
		return e.Info().Access
	}
	_, tokenless := errors.AsType[*wxa.TokenError](err)
	return tokenless
}

// isRevoked tells that the merchant does not let this platform act any more: WeChat says so (61003), or the token source does.
func isRevoked(err error) bool {
	var source interface{ Revoked() bool }
	return wxa.IsCode(err, 61003) || errors.As(err, &source) && source.Revoked()
}
