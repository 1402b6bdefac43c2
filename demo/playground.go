package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// exampleFile is the release file of the README, from the root of the repository.
const exampleFile = "demo/wxrelease.yaml"

// playground is what stays for the user after the show: a Mini Program for the release file of the README, approved an hour and a half
// after its submission, and a release whose review goes on until somebody does something.
var playground = struct {
	example wxatest.App
	open    scene
}{
	example: wxatest.App{
		AppID: "wx5555666677778888", TrialVersion: "1.4.0", TrialDesc: "build 1",
		Plans: []wxatest.Plan{{{After: 90 * time.Minute, Status: wxatest.StatusApproved}}},
	},
	open: scene{
		name: "白塔茶馆",
		app: wxatest.App{
			AppID: "wx4d5e6f708192a3b4", TrialVersion: "3.1.0", TrialDesc: "build 5", Expedited: 70 * time.Minute,
			Plans: []wxatest.Plan{{{After: 10 * 365 * 24 * time.Hour, Status: wxatest.StatusApproved}}},
		},
	},
}

// play opens the playground and prints what can be done there.
func (d *demo) play(ctx context.Context, out io.Writer) error {
	open := playground.open
	d.sim.AddApp(playground.example)
	d.sim.AddApp(open.app)
	started, err := d.releases.Start(ctx, open.input(), releases.Origin{})
	if err != nil {
		return err
	}
	following, stop := context.WithCancel(ctx)
	defer stop()
	reviewing := false
	f := releases.Follower{Client: d.releases, AppID: open.app.AppID, Changed: func(change releases.Change) {
		if change.Stage == workflows.StageReview || change.Moment.Kind == workflows.MomentSubmitted {
			reviewing = true
			stop()
		}
	}}
	if _, err := f.Follow(following); err != nil && !reviewing {
		return fmt.Errorf("waiting for the review of %s: %w", open.name, err)
	}
	run := "go run ."
	if port := d.temporal.Options().FrontendPort; port != defaultTemporalPort {
		run = "TEMPORAL_ADDRESS=127.0.0.1:" + strconv.Itoa(port) + " " + run
	}
	fmt.Fprintf(out, "\n%s\n", d.reader.Say(words.DemoPlay.Of(
		open.name, open.app.TrialVersion,
		run+" start -f "+exampleFile+" --wait", run+" expedite "+open.app.AppID, run+" withdraw "+open.app.AppID,
		d.releases.URL(started.WorkflowID, started.RunID),
	)))
	return nil
}
