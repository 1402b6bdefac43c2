package main

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/wxrelease/wxrelease/workflows"
)

// namespace tells whether the namespace is there.
func (d *doctor) namespace(ctx context.Context, c *connection) bool {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	_, err := c.WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: c.namespace})
	var none *serviceerror.NamespaceNotFound
	var denied *serviceerror.PermissionDenied
	switch {
	case errors.As(err, &none):
		d.fail(exitFailed, checkNamespace, "Set TEMPORAL_NAMESPACE, or make it: temporal operator namespace create --namespace "+c.namespace, "there is no namespace %q", c.namespace)
	case errors.As(err, &denied):
		d.fail(exitCredentials, checkNamespace, "Check TEMPORAL_NAMESPACE and the rights of TEMPORAL_API_KEY or the client certificate", "namespace %q gives no access: %v", c.namespace, err)
	case err != nil:
		d.fail(exitFailed, checkNamespace, "Run this again; if it stays so, look into the server's log", "namespace %q cannot be read: %v", c.namespace, err)
	default:
		d.ok(checkNamespace, "%q is there", c.namespace)
		return true
	}
	return false
}

// attributes compares the namespace's search attributes with the ones that releases have. wrong are sentences about those of
// another type.
func (c *connection) attributes(ctx context.Context) (missing map[string]enumspb.IndexedValueType, wrong []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	wanted := workflows.SearchAttributeTypes()
	have, err := c.OperatorService().ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: c.namespace})
	if err != nil {
		return nil, nil, err
	}
	missing = map[string]enumspb.IndexedValueType{}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		switch got, ok := have.GetCustomAttributes()[name]; {
		case !ok:
			missing[name] = wanted[name]
		case got != wanted[name]:
			wrong = append(wrong, name+" is "+got.String()+" and should be "+wanted[name].String())
		}
	}
	return missing, wrong, nil
}

func names(attributes map[string]enumspb.IndexedValueType) string {
	return strings.Join(slices.Sorted(maps.Keys(attributes)), ", ")
}

// attributes checks that the namespace has the search attributes that releases have.
func (d *doctor) attributes(ctx context.Context, c *connection) {
	wanted := workflows.SearchAttributeTypes()
	missing, wrong, err := c.attributes(ctx)
	switch {
	case err != nil:
		d.warn(checkAttributes, "Where they are missing an administrator runs: "+workflows.SearchAttributeCommand(c.namespace, wanted), "they cannot be read: %v", err)
	case len(wrong) > 0:
		d.fail(exitFailed, checkAttributes, "Remove them with temporal operator search-attribute remove, or use another namespace", "%s", strings.Join(wrong, ", "))
	case len(missing) > 0:
		d.fail(exitFailed, checkAttributes,
			"Releases work without, list by stage or outcome does not. Start a worker, which may register them, or run: "+workflows.SearchAttributeCommand(c.namespace, missing),
			"missing: %s", names(missing))
	default:
		d.ok(checkAttributes, "all %d are there", len(wanted))
	}
}

// pollFresh is how long ago a worker that is alive has asked for work at most: a poll lasts a minute.
const pollFresh = 2 * time.Minute

// worker looks whether somebody waits for workflow tasks and for activities.
func (d *doctor) worker(ctx context.Context, c *connection) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	const remedy = "Start a worker with the same TEMPORAL_* settings; its log says what holds it up"
	names := map[string]bool{}
	for _, kind := range []enumspb.TaskQueueType{enumspb.TASK_QUEUE_TYPE_WORKFLOW, enumspb.TASK_QUEUE_TYPE_ACTIVITY} {
		queue, err := c.DescribeTaskQueue(ctx, workflows.TaskQueue, kind)
		if err != nil {
			d.fail(exitFailed, checkWorker, "Run this again; if it stays so, look into the server's log", "task queue %s cannot be read: %v", workflows.TaskQueue, err)
			return
		}
		var last time.Time
		for _, p := range queue.GetPollers() {
			if at := p.GetLastAccessTime().AsTime(); at.After(last) {
				last = at
			}
			names[p.GetIdentity()] = true
		}
		what := strings.ToLower(strings.TrimPrefix(kind.String(), "TASK_QUEUE_TYPE_")) + " tasks"
		switch {
		case len(queue.GetPollers()) == 0:
			d.fail(exitFailed, checkWorker, remedy, "no worker asks task queue %s for %s", workflows.TaskQueue, what)
			return
		case time.Since(last) > pollFresh:
			d.fail(exitFailed, checkWorker, remedy, "no worker asks task queue %s for %s any more, the last did %s", workflows.TaskQueue, what, ago(time.Since(last)))
			return
		}
	}
	d.ok(checkWorker, "task queue %s is served by %s", workflows.TaskQueue, strings.Join(slices.Sorted(maps.Keys(names)), ", "))
}
