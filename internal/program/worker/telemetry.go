package worker

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync/atomic"

	"go.temporal.io/sdk/client"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/telemetry"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/wxa"
)

// measuring is what the worker tells of itself: figures, health and traces, each where the settings ask for it.
type measuring struct {
	on      net.Listener // nil: nobody scrapes
	metrics *telemetry.Metrics
	tracing *telemetry.Tracing
	working atomic.Bool // the workers have begun and none has ended
	logger  *slog.Logger
}

// measure prepares it, and makes the Temporal client of s report to it. The address is taken here, so that a wrong one ends the
// worker before it works.
func measure(ctx context.Context, s *settings.Settings, logger *slog.Logger) (*measuring, error) {
	m := &measuring{logger: logger}
	var err error
	if m.metrics, err = telemetry.NewMetrics(logger); err != nil {
		return nil, err
	}
	if s.MetricsAddr != "" {
		if m.on, err = new(net.ListenConfig).Listen(ctx, "tcp", s.MetricsAddr); err != nil {
			return nil, fmt.Errorf("listening where WXRELEASE_METRICS_ADDR says: %w", err)
		}
		s.Temporal.MetricsHandler = m.metrics.Temporal()
	}
	if m.tracing, err = telemetry.NewTracing(ctx, s.Tracing, "wxrelease-worker"); err != nil {
		return nil, err
	}
	interceptors, err := m.tracing.Interceptors()
	if err != nil {
		return nil, err
	}
	s.Temporal.Interceptors = append(s.Temporal.Interceptors, interceptors...)
	return m, nil
}

// serve answers scrapes until ctx ends, where somebody asked for it.
func (m *measuring) serve(ctx context.Context, s settings.Settings, c client.Client, wechat *wxa.Client, tokens wxa.TokenSource) error {
	if m.on == nil {
		return nil
	}
	m.metrics.RegisterOpenReleases(releases.New(c, releases.Options{Namespace: s.Temporal.Namespace}))
	m.metrics.RegisterQuota(wechat)
	if store, ok := tokens.(*credentials.Platform); ok {
		m.metrics.RegisterTicketAge(store.TicketTime)
	}
	m.logger.Info("Serving metrics", "on", m.on.Addr().String())
	return m.metrics.Serve(ctx, m.on, func(ctx context.Context) string { return m.missing(ctx, c) })
}

// missing says why the worker cannot work, "" where it can.
func (m *measuring) missing(ctx context.Context, c client.Client) string {
	if !m.working.Load() {
		return "the worker has not begun, or it ends"
	}
	if _, err := c.CheckHealth(ctx, &client.CheckHealthRequest{}); err != nil {
		m.logger.Warn("Not ready", "because", "Temporal cannot be reached", "error", err)
		return "temporal cannot be reached"
	}
	return ""
}

// close sends the last spans, and gives the address back where nobody serves on it.
func (m *measuring) close() {
	m.tracing.Close(m.logger)
	if m.on != nil {
		_ = m.on.Close()
	}
}

// while tells that the workers run, as long as work does.
func (m *measuring) while(work func() error) error {
	m.working.Store(true)
	defer m.working.Store(false)
	return work()
}
