package telemetry

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// ticketAge reads the store at each scrape: the last ticket may have come to another process.
type ticketAge struct {
	pushed func(context.Context) (time.Time, error)
	logger *slog.Logger
	desc   *prometheus.Desc
}

// RegisterTicketAge adds the age of the platform's newest ticket; pushed gives the moment of its push, zero for none.
func (m *Metrics) RegisterTicketAge(pushed func(context.Context) (time.Time, error)) {
	m.MustRegister(&ticketAge{pushed, m.logger, prometheus.NewDesc("wxrelease_ticket_age_seconds",
		"Age of the newest component_verify_ticket in the store; absent when there is none or the store does not answer.", nil, nil)})
}

func (a *ticketAge) Describe(ch chan<- *prometheus.Desc) { ch <- a.desc }

func (a *ticketAge) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	pushed, err := a.pushed(ctx)
	if err != nil {
		a.logger.Warn("The age of the last ticket is unknown", "error", err)
		return
	}
	if !pushed.IsZero() {
		ch <- prometheus.MustNewConstMetric(a.desc, prometheus.GaugeValue, time.Since(pushed).Seconds())
	}
}
