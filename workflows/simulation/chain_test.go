package simulation

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/log"
	sdk "go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// A release is a chain of runs: one is continued as the next, or an operator resets it. Each is in an environment of its own;
// the simulator, the clock and what is planned go on. The next run begins when the last attempt of the one before has ended.

// event is something that will happen at a moment of an open release.
type event struct {
	at   time.Duration
	do   func()
	done bool
}

// execute runs the release from its first run to its end.
func (r *run) execute() {
	r.runID, r.originalRunID = "run-1", "run-1"
	r.environment(r.start)
	r.wechat = newWeChat(r)
	defer r.wechat.sim.Close()
	client, err := wxa.New(wxa.Config{BaseURL: "https://wechat.test", Tokens: token{r.wechat}, Transport: r.wechat})
	if err != nil {
		panic(err)
	}
	all := &activities.Activities{WeChat: client, Now: func(context.Context) time.Time { return r.env.Now() }}
	r.plan()
	in := r.schedule.Input
	in.StartedAt = r.start
	first := in
	for n := 2; ; n++ {
		workflows.Register(r.env, all)
		r.env.ExecuteWorkflow(workflows.WorkflowType, in)
		if err := r.env.GetWorkflowError(); err != nil && r.err == nil {
			r.err = fmt.Errorf("the environment: %w", err)
		}
		if !r.between || r.err != nil {
			break
		}
		r.runID = fmt.Sprintf("run-%d", n)
		r.generation.Add(1)
		if r.next == nil {
			in = first
		} else {
			in = workflows.ReleaseInput{}
			if err := converter.GetDefaultDataConverter().FromPayloads(r.next.Input, &in); err != nil {
				panic(err)
			}
			r.originalRunID, first = r.runID, in
		}
		r.environment(r.restedAt)
		r.resume()
	}
}

// environment makes the one for the next run.
func (r *run) environment(start time.Time) {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	env := suite.NewTestWorkflowEnvironment()
	env.SetStartTime(start)
	// Real time does not pass in the bubble: only a release that waits for nothing at all comes to this.
	env.SetTestTimeout(100 * forEver)
	env.SetWorkerOptions(worker.Options{Interceptors: []interceptor.WorkerInterceptor{&temporal{run: r}}})
	appid := workflows.AttrAppID.ValueSet(r.schedule.Input.AppID)
	if err := env.SetTypedSearchAttributesOnStart(sdk.NewSearchAttributes(appid)); err != nil {
		panic(err)
	}
	r.env, r.restedAt = env, time.Time{}
}

// plan puts everything that has its moment on the clock.
func (r *run) plan() {
	s := r.schedule
	for i, a := range s.Acts {
		if a.During == "" {
			r.at(a.At, func() { r.do(i) })
		}
	}
	for _, at := range s.Pushes.Spurious {
		r.at(at, func() { r.push("weapp_audit_success") })
	}
	for _, at := range s.QueryTimes {
		r.at(at, r.sample)
	}
	for _, at := range s.Continue {
		r.at(at, func() {
			r.logf("the server suggests to continue as a new run")
			r.env.SetContinueAsNewSuggested(true)
		})
	}
	if s.ResetAt > 0 {
		r.at(s.ResetAt, func() { r.whenUp(r.resetWorkflow) })
		r.at(s.ResetAt+time.Minute, r.sample)
	}
	r.at(s.horizon(), r.giveUp)
}

// at does something at a moment of an open release.
func (r *run) at(moment time.Duration, do func()) {
	e := &event{at: moment, do: do}
	r.mu.Lock()
	r.events = append(slices.DeleteFunc(r.events, func(e *event) bool { return e.done }), e)
	between := r.between
	r.mu.Unlock()
	if !between {
		r.arm(e)
	}
}

func (r *run) arm(e *event) {
	r.env.RegisterDelayedCallback(func() {
		r.mu.Lock()
		// What comes between two runs waits for the next one.
		due := !e.done && !r.over && !r.between
		e.done = e.done || due
		r.mu.Unlock()
		if due {
			e.do()
		}
	}, max(e.at-r.since(), time.Nanosecond))
}

// continued ends a run that the workflow wants to be continued; unread is how many signals it leaves.
func (r *run) continued(next *workflow.ContinueAsNewError, unread int) {
	now := r.since()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.between {
		return // it was reset before
	}
	r.write("the run is continued as a new one")
	r.between, r.next = true, next
	r.leaveAll()
	r.lost += unread
	r.chained = append(r.chained, now)
}

// resetWorkflow ends the run as an operator does who resets the workflow to its first task. What was said to it is told to the
// next one again by the server only from then on, which no release may need.
func (r *run) resetWorkflow() {
	r.logf("an operator resets the workflow")
	now := r.since()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cancelAt >= 0 {
		return
	}
	r.between, r.next = true, nil
	r.leaveAll()
	r.resets = append(r.resets, now)
	for _, u := range r.updates {
		u.void = u.void || !u.complete
	}
}

func (r *run) betweenRuns() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.between
}

// unread counts the signals that a run leaves.
func unread(ctx workflow.Context) int {
	pushes := workflow.GetSignalChannel(ctx, workflows.SignalAuditEvent)
	return pushes.Len() + workflow.GetSignalChannel(ctx, workflows.SignalUnauthorized).Len()
}

// rested notes when the last attempt of a run had ended, and keeps the signals that came after the run had; the server gives
// them to the next one.
func (r *run) rested(ctx workflow.Context) {
	if r.restedAt.IsZero() {
		r.restedAt, r.after = r.env.Now(), r.wechat.reviews()
	}
	for _, name := range []string{workflows.SignalAuditEvent, workflows.SignalUnauthorized} {
		signals := workflow.GetSignalChannel(ctx, name)
		var arg map[string]any
		for signals.ReceiveAsync(&arg) {
			again := arg
			r.handed = append(r.handed, func() { r.signal(name, again) })
			arg = nil
		}
	}
}

// resume goes on with the next run.
func (r *run) resume() {
	r.mu.Lock()
	r.between = false
	todo := slices.DeleteFunc(slices.Clone(r.events), func(e *event) bool { return e.done })
	handed := r.handed
	r.handed = nil
	r.mu.Unlock()
	slices.SortStableFunc(todo, func(a, b *event) int { return int(a.at - b.at) })
	for _, e := range todo {
		r.arm(e)
	}
	for _, do := range handed {
		r.at(r.since(), do)
	}
}

var errStillOpen = errors.New("cancelled, and still open after 3 days without any trouble")
