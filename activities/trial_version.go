package activities

import (
	"time"

	"github.com/wxrelease/wxrelease/wxa"
)

// beforeSending makes sure that nothing speaks against a submission, or against one more.
func (s submission) beforeSending() error {
	// "No new review" proves something only after a while, and not where WeChat says that one is open.
	settles := s.SentAt.Add(s.in.Pace.Lag()).Sub(s.now())
	if s.out() && !s.Hidden && settles <= 0 {
		s.notOut()
	}
	if lasted := s.Nothing.lasted(); !s.out() && lasted >= time.Duration(s.in.OutageLimit) {
		return stop(FailureExpired, Problem{Kind: ProblemNoneAccepted, Lasted: lastedFor(lasted)})
	}
	if s.Main.What == submitBusy && s.Main.lasted() >= time.Duration(s.in.Limit) {
		if s.out() && settles > 0 {
			return s.later(failureWaiting, Problem{Kind: ProblemReadingAgain}, settles)
		}
		if !s.out() {
			return stop(FailureBlocked, lastingError(s.Code, s.Main.lasted()))
		}
	}
	return s.checkTrialVersion()
}

// checkTrialVersion stops a release of another version than the one that was uploaded last. submit_audit has no version
// parameter: it takes whatever is the trial version, so a failed upload would send the version before for review.
//
// WeChat docs: getversioninfo.
func (s submission) checkTrialVersion() error {
	info, err := s.app.VersionInfo(s.ctx)
	if err != nil {
		return s.fail(err)
	}
	// Without a trial version, or without its name, submit_audit itself tells what is wrong.
	if info.Trial == nil || info.Trial.Version == "" || info.Trial.Version == s.in.Version {
		return nil
	}
	return s.conclude(FailureBlocked, Problem{
		Kind: ProblemTrialVersion, Version: s.in.Version, OtherVersion: wxa.Cut(info.Trial.Version, TextLimit/4),
	})
}

// accepted compares the version that WeChat reviews with ours: between the read of the trial version and the submission
// somebody may have uploaded another one. A read that fails or lags leaves it open; it is done again before an approval counts.
func (s submission) accepted(id int64) Submission {
	got := Submission{AuditID: id, SubmittedAt: s.now()}
	if latest, err := s.app.LatestAudit(s.ctx); err == nil && latest != nil && latest.AuditID == id {
		got.VersionSeen, got.OtherVersion = latest.UserVersion != "", otherVersion(latest, id, s.in.Version)
	}
	return got
}

// otherVersion is the version of the review where it is another one than wanted, "" where it is ours or not told.
func otherVersion(latest *wxa.LatestAudit, id int64, version string) string {
	if latest == nil || latest.AuditID != id || latest.UserVersion == version {
		return ""
	}
	return wxa.Cut(latest.UserVersion, TextLimit/4)
}
