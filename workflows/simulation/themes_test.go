package simulation

import (
	"time"

	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// themes bring several faults to the same place, where chance alone would seldom let them meet.
var themes = map[string]func(*schedule, dice){
	"a submission that is refused for long": func(s *schedule, d dice) {
		s.App.Detection = 0
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
		s.Troubles = append(s.Troubles, trouble{Endpoint: submitPath, Nth: 1, Times: 1 + d.IntN(2), Fault: pick(d,
			wxatest.Fault{Cut: wxatest.CutAfter}, wxatest.Fault{Cut: wxatest.CutMiddle}, wxatest.Fault{HTTPStatus: 502, Effect: true},
			wxatest.Fault{Errcode: -1, Effect: true}, wxatest.Fault{Errcode: 9402202, Effect: true}, wxatest.Fault{EmptyBody: true, Effect: true})})
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
	},
	"a check that comes back": func(s *schedule, d dice) {
		s.App.Detection = d.between(time.Second, time.Duration(s.Input.Limits.Detection)*3/2)
		s.during(d, versionPath, doReupload)
		s.Acts = append(s.Acts, act{At: d.between(0, s.scale(d)), Do: doReupload})
	},
	"reads that are refused": func(s *schedule, d dice) {
		s.Troubles = nil
		for range 1 + d.IntN(3) {
			s.Troubles = append(s.Troubles, trouble{
				Endpoint: statusPath, When: window{d.between(0, s.scale(d)), d.between(time.Minute, pick(d, time.Hour, 20*time.Hour))},
				Fault: wxatest.Fault{Errcode: pick(d, 61004, 48001, 40001, 77777, 45009, 50002, 48004, 85012, -1)},
			})
		}
		for range d.IntN(6) {
			s.Acts = append(s.Acts, act{At: d.between(0, s.scale(d)), Do: pick(d, doPollNow, doPollNow, doExtend, doExpedite), More: time.Hour})
			s.Pushes.Spurious = append(s.Pushes.Spurious, d.between(0, s.scale(d)))
		}
	},
	"a cancelled release": func(s *schedule, d dice) {
		if d.chance(0.6) {
			s.during(d, pick(d, detectPath, versionPath, submitPath, submitPath, statusPath), doCancel)
		}
		s.Acts = append(s.Acts, act{At: d.between(0, s.scale(d)), Do: doCancel})
		s.troubledUndo(d)
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
		s.Acts = append(s.Acts, act{At: at, Do: pick(d, doRevoke, doRevoke, doOldRevoke, doFalsePush)})
		if d.chance(0.5) {
			s.Acts = append(s.Acts, act{At: at + d.between(time.Second, 30*time.Hour), Do: doRestore})
		}
		if d.chance(0.3) {
			s.during(d, pick(d, submitPath, latestPath, statusPath), doRevoke, doFalsePush)
		}
	},
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
}
