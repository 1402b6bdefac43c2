package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// speed is how much faster the simulated WeChat's clock runs: a second is a minute.
const speed = 60

// act is something that people do to an open release.
type act string

const (
	actNothing  act = "nothing"
	actExpedite act = "expedite"
	actWithdraw act = "withdraw"
	actCancel   act = "cancel"
	actAgain    act = "start again"
	actExtend   act = "extend"
	actOutside  act = "withdrawn from outside"
)

var acts = []act{actNothing, actNothing, actNothing, actExpedite, actWithdraw, actCancel, actAgain, actExtend, actOutside}

// course is what is planned for one release.
type course struct {
	app   wxatest.App
	act   act
	after time.Duration // real, since the start: when people act
	twice bool          // they do it again at once
}

// target is what is killed.
type target string

const (
	targetWorker target = "worker"
	targetBridge target = "bridge"
	targetServer target = "Temporal server"
)

// blow is a process that is stopped, and started again at once.
type blow struct {
	at     int // ended releases
	target target
	which  int  // of several workers
	gently bool // SIGTERM instead of SIGKILL
}

// plan is everything that happens.
type plan struct {
	courses []course
	blows   []blow
	faults  []wxatest.Fault
}

// workers is how many there are.
const workers = 2

// planned makes the plan: the same seed gives the same.
func planned(releases int, seed uint64) plan {
	rng := rand.New(rand.NewPCG(seed, 0))
	p := plan{faults: faults()}
	for i := range releases {
		p.courses = append(p.courses, plannedCourse(rng, fmt.Sprintf("wx%016d", i)))
	}
	// One blow for every 20 releases, and each kind at least once.
	for i := range max(5, releases/20) {
		b := blow{at: rng.IntN(releases), target: targetWorker, which: rng.IntN(workers), gently: rng.IntN(3) == 0}
		switch {
		case i == 0:
			b.gently = false
		case i == 1:
			b.gently = true
		case i == 2 || i > 4 && rng.IntN(20) == 0:
			b.target, b.gently = targetServer, false
		case i == 3 || i > 4 && rng.IntN(4) == 0:
			b.target = targetBridge
		}
		p.blows = append(p.blows, b)
	}
	return p
}

func plannedCourse(rng *rand.Rand, appid string) course {
	minutes := func(least, most int) time.Duration { return time.Duration(least+rng.IntN(most-least+1)) * time.Minute }
	c := course{act: acts[rng.IntN(len(acts))], after: time.Duration(rng.IntN(4000)) * time.Millisecond, twice: rng.IntN(3) == 0}
	var steps wxatest.Plan
	end := minutes(1, 8)
	if rng.IntN(5) == 0 {
		steps = append(steps, wxatest.Verdict{After: end / 2, Status: wxatest.StatusDelayed, Reason: "1:审核延后<br>"})
	}
	if rng.IntN(3) == 0 {
		steps = append(steps, wxatest.Verdict{After: end, Status: wxatest.StatusRejected, Reason: "1:服务类目不符<br>", Screenshots: "MEDIA1"})
	} else {
		steps = append(steps, wxatest.Verdict{After: end, Status: wxatest.StatusApproved})
	}
	push := wxatest.PushPlan{Times: 1 + rng.IntN(3)}
	switch rng.IntN(5) {
	case 0:
		push = wxatest.PushPlan{None: true}
	case 1:
		push.Late = minutes(1, 3)
	case 2:
		push.Early = 30 * time.Second
	case 3:
		push.Reorder = true
	}
	c.app = wxatest.App{
		AppID: appid, TrialVersion: "1.4.0", TrialDesc: "build 7", Plans: []wxatest.Plan{steps}, Push: push, Expedited: time.Minute,
	}
	if rng.IntN(2) == 0 {
		c.app.Detection = minutes(1, 2)
	}
	return c
}

// faults strike one call in five, each in its way, as long as the storm lasts.
func faults() []wxatest.Fault {
	const each = 0.04
	kinds := []wxatest.Fault{
		{Cut: wxatest.CutBefore}, {Cut: wxatest.CutAfter}, {Cut: wxatest.CutMiddle}, {HTTPStatus: 502, Effect: true}, {Errcode: -1},
	}
	var all []wxatest.Fault
	for _, endpoint := range []string{
		"/wxa/security/get_code_privacy_info", "/wxa/submit_audit", "/wxa/get_auditstatus", "/wxa/get_latest_auditstatus",
		"/wxa/speedupaudit", "/wxa/undocodeaudit", "/wxa/getversioninfo",
	} {
		for _, f := range kinds {
			f.Endpoint, f.Times, f.Probability = endpoint, -1, each
			all = append(all, f)
		}
	}
	return all
}

// input is the release of a course.
func (c course) input() workflows.ReleaseInput {
	ms := func(n int) timing.Duration { return timing.Duration(time.Duration(n) * time.Millisecond) }
	return workflows.ReleaseInput{
		Name: "花店 " + c.app.AppID[12:], AppID: c.app.AppID, Version: c.app.TrialVersion,
		Audit: wxa.SubmitAuditRequest{
			VersionDesc: "测试账号 100",
			ItemList: []wxa.AuditItem{{
				Address: "pages/index/index", Title: "首页", FirstClass: "工具", SecondClass: "效率", FirstID: 287, SecondID: 616,
			}},
		},
		Pace: timing.Pace{
			Detection: ms(300), Poll: ms(1500), PollMax: ms(3000), Hint: ms(300), Retry: ms(200), RetryMax: ms(2000), Busy: ms(300),
			Attempt: ms(6000),
		},
	}
}
