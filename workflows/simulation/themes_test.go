package simulation

import (
	"time"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// themes bring several faults to the same place, where chance alone would seldom let them meet.
var themes = map[string]func(*schedule, dice){
	"a submission that is refused for long": func(s *schedule, d dice) {
		s.App.Detection = 0
		if limit := time.Duration(s.Input.Limits.Submit); d.chance(0.2) {
			// One condition after another, each shorter than its limit.
			first := d.between(limit/2, limit*9/10)
			s.Troubles = []trouble{
				{Endpoint: submitPath, When: window{0, first}, Fault: wxatest.Fault{Errcode: 85009}},
				{
					Endpoint: submitPath,
					When:     window{first, d.between(limit/2, limit*9/10)},
					Fault:    wxatest.Fault{Errcode: pick(d, -1, 9402202)},
				},
			}
			return
		}
		s.Troubles = append(s.Troubles, trouble{
			Endpoint: submitPath, When: window{0, d.between(time.Minute, time.Duration(s.Input.Limits.Submit)*2)},
			Fault: wxatest.Fault{Errcode: pick(d, -1, 9402202, 85009, 61039, 45011)},
		})
		if d.chance(0.5) { // something else in between
			s.Troubles = append([]trouble{{
				Endpoint: pick(d, submitPath, submitPath, latestPath, ""),
				When:     window{d.between(time.Minute, 20*time.Minute), d.between(time.Minute, 40*time.Minute)},
				Fault: pick(d, wxatest.Fault{HTTPStatus: 503}, wxatest.Fault{Cut: wxatest.CutBefore},
					wxatest.Fault{Errcode: -1}, wxatest.Fault{Errcode: 61039}),
			}}, s.Troubles...)
		}
	},
	"a lost submission": func(s *schedule, d dice) {
		s.Troubles = append(s.Troubles, trouble{Endpoint: submitPath, Nth: 1, Times: 1 + d.IntN(2), Fault: pick(
			d,
			wxatest.Fault{Cut: wxatest.CutAfter},
			wxatest.Fault{Cut: wxatest.CutMiddle},
			wxatest.Fault{HTTPStatus: 502, Effect: true},
			wxatest.Fault{
				Errcode: -1,
				Effect:  true,
			},
			wxatest.Fault{Errcode: 9402202, Effect: true},
			wxatest.Fault{EmptyBody: true, Effect: true},
		)})
		if d.chance(0.7) {
			t := s.drawTrouble(d)
			t.Endpoint = latestPath
			s.Troubles = append(s.Troubles, tame(d, t))
		}
		if d.chance(0.5) {
			s.App.ReadLag = d.between(0, 3*time.Minute)
		}
		if d.chance(0.3) {
			s.during(d, pick(d, submitPath, latestPath), doOutside, doForeign, doFalsePush, doCancel)
		}
		if d.chance(0.3) {
			// A run that continues before it submits, where only what was there before tells whose a review is.
			s.App.Detection, s.Continue, s.ResetAt = d.between(2*time.Second, 5*time.Minute), []time.Duration{time.Second}, 0
			s.ClockOffset, s.NoDate = pick[time.Duration](d, 1, -1)*d.between(5*time.Minute, 3*time.Hour), true
		}
	},
	"refusals after a lost submission": func(s *schedule, d dice) {
		s.App.Detection = 0
		s.Troubles = []trouble{{Endpoint: submitPath, Nth: 1, Times: 1, Fault: pick(d,
			wxatest.Fault{Cut: wxatest.CutAfter}, wxatest.Fault{Cut: wxatest.CutBefore},
			wxatest.Fault{HTTPStatus: 502, Effect: true}, wxatest.Fault{Errcode: -1, Effect: true})}}
		if d.chance(0.3) {
			s.Troubles, s.LostWhileSending = nil, 1
			if d.chance(0.7) {
				// What the first attempt left says nothing of what the second one does; three, because the client repeats a read.
				s.LostWhileSending = 2
				s.Troubles = []trouble{{Endpoint: versionPath, Nth: 1, Times: 3, Fault: wxatest.Fault{Cut: wxatest.CutBefore}}}
			}
		}
		s.ForgottenSending = d.chance(0.2)
		if d.chance(0.5) {
			s.App.ReadLag = d.between(0, 3*time.Minute)
		}
		refusal := wxatest.Fault{Errcode: pick(d, 85085, 61004, 48001, 48004, 45009, 61003, 40001, 77777)}
		endpoint := pick(d, submitPath, submitPath, latestPath, versionPath)
		within := d.between(time.Minute, pick(d, time.Hour, 12*time.Hour, forEver))
		if d.chance(0.3) {
			// Later ones are refused: by number, because the first one is lost.
			s.Troubles = append(s.Troubles, trouble{Endpoint: endpoint, Nth: 2, Times: 1 + d.IntN(40), Fault: refusal})
		} else {
			s.Troubles = append(s.Troubles, trouble{Endpoint: endpoint, When: window{d.between(0, time.Minute), within}, Fault: refusal})
		}
		s.poke(d, 4*time.Hour)
	},
	"another version in the moment of the submission": func(s *schedule, d dice) {
		s.App.Detection = 0
		s.Acts = append(s.Acts, pick(d,
			act{During: versionPath, Nth: 1, Answered: true, Do: doUpload}, act{During: submitPath, Nth: 1, Do: doUpload}))
		switch d.IntN(3) {
		case 0:
			s.App.ReadLag = d.between(time.Second, 3*time.Minute)
		case 1:
			s.Troubles = append(s.Troubles, trouble{Endpoint: latestPath, Nth: 3, Times: 3, Fault: wxatest.Fault{HTTPStatus: 503}})
		}
		if at := d.between(time.Minute, time.Hour); d.chance(0.5) {
			// What is known of it must come along to the next run.
			s.Continue, s.Pushes.Spurious = append(s.Continue, at), append(s.Pushes.Spurious, at+time.Second)
		}
	},
	"a review that nobody shows": func(s *schedule, d dice) {
		// As long as WeChat says that one is open (85009).
		*s = schedule{Seed: s.Seed, Theme: s.Theme, Input: s.Input, App: s.App, Pushes: s.Pushes, ClockOffset: s.ClockOffset}
		s.App.Detection, s.App.OmitVersion, s.App.ReadLag = 0, false, 0
		s.App.ForgottenAfter, s.App.ForgottenByLatest = 0, true
		s.App.ForgottenFor = d.between(time.Minute, 2*time.Hour)
		verdict := pick(d, wxatest.StatusApproved, wxatest.StatusRejected)
		s.App.Plans = []wxatest.Plan{{{After: s.App.ForgottenFor + d.between(time.Minute, 2*time.Hour), Status: verdict}}}
		s.Troubles = []trouble{{Endpoint: submitPath, Nth: 1, Times: 1, Fault: wxatest.Fault{Cut: wxatest.CutAfter}}}
	},
	"a step that is poked": func(s *schedule, d dice) {
		s.Troubles = nil
		t := s.drawTrouble(d)
		t.Endpoint, t.Nth, t.Times = pick(d, detectPath, latestPath, versionPath, submitPath), 0, 0
		t.When = window{d.between(0, 10*time.Minute), d.between(time.Minute, pick(d, time.Hour, 12*time.Hour))}
		s.Troubles = append(s.Troubles, tame(d, t))
		s.poke(d, pick(d, time.Hour, 6*time.Hour))
		for range d.IntN(3) {
			s.during(d, pick(d, detectPath, latestPath, versionPath, submitPath), doFalsePush, doPollNow)
		}
	},
	"a withdrawal that takes long": func(s *schedule, d dice) {
		s.App.Detection, s.Troubles = 0, nil
		at := d.between(time.Minute, 3*time.Hour)
		s.Acts = append(s.Acts, act{At: at, Do: doWithdraw})
		s.Troubles = append(s.Troubles, trouble{
			Endpoint: pick(d, undoPath, undoPath, latestPath, ""),
			When:     window{at - time.Second, d.between(time.Minute, pick(d, 10*time.Minute, 12*time.Hour, 2*24*time.Hour))},
			Fault: pick(d, wxatest.Fault{Cut: wxatest.CutBefore}, wxatest.Fault{Errcode: -1}, wxatest.Fault{HTTPStatus: 503},
				wxatest.Fault{Errcode: 61004}),
		})
		for range 1 + d.IntN(4) {
			when := at + d.between(time.Second, pick(d, 40*time.Second, time.Hour))
			s.Acts = append(s.Acts, act{At: when, Do: pick(d, doExtend, doExpedite, doWithdraw, doPollNow), More: time.Hour})
		}
		if d.chance(0.5) {
			s.Continue = append(s.Continue, at+d.between(-time.Minute, 30*time.Minute))
		}
	},
	"a last look that fails": func(s *schedule, d dice) {
		s.App.Detection, s.Troubles, s.Down, s.Input.Limits.Review = 0, nil, nil, timing.Duration(6*time.Hour)
		limit := 6 * time.Hour
		verdict := pick(d, wxatest.StatusApproved, wxatest.StatusRejected)
		s.App.Plans = []wxatest.Plan{{{After: limit + d.between(-20*time.Minute, time.Minute), Status: verdict}}}
		s.Pushes.None = d.chance(0.7)
		s.Troubles = append(s.Troubles, trouble{
			Endpoint: statusPath,
			When:     window{limit - d.between(0, 20*time.Minute), 20*time.Minute + d.between(0, pick(d, 20*time.Second, 2*time.Minute))},
			Fault:    pick(d, wxatest.Fault{Errcode: -1}, wxatest.Fault{Cut: wxatest.CutBefore}, wxatest.Fault{Errcode: 61004}),
		})
		if d.chance(0.6) {
			do := pick(d, doExtend, doExtend, doPollNow, doWithdraw)
			s.Acts = append(s.Acts, act{At: limit + d.between(0, 40*time.Second), Do: do, More: d.between(time.Minute, 5*time.Hour)})
		}
	},
	"a workflow that is reset": func(s *schedule, d dice) {
		if s.blind() {
			return
		}
		s.App.Detection = pick(d, 0, 0, s.App.Detection)
		s.ResetAt = d.between(time.Second, pick(d, time.Minute, time.Hour, 6*time.Hour))
		if d.chance(0.5) {
			s.Troubles, s.Deaths = nil, 0
		}
	},
	"a check with breaks": func(s *schedule, d dice) {
		limit := time.Duration(s.Input.Limits.Detection)
		s.Troubles, s.Down = nil, nil
		s.App.Detection = pick(d, forEver, d.between(limit/2, 2*limit))
		if d.chance(0.6) {
			s.Troubles = append(s.Troubles, trouble{
				Endpoint: detectPath, When: window{d.between(0, limit), d.between(time.Minute, limit/2)},
				Fault: pick(d, wxatest.Fault{HTTPStatus: 503}, wxatest.Fault{Errcode: -1}, wxatest.Fault{Errcode: 40001}),
			})
		}
		if d.chance(0.6) {
			s.Down = append(s.Down, window{d.between(0, limit), d.between(time.Minute, 2*limit)})
		}
	},
	"a burst of pushes": func(s *schedule, d dice) {
		at := d.between(time.Minute, 6*time.Hour)
		for range 2 + d.IntN(6) {
			s.Pushes.Spurious = append(s.Pushes.Spurious, at+d.between(0, pick(d, time.Second, 30*time.Second, 3*time.Minute)))
		}
		if d.chance(0.5) {
			s.Continue = append(s.Continue, at-time.Second)
		}
	},
	"no tokens": func(s *schedule, d dice) {
		s.Troubles = nil
		s.Tokens = append(s.Tokens, noToken{
			window{pick(d, 0, d.between(0, s.scale(d))), d.between(time.Minute, pick(d, time.Hour, 4*time.Hour, 3*24*time.Hour))},
			pick(d, tokenDown, tokenBroken, tokenBroken, tokenRefused)})
	},
	"requests at the end": func(s *schedule, d dice) {
		s.App.Detection = 0
		if d.chance(0.2) {
			// Somebody is still being answered when the release ends, and another push comes.
			*s = schedule{Seed: s.Seed, Theme: s.Theme, Input: s.Input, App: wxatest.App{AppID: appid, TrialVersion: version}}
			s.Input.Expedite = workflows.Expedite{}
			verdict := d.between(2*time.Minute, 8*time.Minute)
			s.App.Plans = []wxatest.Plan{{{After: verdict, Status: wxatest.StatusApproved}}}
			s.Slow = []slowness{{Endpoint: statusPath, Nth: 1, After: 9 * time.Second}}
			s.Acts = []act{
				{At: verdict - 100*time.Millisecond, Do: doPollNow}, {At: verdict + d.between(time.Second, 6*time.Second), Do: doFalsePush},
			}
			return
		}
		verdict := d.between(10*time.Minute, 3*time.Hour)
		s.App.Plans = []wxatest.Plan{{{After: verdict, Status: wxatest.StatusApproved}}}
		n := 1 + d.IntN(4)
		s.Slow = append(s.Slow, slowness{Endpoint: statusPath, Nth: n, Before: d.between(0, 9*time.Second)},
			slowness{Endpoint: statusPath, Nth: n + 1, After: d.between(0, 9*time.Second)},
			slowness{Endpoint: statusPath, Nth: n + 2, After: d.between(0, 9*time.Second)})
		for range 1 + d.IntN(3) {
			do := pick(d, doPollNow, doPollNow, doFalsePush, doExpedite, doExtend)
			s.Acts = append(s.Acts, act{At: verdict + d.between(-5*time.Second, 5*time.Second), Do: do, More: time.Hour})
		}
	},
	"a check that comes back": func(s *schedule, d dice) {
		s.App.Detection = d.between(time.Second, time.Duration(s.Input.Limits.Detection)*3/2)
		s.during(d, versionPath, doReupload)
		s.Acts = append(s.Acts, act{At: d.between(0, s.scale(d)), Do: doReupload})
	},
	"reads that are refused": func(s *schedule, d dice) {
		s.Troubles = nil
		if d.chance(0.3) {
			// A person looks when nobody knows yet that reads are refused, or that they are not any more.
			s.App.Detection = 0
			s.App.Plans = []wxatest.Plan{{{After: d.between(8*time.Hour, 12*time.Hour), Status: wxatest.StatusApproved}}}
			refused := window{d.between(12*time.Minute, 25*time.Minute), d.between(3*time.Hour, 6*time.Hour)}
			s.Troubles = []trouble{{Endpoint: statusPath, When: refused, Fault: wxatest.Fault{Errcode: pick(d, 61004, 48001, 77777)}}}
			look := refused.From + refused.For + d.between(0, 10*time.Minute)
			if d.chance(0.5) {
				look = refused.From + d.between(0, time.Minute)
			}
			s.Acts, s.Tokens, s.Down = []act{{At: look, Do: doPollNow}}, nil, nil
			return
		}
		for range 1 + d.IntN(3) {
			s.Troubles = append(s.Troubles, trouble{
				Endpoint: statusPath, When: window{d.between(0, s.scale(d)), d.between(time.Minute, pick(d, time.Hour, 20*time.Hour))},
				Fault: wxatest.Fault{Errcode: pick(d, 61004, 48001, 40001, 77777, 45009, 50002, 48004, 85012, -1)},
			})
		}
		for range d.IntN(6) {
			s.Acts = append(
				s.Acts,
				act{At: d.between(0, s.scale(d)), Do: pick(d, doPollNow, doPollNow, doExtend, doExpedite), More: time.Hour},
			)
			s.Pushes.Spurious = append(s.Pushes.Spurious, d.between(0, s.scale(d)))
		}
	},
	"a cancelled release": func(s *schedule, d dice) {
		if d.chance(0.6) {
			s.during(d, pick(d, detectPath, versionPath, submitPath, submitPath, statusPath), doCancel)
		}
		at := d.between(0, s.scale(d))
		s.Acts = append(s.Acts, act{At: at, Do: doCancel})
		s.troubledUndo(d)
		for range d.IntN(3) {
			do := pick(d, doPollNow, doExpedite, doWithdraw, doExtend, doFalsePush)
			s.Acts = append(s.Acts, act{At: at + d.between(0, pick(d, 10*time.Second, time.Hour)), Do: do, More: time.Hour})
		}
	},
	"a review that is taken back": func(s *schedule, d dice) {
		s.App.Detection = 0
		for range 1 + d.IntN(2) {
			s.Acts = append(s.Acts, act{At: d.between(time.Minute, 5*time.Hour), Do: doWithdraw})
		}
		s.troubledUndo(d)
	},
	"a verdict near the deadline": func(s *schedule, d dice) {
		s.App.Detection = 0
		limit := time.Duration(s.Input.Limits.Review)
		verdict := pick(d, wxatest.StatusApproved, wxatest.StatusRejected)
		s.App.Plans = []wxatest.Plan{{{After: limit + d.between(-time.Hour, time.Minute), Status: verdict}}}
		for range 1 + d.IntN(3) {
			near := limit + d.between(-2*time.Hour, time.Hour)
			switch d.IntN(4) {
			case 0:
				s.Down = append(s.Down, window{near, d.between(time.Minute, 5*time.Hour)})
			case 1:
				s.Acts = append(s.Acts, act{At: near, Do: doExtend, More: d.between(time.Minute, 24*time.Hour)})
			case 2:
				t := s.drawTrouble(d)
				t.Endpoint, t.When, t.Times = statusPath, window{near, d.between(time.Minute, 5*time.Hour)}, 0
				s.Troubles = append(s.Troubles, t)
			default:
				s.Acts = append(s.Acts, act{At: near, Do: pick(d, doPollNow, doWithdraw, doCancel)})
			}
		}
	},
	"a revocation": func(s *schedule, d dice) {
		at := d.between(0, s.scale(d))
		if d.chance(0.2) {
			// A refusal that nobody pushed, and a push from before the release.
			s.Acts = append(s.Acts, act{At: at, Do: doOldRevoke})
			refused := window{at - time.Second, d.between(time.Minute, time.Hour)}
			s.Troubles = append(s.Troubles, trouble{When: refused, Fault: wxatest.Fault{Errcode: 61003}})
			return
		}
		s.Acts = append(s.Acts, act{At: at, Do: pick(d, doRevoke, doRevoke, doOldRevoke, doFalsePush)})
		if d.chance(0.5) {
			s.Acts = append(s.Acts, act{At: at + d.between(time.Second, 30*time.Hour), Do: doRestore})
		}
		if d.chance(0.3) {
			s.during(d, pick(d, submitPath, latestPath, statusPath), doRevoke, doFalsePush)
		}
	},
}

// poke makes people and pushes ask for a look, and the server for a new run.
func (s *schedule) poke(d dice, within time.Duration) {
	for range d.IntN(4) {
		s.Acts = append(s.Acts, act{At: d.between(0, within), Do: pick(d, doPollNow, doPollNow, doFalsePush, doOldRevoke)})
	}
	for range d.IntN(3) {
		s.Pushes.Spurious = append(s.Pushes.Spurious, d.between(0, within))
	}
	if d.chance(0.5) {
		s.Continue = append(s.Continue, d.between(0, within/2))
	}
}

// during adds one of the deeds to one of the first calls of an endpoint.
func (s *schedule) during(d dice, endpoint string, do ...deed) {
	s.Acts = append(s.Acts, act{During: endpoint, Nth: 1 + d.IntN(2), Answered: d.chance(0.5), Do: pick(d, do...)})
}

// troubledUndo makes taking a review back hard.
func (s *schedule) troubledUndo(d dice) {
	if d.chance(0.6) {
		t := s.drawTrouble(d)
		t.Endpoint = pick(d, undoPath, undoPath, latestPath)
		s.Troubles = append(s.Troubles, tame(d, t))
	}
	if d.chance(0.3) {
		s.Troubles = append(s.Troubles, trouble{Endpoint: undoPath, Nth: 1, Times: 1 + d.IntN(5), Fault: pick(d,
			wxatest.Fault{Cut: wxatest.CutAfter}, wxatest.Fault{Errcode: -1, Effect: true},
			wxatest.Fault{Errcode: 87012}, wxatest.Fault{HTTPStatus: 500})})
	}
	if d.chance(0.3) {
		s.during(d, pick(d, undoPath, latestPath), doOutside)
	}
	if d.chance(0.2) {
		s.Troubles = []trouble{
			{Endpoint: undoPath, When: window{0, d.between(6*time.Hour, 24*time.Hour)}, Fault: wxatest.Fault{Errcode: 87012}},
		}
	}
}
