package activities

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/wxa"
)

func cancelledWithdraw() WithdrawInput {
	return WithdrawInput{AppID: testApp, Version: "1.4.0", Since: time.Now().Add(-time.Minute), Pace: quick}
}

const unnamed = `{"errcode":0,"errmsg":"ok","auditid":430000001,"status":2,"reason":"","screenshot":""}`

// An open review of which nobody can tell whose it is: "none of ours was open" is no true answer for a cancellation.
func TestWithdrawUnclear(t *testing.T) {
	got, err := endless[WithdrawInput, Withdrawal](t, "WithdrawAudit", cancelledWithdraw(), []exchange{shows(unnamed)})
	require.Error(t, err, "%+v", got)
}

// A cancelled submission that may never have been sent: a nameless review may be a stranger's, and is withdrawn only where one is out.
func TestWithdrawsAStrangers(t *testing.T) {
	in := cancelledWithdraw()
	in.Before = &Before{AuditID: oldAudit}
	_, err := endless[WithdrawInput, Withdrawal](t, "WithdrawAudit", in, []exchange{shows(unnamed)})
	require.Equal(t, ProblemUnclearWithdrawal, requireStop(t, err, FailureBlocked).Kind)
	in.Out = true
	got, err := attempts[WithdrawInput, Withdrawal](t, "WithdrawAudit", in, shows(unnamed), exchange{undoPath, refusal(0)})
	require.NoError(t, err)
	require.True(t, got.Withdrawn)
}

// 85009 and nothing to see, after a lost reply: for ever.
func TestUnseenForEver(t *testing.T) {
	for _, app := range []string{testApp, "wx5555666677778889", "wx5555666677778880", "wx555566667777888a"} {
		t.Run(app, func(t *testing.T) { unseenForEver(t, app, time.Minute) })
	}
}

func unseenForEver(t *testing.T, app string, pace time.Duration) {
	in := submitInput()
	in.CallsPerson, in.Parked = true, true
	in.OutSince = time.Now().Add(-time.Minute)
	in.AppID, in.Pace.Busy, in.OutageLimit = app, timing.Duration(pace), timing.Duration(24*time.Hour)
	round := []exchange{shows(old), sameVersion, submits(refusal(85009)), shows(old)}
	_, err := endless[SubmitInput, Submission](t, "SubmitAudit", in, []exchange{}, talk(again(600, round...), []exchange{shows(ours)})...)
	require.Less(t, lastTook, 25*time.Hour)
	requireStop(t, err, FailureExpired)
}

// submit_audit answers -1 for days; a read that fails now and then starts the clock of that condition anew.
func TestSubmitBusyForEver(t *testing.T) {
	in := submitInput()
	round := talk(again(3, shows(old), sameVersion, submits(refusal(-1))), []exchange{shows(refusal(-1))})
	_, err := endless[SubmitInput, Submission](t, "SubmitAudit", in, []exchange{}, talk(again(100, round...), []exchange{shows(ours)})...)
	requireStop(t, err, FailureBlocked)
}

// 61039 for ever, with a "system busy" now and then.
func TestDetectionForEver(t *testing.T) {
	in := DetectionInput{AppID: testApp, Limit: timing.Duration(time.Hour), Pace: quick, CallsPerson: true}
	round := talk(again(12, exchange{detectPath, refusal(61039)}), []exchange{{detectPath, refusal(-1)}})
	_, err := endless[DetectionInput, Detection](t, "WaitForDetection", in, []exchange{},
		talk(again(100, round...), []exchange{{detectPath, refusal(61040)}, shows(old)})...)
	requireStop(t, err, FailureDetectionExpired)
}

// A WeChat that fails in two ways by turns for days: nobody is called, nothing ends.
func TestNobodyIsCalled(t *testing.T) {
	in := submitInput()
	_, err := endless[SubmitInput, Submission](
		t,
		"SubmitAudit",
		in,
		[]exchange{},
		talk(
			again(300, exchange{latestPath, "<html>"}, shows(refusal(-1))),
			[]exchange{shows(old), sameVersion, submits(accepted), shows(ours)},
		)...)
	requireStop(t, err, FailureNeedsPerson)
}

