package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"

	"github.com/wxrelease/wxrelease/releases"
)

// How long ago a worker has asked for work. Temporal notes it when a poll begins and when one ends, and forgets it after 5
// minutes. A poll waits for work for up to a minute: after 15 s a worker may be waiting or dead, after 2 minutes it is dead.
const (
	pollSure = 15 * time.Second
	pollLost = 2 * time.Minute
)

const workerRemedy = "Start a worker with the same TEMPORAL_* settings; its log says what holds it up"

// worker looks whether somebody works. That polls are remembered says little about a worker that has just died, so that one is
// asked about a release.
func (d *doctor) worker(ctx context.Context, c *connection) {
	polls, names, ok := d.polls(ctx, c)
	if !ok {
		return
	}
	asked := fmt.Sprintf("task queue %s was asked for workflow tasks %s and for activity tasks %s, by %s",
		c.Options().TaskQueue, ago(polls[enumspb.TASK_QUEUE_TYPE_WORKFLOW]), ago(polls[enumspb.TASK_QUEUE_TYPE_ACTIVITY]), names)
	switch took, answer := c.ProbeWorker(ctx); {
	case answer == releases.WorkerAnswers:
		d.ok(checkWorker, "one answered within %s; %s", max(took.Round(time.Millisecond), time.Millisecond), asked)
	case answer == releases.WorkerSilent:
		d.fail(exitFailed, checkWorker, workerRemedy, "no worker answered within %s; %s", releases.QueryTimeout, asked)
	case slices.Max(slices.Collect(maps.Values(polls))) <= pollSure:
		d.ok(checkWorker, "%s", asked)
	default:
		d.warn(checkWorker, "Run this again: a worker that is alive asks at least once a minute",
			"%s; it may have stopped since, and there is no release that it could be asked about", asked)
	}
}

// polls reads how long ago both kinds of work were asked for, and by whom; ok is false when that is a finding.
func (d *doctor) polls(ctx context.Context, c *connection) (since map[enumspb.TaskQueueType]time.Duration, names string, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, releases.CallTimeout)
	defer cancel()
	since, seen := map[enumspb.TaskQueueType]time.Duration{}, map[string]bool{}
	for _, kind := range []enumspb.TaskQueueType{enumspb.TASK_QUEUE_TYPE_WORKFLOW, enumspb.TASK_QUEUE_TYPE_ACTIVITY} {
		queue, err := c.Temporal().DescribeTaskQueue(ctx, c.Options().TaskQueue, kind)
		if err != nil {
			d.fail(exitFailed, checkWorker, "Run this again; if it stays so, look into the server's log",
				"task queue %s cannot be read: %v", c.Options().TaskQueue, err)
			return nil, "", false
		}
		what := strings.ToLower(strings.TrimPrefix(kind.String(), "TASK_QUEUE_TYPE_")) + " tasks"
		var last time.Time
		for _, p := range queue.GetPollers() {
			if at := p.GetLastAccessTime().AsTime(); at.After(last) {
				last = at
			}
			seen[p.GetIdentity()] = true
		}
		// The server's clock may be a little ahead.
		since[kind] = max(time.Since(last), 0)
		switch {
		case len(queue.GetPollers()) == 0:
			d.fail(exitFailed, checkWorker, workerRemedy, "no worker asks task queue %s for %s", c.Options().TaskQueue, what)
			return nil, "", false
		case since[kind] > pollLost:
			d.fail(exitFailed, checkWorker, workerRemedy, "no worker asks task queue %s for %s any more, the last did %s",
				c.Options().TaskQueue, what, ago(since[kind]))
			return nil, "", false
		}
	}
	return since, strings.Join(slices.Sorted(maps.Keys(seen)), ", "), true
}
