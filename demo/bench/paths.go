package main

import (
	"context"
	"fmt"
	"time"

	historypb "go.temporal.io/api/history/v1"
	"google.golang.org/protobuf/proto"

	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// quick are polls that come soon, for the paths that wait for them.
var quick = timing.Pace{Poll: timing.Duration(200 * time.Millisecond), PollMax: timing.Duration(200 * time.Millisecond)}

// shortHint makes a push that came too early end after a moment, where a user's pace would wait longer for what it hinted at.
var shortHint = timing.Pace{Hint: timing.Duration(time.Second)}

// paths tells what the usual ways of a release leave in its history, and what one more of something adds.
func (b *bench) paths(ctx context.Context) error {
	fmt.Fprint(b.out, "\n## History\n\n| Path | Events | KB |\n|---|---|---|\n")
	for _, p := range []struct {
		name string
		pace timing.Pace
		do   func(in workflows.ReleaseInput) error
	}{
		{"approved by a push before the first poll", timing.Pace{}, func(in workflows.ReleaseInput) error {
			_, err := b.push(ctx, in)
			return err
		}},
		{"approved, found by the first poll", timing.Pace{Poll: timing.Duration(3 * time.Second)}, func(in workflows.ReleaseInput) error {
			return b.decide(ctx, in)
		}},
		{"approved, found after ten polls", quick, func(in workflows.ReleaseInput) error {
			if err := b.polled(ctx, in, 10); err != nil {
				return err
			}
			return b.decide(ctx, in)
		}},
		{"approved by a push after ten polls", quick, func(in workflows.ReleaseInput) error {
			if err := b.polled(ctx, in, 10); err != nil {
				return err
			}
			_, err := b.push(ctx, in)
			return err
		}},
		{"approved by a push, after one that came too early", shortHint, func(in workflows.ReleaseInput) error {
			event := workflows.AuditEvent{Event: "weapp_audit_success"}
			if err := b.client.SignalWorkflow(ctx, workflows.WorkflowID(in.AppID), "", workflows.SignalAuditEvent, event); err != nil {
				return err
			}
			if err := b.reviewing(ctx, in); err != nil {
				return err
			}
			_, err := b.push(ctx, in)
			return err
		}},
	} {
		inputs, _, err := b.begin(ctx, ours, 1, p.pace)
		if err == nil {
			err = p.do(inputs[0])
		}
		var history *historypb.History
		if err == nil {
			history, err = b.history(ctx, inputs[0])
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		fmt.Fprintf(b.out, "| %s | %d | %.1f |\n", p.name, len(history.GetEvents()), float64(proto.Size(history))/1000)
	}
	return nil
}

// decide has WeChat approve a release and tells nobody; it returns when the release has ended.
func (b *bench) decide(ctx context.Context, in workflows.ReleaseInput) error {
	if err := b.sim.Decide(in.AppID, wxatest.Verdict{Status: wxatest.StatusApproved}); err != nil {
		return err
	}
	return b.client.GetWorkflow(ctx, workflows.WorkflowID(in.AppID), "").Get(ctx, nil)
}

// polled waits until a release has asked so often.
func (b *bench) polled(ctx context.Context, in workflows.ReleaseInput, times int) error {
	for b.sim.Calls("/wxa/get_auditstatus", in.AppID) < times {
		if err := pause(ctx, 10*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}
