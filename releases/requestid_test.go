package releases

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"google.golang.org/grpc"
)

// The real client's requests carry the context's id, and an id of their own without one.
func TestChosenRequestID(t *testing.T) {
	var sent []string
	wire := grpc.WithChainUnaryInterceptor(func(_ context.Context, _ string, req, _ any, _ *grpc.ClientConn, _ grpc.UnaryInvoker,
		_ ...grpc.CallOption) error {
		switch req := req.(type) {
		case *workflowservice.SignalWorkflowExecutionRequest:
			sent = append(sent, "signal "+req.GetRequestId())
		case *workflowservice.StartWorkflowExecutionRequest:
			sent = append(sent, "start "+req.GetRequestId())
		case *workflowservice.GetSystemInfoRequest:
		default:
			return errors.New("not expected")
		}
		return nil
	})
	c, err := client.NewLazyClient(client.Options{
		HostPort: "passthrough:///nowhere", Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler)),
		ConnectionOptions: client.ConnectionOptions{DialOptions: []grpc.DialOption{DialOption(), wire}},
	})
	require.NoError(t, err)
	defer c.Close()

	chosen := WithRequestID(t.Context(), "mine")
	require.NoError(t, c.SignalWorkflow(chosen, "w", "", "s", nil))
	_, err = c.ExecuteWorkflow(chosen, client.StartWorkflowOptions{ID: "w", TaskQueue: "q"}, "W")
	require.NoError(t, err)
	assert.Equal(t, []string{"signal mine", "start mine"}, sent)

	require.NoError(t, c.SignalWorkflow(t.Context(), "w", "", "s", nil))
	_, err = c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "w", TaskQueue: "q"}, "W")
	require.NoError(t, err)
	require.Len(t, sent, 4)
	assert.NotContains(t, sent[2]+sent[3], "mine")
	assert.Greater(t, len(sent[3]), len("start "), "the SDK makes one up")
}
