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
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/wxrelease/wxrelease/workflows"
)

// SearchAttributeTypes are the attributes that a namespace must have.
func SearchAttributeTypes() map[string]enumspb.IndexedValueType {
	types := map[string]enumspb.IndexedValueType{}
	for _, key := range []temporal.SearchAttributeKey{workflows.AttrAppID, workflows.AttrStage, workflows.AttrVersion, workflows.AttrAuditID, workflows.AttrOutcome, workflows.AttrNeedsHuman} {
		types[key.GetName()] = key.GetValueType()
	}
	return types
}

// EnsureSearchAttributes registers what the namespace lacks. Where that is not allowed the error holds the one command that
// an administrator must run; releases work without, only lists by stage or outcome do not.
func EnsureSearchAttributes(ctx context.Context, c client.Client, namespace string) error {
	wanted := SearchAttributeTypes()
	have, err := c.OperatorService().ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: namespace})
	if err != nil {
		return fmt.Errorf("reading the search attributes of namespace %q: %w. If they are not there yet, an administrator registers them with: %s", namespace, err, SearchAttributeCommand(namespace, wanted))
	}
	missing := map[string]enumspb.IndexedValueType{}
	var wrong []error
	for name, kind := range wanted {
		switch got, ok := have.GetCustomAttributes()[name]; {
		case !ok:
			missing[name] = kind
		case got != kind:
			wrong = append(wrong, fmt.Errorf("search attribute %s of namespace %q is of type %s, wanted is %s: remove it or use another namespace", name, namespace, got, kind))
		}
	}
	if err := errors.Join(wrong...); err != nil || len(missing) == 0 {
		return err
	}
	_, err = c.OperatorService().AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{Namespace: namespace, SearchAttributes: missing})
	if err != nil {
		return fmt.Errorf("registering search attributes in namespace %q: %w. Releases work without them, lists by stage do not. An administrator registers them with: %s", namespace, err, SearchAttributeCommand(namespace, missing))
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
