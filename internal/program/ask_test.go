package program

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAsk(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, "temporal cannot be reached\n")
		}
	}))
	addr := strings.TrimPrefix(server.URL, "http://")
	_, port, err := net.SplitHostPort(addr)
	require.NoError(t, err)
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1") // asking goes past it
	for _, listens := range []string{addr, ":" + port, "0.0.0.0:" + port, "[::]:" + port, "localhost:" + port} {
		assert.NoError(t, Ask(t.Context(), listens, "/readyz"), listens)
	}
	assert.EqualError(t, Ask(t.Context(), addr, "/other"), "what listens at "+addr+" answers HTTP status 503: temporal cannot be reached")
	server.Close()
	assert.ErrorContains(t, Ask(t.Context(), addr, "/readyz"), addr)
}

func TestLoopback(t *testing.T) {
	for addr, want := range map[string]string{
		":8450": "127.0.0.1:8450", "0.0.0.0:8450": "127.0.0.1:8450", "[::]:8450": "127.0.0.1:8450",
		"10.0.0.7:8450": "10.0.0.7:8450", "[::1]:8450": "[::1]:8450", "bridge.test:http": "bridge.test:http",
	} {
		got, err := loopback(addr)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	_, err := loopback("8450")
	assert.Error(t, err)
}
