package doctor

import (
	"context"
	"errors"
	"maps"
	"slices"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/wxrelease/wxrelease/releases"
)

// namespace tells whether the namespace is there.
func (x *examination) namespace(ctx context.Context, c *releases.Client) bool {
	ctx, cancel := context.WithTimeout(ctx, releases.CallTimeout)
	defer cancel()
	name := c.Options().Namespace
	_, err := c.Temporal().WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: name})
	var none *serviceerror.NamespaceNotFound
	var denied *serviceerror.PermissionDenied
	switch {
	case errors.As(err, &none):
		x.fail(Namespace, FaultTechnical, NamespaceMissing, name)
	case errors.As(err, &denied):
		x.fail(Namespace, FaultCredentials, NamespaceDenied, name, err)
	case err != nil:
		x.fail(Namespace, FaultTechnical, NamespaceUnreadable, name, err)
	default:
		x.ok(Namespace, NamespaceThere, name)
		return true
	}
	return false
}

// attributes checks that the namespace has the search attributes that releases have.
func (x *examination) attributes(ctx context.Context, c *releases.Client) {
	wanted, namespace := releases.SearchAttributeTypes(), c.Options().Namespace
	there, err := c.SearchAttributes(ctx)
	switch {
	case err != nil:
		x.warn(Attributes, AttributesUnreadable, err, releases.SearchAttributeCommand(namespace, wanted))
	case len(there.Wrong) > 0:
		var wrong []string
		for _, name := range slices.Sorted(maps.Keys(there.Wrong)) {
			wrong = append(wrong, name+" is "+there.Wrong[name].String()+" and should be "+wanted[name].String())
		}
		x.fail(Attributes, FaultTechnical, AttributesWrong, wrong)
	case len(there.Missing) > 0:
		x.fail(Attributes, FaultTechnical, AttributesMissing,
			slices.Sorted(maps.Keys(there.Missing)), releases.SearchAttributeCommand(namespace, there.Missing))
	default:
		x.ok(Attributes, AttributesThere, len(wanted))
	}
}
