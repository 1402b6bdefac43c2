package main

import (
	"time"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// speed is how fast the simulated WeChat's clock runs: a second is ten minutes.
const speed = 600

// pace suits that clock: it is in real time, the simulated reviews are not.
var pace = timing.Pace{
	Detection: timing.Duration(time.Second),
	Poll:      timing.Duration(2 * time.Second),
	PollMax:   timing.Duration(4 * time.Second),
	Hint:      timing.Duration(500 * time.Millisecond),
	Retry:     timing.Duration(500 * time.Millisecond),
	Busy:      timing.Duration(time.Second),
}

// scene is one release of the demo: a Mini Program, what goes wrong around it, and how it must end.
type scene struct {
	name     string // whose Mini Program it is
	story    *words.Message
	app      wxatest.App
	faults   []wxatest.Fault
	expedite workflows.Expedite
	want     workflows.Outcome
	by       workflows.VerdictBy // which way its verdict must come
}

var scenes = []scene{
	{
		name:  "山茶书店",
		story: words.DemoExpedited,
		app: wxatest.App{
			AppID: "wx1a2b3c4d5e6f7081", TrialVersion: "2.3.0", TrialDesc: "build 812", Detection: 25 * time.Minute,
			Expedited: 70 * time.Minute,
			Plans:     []wxatest.Plan{{{After: 20 * time.Hour, Status: wxatest.StatusApproved}}},
		},
		expedite: workflows.Expedite{Policy: workflows.ExpediteAlways},
		want:     workflows.OutcomeApproved,
		by:       workflows.ByPush,
	},
	{
		name:  "北岸咖啡",
		story: words.DemoRejected,
		app: wxatest.App{
			AppID: "wx2b3c4d5e6f708192", TrialVersion: "1.8.1", TrialDesc: "build 97", Detection: 8 * time.Minute,
			Plans: []wxatest.Plan{{
				{After: 30 * time.Minute, Status: wxatest.StatusDelayed, Reason: "审核延后"},
				{After: 80 * time.Minute, Status: wxatest.StatusRejected, Screenshots: "mid1|mid2",
					Reason: "1:服务类目与小程序内容不符:<br>(1):页面含有未申请类目的商品<br>2:页面无法正常使用"},
			}},
		},
		want: workflows.OutcomeRejected,
		by:   workflows.ByPush,
	},
	{
		name:  "青禾花艺",
		story: words.DemoLostReply,
		app: wxatest.App{
			AppID: "wx3c4d5e6f708192a3", TrialVersion: "0.9.4", TrialDesc: "build 33", Detection: 8 * time.Minute,
			Plans: []wxatest.Plan{{{After: 90 * time.Minute, Status: wxatest.StatusApproved}}},
			Push:  wxatest.PushPlan{None: true},
		},
		faults: []wxatest.Fault{{Endpoint: "/wxa/submit_audit", AppID: "wx3c4d5e6f708192a3", Cut: wxatest.CutAfter}},
		want:   workflows.OutcomeApproved,
		by:     workflows.ByPoll,
	},
}

// input is the release of a scene. One that must hear of its verdict by push does not poll in the short time of a demo: a poll in the
// very moment of the push would win.
func (s scene) input() workflows.ReleaseInput {
	pace := pace
	if s.by == workflows.ByPush {
		pace.Poll, pace.PollMax = timing.Duration(time.Minute), timing.Duration(time.Minute)
	}
	return workflows.ReleaseInput{
		Name:    s.name,
		AppID:   s.app.AppID,
		Version: s.app.TrialVersion,
		Audit: wxa.SubmitAuditRequest{
			VersionDesc: "演示版本",
			ItemList: []wxa.AuditItem{{
				Address: "pages/index/index", Title: "首页", Tag: "商城 演示",
				FirstClass: "商家自营", SecondClass: "百货", FirstID: 304, SecondID: 786,
			}},
		},
		Expedite: s.expedite,
		Pace:     pace,
	}
}
