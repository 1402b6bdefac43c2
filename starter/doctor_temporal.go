package main

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/wxrelease/wxrelease/releases"
)

// namespace tells whether the namespace is there.
func (d *doctor) namespace(ctx context.Context, c *connection) bool {
	ctx, cancel := context.WithTimeout(ctx, releases.CallTimeout)
	defer cancel()
	_, err := c.Temporal().WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: c.Options().Namespace})
	var none *serviceerror.NamespaceNotFound
	var denied *serviceerror.PermissionDenied
	switch {
	case errors.As(err, &none):
		d.fail(exitFailed, checkNamespace, "Set TEMPORAL_NAMESPACE, or make it: temporal operator namespace create --namespace "+c.Options().Namespace, "there is no namespace %q", c.Options().Namespace)
	case errors.As(err, &denied):
		d.fail(exitCredentials, checkNamespace, "Check TEMPORAL_NAMESPACE and the rights of TEMPORAL_API_KEY or the client certificate", "namespace %q gives no access: %v", c.Options().Namespace, err)
	case err != nil:
		d.fail(exitFailed, checkNamespace, "Run this again; if it stays so, look into the server's log", "namespace %q cannot be read: %v", c.Options().Namespace, err)
	default:
		d.ok(checkNamespace, "%q is there", c.Options().Namespace)
		return true
	}
	return false
}

func names(attributes map[string]enumspb.IndexedValueType) string {
	return strings.Join(slices.Sorted(maps.Keys(attributes)), ", ")
}

// attributes checks that the namespace has the search attributes that releases have.
func (d *doctor) attributes(ctx context.Context, c *connection) {
	wanted := releases.SearchAttributeTypes()
	found, err := c.SearchAttributes(ctx)
	switch {
	case err != nil:
		d.warn(checkAttributes, "Where they are missing an administrator runs: "+releases.SearchAttributeCommand(c.Options().Namespace, wanted),
			"they cannot be read: %v", err)
	case len(found.Wrong) > 0:
		var wrong []string
		for _, name := range slices.Sorted(maps.Keys(found.Wrong)) {
			wrong = append(wrong, name+" is "+found.Wrong[name].String()+" and should be "+wanted[name].String())
		}
		d.fail(exitFailed, checkAttributes, "Remove them with temporal operator search-attribute remove, or use another namespace", "%s", strings.Join(wrong, ", "))
	case len(found.Missing) > 0:
		d.fail(exitFailed, checkAttributes,
			"Releases work without, list by stage or outcome does not. Start a worker, which may register them, or run: "+
				releases.SearchAttributeCommand(c.Options().Namespace, found.Missing),
			"missing: %s", names(found.Missing))
	default:
		d.ok(checkAttributes, "all %d are there", len(wanted))
	}
}
