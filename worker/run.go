package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/program"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

const usage = `Worker runs the releases of WeChat Mini Programs: it takes work from a Temporal server and calls WeChat.
Run as many as you like. It stops on SIGINT or SIGTERM, after the calls that are under way.

Usage: worker [-version]

`

// run is the program without the process around it; it gives the exit code.
func run(ctx context.Context, args []string, env settings.Env, stdout, stderr io.Writer) int {
	return program.Program{Name: settings.Worker, Title: "Worker", Usage: usage, Work: work}.Run(ctx, args, env, stdout, stderr)
}

// work connects and works until ctx ends.
func work(ctx context.Context, s settings.Settings, logger *slog.Logger) error {
	tokens, stopTokens, err := tokenSource(ctx, s, logger)
	if err != nil {
		return err
	}
	defer stopTokens()
	wechat, err := wxa.New(wxa.Config{BaseURL: s.WeChatURL, Tokens: tokens, Logger: logger})
	if err != nil {
		return err
	}
	c, err := connect(ctx, s.Temporal, logger, client.DialContext)
	if ctx.Err() != nil {
		logger.Info("Stopped before Temporal answered")
		return nil
	}
	if err != nil {
		return err
	}
	defer c.Close()
	if err := releases.New(c, releases.Options{Namespace: s.Temporal.Namespace}).EnsureSearchAttributes(ctx); err != nil {
		logger.Warn("Releases work, lists by stage or outcome do not", "reason", err)
	}
	w := worker.New(c, workflows.TaskQueue, workflows.WorkerOptions())
	workflows.Register(w, &activities.Activities{WeChat: wechat})
	stop := make(chan any)
	defer context.AfterFunc(ctx, func() {
		logger.Info("Stopping, after the calls that are under way")
		close(stop)
	})()
	logger.Info("Starting to work", "temporal", s.Temporal.HostPort, "namespace", s.Temporal.Namespace, "queue", workflows.TaskQueue,
		"wechat", s.WeChatURL, "version", program.Version())
	if err := w.Run(stop); err != nil {
		return fmt.Errorf("working on queue %s in namespace %s of Temporal at %s: %w", workflows.TaskQueue, s.Temporal.Namespace, s.Temporal.HostPort, err)
	}
	return nil
}
