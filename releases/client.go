package releases

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"

	"github.com/wxrelease/wxrelease/workflows"
)

// Bounds of one call, so that a missing worker or server shows soon. The Temporal client gives half of it to a single
// attempt; a worker answers a query in far less than a second.
const (
	CallTimeout  = 10 * time.Second // one call of Temporal
	QueryTimeout = 5 * time.Second  // one question to a worker
)

// Options say how releases are kept in a namespace. All programs that have to do with the same releases need the same ones.
type Options struct {
	// Namespace of the Temporal client; default "default". The client itself does not tell it.
	Namespace string
	// Address of the Temporal server, for errors; "" leaves it out.
	Address string
	// WebUI is the address of the Temporal Web UI, for links, without a slash at its end; "" means no links.
	WebUI string
	// TaskQueue of the workers; default [workflows.TaskQueue].
	TaskQueue string
	// WorkflowIDPrefix stands before the appid in the workflow id of a release; default [workflows.WorkflowIDPrefix].
	WorkflowIDPrefix string
	// DataConverter of the Temporal client, which does not tell it; default the SDK's. With another one than the client's, what is
	// kept of a start cannot be read, and every restart finds the open release busy.
	DataConverter converter.DataConverter
	// Language in which the Temporal Web UI shows what a start wanted, "en" or "zh"; default "en".
	Language string
}

// Client starts releases, tells about them and asks them for something. It is safe for concurrent use.
type Client struct {
	temporal  client.Client
	options   Options
	following atomic.Int64 // releases that are followed at present
}

// New makes a client over a Temporal client, which should have been made with [DialOption].
func New(c client.Client, o Options) *Client {
	return &Client{temporal: c, options: o.withDefaults()}
}

func (o Options) withDefaults() Options {
	o.Namespace = cmp.Or(o.Namespace, client.DefaultNamespace)
	o.TaskQueue = cmp.Or(o.TaskQueue, workflows.TaskQueue)
	o.WorkflowIDPrefix = cmp.Or(o.WorkflowIDPrefix, workflows.WorkflowIDPrefix)
	if o.DataConverter == nil {
		o.DataConverter = converter.GetDefaultDataConverter()
	}
	return o
}

// Dial connects to Temporal. Namespace, Address and DataConverter come from the Temporal client's options. A server that does not
// answer gives an [*UnreachableError]; ctx bounds how long it is tried.
func Dial(ctx context.Context, temporal client.Options, o Options) (*Client, error) {
	return DialWith(ctx, client.DialContext, temporal, o)
}

// DialWith is [Dial] with another way to make the Temporal client.
func DialWith(
	ctx context.Context, dial func(context.Context, client.Options) (client.Client, error), temporal client.Options, o Options,
) (*Client, error) {
	o.Address = cmp.Or(temporal.HostPort, client.DefaultHostPort)
	o.Namespace, o.DataConverter = cmp.Or(temporal.Namespace, client.DefaultNamespace), temporal.DataConverter
	temporal.ConnectionOptions.DialOptions = append(slices.Clip(temporal.ConnectionOptions.DialOptions), DialOption())
	c, err := dial(ctx, temporal)
	if err != nil {
		if why := errors.Unwrap(err); why != nil && err.Error() == "failed reaching server: "+why.Error() {
			err = why // the SDK's own words for what UnreachableError says
		}
		return nil, &UnreachableError{Address: o.Address, Namespace: o.Namespace, Err: err}
	}
	return New(c, o), nil
}

// Temporal is the client underneath.
func (c *Client) Temporal() client.Client { return c.temporal }

// Options are what the client was made with, defaults included.
func (c *Client) Options() Options { return c.options }

// Close closes the Temporal client.
func (c *Client) Close() { c.temporal.Close() }

// WorkflowID is the one workflow id for a Mini Program's releases.
func (c *Client) WorkflowID(appid string) string { return c.options.WorkflowIDPrefix + appid }

// appIDOf takes a workflow id apart; ok is false for one of another program.
func (c *Client) appIDOf(workflowID string) (appid string, ok bool) {
	return strings.CutPrefix(workflowID, c.options.WorkflowIDPrefix)
}

// URL links to what a run says of itself in the Temporal Web UI, its tab User Metadata; "" when the address is not known.
func (c *Client) URL(workflowID, runID string) string {
	return c.workflowsURL("/" + url.PathEscape(workflowID) + "/" + url.PathEscape(runID) + "/user-metadata")
}

// workflowsURL is an address below the namespace's workflows.
func (c *Client) workflowsURL(below string) string {
	if c.options.WebUI == "" {
		return ""
	}
	return c.options.WebUI + "/namespaces/" + url.PathEscape(c.options.Namespace) + "/workflows" + below
}
