package simulation

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

const (
	appid   = "wx5555666677778888"
	version = "1.4.0"
)

// dice draws from a seed.
type dice struct{ *rand.Rand }

func (d dice) chance(p float64) bool { return d.Float64() < p }

// between gives a duration from low up to high.
func (d dice) between(low, high time.Duration) time.Duration {
	return low + time.Duration(d.Float64()*float64(high-low)).Round(time.Millisecond)
}

func pick[T any](d dice, from ...T) T { return from[d.IntN(len(from))] }

// draw makes the schedule of a seed. Each kind of fault is in a part of the schedules only, so that a failing one is short
// enough to be understood.
func draw(seed uint64) *schedule {
	d := dice{rand.New(rand.NewPCG(seed, 20261102))}
	s := &schedule{Seed: seed}
	s.Input = workflows.ReleaseInput{
		AppID: appid, Version: version,
		Audit: wxa.SubmitAuditRequest{ItemList: []wxa.AuditItem{{FirstClass: "工具", SecondClass: "效率", FirstID: 287, SecondID: 616}}},
	}
	limits := &s.Input.Limits
	limits.Detection = timing.Duration(pick(d, time.Hour, time.Hour, 10*time.Minute, 3*time.Hour))
	limits.Submit = timing.Duration(pick(d, 30*time.Minute, 30*time.Minute, 10*time.Minute))
	limits.Review = timing.Duration(pick(d, 14*24*time.Hour, 3*24*time.Hour, 3*24*time.Hour, 6*time.Hour))
	s.Input.Expedite.Policy = pick(d, workflows.ExpediteNever, workflows.ExpediteNever, workflows.ExpediteAlways, workflows.ExpediteAfter)
	if s.Input.Expedite.Policy == workflows.ExpediteAfter {
		s.Input.Expedite.After = timing.Duration(d.between(time.Minute, 12*time.Hour))
	}
	s.drawWeChat(d)
	if d.chance(0.5) {
		for range 1 + d.IntN(3) {
			s.Troubles = append(s.Troubles, s.drawTrouble(d))
		}
	}
	for range d.IntN(3) {
		s.Slow = append(s.Slow, slowness{
			Endpoint: pick(d, submitPath, submitPath, latestPath, statusPath, undoPath, detectPath, speedupPath), Nth: 1 + d.IntN(3),
			Before: d.between(0, pick(d, time.Second, 12*time.Second, 40*time.Second)),
			After:  d.between(0, pick(d, time.Second, 12*time.Second, 40*time.Second)),
			Lands:  d.chance(0.4),
		})
	}
	if d.chance(0.4) {
		s.Deaths = pick(d, 0.03, 0.1, 0.4)
	}
	if d.chance(0.1) {
		s.Resets = 0.1
	}
	if d.chance(0.1) {
		s.Tokens = append(s.Tokens, noToken{
			window{d.between(0, s.scale(d)), d.between(time.Second, pick(d, time.Minute, time.Hour, 12*time.Hour, 20*24*time.Hour))},
			pick(d, tokenDown, tokenBroken, tokenBroken, tokenRefused)})
	}
	if d.chance(0.25) {
		for range 1 + d.IntN(4) {
			s.Continue = append(s.Continue, d.between(0, s.scale(d)))
		}
	}
	if d.chance(0.08) && !s.blind() {
		s.ResetAt = d.between(time.Second, s.scale(d))
	}
	if d.chance(0.2) {
		for range 1 + d.IntN(2) {
			s.Down = append(
				s.Down,
				window{d.between(0, s.scale(d)), d.between(time.Minute, pick(d, time.Hour, 12*time.Hour, 96*time.Hour))},
			)
		}
	}
	s.drawPushes(d)
	s.drawActs(d)
	if d.chance(0.7) {
		names := slices.Sorted(maps.Keys(themes))
		s.Theme = names[d.IntN(len(names))]
		themes[s.Theme](s, d)
	}
	s.dropLies()
	for range 8 {
		s.QueryTimes = append(s.QueryTimes, d.between(0, s.scale(d)))
	}
	return s
}

