package activities

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/timing"
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
	got, err := attempts[PollInput, Review](
		t,
		"PollAudit",
		pollInput(PollHint),
		exchange{statusPath, status(1, "1:服务类目不符:<br>(1):a &amp; b<br>", "mid1|mid2")},
	)
	require.NoError(t, err)
	require.Equal(
		t,
		Review{Status: wxa.StatusRejected, Reason: []string{"1:服务类目不符:", "(1):a & b"}, Screenshots: []string{"mid1", "mid2"}},
		got,
	)
}

// Nothing that WeChat answers to a status read ends the release: a person is called, and the looks go on, ever more seldom.
func TestPollAuditNeverEndsARelease(t *testing.T) {
	for _, code := range []int{61004, 61003, 48001, 48004, 50002, 43002, 47001, 40097, 86001, 86002, 77777} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			no := exchange{statusPath, refusal(code)}
			in := pollInput(PollHint)
			in.CallsPerson = true
			_, err := attempts[PollInput, Review](t, "PollAudit", in, no)
			p := requireStop(t, err, FailureNeedsPerson)
			require.Equal(t, code, p.Code)
			require.Equal(t, code == 61003, p.Revoked)

			for _, in := range []PollInput{pollInput(PollParked), pollInput(PollHint)} {
				got, err := attempts[PollInput, Review](
					t,
					"PollAudit",
					in,
					append(again(5, no), exchange{statusPath, status(1, "", "")})...)
				require.NoError(t, err)
				require.Equal(t, wxa.StatusRejected, got.Status)
				require.Greater(t, lastTook, 25*time.Minute)
			}
		})
	}
}

func TestPollAuditOfAnUnknownID(t *testing.T) {
	unknown := exchange{statusPath, zeroTrap}
	t.Run("the newest review is ours", func(t *testing.T) {
		got, err := attempts[PollInput, Review](t, "PollAudit", pollInput(PollHint), unknown, exchange{latestPath, oursOver})
		require.NoError(t, err)
		require.Equal(t, wxa.StatusApproved, got.Status)
	})
	t.Run("for a moment", func(t *testing.T) {
		got, err := attempts[PollInput, Review](
			t,
			"PollAudit",
			pollInput(PollHint),
			unknown,
			exchange{latestPath, old},
			exchange{statusPath, status(0, "", "")},
		)
		require.NoError(t, err)
		require.Equal(t, wxa.StatusApproved, got.Status)
	})
	t.Run("lasting", func(t *testing.T) {
		in := pollInput(PollHint)
		in.CallsPerson = true
		_, err := endless[PollInput, Review](t, "PollAudit", in, []exchange{unknown, {latestPath, nothingUp}})
		require.Equal(t, 85012, requireStop(t, err, FailureNeedsPerson).Code)
		require.GreaterOrEqual(t, lastTook, newIDLag)
		require.Less(t, lastTook, 4*newIDLag)
	})
}

func TestPollAuditUnreadableAnswersCallAPerson(t *testing.T) {
	in := pollInput(PollHint)
	in.CallsPerson = true
	_, err := endless[PollInput, Review](t, "PollAudit", in, []exchange{{statusPath, `{"errcode":0,"errmsg":"ok","reason":""}`}})
	require.Contains(t, requireStop(t, err, FailureNeedsPerson).Message, "has no status")
}

func TestPollAuditOnceIsBounded(t *testing.T) {
	in := pollInput(PollOnce)
	in.Tries = 4
	_, err := attempts[PollInput, Review](t, "PollAudit", in, again(4, exchange{statusPath, refusal(-1)})...)
	require.Error(t, err)
	require.Less(t, lastTook, time.Minute)
	got, err := attempts[PollInput, Review](t, "PollAudit", in, exchange{statusPath, refusal(61004)}, exchange{statusPath, refusal(-1)},
		exchange{statusPath, refusal(77777)}, exchange{statusPath, status(0, "", "")})
	require.NoError(t, err)
	require.Equal(t, wxa.StatusApproved, got.Status)
}

func TestPollAuditTellsADelay(t *testing.T) {
	in := pollInput(PollHint)
	in.TellDelay = true
	got, err := attempts[PollInput, Review](t, "PollAudit", in, exchange{statusPath, status(4, "资质审核<br>等待", "")})
	require.NoError(t, err)
	require.Equal(t, Review{Status: wxa.StatusDelayed, Reason: []string{"资质审核", "等待"}}, got)

	in.Delayed, in.Delay = true, got.Reason
	got, err = attempts[PollInput, Review](
		t,
		"PollAudit",
		in,
		exchange{statusPath, status(4, "资质审核<br>等待", "")},
		exchange{statusPath, status(4, "other", "")},
	)
	require.NoError(t, err)
	require.Equal(t, []string{"other"}, got.Reason)
}

