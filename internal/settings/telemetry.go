package settings

import (
	"cmp"
	"strings"

	"github.com/wxrelease/wxrelease/internal/words"
)

// Tracing is how spans reach a collector. OpenTelemetry's own variables say so; the exporter reads the rest of them itself.
type Tracing string

const (
	TracingOff  Tracing = "" // no collector is named
	TracingHTTP Tracing = "http/protobuf"
	TracingGRPC Tracing = "grpc"
)

// ReadTracing finds out whether the environment names a collector of traces, and how it is spoken to.
func ReadTracing(env Env) (Tracing, error) {
	off := strings.EqualFold(env.get("OTEL_SDK_DISABLED"), "true") || env.get("OTEL_TRACES_EXPORTER") == "none"
	if off || cmp.Or(env.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"), env.get("OTEL_EXPORTER_OTLP_ENDPOINT")) == "" {
		return TracingOff, nil
	}
	for _, name := range []string{"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"} {
		switch protocol := Tracing(env.get(name)); protocol {
		case TracingOff:
		case TracingHTTP, TracingGRPC:
			return protocol, nil
		default:
			return TracingOff, at(name, words.SettingOneOf.Err(string(protocol), words.List("http/protobuf", "grpc")))
		}
	}
	return TracingHTTP, nil
}
