package worker

import (
	"context"
	"log/slog"
	"net"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/taskqueue/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/workflows"
)

func TestPolls(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	poller := func(identity string, ago time.Duration) []*taskqueue.PollerInfo {
		return []*taskqueue.PollerInfo{{Identity: identity, LastAccessTime: timestamppb.New(now.Add(-ago))}}
	}
	assert.True(t, polls(poller("1@box@", time.Minute), "box", now))
	assert.True(t, polls(append(poller("1@other@", 0), poller("1@box@", time.Minute)...), "box", now))
	assert.False(t, polls(poller("1@box@", fresh), "box", now), "too long ago")
	assert.False(t, polls(poller("1@otherbox@", 0), "box", now), "another host whose name ends alike")
	assert.False(t, polls(nil, "box", now))
}

// frontend is as much of a Temporal server as a worker without work sees.
type polledQueue struct {
	name string
	kind enumspb.TaskQueueType
}

type frontend struct {
	workflowservice.UnimplementedWorkflowServiceServer
	mu      sync.Mutex // guards pollers
	pollers map[polledQueue][]*taskqueue.PollerInfo
	polled  chan struct{} // one for each poll
}

func (f *frontend) GetSystemInfo(context.Context, *workflowservice.GetSystemInfoRequest) (*workflowservice.GetSystemInfoResponse, error) {
	return &workflowservice.GetSystemInfoResponse{}, nil
}

func (f *frontend) DescribeNamespace(
	context.Context,
	*workflowservice.DescribeNamespaceRequest,
) (*workflowservice.DescribeNamespaceResponse, error) {
	return &workflowservice.DescribeNamespaceResponse{}, nil
}

func (f *frontend) PollWorkflowTaskQueue(
	ctx context.Context,
	r *workflowservice.PollWorkflowTaskQueueRequest,
) (*workflowservice.PollWorkflowTaskQueueResponse, error) {
	return nil, f.poll(ctx, enumspb.TASK_QUEUE_TYPE_WORKFLOW, r.GetTaskQueue(), r.GetIdentity())
}

func (f *frontend) PollActivityTaskQueue(
	ctx context.Context,
	r *workflowservice.PollActivityTaskQueueRequest,
) (*workflowservice.PollActivityTaskQueueResponse, error) {
	return nil, f.poll(ctx, enumspb.TASK_QUEUE_TYPE_ACTIVITY, r.GetTaskQueue(), r.GetIdentity())
}

func (f *frontend) poll(ctx context.Context, kind enumspb.TaskQueueType, queue *taskqueue.TaskQueue, identity string) error {
	if queue.GetKind() == enumspb.TASK_QUEUE_KIND_NORMAL {
		at := polledQueue{queue.GetName(), kind}
		f.mu.Lock()
		f.pollers[at] = append(f.pollers[at], &taskqueue.PollerInfo{Identity: identity, LastAccessTime: timestamppb.Now()})
		f.mu.Unlock()
		f.polled <- struct{}{}
	}
	<-ctx.Done()
	return ctx.Err()
}

func (f *frontend) DescribeTaskQueue(
	_ context.Context,
	r *workflowservice.DescribeTaskQueueRequest,
) (*workflowservice.DescribeTaskQueueResponse, error) {
	if r.GetNamespace() != "mini" {
		return nil, serviceerror.NewInvalidArgument("not the worker's namespace")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return &workflowservice.DescribeTaskQueueResponse{
		Pollers: slices.Clone(f.pollers[polledQueue{r.GetTaskQueue().GetName(), r.GetTaskQueueType()}]),
	}, nil
}

// wait waits until somebody has asked for both kinds of work.
func (f *frontend) wait(all ...polledQueue) {
	for _, at := range all {
		for there := false; !there; {
			f.mu.Lock()
			there = len(f.pollers[at]) > 0
			f.mu.Unlock()
			if !there {
				<-f.polled
			}
		}
	}
}

// A worker of the SDK is recognised by what it calls itself, and only where it runs.
func TestHealthFindsTheWorker(t *testing.T) {
	t.Setenv("HOME", t.TempDir()) // no temporal.toml of this machine
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	host, err := os.Hostname()
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	f := &frontend{pollers: map[polledQueue][]*taskqueue.PollerInfo{}, polled: make(chan struct{}, 1000)}
	server := grpc.NewServer()
	workflowservice.RegisterWorkflowServiceServer(server, f)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	address := listener.Addr().String()
	env := settings.Env{"WXRELEASE_TOKEN=s3cret", "TEMPORAL_ADDRESS=" + address, "TEMPORAL_NAMESPACE=mini"}

	s, err := settings.Read(settings.Worker, env)
	require.NoError(t, err)

	assert.ErrorContains(t, health(t.Context(), s), "no worker on host "+host)

	c, err := client.DialContext(t.Context(), client.Options{HostPort: address, Namespace: "mini"})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	ctx, stop := context.WithCancel(t.Context())
	run := func() chan error {
		ended := make(chan error)
		go func() {
			ended <- runWorkers(ctx, c, s.Worker, workflows.Options{}, &activities.Activities{}, slog.New(slog.DiscardHandler))
		}()
		return ended
	}
	one := run()
	f.wait(
		polledQueue{workflows.TaskQueue, enumspb.TASK_QUEUE_TYPE_WORKFLOW},
		polledQueue{workflows.TaskQueue, enumspb.TASK_QUEUE_TYPE_ACTIVITY},
	)
	assert.NoError(t, health(t.Context(), s))
	assert.ErrorContains(t, polled(t.Context(), s.Temporal, "elsewhere", nil), "no worker on host elsewhere")

	// Calls on queues of their own are asked for as well, and nothing else there.
	s.Worker.ActivityQueues = []string{"wechat", workflows.TaskQueue, "before"}
	assert.ErrorContains(t, health(t.Context(), s), "asked for activity tasks of queue wechat")
	other := run()
	f.wait(polledQueue{"wechat", enumspb.TASK_QUEUE_TYPE_ACTIVITY}, polledQueue{"before", enumspb.TASK_QUEUE_TYPE_ACTIVITY})
	assert.NoError(t, health(t.Context(), s))
	assert.Empty(t, f.pollers[polledQueue{"wechat", enumspb.TASK_QUEUE_TYPE_WORKFLOW}])
	stop()
	assert.NoError(t, <-one)
	assert.NoError(t, <-other)
}

func TestHealthTellsThatTemporalIsAway(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	code, _, errs := runWorker(t, settings.Env{"WXRELEASE_TOKEN=s3cret", "TEMPORAL_ADDRESS=127.0.0.1:1"}, "--health")
	assert.Equal(t, program.Failed, code)
	assert.Contains(t, errs, "wxrelease worker: not healthy: reaching Temporal at 127.0.0.1:1: ")
	assert.NotContains(t, errs, "s3cret")
}
