package main

import (
	"time"

	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

const (
	detectPath  = "/wxa/security/get_code_privacy_info"
	versionPath = "/wxa/getversioninfo"
	submitPath  = "/wxa/submit_audit"
	statusPath  = "/wxa/get_auditstatus"
	latestPath  = "/wxa/get_latest_auditstatus"
	undoPath    = "/wxa/undocodeaudit"
	hurryPath   = "/wxa/speedupaudit"
	tokenPath   = "/cgi-bin/component/api_authorizer_token"
)

// mostLag is how far WeChat's reads are behind at most: half of what the releases' pace takes for the longest.
const mostLag = 600 * time.Millisecond

func sent(name string, p wxatest.PushPlan) func(*dealer) pushing {
	return func(*dealer) pushing { return pushing{name, p} }
}

var pushKinds = []func(*dealer) pushing{
	sent("at once", wxatest.PushPlan{}),
	sent("at once", wxatest.PushPlan{}),
	sent("never", wxatest.PushPlan{None: true}),
	sent("twice", wxatest.PushPlan{Times: 2}),
	sent("three times", wxatest.PushPlan{Times: 3}),
	sent("out of order", wxatest.PushPlan{Reorder: true}),
	sent("sealed with a key that nobody has", wxatest.PushPlan{Key: wxatest.KeyWrong}),
	func(d *dealer) pushing {
		return pushing{"late", wxatest.PushPlan{Late: d.between(200*time.Millisecond, 4*time.Second)}}
	},
	func(d *dealer) pushing {
		return pushing{"late and twice", wxatest.PushPlan{Times: 2, Late: d.between(200*time.Millisecond, 2*time.Second)}}
	},
	func(d *dealer) pushing {
		return pushing{"before the status shows it", wxatest.PushPlan{Early: d.between(100*time.Millisecond, 900*time.Millisecond)}}
	},
}

func fault(name string, f wxatest.Fault) func(*dealer) trouble {
	return func(*dealer) trouble { return trouble{name, f} }
}

// slow is a call that takes long, before or after it has its effect. It stays below the client's own time limits.
func slow(name, path string, effect bool) func(*dealer) trouble {
	return func(d *dealer) trouble {
		return trouble{name, wxatest.Fault{Endpoint: path, Effect: effect, Delay: d.between(300*time.Millisecond, 2500*time.Millisecond)}}
	}
}

var troubleKinds = []func(*dealer) trouble{
	fault("submit_audit: no reply, without effect", wxatest.Fault{Endpoint: submitPath, Cut: wxatest.CutBefore}),
	fault("submit_audit: reply lost after its effect", wxatest.Fault{Endpoint: submitPath, Cut: wxatest.CutAfter}),
	fault("submit_audit: reply cut in the middle", wxatest.Fault{Endpoint: submitPath, Cut: wxatest.CutMiddle}),
	fault("submit_audit: HTTP 502", wxatest.Fault{Endpoint: submitPath, HTTPStatus: 502}),
	fault("submit_audit: HTTP 504 after its effect", wxatest.Fault{Endpoint: submitPath, HTTPStatus: 504, Effect: true}),
	fault("submit_audit: -1", wxatest.Fault{Endpoint: submitPath, Errcode: -1, Times: 2}),
	fault("submit_audit: -1 after its effect", wxatest.Fault{Endpoint: submitPath, Errcode: -1, Effect: true}),
	fault("submit_audit: empty answer after its effect", wxatest.Fault{Endpoint: submitPath, EmptyBody: true, Effect: true}),
	fault("submit_audit: 61039", wxatest.Fault{Endpoint: submitPath, Errcode: 61039}),
	slow("submit_audit: slow, answer late", submitPath, true),
	slow("submit_audit: slow, effect late", submitPath, false),
	fault("get_code_privacy_info: 61039", wxatest.Fault{Endpoint: detectPath, Errcode: 61039, Times: 2}),
	fault("get_code_privacy_info: no reply", wxatest.Fault{Endpoint: detectPath, Cut: wxatest.CutAfter}),
	fault("getversioninfo: HTTP 500", wxatest.Fault{Endpoint: versionPath, HTTPStatus: 500}),
	fault("get_latest_auditstatus: no reply", wxatest.Fault{Endpoint: latestPath, Cut: wxatest.CutAfter, Nth: 2, Times: 2}),
	fault("get_latest_auditstatus: -1", wxatest.Fault{Endpoint: latestPath, Errcode: -1, Times: 2}),
	fault("get_auditstatus: HTTP 503", wxatest.Fault{Endpoint: statusPath, HTTPStatus: 503, Times: 3}),
	fault("get_auditstatus: -1", wxatest.Fault{Endpoint: statusPath, Errcode: -1, Times: 2}),
	fault("get_auditstatus: half an answer", wxatest.Fault{Endpoint: statusPath, Cut: wxatest.CutMiddle, Times: 2}),
	fault("get_auditstatus: not WeChat's answer", wxatest.Fault{Endpoint: statusPath, Body: "<html>login</html>", Times: 2}),
	fault("api_authorizer_token: reply lost", wxatest.Fault{Endpoint: tokenPath, Cut: wxatest.CutAfter}),
	slow("get_auditstatus: slow", statusPath, true),
}

var undoTroubles = []func(*dealer) trouble{
	fault("undocodeaudit: reply lost after its effect", wxatest.Fault{Endpoint: undoPath, Cut: wxatest.CutAfter}),
	fault("undocodeaudit: no reply, without effect", wxatest.Fault{Endpoint: undoPath, Cut: wxatest.CutBefore}),
	fault("undocodeaudit: -1 after its effect", wxatest.Fault{Endpoint: undoPath, Errcode: -1, Effect: true}),
	fault("undocodeaudit: HTTP 500", wxatest.Fault{Endpoint: undoPath, HTTPStatus: 500}),
	slow("undocodeaudit: slow", undoPath, true),
}

var hurryTroubles = []func(*dealer) trouble{
	fault("speedupaudit: reply lost after its effect", wxatest.Fault{Endpoint: hurryPath, Cut: wxatest.CutAfter}),
	fault("speedupaudit: units used up (89405)", wxatest.Fault{Endpoint: hurryPath, Errcode: 89405, Times: -1}),
	fault("speedupaudit: not queued yet (89402)", wxatest.Fault{Endpoint: hurryPath, Errcode: 89402, Times: 2}),
	fault("speedupaudit: -1", wxatest.Fault{Endpoint: hurryPath, Errcode: -1}),
}

// during adds an act at a moment of the review, or a little after its end: people do not know when it ends.
func (d *dealer) during(r *release, do deed) {
	r.Acts = append(r.Acts, act{Do: do, After: d.between(0, r.Review+300*time.Millisecond), Command: d.perhaps(4)})
}

// atOnce adds an act twice at the same moment.
func (d *dealer) atOnce(r *release, do deed) {
	d.during(r, do)
	r.Acts = append(r.Acts, r.Acts[len(r.Acts)-1])
}

// nobody leaves a release alone.
func nobody(*dealer, *release) {}

func does(do deed) func(*dealer, *release) { return func(d *dealer, r *release) { d.during(r, do) } }

func doesTwice(do deed) func(*dealer, *release) {
	return func(d *dealer, r *release) { d.atOnce(r, do) }
}

// atTheVerdict asks in the very moment of the verdict.
func atTheVerdict(do deed) func(*dealer, *release) {
	return func(d *dealer, r *release) {
		r.Acts = append(r.Acts, act{Do: do, After: max(0, r.Review-d.between(0, 60*time.Millisecond))})
	}
}

var peopleKinds = []func(*dealer, *release){
	nobody, nobody, nobody, nobody, nobody, nobody, nobody, nobody,
	does(doExpedite), doesTwice(doExpedite),
	does(doWithdraw), doesTwice(doWithdraw), atTheVerdict(doWithdraw),
	does(doCancel), doesTwice(doCancel), atTheVerdict(doCancel),
	func(d *dealer, r *release) {
		r.Acts = append(r.Acts, act{Do: doCancel, After: d.between(0, 1500*time.Millisecond), Early: true})
	},
	does(doPoll), does(doRestart), does(doRestart),
	func(d *dealer, r *release) {
		d.during(r, doOutside)
		r.ReadLag = 0 // nobody can know a review that is over before it was shown
	},
	func(d *dealer, r *release) {
		r.Limit, r.Review = d.between(1500*time.Millisecond, 3*time.Second), 7*time.Second
		r.Again = true
	},
	func(d *dealer, r *release) {
		r.Limit, r.Review = d.between(5*time.Second, 7*time.Second), d.between(8*time.Second, 10*time.Second)
		r.Acts = append(r.Acts, act{Do: doExtend, After: d.between(0, 3*time.Second), Command: d.perhaps(4)})
	},
	func(d *dealer, r *release) { d.during(r, doWithdraw); d.during(r, doExpedite); d.during(r, doCancel) },
	func(d *dealer, r *release) {
		r.NoAccess = window{d.between(200*time.Millisecond, 2*time.Second), d.between(500*time.Millisecond, 4*time.Second)}
	},
	func(d *dealer, r *release) { r.Expedite = workflows.ExpediteAlways; d.during(r, doExpedite) },
}