func TestPollAuditComparesAnApprovedVersion(t *testing.T) {
	in := pollInput(PollHint)
	in.Version = "1.4.0"
	for version, other := range map[string]string{"1.4.0": "", "1.3.9": "1.3.9"} {
		got, err := attempts[PollInput, Review](
			t,
			"PollAudit",
			in,
			exchange{statusPath, status(0, "", "")},
			exchange{latestPath, latest(testAudit, 0, version, wrongTime)},
		)
		require.NoError(t, err)
		require.Equal(t, other, got.OtherVersion)
	}
}

// The first attempt of a regular poll only waits; one that Temporal was told to begin anew asks at once.
func TestPollAuditPausesHangOnTheBegin(t *testing.T) {
	in := pollInput(PollRegular)
	in.Began = time.Now().Add(-5 * time.Hour)
	_, err := attempts[PollInput, Review](
		t,
		"PollAudit",
		in,
		exchange{statusPath, status(2, "", "")},
		exchange{statusPath, status(0, "", "")},
	)
	require.NoError(t, err)
	require.Greater(t, lastTook, 100*time.Minute)
	require.Less(t, lastTook, 5*time.Hour)
}

// The looks hang on the begin: wherever one asks from, the next is the same.
func TestNextPoll(t *testing.T) {
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	in := pollInput(PollRegular)
	in.Began = start
	look := start
	for range 200 {
		next := NextPoll(in, look)
		require.True(t, next.After(look))
		require.LessOrEqual(t, next.Sub(look), 132*time.Minute)
		require.Equal(t, next, NextPoll(in, next.Add(-time.Second)))
		look = next
	}
	require.GreaterOrEqual(t, NextPoll(in, start).Sub(start), 9*time.Minute)
	in.Mode = PollHint
	require.Less(t, NextPoll(in, start).Sub(start), 70*time.Second)
	in.Began = time.Time{}
	require.Zero(t, NextPoll(in, start))
}

