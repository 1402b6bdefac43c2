// Package bridge is the program wxrelease bridge: it takes WeChat's pushes and hands them over to Temporal and to the
// platform's credentials.
package bridge

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"

	"go.temporal.io/sdk/log"

	"github.com/wxrelease/wxrelease/bridge"
	"github.com/wxrelease/wxrelease/internal/build"
	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/internal/telemetry"
	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/wxa/push"
)

// Run is the program without the process around it; it gives the exit code.
func Run(ctx context.Context, args []string, env settings.Env, stdout, stderr io.Writer) int {
	p := program.Program{Name: settings.Bridge, Title: "Bridge", Work: work, Health: health, Advice: advice}
	return p.Run(ctx, args, env, stdout, stderr)
}

// advice says what cures an error of the bridge.
func advice(err error) (cure words.Text) {
	if errors.Is(err, bridge.ErrUnreadable) {
		cure = words.ReadAuthorisations.Of()
	}
	return cure
}

// health asks the bridge that listens where the settings say whether it is ready.
func health(ctx context.Context, s settings.Settings) error {
	return program.Ask(ctx, s.Bridge.Addr, "/readyz")
}

// work listens and serves until ctx ends.
func work(ctx context.Context, s settings.Settings, logger *slog.Logger) error {
	receiver, err := push.NewReceiver(push.ReceiverConfig{AppID: s.PlatformAppID, Pairs: s.Bridge.Pairs, Window: s.Bridge.Window})
	if err != nil {
		return err
	}
	metrics, err := telemetry.NewMetrics(logger)
	if err != nil {
		return err
	}
	tracing, err := telemetry.NewTracing(ctx, s.Tracing, "wxrelease-bridge")
	if err != nil {
		return err
	}
	defer tracing.Close(logger)
	interceptors, err := tracing.Interceptors()
	if err != nil {
		return err
	}
	observer, err := metrics.WeChat(tracing.Tracer())
	if err != nil {
		return err
	}
	s.Temporal.Logger, s.Temporal.MetricsHandler = log.NewStructuredLogger(logger), metrics.Temporal()
	s.Temporal.Interceptors = append(s.Temporal.Interceptors, interceptors...)
	c, err := bridge.NewClient(s.Temporal)
	if err != nil {
		return fmt.Errorf("making a client for Temporal at %s: %w", s.Temporal.HostPort, err)
	}
	defer c.Close()
	config := bridge.Config{
		Receiver: receiver, Signals: c, CheckTemporal: bridge.CheckNamespace(c, s.Temporal.Namespace), Logger: logger,
		Forward:      bridge.Forward{Events: s.Bridge.ForwardEvents, Messages: s.Bridge.ForwardMessages, All: s.Bridge.ForwardAll},
		PublishCheck: s.Bridge.PublishCheck,
		Registry:     metrics.Registry,
	}
	if store, ok := s.Credentials(logger); ok {
		store.Observer = observer
		platform, stop, err := program.OpenStore(ctx, store, logger)
		if err != nil {
			return err
		}
		defer stop()
		config.Credentials = platform
		metrics.RegisterTicketAge(platform.TicketTime)
	} else if s.Bridge.ForwardEvents == "" {
		logger.Warn("Tickets and authorisations are taken and not kept: neither WXRELEASE_STORE nor WXRELEASE_FORWARD_EVENTS_URL is set")
	}
	b, err := bridge.New(config)
	if err != nil {
		return err
	}
	on, err := new(net.ListenConfig).Listen(ctx, "tcp", s.Bridge.Addr)
	if err != nil {
		return fmt.Errorf("listening where WXRELEASE_BRIDGE_ADDR says: %w", err)
	}
	logger.Info("Taking pushes", "on", on.Addr().String(), "platform", s.PlatformAppID, "temporal", s.Temporal.HostPort,
		"namespace", s.Temporal.Namespace, "version", build.Read().Version)
	return b.Serve(ctx, on)
}
