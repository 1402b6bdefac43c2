package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// askLimit is how long somebody waits for an answer.
const askLimit = 20 * time.Second

// more is what an extension adds: enough for every verdict.
const more = 10 * time.Minute

// tooEarly is how often somebody asks again who was told that the release is not in review yet: WeChat's word and the release's are
// a moment apart, and more where a worker has died.
const tooEarly = 100

func (c *conductor) ask(do deed) { c.record.change(func() { c.record.Asked[do]++ }) }

func (c *conductor) told(do deed) { c.record.change(func() { c.record.Told[do]++ }) }

// act does what a person does at its moment.
func (c *conductor) act(ctx context.Context, a act, began time.Time) {
	if !c.moment(ctx, began, a.Early, a.After) {
		return
	}
	switch {
	case a.Do == doOutside:
		c.ask(doOutside)
		if c.sim.WithdrawFromOutside(c.AppID) == nil {
			c.told(doOutside)
		}
	case a.Do == doRestart && a.Command:
		c.startByCommand(ctx)
	case a.Do == doRestart:
		c.startByClient(ctx)
	case a.Command:
		c.actByCommand(ctx, a.Do)
	default:
		c.actByClient(ctx, a.Do)
	}
}

// actByClient asks the release, again where it is not in review yet.
func (c *conductor) actByClient(ctx context.Context, do deed) {
	for range tooEarly {
		short, stop := context.WithTimeout(ctx, askLimit)
		done, err := c.request(short, do)
		stop()
		if done {
			c.told(do)
		}
		refused, isRefusal := errors.AsType[*releases.RefusedError](err)
		if !isRefusal || refused.Refusal.Kind != workflows.RefusedTooEarly || rest(ctx, impatience) != nil {
			return
		}
	}
}

// request puts one request, and tells whether the answer was that it is done.
func (c *conductor) request(ctx context.Context, do deed) (done bool, err error) {
	by := workflows.Request{By: "chaos"}
	if do == doCancel {
		c.ask(do)
		_, err := c.client.Cancel(ctx, c.AppID, workflows.CancelNote{By: "chaos", Reason: "planned"})
		return err == nil, err
	}
	r, err := c.client.Read(ctx, c.AppID, "")
	if err != nil {
		return false, err
	}
	var answer workflows.Answer
	c.ask(do)
	switch do {
	case doExpedite:
		answer, err = c.client.Expedite(ctx, r, by)
		return err == nil && answer.Kind == workflows.AnswerExpedited, err
	case doWithdraw:
		answer, err = c.client.Withdraw(ctx, r, by)
		return err == nil && answer.Kind == workflows.AnswerWithdrawn, err
	case doPoll:
		_, err = c.client.PollNow(ctx, r, by)
		return err == nil, err
	default:
		_, err = c.client.ExtendDeadline(ctx, r, workflows.ExtendRequest{By: "chaos", More: timing.Duration(more)})
		return err == nil, err
	}
}

// commandCodes are the exit codes that a request on the command line may end with, whatever hits it.
var commandCodes = map[deed][]int{
	doExpedite: {0, 1, 7, 9}, doWithdraw: {0, 1, 7, 9}, doPoll: {0, 1, 7, 9}, doExtend: {0, 1, 9}, doCancel: {0, 1, 9},
}

func (c *conductor) actByCommand(ctx context.Context, do deed) {
	args := []string{string(do), c.AppID, "--by", "chaos"}
	switch do {
	case doExtend:
		args = append(args, "--more", more.String())
	case doCancel:
		args = append(args, "--reason", "planned")
	}
	c.ask(do)
	code, _, err := c.program.run(ctx, args...)
	switch {
	case err != nil:
	case !slices.Contains(commandCodes[do], code):
		c.odd("wxrelease %v: exit code %d", args, code)
	case code == 0 && do == doExtend:
		c.told(do) // of the others 0 may mean that the request goes on
	}
}

// reviewStatus is how wxatest calls the statuses of reviews, for people.
var reviewStatus = map[int]string{
	wxatest.StatusApproved: "approved", wxatest.StatusRejected: "rejected", wxatest.StatusReviewing: "reviewing",
	wxatest.StatusWithdrawn: "withdrawn", wxatest.StatusDelayed: "delayed",
}