func TestWaitForDetection(t *testing.T) {
	in := DetectionInput{AppID: testApp, Limit: timing.Duration(time.Hour), Pace: quick, CallsPerson: true}
	look := func(code int) exchange { return exchange{detectPath, refusal(code)} }
	over := exchange{detectPath, `{"errcode":0,"errmsg":"ok","without_auth_list":["wx.getLocation"],"without_conf_list":[]}`}
	got, err := attempts[DetectionInput, Detection](t, "WaitForDetection", in, look(61039), look(-1), look(61039), over, shows(old))
	require.NoError(t, err)
	require.Equal(t, []string{"wx.getLocation"}, got.WithoutAuth)
	require.EqualValues(t, oldAudit, got.Before.AuditID)
	require.NotEmpty(t, got.Before.RunID)

	got, err = attempts[DetectionInput, Detection](t, "WaitForDetection", in, over, shows(nothingUp))
	require.NoError(t, err)
	require.Zero(t, got.Before.AuditID)

	// 61040 ends the check; whether it stops the release is for submit_audit to say.
	_, err = attempts[DetectionInput, Detection](t, "WaitForDetection", in, look(61040), shows(old))
	require.NoError(t, err)

	// What WeChat refuses before a submission ends the release.
	_, err = attempts[DetectionInput, Detection](t, "WaitForDetection", in, look(61004))
	requireStop(t, err, FailureCredentials)

	t.Run("limit", func(t *testing.T) {
		_, err := endless[DetectionInput, Detection](t, "WaitForDetection", in, []exchange{look(61039)})
		require.Equal(t, ProblemCheckLasts, requireStop(t, err, FailureDetectionExpired).Kind)
		require.Equal(t, time.Hour, lastTook)
	})
	t.Run("an outage longer than the limit, then the first 61039", func(t *testing.T) {
		in := in
		in.Limit = timing.Duration(10 * time.Minute)
		in.CallsPerson = false
		outage := []exchange{look(-1), look(-1), look(-1), look(61039)} // each below the limit
		_, err := attempts[DetectionInput, Detection](t, "WaitForDetection", in, talk(again(5, outage...), []exchange{over, shows(old)})...)
		require.NoError(t, err)
		require.Greater(t, lastTook, 20*time.Minute)
	})
	t.Run("an outage that lasts", func(t *testing.T) {
		in := in
		in.Limit = timing.Duration(10 * time.Minute)
		_, err := endless[DetectionInput, Detection](t, "WaitForDetection", in, []exchange{look(-1)})
		require.Contains(t, requireStop(t, err, FailureDetectionExpired).Message, "gave up")
		require.Greater(t, lastTook, 10*time.Minute)
	})
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
	known := WithdrawInput{
		AppID: testApp, AuditID: testAudit, Version: "1.4.0", Since: time.Now().Add(-time.Minute), Before: &Before{AuditID: oldAudit}, Pace: quick,
	}
	unknown := known
	unknown.AuditID = 0
	begun := unknown
	begun.Begun = true
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
		{"reply lost, without effect", known, testAudit, wxa.StatusWithdrawn, true, talk([]exchange{own(2), {undoPath, cut}}, again(6, own(2)), []exchange{{undoPath, refusal(0)}})},
		{"-1", known, testAudit, wxa.StatusWithdrawn, true, []exchange{own(2), {undoPath, refusal(-1)}, own(3)}},
		{"over meanwhile", known, testAudit, wxa.StatusRejected, false, []exchange{own(2), {undoPath, refusal(87012)}, own(1)}},
		{"over, a stranger's is open: not touched", known, testAudit, wxa.StatusApproved, false, []exchange{stranger, {statusPath, status(0, "", "")}}},
		{"unknown id, submitted", unknown, testAudit, wxa.StatusWithdrawn, true, []exchange{own(2), {undoPath, refusal(0)}}},
		{"unknown id, seen late", unknown, testAudit, wxa.StatusWithdrawn, true, []exchange{{latestPath, refusal(85058)}, own(2), {undoPath, refusal(0)}}},
		{"unknown id, nothing submitted", unknown, 0, wxa.StatusMissing, false, again(7, exchange{latestPath, nothingUp})},
		{"unknown id, over before anything was sent", unknown, 0, wxa.StatusMissing, false, again(7, own(0))},
		{"unknown id, perhaps sent, and over", begun, testAudit, wxa.StatusApproved, false, []exchange{own(0)}},
		{"unknown id, perhaps sent, and withdrawn", begun, testAudit, wxa.StatusWithdrawn, true, []exchange{own(3)}},
		{"unknown id, perhaps sent, the old one is over", begun, 0, wxa.StatusMissing, false, again(7, exchange{latestPath, old})},
		{"unknown id, a stranger's is open: not touched", unknown, 0, wxa.StatusMissing, false, again(7, stranger)},
		{"unknown id, -1 and a read that lags", unknown, testAudit, wxa.StatusWithdrawn, true, []exchange{{latestPath, refusal(-1)}, {latestPath, old}, own(2), {undoPath, refusal(0)}}},
		{"a read that lags", known, testAudit, wxa.StatusWithdrawn, true, []exchange{{latestPath, old}, {statusPath, status(2, "", "")}, own(2), {undoPath, refusal(0)}}},
		{"one refused read", known, testAudit, wxa.StatusWithdrawn, true, []exchange{{latestPath, refusal(61004)}, own(2), {undoPath, refusal(77777)}, own(2), {undoPath, refusal(0)}}},
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
		_, err := endless[WithdrawInput, Withdrawal](t, "WithdrawAudit", known, []exchange{stranger, {statusPath, status(2, "", "")}})
		require.Contains(t, requireStop(t, err, FailureBlocked).Message, "not the newest")
		require.Greater(t, lastTook, 5*time.Minute)
	})
	t.Run("87012 for ever", func(t *testing.T) {
		_, err := endless[WithdrawInput, Withdrawal](t, "WithdrawAudit", known, []exchange{own(2), {undoPath, refusal(87012)}})
		requireStop(t, err, FailureBlocked)
		require.Less(t, lastTook, time.Hour)
	})
	t.Run("refused for ever", func(t *testing.T) {
		_, err := endless[WithdrawInput, Withdrawal](t, "WithdrawAudit", known, []exchange{{latestPath, refusal(61004)}})
		requireStop(t, err, FailureCredentials)
		require.Less(t, lastTook, time.Hour)
	})
	t.Run("out of reach", func(t *testing.T) {
		_, err := endless[WithdrawInput, Withdrawal](t, "WithdrawAudit", known, []exchange{{latestPath, refusal(-1)}})
		requireStop(t, err, FailureExpired)
		require.Greater(t, lastTook, 24*time.Hour)
		require.Less(t, lastTook, 25*time.Hour)
	})
}

// No two polls are further apart than the pace says, and the pauses at the limit differ.
func TestPollsAreNoFurtherApartThanTheLimit(t *testing.T) {
	in := PollInput{AppID: testApp, AuditID: testAudit, Mode: PollRegular, Began: time.Unix(1_800_000_000, 0)}
	seen := map[time.Duration]bool{}
	at := in.Began
	for range 200 {
		next := NextPoll(in, at)
		pause := next.Sub(at)
		require.LessOrEqual(t, pause, 2*time.Hour)
		if pause >= 100*time.Minute {
			seen[pause.Round(time.Minute)] = true
			require.GreaterOrEqual(t, pause, 108*time.Minute)
		}
		at = next
	}
	require.Greater(t, len(seen), 8, "of 13 minutes")
}
