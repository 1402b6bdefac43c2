package releases

import (
	"context"

	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
)

type requestIDKey struct{}

// WithRequestID gives a context for one call of Temporal, a signal or the start of a workflow, that carries this request id. The
// server takes two calls with one id for one call, so an id that is made from the reason of a call makes its repeat harmless. The
// client must have been made with [DialOption]: the SDK makes up a new id for each call and has no option for it.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// RequestID gives the id that the context carries, "" without one.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// DialOption sends the request id that a context carries; calls without one go through unchanged. It belongs into
// client.Options.ConnectionOptions.DialOptions of a client that is given to [New], where two starts of one CI run at the same
// moment must be one. [Dial] adds it by itself.
func DialOption() grpc.DialOption {
	return grpc.WithChainUnaryInterceptor(func(
		ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption,
	) error {
		if id := RequestID(ctx); id != "" {
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
