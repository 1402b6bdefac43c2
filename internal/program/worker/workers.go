package worker

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"go.temporal.io/sdk/client"
	sdkworker "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"golang.org/x/sync/errgroup"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/workflows"
)

// options are the SDK's options of each worker of the process.
func options(s settings.WorkerSettings) sdkworker.Options {
	o := workflows.WorkerOptions()
	o.MaxConcurrentActivityExecutionSize = s.Activities
	o.WorkerActivitiesPerSecond = s.ActivitiesPerSecond
	o.TaskQueueActivitiesPerSecond = s.QueueActivitiesPerSecond
	o.MaxConcurrentActivityTaskPollers = s.ActivityPollers
	o.MaxConcurrentWorkflowTaskExecutionSize = s.WorkflowTasks
	o.MaxConcurrentWorkflowTaskPollers = s.WorkflowPollers
	if s.Deployment != "" {
		// A review lasts longer than a version of the program: releases go on with the current one.
		o.DeploymentOptions = sdkworker.DeploymentOptions{
			UseVersioning:             true,
			Version:                   sdkworker.WorkerDeploymentVersion{DeploymentName: s.Deployment, BuildID: s.BuildID},
			DefaultVersioningBehavior: workflow.VersioningBehaviorAutoUpgrade,
		}
	}
	return o
}

// activityQueues are the queues of calls of WeChat beside that of the releases, and the one to which new calls go, "" for that of the
// releases.
func activityQueues(s settings.WorkerSettings) (first string, all []string) {
	if len(s.ActivityQueues) > 0 && s.ActivityQueues[0] != workflows.TaskQueue {
		first = s.ActivityQueues[0]
	}
	all = slices.DeleteFunc(slices.Clone(s.ActivityQueues), func(name string) bool { return name == workflows.TaskQueue })
	return first, all
}

// runWorkers works until ctx ends: on the queue of the releases, and on each further queue of calls of WeChat. Where one worker cannot
// go on, all of them end.
func runWorkers(
	ctx context.Context, c client.Client, s settings.WorkerSettings, releases workflows.Options, calls *activities.Activities,
	logger *slog.Logger,
) error {
	sdkworker.SetStickyWorkflowCacheSize(s.StickyCache)
	_, queues := activityQueues(s)
	main := sdkworker.New(c, workflows.TaskQueue, options(s))
	releases.Register(main, calls)
	workers := map[string]sdkworker.Worker{workflows.TaskQueue: main}
	for _, queue := range queues {
		o := options(s)
		o.DisableWorkflowWorker = true
		w := sdkworker.New(c, queue, o)
		workflows.RegisterActivities(w, calls)
		workers[queue] = w
	}
	stop := make(chan any)
	all, ended := errgroup.WithContext(ctx)
	defer context.AfterFunc(ended, func() {
		if ctx.Err() != nil {
			logger.Info("Stopping, after the calls that are under way")
		}
		close(stop)
	})()
	for queue, w := range workers {
		all.Go(func() error {
			if err := w.Run(stop); err != nil {
				return fmt.Errorf("working on queue %s: %w", queue, err)
			}
			return nil
		})
	}
	return all.Wait()
}
