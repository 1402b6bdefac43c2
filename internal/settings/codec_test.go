package settings

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"

	"github.com/wxrelease/wxrelease/internal/testkit"
)

// The programs speak to a remote codec as the Temporal CLI does: same variables, same headers.
func TestRemoteCodec(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	codec := testkit.NewSealingCodec()
	handler := converter.NewPayloadCodecHTTPHandler(codec)
	var paths []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "Bearer s3cret", r.Header.Get("Authorization"))
		assert.Equal(t, "mini", r.Header.Get("X-Namespace"))
		paths = append(paths, r.URL.Path)
		handler.ServeHTTP(w, r)
	}))
	defer server.Close()
	opts, err := Temporal(Env{
		"TEMPORAL_NAMESPACE=mini", "TEMPORAL_CODEC_ENDPOINT=" + server.URL + "/{namespace}/", "TEMPORAL_CODEC_AUTH=Bearer s3cret",
	})
	require.NoError(t, err)
	payload, err := opts.DataConverter.ToPayload("secret")
	require.NoError(t, err)
	var text string
	assert.Error(t, converter.GetDefaultDataConverter().FromPayload(payload, &text), "it is sealed")
	require.NoError(t, codec.Converter().FromPayload(payload, &text))
	assert.Equal(t, "secret", text)
	text = ""
	require.NoError(t, opts.DataConverter.FromPayload(payload, &text))
	assert.Equal(t, "secret", text)
	assert.Equal(t, []string{"/mini/encode", "/mini/decode"}, paths)

	opts, err = Temporal(nil)
	require.NoError(t, err)
	assert.Nil(t, opts.DataConverter)
	for _, wrong := range []Env{{"TEMPORAL_CODEC_AUTH=Bearer s3cret"}, {"TEMPORAL_CODEC_ENDPOINT=codec:8080"}} {
		_, err = Temporal(wrong)
		assert.ErrorContains(t, err, "TEMPORAL_CODEC_ENDPOINT")
		assert.NotContains(t, err.Error(), "s3cret")
	}
}
