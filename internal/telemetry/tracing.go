package telemetry

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/sdk/contrib/opentelemetry"
	"go.temporal.io/sdk/interceptor"

	"github.com/wxrelease/wxrelease/internal/settings"
)

// flushTimeout is how long a process that ends waits for the collector to take its last spans.
const flushTimeout = 5 * time.Second

// Tracing sends spans to an OTLP collector. The nil Tracing does nothing.
type Tracing struct{ provider *sdktrace.TracerProvider }

// NewTracing traces as the settings say, and gives nil where they name no collector. program is the service's name unless
// OTEL_SERVICE_NAME says otherwise. A collector that is away delays and loses spans, nothing else.
func NewTracing(ctx context.Context, protocol settings.Tracing, program string) (*Tracing, error) {
	var exporter sdktrace.SpanExporter
	var err error
	switch protocol {
	case settings.TracingOff:
		return nil, nil
	case settings.TracingGRPC:
		exporter, err = otlptracegrpc.New(ctx)
	default:
		exporter, err = otlptracehttp.New(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("tracing: %w", err)
	}
	about, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", program)), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("tracing: %w", err)
	}
	return &Tracing{sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(about))}, nil
}

// Tracer gives the tracer of our own spans, nil where nothing is traced.
func (t *Tracing) Tracer() trace.Tracer {
	if t == nil {
		return nil
	}
	return t.provider.Tracer("wxrelease")
}

// Interceptors are for a Temporal client, whose workers take them over: a release is one trace from its start to each call.
func (t *Tracing) Interceptors() ([]interceptor.ClientInterceptor, error) {
	if t == nil {
		return nil, nil
	}
	tracing, err := opentelemetry.NewTracingInterceptor(opentelemetry.TracerOptions{Tracer: t.Tracer()})
	if err != nil {
		return nil, fmt.Errorf("tracing: %w", err)
	}
	return []interceptor.ClientInterceptor{tracing}, nil
}

// Close sends what is left.
func (t *Tracing) Close(logger *slog.Logger) {
	if t == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), flushTimeout)
	defer cancel()
	if err := t.provider.Shutdown(ctx); err != nil {
		logger.Warn("The last spans were not sent", "error", err)
	}
}
