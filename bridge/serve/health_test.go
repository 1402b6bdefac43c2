package main

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/settings"
)

// askHealth is a health check with the settings of a bridge that listens there.
func askHealth(t *testing.T, addr string) (int, string) {
	t.Helper()
	var stderr bytes.Buffer
	code := run(t.Context(), []string{"-health"}, settings.Env{
		"WXRELEASE_BRIDGE_ADDR=" + addr, "WXRELEASE_PLATFORM_APPID=" + platform, "WXRELEASE_PUSH_TOKEN=s3cret", "WXRELEASE_PUSH_KEY=" + aesKey,
	}, io.Discard, &stderr)
	assert.NotContains(t, stderr.String(), "s3cret")
	return code, stderr.String()
}

func TestHealth(t *testing.T) {
	noTemporalFile(t)
	f := &frontend{got: make(chan *workflowservice.SignalWorkflowExecutionRequest, 1)}
	base, stop := bridgeProcess(t, "TEMPORAL_ADDRESS="+temporal(t, f))
	addr := strings.TrimPrefix(base, "http://")
	_, port, err := net.SplitHostPort(addr)
	require.NoError(t, err)
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1") // asking goes past it
	for _, listens := range []string{addr, ":" + port, "0.0.0.0:" + port, "[::]:" + port, "localhost:" + port} {
		code, said := askHealth(t, listens)
		assert.Equal(t, program.OK, code, "%s: %s", listens, said)
		assert.Empty(t, said)
	}
	stop()
	code, said := askHealth(t, addr)
	assert.Equal(t, program.Failed, code)
	assert.Contains(t, said, "bridge: not healthy: ")
	assert.Contains(t, said, addr)
}

// A bridge that runs and cannot hand anything over is not healthy, and says why.
func TestHealthWithoutTemporal(t *testing.T) {
	noTemporalFile(t)
	base, stop := bridgeProcess(t, "TEMPORAL_ADDRESS=127.0.0.1:1")
	addr := strings.TrimPrefix(base, "http://")
	code, said := askHealth(t, addr)
	assert.Equal(t, program.Failed, code)
	assert.Equal(t, "bridge: not healthy: the bridge at "+addr+" answers HTTP status 503: temporal cannot be reached\n", said)
	stop()
}

func TestHealthAddress(t *testing.T) {
	for addr, want := range map[string]string{
		":8450": "127.0.0.1:8450", "0.0.0.0:8450": "127.0.0.1:8450", "[::]:8450": "127.0.0.1:8450",
		"10.0.0.7:8450": "10.0.0.7:8450", "[::1]:8450": "[::1]:8450", "bridge.test:http": "bridge.test:http",
	} {
		got, err := loopback(addr)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
}
