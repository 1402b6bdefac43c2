package activities

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/wxa"
)

func submitInput() SubmitInput {
	return SubmitInput{
		AppID: testApp, Version: "1.4.0", Since: time.Now().Add(-time.Minute),
		Audit: wxa.SubmitAuditRequest{ItemList: []wxa.AuditItem{{FirstClass: "工具", SecondClass: "效率", FirstID: 287, SecondID: 616}}},
		Limit: Duration(30 * time.Minute), DetectionLimit: Duration(time.Hour), OutageLimit: Duration(14 * 24 * time.Hour), Pace: quick,
	}
}

const accepted = `{"errcode":0,"errmsg":"ok","auditid":430000001}`

// sameVersion stands before every submission.
var sameVersion = exchange{versionPath, uploaded}

var (
	ours     = latest(testAudit, 2, "1.4.0", time.Now())
	oursOver = latest(testAudit, 0, "1.4.0", time.Now())
	foreign  = latest(429999999, 2, "1.3.9", time.Now())
	before   = latest(429999999, 2, "1.4.0", time.Now().Add(-time.Hour)) // our version, but older than the release
	older    = latest(429999999, 1, "1.4.0", time.Now().Add(-time.Hour))
	nameless = `{"errcode":0,"errmsg":"ok","auditid":429999999,"status":2,"reason":"","screenshot":""}`
	untimed  = `{"errcode":0,"errmsg":"ok","auditid":430000001,"status":2,"reason":"","screenshot":"","user_version":"1.4.0"}`
)

// Each conversation is the whole of what WeChat may be asked: a second submit_audit stands there only where nothing can have
// come of the first.
func TestSubmitAuditOnce(t *testing.T) {
	for name, talk := range map[string][]exchange{
		"accepted":                              {sameVersion, {submitPath, accepted}},
		"reply lost, accepted":                  {sameVersion, {submitPath, cut}, {latestPath, ours}},
		"reply lost, accepted and decided":      {sameVersion, {submitPath, cut}, {latestPath, oursOver}},
		"reply lost, never arrived":             {sameVersion, {submitPath, cut}, {latestPath, older}, sameVersion, {submitPath, accepted}},
		"reply lost, first review ever":         {sameVersion, {submitPath, cut}, {latestPath, refusal(85058)}, sameVersion, {submitPath, accepted}},
		"reply lost, the read fails for a time": {sameVersion, {submitPath, cut}, {latestPath, refusal(-1)}, {latestPath, refusal(-1)}, {latestPath, ours}},
		"reply lost, answer without a time":     {sameVersion, {submitPath, cut}, {latestPath, untimed}},
		"-1 with effect":                        {sameVersion, {submitPath, refusal(-1)}, {latestPath, ours}},
		"-1 without effect":                     {sameVersion, {submitPath, refusal(-1)}, {latestPath, older}, sameVersion, {submitPath, accepted}},
		"9402202 with effect":                   {sameVersion, {submitPath, refusal(9402202)}, {latestPath, ours}},
		"9402202 without effect":                {sameVersion, {submitPath, refusal(9402202)}, {latestPath, older}, sameVersion, {submitPath, accepted}},
		"answer without an audit id":            {sameVersion, {submitPath, `{"errcode":0,"errmsg":"ok"}`}, {latestPath, ours}},
		"not JSON":                              {sameVersion, {submitPath, `<html>502</html>`}, {latestPath, ours}},
		"85009 for our own":                     {sameVersion, {submitPath, refusal(85009)}, {latestPath, ours}},
		"85009 after a withdrawal that lags":    {sameVersion, {submitPath, refusal(85009)}, {latestPath, older}, {latestPath, older}, sameVersion, {submitPath, accepted}},
		"61039 comes back":                      {sameVersion, {submitPath, refusal(61039)}, {latestPath, older}, sameVersion, {submitPath, accepted}},
		"too many calls a minute":               {sameVersion, {submitPath, refusal(45011)}, {latestPath, older}, sameVersion, {submitPath, accepted}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := attempts[SubmitInput, Submission](t, "SubmitAudit", submitInput(), talk...)
			require.NoError(t, err)
			require.EqualValues(t, testAudit, got.AuditID)
			require.Equal(t, talk[len(talk)-1].path == latestPath, got.Adopted)
		})
	}
}

