package releases

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/workflows"
)

// SearchAttributeTypes are the attributes that a namespace must have.
func SearchAttributeTypes() map[string]enumspb.IndexedValueType {
	types := map[string]enumspb.IndexedValueType{}
	for _, key := range []temporal.SearchAttributeKey{
		workflows.AttrAppID, workflows.AttrStage, workflows.AttrVersion, workflows.AttrAuditID, workflows.AttrOutcome,
		workflows.AttrNeedsHuman,
	} {
		types[key.GetName()] = key.GetValueType()
	}
	return types
}

// SearchAttributes tells what a namespace has of the attributes that releases need.
type SearchAttributes struct {
	Missing map[string]enumspb.IndexedValueType // not there
	Wrong   map[string]enumspb.IndexedValueType // there, with this other type
}

// SearchAttributes compares the namespace's search attributes with the ones that releases need.
func (c *Client) SearchAttributes(ctx context.Context) (SearchAttributes, error) {
	ctx, cancel := context.WithTimeout(ctx, CallTimeout)
	defer cancel()
	have, err := c.temporal.OperatorService().ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{
		Namespace: c.options.Namespace,
	})
	if err != nil {
		return SearchAttributes{}, err
	}
	found := SearchAttributes{Missing: map[string]enumspb.IndexedValueType{}, Wrong: map[string]enumspb.IndexedValueType{}}
	for name, kind := range SearchAttributeTypes() {
		switch got, ok := have.GetCustomAttributes()[name]; {
		case !ok:
			found.Missing[name] = kind
		case got != kind:
			found.Wrong[name] = got
		}
	}
	return found, nil
}

// EnsureSearchAttributes registers what the namespace lacks. Where that is not allowed the error holds the one command that
// an administrator must run; releases work without, only lists by stage or outcome do not.
func (c *Client) EnsureSearchAttributes(ctx context.Context) error {
	namespace := c.options.Namespace
	found, err := c.SearchAttributes(ctx)
	if err != nil {
		return words.ReadingAttributes.Err(namespace, err, SearchAttributeCommand(namespace, SearchAttributeTypes()))
	}
	var wrong []error
	for _, name := range slices.Sorted(maps.Keys(found.Wrong)) {
		wrong = append(wrong, words.AttributeOfOtherType.Err(name, namespace, found.Wrong[name], SearchAttributeTypes()[name]))
	}
	if err := errors.Join(wrong...); err != nil || len(found.Missing) == 0 {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, CallTimeout)
	defer cancel()
	_, err = c.temporal.OperatorService().AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{
		Namespace: namespace, SearchAttributes: found.Missing,
	})
	if err != nil {
		return words.RegisteringAttributes.Err(namespace, err, SearchAttributeCommand(namespace, found.Missing))
	}
	return nil
}

// SearchAttributeCommand is the Temporal CLI's command that registers the attributes.
func SearchAttributeCommand(namespace string, types map[string]enumspb.IndexedValueType) string {
	var b strings.Builder
	fmt.Fprintf(&b, "temporal operator search-attribute create --namespace %s", namespace)
	for _, name := range slices.Sorted(maps.Keys(types)) {
		fmt.Fprintf(&b, " --name %s --type %s", name, types[name])
	}
	return b.String()
}
