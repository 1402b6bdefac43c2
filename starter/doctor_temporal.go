package main

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/wxrelease/wxrelease/releases"
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
	wanted := releases.SearchAttributeTypes()
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
	wanted := releases.SearchAttributeTypes()
	missing, wrong, err := c.attributes(ctx)
	switch {
	case err != nil:
		d.warn(checkAttributes, "Where they are missing an administrator runs: "+releases.SearchAttributeCommand(c.namespace, wanted),
			"they cannot be read: %v", err)
	case len(wrong) > 0:
		d.fail(exitFailed, checkAttributes, "Remove them with temporal operator search-attribute remove, or use another namespace", "%s", strings.Join(wrong, ", "))
	case len(missing) > 0:
		d.fail(exitFailed, checkAttributes,
			"Releases work without, list by stage or outcome does not. Start a worker, which may register them, or run: "+
				releases.SearchAttributeCommand(c.namespace, missing),
			"missing: %s", names(missing))
	default:
		d.ok(checkAttributes, "all %d are there", len(wanted))
	}
}
