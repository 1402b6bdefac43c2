package activities

import (
	"context"
	"time"

	"go.temporal.io/sdk/activity"

	"github.com/wxrelease/wxrelease/wxa"
)

// owner says whose the newest review of a Mini Program is.
type owner int

const (
	noReview      owner = iota // there is none, or an older one that is over: nothing stands in the way
	ownReview                  // this release submitted it
	foreignReview              // an open one that this release did not submit
	unclearReview              // WeChat's answer lacks the fields that would tell
)

// whose decides from the newest review. Ours is: same version, submitted since the release began. WeChat leaves user_version
// and submit_audit_time out of some answers; then the other one decides if it can, and what stays unclear is never taken for
// ours nor for nothing.
func whose(latest *wxa.LatestAudit, version string, since time.Time) owner {
	if latest == nil {
		return noReview
	}
	other := noReview
	if !latest.Status.Final() {
		other = foreignReview
	}
	switch version_, time_ := latest.UserVersion, latest.SubmittedAt; {
	case version_ != "" && version_ != version:
		return other
	case !time_.IsZero() && time_.Before(since):
		return other
	case !time_.IsZero():
		return ownReview
	case version_ != "" && other == foreignReview:
		// Open and of our version: that very version is what the release wants reviewed.
		return ownReview
	default:
		return unclearReview
	}
}

// clockTolerance covers the whole seconds of submit_audit_time and of the Date header.
const clockTolerance = 2 * time.Second

// blindTolerance is for an answer without a Date header: how far WeChat's clock may be behind ours.
const blindTolerance = 2 * time.Minute

// onWeChatsClock turns a moment of the Temporal server's clock into one of WeChat's, as early as it can have been there.
// Only a WeChat clock behind ours is corrected: missing our own review would submit twice, while a clock that is ahead only
// makes the comparison lenient.
func onWeChatsClock(moment, now time.Time, latest *wxa.LatestAudit) time.Time {
	if latest == nil || latest.ReadAt.IsZero() {
		return moment.Add(-blindTolerance)
	}
	return moment.Add(min(0, latest.ReadAt.Sub(now))).Add(-clockTolerance)
}

// serverNow gives a function that tells the Temporal server's time within an attempt: the attempt's start as the server saw
// it, and what has passed since on the worker's clock.
func serverNow(ctx context.Context) func() time.Time {
	begun, start := time.Now(), activity.GetInfo(ctx).StartedTime
	return func() time.Time { return start.Add(time.Since(begun)) }
}
