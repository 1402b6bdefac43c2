package activities

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/wxa"
)

func status(n int, reason, screenshots string) string {
	return fmt.Sprintf(`{"errcode":0,"errmsg":"ok","status":%d,"reason":%q,"screenshot":%q}`, n, reason, screenshots)
}

// zeroTrap is an error answer as it was seen in the wild: 0 would mean approved.
const zeroTrap = `{"errcode":85012,"errmsg":"invalid audit id rid: 65c0a1b2-00000000-00000000","status":0,"reason":"","screenshot":""}`

func pollInput(mode PollMode) PollInput {
	return PollInput{AppID: testApp, AuditID: testAudit, SubmittedAt: time.Now().Add(-time.Hour), Mode: mode, Pace: quick}
}

func TestPollAudit(t *testing.T) {
	for _, c := range []struct {
		name string
		mode PollMode
		want wxa.Status
		talk []exchange
	}{
		{"open, delayed, open again, approved", PollRegular, wxa.StatusApproved, []exchange{
			{statusPath, status(2, "", "")}, {statusPath, status(4, "later", "")}, {statusPath, status(2, "", "")}, {statusPath, status(0, "", "")}}},
		{"a number that nobody knows is not final", PollRegular, wxa.StatusWithdrawn, []exchange{{statusPath, status(9, "", "")}, {statusPath, status(3, "", "")}}},
		{"a missing number is not approved", PollHint, wxa.StatusRejected, []exchange{
			{statusPath, `{"errcode":0,"errmsg":"ok","reason":""}`}, {statusPath, status(1, "", "")}}},
		{"transient failures", PollHint, wxa.StatusApproved, []exchange{
			{statusPath, refusal(-1)}, {statusPath, refusal(45011)}, {statusPath, refusal(45009)}, {statusPath, status(0, "", "")}}},
		{"once", PollOnce, wxa.StatusReviewing, []exchange{{statusPath, status(2, "", "")}}},
		{"parked until access is back", PollParked, wxa.StatusReviewing, []exchange{
			{statusPath, refusal(61004)}, {statusPath, refusal(77777)}, {statusPath, status(2, "", "")}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := attempts[PollInput, Review](t, "PollAudit", pollInput(c.mode), c.talk...)
			require.NoError(t, err)
			require.Equal(t, c.want, got.Status)
		})
	}
}

func TestPollAuditGivesTheReasonAsLines(t *testing.T) {
	got, err := attempts[PollInput, Review](t, "PollAudit", pollInput(PollHint), exchange{statusPath, status(1, "1:服务类目不符:<br>(1):a &amp; b<br>", "mid1|mid2")})
	require.NoError(t, err)
	require.Equal(t, Review{Status: wxa.StatusRejected, Reason: []string{"1:服务类目不符:", "(1):a & b"}, Screenshots: []string{"mid1", "mid2"}}, got)
}

func TestPollAuditStops(t *testing.T) {
	for code, failure := range map[int]string{61004: FailureCredentials, 48001: FailureCredentials, 40097: FailureBlocked, 77777: FailureBlocked} {
		_, err := attempts[PollInput, Review](t, "PollAudit", pollInput(PollHint), exchange{statusPath, refusal(code)})
		requireStop(t, err, failure)
	}
	t.Run("an unknown audit id", func(t *testing.T) {
		_, err := attempts[PollInput, Review](t, "PollAudit", pollInput(PollHint), exchange{statusPath, zeroTrap})
		require.Equal(t, 85012, requireStop(t, err, FailureBlocked).Code)
	})
	t.Run("an audit id too fresh to be known", func(t *testing.T) {
		in := pollInput(PollHint)
		in.SubmittedAt = time.Now()
		got, err := attempts[PollInput, Review](t, "PollAudit", in, exchange{statusPath, zeroTrap}, exchange{statusPath, status(0, "", "")})
		require.NoError(t, err)
		require.Equal(t, wxa.StatusApproved, got.Status)
	})
}

func TestNextLookFollowsThePauses(t *testing.T) {
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	in := pollInput(PollRegular)
	look := start
	for n := 1; n < 40; n++ {
		next := NextLook(in, start, look)
		require.Equal(t, pollPause(in, n), next.Sub(look))
		require.LessOrEqual(t, next.Sub(look), 132*time.Minute)
		look = next
	}
	require.GreaterOrEqual(t, NextLook(in, start, start).Sub(start), 9*time.Minute)
}

func TestWaitForDetection(t *testing.T) {
	in := DetectionInput{AppID: testApp, Limit: Duration(time.Hour), Pace: quick}
	clear := `{"errcode":0,"errmsg":"ok","without_auth_list":["wx.getLocation"],"without_conf_list":[]}`
	got, err := attempts[DetectionInput, Detection](t, "WaitForDetection", in,
		exchange{detectPath, refusal(61039)}, exchange{detectPath, refusal(-1)}, exchange{detectPath, refusal(61039)}, exchange{detectPath, clear})
	require.NoError(t, err)
	require.Equal(t, []string{"wx.getLocation"}, got.WithoutAuth)

	// 61040 ends the check; whether it stops the release is for submit_audit to say.
	_, err = attempts[DetectionInput, Detection](t, "WaitForDetection", in, exchange{detectPath, refusal(61040)})
	require.NoError(t, err)

	in.Limit = 0
	_, err = attempts[DetectionInput, Detection](t, "WaitForDetection", in, exchange{detectPath, refusal(61039)})
	require.Contains(t, requireStop(t, err, FailureDetectionExpired).Remedy, "upload the code once more")

	// The limit holds for an outage as well; what WeChat refuses stays what it is.
	_, err = attempts[DetectionInput, Detection](t, "WaitForDetection", in, exchange{detectPath, refusal(-1)})
	require.Contains(t, requireStop(t, err, FailureDetectionExpired).Message, "gave up")
	_, err = attempts[DetectionInput, Detection](t, "WaitForDetection", in, exchange{detectPath, refusal(61004)})
	requireStop(t, err, FailureCredentials)
}

