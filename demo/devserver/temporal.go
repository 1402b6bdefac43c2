package devserver

import (
	"context"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/server/common/authorization"
	clusterpkg "go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/temporal"
)

// cluster is the server's name for itself.
const cluster = "active"

// settings are the dynamic configuration: what suits one process and few workflows.
var settings = dynamicconfig.StaticClient{
	// A new search attribute can be used at once, not after the caches' next refresh.
	freshAttributes.Key():                             true,
	dynamicconfig.NamespaceCacheRefreshInterval.Key(): 200 * time.Millisecond,
	// Timers, the pauses between an activity's attempts among them, would else be up to a second late.
	dynamicconfig.TimerProcessorMaxTimeShift.Key(): 20 * time.Millisecond,
	// With one partition a task is found by the first poller; four only help big installations.
	dynamicconfig.MatchingNumTaskqueueReadPartitions.Key():  1,
	dynamicconfig.MatchingNumTaskqueueWritePartitions.Key(): 1,
	// Tests list often; the default is 10 calls a second.
	dynamicconfig.FrontendMaxNamespaceVisibilityRPSPerInstance.Key(): 200,
	// The server never stops these workers of its own: they would go on polling after Stop, and poll the next server on the
	// same port. They tidy up old data and speed up workflows that close with many children; neither is missed here.
	dynamicconfig.TaskQueueScannerEnabled.Key():       false,
	dynamicconfig.HistoryScannerEnabled.Key():         false,
	dynamicconfig.EnableParentClosePolicyWorker.Key(): false,
	// Nothing here calls the internet.
	dynamicconfig.EnableServerVersionCheck.Key(): false,
}

// freshAttributes has the search attributes read from the database each time that one is used, which takes some 5 % of a busy
// server's CPU time. Only a server to which attributes may be added later needs it.
var freshAttributes = dynamicconfig.ForceSearchAttributesCacheRefreshOnRead

func newSettings(opts Options) *dynamicconfig.MemoryClient {
	dynamic := dynamicconfig.NewMemoryClient()
	for key, value := range settings {
		dynamic.OverrideValue(key, value)
	}
	if opts.LongHistory > 0 {
		dynamic.OverrideSetting(dynamicconfig.HistoryCountSuggestContinueAsNew, opts.LongHistory)
	}
	return dynamic
}

// startTemporal starts all services of the server.
func startTemporal(
	opts Options, p *ports, db *config.SQL, dynamic dynamicconfig.Client, logger serverLogger,
) (s temporal.Server, err error) {
	// The server reports a port lost since claimPorts as a fatal log message, while it is put together.
	defer func() {
		if r := recover(); r != nil {
			f, ok := r.(fatal)
			if !ok {
				panic(r)
			}
			err = f
		}
	}()
	s, err = temporal.NewServer(
		temporal.WithConfig(serverConfig(opts, p, db)),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithStaticHosts(map[primitives.ServiceName]static.Hosts{
			primitives.FrontendService: static.SingleLocalHost(hostPort(opts.FrontendPort)),
			primitives.HistoryService:  static.SingleLocalHost(hostPort(p.history)),
			primitives.MatchingService: static.SingleLocalHost(hostPort(p.matching)),
			primitives.WorkerService:   static.SingleLocalHost(hostPort(p.worker)),
		}),
		temporal.WithLogger(logger),
		temporal.WithAuthorizer(authorization.NewNoopAuthorizer()),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper { return authorization.NewNoopClaimMapper() }),
		temporal.WithDynamicConfigClient(dynamic),
	)
	if err != nil {
		return nil, err
	}
	return s, s.Start()
}

func serverConfig(opts Options, p *ports, db *config.SQL) *config.Config {
	const store = "sqlite"
	var c config.Config
	c.Persistence = config.Persistence{
		DefaultStore:     store,
		VisibilityStore:  store,
		NumHistoryShards: 1,
		DataStores:       map[string]config.DataStore{store: {SQL: db}},
	}
	c.ClusterMetadata = &clusterpkg.Config{
		FailoverVersionIncrement: 10,
		MasterClusterName:        cluster,
		CurrentClusterName:       cluster,
		ClusterInformation: map[string]clusterpkg.ClusterInformation{cluster: {
			Enabled:                true,
			InitialFailoverVersion: 1,
			RPCAddress:             hostPort(opts.FrontendPort),
			HTTPAddress:            hostPort(p.frontendHTTP),
		}},
	}
	c.DCRedirectionPolicy.Policy = "noop"
	c.Services = map[string]config.Service{
		"frontend": {RPC: config.RPC{GRPCPort: opts.FrontendPort, HTTPPort: p.frontendHTTP, BindOnIP: host}},
		"history":  {RPC: config.RPC{GRPCPort: p.history, BindOnIP: host}},
		"matching": {RPC: config.RPC{GRPCPort: p.matching, BindOnIP: host}},
		"worker":   {RPC: config.RPC{GRPCPort: p.worker, BindOnIP: host}},
	}
	c.PublicClient.HostPort = hostPort(opts.FrontendPort)
	c.Archival.History.State = "disabled"
	c.Archival.Visibility.State = "disabled"
	c.NamespaceDefaults.Archival.History.State = "disabled"
	c.NamespaceDefaults.Archival.Visibility.State = "disabled"
	return &c
}

// ready returns when the server answers and the namespace has its search attributes: one from an older file may lack some.
func (s *Server) ready(ctx context.Context) error {
	c, err := s.NewClient(ctx, client.Options{})
	if err != nil {
		return err
	}
	defer c.Close()
	if len(s.opts.SearchAttributes) == 0 {
		return nil
	}
	have, err := c.OperatorService().ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: s.opts.Namespace})
	if err != nil {
		return fmt.Errorf("list search attributes: %w", err)
	}
	missing := map[string]enumspb.IndexedValueType{}
	for name, want := range s.opts.SearchAttributes {
		is, ok := have.GetCustomAttributes()[name]
		if !ok {
			missing[name] = want
		} else if is != want {
			return fmt.Errorf("search attribute %s of namespace %s is %s, not %s: choose another namespace or database",
				name, s.opts.Namespace, is, want)
		}
	}
	if len(missing) == 0 {
		s.dynamic.OverrideSetting(freshAttributes, false)
		return nil
	}
	_, err = c.OperatorService().AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{
		Namespace: s.opts.Namespace, SearchAttributes: missing,
	})
	if err != nil {
		return fmt.Errorf("add search attributes: %w", err)
	}
	return nil
}
