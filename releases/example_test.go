package releases_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

const shop = "wx5555666677778888"

// input is a release; what belongs into Audit is what WeChat's submit_audit takes.
var input = workflows.ReleaseInput{AppID: shop, Version: "1.4.0", Audit: wxa.SubmitAuditRequest{ItemList: []wxa.AuditItem{
	{Address: "pages/index/index", FirstClass: "工具", SecondClass: "效率", FirstID: 287, SecondID: 616},
}}}

// environment is the SDK's test environment with a simulated WeChat, both on one virtual clock: a review of three hours takes no time.
func environment() (env *testsuite.TestWorkflowEnvironment, wechat *wxa.Client, stop func()) {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	env = suite.NewTestWorkflowEnvironment()
	sim := wxatest.New(wxatest.Config{Clock: env.Now, TokenLife: 24 * time.Hour})
	sim.AddApp(wxatest.App{AppID: shop, TrialVersion: "1.4.0"})
	server := httptest.NewServer(sim)
	wechat, err := wxa.New(wxa.Config{BaseURL: server.URL, Tokens: wxa.FixedToken(sim.Token(shop))})
	if err != nil {
		panic(err)
	}
	return env, wechat, func() { server.Close(); sim.Close() }
}

// A worker of your own runs releases with a plugin; here it is the one of a test environment.
func ExampleNewPlugin() {
	env, wechat, stop := environment()
	defer stop()
	plugin, err := releases.NewPlugin(releases.PluginOptions{WeChat: wechat})
	if err != nil {
		fmt.Println(err)
		return
	}
	env.SetWorkerOptions(worker.Options{Plugins: []worker.Plugin{plugin}})

	env.ExecuteWorkflow(workflows.WorkflowType, input)
	var end workflows.Status
	fmt.Println(env.GetWorkflowResult(&end), end.Outcome, end.EndedAt.Sub(end.SubmittedAt).Hours() > 2.9)
	// Output: <nil> approved true
}

// train is a workflow of yours that releases one Mini Program among other things.
func train(ctx workflow.Context) (workflows.Outcome, error) {
	child, run, err := releases.Child(ctx, input, releases.Origin{By: "monthly train"}, releases.Options{TaskQueue: "wechat"})
	if err != nil {
		return "", err
	}
	var end workflows.Status
	err = workflow.ExecuteChildWorkflow(child, workflows.WorkflowType, run).Get(ctx, &end)
	return end.Outcome, err
}

// A workflow of your own has a release as its child.
func ExampleChild() {
	env, wechat, stop := environment()
	defer stop()
	plugin, err := releases.NewPlugin(releases.PluginOptions{WeChat: wechat})
	if err != nil {
		fmt.Println(err)
		return
	}
	env.SetWorkerOptions(worker.Options{Plugins: []worker.Plugin{plugin}})
	env.RegisterWorkflow(train)

	env.ExecuteWorkflow(train)
	var outcome workflows.Outcome
	fmt.Println(env.GetWorkflowResult(&outcome), outcome)
	// Output: <nil> approved
}

// Start a release, wait for its end and say what happens meanwhile. A repeated start attaches to the same release.
func Example() {
	release := func(ctx context.Context) (workflows.Outcome, error) {
		c, err := releases.Dial(ctx, client.Options{HostPort: "temporal:7233"}, releases.Options{})
		if err != nil {
			return "", err
		}
		defer c.Close()
		started, err := c.Start(ctx, input, releases.Origin{By: "nightly build", CIRun: "build 77"})
		if err != nil {
			return "", err // a *releases.BusyError: another version is under way
		}
		end, err := c.Wait(ctx, shop, started.RunID, func(change releases.Change) { fmt.Println(change.At, change.Kind) })
		if err != nil {
			return "", err // a *releases.StoppedError: ctx ended first, the release goes on
		}
		return end.Outcome(), nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // nobody answers in an example
	outcome, err := release(ctx)
	fmt.Printf("%q %T\n", outcome, err)
	// Output: "" *releases.UnreachableError
}
