package worker

import (
	"context"
	"log/slog"
	"os"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/taskqueue/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/workflows"
)

const (
	// fresh is how long ago a poll may have begun. One waits up to a minute for work before the next begins; the server
	// forgets pollers after five.
	fresh = 3 * time.Minute

	healthTimeout = 8 * time.Second // of everything; the container's health check waits 10 s
)

// health tells whether a worker on this host takes work. It asks the Temporal server, because a worker that runs but gets
// nothing to do looks well from the inside.
func health(ctx context.Context, s settings.Settings) error {
	host, err := os.Hostname()
	if err != nil {
		return words.HealthHost.Err(err)
	}
	_, further := activityQueues(s.Worker)
	return polled(ctx, s.Temporal, host, further)
}

// polled asks for both kinds of work, on every queue: a worker that lost one of them is of no use.
func polled(ctx context.Context, opts client.Options, host string, activityQueues []string) error {
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	opts.Logger = log.NewStructuredLogger(slog.New(slog.DiscardHandler))
	c, err := client.DialContext(ctx, opts)
	if err != nil {
		return words.HealthTemporal.Err(opts.HostPort, err)
	}
	defer c.Close()
	for _, queue := range append([]string{workflows.TaskQueue}, activityQueues...) {
		kinds := map[enumspb.TaskQueueType]string{enumspb.TASK_QUEUE_TYPE_ACTIVITY: "activity"}
		if queue == workflows.TaskQueue {
			kinds[enumspb.TASK_QUEUE_TYPE_WORKFLOW] = "workflow"
		}
		for kind, name := range kinds {
			found, err := c.DescribeTaskQueue(ctx, queue, kind)
			if err != nil {
				return words.HealthQueue.Err(queue, opts.Namespace, opts.HostPort, err)
			}
			if !polls(found.GetPollers(), host, time.Now()) {
				return words.HealthNoWorker.Err(host, name, queue, fresh)
			}
		}
	}
	return nil
}

// polls tells whether one of the pollers is a worker on the host. The SDK calls itself pid@host@ to the server.
func polls(pollers []*taskqueue.PollerInfo, host string, now time.Time) bool {
	for _, p := range pollers {
		if strings.Contains(p.GetIdentity(), "@"+host+"@") && now.Sub(p.GetLastAccessTime().AsTime()) < fresh {
			return true
		}
	}
	return false
}