// blind tells that only what was there before the release tells whose a review is: no clock and no name can be relied on. A
// workflow that is reset does not know what was there before.
func (s *schedule) blind() bool {
	return s.App.OmitVersion || s.NoDate && s.ClockOffset.Abs() > 110*time.Second
}

// scale is how far away the interesting things are: the privacy check and the submission, or the review.
func (s *schedule) scale(d dice) time.Duration {
	return pick(d, 5*time.Minute, time.Duration(s.Input.Limits.Detection)+time.Hour, 6*time.Hour, time.Duration(s.Input.Limits.Review))
}

// horizon is when every limit of the release has run out for certain.
func (s *schedule) horizon() time.Duration {
	l := s.Input.Limits
	sum := time.Duration(l.Detection)*2 + time.Duration(l.Submit) + time.Duration(l.Review)*2 + 5*24*time.Hour
	for _, w := range s.Down {
		sum += w.For
	}
	for _, a := range s.Acts {
		sum += a.More
	}
	return sum
}

func (s *schedule) drawWeChat(d dice) {
	s.App = wxatest.App{AppID: appid, TrialVersion: version, TrialDesc: "build 812"}
	if d.chance(0.5) {
		limit := time.Duration(s.Input.Limits.Detection)
		s.App.Detection = pick(
			d,
			d.between(0, time.Minute),
			d.between(0, limit),
			d.between(limit-2*time.Minute, limit+10*time.Minute),
			forEver,
		)
	}
	review := time.Duration(s.Input.Limits.Review)
	first := d.between(10*time.Minute, pick(d, time.Hour, 10*time.Hour, review, review+2*24*time.Hour))
	verdict := pick(d, wxatest.StatusApproved, wxatest.StatusApproved, wxatest.StatusRejected)
	reason := ""
	if verdict == wxatest.StatusRejected {
		reason = pick(d, "1:服务类目不符:<br>", "1:a\x02b\tc:<br>")
		s.App.RawTexts = true
	}
	end := wxatest.Verdict{After: first, Status: verdict, Reason: reason}
	switch d.IntN(11) {
	case 10:
		delayed := wxatest.Verdict{After: first / 3, Status: wxatest.StatusDelayed}
		again := wxatest.Verdict{After: first / 2, Status: wxatest.StatusReviewing}
		s.App.Plans = []wxatest.Plan{{delayed, again, end}}
	case 0:
		s.App.Plans = []wxatest.Plan{{{After: first / 2, Status: wxatest.StatusDelayed, Reason: "more time"}, end}}
	case 1:
		s.App.Plans = []wxatest.Plan{{{After: first, Status: wxatest.StatusDelayed}}}
	case 2:
		s.App.Plans = []wxatest.Plan{{{After: 100 * forEver, Status: wxatest.StatusApproved}}}
	case 3:
		s.App.Plans = []wxatest.Plan{{{After: first, Status: wxatest.StatusWithdrawn}}}
	default:
		s.App.Plans = []wxatest.Plan{{end}}
	}
	s.App.QuotedAuditID, s.App.ScreenShot = d.chance(0.1), d.chance(0.1)
	s.App.OmitVersion = d.chance(0.04)
	if d.chance(0.2) {
		s.App.UndoLag = d.between(0, 10*time.Minute)
	}
	if d.chance(0.2) {
		s.App.SpeedupLag = d.between(0, 20*time.Minute)
	}
	s.App.NoSpeedup = d.chance(0.1)
	s.App.NoReviewCode = none[d.IntN(len(none))]
	if d.chance(0.3) {
		s.ClockOffset = pick[time.Duration](d, 1, -1) * d.between(0, pick(d, 2*time.Second, time.Minute, 20*time.Minute, 3*time.Hour))
		s.NoDate = d.chance(0.4)
	}
	if d.chance(0.2) {
		s.App.ReadLag = d.between(0, pick(d, 3*time.Second, 20*time.Second, 3*time.Minute))
	}
	if d.chance(0.1) {
		s.App.ForgottenAfter = pick(d, 0, d.between(0, time.Hour))
		s.App.ForgottenFor = d.between(time.Second, pick(d, time.Minute, time.Hour, 12*time.Hour))
		// That nothing shows a new review for long is what no release can stand.
		s.App.ForgottenByLatest = s.App.ForgottenFor+s.App.ReadLag < 3*time.Minute && d.chance(0.5)
	}
	s.drawEarlier(d)
}

