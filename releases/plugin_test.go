package releases

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"google.golang.org/grpc"

	"github.com/wxrelease/wxrelease/workflows"
)

// A replayer with the plugin replays what a worker of this program has run, also when the plugin's calls go to another queue.
func TestPluginReplays(t *testing.T) {
	for _, queue := range []string{"", "wechat-calls"} {
		plugin, err := NewPlugin(PluginOptions{Workflows: workflows.Options{ActivityQueue: queue}})
		require.NoError(t, err)
		replayer, err := worker.NewWorkflowReplayerWithOptions(worker.WorkflowReplayerOptions{Plugins: []worker.Plugin{plugin}})
		require.NoError(t, err)
		files, err := filepath.Glob("../workflows/testdata/history/3/*push*.json")
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, path := range files {
			file, err := os.Open(path)
			require.NoError(t, err)
			history, err := client.HistoryFromJSON(file, client.HistoryJSONOptions{})
			require.NoError(t, err)
			require.NoError(t, file.Close())
			assert.NoError(t, replayer.ReplayWorkflowHistory(log.NewStructuredLogger(slog.New(slog.DiscardHandler)), history), path)
		}
	}
}

// A client with the plugin sends the request ids of starts, which makes two starts of one CI run one.
func TestPluginInAClient(t *testing.T) {
	plugin, err := NewPlugin(PluginOptions{})
	require.NoError(t, err)
	options := client.Options{HostPort: "passthrough:///nowhere", Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler))}
	require.NoError(t, plugin.ConfigureClient(t.Context(), client.PluginConfigureClientOptions{ClientOptions: &options}))
	var id string
	wire := func(_ context.Context, _ string, req, _ any, _ *grpc.ClientConn, _ grpc.UnaryInvoker, _ ...grpc.CallOption) error {
		if start, ok := req.(*workflowservice.StartWorkflowExecutionRequest); ok {
			id = start.GetRequestId()
		}
		return nil
	}
	options.ConnectionOptions.DialOptions = append(options.ConnectionOptions.DialOptions, grpc.WithChainUnaryInterceptor(wire))
	c, err := client.NewLazyClient(options)
	require.NoError(t, err)
	defer c.Close()
	_, err = c.ExecuteWorkflow(WithRequestID(t.Context(), "mine"), client.StartWorkflowOptions{ID: "w", TaskQueue: "q"}, "W")
	require.NoError(t, err)
	assert.Equal(t, "mine", id)
}
