package bridge

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are the bridge's own; all names begin with wxrelease_bridge_.
type metrics struct {
	registry *prometheus.Registry
	pushes   *prometheus.CounterVec   // kind, result
	lastPush *prometheus.GaugeVec     // kind; Unix seconds
	refused  *prometheus.CounterVec   // reason
	unclean  *prometheus.CounterVec   // flaw
	forwards *prometheus.CounterVec   // result
	handOver *prometheus.HistogramVec // to; seconds
}

func newMetrics(registry *prometheus.Registry, c Credentials, logger *slog.Logger) *metrics {
	const space, part = "wxrelease", "bridge"
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: space, Subsystem: part, Name: name, Help: help}, labels)
	}
	m := &metrics{
		registry: registry,
		pushes:   counter("pushes_total", "Pushes that WeChat signed, by kind and by what became of them.", "kind", "result"),
		lastPush: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Namespace: space, Subsystem: part, Name: "last_push_timestamp_seconds", Help: "When WeChat last pushed, by kind.",
		}, []string{"kind"}),
		refused:  counter("refused_total", "Requests refused, by reason.", "reason"),
		unclean:  counter("unclean_total", "Pushes that WeChat signed and that are not clean XML, by what is wrong with them.", "flaw"),
		forwards: counter("forwards_total", "Pushes sent on to the existing callback, by its answer.", "result"),
		handOver: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: space, Subsystem: part, Name: "handover_seconds", Help: "How long Temporal or the store took to take a push.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2, Budget.Seconds()},
		}, []string{"to"}),
	}
	if m.registry == nil {
		m.registry = prometheus.NewRegistry()
		m.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	}
	m.registry.MustRegister(m.pushes, m.lastPush, m.refused, m.unclean, m.forwards, m.handOver)
	if c != nil {
		m.registry.MustRegister(&ticketAge{c, logger, prometheus.NewDesc(prometheus.BuildFQName(space, part, "ticket_age_seconds"),
			"Age of the newest component_verify_ticket in the store; absent when there is none or the store does not answer.", nil, nil)})
	}
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// ticketAge reads the store at each scrape: several bridges share it, and the last ticket may have come to another one.
type ticketAge struct {
	credentials Credentials
	logger      *slog.Logger
	desc        *prometheus.Desc
}

func (a *ticketAge) Describe(ch chan<- *prometheus.Desc) { ch <- a.desc }

func (a *ticketAge) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), checkTimeout)
	defer cancel()
	pushed, err := a.credentials.TicketTime(ctx)
	if err != nil {
		a.logger.Warn("The age of the last ticket is unknown", "error", err)
		return
	}
	if !pushed.IsZero() {
		ch <- prometheus.MustNewConstMetric(a.desc, prometheus.GaugeValue, time.Since(pushed).Seconds())
	}
}
