package activities

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func breakWithdraw() WithdrawInput {
	return WithdrawInput{AppID: testApp, Version: "1.4.0", Since: time.Now().Add(-time.Minute), Pace: quick}
}

const unnamed = `{"errcode":0,"errmsg":"ok","auditid":430000001,"status":2,"reason":"","screenshot":""}`

// An open review of which nobody can tell whose it is: "none of ours was open" is no true answer for a cancellation.
func TestBreakWithdrawUnclear(t *testing.T) {
	got, err := endless[WithdrawInput, Withdrawal](t, "WithdrawAudit", breakWithdraw(), []exchange{shows(unnamed)})
	require.Error(t, err, "%+v", got)
}

// A cancelled submission that was never sent: a stranger's nameless review is withdrawn.
func TestBreakWithdrawsAStrangers(t *testing.T) {
	in := breakWithdraw()
	in.Before = &Before{AuditID: oldAudit}
	got, err := endless[WithdrawInput, Withdrawal](t, "WithdrawAudit", in, []exchange{shows(unnamed)}, shows(unnamed), exchange{undoPath, refusal(0)})
	require.False(t, got.Withdrawn, "%v", err)
}

// 85009 and nothing to see, after a lost reply: for ever.
func TestBreakUnseenForEver(t *testing.T) {
	for _, app := range []string{testApp, "wx5555666677778889", "wx5555666677778880", "wx555566667777888a"} {
		t.Run(app, func(t *testing.T) { unseenForEver(t, app, time.Minute) })
	}
}

func unseenForEver(t *testing.T, app string, pace time.Duration) {
	in := submitInput()
	in.CallsPerson, in.Parked = true, true
	in.OutSince = time.Now().Add(-time.Minute)
	in.AppID, in.Pace.Busy = app, Duration(pace)
	round := []exchange{shows(old), sameVersion, submits(refusal(85009)), shows(old)}
	_, err := endless[SubmitInput, Submission](t, "SubmitAudit", in, []exchange{}, talk(again(6000, round...), []exchange{shows(ours)})...)
	t.Log("took", lastTook)
	require.Less(t, lastTook, 15*24*time.Hour)
	requireStop(t, err, FailureExpired)
}

// submit_audit answers -1 for days; a read that fails now and then starts the clock of that condition anew.
func TestBreakSubmitBusyForEver(t *testing.T) {
	in := submitInput()
	round := talk(again(4, shows(old), sameVersion, submits(refusal(-1))), []exchange{shows(refusal(-1))})
	_, err := endless[SubmitInput, Submission](t, "SubmitAudit", in, []exchange{}, talk(again(100, round...), []exchange{shows(ours)})...)
	t.Log("took", lastTook)
	requireStop(t, err, FailureBlocked)
}

// 61039 for ever, with a "system busy" now and then.
func TestBreakDetectionForEver(t *testing.T) {
	in := DetectionInput{AppID: testApp, Limit: Duration(time.Hour), Pace: quick, CallsPerson: true}
	round := talk(again(12, exchange{detectPath, refusal(61039)}), []exchange{{detectPath, refusal(-1)}})
	_, err := endless[DetectionInput, Detection](t, "WaitForDetection", in, []exchange{},
		talk(again(100, round...), []exchange{{detectPath, refusal(61040)}, shows(old)})...)
	t.Log("took", lastTook)
	requireStop(t, err, FailureDetectionExpired)
}

// A WeChat that fails in two ways by turns for days: nobody is called, nothing ends.
func TestBreakNobodyIsCalled(t *testing.T) {
	in := submitInput()
	_, err := endless[SubmitInput, Submission](t, "SubmitAudit", in, []exchange{},
		talk(again(3000, exchange{latestPath, "<html>"}, shows(refusal(-1))), []exchange{shows(old), sameVersion, submits(accepted), shows(ours)})...)
	t.Log("took", lastTook)
	requireStop(t, err, FailureNeedsPerson)
}

// The undo took effect, its reply was lost, the reads lag: it is sent again and spends a second of five, or is refused as used up.
func TestBreakUndoTwice(t *testing.T) {
	in := breakWithdraw()
	in.AuditID = testAudit
	_, err := endless[WithdrawInput, Withdrawal](t, "WithdrawAudit", in, []exchange{},
		shows(ours), exchange{undoPath, cut}, shows(ours), exchange{undoPath, refusal(87013)}, shows(latest(testAudit, 3, "1.4.0", wrongTime)))
	require.NoError(t, err)
}

// What a parked privacy check with a poll-now leads to: nothing was ever sent, and the first hiccup ends the release.
func TestBreakFirstHiccupEndsIt(t *testing.T) {
	in := submitInput()
	in.OutSince = time.Now().Add(-15 * 24 * time.Hour)
	_, err := endless[SubmitInput, Submission](t, "SubmitAudit", in, []exchange{}, shows(refusal(-1)), shows(old), sameVersion, submits(accepted), shows(ours))
	require.NoError(t, err)
}

// A stranger's review while out, for ever.
func TestBreakForeignForEver(t *testing.T) {
	in := submitInput()
	in.Parked, in.OutSince = true, time.Now().Add(-time.Minute)
	_, err := endless[SubmitInput, Submission](t, "SubmitAudit", in, []exchange{}, talk(again(6000, shows(foreign)), []exchange{shows(ours)})...)
	t.Log("took", lastTook)
	require.Error(t, err)
}
