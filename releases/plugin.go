package releases

import (
	"cmp"
	"context"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// PluginOptions say what a program of its own adds releases with.
type PluginOptions struct {
	// WeChat makes the calls. nil leaves the calls of WeChat to other workers, those of Workflows.ActivityQueue; also for a client or
	// a replayer alone.
	WeChat *wxa.Client
	// MerchantName gives the name by which people know a Mini Program, "" where it is not known. nil: no name is known.
	MerchantName func(ctx context.Context, appid string) (string, error)
	// ActivitiesOnly registers no workflow: for the workers of Workflows.ActivityQueue.
	ActivitiesOnly bool
	// Workflows are the options of the workflow.
	Workflows workflows.Options
}

// NewPlugin makes a plugin that adds releases to a Temporal program. In client.Options it adds [DialOption] and goes on to every
// worker of that client; in worker.Options, in a replayer's options and in those of a test environment it registers the workflow
// [workflows.WorkflowType] and its activities. The activities are named as the methods of [activities.Activities] are; a worker that
// has others of these names runs releases on a task queue of their own.
func NewPlugin(o PluginOptions) (*temporal.SimplePlugin, error) {
	return temporal.NewSimplePlugin(temporal.SimplePluginOptions{
		Name: "github.com/wxrelease/wxrelease",
		ConfigureClient: func(_ context.Context, to client.PluginConfigureClientOptions) error {
			connection := &to.ClientOptions.ConnectionOptions
			connection.DialOptions = append(connection.DialOptions, DialOption())
			return nil
		},
		ConfigureWorker: func(_ context.Context, to worker.PluginConfigureWorkerOptions) error {
			to.WorkerOptions.WorkerStopTimeout = cmp.Or(to.WorkerOptions.WorkerStopTimeout, workflows.WorkerOptions().WorkerStopTimeout)
			return nil
		},
		RunContextBefore: func(_ context.Context, on temporal.SimplePluginRunContextBeforeOptions) error {
			if !o.ActivitiesOnly {
				o.Workflows.RegisterWorkflow(on.Registry)
			}
			if o.WeChat != nil {
				workflows.RegisterActivities(on.Registry, &activities.Activities{WeChat: o.WeChat, Name: o.MerchantName})
			}
			return nil
		},
	})
}
