package main

import (
	"time"

	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

const never = 10_000 * time.Hour

// app is the Mini Program as WeChat has it. A second review of it is approved.
func (r release) app() wxatest.App {
	a := wxatest.App{
		AppID: r.AppID, TrialVersion: version, Detection: r.Check, ReadLag: r.ReadLag, UndoLag: r.UndoLag,
		PrivacyBlocked: r.Obstacle == privacy, IPRefused: r.Obstacle == noAddress,
		Expedited: 500 * time.Millisecond, Push: r.Pushes.Plan, AuthorizedLater: r.Granted,
		Plans: []wxatest.Plan{r.course(r.Verdict), r.course(wxatest.StatusApproved)},
	}
	if r.Obstacle == endlessCheck {
		a.Detection = never
	}
	return a
}

func (r release) course(verdict int) wxatest.Plan {
	var p wxatest.Plan
	if r.Delayed {
		p = append(p, wxatest.Verdict{After: r.Review / 2, Status: wxatest.StatusDelayed, Reason: "审核延后"})
	}
	end := wxatest.Verdict{After: r.Review, Status: verdict}
	if verdict == wxatest.StatusRejected {
		end.Reason, end.Screenshots = "1:服务类目与小程序内容不符:<br>2:页面无法正常使用", "mid1|mid2"
	}
	return append(p, end)
}

// add gives WeChat the Mini Program.
func (w *world) add(r release) error {
	w.sim.AddApp(r.app())
	if r.Granted {
		if _, err := w.sim.Authorize(r.AppID); err != nil {
			return err
		}
	}
	if r.Obstacle == stranger {
		_, err := w.sim.OpenForeignReview(r.AppID, wxatest.ForeignReview{
			Version: "9.9.9", Plan: wxatest.Plan{{After: never, Status: wxatest.StatusApproved}},
		})
		return err
	}
	return nil
}
