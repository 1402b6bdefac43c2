// Package telemetry measures what the programs do, for Prometheus, and traces it, for an OTLP collector.
package telemetry

import (
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/attribute"
	otelprometheus "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/opentelemetry"

	"github.com/wxrelease/wxrelease/workflows"
)

// scrapeTimeout bounds what a scrape has to ask others for. Prometheus itself waits 10 s.
const scrapeTimeout = 5 * time.Second

// Metrics are a program's figures: those of its meters, of the process, and of what is registered.
type Metrics struct {
	*prometheus.Registry
	meters *metric.MeterProvider
	logger *slog.Logger
	quota  *quota
}

// NewMetrics makes the figures of one process.
func NewMetrics(logger *slog.Logger) (*Metrics, error) {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	exporter, err := otelprometheus.New(otelprometheus.WithRegisterer(registry),
		otelprometheus.WithoutScopeInfo(), otelprometheus.WithoutTargetInfo())
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	meters := metric.NewMeterProvider(metric.WithReader(exporter), metric.WithView(views()...))
	return &Metrics{Registry: registry, meters: meters, logger: logger, quota: newQuota(logger)}, nil
}

// Temporal is what a Temporal client and its workers report their own figures to, and workflows those of releases.
func (m *Metrics) Temporal() client.MetricsHandler {
	all := opentelemetry.NewMetricsHandler(opentelemetry.MetricsHandlerOptions{
		Meter: m.meters.Meter("temporal"), UseMonotonicCounters: true,
		OnError: func(err error) { m.logger.Warn("A figure is not measured", "error", err) },
	})
	for name, series := range workflows.FigureSeries() {
		for _, labels := range series {
			all.WithTags(labels).Counter(name).Inc(0)
		}
	}
	return all
}

// Handler answers a scrape. A figure that cannot be had at the moment is left out.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.Registry, promhttp.HandlerOpts{
		ErrorHandling: promhttp.ContinueOnError, ErrorLog: slog.NewLogLogger(m.logger.Handler(), slog.LevelWarn),
	})
}

// The bounds of histograms, in seconds: of calls, and of what takes a release minutes or days. The SDK of Temporal measures calls.
var (
	callBounds      = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}
	detectionBounds = []float64{15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200}
	verdictBounds   = []float64{600, 1800, 3600, 2 * 3600, 4 * 3600, 8 * 3600, 12 * 3600, 86400, 2 * 86400, 3 * 86400, 5 * 86400,
		7 * 86400, 14 * 86400}
)

// views give each histogram its bounds, and the figures of releases no labels but their own: the SDK adds the names of namespace,
// queue and type.
func views() []metric.View {
	own := attribute.NewDenyKeysFilter("namespace", "client_name", "task_queue", "workflow_type", "worker_type", "activity_type")
	bounded := func(name string, bounds []float64) metric.View {
		return metric.NewView(metric.Instrument{Name: name}, metric.Stream{
			Aggregation: metric.AggregationExplicitBucketHistogram{Boundaries: bounds}, AttributeFilter: own,
		})
	}
	all := []metric.View{
		metric.NewView(metric.Instrument{Name: "temporal_*_latency"},
			metric.Stream{Aggregation: metric.AggregationExplicitBucketHistogram{Boundaries: callBounds}}),
		bounded(wechatSeconds, callBounds),
		bounded(workflows.FigureDetection, detectionBounds),
		bounded(workflows.FigureVerdict, verdictBounds),
	}
	for name := range workflows.FigureSeries() {
		all = append(all, metric.NewView(metric.Instrument{Name: name}, metric.Stream{AttributeFilter: own}))
	}
	return all
}