func TestSubmitAuditStops(t *testing.T) {
	for _, c := range []struct {
		name    string
		failure string
		message string
		talk    []exchange
	}{
		{"85009 for a stranger's", FailureBusy, "version 1.3.9", []exchange{sameVersion, {submitPath, refusal(85009)}, {latestPath, foreign}}},
		{"85009 for a review from before the release", FailureBusy, "429999999", []exchange{sameVersion, {submitPath, refusal(85009)}, {latestPath, before}}},
		{"reply lost, a stranger's is open", FailureBusy, "429999999", []exchange{sameVersion, {submitPath, cut}, {latestPath, foreign}}},
		{"it cannot be told whose it is", FailureBlocked, "without user_version", []exchange{sameVersion, {submitPath, cut}, {latestPath, nameless}}},
		{"quota", FailureQuota, "85085", []exchange{sameVersion, {submitPath, refusal(85085)}}},
		{"daily call quota", FailureQuota, "45009", []exchange{sameVersion, {submitPath, refusal(45009)}}},
		{"IP list", FailureCredentials, "61004", []exchange{sameVersion, {submitPath, refusal(61004)}}},
		{"token refused", FailureCredentials, "40001", []exchange{sameVersion, {submitPath, refusal(40001)}, {submitPath, refusal(40001)}}},
		{"permission", FailureCredentials, "61007", []exchange{sameVersion, {submitPath, refusal(61007)}}},
		{"privacy", FailureBlocked, "61040", []exchange{sameVersion, {submitPath, refusal(61040)}}},
		{"tag", FailureBlocked, "85006", []exchange{sameVersion, {submitPath, refusal(85006)}}},
		{"a code that nobody knows", FailureBlocked, "rid: 65c0a1b2", []exchange{sameVersion, {submitPath, refusal(77777)}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", submitInput(), c.talk...)
			require.Contains(t, requireStop(t, err, c.failure).Message, c.message)
		})
	}
}

func TestSubmitAuditLimits(t *testing.T) {
	t.Run("-1 that lasts", func(t *testing.T) {
		in := submitInput()
		in.Limit = 0
		_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", in, sameVersion, exchange{submitPath, refusal(-1)})
		p := requireStop(t, err, FailureBlocked)
		require.Equal(t, -1, p.Code)
		require.Contains(t, p.Remedy, "upload the code once more")
	})
	t.Run("61039 that lasts", func(t *testing.T) {
		in := submitInput()
		in.DetectionLimit = 0
		_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", in, sameVersion, exchange{submitPath, refusal(61039)})
		requireStop(t, err, FailureDetectionExpired)
	})
	t.Run("an outage that lasts", func(t *testing.T) {
		in := submitInput()
		in.OutageLimit = 0
		_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", in, sameVersion, exchange{submitPath, cut})
		require.Contains(t, requireStop(t, err, FailureExpired).Message, "gave up")
		in.ReadFirst = true
		_, err = attempts[SubmitInput, Submission](t, "SubmitAudit", in, exchange{latestPath, refusal(-1)})
		requireStop(t, err, FailureExpired)
	})
	t.Run("85009 that nobody can see", func(t *testing.T) {
		in := submitInput()
		in.Limit = 0
		_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", in, sameVersion, exchange{submitPath, refusal(85009)}, exchange{latestPath, refusal(85058)})
		require.Contains(t, requireStop(t, err, FailureBusy).Remedy, "merchant")
	})
}

func TestSubmitAuditAfterAReset(t *testing.T) {
	in := submitInput()
	in.ReadFirst = true
	got, err := attempts[SubmitInput, Submission](t, "SubmitAudit", in, exchange{latestPath, oursOver})
	require.NoError(t, err)
	require.True(t, got.Adopted)
}

