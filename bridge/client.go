package bridge

import (
	"context"
	"fmt"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/grpc"

	"github.com/wxrelease/wxrelease/releases"
)

// NewClient makes the Temporal client of a bridge, which chooses the request ids of its signals: Temporal drops those that
// come again. It connects with its first call: tickets must be taken and verdicts refused also while Temporal is away.
func NewClient(opts client.Options) (client.Client, error) {
	opts.ConnectionOptions.DialOptions = append([]grpc.DialOption{releases.DialOption()}, opts.ConnectionOptions.DialOptions...)
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
