package bridge

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/settings"
)

// askHealth is a health check with the settings of a bridge that listens there.
func askHealth(t *testing.T, addr string) (int, string) {
	t.Helper()
	var stderr bytes.Buffer
	code := Run(t.Context(), []string{"--health"}, settings.Env{
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
	code, said := askHealth(t, addr)
	assert.Equal(t, program.OK, code, said)
	assert.Empty(t, said)
	stop()
	code, said = askHealth(t, addr)
	assert.Equal(t, program.Failed, code)
	assert.Contains(t, said, "wxrelease bridge: not healthy: ")
	assert.Contains(t, said, addr)
}

// A bridge that runs and cannot hand anything over is not healthy, and says why.
func TestHealthWithoutTemporal(t *testing.T) {
	noTemporalFile(t)
	base, stop := bridgeProcess(t, "TEMPORAL_ADDRESS=127.0.0.1:1")
	addr := strings.TrimPrefix(base, "http://")
	code, said := askHealth(t, addr)
	assert.Equal(t, program.Failed, code)
	assert.Equal(t, "wxrelease bridge: not healthy: what listens at "+addr+" answers HTTP status 503: temporal cannot be reached\n", said)
	stop()
}
