package worker

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"google.golang.org/grpc/codes"
)

const (
	// patience is how long Temporal is waited for at the start. Where a whole machine starts, the worker is often there first,
	// and restarts by a supervisor come ever later; a wrong address, though, must not look like a working worker for ever.
	patience = time.Minute
	pause    = 2 * time.Second

	callTimeout = 10 * time.Second // one call to Temporal
)

type dialer func(context.Context, client.Options) (client.Client, error)

// connect reaches Temporal and the namespace, waiting for them where they only are not there yet.
func connect(ctx context.Context, opts client.Options, logger *slog.Logger, dial dialer) (client.Client, error) {
	opts.Logger = log.NewStructuredLogger(logger)
	began := time.Now()
	for told := false; ; {
		c, err := reach(ctx, opts, dial)
		if err == nil {
			return c, nil
		}
		if hopeless(err) || time.Since(began)+pause > patience {
			return nil, fmt.Errorf("reaching namespace %q of Temporal at %s: %w. "+
				"Check that the server runs, that the namespace exists, and that TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_TLS "+
				"and TEMPORAL_API_KEY, or the TEMPORAL_PROFILE, are right", opts.Namespace, opts.HostPort, err)
		}
		if !told {
			told = true
			logger.Warn("Temporal is not ready yet, trying on", "temporal", opts.HostPort, "namespace", opts.Namespace,
				"for", patience, "error", err)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
		}
	}
}

// reach connects and looks whether the namespace is there; a new server creates it a moment after it answers.
func reach(ctx context.Context, opts client.Options, dial dialer) (client.Client, error) {
	c, err := dial(ctx, opts)
	if err != nil {
		return nil, err
	}
	short, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	request := &workflowservice.DescribeNamespaceRequest{Namespace: opts.Namespace}
	if _, err := c.WorkflowService().DescribeNamespace(short, request); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// hopeless tells refusals that waiting does not cure.
func hopeless(err error) bool {
	switch serviceerror.ToStatus(err).Code() {
	case codes.PermissionDenied, codes.Unauthenticated, codes.InvalidArgument:
		return true
	default:
		return false
	}
}
