// Package bridge is the program wxrelease bridge: it takes WeChat's pushes and hands them over to Temporal and to the
// platform's credentials.
package bridge

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"

	"go.temporal.io/sdk/log"

	"github.com/wxrelease/wxrelease/bridge"
	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/wxa/push"
)

const usage = `Bridge takes WeChat's pushes and hands them over: verdicts to Temporal, tickets and authorisations to the platform's
credentials. Run as many as you like behind a proxy that has the certificate. It stops on SIGINT or SIGTERM, after the pushes
that are under way.

In the open platform's console, the authorisation URL is https://YOUR.HOST/wechat/events and the message URL is
https://YOUR.HOST/wechat/$APPID$/messages, with $APPID$ as it stands here.

Usage:
  wxrelease bridge [--health | --version]

  --health    ask the bridge that runs on this host with the same settings whether it is ready, for container health
              checks: exit code 0 or 1
  --version   print the version and exit

Exit codes: 0 stopped as asked; 1 it could not go on, starting it again may help; 2 usage or settings.

`

// Run is the program without the process around it; it gives the exit code.
func Run(ctx context.Context, args []string, env settings.Env, stdout, stderr io.Writer) int {
	p := program.Program{Name: settings.Bridge, Title: "Bridge", Usage: usage, Work: work, Health: health}
	return p.Run(ctx, args, env, stdout, stderr)
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
	s.Temporal.Logger = log.NewStructuredLogger(logger)
	c, err := bridge.NewClient(s.Temporal)
	if err != nil {
		return fmt.Errorf("making a client for Temporal at %s: %w", s.Temporal.HostPort, err)
	}
	defer c.Close()
	config := bridge.Config{
		Receiver: receiver, Signals: c, CheckTemporal: bridge.CheckNamespace(c, s.Temporal.Namespace), Logger: logger,
		Forward:      bridge.Forward{Events: s.Bridge.ForwardEvents, Messages: s.Bridge.ForwardMessages, All: s.Bridge.ForwardAll},
		PublishCheck: s.Bridge.PublishCheck,
	}
	if store, ok := s.Credentials(logger); ok {
		platform, stop, err := program.OpenStore(ctx, store, logger)
		if err != nil {
			return err
		}
		defer stop()
		config.Credentials = platform
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
		"namespace", s.Temporal.Namespace, "version", program.Version())
	return b.Serve(ctx, on)
}