func (s *schedule) drawEarlier(d dice) {
	if !d.chance(0.4) {
		return
	}
	age := 20 * 24 * time.Hour
	for range 1 + d.IntN(2) {
		age = d.between(age/4, age/2)
		e := earlier{Age: age, Version: pick(d, version, "1.3.9")}
		verdict := pick(d, wxatest.StatusApproved, wxatest.StatusRejected, wxatest.StatusWithdrawn)
		e.Plan = wxatest.Plan{{After: d.between(time.Minute, age/8), Status: verdict}}
		s.Earlier = append(s.Earlier, e)
	}
	if d.chance(0.25) {
		last := &s.Earlier[len(s.Earlier)-1]
		last.Invisible = d.chance(0.3)
		last.Plan[0].After = pick(d, last.Age+d.between(0, 3*time.Hour), 100*forEver)
	}
}

// drawTrouble is anything that can go wrong with calls, for a moment, for hours or for ever.
func (s *schedule) drawTrouble(d dice) trouble {
	t := trouble{Endpoint: pick(d, detectPath, versionPath, submitPath, submitPath, submitPath,
		latestPath, latestPath, statusPath, statusPath, undoPath, speedupPath)}
	writes := t.Endpoint == submitPath || t.Endpoint == undoPath || t.Endpoint == speedupPath
	switch d.IntN(12) {
	case 0, 1:
		t.Fault = wxatest.Fault{Errcode: pick(d, -1, -1, 9402202), Effect: writes && d.chance(0.5)}
	case 2:
		t.Fault = wxatest.Fault{Errcode: pick(d, 61039, 85009, 45011)}
	case 3:
		t.Fault = wxatest.Fault{Errcode: pick(d, 61004, 48001, 61007, 61003, 40001, 42007, 50002, 48004)}
	case 4:
		t.Fault = wxatest.Fault{Errcode: pick(d, 45009, 85085, 87013, 89405)}
	case 5:
		t.Fault = wxatest.Fault{Errcode: pick(d, wxa.Codes()[1:]...).Code} // without -1, which stands first
	case 6:
		t.Fault = wxatest.Fault{Errcode: pick(d, 77777, 85012, 86001, 89402)}
	case 7, 8:
		t.Fault = wxatest.Fault{HTTPStatus: pick(d, 500, 502, 503, 429, 404, 403), Effect: writes && d.chance(0.5)}
	case 9:
		body := pick(d, "<html>proxy</html>", `{"errcode":0,"errmsg":"ok"}`, `{"errcode":"x"}`)
		t.Fault = wxatest.Fault{Body: body, Effect: writes && d.chance(0.5)}
	case 10:
		t.Fault = wxatest.Fault{Cut: pick(d, wxatest.CutBefore, wxatest.CutAfter, wxatest.CutMiddle)}
	default:
		t.Endpoint = "" // an outage
		t.Fault = pick(d, wxatest.Fault{Cut: wxatest.CutBefore}, wxatest.Fault{HTTPStatus: 503}, wxatest.Fault{Errcode: 61004})
	}
	if t.Endpoint != "" && d.chance(0.6) {
		t.Nth, t.Times = 1+d.IntN(3), pick(d, 1, 1, 2, 5)
	} else {
		t.When = window{d.between(0, s.scale(d)), d.between(time.Second, pick(d, time.Minute, time.Hour, 12*time.Hour, 5*24*time.Hour, forEver))}
		if d.chance(0.4) {
			t.When.From = 0
		}
	}
	return tame(d, t)
}

