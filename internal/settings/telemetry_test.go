package settings

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Traces go where OpenTelemetry's own variables say; without a collector, or turned off, nowhere.
func TestReadTracing(t *testing.T) {
	for _, tt := range []struct {
		env  Env
		want Tracing
	}{
		{nil, TracingOff},
		{Env{"OTEL_EXPORTER_OTLP_PROTOCOL=grpc"}, TracingOff},
		{Env{"OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318"}, TracingHTTP},
		{Env{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://collector:4318"}, TracingHTTP},
		{Env{"OTEL_EXPORTER_OTLP_ENDPOINT=http://c", "OTEL_EXPORTER_OTLP_PROTOCOL=grpc"}, TracingGRPC},
		{Env{"OTEL_EXPORTER_OTLP_ENDPOINT=http://c", "OTEL_EXPORTER_OTLP_PROTOCOL=grpc",
			"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf"}, TracingHTTP},
		{Env{"OTEL_EXPORTER_OTLP_ENDPOINT=http://c", "OTEL_SDK_DISABLED=TRUE"}, TracingOff},
		{Env{"OTEL_EXPORTER_OTLP_ENDPOINT=http://c", "OTEL_TRACES_EXPORTER=none"}, TracingOff},
	} {
		got, err := ReadTracing(tt.env)
		require.NoError(t, err)
		assert.Equal(t, tt.want, got, tt.env)
	}
	_, err := Read(Worker, Env{"WXRELEASE_TOKEN=t", "OTEL_EXPORTER_OTLP_ENDPOINT=http://c", "OTEL_EXPORTER_OTLP_PROTOCOL=http/json"})
	assert.EqualError(t, err, `OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" is none of http/protobuf, grpc`)
}
