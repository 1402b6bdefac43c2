package simulation

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/interceptor"
	sdk "go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// temporal makes the test environment behave like a server, see the package comment.
type temporal struct {
	interceptor.WorkerInterceptorBase
	run *run
}

func (t *temporal) InterceptWorkflow(
	_ workflow.Context, next interceptor.WorkflowInboundInterceptor,
) interceptor.WorkflowInboundInterceptor {
	return &workflowIn{interceptor.WorkflowInboundInterceptorBase{Next: next}, t.run}
}

func (t *temporal) InterceptActivity(
	_ context.Context, next interceptor.ActivityInboundInterceptor,
) interceptor.ActivityInboundInterceptor {
	return &activityIn{interceptor.ActivityInboundInterceptorBase{Next: next}, t.run}
}

type workflowIn struct {
	interceptor.WorkflowInboundInterceptorBase
	run *run
}

func (i *workflowIn) Init(out interceptor.WorkflowOutboundInterceptor) error {
	return i.Next.Init(&workflowOut{interceptor.WorkflowOutboundInterceptorBase{Next: out}, i.run})
}

// ExecuteWorkflow is one run of the release. It stays until the last attempt of its activities has ended: the environment
// stops its clock with the workflow, and what waits on it would wait for ever.
func (i *workflowIn) ExecuteWorkflow(ctx workflow.Context, in *interceptor.ExecuteWorkflowInput) (any, error) {
	r, generation := i.run, i.run.generation.Load()
	workflow.Go(ctx, func(ctx workflow.Context) {
		defer func() {
			// What is left of a run that was reset is taken down with its environment.
			if p := recover(); p != nil && r.generation.Load() == generation && !r.betweenRuns() {
				r.end(nil, fmt.Errorf("the workflow panicked: %v\n%s", p, debug.Stack()))
			}
		}()
		out, err := i.Next.ExecuteWorkflow(ctx, in)
		if next, ok := errors.AsType[*workflow.ContinueAsNewError](err); ok {
			r.continued(next, unread(ctx))
			return
		}
		r.end(out, err)
	})
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	if err := workflow.Await(ctx, func() bool { return r.isOver() || r.betweenRuns() }); err != nil {
		return nil, err
	}
	for _, rest := range []func() time.Duration{r.underWay, r.unfinished} {
		for wait := rest(); wait > 0; wait = rest() {
			if err := workflow.Sleep(ctx, wait); err != nil {
				return nil, err
			}
		}
		// From here on nothing happens any more, however long the environment takes to find out.
		r.rested(ctx)
	}
	return nil, nil
}

type workflowOut struct {
	interceptor.WorkflowOutboundInterceptorBase
	run *run
}

// GetInfo names the run; the environment's runs all have one name.
func (o *workflowOut) GetInfo(ctx workflow.Context) *workflow.Info {
	info := *o.Next.GetInfo(ctx)
	info.WorkflowExecution.RunID, info.OriginalRunID = o.run.runID, o.run.originalRunID
	return &info
}

func (o *workflowOut) NewTimerWithOptions(ctx workflow.Context, d time.Duration, options workflow.TimerOptions) workflow.Future {
	if !o.run.betweenRuns() { // then it is the harness's own
		o.run.count("timer")
	}
	return o.Next.NewTimerWithOptions(ctx, d, options)
}

// ExecuteLocalActivity is an activity of one attempt that must end soon. The task that a worker's death leaves undone is done again
// by a server; here the attempt is then lost, which leaves the workflow to its own ways too.
func (o *workflowOut) ExecuteLocalActivity(ctx workflow.Context, _ string, args ...any) workflow.Future {
	local := workflow.GetLocalActivityOptions(ctx)
	return o.ExecuteActivity(workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: local.ScheduleToCloseTimeout, ScheduleToCloseTimeout: local.ScheduleToCloseTimeout,
		RetryPolicy: local.RetryPolicy,
	}), "ReadAudit", args...)
}

