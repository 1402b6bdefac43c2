package deploy

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/wxa/wxatest"
)

// frontend is as much of a Temporal server as a bridge sees where no release is open.
type frontend struct {
	workflowservice.UnimplementedWorkflowServiceServer
	signalled chan string // workflow ids
}

func (f *frontend) GetSystemInfo(context.Context, *workflowservice.GetSystemInfoRequest) (*workflowservice.GetSystemInfoResponse, error) {
	return &workflowservice.GetSystemInfoResponse{}, nil
}

func (f *frontend) DescribeNamespace(
	context.Context,
	*workflowservice.DescribeNamespaceRequest,
) (*workflowservice.DescribeNamespaceResponse, error) {
	return &workflowservice.DescribeNamespaceResponse{}, nil
}

func (f *frontend) SignalWorkflowExecution(
	_ context.Context,
	r *workflowservice.SignalWorkflowExecutionRequest,
) (*workflowservice.SignalWorkflowExecutionResponse, error) {
	f.signalled <- r.GetWorkflowExecution().GetWorkflowId()
	return nil, serviceerror.ToStatus(serviceerror.NewNotFound("no such release")).Err()
}

// built builds the program of the image.
func built(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "wxrelease")
	build := exec.Command("go", "build", "-o", path, programSource)
	build.Dir = ".."
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return path
}

// running starts a service's command, which ends with the test, and gives what follows a text in one of the lines that it
// writes.
func running(t *testing.T, program string, s service, env settings.Env, text string) string {
	t.Helper()
	cmd := exec.Command(program, s.Command[1:]...)
	cmd.Env = append(settings.Env{"HOME=" + t.TempDir()}, env...)
	output, writer, err := os.Pipe()
	require.NoError(t, err)
	cmd.Stdout, cmd.Stderr = writer, writer
	require.NoError(t, cmd.Start())
	require.NoError(t, writer.Close())
	read := make(chan struct{})
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait(); <-read; _ = output.Close() })
	found := make(chan string, 1)
	var log bytes.Buffer
	go func() {
		defer close(read)
		defer close(found)
		for lines := bufio.NewScanner(output); lines.Scan(); {
			log.WriteString(lines.Text() + "\n")
			if _, rest, ok := strings.Cut(lines.Text(), text); ok {
				select {
				case found <- rest:
				default:
				}
			}
		}
	}()
	rest, ok := <-found
	require.True(t, ok, "it has ended:\n%s", &log)
	return rest
}

// With the settings of Compose, and only its host names replaced, the bridge takes what the simulator pushes, also when the
// simulator's clock is a day ahead.
func TestBridgeTakesTheSimulatorsPushes(t *testing.T) {
	c, w, program := compose(t), newWorld(t), built(t)
	bridge, simulator := c.Services["bridge"], c.Services["simulator"]
	require.NoError(t, os.WriteFile(filepath.Join(w.platform, "store"), []byte(filepath.Join(t.TempDir(), "store.db")), 0o600))

	f := &frontend{signalled: make(chan string, 1)}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := grpc.NewServer()
	workflowservice.RegisterWorkflowServiceServer(server, f)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)

	env := append(
		w.env(t, bridge, envFile(t, "simulator.env")...),
		"WXRELEASE_BRIDGE_ADDR=127.0.0.1:0",
		"TEMPORAL_ADDRESS="+listener.Addr().String(),
	)
	bridgeAt, _, _ := strings.Cut(running(t, program, bridge, env, `msg="Taking pushes" on=`), " ")
	health := exec.Command(program, bridge.HealthCheck.Test[2:]...)
	health.Env = append(env, "HOME="+t.TempDir(), "WXRELEASE_BRIDGE_ADDR="+bridgeAt)
	out, err := health.CombinedOutput()
	require.NoError(t, err, "%s", out)

	env = append(w.env(t, simulator), "WXSIM_ADDR=127.0.0.1:0")
	for i, pair := range env {
		env[i] = strings.Replace(pair, "//bridge:8450/", "//"+bridgeAt+"/", 1)
	}
	simulatorAt := running(t, program, simulator, env, "WeChat's API    ")
	control := func(method, path, body string) *json.Decoder {
		request, err := http.NewRequestWithContext(t.Context(), method, simulatorAt+path, strings.NewReader(body))
		require.NoError(t, err)
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		t.Cleanup(func() { _ = response.Body.Close() })
		require.Equal(t, http.StatusOK, response.StatusCode, path)
		return json.NewDecoder(response.Body)
	}
	const app = "wx1000000000000001"
	control("POST", "/_sim/advance", `{"by":"24h"}`)
	control("POST", "/_sim/apps/"+app+"/foreign-review", `{"version":"1.3.9"}`)
	control("POST", "/_sim/apps/"+app+"/decide", `{"status":0}`)

	var pushes []wxatest.Push
	require.NoError(t, control("GET", "/_sim/pushes", "").Decode(&pushes))
	events := map[string]int{}
	for _, p := range pushes {
		events[p.Event]++
		assert.True(t, p.Success, "%s: HTTP status %d, %s", p.Event, p.Status, p.Err)
	}
	assert.GreaterOrEqual(t, events["component_verify_ticket"], 24*6)
	assert.Equal(t, 1, events["weapp_audit_success"])
	require.Len(t, f.signalled, 1)
	assert.Equal(t, "wxrelease/"+app, <-f.signalled)
}
