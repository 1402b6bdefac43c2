// Package requestid lets callers of Temporal choose the request id of a call. The server takes two calls with one id for one
// call, so an id that is made from the reason of a call makes its repeat harmless. The SDK makes up a new id for each call
// and has no option for it.
package requestid

import (
	"context"

	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
)

type key struct{}

// With gives a context for one call: a signal, or the start of a workflow.
func With(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, key{}, id)
}

// Of gives the id that the context has, "" without one.
func Of(ctx context.Context) string {
	id, _ := ctx.Value(key{}).(string)
	return id
}

// DialOption puts the id of the context into the request; calls without one go through unchanged. It belongs into
// client.Options.ConnectionOptions.DialOptions.
func DialOption() grpc.DialOption {
	return grpc.WithChainUnaryInterceptor(func(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
		if id := Of(ctx); id != "" {
			switch req := req.(type) {
			case *workflowservice.SignalWorkflowExecutionRequest:
				req.RequestId = id
			case *workflowservice.StartWorkflowExecutionRequest:
				req.RequestId = id
			}
		}
		return invoke(ctx, method, req, reply, cc, opts...)
	})
}
