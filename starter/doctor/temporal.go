package doctor

import (
	"context"
	"errors"
	"maps"
	"slices"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/wxrelease/wxrelease/internal/words"
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
		x.fail(Namespace, FaultTechnical, NamespaceMissing, Facts{"namespace": name})
	case errors.As(err, &denied):
		x.fail(Namespace, FaultCredentials, NamespaceDenied, Facts{"namespace": name, "error": err})
	case err != nil:
		x.fail(Namespace, FaultTechnical, NamespaceUnreadable, Facts{"namespace": name, "error": err})
	default:
		x.ok(Namespace, NamespaceThere, Facts{"namespace": name})
		return true
	}
	return false
}

// Attribute is a search attribute whose type is not the one that releases need.
type Attribute struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Want string `json:"want"`
}

// Words say what is wrong with it.
func (a Attribute) Words() words.Text { return words.WrongAttribute.Of(a.Name, a.Type, a.Want) }

// attributes checks that the namespace has the search attributes that releases have.
func (x *examination) attributes(ctx context.Context, c *releases.Client) {
	wanted, namespace := releases.SearchAttributeTypes(), c.Options().Namespace
	there, err := c.SearchAttributes(ctx)
	switch {
	case err != nil:
		x.warn(Attributes, AttributesUnreadable, Facts{
			"error": err, "command": releases.SearchAttributeCommand(namespace, wanted),
		})
	case len(there.Wrong) > 0:
		var wrong []Attribute
		for _, name := range slices.Sorted(maps.Keys(there.Wrong)) {
			wrong = append(wrong, Attribute{name, there.Wrong[name].String(), wanted[name].String()})
		}
		x.fail(Attributes, FaultTechnical, AttributesWrong, Facts{"attributes": wrong})
	case len(there.Missing) > 0:
		x.fail(Attributes, FaultTechnical, AttributesMissing, Facts{
			"names": slices.Sorted(maps.Keys(there.Missing)), "command": releases.SearchAttributeCommand(namespace, there.Missing),
		})
	default:
		x.ok(Attributes, AttributesThere, Facts{"count": len(wanted)})
	}
}