// The undo took effect, its reply was lost, the reads lag: it is sent again and spends a second of five, or is refused as used up.
func TestUndoTwice(t *testing.T) {
	in := cancelledWithdraw()
	in.AuditID = testAudit
	gone := shows(latest(testAudit, 3, "1.4.0", wrongTime))
	got, err := attempts[WithdrawInput, Withdrawal](
		t,
		"WithdrawAudit",
		in,
		shows(ours),
		exchange{undoPath, cut},
		shows(ours),
		shows(ours),
		shows(ours),
		gone,
	)
	require.NoError(t, err)
	require.True(t, got.Withdrawn)
	// The request's own activity has sent it.
	in.SentAt = time.Now()
	_, err = attempts[WithdrawInput, Withdrawal](t, "WithdrawAudit", in, shows(ours), shows(ours), gone)
	require.NoError(t, err)
}

// A stranger's review while out, for ever.
func TestForeignForEver(t *testing.T) {
	in := submitInput()
	in.Parked, in.OutSince, in.OutageLimit = true, time.Now().Add(-time.Minute), timing.Duration(24*time.Hour)
	_, err := endless[SubmitInput, Submission](
		t,
		"SubmitAudit",
		in,
		[]exchange{},
		talk(again(600, shows(foreign)), []exchange{shows(ours)})...)
	require.Error(t, err)
}

// submit_audit alone is out of reach, for ever: its limit holds although each send may have been one.
func TestSubmissionsThatNobodyAnswers(t *testing.T) {
	in := submitInput()
	in.Parked, in.OutageLimit = true, timing.Duration(24*time.Hour)
	_, err := endless[SubmitInput, Submission](t, "SubmitAudit", in, []exchange{shows(old), sameVersion, submits("<html>")})
	requireStop(t, err, FailureExpired)
	require.Less(t, lastTook, 30*time.Hour)
}

// 61039 where nobody asked about the privacy check, for ever: the limit of the step holds.
func TestCheckingAtAnotherCall(t *testing.T) {
	odd := refusal(61039)
	_, err := endless[WithdrawInput, Withdrawal](
		t,
		"WithdrawAudit",
		WithdrawInput{AppID: testApp, AuditID: testAudit, Version: "1.4.0", Pace: quick},
		[]exchange{shows(ours), {undoPath, odd}},
	)
	requireStop(t, err, FailureExpired)
	require.Less(t, lastTook, 25*time.Hour)
	_, err = endless[DetectionInput, Detection](t, "WaitForDetection", DetectionInput{AppID: testApp, Pace: quick},
		[]exchange{{detectPath, refusal(61040)}, shows(odd)})
	requireStop(t, err, FailureDetectionExpired)
	require.Less(t, lastTook, 2*time.Hour)
}

// undocodeaudit alone is out of reach, for ever, while the reads show the review open: a person is called after an hour, and the
// step has its limit.
func TestWithdrawalsThatNobodyAnswers(t *testing.T) {
	for _, answer := range []string{cut, refusal(-1)} {
		in := cancelledWithdraw()
		in.AuditID, in.CallsPerson = testAudit, true
		silent := func() *wechat {
			return &wechat{t: t, loop: []exchange{shows(ours), {undoPath, answer}}, unordered: true}
		}
		_, err := during[WithdrawInput, Withdrawal](t, "WithdrawAudit", in, silent())
		requireStop(t, err, FailureNeedsPerson)
		require.GreaterOrEqual(t, lastTook, time.Hour)
		require.Less(t, lastTook, 2*time.Hour)
		in.Parked = true
		_, err = during[WithdrawInput, Withdrawal](t, "WithdrawAudit", in, silent())
		requireStop(t, err, FailureExpired)
		require.GreaterOrEqual(t, lastTook, 24*time.Hour)
		require.Less(t, lastTook, 25*time.Hour)
	}
}

// Who asks WeChat to hurry and finds the review over says so: the verdict is there to be read.
func TestExpediteFindsTheReviewOver(t *testing.T) {
	in := ExpediteInput{AppID: testApp, AuditID: testAudit, Pace: quick}
	got, err := attempts[ExpediteInput, Expedited](
		t,
		"ExpediteAudit",
		in,
		exchange{"/wxa/speedupaudit", refusal(89402)},
		exchange{statusPath, status(0, "", "")},
	)
	require.NoError(t, err)
	require.Equal(t, wxa.StatusApproved, got.Over.Status)
	require.NotNil(t, got.Refused)
}
