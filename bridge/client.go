package bridge

import (
	"context"
	"fmt"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/grpc"
)

type requestIDKey struct{}

func withRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// DialOption lets the bridge choose the request ids of its signals, by which Temporal drops those that come again. The SDK
// makes up a new id for each call and has no option for it. Put it into client.Options.ConnectionOptions.DialOptions;
// [NewClient] does. Calls of others go through unchanged.
func DialOption() grpc.DialOption {
	return grpc.WithChainUnaryInterceptor(func(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
		if signal, ok := req.(*workflowservice.SignalWorkflowExecutionRequest); ok {
			if id, ok := ctx.Value(requestIDKey{}).(string); ok {
				signal.RequestId = id
			}
		}
		return invoke(ctx, method, req, reply, cc, opts...)
	})
}

// NewClient makes the Temporal client of a bridge. It connects with its first call: tickets must be taken and verdicts
// refused also while Temporal is away.
func NewClient(opts client.Options) (client.Client, error) {
	opts.ConnectionOptions.DialOptions = append([]grpc.DialOption{DialOption()}, opts.ConnectionOptions.DialOptions...)
	return client.NewLazyClient(opts)
}

// CheckNamespace gives a [Config].CheckTemporal that looks whether the namespace is there.
func CheckNamespace(c client.Client, namespace string) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := c.WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: namespace})
		if err != nil {
			return fmt.Errorf("looking for namespace %q of Temporal: %w", namespace, err)
		}
		return nil
	}
}
