package doctor

import (
	"context"
	"maps"
	"slices"
	"time"

	enumspb "go.temporal.io/api/enums/v1"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/timing"
)

// How long ago a worker has asked for work. Temporal notes it when a poll begins and when one ends, and forgets it after 5
// minutes. A poll waits for work for up to a minute: after 15 s a worker may be waiting or dead, after 2 minutes it is dead.
const (
	pollSure = 15 * time.Second
	pollLost = 2 * time.Minute
)

// worker checks whether somebody works. That polls are remembered says little about a worker that has just died, so that one is
// asked about a release.
func (x *examination) worker(ctx context.Context, c *releases.Client) {
	polls, workers, ok := x.polls(ctx, c)
	if !ok {
		return
	}
	facts := Facts{
		"queue": c.Options().TaskQueue, "workers": workers,
		"workflow_tasks": since(polls[enumspb.TASK_QUEUE_TYPE_WORKFLOW]), "activity_tasks": since(polls[enumspb.TASK_QUEUE_TYPE_ACTIVITY]),
	}
	switch took, answer := c.ProbeWorker(ctx); {
	case answer == releases.WorkerAnswers:
		facts["took"] = timing.Duration(max(took.Round(time.Millisecond), time.Millisecond))
		x.ok(Worker, WorkerAnswers, facts)
	case answer == releases.WorkerSilent:
		facts["within"] = timing.Duration(releases.QueryTimeout)
		x.fail(Worker, FaultTechnical, WorkerSilent, facts)
	case slices.Max(slices.Collect(maps.Values(polls))) <= pollSure:
		x.ok(Worker, WorkerPolls, facts)
	default:
		x.warn(Worker, WorkerPolled, facts)
	}
}

// polls reads how long ago both kinds of work were asked for, and by whom; ok is false when that is a finding.
func (x *examination) polls(
	ctx context.Context, c *releases.Client,
) (ages map[enumspb.TaskQueueType]time.Duration, workers []string, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, releases.CallTimeout)
	defer cancel()
	type work struct {
		queue string
		kind  enumspb.TaskQueueType
		name  string
	}
	main, seen := c.Options().TaskQueue, map[string]bool{}
	all := []work{{main, enumspb.TASK_QUEUE_TYPE_WORKFLOW, "workflow"}, {main, enumspb.TASK_QUEUE_TYPE_ACTIVITY, "activity"}}
	for _, queue := range x.settings.Worker.ActivityQueues {
		if queue != main {
			all = append(all, work{queue, enumspb.TASK_QUEUE_TYPE_ACTIVITY, "activity"})
		}
	}
	ages = map[enumspb.TaskQueueType]time.Duration{}
	for _, tasks := range all {
		queue := tasks.queue
		described, err := c.Temporal().DescribeTaskQueue(ctx, queue, tasks.kind)
		if err != nil {
			x.fail(Worker, FaultTechnical, QueueUnread, Facts{"queue": queue, "error": err})
			return nil, nil, false
		}
		var last time.Time
		for _, p := range described.GetPollers() {
			if at := p.GetLastAccessTime().AsTime(); at.After(last) {
				last = at
			}
			seen[p.GetIdentity()] = true
		}
		// The server's clock may be a little ahead.
		past := max(time.Since(last), 0)
		ages[tasks.kind] = max(ages[tasks.kind], past)
		switch {
		case len(described.GetPollers()) == 0:
			x.fail(Worker, FaultTechnical, QueueUnpolled, Facts{"queue": queue, "tasks": tasks.name})
			return nil, nil, false
		case past > pollLost:
			x.fail(Worker, FaultTechnical, QueueLost, Facts{"queue": queue, "tasks": tasks.name, "since": since(past)})
			return nil, nil, false
		}
	}
	return ages, slices.Sorted(maps.Keys(seen)), true
}