// ExecuteActivity gives the activity an id by which its attempts are known, and ends it as a server does. Cancelled, an
// activity that waits for its next attempt ends at once; a running attempt is waited for where the workflow asks for that, and
// is then the last one. Out of time, it ends whatever its attempt does.
func (o *workflowOut) ExecuteActivity(ctx workflow.Context, name string, args ...any) workflow.Future {
	if ctx.Err() != nil {
		return o.Next.ExecuteActivity(ctx, name, args...)
	}
	if o.run.betweenRuns() || o.run.isOver() { // a server runs nothing of a run that has ended
		never, _ := workflow.NewFuture(ctx)
		return never
	}
	options := workflow.GetActivityOptions(ctx)
	wait := options.WaitForCancellation
	a := o.run.newActivity(name, args[0], options)
	within := options.ScheduleToCloseTimeout
	options.ActivityID = a.id
	// The environment measures these on its own clock and over all attempts; activityIn does it for each one.
	options.StartToCloseTimeout, options.ScheduleToCloseTimeout, options.HeartbeatTimeout = forEver, 0, 0
	if options.RetryPolicy != nil && options.RetryPolicy.MaximumAttempts == 0 {
		policy := *options.RetryPolicy
		policy.MaximumAttempts = 1 << 30
		options.RetryPolicy = &policy
	}
	inner, _ := workflow.NewDisconnectedContext(ctx)
	inner, stop := workflow.WithCancel(workflow.WithActivityOptions(inner, options))
	done := o.Next.ExecuteActivity(inner, name, args...)
	result, set := workflow.NewFuture(inner)
	workflow.Go(inner, func(watch workflow.Context) {
		ended, cancelled, stopped := false, false, false
		var limit workflow.Future
		if within > 0 {
			limit = o.Next.NewTimerWithOptions(watch, within, workflow.TimerOptions{})
		}
		for !ended {
			s := workflow.NewSelector(watch)
			s.AddFuture(done, func(workflow.Future) {
				if !stopped {
					o.run.finished(a)
				}
				if a.expired != nil {
					set.SetError(a.expired)
				} else {
					set.Chain(done)
				}
				ended = true
			})
			if !cancelled {
				s.AddReceive(ctx.Done(), func(workflow.ReceiveChannel, bool) {
					if cancelled, stopped = true, !o.run.cancelled(a, wait); stopped {
						stop()
					}
				})
			}
			if limit != nil {
				s.AddFuture(limit, func(workflow.Future) {
					o.run.expire(a)
					set.SetError(sdk.NewTimeoutError(enumspb.TIMEOUT_TYPE_SCHEDULE_TO_CLOSE, nil))
					ended = true
				})
			}
			s.Select(watch)
		}
	})
	return result
}

type activityIn struct {
	interceptor.ActivityInboundInterceptorBase
	run *run
}

func (i *activityIn) Init(out interceptor.ActivityOutboundInterceptor) error {
	return i.Next.Init(&activityOut{interceptor.ActivityOutboundInterceptorBase{Next: out}})
}

// ExecuteActivity is one attempt, with the fate that the schedule has for it.
func (i *activityIn) ExecuteActivity(ctx context.Context, in *interceptor.ExecuteActivityInput) (any, error) {
	r := i.run
	a := r.activity(activity.GetInfo(ctx).ActivityID)
	waited := r.awaitWorker(ctx, a)
	at := r.begin(a, waited)
	if at == nil {
		return nil, gone()
	}
	timeout := a.timeout
	if !a.expires.IsZero() {
		timeout = min(timeout, a.expires.Sub(at.started))
	}
	ctx, at.cancel = context.WithTimeout(context.WithValue(ctx, attemptKey{}, at), timeout)
	defer at.cancel()
	if at.fate.dies && at.fate.atCall == 0 {
		at.die()
		return nil, r.finish(at, nil)
	}
	out, err := i.Next.ExecuteActivity(ctx, in)
	if at.fate.dies {
		at.die()
	}
	if err == nil && !at.isDead() {
		r.finish(at, nil)
		return out, nil
	}
	return nil, r.finish(at, err)
}

type activityOut struct {
	interceptor.ActivityOutboundInterceptorBase
}

func (o *activityOut) GetInfo(ctx context.Context) activity.Info {
	info := o.Next.GetInfo(ctx)
	if at := attemptOf(ctx); at != nil {
		info.ScheduledTime, info.StartedTime, info.Attempt = at.of.scheduled, at.started, int32(at.number)
		info.WorkflowExecution.RunID, info.HeartbeatTimeout = at.of.runID, at.of.heartbeat
	}
	return info
}

func (o *activityOut) RecordHeartbeat(ctx context.Context, details ...any) {
	payloads, err := converter.GetDefaultDataConverter().ToPayloads(details...)
	if err != nil {
		panic(err) // our own types always encode
	}
	attemptOf(ctx).record(payloads)
}

func (o *activityOut) HasHeartbeatDetails(ctx context.Context) bool {
	return attemptOf(ctx).details != nil
}

func (o *activityOut) GetHeartbeatDetails(ctx context.Context, d ...any) error {
	if at := attemptOf(ctx); at.details != nil {
		return converter.GetDefaultDataConverter().FromPayloads(at.details, d...)
	}
	return fmt.Errorf("no details")
}

type attemptKey struct{}

func attemptOf(ctx context.Context) *attempt {
	at, _ := ctx.Value(attemptKey{}).(*attempt)
	return at
}

// lastOf gives what Temporal has got last when it has got the first so many.
func lastOf(all []*commonpb.Payloads, keep int) *commonpb.Payloads {
	if keep = min(keep, len(all)); keep > 0 {
		return all[keep-1]
	}
	return nil
}
