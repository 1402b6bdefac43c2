package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"strconv"
	"sync"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/timing"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// bench is a Temporal server and a worker, each a process, beside a simulated WeChat in this one.
type bench struct {
	options
	out, errors io.Writer

	server  *process
	worker  *process
	client  client.Client
	starter *releases.Client
	sim     *wxatest.Sim
	wechat  *httptest.Server
	mu      sync.Mutex
	apps    int
}

// endless is a review of which the bench itself decides the end.
var endless = []wxatest.Plan{{{After: 10_000 * time.Hour, Status: wxatest.StatusApproved}}}

func newBench(ctx context.Context, o options, stdout, stderr io.Writer) (*bench, error) {
	b := &bench{options: o, out: stdout, errors: stderr}
	b.sim = wxatest.New(wxatest.Config{Speed: 1, Seed: 1, Quota: wxatest.Quota{Limit: 1_000_000}})
	b.wechat = httptest.NewServer(b.sim)
	var err error
	if b.server, err = begin(ctx, stderr, roleServer); err != nil {
		return b, err
	}
	if b.client, err = client.DialContext(ctx, client.Options{HostPort: b.server.address, Logger: quiet()}); err != nil {
		return b, err
	}
	b.starter = releases.New(b.client, releases.Options{})
	return b, b.startWorker(ctx)
}

func (b *bench) startWorker(ctx context.Context) (err error) {
	b.worker, err = begin(ctx, b.errors, roleWorker, "-temporal", b.server.address, "-wechat", b.wechat.URL,
		"-cache", strconv.Itoa(b.cache))
	return err
}

func (b *bench) close() {
	if b.worker != nil {
		b.worker.stop()
	}
	if b.client != nil {
		b.client.Close()
	}
	if b.server != nil {
		b.server.kill()
	}
	b.wechat.Close()
	b.sim.Close()
}

func activityNamed(name string) activity.RegisterOptions { return activity.RegisterOptions{Name: name} }

// contestant is one of the two workflows.
type contestant struct {
	name  string
	start func(ctx context.Context, b *bench, in workflows.ReleaseInput) error
}

var (
	ours = contestant{"wxrelease", func(ctx context.Context, b *bench, in workflows.ReleaseInput) error {
		_, err := b.starter.Start(ctx, in, releases.Origin{})
		return err
	}}
	theirs = contestant{"tutorial", func(ctx context.Context, b *bench, in workflows.ReleaseInput) error {
		_, err := b.client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
			ID: workflows.WorkflowID(in.AppID), TaskQueue: workflows.TaskQueue,
		}, tutorialType, in)
		return err
	}}
)

// input adds a Mini Program and gives its release.
func (b *bench) input() workflows.ReleaseInput {
	b.mu.Lock()
	b.apps++
	appid := fmt.Sprintf("wx%016d", b.apps)
	b.mu.Unlock()
	b.sim.AddApp(wxatest.App{AppID: appid, TrialVersion: "1.4.0", Plans: endless, Push: wxatest.PushPlan{None: true}})
	return workflows.ReleaseInput{
		Name: "花店 " + appid, AppID: appid, Version: "1.4.0",
		Audit: wxa.SubmitAuditRequest{
			VersionDesc: "测试账号 100",
			ItemList: []wxa.AuditItem{{
				Address: "pages/index/index", Title: "首页", Tag: "办公 文档", FirstClass: "工具", SecondClass: "效率", FirstID: 287, SecondID: 616,
			}},
		},
	}
}

// reviewing waits until nothing happens to a release any more: it is in review, and only time or a push goes on with it. The server
// is not asked before WeChat has the submission: what asking costs is no part of a measurement.
func (b *bench) reviewing(ctx context.Context, in workflows.ReleaseInput) error {
	for b.sim.Calls("/wxa/submit_audit", in.AppID) == 0 {
		if err := pause(ctx, 5*time.Millisecond); err != nil {
			return err
		}
	}
	for {
		got, err := b.client.WorkflowService().DescribeWorkflowExecution(ctx, &workflowservice.DescribeWorkflowExecutionRequest{
			Namespace: client.DefaultNamespace, Execution: execution(in),
		})
		if exhausted := (*serviceerror.ResourceExhausted)(nil); errors.As(err, &exhausted) {
			if err := pause(ctx, time.Second); err != nil {
				return err
			}
			continue // the server protects its database
		}
		if err != nil {
			return err
		}
		if status := got.GetWorkflowExecutionInfo().GetStatus(); status != enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
			return fmt.Errorf("%s has ended: %s", in.AppID, status)
		}
		working := got.GetPendingWorkflowTask() != nil || got.GetWorkflowExecutionInfo().GetHistoryLength() < 15
		for _, a := range got.GetPendingActivities() {
			working = working || a.GetActivityType().GetName() != "PollAudit" || a.GetAttempt() < 2
		}
		if !working {
			return nil
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// begin starts releases, some at a time, and waits until all are in review. It gives how long each took until then.
func (b *bench) begin(
	ctx context.Context, c contestant, n int, pace timing.Pace,
) (inputs []workflows.ReleaseInput, took []time.Duration, err error) {
	took = make([]time.Duration, n)
	for range n {
		in := b.input()
		in.Pace = pace
		inputs = append(inputs, in)
	}
	all, group := errgroup.WithContext(ctx)
	all.SetLimit(b.flight)
	for i, in := range inputs {
		all.Go(func() error {
			began := time.Now()
			err := c.start(group, b, in)
			if err == nil {
				err = b.reviewing(group, in)
			}
			took[i] = time.Since(began)
			return err
		})
	}
	return inputs, took, all.Wait()
}

// push has WeChat approve a release and tells it, as the bridge would; it gives how long the release took to end.
func (b *bench) push(ctx context.Context, in workflows.ReleaseInput) (time.Duration, error) {
	if err := b.sim.Decide(in.AppID, wxatest.Verdict{Status: wxatest.StatusApproved}); err != nil {
		return 0, err
	}
	began := time.Now()
	id := workflows.WorkflowID(in.AppID)
	event := workflows.AuditEvent{Event: "weapp_audit_success"}
	if err := b.client.SignalWorkflow(ctx, id, "", workflows.SignalAuditEvent, event); err != nil {
		return 0, err
	}
	if err := b.client.GetWorkflow(ctx, id, "").Get(ctx, nil); err != nil {
		return 0, fmt.Errorf("%s: %w", in.AppID, err)
	}
	return time.Since(began), nil
}

// pushAll pushes releases, some at a time.
func (b *bench) pushAll(ctx context.Context, inputs []workflows.ReleaseInput, atOnce int) ([]time.Duration, error) {
	took := make([]time.Duration, len(inputs))
	all, group := errgroup.WithContext(ctx)
	all.SetLimit(atOnce)
	for i, in := range inputs {
		all.Go(func() (err error) {
			took[i], err = b.push(group, in)
			return err
		})
	}
	return took, all.Wait()
}

// check tells whether WeChat accepted one submission for each release.
func (b *bench) check(inputs []workflows.ReleaseInput) error {
	times := map[string]int{}
	for _, e := range b.sim.Ledger() {
		if e.Action == wxatest.ActionSubmit {
			times[e.AppID]++
		}
	}
	var faults []error
	for _, in := range inputs {
		if times[in.AppID] != 1 {
			faults = append(faults, fmt.Errorf("WeChat accepted %d submissions of %s", times[in.AppID], in.AppID))
		}
	}
	return errors.Join(faults...)
}
