package activities

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

// DetectionInput is the argument of WaitForDetection.
type DetectionInput struct {
	AppID       string          `json:"appid"`
	Limit       timing.Duration `json:"limit"` // how long the check may last before the release stops; default 1h
	Pace        timing.Pace     `json:"pace"`
	CallsPerson bool            `json:"calls_person,omitempty"` // the workflow knows FailureNeedsPerson
	Parked      bool            `json:"parked,omitempty"`       // a person was called
	// An earlier run of this release may have submitted already: nothing that is wrong here ends it.
	MayBeOut bool `json:"may_be_out,omitempty"`
	// Answer the merchant's name.
	TellName bool   `json:"tell_name,omitempty"`
	Version  string `json:"version,omitempty"` // for the log
}

func (in DetectionInput) withDefaults() DetectionInput {
	in.Limit.Default(detectionLimit)
	in.Pace = in.Pace.WithDefaults()
	return in
}

// Detection is what WeChat's privacy check of the uploaded code found. The lists do not stop a release: submit_audit decides
// (61040), and then they tell what to declare or to ask permission for.
type Detection struct {
	WithoutAuth []string `json:"without_auth,omitempty"` // APIs used without permission
	WithoutConf []string `json:"without_conf,omitempty"` // APIs used but not declared
	Before      *Before  `json:"before,omitempty"`       // nil from an older worker
	// The check was not seen to its end, because an earlier run may have submitted already.
	Skipped bool `json:"skipped,omitempty"`
	// The merchant's name, where the worker knows it and the input had none.
	Name string `json:"name,omitempty"`
}

// Before is the newest review of the Mini Program before this release submitted anything. It is in the history for good, so
// that every later step can tell by its id what was there before, whatever any clock says.
type Before struct {
	AuditID int64  `json:"audit_id,omitempty"` // 0: there was none
	RunID   string `json:"run_id"`             // the run that read it: a reset run reads what the run before it did
}

// WaitForDetection waits until the privacy check of the trial version is over, and then reads which review is the newest.
// WeChat starts a check with every upload and answers 61039 while it runs; how long that takes is not documented, so the wait
// has a limit of its own.
//
// WeChat docs: get_code_privacy_info, get_latest_auditstatus.
func (a *Activities) WaitForDetection(ctx context.Context, in DetectionInput) (Detection, error) {
	found, err := a.waitForDetection(ctx, in.withDefaults())
	app, final := errors.AsType[*temporal.ApplicationError](err)
	if final && in.MayBeOut && app.NonRetryable() && app.Type() != FailureNeedsPerson {
		// What is out is found by the next step, which has limits of its own.
		found, err = Detection{Skipped: true}, nil
	}
	if err == nil && in.TellName {
		found.Name = a.name(ctx, in.AppID)
	}
	return found, err
}

// nameLimit bounds a merchant's name, in bytes.
const nameLimit = 100

// name is the merchant's name, "" where nobody knows it. A release never waits nor fails for it.
func (a *Activities) name(ctx context.Context, appid string) string {
	if a.Name == nil {
		return ""
	}
	name, err := a.Name(ctx, appid)
	if err != nil {
		activity.GetLogger(ctx).Warn("The merchant's name could not be read", "appid", appid, "error", err)
		return ""
	}
	return wxa.Cut(name, nameLimit)
}

func (a *Activities) waitForDetection(ctx context.Context, in DetectionInput) (Detection, error) {
	t := a.begin(ctx, in.AppID, in.Version)
	defer t.end()
	app := a.WeChat.App(in.AppID)
	p := patience{
		pace: in.Pace, key: in.AppID, calls: in.CallsPerson, parked: in.Parked,
		limit: time.Duration(in.Limit), expired: FailureDetectionExpired, tokenLimit: time.Duration(in.Limit),
	}
	var found Detection
	info, err := app.CodePrivacyInfo(ctx)
	switch {
	case err == nil:
		found.WithoutAuth, found.WithoutConf = t.bounded(info.WithoutAuth), t.bounded(info.WithoutConf)
	case wxa.IsCode(err, wxa.CodePrivacyDenied):
		// 61040: the check is over and found something. Whether that stops the release is for submit_audit to say, because
		// privacy_api_not_use may allow it.
	case wxa.IsCode(err, wxa.CodePrivacyCheckRunning):
		return Detection{}, t.stillChecking(time.Duration(in.Limit), p, err)
	default:
		return Detection{}, t.fail(p, err)
	}
	latest, err := app.LatestAudit(ctx)
	if err != nil {
		return Detection{}, t.fail(p, err)
	}
	found.Before = &Before{RunID: activity.GetInfo(ctx).WorkflowExecution.RunID}
	if latest != nil {
		found.Before.AuditID = latest.AuditID
	}
	return found, nil
}

// stillChecking waits on for the privacy check, or stops when it has lasted for the limit.
func (t *attempt) stillChecking(limit time.Duration, p patience, err error) error {
	t.see(checking)
	lasted := t.Main.lasted()
	if left := limit - lasted; left > 0 {
		// The last poll is at the limit, not a pause later.
		runs := Problem{Kind: ProblemCheckRuns, Code: wxa.CodePrivacyCheckRunning, Lasted: lastedFor(lasted)}
		return t.later(failureWaiting, runs, min(t.pause(p), left))
	}
	problem := problemOf(err)
	problem.Kind, problem.Lasted = ProblemCheckLasts, lastedFor(lasted)
	if p.open {
		return t.callPerson(p, problem)
	}
	return stop(FailureDetectionExpired, problem)
}

// A list of WeChat's may have so many lines in a run's state, and so many bytes in all: JSON may write one as six.
const (
	mostLines = 100
	mostBytes = 20_000
)

// bounded keeps a list of WeChat's from growing a run's state without bound. What is cut is logged whole.
func (t *attempt) bounded(lines []string) []string {
	var kept []string
	size, cut := 0, false
	for _, line := range lines {
		short := wxa.Cut(line, TextLimit)
		cut = cut || len(line) > TextLimit
		if size += len(short); len(kept) == mostLines || size > mostBytes {
			cut = true
			kept = append(kept, fmt.Sprintf("… (cut, %d lines in all)", len(lines)))
			break
		}
		kept = append(kept, short)
	}
	if cut {
		t.logger.Warn("A text of WeChat's is too long for the history and cut there", "text", lines)
	}
	return kept
}
