package wxa_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

const simulatedAppID = "wx5555666677778888"

// simulatedTokens gives whatever token is good by the simulator's clock.
type simulatedTokens struct{ *wxatest.Sim }

func (s simulatedTokens) Token(_ context.Context, appid string) (string, error) {
	return s.Sim.Token(appid), nil
}
func (simulatedTokens) Drop(string, string) {}

// The client against what the simulator puts on the wire, over two weeks that take no time.
func TestAgainstTheSimulator(t *testing.T) {
	const typed, read = "1:服务\x02类目\n不符\x1b[31m\xe6\x88<br>(1):\u202e…", "1:服务\x02类目\n不符\x1b[31m\uFFFD\uFFFD<br>(1):\u202e…"
	start := time.Date(2026, 10, 10, 4, 0, 0, 0, time.UTC)
	now := start
	sim := wxatest.New(wxatest.Config{Clock: func() time.Time { return now }, Platform: wxatest.Platform{ClockAhead: 90 * time.Second}})
	defer sim.Close()
	sim.AddApp(wxatest.App{
		AppID: simulatedAppID, TrialVersion: "1.4.0", TrialDesc: "fix\vbugs\x00", RawTexts: true, ReadLag: time.Minute,
		ForgottenAfter: time.Hour, ForgottenFor: time.Hour, ScreenShot: true, QuotedAuditID: true,
		Plans: []wxatest.Plan{{{After: 14 * 24 * time.Hour, Status: wxatest.StatusRejected, Reason: typed, Screenshots: "mid1|mid2"}}},
	})
	client, err := wxa.New(wxa.Config{Tokens: simulatedTokens{sim}, Transport: sim.Transport()})
	require.NoError(t, err)
	app := client.App(simulatedAppID)

	for _, code := range []int{85058, 86001, 85012} {
		require.NoError(t, sim.Update(simulatedAppID, func(a *wxatest.App) { a.NoReviewCode = code }))
		latest, err := app.LatestAudit(t.Context())
		require.NoError(t, err, code)
		assert.Nil(t, latest, code)
	}
	id, err := app.SubmitAudit(t.Context(), wxa.SubmitAuditRequest{
		ItemList: []wxa.AuditItem{{FirstClass: "工具", SecondClass: "效率", FirstID: 287, SecondID: 616}},
	})
	require.NoError(t, err)
	latest, err := app.LatestAudit(t.Context())
	require.NoError(t, err)
	assert.Nil(t, latest, "the reads are behind")
	now = now.Add(time.Hour)
	_, err = app.AuditStatus(t.Context(), id)
	assert.True(t, wxa.IsCode(err, wxa.CodeInvalidAuditID), "forgotten: %v", err)
	latest, err = app.LatestAudit(t.Context())
	require.NoError(t, err)
	assert.Equal(t, &wxa.LatestAudit{
		AuditStatus: wxa.AuditStatus{Status: wxa.StatusReviewing}, AuditID: id, UserVersion: "1.4.0", UserDesc: "fix\vbugs\x00",
		SubmittedAt: start.Add(90 * time.Second), ReadAt: now.Add(90 * time.Second),
	}, latest)

	now = now.Add(14 * 24 * time.Hour)
	status, err := app.AuditStatus(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, &wxa.AuditStatus{Status: wxa.StatusRejected, Reason: read, Screenshots: []string{"mid1", "mid2"}}, status)
	assert.Equal(t, []string{"1:服务类目", "不符[31m\uFFFD\uFFFD", "(1):…"}, wxa.ReasonLines(status.Reason))

	require.NoError(t, sim.UpdatePlatform(func(p *wxatest.Platform) { p.NoDate = true }))
	latest, err = app.LatestAudit(t.Context())
	require.NoError(t, err)
	assert.True(t, latest.ReadAt.IsZero())

	sim.Fault(wxatest.Fault{Errcode: 48004, Errmsg: strings.Repeat("\x02\xe6", 30_000)})
	_, err = app.Quota(t.Context())
	require.True(t, wxa.IsCode(err, 48004), "%.200v", err)
	assert.Less(t, len(err.Error()), 1100)
}
