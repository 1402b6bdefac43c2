package activities

import (
	"context"
	"fmt"
	"time"

	"github.com/wxrelease/wxrelease/wxa"
)

// DetectionInput is the argument of WaitForDetection.
type DetectionInput struct {
	AppID string   `json:"appid"`
	Limit Duration `json:"limit"` // how long the check may last before the release stops
	Pace  Pace     `json:"pace"`
}

// Detection is what WeChat's privacy check of the uploaded code found. The lists do not stop a release: submit_audit decides
// (61040), and then they tell what to declare or to ask permission for.
type Detection struct {
	WithoutAuth []string `json:"without_auth,omitempty"` // APIs used without permission
	WithoutConf []string `json:"without_conf,omitempty"` // APIs used but not declared
}

// WaitForDetection waits until the privacy check of the trial version is over. WeChat starts a check with every upload and
// answers 61039 while it runs; how long that takes is not documented, so the wait has a limit of its own.
//
// WeChat docs: get_code_privacy_info.
func (a *Activities) WaitForDetection(ctx context.Context, in DetectionInput) (Detection, error) {
	info, err := a.WeChat.App(in.AppID).CodePrivacyInfo(ctx)
	switch {
	case err == nil:
		return Detection{WithoutAuth: info.WithoutAuth, WithoutConf: info.WithoutConf}, nil
	case wxa.IsCode(err, wxa.CodePrivacyDenied):
		// 61040: the check is over and found something. Whether that stops the release is for submit_audit to say, because
		// privacy_api_not_use may allow it.
		return Detection{}, nil
	case wxa.IsCode(err, wxa.CodePrivacyCheckRunning):
		return Detection{}, stillChecking(ctx, in.Limit, in.Pace, in.AppID, err)
	default:
		return Detection{}, within(ctx, in.Limit, FailureDetectionExpired, fail(ctx, in.Pace, in.AppID, err), err)
	}
}

// stillChecking waits on for the privacy check, or stops when it has lasted for the limit.
func stillChecking(ctx context.Context, limit Duration, pace Pace, key string, err error) error {
	so, n := waited(ctx), attempt(ctx)
	left := time.Duration(limit) - so
	if left <= 0 {
		p := problemOf(err)
		p.Message = fmt.Sprintf("the privacy check was not over after %s: %v", Duration(so.Round(time.Second)), err)
		p.Remedy = "Start the release again to wait longer. If the check never ends, upload the code once more, which starts a new check; do not repeat uploads in a loop."
		return stop(FailureDetectionExpired, p)
	}
	pause := spread(grow(pace.Detection, 1.3, 5*pace.Detection, n), key, n)
	// The last look is at the limit, not a pause later.
	return later(failureWaiting, fmt.Sprintf("WeChat's privacy check is still running after %s (61039)", Duration(so.Round(time.Second))), min(pause, left))
}
