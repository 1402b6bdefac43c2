package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/internal/settings"
	"github.com/wxrelease/wxrelease/workflows"
	"github.com/wxrelease/wxrelease/wxa"
)

// Exit codes.
const (
	exitOK     = 0 // stopped as asked
	exitFailed = 1 // could not go on; starting it again may help
	exitUsage  = 2 // flags or settings; starting it again does not help
)

const usage = `Worker runs the releases of WeChat Mini Programs: it takes work from a Temporal server and calls WeChat.
Run as many as you like. It stops on SIGINT or SIGTERM, after the calls that are under way.

Usage: worker [-version]

`

// run is the program without the process around it; it gives the exit code.
func run(ctx context.Context, args []string, env settings.Env, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("worker", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	showVersion := flags.Bool("version", false, "print the version and exit")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage+settings.Help(settings.Worker))
		return exitOK
	case err == nil && flags.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
		fallthrough
	case err != nil:
		fmt.Fprintf(stderr, "worker: %v\nSee: worker -help\n", err)
		return exitUsage
	case *showVersion:
		fmt.Fprintln(stdout, "worker", version())
		return exitOK
	}
	s, err := settings.Read(settings.Worker, env)
	if err != nil {
		fmt.Fprintf(stderr, "worker: the settings cannot work:\n%v\nSee: worker -help\n", err)
		return exitUsage
	}
	logger := newLogger(s, stderr)
	if err := work(ctx, s, logger); err != nil {
		logger.Error("Worker ends", "error", err)
		return exitFailed
	}
	return exitOK
}

// work connects and works until ctx ends.
func work(ctx context.Context, s settings.Settings, logger *slog.Logger) error {
	tokens, err := tokenSource(s, logger)
	if err != nil {
		return err
	}
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
	if err := ensureSearchAttributes(ctx, c, s.Temporal.Namespace); err != nil {
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
		"wechat", s.WeChatURL, "version", version())
	if err := w.Run(stop); err != nil {
		return fmt.Errorf("working on queue %s in namespace %s of Temporal at %s: %w", workflows.TaskQueue, s.Temporal.Namespace, s.Temporal.HostPort, err)
	}
	return nil
}

func ensureSearchAttributes(ctx context.Context, c client.Client, namespace string) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return workflows.EnsureSearchAttributes(ctx, c, namespace)
}

// tokenSource gives the one source that the settings name.
func tokenSource(s settings.Settings, logger *slog.Logger) (wxa.TokenSource, error) {
	if s.TokenURL == "" {
		return wxa.FixedToken(s.Token.Reveal()), nil
	}
	return wxa.NewHTTPTokens(wxa.HTTPTokensConfig{
		URL: s.TokenURL, HeaderName: s.TokenHeader.Name, HeaderValue: s.TokenHeader.Value.Reveal(), Logger: logger,
	})
}

func newLogger(s settings.Settings, w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: s.LogLevel}
	if s.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// version is the module's version as go install stamps it, or the commit it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return info.Main.Version
}