func TestSubmitAuditChecksTheTrialVersion(t *testing.T) {
	trial := func(info string) exchange { return exchange{versionPath, `{"errcode":0,"errmsg":"ok"` + info + `}`} }
	_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", submitInput(), trial(`,"exp_info":{"exp_time":1,"exp_version":"1.3.9","exp_desc":""}`))
	require.Contains(t, requireStop(t, err, FailureBlocked).Message, "the trial version is 1.3.9, not 1.4.0")
	for _, silent := range []exchange{trial(""), trial(`,"exp_info":{"exp_time":1,"exp_version":"","exp_desc":""}`)} {
		_, err = attempts[SubmitInput, Submission](t, "SubmitAudit", submitInput(), silent, exchange{submitPath, accepted})
		require.NoError(t, err)
	}
	_, err = attempts[SubmitInput, Submission](t, "SubmitAudit", submitInput(), exchange{versionPath, refusal(-1)},
		exchange{latestPath, older}, sameVersion, exchange{submitPath, accepted})
	require.NoError(t, err)
}

func TestSubmitAuditSendsNothingInvalid(t *testing.T) {
	in := submitInput()
	in.Audit.ItemList = nil
	_, err := attempts[SubmitInput, Submission](t, "SubmitAudit", in, sameVersion)
	require.Contains(t, requireStop(t, err, FailureBlocked).Message, "item_list")
}

func TestWhose(t *testing.T) {
	since := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	review := func(status wxa.Status, version string, submitted time.Time) *wxa.LatestAudit {
		return &wxa.LatestAudit{AuditStatus: wxa.AuditStatus{Status: status}, AuditID: 1, UserVersion: version, SubmittedAt: submitted}
	}
	for _, c := range []struct {
		latest *wxa.LatestAudit
		want   owner
	}{
		{nil, noReview},
		{review(wxa.StatusReviewing, "1.4.0", since), ownReview},
		{review(wxa.StatusApproved, "1.4.0", since.Add(time.Second)), ownReview},
		{review(wxa.StatusReviewing, "1.4.0", since.Add(-time.Second)), foreignReview},
		{review(wxa.StatusApproved, "1.4.0", since.Add(-time.Second)), noReview},
		{review(wxa.StatusDelayed, "1.3.9", since), foreignReview},
		{review(wxa.StatusOther, "1.3.9", since), foreignReview},
		{review(wxa.StatusRejected, "1.3.9", since), noReview},
		{review(wxa.StatusReviewing, "", since), ownReview},
		{review(wxa.StatusReviewing, "", since.Add(-time.Second)), foreignReview},
		{review(wxa.StatusReviewing, "1.4.0", time.Time{}), ownReview},
		{review(wxa.StatusApproved, "1.4.0", time.Time{}), unclearReview},
		{review(wxa.StatusReviewing, "", time.Time{}), unclearReview},
		{review(wxa.StatusApproved, "", time.Time{}), unclearReview},
	} {
		require.Equal(t, c.want, whose(c.latest, "1.4.0", since), fmt.Sprintf("%+v", c.latest))
	}
}

func TestOnWeChatsClock(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	begun := now.Add(-10 * time.Minute)
	read := func(at time.Time) *wxa.LatestAudit { return &wxa.LatestAudit{ReadAt: at} }
	require.Equal(t, begun.Add(-clockTolerance), onWeChatsClock(begun, now, read(now)))
	require.Equal(t, begun.Add(-time.Hour-clockTolerance), onWeChatsClock(begun, now, read(now.Add(-time.Hour))), "WeChat is behind")
	require.Equal(t, begun.Add(-clockTolerance), onWeChatsClock(begun, now, read(now.Add(time.Hour))), "WeChat is ahead")
	require.Equal(t, begun.Add(-blindTolerance), onWeChatsClock(begun, now, read(time.Time{})), "no Date header")
}
