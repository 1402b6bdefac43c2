package wxatest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStatusOfAWrongID(t *testing.T) {
	w := newWorld(t, Config{}, uploaded(appA), uploaded(appB))
	w.submit(appA)
	for _, body := range []string{`{"auditid":1}`, `{"auditid":"430000001"}`, `{}`, `{"auditid":null}`, `{"auditid":430000001.5}`,
		`{"auditid":0}`} {
		got := w.post(appA, "/wxa/get_auditstatus", body)
		assertCode(t, "85012", got)
		assert.Contains(t, got, `","status":0,"reason":"","screenshot":""}`, "the zero status of a real failure")
	}
	assertCode(t, "85012", w.post(appB, "/wxa/get_auditstatus", `{"auditid":430000001}`))
	assertCode(t, "44002", w.post(appA, "/wxa/get_auditstatus", ""))
	assertCode(t, "47001", w.post(appA, "/wxa/get_auditstatus", "[]"))
	assertCode(t, "47001", w.post(appA, "/wxa/speedupaudit", "7"))
}

func TestLatestReviewSpellings(t *testing.T) {
	app := uploaded(appA)
	app.Plans = []Plan{{{After: time.Hour, Status: StatusRejected, Reason: "1:<br>", Screenshots: "mid1"}}}
	app.ScreenShot, app.OmitVersion = true, true
	w := newWorld(t, Config{}, app)
	w.submit(appA)
	w.Advance(time.Hour)
	assert.Equal(t, `{"errcode":0,"errmsg":"ok","auditid":430000001,"status":1,"reason":"1:<br>","ScreenShot":"mid1"}`,
		w.get(appA, "/wxa/get_latest_auditstatus"))
}

func TestUndo(t *testing.T) {
	w := newWorld(t, Config{}, uploaded(appA))
	assertCode(t, "87012", w.get(appA, "/wxa/undocodeaudit"))
	w.submit(appA)
	assert.Equal(t, `{"errcode":0,"errmsg":"ok"}`, w.get(appA, "/wxa/undocodeaudit"))
	assertCode(t, "87012", w.get(appA, "/wxa/undocodeaudit"))
	w.Advance(24 * time.Hour)
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"status":3`, "the planned verdict of a withdrawn review never comes")
	assert.Equal(t, []string{ActionSubmit, ActionUndo}, w.actions())
}

func (w *world) actions() []string {
	var out []string
	for _, e := range w.Ledger() {
		out = append(out, e.Action)
	}
	return out
}

func TestUndoLimits(t *testing.T) {
	// The app's day ends at 16:00 UTC; it is 04:00.
	w := newWorld(t, Config{}, uploaded(appA), uploaded(appB))
	cycle := func() string { w.submit(appA); return w.get(appA, "/wxa/undocodeaudit") }
	for range 5 {
		assert.Contains(t, cycle(), `"errcode":0`)
	}
	assertCode(t, "87013", cycle())
	w.submit(appB)
	assert.Contains(t, w.get(appB, "/wxa/undocodeaudit"), `"errcode":0`, "the limit is each app's own")
	w.Advance(12*time.Hour - time.Second)
	w.submit(appA) // the sixth one was approved meanwhile
	assertCode(t, "87013", w.get(appA, "/wxa/undocodeaudit"))
	w.Advance(time.Second)
	assert.Contains(t, w.get(appA, "/wxa/undocodeaudit"), `"errcode":0`)
	for range 4 {
		assert.Contains(t, cycle(), `"errcode":0`)
	}
	w.Advance(24 * time.Hour)
	assertCode(t, "87013", cycle()) // ten this month
	w.Advance(30 * 24 * time.Hour)
	assert.Contains(t, cycle(), `"errcode":0`)
}

func TestUndoLag(t *testing.T) {
	app := uploaded(appA)
	app.UndoLag = time.Minute
	w := newWorld(t, Config{}, app)
	w.submit(appA)
	w.get(appA, "/wxa/undocodeaudit")
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"status":3`)
	assertCode(t, "85009", w.submit(appA))
	assert.Contains(t, w.get(appA, "/wxa/undocodeaudit"), `"errcode":0`, "a second undo works and costs")
	assert.Contains(t, w.submit(appA), `"errcode":0`)

	w.get(appA, "/wxa/undocodeaudit")
	assertCode(t, "85009", w.submit(appA))
	w.Advance(time.Minute)
	assert.Contains(t, w.submit(appA), `"errcode":0`, "so does waiting")
	assert.Equal(t, []string{ActionSubmit, ActionUndo, ActionUndo, ActionSubmit, ActionUndo, ActionSubmit}, w.actions())
}