// none are the words for "there has never been a review".
var none = []int{85058, 86001, 85012}

// tame takes out what no WeChat can be thought to do: to deny for long that there is a review, and to say ok and do nothing.
func tame(d dice, t trouble) trouble {
	if t.Endpoint == latestPath && slices.Contains(none, t.Fault.Errcode) {
		t.When, t.Nth, t.Times = window{}, 1+d.IntN(3), 1+d.IntN(2)
	}
	if writes := t.Endpoint == submitPath || t.Endpoint == undoPath || t.Endpoint == speedupPath; !writes {
		t.Fault.Effect = false
	}
	if (t.Endpoint == undoPath || t.Endpoint == speedupPath) && strings.Contains(t.Fault.Body, `"ok"`) {
		t.Fault.Effect = true
	}
	return t
}

// dropLies takes out that WeChat denies its reviews where one that is over is all that there is: a review of our version from
// before the release, which then looks like one that came after, and our own, which nothing keeps from being submitted again.
func (s *schedule) dropLies() {
	over := s.ResetAt > 0 || slices.ContainsFunc(s.Acts, func(a act) bool { return a.Do == doOutside })
	for _, e := range s.Earlier {
		over = over || e.Version == version || s.App.OmitVersion
	}
	s.Troubles = slices.DeleteFunc(s.Troubles, func(t trouble) bool {
		return over && t.Endpoint == latestPath && slices.Contains(none, t.Fault.Errcode)
	})
}

func (s *schedule) drawPushes(d dice) {
	p := &s.Pushes
	switch d.IntN(6) {
	case 0:
		p.None = true
	case 1:
		p.Times = 2 + d.IntN(3)
	case 2:
		p.Late = d.between(0, pick(d, time.Minute, 5*time.Hour))
	case 3:
		p.Early = d.between(0, pick(d, 10*time.Second, 10*time.Minute))
	}
	if d.chance(0.2) {
		p.Time = pick(d, timeAbsent, timeFuture, timePast)
	}
	if d.chance(0.15) {
		for range 1 + d.IntN(5) {
			p.Spurious = append(p.Spurious, d.between(0, s.scale(d)))
		}
	}
}

func (s *schedule) drawActs(d dice) {
	add := func(do ...deed) {
		a := act{At: d.between(0, s.scale(d)), Do: pick(d, do...)}
		if d.chance(0.4) {
			a.During = pick(d, submitPath, submitPath, latestPath, versionPath, statusPath, detectPath, undoPath)
			a.Nth, a.Answered = 1+d.IntN(2), d.chance(0.6)
		}
		if a.Do == doExtend {
			a.More = d.between(time.Minute, 3*24*time.Hour)
		}
		s.Acts = append(s.Acts, a)
	}
	if d.chance(0.3) {
		for range 1 + d.IntN(3) {
			add(doPollNow, doExpedite, doExtend, doPollNow, doWithdraw)
		}
	}
	if d.chance(0.15) {
		add(doCancel)
	}
	if d.chance(0.1) {
		add(doOutside)
	}
	if d.chance(0.06) {
		add(doUpload, doReupload)
	}
	if d.chance(0.04) {
		add(doForeign)
	}
	if d.chance(0.1) {
		add(doOldRevoke, doFalsePush)
	}
	for _, pair := range [][2]deed{{doRevoke, doRestore}, {doNoAccess, doGiveAccess}} {
		if d.chance(0.06) {
			add(pair[0])
			if first := s.Acts[len(s.Acts)-1]; first.During == "" && d.chance(0.6) {
				s.Acts = append(s.Acts, act{At: first.At + d.between(time.Minute, 2*24*time.Hour), Do: pair[1]})
			}
		}
	}
}