func TestExpediteAudit(t *testing.T) {
	in := ExpediteInput{AppID: testApp, AuditID: testAudit, Pace: quick}
	open := exchange{statusPath, status(2, "", "")}
	for _, c := range []struct {
		name  string
		asked bool
		note  string
		talk  []exchange
	}{
		{"accepted", true, "2 to 12 hours", []exchange{{speedupPath, refusal(0)}}},
		{"already", true, "already", []exchange{{speedupPath, refusal(89404)}}},
		{"reply lost", true, "already", []exchange{{speedupPath, cut}, {speedupPath, refusal(89404)}}},
		{"unstable for a while", true, "accepted", []exchange{{speedupPath, refusal(89401)}, {speedupPath, refusal(-1)}, {speedupPath, refusal(0)}}},
		{"not queued yet", true, "accepted", []exchange{{speedupPath, refusal(89402)}, open, {speedupPath, refusal(0)}}},
		{"never queued", false, "not in its queue", []exchange{{speedupPath, refusal(89402)}, open, {speedupPath, refusal(89402)}, open,
			{speedupPath, refusal(89402)}, open, {speedupPath, refusal(89402)}, open, {speedupPath, refusal(89402)}, open}},
		{"over", false, "already over (approved)", []exchange{{speedupPath, refusal(89402)}, {statusPath, status(0, "", "")}}},
		{"not for this kind", false, "89403", []exchange{{speedupPath, refusal(89403)}}},
		{"no units left", false, "89405", []exchange{{speedupPath, refusal(89405)}}},
		{"no access", false, "61004", []exchange{{speedupPath, refusal(61004)}}},
		{"a code that nobody knows", false, "77777", []exchange{{speedupPath, refusal(77777)}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := attempts[ExpediteInput, Expedited](t, "ExpediteAudit", in, c.talk...)
			require.NoError(t, err)
			require.Equal(t, c.asked, got.Asked)
			require.Contains(t, got.Note, c.note)
		})
	}
}

func TestWithdrawAudit(t *testing.T) {
	known := WithdrawInput{AppID: testApp, AuditID: testAudit, Version: "1.4.0", Since: time.Now().Add(-time.Minute), Pace: quick}
	unknown := known
	unknown.AuditID = 0
	own := func(n int) exchange { return exchange{latestPath, latest(testAudit, n, "1.4.0", time.Now())} }
	stranger := exchange{latestPath, foreign}
	for _, c := range []struct {
		name      string
		in        WithdrawInput
		audit     int64
		status    wxa.Status
		withdrawn bool
		talk      []exchange
	}{
		{"open", known, testAudit, wxa.StatusWithdrawn, true, []exchange{own(2), {undoPath, refusal(0)}}},
		{"delayed", known, testAudit, wxa.StatusWithdrawn, true, []exchange{own(4), {undoPath, refusal(0)}}},
		{"already approved", known, testAudit, wxa.StatusApproved, false, []exchange{own(0)}},
		{"reply lost, with effect", known, testAudit, wxa.StatusWithdrawn, true, []exchange{own(2), {undoPath, cut}, own(3)}},
		{"reply lost, without effect", known, testAudit, wxa.StatusWithdrawn, true, []exchange{own(2), {undoPath, cut}, own(2), {undoPath, refusal(0)}}},
		{"-1", known, testAudit, wxa.StatusWithdrawn, true, []exchange{own(2), {undoPath, refusal(-1)}, own(3)}},
		{"over meanwhile", known, testAudit, wxa.StatusRejected, false, []exchange{own(2), {undoPath, refusal(87012)}, own(1)}},
		{"over, a stranger's is open: not touched", known, testAudit, wxa.StatusApproved, false, []exchange{stranger, {statusPath, status(0, "", "")}}},
		{"unknown id, submitted", unknown, testAudit, wxa.StatusWithdrawn, true, []exchange{own(2), {undoPath, refusal(0)}}},
		{"unknown id, seen late", unknown, testAudit, wxa.StatusWithdrawn, true, []exchange{{latestPath, refusal(85058)}, own(2), {undoPath, refusal(0)}}},
		{"unknown id, nothing submitted", unknown, 0, wxa.StatusMissing, false, []exchange{{latestPath, refusal(85058)}, {latestPath, refusal(85058)}}},
		{"unknown id, a stranger's is open: not touched", unknown, 0, wxa.StatusMissing, false, []exchange{stranger, stranger}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := attempts[WithdrawInput, Withdrawal](t, "WithdrawAudit", c.in, c.talk...)
			require.NoError(t, err)
			require.Equal(t, Withdrawal{AuditID: c.audit, Status: c.status, Withdrawn: c.withdrawn}, got)
		})
	}
	t.Run("used up", func(t *testing.T) {
		_, err := attempts[WithdrawInput, Withdrawal](t, "WithdrawAudit", known, own(2), exchange{undoPath, refusal(87013)})
		requireStop(t, err, FailureQuota)
	})
	t.Run("open but not the newest", func(t *testing.T) {
		_, err := attempts[WithdrawInput, Withdrawal](t, "WithdrawAudit", known, stranger, exchange{statusPath, status(2, "", "")})
		require.Contains(t, requireStop(t, err, FailureBlocked).Message, "not the newest")
	})
}
