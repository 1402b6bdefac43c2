package codec

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"

	"github.com/wxrelease/wxrelease/internal/keyring"
	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/settings"
)

// started waits for the line that says where the codec listens.
type started struct{ addr chan string }

func (s started) Write(p []byte) (int, error) {
	var line struct{ Msg, On string }
	if json.Unmarshal(p, &line) == nil && line.Msg == "Decrypting" {
		s.addr <- line.On
	}
	return len(p), nil
}

func TestDecryptsForTheWebUI(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	env := settings.Env{"WXRELEASE_PAYLOAD_KEY=" + keyring.NewKey(), "WXRELEASE_CODEC_ADDR=127.0.0.1:0", "WXRELEASE_LOG_FORMAT=json"}
	ctx, stop := context.WithCancel(t.Context())
	log, ended := started{make(chan string, 1)}, make(chan int, 1)
	go func() { ended <- Run(ctx, nil, env, io.Discard, log) }()
	addr := <-log.addr

	s, err := settings.Read(settings.Commands, env)
	require.NoError(t, err)
	payloads, err := s.Temporal.DataConverter.ToPayloads("山茶书店")
	require.NoError(t, err)
	remote := converter.NewRemoteDataConverter(converter.GetDefaultDataConverter(), converter.RemoteDataConverterOptions{
		Endpoint: "http://" + addr,
	})
	var name string
	require.NoError(t, remote.FromPayloads(payloads, &name))
	assert.Equal(t, "山茶书店", name)

	ask := func(method, origin, body string) *http.Response {
		request, err := http.NewRequest(method, "http://"+addr+"/decode", strings.NewReader(body))
		require.NoError(t, err)
		request.Header.Set("Content-Type", "application/json")
		if origin != "" {
			request.Header.Set("Origin", origin)
		}
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		t.Cleanup(func() { _ = response.Body.Close() })
		return response
	}
	ok := ask(http.MethodOptions, "http://localhost:8233", "")
	assert.Equal(t, http.StatusNoContent, ok.StatusCode)
	assert.Equal(t, "http://localhost:8233", ok.Header.Get("Access-Control-Allow-Origin"))
	for _, method := range []string{http.MethodOptions, http.MethodPost} {
		foreign := ask(method, "https://evil.example", "{}")
		assert.Equal(t, http.StatusForbidden, foreign.StatusCode)
		assert.Empty(t, foreign.Header.Get("Access-Control-Allow-Origin"))
	}
	assert.Equal(t, http.StatusBadRequest, ask(http.MethodPost, "", "rubbish").StatusCode)

	health := append(env, "WXRELEASE_CODEC_ADDR="+addr)
	assert.Equal(t, program.OK, Run(t.Context(), []string{"--health"}, health, io.Discard, io.Discard))
	stop()
	assert.Equal(t, program.OK, <-ended)
}

func TestNeedsTheKey(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	var errs bytes.Buffer
	assert.Equal(t, program.Usage, Run(t.Context(), nil, nil, io.Discard, &errs))
	assert.Contains(t, errs.String(), "WXRELEASE_PAYLOAD_KEY: not set; give the key")
	errs.Reset()
	both := settings.Env{"WXRELEASE_PAYLOAD_KEY=" + keyring.NewKey(), "TEMPORAL_CODEC_ENDPOINT=http://127.0.0.1:1"}
	assert.Equal(t, program.Usage, Run(t.Context(), nil, both, io.Discard, &errs))
	assert.Contains(t, errs.String(), "keep one of the two")
}