func TestSpeedup(t *testing.T) {
	app := uploaded(appA)
	app.Plans = []Plan{{{After: 24 * time.Hour, Status: StatusDelayed, Reason: "late"}, {After: 48 * time.Hour, Status: StatusApproved}}}
	app.SpeedupLag = 5 * time.Minute
	w := newWorld(t, Config{Quota: Quota{SpeedupLimit: 1}}, app, uploaded(appB))
	speedup := func() string { return w.post(appA, "/wxa/speedupaudit", `{"auditid":430000001}`) }
	assertCode(t, "89402", speedup())
	w.submit(appA)
	assertCode(t, "89402", speedup()) // too soon after the submission
	w.Advance(5 * time.Minute)
	require.NoError(t, w.Update(appA, func(a *App) { a.NoSpeedup = true }))
	assertCode(t, "89403", speedup())
	require.NoError(t, w.Update(appA, func(a *App) { a.NoSpeedup = false }))
	assert.Equal(t, `{"errcode":0,"errmsg":"ok"}`, speedup())
	assertCode(t, "89404", speedup())
	assertCode(t, "89402", w.post(appB, "/wxa/speedupaudit", `{"auditid":430000001}`)) // another app's

	w.Advance(2*time.Hour + time.Minute)
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"status":4`, "what lies between comes closer as well")
	w.Advance(2 * time.Hour)
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"status":0`)
	assertCode(t, "89402", speedup())
	assert.Equal(t, []string{ActionSubmit, ActionSpeedup}, w.actions())
}

func TestSpeedupNeverMakesAReviewLonger(t *testing.T) {
	w := newWorld(t, Config{ReviewTime: time.Hour}, uploaded(appA))
	w.submit(appA)
	w.post(appA, "/wxa/speedupaudit", `{"auditid":430000001}`)
	w.Advance(time.Hour)
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"status":0`)
}

func TestOutsideReviews(t *testing.T) {
	w := newWorld(t, Config{}, uploaded(appA))
	id, err := w.OpenForeignReview(appA, ForeignReview{Version: "9.9.9", Plan: Plan{}})
	require.NoError(t, err)
	assert.EqualValues(t, 430000001, id)
	_, err = w.OpenForeignReview(appA, ForeignReview{Version: "9.9.9"})
	require.Error(t, err, "there is one already")
	assertCode(t, "85009", w.submit(appA))
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"),
		`"auditid":430000001,"status":2,"reason":"","screenshot":"","user_version":"9.9.9"`)
	assert.Contains(t, w.get(appA, "/wxa/queryquota"), `"rest":999,`)
	require.NoError(t, w.WithdrawFromOutside(appA))
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"status":3`)
	require.ErrorIs(t, w.WithdrawFromOutside(appA), ErrNothingOpen)
	require.ErrorIs(t, w.Decide("wx-nobody", Verdict{}), ErrUnknownApp)
	require.Error(t, w.Decide(appA, Verdict{Status: 5}))
	assert.Empty(t, w.Ledger())
}

func TestInvisibleForeignReview(t *testing.T) {
	w := newWorld(t, Config{}, uploaded(appA))
	id, err := w.OpenForeignReview(appA, ForeignReview{Version: "0.1", Invisible: true})
	require.NoError(t, err)
	assert.EqualValues(t, 430000001, id)
	assertCode(t, "85009", w.submit(appA))
	assertCode(t, "85058", w.get(appA, "/wxa/get_latest_auditstatus"))
	assertCode(t, "85012", w.post(appA, "/wxa/get_auditstatus", `{"auditid":430000001}`))
	assertCode(t, "87012", w.get(appA, "/wxa/undocodeaudit"))
	assert.Contains(t, w.get(appA, "/wxa/queryquota"), `"rest":1000,`)
	w.Advance(3 * time.Hour)
	assert.Contains(t, w.submit(appA), `"errcode":0`)
}

func TestDecide(t *testing.T) {
	w := newWorld(t, Config{}, uploaded(appA))
	w.submit(appA)
	require.NoError(t, w.Decide(appA, Verdict{Status: StatusDelayed, Reason: "later"}))
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"status":4,"reason":"later"`)
	require.NoError(t, w.Decide(appA, Verdict{Status: StatusRejected, Reason: "no"}))
	w.Advance(24 * time.Hour)
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"status":1,"reason":"no"`, "the plan has ended")
}

func TestUploadDuringReview(t *testing.T) {
	app := uploaded(appA)
	app.Detection = time.Minute
	w := newWorld(t, Config{}, app)
	w.Advance(time.Minute)
	w.submit(appA)
	require.NoError(t, w.Upload(appA, "2.0.0", "next"))
	assertCode(t, "61039", w.get(appA, "/wxa/security/get_code_privacy_info"))
	assert.Contains(t, w.get(appA, "/wxa/get_latest_auditstatus"), `"user_version":"1.4.0"`, "the review keeps its version")
	assert.Contains(t, w.post(appA, "/wxa/getversioninfo", "{}"), `"exp_version":"2.0.0"`)
}

func TestPlansFollowTheSubmissions(t *testing.T) {
	app := uploaded(appA)
	app.Plans = []Plan{{{After: time.Hour, Status: StatusRejected}}, {{After: 0, Status: StatusApproved}}, {}}
	w := newWorld(t, Config{}, app)
	latest := func() string { return w.get(appA, "/wxa/get_latest_auditstatus") }
	w.submit(appA)
	w.Advance(time.Hour)
	assert.Contains(t, latest(), `"status":1`)
	w.submit(appA)
	assert.Contains(t, latest(), `"status":0`, "at once")
	w.submit(appA)
	w.Advance(365 * 24 * time.Hour)
	assert.Contains(t, latest(), `"status":2`, "for ever")
}
