package command

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"

	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/testkit"
)

// With a remote codec that encrypts everything a repeated start attaches and the texts of the start are told; without it the
// release is not taken for another one.
func TestRemoteCodec(t *testing.T) {
	isolate(t)
	sealing := testkit.NewSealingCodec()
	codec := httptest.NewServer(converter.NewPayloadCodecHTTPHandler(sealing))
	defer codec.Close()
	file := releaseFileAt(t, smallFile)
	s := &fakeTemporal{opens: sealing.Converter(), env: settings.Env{"USER=wang", "TEMPORAL_CODEC_ENDPOINT=" + codec.URL}}
	code, _, errw := s.wxrelease(t.Context(), t, "start", "-f", file)
	require.Equal(t, exitOK, code, errw)
	require.Len(t, s.runs, 1)
	assert.Empty(t, memoText(s.runs[0].info.GetMemo(), "started_by"), "it is encrypted")
	code, out, errw := s.wxrelease(t.Context(), t, "start", "-f", file, "-o", "json")
	require.Equal(t, exitOK, code, errw)
	assert.Equal(t, true, object(t, out)["attached"])
	assert.Equal(t, "wang", object(t, out)["started_by"])

	s.env = nil
	code, _, errw = s.wxrelease(t.Context(), t, "start", "-f", file)
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, errw, "the data converter or codec must be that of the program which started it")
	assert.Len(t, s.runs, 1)
}
