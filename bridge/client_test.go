package bridge

import (
	"context"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"google.golang.org/grpc"
	"google.golang.org/grpc/test/bufconn"

	"github.com/wxrelease/wxrelease/workflows"
)

// frontend is so much of a Temporal server that signals reach it over gRPC.
type frontend struct {
	workflowservice.UnimplementedWorkflowServiceServer
	mu  sync.Mutex
	got []*workflowservice.SignalWorkflowExecutionRequest
}

func (f *frontend) GetSystemInfo(context.Context, *workflowservice.GetSystemInfoRequest) (*workflowservice.GetSystemInfoResponse, error) {
	return &workflowservice.GetSystemInfoResponse{}, nil
}

func (f *frontend) DescribeNamespace(_ context.Context,
	r *workflowservice.DescribeNamespaceRequest) (*workflowservice.DescribeNamespaceResponse, error) {
	if r.GetNamespace() != "mini" {
		return nil, serviceerror.ToStatus(serviceerror.NewNamespaceNotFound(r.GetNamespace())).Err()
	}
	return &workflowservice.DescribeNamespaceResponse{}, nil
}

func (f *frontend) SignalWorkflowExecution(_ context.Context,
	r *workflowservice.SignalWorkflowExecutionRequest) (*workflowservice.SignalWorkflowExecutionResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.got = append(f.got, r)
	if r.GetWorkflowExecution().GetWorkflowId() != workflows.WorkflowID(merchant) {
		return nil, serviceerror.ToStatus(serviceerror.NewNotFound("no such workflow")).Err()
	}
	return &workflowservice.SignalWorkflowExecutionResponse{}, nil
}

func temporalOver(t *testing.T, f *frontend) client.Client {
	pipe := bufconn.Listen(1 << 20)
	server := grpc.NewServer()
	workflowservice.RegisterWorkflowServiceServer(server, f)
	go func() { _ = server.Serve(pipe) }()
	t.Cleanup(server.Stop)
	c, err := NewClient(client.Options{
		HostPort: "passthrough:///temporal", Namespace: "mini", Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler)),
		ConnectionOptions: client.ConnectionOptions{DialOptions: []grpc.DialOption{
			grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return pipe.DialContext(ctx) }),
		}},
	})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

// The request id is what reaches Temporal, and a push that comes again carries the same one.
func TestRequestIDOnTheWire(t *testing.T) {
	f := &frontend{}
	c := temporalOver(t, f)
	w := newWorld(t, func(cfg *Config) { cfg.Signals = c })
	for range 2 {
		isSuccess(t, w.do(request(t, messagesPath, approved)))
	}
	require.NoError(t, c.SignalWorkflow(t.Context(), workflows.WorkflowID(merchant), "", "other", nil))

	require.Len(t, f.got, 3)
	assert.Equal(t, "mini", f.got[0].GetNamespace())
	assert.Equal(t, "wxrelease/wx5555666677778888", f.got[0].GetWorkflowExecution().GetWorkflowId())
	assert.Equal(t, "audit-event", f.got[0].GetSignalName())
	assert.Equal(t, `{"event":"weapp_audit_success","at":"2023-11-14T22:13:20Z"}`, string(f.got[0].GetInput().GetPayloads()[0].GetData()))
	assert.Regexp(t, "^push-[0-9a-f]{64}$", f.got[0].GetRequestId())
	assert.Equal(t, f.got[0].GetRequestId(), f.got[1].GetRequestId())
	assert.NotContains(t, f.got[2].GetRequestId(), "push-", "signals of others keep the SDK's id")
	assert.NotEmpty(t, f.got[2].GetRequestId())
}

func TestNoReleaseOnTheWire(t *testing.T) {
	w := newWorld(t, func(cfg *Config) { cfg.Signals = temporalOver(t, &frontend{}) })
	isSuccess(t, w.do(request(t, "/wechat/wx9999666677778888/messages", approved)))
	assert.Contains(t, w.scrape(), `result="no_release"`)
}

func TestCheckNamespace(t *testing.T) {
	c := temporalOver(t, &frontend{})
	require.NoError(t, CheckNamespace(c, "mini")(t.Context()))
	err := CheckNamespace(c, "maxi")(t.Context())
	assert.ErrorContains(t, err, `looking for namespace "maxi" of Temporal: `)
}

// A bridge starts while Temporal is away.
func TestNewClientDoesNotWait(t *testing.T) {
	c, err := NewClient(client.Options{HostPort: "127.0.0.1:1", Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler))})
	require.NoError(t, err)
	defer c.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	assert.Error(t, c.SignalWorkflow(ctx, "wxrelease/"+merchant, "", "audit-event", nil))
}
